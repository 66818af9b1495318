/* SPDX-License-Identifier: MIT
 *
 * text.h: small work on text that several layers need: addresses in their comparable form, lists of words in one
 * string, wrapping for mail. All text is UTF-8.
 */
#pragma once
#include <glib.h>

/* An addr-spec in the form that addresses are compared in: ASCII letters folded to lower case, the domain as A-label.
 * NULL when it is no plausible addr-spec (exactly one unquoted @, no control, blank, comma, angle or CR LF, at most
 * 254 bytes). Free with g_free. */
char *text_address(const char *address);

/* Every addr-spec found in a text ("Jane <jane@acme.example>, bob@bolt.example"), comparable form, in order, each
 * once. NULL-terminated; free with g_strfreev. */
char **text_addresses(const char *text);

/* Lists of words: one string, words separated by single blanks ("alliance technical"). NULL is the empty list. */
gboolean words_has(const char *list, const char *word);
char *words_add(const char *list, const char *word);    /* a new list; unchanged when it has the word */
char *words_remove(const char *list, const char *word); /* a new list */
guint words_count(const char *list);
char **words_split(const char *list); /* free with g_strfreev; never NULL */

/* Wraps prose at `columns`, each line after the first preceded by `indent` blanks; existing line ends are kept, lines
 * that begin with a blank are left alone, and a word longer than the line stands alone. Free with g_free. */
char *text_wrap(const char *text, guint columns, guint indent);

/* The first `max` characters on one line: line ends and control characters become blanks, runs of blanks one, and what
 * is cut ends in "…". For log lines, letters that quote, headers. Free with g_free. */
char *text_line(const char *text, gsize max);

/* "a, b and c" of a NULL-terminated vector. Free with g_free. */
char *text_and(char *const *items);
