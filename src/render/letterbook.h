/* SPDX-License-Identifier: MIT
 *
 * letterbook.h: the directory of letter templates, loaded and checked as a whole.
 *
 *   NAME.txt       a letter: an optional line "Subject: …" (else the engine gives the register's constant subject) and
 *                  comment lines "# …" in any order, a blank line, then the body by the conventions of layout.h
 *   NAME.html      optional: the HTML content instead of the one made from the text
 *   layout.html    the page around the content: {{{content}}}, and {{#stages}} with name and one of done, now, next
 *   parts/NAME.txt, parts/NAME.html   what {{>NAME}} takes in
 *
 * A book is read only after loading and may be used by several threads.
 */
#pragma once
#include <glib.h>
#include <jansson.h>

typedef struct LetterBook LetterBook;

/* True when the letter (or "layout") may use the variable; sections as in template.h: "buttons", "buttons.label". */
typedef gboolean (*LetterKnown)(const char *letter, const char *variable);

/* Loads the letters named (NULL-terminated) and the layout. All mistakes are collected: a missing letter, an unknown
 * variable, a wrong tag, static text wider than LAYOUT_COLUMNS. NULL with one FAULT_PERM whose message names each with
 * file and line, one a line. known may be NULL: variables are not checked. Free with letterbook_free. */
LetterBook *letterbook_load(const char *dir, const char *const *required_names, LetterKnown known, GError **error);
void letterbook_free(LetterBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterBook, letterbook_free)

/* Renders a letter. data: an object of the letter's variables; "stages", a list of {name, state: "done"|"now"|"next"},
 * becomes the strip of stages. out_html may be NULL. False with a FAULT_PERM when the book has no such letter. Free
 * both with g_free. */
gboolean letterbook_render(const LetterBook *book, const char *name, const json_t *data, char **out_text,
			   char **out_html, GError **error);

/* The letter's own subject on one line, or NULL when it has none (or there is no such letter). Free with g_free. */
char *letterbook_subject(const LetterBook *book, const char *name, const json_t *data);

/* SHA-256 in hex over the files a letter is made of (text, HTML, layout, all parts); NULL for an unknown letter.
 * Borrowed. */
const char *letterbook_hash(const LetterBook *book, const char *name);

/* The variables a letter uses, as written, sorted, each once; NULL for an unknown letter. Free with g_strfreev. */
char **letterbook_variables(const LetterBook *book, const char *name);

/* The names that a letter or the page around it looks up in its data (template_uses): what else is given to
 * letterbook_render changes nothing. A set of char *, borrowed; NULL for an unknown letter. */
GHashTable *letterbook_uses(const LetterBook *book, const char *name);
