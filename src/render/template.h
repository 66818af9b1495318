/* SPDX-License-Identifier: MIT
 *
 * template.h: the small template language of the letters.
 *
 *   {{name}}  {{a.b}}  {{.}}       a value, escaped for the kind of output; nothing when it is missing
 *   {{{name}}}                     a value prepared by the robot, as it is (control characters are removed all the
 * same)
 *   {{#name}} … {{/name}}          once for each element of a list, once for an object or anything true
 *   {{^name}} … {{/name}}          when it is missing, null, false, 0, an empty text or an empty list
 *   {{#-first}} {{^-last}}         truths inside a list: the first, the last element
 *   {{! comment}}  {{>part}}       nothing; another file in its place (its own indentation counts, not the tag's)
 *
 * A name is looked for in the innermost section first, then outwards. A tag of the last four kinds that stands alone on
 * its line takes the line with it. A template is parsed once into a flat program; rendering allocates nothing but the
 * output. A parsed template may be used by several threads.
 */
#pragma once
#include <glib.h>
#include <jansson.h>

/* What the output is for, which decides what becomes of values. In every kind control characters and the characters
 * that turn the direction of writing are removed, so that a value cannot show what it does not say. */
typedef enum TemplateKind {
	TEMPLATE_TEXT,	 /* as it is; line ends and tabs stay */
	TEMPLATE_MARKED, /* for layout.h: what values must not forge is marked, see TEMPLATE_MARK_… */
	TEMPLATE_HTML,	 /* & < > " ' become entities */
	TEMPLATE_HEADER, /* on one line, runs of blanks become one */
	TEMPLATE_KIND_COUNT
} TemplateKind;

/* In TEMPLATE_MARKED: a line end, "<" and ">" that came from a {{value}}, not from the template or a {{{value}}}.
 * Blanks at the start of a value that begins a line are dropped. */
#define TEMPLATE_MARK_BREAK '\x01'
#define TEMPLATE_MARK_LESS '\x02'
#define TEMPLATE_MARK_MORE '\x03'

typedef struct Template Template;

/* A text to parse: the name for messages, the number of its first line, the bytes. */
typedef struct TemplateSource {
	const char *file;
	guint line;
	const char *text;
	gsize length;
} TemplateSource;

/* Finds the part of a {{>name}}; false when there is none. What *out_source points at must live until the parse ends.
 */
typedef gboolean (*TemplatePart)(const char *name, TemplateSource *out_source, gpointer data);

/* True when a letter may use the variable ("ballot.closes", "buttons.label": the elements of a list are addressed by
 * the list's name). */
typedef gboolean (*TemplateKnown)(const char *variable, gpointer data);

/* Parses a source and the parts it names (part may be NULL: none). Every mistake is appended to mistakes (a GPtrArray
 * of owned strings) as "file:line: found …, expected …". Returns NULL when there was one. Free with template_free. */
Template *template_parse(const TemplateSource *source, TemplatePart part, gpointer part_data, GPtrArray *mistakes);
void template_free(Template *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

/* Appends the rendered text to out. data is an object; over (may be NULL) is an object looked at before data. */
void template_render(const Template *template, const json_t *data, const json_t *over, TemplateKind kind, GString *out);

/* The names used, as written, sorted, each once; free with g_strfreev. */
char **template_variables(const Template *template);

/* Adds to a set (char *, owned by it) every name that rendering may look up in its data: "ballot.closes" and "ballot",
 * and for {{id}} in the section {{#register}} both "id" and "register.id". What is not in the set need not be there. */
void template_uses(const Template *template, GHashTable *names);

/* Appends a mistake for each use of a variable that `known` does not know. Inside {{#list}}, {{x}} may be list.x or any
 * x further out. */
void template_check(const Template *template, TemplateKnown known, gpointer data, GPtrArray *mistakes);

/* Appends a value (n bytes of UTF-8) as {{value}} does, or as {{{value}}} does when raw. */
void template_escape(GString *out, const char *value, gsize n, TemplateKind kind, gboolean raw);
