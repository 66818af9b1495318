/* SPDX-License-Identifier: MIT
 *
 * An IMAP server that plays a script: moving handled mail, waiting for mail, stopping, and what comes ahead of TLS.
 */
#include "imap-script.h"

static void test_done_moves(void **state)
{
	static const ScriptStep steps[] = {
		SIGN_IN("MOVE UIDPLUS"),
		SELECT("4", "7", "9"),
		{SCRIPT_HEAR, "UID MOVE 2:4,8 Processed"},
		{SCRIPT_SAY, "%T NO [TRYCREATE] no box\r\n"},
		{SCRIPT_HEAR, "CREATE Processed"},
		{SCRIPT_SAY, "%T OK done\r\n"},
		{SCRIPT_HEAR, "UID MOVE 2:4,8 Processed"},
		{SCRIPT_SAY, "* OK [COPYUID 3 2:4,8 1:4] moved\r\n* 1 EXPUNGE\r\n%T OK done\r\n"},
		GOODBYE,
		{SCRIPT_END, NULL}};
	static const guint32 uids[] = {8, 3, 2, 4};
	Session s = begin(steps);
	assert_true(inbox_done(s.inbox, 7, uids, 4, &s.error));
	assert_true(inbox_done(s.inbox, 6, uids, 4, &s.error)); /* another UIDVALIDITY: nothing is said */
	end(&s);
}

static void test_done_without_move(void **state)
{
	static const ScriptStep steps[] = {SIGN_IN("UIDPLUS"),
	                                   SELECT("1", "7", "9"),
	                                   {SCRIPT_HEAR, "UID COPY 5 Processed"},
	                                   {SCRIPT_SAY, "%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID STORE 5 +FLAGS.SILENT (\\Deleted)"},
	                                   {SCRIPT_SAY, "%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID EXPUNGE 5"},
	                                   {SCRIPT_SAY, "%T OK done\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_END, NULL}};
	Session s = begin(steps);
	assert_true(inbox_done(s.inbox, 7, (guint32[]){5}, 1, &s.error));
	end(&s);
}

static void test_done_refused(void **state)
{
	static const ScriptStep steps[] = {SIGN_IN("MOVE"),
	                                   SELECT("1", "7", "9"),
	                                   {SCRIPT_HEAR, "UID MOVE"},
	                                   {SCRIPT_SAY, "%T NO [OVERQUOTA] full\r\n"},
	                                   {SCRIPT_HEAR, "CREATE"},
	                                   {SCRIPT_SAY, "%T NO [ALREADYEXISTS] there\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_END, NULL}};
	Session s = begin(steps);
	assert_false(inbox_done(s.inbox, 7, (guint32[]){5}, 1, &s.error));
	expect_fault(&s, FAULT_PERM, "done folder");
	end(&s);
}

/* Signs in and takes what is there, so that the next wait really waits. */
#define SETTLED SIGN_IN("IDLE"), SELECT("0", "7", "1")

static void test_idle_ends_with_news(void **state)
{
	static const ScriptStep steps[] = {SETTLED,
	                                   {SCRIPT_HEAR, "IDLE"},
	                                   {SCRIPT_SAY, "* OK still here\r\n+ idling\r\n* 1 EXI"},
	                                   {SCRIPT_SAY, "STS\r\n"},
	                                   {SCRIPT_HEAR, "DONE"},
	                                   {SCRIPT_SAY, "* 1 RECENT\r\nidle1 OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID SEARCH UID 1:*"},
	                                   {SCRIPT_SAY, "* SEARCH\r\n%T OK done\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_END, NULL}};
	Session s = begin(steps);
	assert_true(fetch(&s));
	assert_true(inbox_wait(s.inbox, 600, &s.error));
	assert_true(fetch(&s));
	end(&s);
}

static void test_news_ahead_of_idle(void **state)
{
	static const ScriptStep steps[] = {SETTLED,
	                                   {SCRIPT_HEAR, "IDLE"},
	                                   {SCRIPT_SAY, "* 1 EXISTS\r\n+ idling\r\n"},
	                                   {SCRIPT_HEAR, "DONE"},
	                                   {SCRIPT_SAY, "idle1 OK done\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_END, NULL}};
	Session s = begin(steps);
	assert_true(fetch(&s));
	assert_true(inbox_wait(s.inbox, 600, &s.error));
	end(&s);
}

static gpointer wake(gpointer inbox)
{
	inbox_wake(inbox);
	return NULL;
}

static void test_wake_ends_idle(void **state)
{
	static const ScriptStep steps[] = {SETTLED,
	                                   {SCRIPT_HEAR, "IDLE"},
	                                   {SCRIPT_SAY, "+\r\n"},
	                                   {SCRIPT_HEAR, "DONE"},
	                                   {SCRIPT_SAY, "idle1 OK done\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_END, NULL}};
	Session s = begin(steps);
	assert_true(fetch(&s));
	GThread *thread = g_thread_new("wake", wake, s.inbox);
	assert_true(inbox_wait(s.inbox, 600, &s.error));
	g_thread_join(thread);
	end(&s);
}

static void test_idle_breaks(void **state)
{
	static const struct {
		const char *name;
		ScriptStep steps[20];
	} cases[] = {
		{"goodbye", {SETTLED, {SCRIPT_HEAR, "IDLE"}, {SCRIPT_SAY, "+\r\n* BYE done\r\n"}, {SCRIPT_HOLD, NULL}}},
		{"end of file", {SETTLED, {SCRIPT_HEAR, "IDLE"}, {SCRIPT_SAY, "+\r\n"}, {SCRIPT_CLOSE, NULL}}},
		{"no continuation", {SETTLED, {SCRIPT_HEAR, "IDLE"}, {SCRIPT_HOLD, NULL}}},
		{"no end",
	         {SETTLED,
	          {SCRIPT_HEAR, "IDLE"},
	          {SCRIPT_SAY, "+\r\n* 1 EXISTS\r\n"},
	          {SCRIPT_HEAR, "DONE"},
	          {SCRIPT_HOLD, NULL}}},
		{"garbage", {SETTLED, {SCRIPT_HEAR, "IDLE"}, {SCRIPT_SAY, "+\r\nhello\r\n"}, {SCRIPT_HOLD, NULL}}},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Session s = begin_with(cases[i].steps, 300);
		assert_true(fetch(&s));
		if (inbox_wait(s.inbox, 600, &s.error))
			fail_msg("%s: the wait ended well", cases[i].name);
		expect_fault(&s, FAULT_TEMP, "waiting for mail");
		end(&s);
	}
}

static void test_idle_refused_polls(void **state)
{
	static const ScriptStep steps[] = {
		SETTLED, {SCRIPT_HEAR, "IDLE"}, {SCRIPT_SAY, "%T BAD no\r\n"}, GOODBYE, {SCRIPT_END, NULL}};
	Session s = begin(steps);
	assert_true(fetch(&s));
	inbox_wake(s.inbox);
	assert_true(inbox_wait(s.inbox, 600, &s.error));
	inbox_wake(s.inbox);
	assert_true(inbox_wait(s.inbox, 600, &s.error)); /* without asking again */
	end(&s);
}

static gpointer stop(gpointer data)
{
	const Session *s = data;
	script_await(s->script, SCRIPT_HOLD);
	inbox_stop(s->inbox);
	return NULL;
}

static void test_stop_breaks_a_command(void **state)
{
	static const ScriptStep steps[] = {
		SIGN_IN(""), {SCRIPT_HEAR, "SELECT"}, {SCRIPT_HOLD, NULL}, {SCRIPT_END, NULL}};
	Session s = begin_with(steps, 60000);
	inbox_wake(s.inbox); /* a wake alone breaks nothing */
	GThread *thread = g_thread_new("stop", stop, &s);
	assert_false(fetch(&s));
	g_thread_join(thread);
	expect_fault(&s, FAULT_TEMP, "stopped");
	end(&s);
}

/* A man in the middle puts commands' answers ahead of TLS: the session must end before anything is believed or said. */
static void test_starttls_injection(void **state)
{
	static const struct {
		const char *name;
		ScriptStep steps[8];
		FaultCode code;
	} cases[] = {
		{"in one packet",
	         {{SCRIPT_SAY, "* OK hi\r\n"},
	          {SCRIPT_HEAR, "STARTTLS"},
	          {SCRIPT_SAY, "%T OK go\r\n* CAPABILITY IMAP4rev1 X\r\n2 OK done\r\n"},
	          {SCRIPT_HOLD, NULL}},
	         FAULT_TEMP},
		{"refused",
	         {{SCRIPT_SAY, "* OK hi\r\n"},
	          {SCRIPT_HEAR, "STARTTLS"},
	          {SCRIPT_SAY, "%T NO done\r\n"},
	          {SCRIPT_HOLD, NULL}},
	         FAULT_PERM},
		{"unknown",
	         {{SCRIPT_SAY, "* OK hi\r\n"},
	          {SCRIPT_HEAR, "STARTTLS"},
	          {SCRIPT_SAY, "%T BAD done\r\n"},
	          {SCRIPT_HOLD, NULL}},
	         FAULT_PERM},
		{"no handshake",
	         {{SCRIPT_SAY, "* OK hi\r\n"},
	          {SCRIPT_HEAR, "STARTTLS"},
	          {SCRIPT_SAY, "%T OK done\r\n"},
	          {SCRIPT_HOLD, NULL}},
	         FAULT_TEMP},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Session s = {.script = script_start(cases[i].steps), .messages = inbox_messages_new()};
		s.inbox = inbox_at(script_port(s.script), FALSE, 300);
		if (fetch(&s))
			fail_msg("%s: the fetch succeeded", cases[i].name);
		table_int(s.error->message, s.error->code, cases[i].code);
		end(&s);
	}
}

static void test_backoff(void **state)
{
	static const struct {
		guint attempt, seconds;
	} cases[] = {{0, 1}, {1, 1}, {2, 2}, {3, 4}, {9, 256}, {10, 300}, {11, 300}, {4000000000u, 300}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		table_int("back-off", inbox_backoff(cases[i].attempt), cases[i].seconds);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_done_moves),
		cmocka_unit_test(test_done_without_move),
		cmocka_unit_test(test_done_refused),
		cmocka_unit_test(test_idle_ends_with_news),
		cmocka_unit_test(test_news_ahead_of_idle),
		cmocka_unit_test(test_wake_ends_idle),
		cmocka_unit_test(test_idle_breaks),
		cmocka_unit_test(test_idle_refused_polls),
		cmocka_unit_test(test_stop_breaks_a_command),
		cmocka_unit_test(test_starttls_injection),
		cmocka_unit_test(test_backoff),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
