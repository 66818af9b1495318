/* SPDX-License-Identifier: MIT
 *
 * test-message.c: messages are read back with GMime and compared with what they were made from; determinism; attempts
 * to add headers; encodings at their edges.
 */
#include "../table.h"
#include "render/encode.h"
#include "render/message.h"
#include <gmime/gmime.h>
#include <string.h>

#define TEXT                                                                                                           \
	"Jane, Gr\xc3\xbc\xc3\x9f"                                                                                     \
	"e.\n\nFrom here on.\n.\n..\ntrailing \n  x  <mailto:a%2Bb@c.example?subject=1>\n=3D\n"
#define SUBJECT "[WR-12] Work register with SNIA"

static MessageSpec plain_spec(void)
{
	return (MessageSpec){
		.from_address = "robot@dmtf.example",
		.from_name = "DMTF registers",
		.to_address = "jane@acme.example",
		.to_name = "Jane Doe",
		.reply_to = "robot+K7Q29F@dmtf.example",
		.subject = SUBJECT,
		.message_id = "l.91be04@dmtf.example",
		.date = 1796421600,
		.auto_submitted = "auto-generated",
		.text = TEXT,
	};
}

/* Composes, checks what every message keeps, and parses. */
static GMimeMessage *compose(const MessageSpec *spec)
{
	g_autoptr(GBytes) bytes = message_compose(spec);
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);
	const char *end = data + length;
	for (const char *line = data; line < end;) {
		const char *to = memchr(line, '\n', (gsize)(end - line));
		assert_true(to && to > data && to[-1] == '\r');
		assert_null(memchr(line, '\r', (gsize)(to - 1 - line)));
		assert_true(to - 1 - line <= 998);
		for (const char *p = line; p < to - 1; p++)
			assert_true((*p >= ' ' && *p <= '~') || *p == '\t');
		line = to + 1;
	}
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, length);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	assert_non_null(message);
	return message;
}

static char *header(GMimeMessage *message, const char *name)
{
	return g_strdup(g_mime_object_get_header(GMIME_OBJECT(message), name));
}

/* The decoded content without CR. */
static char *content(GMimeObject *part)
{
	assert_true(GMIME_IS_PART(part));
	GMimeStream *stream = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), stream);
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < bytes->len; i++)
		if (bytes->data[i] != '\r')
			g_string_append_c(text, (char)bytes->data[i]);
	g_object_unref(stream);
	return g_strdup(text->str);
}

static void test_plain(void **state)
{
	MessageSpec spec = plain_spec();
	const char *references[] = {"l.1@dmtf.example", "l.2@dmtf.example", NULL};
	MessageHeader headers[] = {{"X-Register", "WR-12"}};
	spec.in_reply_to = "l.2@dmtf.example";
	spec.references = references;
	spec.headers = headers;
	spec.headers_count = 1;
	GMimeMessage *message = compose(&spec);
	static const struct {
		const char *name, *want;
	} cases[] = {
		{"From", "DMTF registers <robot@dmtf.example>"},
		{"To", "Jane Doe <jane@acme.example>"},
		{"Reply-To", "<robot+K7Q29F@dmtf.example>"},
		{"Subject", SUBJECT},
		{"Message-ID", "<l.91be04@dmtf.example>"},
		{"In-Reply-To", "<l.2@dmtf.example>"},
		{"Date", "Fri, 04 Dec 2026 22:00:00 +0000"},
		{"Auto-Submitted", "auto-generated"},
		{"X-Register", "WR-12"},
		{"MIME-Version", "1.0"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = header(message, cases[i].name);
		table_text(cases[i].name, got, cases[i].want);
	}
	GMimeObject *part = g_mime_message_get_mime_part(message);
	table_text("type", g_mime_object_get_header(part, "Content-Type"), "text/plain; charset=utf-8");
	table_text("encoding", g_mime_object_get_header(part, "Content-Transfer-Encoding"), "quoted-printable");
	g_autofree char *references_got = header(message, "References");
	GMimeReferences *parsed = g_mime_references_parse(NULL, references_got);
	table_int("references", g_mime_references_length(parsed), 2);
	table_text("first", g_mime_references_get_message_id(parsed, 0), "l.1@dmtf.example");
	g_mime_references_free(parsed);
	g_autofree char *text = content(part);
	assert_string_equal(text, TEXT);
	g_object_unref(message);
}

static void test_structure(void **state)
{
	g_autoptr(GBytes) bytes = g_bytes_new("a\0b\n\xff\r\n", 7);
	MessageAttachment attachments[] = {
		{"snia-wr-3.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", bytes},
		{"\xc3\x9c"
		 "bersicht \xe2\x80\x93 100% \"neu\" of the work register with a partner of a long name.pdf",
		 "nonsense", bytes},
		{"../etc/pass\\wd\r\nX: y", "text/html\r\nX: y", bytes},
	};
	MessageSpec spec = plain_spec();
	spec.html = "<p>Gr\xc3\xbc\xc3\x9f"
		    "e</p>\n";
	spec.attachments = attachments;
	spec.attachments_count = G_N_ELEMENTS(attachments);
	GMimeMessage *message = compose(&spec);
	GMimeObject *top = g_mime_message_get_mime_part(message);
	assert_true(GMIME_IS_MULTIPART(top));
	table_int("parts", g_mime_multipart_get_count(GMIME_MULTIPART(top)), 4);
	GMimeObject *both = g_mime_multipart_get_part(GMIME_MULTIPART(top), 0);
	assert_true(g_mime_content_type_is_type(g_mime_object_get_content_type(both), "multipart", "alternative"));
	table_int("forms", g_mime_multipart_get_count(GMIME_MULTIPART(both)), 2);
	g_autofree char *text = content(g_mime_multipart_get_part(GMIME_MULTIPART(both), 0));
	g_autofree char *html = content(g_mime_multipart_get_part(GMIME_MULTIPART(both), 1));
	assert_string_equal(text, TEXT);
	assert_string_equal(html, spec.html);
	static const char *const names[] = {
		"snia-wr-3.docx",
		"\xc3\x9c"
		"bersicht \xe2\x80\x93 100% \"neu\" of the work register with a partner of a long name.pdf",
		".._etc_pass_wd X: y",
	};
	static const char *const types[] = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
					    "application/octet-stream", "application/octet-stream"};
	for (int i = 0; i < 3; i++) {
		GMimeObject *part = g_mime_multipart_get_part(GMIME_MULTIPART(top), i + 1);
		g_autofree char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part));
		table_text("name", g_mime_part_get_filename(GMIME_PART(part)), names[i]);
		table_text("type", type, types[i]);
		GMimeStream *stream = g_mime_stream_mem_new();
		g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), stream);
		GByteArray *got = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
		table_int("bytes", got->len, 7);
		assert_memory_equal(got->data, "a\0b\n\xff\r\n", 7);
		g_object_unref(stream);
	}
	g_object_unref(message);
}

static void test_determinism(void **state)
{
	MessageSpec spec = plain_spec();
	spec.html = "<p>x</p>";
	g_autoptr(GBytes) first = message_compose(&spec);
	g_autoptr(GBytes) second = message_compose(&spec);
	assert_true(g_bytes_equal(first, second));
	spec.message_id = "l.91be05@dmtf.example";
	g_autoptr(GBytes) third = message_compose(&spec);
	assert_false(g_bytes_equal(first, third));
}

static void test_injection(void **state)
{
	MessageHeader headers[] = {{"X-Why", "a\r\nBcc: v@x.example"}};
	const char *references[] = {"a@b.example", "c@d.example>\r\nBcc: v@x.example", "no-at", "", NULL};
	MessageSpec spec = plain_spec();
	spec.from_name = "Robot\r\nBcc: v@x.example";
	spec.to_name = "Jane\n\nBcc: v@x.example";
	spec.to_address = "jane@acme.example>\r\nBcc: <v@x.example";
	spec.reply_to = "robot@dmtf.example\nBcc: v@x.example";
	spec.subject = "s\r\n\r\nBcc: v@x.example\x01\x7f";
	spec.in_reply_to = "x@y\r\nBcc: v@x.example";
	spec.auto_submitted = "auto-replied\r\nBcc: v@x.example";
	spec.references = references;
	spec.headers = headers;
	spec.headers_count = 1;
	GMimeMessage *message = compose(&spec);
	assert_null(g_mime_object_get_header(GMIME_OBJECT(message), "Bcc"));
	table_int("headers", g_mime_header_list_get_count(g_mime_object_get_header_list(GMIME_OBJECT(message))), 10);
	table_text("subject", g_mime_message_get_subject(message), "s Bcc: v@x.example");
	static const struct {
		const char *name, *want;
	} cases[] = {
		{"To", "\"Jane Bcc: v@x.example\" <jane@acme.example>"},
		{"Reply-To", "<robot@dmtf.example>"},
		{"In-Reply-To", NULL},
		{"References", "<a@b.example>"},
		{"X-Why", "a Bcc: v@x.example"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = header(message, cases[i].name);
		table_text(cases[i].name, got, cases[i].want);
	}
	g_object_unref(message);
}

static char *repeat(const char *text, int times)
{
	GString *all = g_string_new(NULL);
	for (int i = 0; i < times; i++)
		g_string_append(all, text);
	return g_string_free(all, FALSE);
}

static void test_subjects_and_names(void **state)
{
	g_autofree char *long_ascii = repeat("word ", 60);
	g_autofree char *long_word = repeat("x", 1200);
	g_autofree char *long_umlauts = repeat("\xc3\xa4\xc3\xb6\xc3\xbc", 60);
	g_autofree char *emoji = repeat("\xf0\x9f\x98\x80", 40);
	g_autofree char *mixed = repeat("ein ganz normaler Satz mit Gr\xc3\xb6\xc3\x9f"
					"e darin, ",
					8);
	const char *const texts[] = {
		"x",
		"[WR-12] J\xc3\xbcrgen",
		long_ascii,
		long_word,
		long_umlauts,
		emoji,
		mixed,
		"a =?UTF-8?Q?x?= b",
		"=?=",
		"\xc3\xa4 b \xc3\xa4",
		"plain then \xe4\xb8\xad\xe6\x96\x87",
		"\xe4\xb8\xad\xe6\x96\x87 then plain",
		"a_b?c=d",
		"O'Neil, \"Jane\" (Acme) <x> \\ back",
	};
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		MessageSpec spec = plain_spec();
		spec.subject = texts[i];
		spec.to_name = strlen(texts[i]) < 500 ? texts[i] : NULL;
		GMimeMessage *message = compose(&spec);
		g_autofree char *want = encode_one_line(texts[i]);
		table_text("subject", g_mime_message_get_subject(message), want);
		InternetAddressList *to = g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_TO);
		table_int("one addressee", internet_address_list_length(to), 1);
		InternetAddress *one = internet_address_list_get_address(to, 0);
		table_text("name", internet_address_get_name(one), spec.to_name ? want : "");
		table_text("address", internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)),
			   "jane@acme.example");
		g_object_unref(message);
	}
}

/* Header lines fold within 76 columns, encoded words within 75. */
static void test_folding(void **state)
{
	g_autofree char *value = repeat("a \xc3\xa4\xe2\x82\xac word of some length ", 12);
	g_autoptr(GString) out = g_string_new(NULL);
	encode_header(out, "Subject", value);
	encode_mailbox(out, "To", value, "jane@acme.example");
	g_auto(GStrv) lines = g_strsplit(out->str, "\r\n", -1);
	for (char **line = lines; *line; line++) {
		if (strlen(*line) > 76)
			fail_msg("a line of %zu: %s", strlen(*line), *line);
		if (line != lines && **line && strncmp(*line, "To:", 3) != 0)
			assert_true(**line == ' ' && strlen(*line) > 1);
	}
}

static void test_bodies(void **state)
{
	/* Every length around the limits, with every kind of last character. */
	static const char *const ends[] = {"", "x", " ", "=", "\xc3\xa4", "  ", " =", "\xc3\xa4 "};
	for (int length = 0; length < 160; length++)
		for (guint e = 0; e < G_N_ELEMENTS(ends); e++) {
			g_autofree char *base = repeat("x", length);
			g_autofree char *text = g_strconcat(base, ends[e], "\n", base, NULL);
			g_autoptr(GString) out = g_string_new(NULL);
			encode_quoted_printable(out, text);
			g_auto(GStrv) lines = g_strsplit(out->str, "\r\n", -1);
			for (char **line = lines; *line; line++) {
				assert_true(strlen(*line) <= 76);
				assert_false(g_str_has_suffix(*line, " "));
			}
			MessageSpec spec = plain_spec();
			spec.text = text;
			GMimeMessage *message = compose(&spec);
			g_autofree char *got = content(g_mime_message_get_mime_part(message));
			g_autofree char *want = g_strconcat(text, *base ? "\n" : "", NULL);
			table_text("body", got, want);
			g_object_unref(message);
		}
	g_autoptr(GString) out = g_string_new(NULL);
	encode_quoted_printable(out, "a\r\nb\rc\nFrom x\nFromx\n.\n");
	assert_string_equal(out->str, "a\r\nbc\r\n=46rom x\r\nFromx\r\n=2E\r\n");
}

static void test_invalid_utf8(void **state)
{
	MessageSpec spec = plain_spec();
	spec.text = "a\xff"
		    "b\n";
	spec.subject = "a\xff"
		       "b";
	spec.to_name = "\xff";
	GMimeMessage *message = compose(&spec);
	g_autofree char *got = content(g_mime_message_get_mime_part(message));
	assert_string_equal(got, "a\xef\xbf\xbd"
				 "b\n");
	table_text("subject", g_mime_message_get_subject(message),
		   "a\xef\xbf\xbd"
		   "b");
	g_object_unref(message);
}

static void test_many_references(void **state)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	for (int i = 0; i < 40; i++)
		g_ptr_array_add(ids, g_strdup_printf("l.%d@dmtf.example", i));
	g_ptr_array_add(ids, NULL);
	MessageSpec spec = plain_spec();
	spec.references = (const char *const *)ids->pdata;
	GMimeMessage *message = compose(&spec);
	g_autofree char *value = header(message, "References");
	GMimeReferences *parsed = g_mime_references_parse(NULL, value);
	table_int("count", g_mime_references_length(parsed), 12);
	table_text("first", g_mime_references_get_message_id(parsed, 0), "l.0@dmtf.example");
	table_text("second", g_mime_references_get_message_id(parsed, 1), "l.29@dmtf.example");
	table_text("last", g_mime_references_get_message_id(parsed, 11), "l.39@dmtf.example");
	g_mime_references_free(parsed);
	g_object_unref(message);
}

static void test_mailto(void **state)
{
	static const struct {
		const char *address, *subject, *body, *want;
	} cases[] = {
		{"a@b.example", NULL, NULL, "mailto:a@b.example"},
		{"robot+K7@d.example", "Re: [WR-12] a&b=c?", "YES\n\nc",
		 "mailto:robot%2BK7@d.example?subject=Re%3A%20%5BWR-12%5D%20a%26b"
		 "%3Dc%3F&body=YES%0D%0A%0D%0Ac"},
		{"a@b.example", NULL, "1+1", "mailto:a@b.example?body=1%2B1"},
		{"a@b.example", "\xc3\xa4<>\"%\r\nx", NULL, "mailto:a@b.example?subject=%C3%A4%3C%3E%22%25%20x"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = message_mailto(cases[i].address, cases[i].subject, cases[i].body);
		table_text(cases[i].want, got, cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_structure),
		cmocka_unit_test(test_determinism),
		cmocka_unit_test(test_injection),
		cmocka_unit_test(test_subjects_and_names),
		cmocka_unit_test(test_folding),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_invalid_utf8),
		cmocka_unit_test(test_many_references),
		cmocka_unit_test(test_mailto),
	};
	g_mime_init();
	int failed = cmocka_run_group_tests_name("message", tests, NULL, NULL);
	g_mime_shutdown();
	return failed;
}
