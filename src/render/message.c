/* SPDX-License-Identifier: MIT */
#include "render/message.h"

#include <string.h>

#include "base/hash.h"
#include "render/encode.h"

#define LONGEST_ID 250
#define MOST_REFERENCES 12
#define BOUNDARY_SIZE 40

/* A boundary follows from the Message-ID. Neither quoted-printable nor base64 can hold "=_". */
static void make_boundary(const char *message_id, char which, char boundary[BOUNDARY_SIZE])
{
	g_autofree char *input = g_strdup_printf("%s %c", message_id, which);
	g_autofree char *hash = hash_hex(input, strlen(input));
	g_snprintf(boundary, BOUNDARY_SIZE, "=_%c%.30s", which, hash);
}

/* An id fit to be written between angles: printable ASCII without blanks and angles, one @, not too long. */
static gboolean id_is_good(const char *id)
{
	gsize length = strlen(id);
	const char *at = strchr(id, '@');
	if (length > LONGEST_ID || !at || at == id || !at[1] || strchr(at + 1, '@'))
		return FALSE;
	for (; *id; id++)
		if ((guchar)*id <= ' ' || (guchar)*id > '~' || strchr("<>()\",;", *id))
			return FALSE;
	return TRUE;
}

static void append_id(GString *out, const char *name, const char *id)
{
	if (id && id_is_good(id))
		g_string_append_printf(out, "%s: <%s>\r\n", name, id);
}

static void append_references(GString *out, const char *const *ids)
{
	g_autoptr(GPtrArray) good = g_ptr_array_new();
	for (; ids && *ids; ids++)
		if (id_is_good(*ids))
			g_ptr_array_add(good, (gpointer)*ids);
	while (good->len > MOST_REFERENCES)
		g_ptr_array_remove_index(good, 1);
	for (guint i = 0; i < good->len; i++)
		g_string_append_printf(out, "%s<%s>", i == 0 ? "References: " : "\r\n ", (const char *)good->pdata[i]);
	if (good->len > 0)
		g_string_append(out, "\r\n");
}

/* RFC 5322 3.3, in UTC. */
static void append_date(GString *out, Instant date)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(date);
	g_assert(at);
	g_string_append_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n",
			       days[g_date_time_get_day_of_week(at) - 1], g_date_time_get_day_of_month(at),
			       months[g_date_time_get_month(at) - 1], g_date_time_get_year(at),
			       g_date_time_get_hour(at), g_date_time_get_minute(at), g_date_time_get_second(at));
}

static gboolean is_token(const char *text)
{
	if (!*text)
		return FALSE;
	for (; *text; text++)
		if (!g_ascii_isalnum(*text) && !strchr("-.+_", *text))
			return FALSE;
	return TRUE;
}

static void append_headers(GString *out, const MessageSpec *spec)
{
	append_date(out, spec->date);
	encode_mailbox(out, "From", spec->from_name, spec->from_address);
	encode_mailbox(out, "To", spec->to_name, spec->to_address);
	if (spec->reply_to)
		encode_mailbox(out, "Reply-To", NULL, spec->reply_to);
	encode_header(out, "Subject", spec->subject);
	append_id(out, "Message-ID", spec->message_id);
	append_id(out, "In-Reply-To", spec->in_reply_to);
	append_references(out, spec->references);
	if (spec->auto_submitted)
		encode_header(out, "Auto-Submitted", spec->auto_submitted);
	for (gsize i = 0; i < spec->headers_count; i++) {
		g_assert(is_token(spec->headers[i].name));
		encode_header(out, spec->headers[i].name, spec->headers[i].value);
	}
	g_string_append(out, "MIME-Version: 1.0\r\n");
}

/* The beginning of a text that is ASCII, in steps of eight bytes: letters are, but for a sign here and there. */
static gsize ascii_length(const char *text, gsize length)
{
	gsize n = 0;
	for (guint64 eight; n + sizeof eight <= length; n += sizeof eight) {
		memcpy(&eight, text + n, sizeof eight);
		if (eight & G_GUINT64_CONSTANT(0x8080808080808080))
			break;
	}
	return n;
}

static void append_text(GString *out, const char *subtype, const char *text)
{
	gsize length = strlen(text), ascii = ascii_length(text, length);
	gboolean good = g_utf8_validate_len(text + ascii, length - ascii, NULL);
	g_autofree char *valid = good ? NULL : g_utf8_make_valid(text, -1);
	g_string_append_printf(out,
			       "Content-Type: text/%s; charset=utf-8\r\n"
			       "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
			       subtype);
	encode_quoted_printable(out, valid ? valid : text);
}

static void append_attachment(GString *out, const MessageAttachment *attachment)
{
	g_auto(GStrv) type = g_strsplit(attachment->type ? attachment->type : "", "/", -1);
	gboolean good =
		g_strv_length(type) == 2 && is_token(type[0]) && is_token(type[1]) && strlen(attachment->type) < 120;
	g_autofree char *name = encode_one_line(attachment->name);
	if (name)
		g_strdelimit(name, "/\\", '_');
	gsize length = 0;
	const guint8 *bytes = g_bytes_get_data(attachment->bytes, &length);
	g_string_append_printf(out, "Content-Type: %s\r\nContent-Disposition: attachment",
			       good ? attachment->type : "application/octet-stream");
	encode_parameter(out, "filename", name && *name ? name : "attachment");
	g_string_append(out, "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	encode_base64(out, bytes, length);
}

static void append_multipart(GString *out, const char *subtype, const char *boundary)
{
	g_string_append_printf(out, "Content-Type: multipart/%s;\r\n boundary=\"%s\"\r\n\r\n", subtype, boundary);
}

/* The text, or text and HTML as alternatives. */
static void append_letter(GString *out, const MessageSpec *spec)
{
	if (!spec->html) {
		append_text(out, "plain", spec->text);
		return;
	}
	char boundary[BOUNDARY_SIZE];
	make_boundary(spec->message_id, 'a', boundary);
	append_multipart(out, "alternative", boundary);
	g_string_append_printf(out, "--%s\r\n", boundary);
	append_text(out, "plain", spec->text);
	g_string_append_printf(out, "\r\n--%s\r\n", boundary);
	append_text(out, "html", spec->html);
	g_string_append_printf(out, "\r\n--%s--\r\n", boundary);
}

static gsize expected_size(const MessageSpec *spec)
{
	gsize size = 2048 + strlen(spec->text) * 5 / 4 + (spec->html ? strlen(spec->html) * 5 / 4 : 0);
	for (gsize i = 0; i < spec->attachments_count; i++)
		size += 512 + g_bytes_get_size(spec->attachments[i].bytes) / 57 * 78 + 78;
	return size;
}

GBytes *message_compose(const MessageSpec *spec)
{
	g_assert(id_is_good(spec->message_id));
	GString *out = g_string_sized_new(expected_size(spec));
	append_headers(out, spec);
	if (spec->attachments_count == 0) {
		append_letter(out, spec);
		return g_string_free_to_bytes(out);
	}
	char boundary[BOUNDARY_SIZE];
	make_boundary(spec->message_id, 'm', boundary);
	append_multipart(out, "mixed", boundary);
	g_string_append_printf(out, "--%s\r\n", boundary);
	append_letter(out, spec);
	for (gsize i = 0; i < spec->attachments_count; i++) {
		g_string_append_printf(out, "\r\n--%s\r\n", boundary);
		append_attachment(out, &spec->attachments[i]);
	}
	g_string_append_printf(out, "\r\n--%s--\r\n", boundary);
	return g_string_free_to_bytes(out);
}

char *message_mailto(const char *address, const char *subject, const char *body)
{
	g_autofree char *line = encode_one_line(subject);
	GString *link = g_string_new("mailto:");
	encode_percent(link, address, "@");
	if (line) {
		g_string_append(link, "?subject=");
		encode_percent(link, line, "");
	}
	if (body) {
		g_string_append(link, subject ? "&body=" : "?body=");
		encode_percent(link, body, "");
	}
	return g_string_free(link, FALSE);
}
