/* SPDX-License-Identifier: MIT */
#include "mail/body.h"
#include "base/hash.h"
#include "mail/gmime.h"
#include "mail/html-text.h"
#include <string.h>

typedef struct Walk {
	const MimeTree *tree;
	Body *body;
	GString *text;
} Walk;

static gboolean type_is(const MimePart *part, const char *type)
{
	return strcmp(part->type.type, type) == 0;
}

static gboolean is_text(const MimePart *part)
{
	return type_is(part, "text/plain") || type_is(part, "text/html") || type_is(part, "text/enriched") ||
		type_is(part, "text/markdown");
}

/* RFC 3676: soft line breaks joined. */
static char *flowed_join(const char *text, gboolean del_space)
{
	GString *out = g_string_sized_new(strlen(text));
	gboolean flowing = FALSE;
	gsize depth = 0;

	while (*text) {
		gsize length = strcspn(text, "\n");
		gsize quotes = strspn(text, ">");
		const char *content = text + quotes;
		gsize n = length - quotes;
		gboolean signature = n == 3 && strncmp(content, "-- ", 3) == 0;

		if (n && *content == ' ' && !signature) {
			content++;
			n--;
		}
		if (flowing && (quotes != depth || signature)) {
			g_string_append_c(out, '\n');
			flowing = FALSE;
		}
		if (!flowing) {
			g_string_append_len(out, text, (gssize)quotes);
			if (quotes)
				g_string_append_c(out, ' ');
		}
		depth = quotes;
		gboolean soft = n && content[n - 1] == ' ' && !signature;

		g_string_append_len(out, content, (gssize)(n - (soft && del_space)));
		flowing = soft;
		if (!soft)
			g_string_append_c(out, '\n');
		text += length + (text[length] == '\n');
	}
	return g_string_free(out, FALSE);
}

/* The armour around text that OpenPGP signed in the text itself (RFC 9580, 7). */
static char *clearsigned_open(const char *text)
{
	const char *begin = strstr(text, "-----BEGIN PGP SIGNED MESSAGE-----");
	const char *blank = begin ? strstr(begin, "\n\n") : NULL;
	const char *end = blank ? strstr(blank, "\n-----BEGIN PGP SIGNATURE-----") : NULL;

	if (!end)
		return NULL;
	const char *after = strstr(end, "-----END PGP SIGNATURE-----");
	g_autoptr(GString) out = g_string_new_len(text, begin - text);

	for (const char *line = blank + 2; line <= end;) {
		gsize length = strcspn(line, "\n");
		gsize dash = strncmp(line, "- ", 2) == 0 ? 2 : 0;

		g_string_append_len(out, line + dash, (gssize)(length - dash));
		g_string_append_c(out, '\n');
		line += length + 1;
	}
	if (after)
		g_string_append(out, after + strlen("-----END PGP SIGNATURE-----"));
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static char *plain_text(Walk *walk, const MimePart *part)
{
	g_autofree char *text = gmime_text(part, BODY_TEXT_MAX);

	if (!text) {
		walk->body->hostile = "The text holds a NUL byte.";
		return g_strdup("");
	}
	for (char *p = text; *p; p++) {
		if ((guchar)*p < ' ' && *p != '\n' && *p != '\t')
			*p = ' ';
	}
	const char *armour = strstr(text, "-----BEGIN PGP MESSAGE-----");

	if (armour && (armour == text || armour[-1] == '\n')) {
		walk->body->encrypted = TRUE;
		return g_strdup("");
	}
	char *opened = clearsigned_open(text);

	if (opened)
		return opened;
	if (part->type.format && g_ascii_strcasecmp(part->type.format, "flowed") == 0)
		return flowed_join(text, part->type.del_space);
	return g_steal_pointer(&text);
}

static char *part_text(Walk *walk, const MimePart *part)
{
	if (!type_is(part, "text/html"))
		return plain_text(walk, part);
	g_autofree char *html = gmime_text(part, 4 * BODY_TEXT_MAX);

	if (!html) {
		walk->body->hostile = "The text holds a NUL byte.";
		return g_strdup("");
	}
	if (strstr(html, "-----BEGIN PGP MESSAGE-----")) {
		walk->body->encrypted = TRUE;
		return g_strdup("");
	}
	return html_text(html);
}

static gboolean only_blanks(const char *text)
{
	for (; *text; text = g_utf8_next_char(text)) {
		if (!g_unichar_isspace(g_utf8_get_char(text)))
			return FALSE;
	}
	return TRUE;
}

static void text_append(Walk *walk, const char *text)
{
	if (only_blanks(text) || walk->text->len > BODY_WHOLE_MAX)
		return;
	if (walk->text->len)
		g_string_append(walk->text, g_str_has_suffix(walk->text->str, "\n") ? "" : "\n");
	g_string_append(walk->text, text);
}

static void walk_part(Walk *walk, guint index);

static guint child_of(const MimeTree *tree, guint parent, guint nth)
{
	for (guint i = parent + 1; i < tree->parts->len; i++) {
		if (mime_part(tree, i)->parent == (int)parent && nth-- == 0)
			return i;
	}
	return 0;
}

/* Of alternatives: the plain text, or where it is empty the last one that gives text. */
static void walk_alternative(Walk *walk, guint index)
{
	gsize before = walk->text->len;

	for (guint n = 0; n < MIME_PARTS_MAX; n++) {
		guint child = child_of(walk->tree, index, n);

		if (!child)
			return;
		if (walk->text->len > before && is_text(mime_part(walk->tree, child)))
			continue;
		gsize had = walk->text->len;

		walk_part(walk, child);
		if (had > before && walk->text->len > had) /* of what stands beside the text already taken,
			only files count */
			g_string_truncate(walk->text, had);
	}
}

static void walk_children(Walk *walk, guint index, gboolean first_only)
{
	for (guint n = 0; n < MIME_PARTS_MAX; n++) {
		guint child = child_of(walk->tree, index, n);

		if (!child)
			return;
		if (n > 0 && first_only)
			g_ptr_array_add(walk->body->attached, (gpointer)mime_part(walk->tree, child));
		else
			walk_part(walk, child);
	}
}

static void walk_multipart(Walk *walk, guint index)
{
	const MimePart *part = mime_part(walk->tree, index);

	if (type_is(part, "multipart/encrypted")) {
		walk->body->encrypted = TRUE;
		walk_children(walk, index, FALSE);
	} else if (!child_of(walk->tree, index, 0)) {
		g_autofree char *text = plain_text(walk, part);

		text_append(walk, text);
	} else if (type_is(part, "multipart/alternative")) {
		walk_alternative(walk, index);
	} else {
		walk_children(walk, index, type_is(part, "multipart/signed"));
	}
}

static gboolean is_smime_sealed(const MimePart *part)
{
	return (type_is(part, "application/pkcs7-mime") || type_is(part, "application/x-pkcs7-mime"));
}

static void walk_part(Walk *walk, guint index)
{
	const MimePart *part = mime_part(walk->tree, index);

	if (g_str_has_prefix(part->type.type, "multipart/")) {
		walk_multipart(walk, index);
		return;
	}
	if (is_smime_sealed(part))
		walk->body->encrypted = TRUE;
	if (!is_text(part) || part->attached || (part->name && *part->name && walk->text->len > 0)) {
		g_ptr_array_add(walk->body->attached, (gpointer)part);
		return;
	}
	g_autofree char *text = part_text(walk, part);

	text_append(walk, text);
}

Body *body_read(const MimeTree *tree)
{
	Body *body = g_new0(Body, 1);
	Walk walk = {.tree = tree, .body = body, .text = g_string_new(NULL)};

	body->attached = g_ptr_array_new();
	walk_part(&walk, 0);
	body->text = g_string_free(walk.text, FALSE);
	return body;
}

void body_free(Body *body)
{
	if (!body)
		return;
	g_free(body->text);
	g_ptr_array_unref(body->attached);
	g_free(body);
}

static char *file_name(const MimePart *part)
{
	const char *name = part->name ? part->name : "";
	const char *slash = strrchr(name, '/');
	const char *backslash = strrchr(slash ? slash + 1 : name, '\\');

	name = backslash ? backslash + 1 : slash ? slash + 1 : name;
	if (!*name && (type_is(part, "application/ms-tnef") || type_is(part, "application/vnd.ms-tnef")))
		return g_strdup("winmail.dat");
	return g_utf8_substring(name, 0, MIN(g_utf8_strlen(name, -1), 200));
}

void body_attachments(const Body *body, gsize limit, InMail *mail)
{
	for (guint i = 0; i < body->attached->len; i++) {
		const MimePart *part = g_ptr_array_index(body->attached, i);
		g_autoptr(GByteArray) bytes = gmime_bytes(part, 0);
		MailPart *out = g_new0(MailPart, 1);

		out->name = file_name(part);
		out->type = g_strdup(part->type.type);
		out->bytes = bytes->len;
		out->hash = hash_hex(bytes->data, bytes->len);
		if (limit && bytes->len <= limit)
			out->content = g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
		g_ptr_array_add(mail->parts, out);
	}
}

char *body_html(const MimeTree *tree)
{
	gboolean plain = FALSE;

	for (guint i = 0; i < tree->parts->len; i++) {
		const MimePart *part = mime_part(tree, i);
		const MimePart *above = part->parent >= 0 ? mime_part(tree, (guint)part->parent) : NULL;

		if (part->inside || part->attached)
			continue;
		plain |= type_is(part, "text/plain") && above && type_is(above, "multipart/alternative");
		if (plain && type_is(part, "text/html")) {
			g_autofree char *html = gmime_text(part, 4 * BODY_TEXT_MAX);

			return html ? html_text(html) : NULL;
		}
	}
	return NULL;
}
