/* SPDX-License-Identifier: MIT
 *
 * What an SMTP server may answer or fail to answer, played from scripts, and which of the five outcomes has to come of
 * it.
 */
#include "base/fault.h"
#include "net/submit.h"
#include "script.h"
#include "../table.h"
#include <string.h>

#define HELLO                                                                                                          \
	{SCRIPT_SAY, "220 sink\r\n"}, {SCRIPT_HEAR, "EHLO"},                                                           \
	{                                                                                                              \
		SCRIPT_SAY, "250-sink\r\n250-SIZE 1000000\r\n250 8BITMIME\r\n"                                         \
	}
#define FROM                                                                                                           \
	{SCRIPT_HEAR, "MAIL FROM:<robot@dmtf.example>"},                                                               \
	{                                                                                                              \
		SCRIPT_SAY, "250 ok\r\n"                                                                               \
	}
#define TO                                                                                                             \
	{SCRIPT_HEAR, "RCPT TO:<jane@acme.example>"},                                                                  \
	{                                                                                                              \
		SCRIPT_SAY, "250 ok\r\n"                                                                               \
	}
#define DATA                                                                                                           \
	{SCRIPT_HEAR, "DATA"},                                                                                         \
	{                                                                                                              \
		SCRIPT_SAY, "354 go\r\n"                                                                               \
	}
#define BYE                                                                                                            \
	{                                                                                                              \
		SCRIPT_HEAR, "QUIT"                                                                                    \
	}
#define LETTER                                                                                                         \
	FROM, TO, DATA,                                                                                                \
	{                                                                                                              \
		SCRIPT_HEAR_TO, "."                                                                                    \
	}

static Submit *submit_at(guint port, gboolean plain, guint letter_ms, const char *password)
{
	g_autofree char *url = g_strdup_printf("smtp://%s127.0.0.1:%u", password != NULL ? "robot@" : "", port);
	SubmitConfig config = {.url = url, .plain_text_loopback = plain, .letter_ms = letter_ms, .password = password};
	Submit *submit = submit_open(&config, NULL);
	assert_non_null(submit);
	return submit;
}

static SubmitOutcome send_text(Submit *submit, const char *text, char **out_reply)
{
	g_autoptr(GBytes) message = g_bytes_new_static(text, strlen(text));
	return submit_send(submit, "robot@dmtf.example", "jane@acme.example", message, out_reply);
}

static void test_outcomes(void **state)
{
	static const struct {
		const char *name;
		ScriptStep steps[20];
		SubmitOutcome want;
		const char *words;
	} cases[] = {
		{"accepted",
	         {HELLO, LETTER, {SCRIPT_SAY, "250-OK\r\n250 id=1abc\r\n"}, BYE},
	         SUBMIT_ACCEPTED,
	         "250 id=1abc"},
		{"recipient refused",
	         {HELLO, FROM, {SCRIPT_HEAR, "RCPT"}, {SCRIPT_SAY, "550 5.1.1 nobody\r\n"}, BYE},
	         SUBMIT_REFUSED,
	         "550 5.1.1 nobody"},
		{"recipient later",
	         {HELLO, FROM, {SCRIPT_HEAR, "RCPT"}, {SCRIPT_SAY, "451 later\r\n"}, BYE},
	         SUBMIT_DEFERRED,
	         "451 later"},
		{"sender refused",
	         {HELLO, {SCRIPT_HEAR, "MAIL"}, {SCRIPT_SAY, "552 too big\r\n"}, BYE},
	         SUBMIT_REFUSED,
	         "552 too big"},
		{"sign-in wanted",
	         {HELLO, {SCRIPT_HEAR, "MAIL"}, {SCRIPT_SAY, "530 sign in\r\n"}, BYE},
	         SUBMIT_DEFERRED,
	         "530 sign in"},
		{"DATA refused",
	         {HELLO, FROM, TO, {SCRIPT_HEAR, "DATA"}, {SCRIPT_SAY, "554 no\r\n"}, BYE},
	         SUBMIT_REFUSED,
	         "554 no"},
		{"letter refused", {HELLO, LETTER, {SCRIPT_SAY, "550 spam\r\n"}, BYE}, SUBMIT_REFUSED, "550 spam"},
		{"letter later", {HELLO, LETTER, {SCRIPT_SAY, "452 full\r\n"}, BYE}, SUBMIT_DEFERRED, "452 full"},
		{"no answer to the letter",
	         {HELLO, LETTER, {SCRIPT_CLOSE, NULL}},
	         SUBMIT_UNKNOWN,
	         "no answer to the letter"},
		{"silence after the letter",
	         {HELLO, LETTER, {SCRIPT_HOLD, NULL}},
	         SUBMIT_UNKNOWN,
	         "no answer to the letter"},
		{"half an answer to the letter",
	         {HELLO, LETTER, {SCRIPT_SAY, "250-almost\r\n"}, {SCRIPT_CLOSE, NULL}},
	         SUBMIT_UNKNOWN,
	         "no answer to the letter"},
		{"closed at RCPT", {HELLO, FROM, {SCRIPT_HEAR, "RCPT"}, {SCRIPT_CLOSE, NULL}}, SUBMIT_NOT_SENT, ""},
		{"silence at DATA", {HELLO, FROM, TO, {SCRIPT_HEAR, "DATA"}, {SCRIPT_HOLD, NULL}}, SUBMIT_NOT_SENT, ""},
		{"silence at first", {{SCRIPT_HOLD, NULL}}, SUBMIT_DEFERRED, ""},
		{"refused at the door", {{SCRIPT_SAY, "554 go away\r\n"}, {SCRIPT_HOLD, NULL}}, SUBMIT_DEFERRED, ""},
		{"garbage at first", {{SCRIPT_SAY, "SSH-2.0\r\n"}, {SCRIPT_CLOSE, NULL}}, SUBMIT_DEFERRED, ""},
		{"a greeting without end", {{SCRIPT_FLOOD, "2"}, {SCRIPT_HOLD, NULL}}, SUBMIT_DEFERRED, ""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Script *script = script_start(cases[i].steps);
		Submit *submit = submit_at(script_port(script), TRUE, 400, NULL);
		g_autofree char *reply = NULL;
		SubmitOutcome got = send_text(submit, "Subject: x\n\nbody\n", &reply);
		table_text(cases[i].name, enumtab_word(&submit_outcome_words, got),
		           enumtab_word(&submit_outcome_words, cases[i].want));
		if (strstr(reply, cases[i].words) == NULL)
			fail_msg("%s: the reply is \"%s\"", cases[i].name, reply);
		submit_free(submit);
		script_finish(script);
	}
}

static void test_one_connection_for_many(void **state)
{
	static const ScriptStep steps[] = {HELLO,
	                                   FROM,
	                                   TO,
	                                   DATA,
	                                   {SCRIPT_HEAR, "Subject: x"},
	                                   {SCRIPT_HEAR, ""},
	                                   {SCRIPT_HEAR, "..dot"},
	                                   {SCRIPT_HEAR, "é"},
	                                   {SCRIPT_HEAR_TO, "."},
	                                   {SCRIPT_SAY, "250 one\r\n"},
	                                   LETTER,
	                                   {SCRIPT_SAY, "250 two\r\n"},
	                                   LETTER,
	                                   {SCRIPT_SAY, "250 three\r\n"},
	                                   {SCRIPT_HEAR, "QUIT"},
	                                   {SCRIPT_END, NULL}};
	static const char *const replies[] = {"250 one", "250 two", "250 three"};
	Script *script = script_start(steps);
	Submit *submit = submit_at(script_port(script), TRUE, 5000, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(replies); i++) {
		g_autofree char *reply = NULL;
		table_int("outcome", send_text(submit, i == 1 ? "a\r\nb\r\n" : "Subject: x\n\n.dot\né\n", &reply),
		          SUBMIT_ACCEPTED);
		table_text("reply", reply, replies[i]);
	}
	submit_free(submit);
	script_finish(script);
}

/* The server hung up while nothing was sent: the next letter gets a new connection, and no word is said about it. */
static void test_idle_connection_closed(void **state)
{
	static const ScriptStep steps[] = {HELLO,
	                                   LETTER,
	                                   {SCRIPT_SAY, "250 one\r\n"},
	                                   {SCRIPT_HEAR, "MAIL"},
	                                   {SCRIPT_SAY, "421 timeout\r\n"},
	                                   {SCRIPT_ACCEPT, NULL},
	                                   HELLO,
	                                   LETTER,
	                                   {SCRIPT_SAY, "250 two\r\n"},
	                                   BYE,
	                                   {SCRIPT_END, NULL}};
	Script *script = script_start(steps);
	Submit *submit = submit_at(script_port(script), TRUE, 5000, NULL);
	g_autofree char *reply = NULL;
	table_int("first", send_text(submit, "a\n", NULL), SUBMIT_ACCEPTED);
	table_int("second", send_text(submit, "b\n", &reply), SUBMIT_ACCEPTED);
	table_text("reply", reply, "250 two");
	submit_free(submit);
	script_finish(script);
}

/* The answer that comes too late must not be taken for the next letter's. */
static void test_late_answer(void **state)
{
	static const ScriptStep steps[] = {HELLO,
	                                   LETTER,
	                                   {SCRIPT_HOLD, NULL},
	                                   {SCRIPT_ACCEPT, NULL},
	                                   HELLO,
	                                   FROM,
	                                   {SCRIPT_HEAR, "RCPT"},
	                                   {SCRIPT_SAY, "550 no\r\n"},
	                                   BYE,
	                                   {SCRIPT_END, NULL}};
	Script *script = script_start(steps);
	Submit *submit = submit_at(script_port(script), TRUE, 300, NULL);
	table_int("first", send_text(submit, "a\n", NULL), SUBMIT_UNKNOWN);
	table_int("second", send_text(submit, "b\n", NULL), SUBMIT_REFUSED);
	submit_free(submit);
	script_finish(script);
}

typedef struct Stopping {
	Script *script;
	Submit *submit;
} Stopping;

static gpointer stop(gpointer data)
{
	Stopping *s = data;
	script_await(s->script, SCRIPT_HOLD);
	submit_stop(s->submit);
	return NULL;
}

static void test_stop_breaks_a_letter(void **state)
{
	static const ScriptStep steps[] = {HELLO, FROM, {SCRIPT_HEAR, "RCPT"}, {SCRIPT_HOLD, NULL}, {SCRIPT_END, NULL}};
	Script *script = script_start(steps);
	Stopping s = {script, submit_at(script_port(script), TRUE, 60000, NULL)};
	GThread *thread = g_thread_new("stop", stop, &s);
	table_int("in progress", send_text(s.submit, "a\n", NULL), SUBMIT_NOT_SENT);
	table_int("to come", send_text(s.submit, "a\n", NULL), SUBMIT_NOT_SENT);
	g_thread_join(thread);
	submit_free(s.submit);
	script_finish(script);
}

static void test_security(void **state)
{
	static const struct {
		const char *name;
		ScriptStep steps[10];
	} cases[] = {
		{"no STARTTLS offered", {HELLO, {SCRIPT_HOLD, NULL}}},
		{"STARTTLS refused",
	         {{SCRIPT_SAY, "220 hi\r\n"},
	          {SCRIPT_HEAR, "EHLO"},
	          {SCRIPT_SAY, "250 STARTTLS\r\n"},
	          {SCRIPT_HEAR, "STARTTLS"},
	          {SCRIPT_SAY, "454 no\r\n"},
	          {SCRIPT_HOLD, NULL}}},
		{"words ahead of TLS",
	         {{SCRIPT_SAY, "220 hi\r\n"},
	          {SCRIPT_HEAR, "EHLO"},
	          {SCRIPT_SAY, "250 STARTTLS\r\n"},
	          {SCRIPT_HEAR, "STARTTLS"},
	          {SCRIPT_SAY, "220 go\r\n250 ok\r\n250 ok\r\n"},
	          {SCRIPT_HOLD, NULL}}},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Script *script = script_start(cases[i].steps);
		Submit *submit = submit_at(script_port(script), FALSE, 400, "secret");
		table_int(cases[i].name, send_text(submit, "a\n", NULL), SUBMIT_DEFERRED);
		submit_free(submit);
		script_finish(script);
	}
}

static void test_nobody_listens(void **state)
{
	Submit *submit = submit_at(1, TRUE, 1000, NULL);
	g_autofree char *reply = NULL;
	table_int("outcome", send_text(submit, "a\n", &reply), SUBMIT_DEFERRED);
	assert_true(*reply != '\0');
	submit_free(submit);
}

static void test_check(void **state)
{
	static const ScriptStep good[] = {
		HELLO, {SCRIPT_HEAR, "NOOP"}, {SCRIPT_SAY, "250 ok\r\n"}, BYE, {SCRIPT_END, NULL}};
	static const ScriptStep bad[] = {{SCRIPT_SAY, "220 hi\r\n"},
	                                 {SCRIPT_HEAR, "EHLO"},
	                                 {SCRIPT_SAY, "250-x\r\n250 AUTH PLAIN\r\n"},
	                                 {SCRIPT_HEAR, "AUTH PLAIN"},
	                                 {SCRIPT_SAY, "334 \r\n"},
	                                 {SCRIPT_HEAR, ""},
	                                 {SCRIPT_SAY, "535 5.7.8 who?\r\n"},
	                                 {SCRIPT_HOLD, NULL},
	                                 {SCRIPT_END, NULL}};
	for (int i = 0; i < 2; i++) {
		g_autoptr(GError) error = NULL;
		Script *script = script_start(i == 0 ? good : bad);
		g_autofree char *url = g_strdup_printf("smtp://robot@127.0.0.1:%u", script_port(script));
		SubmitConfig config = {.url = url,
		                       .plain_text_loopback = TRUE,
		                       .letter_ms = 2000,
		                       .password = i == 0 ? NULL : "secret"};
		table_int("check", submit_check(&config, &error), i == 0);
		if (i == 1 && strstr(error->message, "check the user and the password: 535 5.7.8 who?") == NULL)
			fail_msg("%s", error->message);
		script_finish(script);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_one_connection_for_many),
		cmocka_unit_test(test_idle_connection_closed),
		cmocka_unit_test(test_late_answer),
		cmocka_unit_test(test_security),
		cmocka_unit_test(test_nobody_listens),
		cmocka_unit_test(test_stop_breaks_a_letter),
		cmocka_unit_test(test_check),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
