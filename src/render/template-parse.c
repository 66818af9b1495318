/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "render/template-program.h"

/* A section that is open while parsing. */
typedef struct Open {
	guint op;
	char *name; /* borrowed from the template's names */
	guint line;
} Open;

typedef struct Parser {
	Template *template;
	TemplatePart part;
	gpointer part_data;
	GPtrArray *mistakes;
	Open open[TEMPLATE_DEPTH];
	guint depth;
	guint barrier; /* text is not joined to operations before this one */
	const char *parts[TEMPLATE_DEPTH];
	guint part_depth;
} Parser;

/* Where the parser stands in one source. */
typedef struct Cursor {
	const char *start;
	const char *at;
	const char *end;
	const char *file;
	guint line;
	guint file_index;
} Cursor;

/* One tag as found: its sigil (0 for a value, '{' for a raw one), its name, and where it stands. */
typedef struct Tag {
	char sigil;
	char *name;
	const char *from;
	const char *to;
} Tag;

static void mistake(Parser *parser, const char *file, guint line, const char *format, ...) G_GNUC_PRINTF(4, 5);
static void mistake(Parser *parser, const char *file, guint line, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(parser->mistakes, g_strdup_printf("%s:%u: %s", file, line, what));
}

static TemplateOp *add_op(Parser *parser, const Cursor *cursor, TemplateOpKind kind)
{
	GArray *ops = parser->template->ops;
	TemplateOp op = {.kind = kind, .end = ops->len + 1, .line = cursor->line, .file = cursor->file_index};
	g_array_append_val(ops, op);
	return &g_array_index(ops, TemplateOp, ops->len - 1);
}

static void add_text(Parser *parser, const Cursor *cursor, const char *from, const char *to)
{
	Template *template = parser->template;
	if (from >= to)
		return;
	guint n = (guint)(to - from);
	guint at = (guint) template->pool->len;
	g_string_append_len(template->pool, from, n);
	guint last = template->ops->len;
	if (last > parser->barrier && template_op(template, last - 1)->kind == TEMPLATE_OP_TEXT) {
		template_op(template, last - 1)->count += n;
		return;
	}
	TemplateOp *op = add_op(parser, cursor, TEMPLATE_OP_TEXT);
	op->at = at;
	op->count = n;
}

static gboolean key_is_good(const char *key)
{
	if (!g_ascii_isalpha(*key) && *key != '_')
		return FALSE;
	for (; *key; key++)
		if (!g_ascii_isalnum(*key) && *key != '_' && *key != '-')
			return FALSE;
	return TRUE;
}

/* Splits a name at its dots and adds its keys; false, with a mistake, when it is no name. */
static gboolean add_keys(Parser *parser, const Cursor *cursor, const char *name, TemplateOp *op)
{
	op->at = parser->template->keys->len;
	if (strcmp(name, ".") == 0)
		return TRUE;
	g_auto(GStrv) keys = g_strsplit(name, ".", -1);
	gboolean place = strcmp(name, "-first") == 0 || strcmp(name, "-last") == 0;
	for (guint i = 0; keys[i]; i++) {
		if (!place && !key_is_good(keys[i])) {
			mistake(parser, cursor->file, cursor->line,
				"found \"%s\" as a name, expected letters, digits, \"_\" and \"-\", parts separated by "
				"dots",
				name);
			return FALSE;
		}
		g_ptr_array_add(parser->template->keys, g_string_chunk_insert_const(parser->template->names, keys[i]));
		op->count++;
	}
	if (op->count == 0)
		mistake(parser, cursor->file, cursor->line, "found a tag without a name, expected {{name}}");
	return op->count > 0;
}

static void add_named(Parser *parser, const Cursor *cursor, TemplateOpKind kind, const char *name)
{
	TemplateOp op = {.kind = kind};
	if (!add_keys(parser, cursor, name, &op) && kind != TEMPLATE_OP_SECTION && kind != TEMPLATE_OP_INVERTED)
		return;
	TemplateOp *added = add_op(parser, cursor, kind);
	added->at = op.at;
	added->count = op.count;
}

static void open_section(Parser *parser, const Cursor *cursor, const Tag *tag)
{
	if (parser->depth == TEMPLATE_DEPTH - 1) {
		mistake(parser, cursor->file, cursor->line, "found sections %d deep, expected fewer", TEMPLATE_DEPTH);
		return;
	}
	add_named(parser, cursor, tag->sigil == '#' ? TEMPLATE_OP_SECTION : TEMPLATE_OP_INVERTED, tag->name);
	parser->open[parser->depth++] = (Open){parser->template->ops->len - 1, tag->name, cursor->line};
	parser->barrier = parser->template->ops->len;
}

static void close_section(Parser *parser, const Cursor *cursor, const Tag *tag, guint floor)
{
	if (parser->depth == floor) {
		mistake(parser, cursor->file, cursor->line, "found {{/%s}}, expected no end: no section is open here",
			tag->name);
		return;
	}
	const Open *open = &parser->open[--parser->depth];
	if (strcmp(open->name, tag->name) != 0)
		mistake(parser, cursor->file, cursor->line,
			"found {{/%s}}, expected {{/%s}} for the section of line %u", tag->name, open->name,
			open->line);
	template_op(parser->template, open->op)->end = parser->template->ops->len;
	parser->barrier = parser->template->ops->len;
}

static void parse_source(Parser *parser, const TemplateSource *source);

static void include_part(Parser *parser, const Cursor *cursor, const Tag *tag)
{
	TemplateSource source;
	for (guint i = 0; i < parser->part_depth; i++)
		if (strcmp(parser->parts[i], tag->name) == 0) {
			mistake(parser, cursor->file, cursor->line, "found {{>%s}} inside the part %s itself",
				tag->name, tag->name);
			return;
		}
	if (parser->part_depth == TEMPLATE_DEPTH || !parser->part ||
	    !parser->part(tag->name, &source, parser->part_data)) {
		mistake(parser, cursor->file, cursor->line, "found {{>%s}}, expected the name of a part: no such file",
			tag->name);
		return;
	}
	parser->parts[parser->part_depth++] = tag->name;
	parse_source(parser, &source);
	parser->part_depth--;
}

/* Reads the tag at cursor->at (which is at "{{"). False, with a mistake, when it is never closed. */
static gboolean read_tag(Parser *parser, const Cursor *cursor, Tag *tag)
{
	const char *p = cursor->at + 2;
	char sigil = p < cursor->end ? *p : 0;
	gboolean has_sigil = sigil && strchr("{#^/!>&=", sigil) != NULL;
	const char *name = has_sigil ? p + 1 : p;
	const char *close = sigil == '{' ? "}}}" : "}}";
	const char *found = g_strstr_len(name, cursor->end - name, close);
	const char *line_end = sigil == '!' ? NULL : memchr(name, '\n', (gsize)(cursor->end - name));
	if (!found || (line_end && found > line_end)) {
		g_autofree char *shown = g_strndup(cursor->at, MIN((gsize)(cursor->end - cursor->at), 20));
		shown[strcspn(shown, "\n")] = 0;
		mistake(parser, cursor->file, cursor->line, "found \"%s\" without an end, expected %s on the same line",
			shown, close);
		return FALSE;
	}
	g_autofree char *copy = g_strndup(name, (gsize)(found - name));
	tag->sigil = has_sigil ? sigil : 0;
	tag->name = g_string_chunk_insert_const(parser->template->names, g_strstrip(copy));
	tag->from = cursor->at;
	tag->to = found + strlen(close);
	return TRUE;
}

/* When a tag that prints nothing stands alone on its line, the line goes with it: widens the tag's bounds. */
static void swallow_line(const Cursor *cursor, Tag *tag)
{
	if (!tag->sigil || !strchr("#^/!>", tag->sigil))
		return;
	const char *from = tag->from;
	while (from > cursor->start && (from[-1] == ' ' || from[-1] == '\t'))
		from--;
	const char *to = tag->to;
	while (to < cursor->end && (*to == ' ' || *to == '\t'))
		to++;
	if ((from > cursor->start && from[-1] != '\n') || (to < cursor->end && *to != '\n'))
		return;
	tag->from = from;
	tag->to = to < cursor->end ? to + 1 : to;
}

static void handle_tag(Parser *parser, const Cursor *cursor, const Tag *tag, guint floor)
{
	switch (tag->sigil) {
	case 0:
		add_named(parser, cursor, TEMPLATE_OP_VALUE, tag->name);
		break;
	case '{':
		add_named(parser, cursor, TEMPLATE_OP_RAW, tag->name);
		break;
	case '#':
	case '^':
		open_section(parser, cursor, tag);
		break;
	case '/':
		close_section(parser, cursor, tag, floor);
		break;
	case '>':
		include_part(parser, cursor, tag);
		break;
	case '!':
		break;
	default:
		mistake(parser, cursor->file, cursor->line,
			"found {{%c, expected a name or one of {{{ {{# {{^ {{/ {{! {{>", tag->sigil);
	}
}

static guint count_lines(const char *from, const char *to)
{
	guint n = 0;
	for (const char *p = from; p < to; p++)
		n += *p == '\n';
	return n;
}

static void parse_source(Parser *parser, const TemplateSource *source)
{
	guint floor = parser->depth;
	const char *text = source->text;
	Cursor cursor = {text, text, text + source->length, source->file, source->line, parser->template->files->len};
	g_ptr_array_add(parser->template->files, g_strdup(source->file));
	if (!g_utf8_validate(text, (gssize)source->length, NULL)) {
		mistake(parser, source->file, source->line, "found bytes that are not UTF-8, expected UTF-8 text");
		return;
	}
	const char *done = text;
	const char *search = text;
	while ((cursor.at = g_strstr_len(search, cursor.end - search, "{{")) != NULL) {
		Tag tag;
		cursor.line += count_lines(search, cursor.at);
		search = cursor.at + 2;
		if (!read_tag(parser, &cursor, &tag))
			continue;
		swallow_line(&cursor, &tag);
		add_text(parser, &cursor, done, tag.from);
		handle_tag(parser, &cursor, &tag, floor);
		cursor.line += count_lines(cursor.at, tag.to);
		done = search = tag.to;
	}
	add_text(parser, &cursor, done, cursor.end);
	for (; parser->depth > floor; parser->depth--) {
		const Open *open = &parser->open[parser->depth - 1];
		mistake(parser, source->file, open->line, "found {{#%s}} without an end, expected {{/%s}}", open->name,
			open->name);
	}
}

Template *template_parse(const TemplateSource *source, TemplatePart part, gpointer part_data, GPtrArray *mistakes)
{
	guint before = mistakes->len;
	g_autoptr(Template) template = g_new0(Template, 1);
	template->ops = g_array_new(FALSE, FALSE, sizeof(TemplateOp));
	template->pool = g_string_new(NULL);
	template->keys = g_ptr_array_new();
	template->files = g_ptr_array_new_with_free_func(g_free);
	template->names = g_string_chunk_new(512);
	Parser parser = {.template = template, .part = part, .part_data = part_data, .mistakes = mistakes};
	parse_source(&parser, source);
	return mistakes->len == before ? g_steal_pointer(&template) : NULL;
}
