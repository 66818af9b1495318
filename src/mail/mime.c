/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "mail/mime.h"
#include "mail/gmime.h"
#include <string.h>

typedef struct Split {
	MimeTree *tree;
} Split;

static const char *line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (gsize)(end - at));

	return newline ? newline + 1 : end;
}

static gboolean line_is_blank(const char *at, const char *next)
{
	while (at < next && (*at == '\r' || *at == '\n'))
		at++;
	return at == next;
}

/* The length of a header name at the start of a line, or 0 when the line is no header. */
static gsize header_name_length(const char *at, const char *next)
{
	const char *p = at;

	while (p < next && *p > ' ' && *p < 127 && *p != ':')
		p++;
	gsize length = (gsize)(p - at);

	while (p < next && (*p == ' ' || *p == '\t'))
		p++;
	return length > 0 && p < next && *p == ':' ? length : 0;
}

static const char *header_end(const char *at, const char *end)
{
	const char *next = line_end(at, end);

	while (next < end && (*next == ' ' || *next == '\t') && !line_is_blank(next, line_end(next, end)))
		next = line_end(next, end);
	return next;
}

static MimeSpan trimmed(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	while (end > at && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return (MimeSpan){at, (gsize)(end - at)};
}

static void header_add(MimeTree *tree, const char *at, const char *next, gsize name)
{
	const char *colon = memchr(at + name, ':', (gsize)(next - at) - name);
	MimeHeader header = {
		.name = {at, name},
		.value = trimmed(colon + 1, next),
		.whole = {at, (gsize)(next - at)},
	};

	if (header.whole.length > MIME_HEADER_MAX)
		tree->hostile = "a header is longer than 16 kB";
	if (tree->headers->len >= MIME_HEADERS_MAX)
		tree->hostile = "it has more than 1000 headers";
	g_array_append_val(tree->headers, header);
}

/* Reads headers until the blank line, or until a line that can be none and is not followed by one. Returns where the
 * body begins. */
static const char *headers_read(MimeTree *tree, const char *at, const char *end)
{
	while (at < end && !tree->hostile) {
		const char *next = line_end(at, end);

		if (line_is_blank(at, next))
			return next;
		gsize name = header_name_length(at, next);

		if (name) {
			next = header_end(at, end);
			header_add(tree, at, next, name);
		} else if (next < end && !header_name_length(next, line_end(next, end)) && *at != ' ' && *at != '\t') {
			return at;
		}
		at = next;
	}
	return at;
}

static MimeEncoding encoding_of(MimeSpan value)
{
	if (value.length >= 6 && g_ascii_strncasecmp(value.at, "base64", 6) == 0)
		return MIME_BASE64;
	if (value.length >= 16 && g_ascii_strncasecmp(value.at, "quoted-printable", 16) == 0)
		return MIME_QUOTED;
	if ((value.length >= 10 && g_ascii_strncasecmp(value.at, "x-uuencode", 10) == 0) ||
	    (value.length >= 8 && g_ascii_strncasecmp(value.at, "uuencode", 8) == 0))
		return MIME_UUENCODE;
	return MIME_PLAIN;
}

static void part_describe(MimeTree *tree, MimePart *part, const char *fallback)
{
	const MimeHeader *encoding = mime_header(tree, part, "Content-Transfer-Encoding", 0);
	g_autofree char *type = mime_value(tree, part, "Content-Type");
	g_autofree char *disposition = mime_value(tree, part, "Content-Disposition");

	gmime_type(type, fallback, &part->type);
	part->encoding = encoding ? encoding_of(encoding->value) : MIME_PLAIN;
	if (disposition)
		part->name = gmime_disposition(disposition, &part->attached);
	if (!part->name && part->type.name)
		part->name = gmime_words(part->type.name);
}

static MimePart *part_add(Split *split, int parent, const char *at, const char *end)
{
	MimeTree *tree = split->tree;
	MimePart *part = g_new0(MimePart, 1);
	const MimePart *above = parent >= 0 ? mime_part(tree, (guint)parent) : NULL;

	part->parent = parent;
	part->depth = above ? above->depth + 1 : 0;
	part->inside = above && (above->inside || g_str_has_prefix(above->type.type, "message/rfc822") ||
	                         g_str_has_prefix(above->type.type, "message/global"));
	part->first_header = tree->headers->len;
	const char *body = headers_read(tree, at, end);

	part->n_headers = tree->headers->len - part->first_header;
	part->body = (MimeSpan){body, (gsize)(end - body)};
	g_ptr_array_add(tree->parts, part);
	part_describe(tree, part, above && strcmp(above->type.type, "multipart/digest") == 0 ? "message/rfc822"
		: "text/plain");
	if (part->depth > MIME_DEPTH_MAX)
		tree->hostile = "its parts are nested more than 12 deep";
	if (tree->parts->len > MIME_PARTS_MAX)
		tree->hostile = "it has more than 200 parts";
	return part;
}

/* 0: no boundary; 1: a part begins after this line; 2: the multipart ends. */
static int boundary_at(const char *at, const char *next, const char *boundary, gsize length)
{
	gsize line = (gsize)(next - at);

	if (line < length + 2 || at[0] != '-' || at[1] != '-' || memcmp(at + 2, boundary, length) != 0)
		return 0;
	const char *p = at + 2 + length;
	gboolean closing = next - p >= 2 && p[0] == '-' && p[1] == '-';

	for (p += closing ? 2 : 0; p < next; p++) {
		if (!g_ascii_isspace(*p))
			return 0;
	}
	return closing ? 2 : 1;
}

static const char *before_line_end(const char *start, const char *at)
{
	if (at > start && at[-1] == '\n')
		at--;
	if (at > start && at[-1] == '\r')
		at--;
	return at;
}

/* The start of the next line that begins with two dashes, or the end. */
static const char *dashes_next(const char *at, const char *end)
{
	const char *found = memmem(at, (gsize)(end - at), "\n--", 3);

	return found ? found + 1 : end;
}

/* Adds the parts of one multipart: each from its boundary to the next. */
static void multipart_split(Split *split, int index)
{
	const MimePart *part = mime_part(split->tree, (guint)index);
	const char *boundary = part->type.boundary;
	gsize length = strlen(boundary);
	const char *at = part->body.at;
	const char *end = at + part->body.length;
	const char *start = NULL;

	for (; at < end && !split->tree->hostile; at = dashes_next(at, end)) {
		const char *next = line_end(at, end);
		int found = boundary_at(at, next, boundary, length);

		if (found && start)
			part_add(split, index, start, before_line_end(start, at));
		if (found)
			start = found == 1 ? next : NULL;
		if (found == 2)
			return;
	}
	if (start && !split->tree->hostile)
		part_add(split, index, start, end);
}

static void part_open(Split *split, int index)
{
	MimePart *part = g_ptr_array_index(split->tree->parts, index);

	if (g_str_has_prefix(part->type.type, "multipart/") && part->type.boundary && *part->type.boundary) {
		multipart_split(split, index);
	} else if (part->encoding != MIME_BASE64 && (strcmp(part->type.type, "message/rfc822") == 0 ||
	                                             strcmp(part->type.type, "message/global") == 0)) {
		part_add(split, index, part->body.at, part->body.at + part->body.length);
	}
}

static const char *envelope_skip(const char *at, const char *end)
{
	while (end - at > 5 && (memcmp(at, "From ", 5) == 0 || memcmp(at, ">From ", 6) == 0))
		at = line_end(at, end);
	while (at < end && (*at == '\r' || *at == '\n'))
		at++;
	return at;
}

static void part_free(gpointer data)
{
	MimePart *part = data;

	gmime_type_clear(&part->type);
	g_free(part->name);
	g_free(part);
}

MimeTree *mime_split(const char *bytes, gsize length)
{
	MimeTree *tree = g_new0(MimeTree, 1);
	Split split = {.tree = tree};
	const char *end = bytes + length;
	const char *at = envelope_skip(bytes, end);

	tree->headers = g_array_sized_new(FALSE, FALSE, sizeof(MimeHeader), 32);
	tree->parts = g_ptr_array_new_with_free_func(part_free);
	const MimePart *root = part_add(&split, -1, at, end);

	tree->head = (MimeSpan){at, (gsize)(root->body.at - at)};
	if (tree->head.length > MIME_HEAD_MAX)
		tree->hostile = "its header is longer than 256 kB";
	for (guint i = 0; i < tree->parts->len && !tree->hostile; i++)
		part_open(&split, (int)i);
	return tree;
}

void mime_tree_free(MimeTree *tree)
{
	if (!tree)
		return;
	g_array_free(tree->headers, TRUE);
	g_ptr_array_free(tree->parts, TRUE);
	g_free(tree);
}

const MimePart *mime_part(const MimeTree *tree, guint index)
{
	return g_ptr_array_index(tree->parts, index);
}

const MimeHeader *mime_header(const MimeTree *tree, const MimePart *part, const char *name, guint nth)
{
	gsize length = strlen(name);

	for (guint i = 0; i < part->n_headers; i++) {
		const MimeHeader *header = &g_array_index(tree->headers, MimeHeader, part->first_header + i);

		if (header->name.length == length && g_ascii_strncasecmp(header->name.at, name, length) == 0 &&
			nth-- == 0)
			return header;
	}
	return NULL;
}

char *mime_value(const MimeTree *tree, const MimePart *part, const char *name)
{
	const MimeHeader *header = mime_header(tree, part, name, 0);

	if (!header)
		return NULL;
	char *value = g_strndup(header->value.at, header->value.length);

	for (char *p = value; *p; p++) {
		if (*p == '\r' || *p == '\n' || *p == '\t')
			*p = ' ';
	}
	return value;
}

gboolean mime_has(const MimeTree *tree, const char *name)
{
	return mime_header(tree, mime_part(tree, 0), name, 0) != NULL;
}
