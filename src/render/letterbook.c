/* SPDX-License-Identifier: MIT */
#include "render/letterbook.h"

#include <string.h>

#include "base/fault.h"
#include "base/hash.h"
#include "base/json.h"
#include "render/layout.h"
#include "render/template.h"

#define LARGEST_FILE (256 * 1024)

typedef struct Letter {
	Template *text;
	Template *subject; /* NULL: the engine gives the subject */
	Template *html;	   /* NULL: made from the text */
	GHashTable *uses;  /* names that any of these or the layout looks up */
	char *hash;
} Letter;

struct LetterBook {
	GHashTable *letters; /* name -> Letter */
	Template *layout;
};

/* What loading needs beside the book: the files in parts/ by "NAME.txt", and all mistakes found. */
typedef struct Loading {
	const char *dir;
	GHashTable *parts;
	GString *parts_digest;
	GPtrArray *mistakes;
	LetterKnown known;
	const char *letter;
	const char *extension; /* of the parts: ".txt" or ".html" */
} Loading;

static void letter_free(gpointer data)
{
	Letter *letter = data;
	template_free(letter->text);
	template_free(letter->subject);
	template_free(letter->html);
	g_hash_table_unref(letter->uses);
	g_free(letter->hash);
	g_free(letter);
}

void letterbook_free(LetterBook *book)
{
	if (!book)
		return;
	g_hash_table_unref(book->letters);
	template_free(book->layout);
	g_free(book);
}

/* A file's text without CR, or NULL; with a mistake when it is there but no good, or missing and wanted. */
static char *read_file(Loading *loading, const char *file, gboolean wanted)
{
	g_autofree char *path = g_build_filename(loading->dir, file, NULL);
	g_autoptr(GError) error = NULL;
	char *text = NULL;
	gsize length = 0;
	if (!g_file_get_contents(path, &text, &length, &error)) {
		if (wanted || !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
			g_ptr_array_add(loading->mistakes,
					g_strdup_printf("%s:1: found no readable file, expected a template: %s", path,
							error->message));
		return NULL;
	}
	if (length > LARGEST_FILE || memchr(text, 0, length)) {
		g_ptr_array_add(
			loading->mistakes,
			g_strdup_printf("%s:1: found %" G_GSIZE_FORMAT " bytes%s, expected text of at most %d bytes",
					path, length, memchr(text, 0, length) ? " with NUL" : "", LARGEST_FILE));
		g_free(text);
		return NULL;
	}
	char *to = text;
	for (const char *from = text; *from; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = 0;
	return text;
}

static int compare_files(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_parts(Loading *loading)
{
	g_autofree char *path = g_build_filename(loading->dir, "parts", NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
	for (const char *file; dir && (file = g_dir_read_name(dir));)
		if (g_str_has_suffix(file, ".txt") || g_str_has_suffix(file, ".html"))
			g_ptr_array_add(files, g_strdup(file));
	g_ptr_array_sort(files, compare_files);
	for (guint i = 0; i < files->len; i++) {
		const char *file = g_ptr_array_index(files, i);
		g_autofree char *relative = g_build_filename("parts", file, NULL);
		char *text = read_file(loading, relative, TRUE);
		if (!text)
			continue;
		g_string_append_printf(loading->parts_digest, "%s %" G_GSIZE_FORMAT "\n%s", file, strlen(text), text);
		g_hash_table_insert(loading->parts, g_strdup(file), text);
	}
}

static gboolean find_part(const char *name, TemplateSource *out_source, gpointer data)
{
	const Loading *loading = data;
	g_autofree char *wanted = g_strconcat(name, loading->extension, NULL);
	gpointer file;
	gpointer text;
	if (!g_hash_table_lookup_extended(loading->parts, wanted, &file, &text))
		return FALSE;
	*out_source = (TemplateSource){file, 1, text, strlen(text)};
	return TRUE;
}

/* What the page around the letter has beside the letter's own variables. */
static gboolean layout_has(const char *variable)
{
	static const char *const names[] = {"content",	   "stages",	 "stages.name",
					    "stages.done", "stages.now", "stages.next"};
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(variable, names[i]) == 0)
			return TRUE;
	return FALSE;
}

static gboolean letter_knows(const char *variable, gpointer data)
{
	const Loading *loading = data;
	gboolean layout = strcmp(loading->letter, "layout") == 0;
	return (layout && layout_has(variable)) || loading->known(loading->letter, variable);
}

static Template *parse(Loading *loading, const char *file, const char *text, guint line)
{
	g_autofree char *path = g_build_filename(loading->dir, file, NULL);
	TemplateSource source = {path, line, text, strlen(text)};
	loading->extension = g_str_has_suffix(file, ".html") ? ".html" : ".txt";
	Template *template = template_parse(&source, find_part, loading, loading->mistakes);
	if (template && loading->known)
		template_check(template, letter_knows, loading, loading->mistakes);
	return template;
}

/* The width of a line's static text, and whether a comment tag is still open behind it. */
static guint static_width(const char *line, gsize length, gboolean *in_tag)
{
	guint width = 0;
	for (const char *p = line; p < line + length; p = g_utf8_next_char(p)) {
		if (g_str_has_prefix(p, *in_tag ? "}}" : "{{")) {
			*in_tag = !*in_tag;
			while (p[1] == (*in_tag ? '{' : '}') && p + 2 < line + length && p[2] == p[1])
				p++;
			p++;
		} else {
			width += !*in_tag;
		}
	}
	return width;
}

static void check_widths(Loading *loading, const char *file, const char *text, guint line)
{
	gboolean in_tag = FALSE;
	while (*text && g_utf8_validate(text, -1, NULL)) {
		gsize length = strcspn(text, "\n");
		guint width = static_width(text, length, &in_tag);
		if (width > LAYOUT_COLUMNS)
			g_ptr_array_add(loading->mistakes,
					g_strdup_printf("%s/%s:%u: found %u columns of text, expected at most %d",
							loading->dir, file, line, width, LAYOUT_COLUMNS));
		text += length + (text[length] == '\n');
		line++;
	}
}

/* Reads the lines above the body. Returns the body, its line and the subject (owned, or NULL) with its line. */
static const char *read_head(Loading *loading, const char *file, const char *text, guint *line, char **out_subject,
			     guint *out_subject_line)
{
	for (*line = 1; *text && *text != '\n'; (*line)++) {
		gsize length = strcspn(text, "\n");
		if (g_str_has_prefix(text, "Subject:") && !*out_subject) {
			*out_subject = g_strstrip(g_strndup(text + strlen("Subject:"), length - strlen("Subject:")));
			*out_subject_line = *line;
		} else if (*text != '#') {
			g_ptr_array_add(
				loading->mistakes,
				g_strdup_printf(
					"%s/%s:%u: found \"%.*s\", expected \"Subject:\" (once), a \"#\" comment or "
					"the blank line before the body",
					loading->dir, file, *line, (int)MIN(length, 30), text));
			return text;
		}
		text += length + (text[length] == '\n');
	}
	if (*text == '\n')
		text++;
	(*line)++;
	if (!*text)
		g_ptr_array_add(loading->mistakes,
				g_strdup_printf("%s/%s:%u: found no body, expected one below a blank line",
						loading->dir, file, *line - 1));
	return text;
}

static void note_uses(Letter *letter, const Template *layout)
{
	const Template *templates[] = {letter->text, letter->subject, letter->html, layout};
	letter->uses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(templates); i++)
		if (templates[i])
			template_uses(templates[i], letter->uses);
}

static Letter *load_letter(Loading *loading, const char *name, const char *layout, const Template *page)
{
	g_autofree char *file = g_strconcat(name, ".txt", NULL);
	g_autofree char *html_file = g_strconcat(name, ".html", NULL);
	g_autofree char *text = read_file(loading, file, TRUE);
	g_autofree char *html = read_file(loading, html_file, FALSE);
	g_autofree char *subject = NULL;
	Letter *letter = g_new0(Letter, 1);
	loading->letter = name;
	if (text) {
		guint line;
		guint subject_line = 1;
		const char *body = read_head(loading, file, text, &line, &subject, &subject_line);
		letter->text = parse(loading, file, body, line);
		letter->subject = subject ? parse(loading, file, subject, subject_line) : NULL;
		check_widths(loading, file, body, line);
	}
	letter->html = html ? parse(loading, html_file, html, 1) : NULL;
	note_uses(letter, page);
	const char *const bytes[] = {text ? text : "", html ? html : "", layout ? layout : "",
				     loading->parts_digest->str};
	g_autoptr(GString) all = g_string_new(NULL);
	for (guint i = 0; i < G_N_ELEMENTS(bytes); i++)
		g_string_append_printf(all, "%" G_GSIZE_FORMAT "\n%s", strlen(bytes[i]), bytes[i]);
	letter->hash = hash_hex(all->str, all->len);
	return letter;
}

static gboolean report(const Loading *loading, GError **error)
{
	if (loading->mistakes->len == 0)
		return TRUE;
	g_autoptr(GString) all = g_string_new(NULL);
	for (guint i = 0; i < loading->mistakes->len; i++)
		g_string_append_printf(all, "\n%s", (const char *)g_ptr_array_index(loading->mistakes, i));
	return fault_set(error, FAULT_PERM, "found %u mistake%s in the letters of %s:%s", loading->mistakes->len,
			 loading->mistakes->len == 1 ? "" : "s", loading->dir, all->str);
}

LetterBook *letterbook_load(const char *dir, const char *const *required_names, LetterKnown known, GError **error)
{
	g_autoptr(GHashTable) parts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) digest = g_string_new(NULL);
	g_autoptr(LetterBook) book = g_new0(LetterBook, 1);
	Loading loading = {dir, parts, digest, mistakes, known, "layout", ".html"};
	book->letters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, letter_free);
	read_parts(&loading);
	GHashTableIter iter;
	gpointer file;
	gpointer text;
	g_hash_table_iter_init(&iter, parts);
	while (g_hash_table_iter_next(&iter, &file, &text))
		if (g_str_has_suffix(file, ".txt")) {
			g_autofree char *relative = g_build_filename("parts", file, NULL);
			check_widths(&loading, relative, text, 1);
		}
	g_autofree char *layout = read_file(&loading, "layout.html", TRUE);
	book->layout = layout ? parse(&loading, "layout.html", layout, 1) : NULL;
	for (const char *const *name = required_names; *name; name++)
		g_hash_table_insert(book->letters, g_strdup(*name), load_letter(&loading, *name, layout, book->layout));
	return report(&loading, error) ? g_steal_pointer(&book) : NULL;
}

/* The names that only the page has: the content, and the stages with their state as truths. */
static json_t *page_names(const json_t *data, const GString *content)
{
	json_t *over = json_object();
	json_object_set_new_nocheck(over, "content", json_stringn_nocheck(content->str, content->len));
	const json_t *stages = json_object_get(data, "stages");
	if (!json_is_array(stages))
		return over;
	json_t *strip = json_array();
	for (gsize i = 0; i < json_array_size(stages); i++) {
		const json_t *stage = json_array_get(stages, i);
		const char *state = json_text(stage, "state");
		json_t *shown = json_object();
		json_object_set(shown, "name", json_object_get(stage, "name"));
		if (state)
			json_object_set_new(shown, state, json_true());
		json_array_append_new(strip, shown);
	}
	json_object_set_new(over, "stages", strip);
	return over;
}

static char *render_html(const LetterBook *book, const Letter *letter, const json_t *data, const Layout *body)
{
	g_autoptr(GString) content = g_string_sized_new(4096);
	if (letter->html)
		template_render(letter->html, data, NULL, TEMPLATE_HTML, content);
	else
		layout_html(body, content);
	g_autoptr(Json) over = page_names(data, content);
	GString *page = g_string_sized_new(content->len + 2048);
	template_render(book->layout, data, over, TEMPLATE_HTML, page);
	return g_string_free(page, FALSE);
}

gboolean letterbook_render(const LetterBook *book, const char *name, const json_t *data, char **out_text,
			   char **out_html, GError **error)
{
	const Letter *letter = g_hash_table_lookup(book->letters, name);
	if (!letter)
		return fault_set(error, FAULT_PERM, "found no letter \"%s\" among the templates, expected %s.txt", name,
				 name);
	g_autoptr(GString) marked = g_string_sized_new(2048);
	GString *text = g_string_sized_new(2048);
	template_render(letter->text, data, NULL, TEMPLATE_MARKED, marked);
	g_autoptr(Layout) body = layout_read(marked->str, marked->len);
	layout_text(body, text);
	*out_text = g_string_free(text, FALSE);
	if (out_html)
		*out_html = render_html(book, letter, data, body);
	return TRUE;
}

char *letterbook_subject(const LetterBook *book, const char *name, const json_t *data)
{
	const Letter *letter = g_hash_table_lookup(book->letters, name);
	if (!letter || !letter->subject)
		return NULL;
	GString *subject = g_string_new(NULL);
	template_render(letter->subject, data, NULL, TEMPLATE_HEADER, subject);
	return g_string_free(subject, FALSE);
}

const char *letterbook_hash(const LetterBook *book, const char *name)
{
	const Letter *letter = g_hash_table_lookup(book->letters, name);
	return letter ? letter->hash : NULL;
}

char **letterbook_variables(const LetterBook *book, const char *name)
{
	const Letter *letter = g_hash_table_lookup(book->letters, name);
	return letter ? template_variables(letter->text) : NULL;
}

GHashTable *letterbook_uses(const LetterBook *book, const char *name)
{
	const Letter *letter = g_hash_table_lookup(book->letters, name);
	return letter ? letter->uses : NULL;
}
