/* SPDX-License-Identifier: MIT
 *
 * test-wire.c: what goes over the wire comes back the same, and what is not sound is refused.
 */
#include "../table.h"
#include "reader/wire.h"
#include <string.h>

static InMail *sample(void)
{
	InMail *mail = inmail_new();
	MailToken *token = g_new0(MailToken, 1);
	MailFailure *failure = g_new0(MailFailure, 1);
	MailPart *part = g_new0(MailPart, 1);

	mail->class = MAIL_BOUNCE;
	mail->from = g_strdup("jane@acme.example");
	g_free(mail->text);
	mail->text = g_strdup("grün");
	mail->verdict = VERDICT_PASS;
	mail->method = VERDICT_BY_SPF;
	mail->answer = g_strdup("YES");
	mail->date = -5;
	g_strfreev(mail->references);
	mail->references = g_strsplit("a@b c@d", " ", 0);
	token->token = g_strdup("0123456789ABCDEF");
	token->place = TOKEN_IN_SUBJECT;
	g_ptr_array_add(mail->tokens, token);
	failure->recipient = g_strdup("bob@bolt.example");
	failure->final = TRUE;
	g_ptr_array_add(mail->failed, failure);
	part->name = g_strdup("x.pdf");
	part->type = g_strdup("application/pdf");
	part->bytes = 3;
	part->hash = g_strdup("ab");
	part->content = g_bytes_new("P\0F", 3);
	g_ptr_array_add(mail->parts, part);
	return mail;
}

static void test_mail(void **state)
{
	g_autoptr(InMail) mail = sample();
	g_autoptr(GByteArray) frame = g_byte_array_new();
	g_autoptr(GByteArray) again = g_byte_array_new();

	wire_put_mail(frame, mail);
	assert_int_equal(wire_frame((const char *)frame->data, frame->len), frame->len);
	assert_int_equal(wire_frame((const char *)frame->data, frame->len - 1), 0);
	g_autoptr(InMail) got = wire_get_mail((const char *)frame->data + WIRE_HEAD, frame->len - WIRE_HEAD);

	assert_non_null(got);
	wire_put_mail(again, got);
	assert_int_equal(frame->len, again->len);
	assert_memory_equal(frame->data, again->data, frame->len);
}

/* Whatever byte is changed or cut off: refused or read as something sound, never a crash. */
static void test_unsound(void **state)
{
	g_autoptr(InMail) mail = sample();
	g_autoptr(GByteArray) frame = g_byte_array_new();

	wire_put_mail(frame, mail);
	for (guint i = WIRE_HEAD; i < frame->len; i++) {
		g_autoptr(InMail) cut = wire_get_mail((const char *)frame->data + WIRE_HEAD, i - WIRE_HEAD);

		assert_null(cut);
		frame->data[i] ^= 0xff;
		g_autoptr(InMail) changed = wire_get_mail((const char *)frame->data + WIRE_HEAD,
			frame->len - WIRE_HEAD);

		if (changed)
			assert_true(g_utf8_validate(changed->text, -1, NULL) && changed->class < MAIL_CLASS_COUNT);
		frame->data[i] ^= 0xff;
	}
}

static void test_request(void **state)
{
	static const AnswerWord words[] = {{"OWNER", "o_w", TRUE, TRUE}, {"YES", NULL, FALSE, FALSE}};
	char *robots[] = {(char *)"robot@dmtf.example", NULL};
	ReaderConfig config = {.robots = robots, .domain = (char *)"dmtf.example", .content_max = 7};
	g_autoptr(GByteArray) frame = g_byte_array_new();
	WireRequest request;

	wire_put_request(frame, &config, words, 2, "a\0b", 3);
	assert_true(wire_get_request((const char *)frame->data + WIRE_HEAD, frame->len - WIRE_HEAD, &request));
	table_text("robot", request.config.robots[0], "robot@dmtf.example");
	table_text("sub-address", request.config.sub_address, NULL);
	table_int("content", (gint64)request.config.content_max, 7);
	table_text("word", request.words.words[0].word, "OWNER");
	assert_true(request.words.words[0].takes_argument && request.words.words[0].needs_argument);
	assert_false(request.words.words[1].takes_argument);
	assert_int_equal(request.length, 3);
	assert_memory_equal(request.bytes, "a\0b", 3);
	wire_request_clear(&request);
	for (guint i = WIRE_HEAD; i < frame->len; i++) {
		assert_false(wire_get_request((const char *)frame->data + WIRE_HEAD, i - WIRE_HEAD, &request));
		wire_request_clear(&request);
	}
}

static void test_too_long(void **state)
{
	guint32 length = WIRE_FRAME_MAX + 1;

	assert_true(wire_frame((const char *)&length, sizeof length) == G_MAXSIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mail), cmocka_unit_test(test_unsound), cmocka_unit_test(test_request),
			cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
