/* SPDX-License-Identifier: MIT */
#include "mail/gmime.h"
#include <gmime/gmime.h>
#include <string.h>

static GMimeParserOptions *options;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeContentType, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeContentDisposition, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddressList, g_object_unref)

void gmime_open(void)
{
	static const char *fallbacks[] = {"utf-8", "windows-1252", NULL};

	if (options)
		return;
	g_mime_init();
	options = g_mime_parser_options_new();
	g_mime_parser_options_set_fallback_charsets(options, fallbacks);
	g_autofree char *warm = g_convert("\xe9", 1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
}

static char *param(GMimeParamList *list, const char *name)
{
	GMimeParam *found = list ? g_mime_param_list_get_parameter(list, name) : NULL;

	if (!found)
		return NULL;
	const char *value = g_mime_param_get_value(found);

	return value ? g_utf8_make_valid(value, -1) : NULL;
}

void gmime_type(const char *value, const char *fallback, MimeType *out)
{
	*out = (MimeType){0};
	if (!value || !*value || !strchr(value, '/')) {
		out->type = g_strdup(value && g_ascii_strncasecmp(value, "text", 4) == 0 ? "text/plain" : fallback);
		return;
	}
	g_autoptr(GMimeContentType) parsed = g_mime_content_type_parse(options, value);
	GMimeParamList *list = g_mime_content_type_get_parameters(parsed);
	g_autofree char *type = g_mime_content_type_get_mime_type(parsed);
	g_autofree char *del_space = param(list, "delsp");

	out->type = g_ascii_strdown(type, -1);
	out->charset = param(list, "charset");
	out->name = param(list, "name");
	out->boundary = param(list, "boundary");
	out->format = param(list, "format");
	out->report_type = param(list, "report-type");
	out->smime_type = param(list, "smime-type");
	out->del_space = del_space && g_ascii_strcasecmp(del_space, "yes") == 0;
}

void gmime_type_clear(MimeType *type)
{
	g_free(type->type);
	g_free(type->charset);
	g_free(type->name);
	g_free(type->boundary);
	g_free(type->format);
	g_free(type->report_type);
	g_free(type->smime_type);
}

char *gmime_disposition(const char *value, gboolean *out_attached)
{
	g_autoptr(GMimeContentDisposition) parsed = g_mime_content_disposition_parse(options, value);
	const char *kind = parsed ? g_mime_content_disposition_get_disposition(parsed) : NULL;

	*out_attached = kind && g_ascii_strcasecmp(kind, "attachment") == 0;
	g_autofree char *name = parsed ? param(g_mime_content_disposition_get_parameters(parsed), "filename") : NULL;

	return name ? gmime_words(name) : NULL;
}

static gboolean is_ascii(const char *text)
{
	for (; *text; text++) {
		if ((guchar)*text >= 128 || (guchar)*text < ' ')
			return FALSE;
	}
	return TRUE;
}

char *gmime_words(const char *value)
{
	if (!value)
		return g_strdup("");
	if (!strstr(value, "=?") && is_ascii(value))
		return g_strdup(value);
	g_autofree char *decoded = g_mime_utils_header_decode_text(options, value);
	char *text = g_utf8_make_valid(decoded, -1);

	for (char *p = text; *p; p++) {
		if ((guchar)*p < ' ' || *p == 127)
			*p = ' ';
	}
	return text;
}

GByteArray *gmime_bytes(const MimePart *part, gsize max)
{
	static const GMimeContentEncoding kinds[MIME_ENCODING_COUNT] = {
		[MIME_PLAIN] = GMIME_CONTENT_ENCODING_8BIT,
		[MIME_BASE64] = GMIME_CONTENT_ENCODING_BASE64,
		[MIME_QUOTED] = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
		[MIME_UUENCODE] = GMIME_CONTENT_ENCODING_UUENCODE,
	};
	gsize length = max && part->body.length > max ? max : part->body.length;
	GByteArray *out = g_byte_array_new();

	if (part->encoding == MIME_PLAIN)
		return g_byte_array_append(out, (const guint8 *)part->body.at, (guint)length);
	GMimeEncoding state;

	g_mime_encoding_init_decode(&state, kinds[part->encoding]);
	g_byte_array_set_size(out, (guint)g_mime_encoding_outlen(&state, length));
	gsize written = g_mime_encoding_flush(&state, part->body.at, length, (char *)out->data);

	return g_byte_array_set_size(out, (guint)written);
}

static gboolean charset_known(const char *charset)
{
	static const char *const prefixes[] = {
		"utf-8", "utf8", "us-ascii", "ascii", "iso-8859", "iso8859", "iso_8859", "latin", "windows-", "cp",
		"koi8",
		"iso-2022-", "shift_jis", "shift-jis", "sjis", "x-sjis", "euc-", "gb", "big5", "utf-16", "utf16",
		"utf-7",
		"unicode-1-1-utf-7", "tis-620", "mac", "x-mac", "ibm", "hz-gb", "viscii", "ks_c_5601", "ansi_x3",
		"x-euc",
		"x-windows", "johab", "tcvn", "gothic", "georgian", "armscii", "utf-32",
	};

	for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		if (g_ascii_strncasecmp(charset, prefixes[i], strlen(prefixes[i])) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean charset_is_narrow(const char *charset)
{
	return g_ascii_strncasecmp(charset, "us-ascii", 8) == 0 || g_ascii_strncasecmp(charset, "iso-8859-1",
		10) == 0 ||
	       g_ascii_strncasecmp(charset, "windows-125", 11) == 0 || g_ascii_strncasecmp(charset, "latin1", 6) == 0;
}

static gboolean bytes_are_2022(const char *bytes, gsize length)
{
	for (const char *p = bytes; (p = memchr(p, 27, length - (gsize)(p - bytes))) != NULL; p++) {
		if ((gsize)(p - bytes) + 2 < length && p[1] == '$' && (p[2] == 'B' || p[2] == '@'))
			return TRUE;
	}
	return FALSE;
}

/* Japanese mail without a label: Shift_JIS when most of what it gives is kana, kanji and their punctuation. */
static char *unlabelled_japanese(const char *bytes, gsize length)
{
	g_autofree char *text = g_convert(bytes, (gssize)length, "UTF-8", "CP932", NULL, NULL, NULL);
	gsize wide = 0, kana = 0, other = 0;

	for (const char *p = text; p && *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		kana += c >= 0x3040 && c < 0x3100;
		wide += c >= 0x3000 && c < 0xa000;
		other += c >= 128 && (c < 0x3000 || c >= 0xa000);
	}
	return kana > 0 && wide > 4 * other ? g_steal_pointer(&text) : NULL;
}

char *gmime_utf8(const char *bytes, gsize length, const char *charset)
{
	gboolean wide = charset && (g_ascii_strncasecmp(charset, "utf-16", 6) == 0 || g_ascii_strncasecmp(charset,
		"utf-32", 6) == 0);
	gboolean shifted = !wide && bytes_are_2022(bytes, length);
	gboolean seven = charset && strstr(charset, "-7");

	if (!wide && !shifted && !seven && (!charset || !*charset || charset_is_narrow(charset) ||
		g_ascii_strncasecmp(charset, "utf", 3) == 0) &&
	    g_utf8_validate_len(bytes, length, NULL))
		return g_strndup(bytes, length);
	char *japanese = charset || shifted ? NULL : unlabelled_japanese(bytes, length);

	if (japanese)
		return japanese;
	const char *tries[] = {shifted ? "iso-2022-jp-2" : charset, "utf-8", "windows-1252"};

	for (guint i = 0; i < G_N_ELEMENTS(tries); i++) {
		if (!tries[i] || (i == 0 && !charset_known(tries[i])))
			continue;
		char *text = g_convert(bytes, (gssize)length, "UTF-8", g_mime_charset_iconv_name(tries[i]), NULL,
			NULL, NULL);

		if (text && g_utf8_validate(text, -1, NULL))
			return text;
		g_free(text);
	}
	return charset && g_ascii_strncasecmp(charset, "utf", 3) != 0 && charset_known(charset) &&
		!charset_is_narrow(charset)
	               ? g_convert_with_fallback(bytes, (gssize)length, "UTF-8", "CP1252", "?", NULL, NULL, NULL)
	               : g_utf8_make_valid(bytes, (gssize)length);
}

static void lines_fold(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (*from == '\r') {
			if (from[1] == '\r' || from[1] == '\n')
				continue;
			*to++ = '\n';
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
}

char *gmime_text(const MimePart *part, gsize max)
{
	g_autoptr(GByteArray) bytes = gmime_bytes(part, max);
	const char *data = (const char *)bytes->data;

	if (bytes->len == 0)
		return g_strdup("");
	gboolean wide = part->type.charset && (g_ascii_strncasecmp(part->type.charset, "utf-16", 6) == 0 ||
	                                       g_ascii_strncasecmp(part->type.charset, "utf-32", 6) == 0);

	if (!wide && memchr(data, 0, bytes->len))
		return NULL;
	char *text = gmime_utf8(data, bytes->len, part->type.charset);

	if (!text)
		return g_strdup("");
	if (g_str_has_prefix(text, "\xef\xbb\xbf"))
		memmove(text, text + 3, strlen(text + 3) + 1);
	lines_fold(text);
	return text;
}

/* Groups may hold mailboxes, not groups: GMime follows nested ones without end. */
static gboolean groups_nested(const char *value)
{
	gboolean quoted = FALSE;
	int depth = 0, comment = 0;

	for (const char *p = value; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (quoted || *p == '"')
			quoted = *p == '"' ? !quoted : quoted;
		else if (*p == '(')
			comment++;
		else if (*p == ')' && comment)
			comment--;
		else if (!comment && *p == ':' && ++depth > 2)
			return TRUE;
		else if (!comment && *p == ';' && depth)
			depth--;
		if (comment > 20)
			return TRUE;
	}
	return FALSE;
}

guint gmime_mailbox(const char *value, char **out_name, char **out_address)
{
	if (groups_nested(value))
		return 0;
	g_autoptr(InternetAddressList) list = internet_address_list_parse(options, value);
	int n = list ? internet_address_list_length(list) : 0;

	if (n != 1)
		return n < 0 ? 0 : (guint)n;
	InternetAddress *address = internet_address_list_get_address(list, 0);

	if (!INTERNET_ADDRESS_IS_MAILBOX(address))
		return 0;
	const char *spec = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
	const char *name = internet_address_get_name(address);

	*out_address = g_utf8_make_valid(spec ? spec : "", -1);
	*out_name = name && *name ? g_utf8_make_valid(name, -1) : NULL;
	return 1;
}

Instant gmime_date(const char *value)
{
	g_autoptr(GDateTime) date = value ? g_mime_utils_header_decode_date(value) : NULL;

	return date ? g_date_time_to_unix(date) : INSTANT_NONE;
}
