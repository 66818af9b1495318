/* SPDX-License-Identifier: MIT
 *
 * Fetching from an IMAP server that plays a script: what is asked, what is taken, and what comes of broken dialogues.
 */
#include "imap-script.h"

/* libetpan itself leaks a greeting that says BYE. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:mailimap_greeting_new\n";
}

static void test_messages_come_once(void **state)
{
	static const ScriptStep steps[] = {
		SIGN_IN(""),
		SELECT("2", "7", "6"),
		{SCRIPT_HEAR, "UID SEARCH UID 1:*"},
		{SCRIPT_SAY, "* SEARCH 5 3\r\n%T OK done\r\n"},
		{SCRIPT_HEAR, "UID FETCH 3,5 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[]<0."},
		{SCRIPT_SAY, ONE("2", "5", "4", "five") "* 1 FETCH (FLAGS (\\Seen))\r\n" ONE(
				     "1", "3", "5", "A)\r\n1") "%T OK done\r\n"},
		{SCRIPT_HEAR, "NOOP"},
		{SCRIPT_SAY, "%T OK done\r\n"}, /* nothing new: no SEARCH, no FETCH */
		{SCRIPT_HEAR, "NOOP"},
		{SCRIPT_SAY, "* 3 EXISTS\r\n%T OK done\r\n"},
		{SCRIPT_HEAR, "UID SEARCH UID 6:*"},
		{SCRIPT_SAY, "* SEARCH 5\r\n%T OK done\r\n"}, /* n:* names the last message, though it is old */
		GOODBYE,
		{SCRIPT_END, NULL}};
	Session s = begin(steps);
	assert_true(fetch(&s));
	assert_true(s.at_end);
	table_int("messages", s.messages->len, 2);
	table_int("first", ((InboxMessage *)s.messages->pdata[0])->uid, 3);
	table_text("first", body(&s, 0), "A)\r\n1");
	table_text("second", body(&s, 1), "five");
	table_int("received", ((InboxMessage *)s.messages->pdata[0])->received, 1772528400);
	table_int("next", s.mark.uidnext, 6);
	for (int i = 0; i < 2; i++) {
		assert_true(fetch(&s));
		table_int("nothing more", s.messages->len, 2);
		assert_true(s.at_end);
		table_int("next", s.mark.uidnext, 6);
	}
	end(&s);
}

static void test_nothing_new_is_one_select(void **state)
{
	static const ScriptStep steps[] = {SIGN_IN(""), SELECT("900", "7", "1000"), GOODBYE, {SCRIPT_END, NULL}};
	Session s = begin(steps);
	s.mark = (InboxMark){7, 1000, 0};
	assert_true(fetch(&s));
	assert_true(s.at_end);
	table_int("messages", s.messages->len, 0);
	end(&s);
}

static void test_other_uidvalidity_fetches_anew(void **state)
{
	static const ScriptStep steps[] = {SIGN_IN(""),
	                                   SELECT("1", "8", "2"),
	                                   {SCRIPT_HEAR, "UID SEARCH UID 1:*"},
	                                   {SCRIPT_SAY, "* SEARCH 1\r\n%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID FETCH 1 "},
	                                   {SCRIPT_SAY, ONE("1", "1", "3", "abc") "%T OK done\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_END, NULL}};
	Session s = begin(steps);
	s.mark = (InboxMark){7, 1000, 0};
	assert_true(fetch(&s));
	table_int("messages", s.messages->len, 1);
	table_int("uidvalidity", s.mark.uidvalidity, 8);
	table_int("uidnext", s.mark.uidnext, 2);
	end(&s);
}

static void test_long_message_is_cut(void **state)
{
	static const ScriptStep steps[] = {
		SIGN_IN(""),
		SELECT("1", "7", "2"),
		{SCRIPT_HEAR, "SEARCH"},
		{SCRIPT_SAY, "* SEARCH 1\r\n%T OK done\r\n"},
		{SCRIPT_HEAR, "BODY.PEEK[]<0.4>"},
		{SCRIPT_SAY, "* 1 FETCH (UID 1 RFC822.SIZE 5000 BODY[]<0> {4}\r\nabcd)\r\n%T OK done\r\n"},
		GOODBYE,
		{SCRIPT_END, NULL}};
	Session s = begin(steps);
	assert_true(fetch_limited(&s, &(InboxLimits){.max_bytes = 4}));
	InboxMessage *m = s.messages->pdata[0];
	assert_true(m->truncated);
	table_int("size", (gint64)m->size, 5000);
	table_text("body", body(&s, 0), "abcd");
	end(&s);
}

static void test_batch_stops_at_its_bytes(void **state)
{
	static const ScriptStep steps[] = {SIGN_IN(""),
	                                   SELECT("3", "7", "4"),
	                                   {SCRIPT_HEAR, "SEARCH"},
	                                   {SCRIPT_SAY, "* SEARCH 1 2 3\r\n%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID FETCH 1:3 "},
	                                   {SCRIPT_SAY, ONE("1", "1", "5", "first") ONE("2", "2", "5", "twice")
	                                                        ONE("3", "3", "3", "end") "%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID FETCH 2 "},
	                                   {SCRIPT_SAY, ONE("2", "2", "5", "twice") "%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID FETCH 3 "},
	                                   {SCRIPT_SAY, ONE("3", "3", "3", "end") "%T OK done\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_END, NULL}};
	static const gboolean at_end[] = {FALSE, FALSE, TRUE};
	Session s = begin(steps);
	for (guint i = 0; i < 3; i++) {
		assert_true(fetch_limited(&s, &(InboxLimits){.max_batch_bytes = 8}));
		table_int("one more", s.messages->len, i + 1);
		table_int("at end", s.at_end, at_end[i]);
		table_int("next", s.mark.uidnext, i + 2);
	}
	table_text("second", body(&s, 1), "twice");
	end(&s);
}

static void test_message_left_out(void **state)
{
	static const ScriptStep steps[] = {
		SIGN_IN(""),
		SELECT("3", "7", "4"),
		{SCRIPT_HEAR, "SEARCH"},
		{SCRIPT_SAY, "* SEARCH 1 2 3\r\n%T OK done\r\n"},
		{SCRIPT_HEAR, "UID FETCH 1:3 "},
		{SCRIPT_SAY, ONE("1", "1", "3", "one") ONE("3", "3", "5", "three") "%T OK done\r\n"},
		{SCRIPT_HEAR, "UID SEARCH UID 2"},
		{SCRIPT_SAY, "* SEARCH 2\r\n%T OK done\r\n"},
		{SCRIPT_HOLD, NULL},
		{SCRIPT_END, NULL}};
	Session s = begin(steps);
	assert_false(fetch(&s));
	expect_fault(&s, FAULT_TEMP, "did not send 1 of the 3");
	table_int("nothing is handed over", s.messages->len, 0);
	table_int("the mark stays", s.mark.uidnext, 0);
	end(&s);
}

static void test_message_gone_meanwhile(void **state)
{
	static const ScriptStep steps[] = {SIGN_IN(""),
	                                   SELECT("2", "7", "3"),
	                                   {SCRIPT_HEAR, "SEARCH"},
	                                   {SCRIPT_SAY, "* SEARCH 1 2\r\n%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID FETCH 1:2 "},
	                                   {SCRIPT_SAY, ONE("1", "1", "3", "one") "%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID SEARCH UID 2"},
	                                   {SCRIPT_SAY, "* SEARCH\r\n%T OK done\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_END, NULL}};
	Session s = begin(steps);
	assert_true(fetch(&s));
	table_int("messages", s.messages->len, 1);
	table_int("next", s.mark.uidnext, 3);
	end(&s);
}

/* What the server does instead of answering SELECT or FETCH, and the words of the fault. */
static void test_broken_dialogues(void **state)
{
	static const struct {
		const char *name;
		ScriptStep steps[24];
		FaultCode code;
		const char *words;
	} cases[] = {
		{"end of file before the greeting", {{SCRIPT_CLOSE, NULL}}, FAULT_TEMP, "closed the connection"},
		{"goodbye for a greeting",
	         {{SCRIPT_SAY, "* BYE too many\r\n"}, {SCRIPT_HOLD, NULL}},
	         FAULT_TEMP,
	         "goodbye: too many"},
		{"no sign-in wanted",
	         {{SCRIPT_SAY, "* PREAUTH hi\r\n"}, {SCRIPT_HOLD, NULL}},
	         FAULT_PERM,
	         "no sign-in"},
		{"garbage for a greeting",
	         {{SCRIPT_SAY, "SSH-2.0-x\r\n"}, {SCRIPT_HOLD, NULL}},
	         FAULT_TEMP,
	         "no sense"},
		{"silence", {{SCRIPT_HOLD, NULL}}, FAULT_TEMP, "no answer within 0.3 s"},
		{"a byte now and then", {{SCRIPT_DRIBBLE, "x"}}, FAULT_TEMP, "no answer within 0.3 s"},
		{"a line without end",
	         {{SCRIPT_FLOOD, "x"}, {SCRIPT_HOLD, NULL}},
	         FAULT_TEMP,
	         "longer than any answer"},
		{"no such folder",
	         {SIGN_IN(""), {SCRIPT_HEAR, "SELECT"}, {SCRIPT_SAY, "%T NO no such box\r\n"}, GOODBYE},
	         FAULT_PERM,
	         "no such box"},
		{"BAD to SELECT",
	         {SIGN_IN(""), {SCRIPT_HEAR, "SELECT"}, {SCRIPT_SAY, "%T BAD what\r\n"}, {SCRIPT_HOLD, NULL}},
	         FAULT_TEMP,
	         "opening the folder"},
		{"no UIDVALIDITY",
	         {SIGN_IN(""), {SCRIPT_HEAR, "SELECT"}, {SCRIPT_SAY, "* 1 EXISTS\r\n%T OK done\r\n"}, GOODBYE},
	         FAULT_PERM,
	         "UIDVALIDITY"},
		{"end of file within a message",
	         {SIGN_IN(""),
	          SELECT("1", "7", "2"),
	          {SCRIPT_HEAR, "SEARCH"},
	          {SCRIPT_SAY, "* SEARCH 1\r\n%T OK done\r\n"},
	          {SCRIPT_HEAR, "FETCH"},
	          {SCRIPT_SAY, "* 1 FETCH (UID 1 BODY[]<0> {300}\r\nabc"},
	          {SCRIPT_CLOSE, NULL}},
	         FAULT_TEMP,
	         "fetching mail"},
		{"a longer message than asked for",
	         {SIGN_IN(""),
	          SELECT("1", "7", "2"),
	          {SCRIPT_HEAR, "SEARCH"},
	          {SCRIPT_SAY, "* SEARCH 1\r\n%T OK done\r\n"},
	          {SCRIPT_HEAR, "FETCH"},
	          {SCRIPT_SAY, "* 1 FETCH (UID 1 BODY[]<0> {2000000}\r\n"},
	          {SCRIPT_FLOOD, "x"},
	          {SCRIPT_HOLD, NULL}},
	         FAULT_TEMP,
	         "fetching mail"},
		{"another tag",
	         {SIGN_IN(""), {SCRIPT_HEAR, "SELECT"}, {SCRIPT_SAY, "99 OK done\r\n"}, {SCRIPT_HOLD, NULL}},
	         FAULT_TEMP,
	         "no sense"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Session s = begin_with(cases[i].steps, 300);
		if (fetch_limited(&s, &(InboxLimits){.max_bytes = 1000}))
			fail_msg("%s: the fetch succeeded", cases[i].name);
		expect_fault(&s, cases[i].code, cases[i].words);
		end(&s);
	}
}

static void test_wrong_password(void **state)
{
	static const ScriptStep steps[] = {{SCRIPT_SAY, "* OK ready\r\n"},
	                                   {SCRIPT_HEAR, "CAPABILITY"},
	                                   {SCRIPT_SAY, "%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "LOGIN"},
	                                   {SCRIPT_SAY, "%T NO [AUTHENTICATIONFAILED] who?\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_ACCEPT, NULL},
	                                   {SCRIPT_SAY, "* OK ready\r\n"},
	                                   {SCRIPT_HEAR, "CAPABILITY"},
	                                   {SCRIPT_SAY, "%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "LOGIN"},
	                                   {SCRIPT_SAY, "%T NO [UNAVAILABLE] later\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_END, NULL}};
	Session s = begin(steps);
	assert_false(fetch(&s));
	expect_fault(&s, FAULT_PERM, "check the user and the password: who?");
	assert_false(fetch(&s));
	expect_fault(&s, FAULT_TEMP, "not possible now");
	end(&s);
}

static void test_reconnects(void **state)
{
	static const ScriptStep steps[] = {SIGN_IN(""),
	                                   SELECT("2", "7", "3"),
	                                   {SCRIPT_HEAR, "SEARCH"},
	                                   {SCRIPT_SAY, "* SEARCH 1 2\r\n%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID FETCH 1 "},
	                                   {SCRIPT_SAY, ONE("1", "1", "3", "one") "%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID FETCH 2 "},
	                                   {SCRIPT_SAY, ONE("2", "2", "3", "two")},
	                                   {SCRIPT_CLOSE, NULL},
	                                   {SCRIPT_ACCEPT, NULL},
	                                   SIGN_IN(""),
	                                   SELECT("2", "7", "3"),
	                                   {SCRIPT_HEAR, "UID SEARCH UID 2:*"},
	                                   {SCRIPT_SAY, "* SEARCH 2\r\n%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID FETCH 2 "},
	                                   {SCRIPT_SAY, ONE("2", "2", "3", "two") "%T OK done\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_END, NULL}};
	static const InboxLimits one = {.max_messages = 1};
	Session s = begin(steps);
	assert_true(fetch_limited(&s, &one));
	assert_false(s.at_end);
	assert_false(fetch_limited(&s, &one));
	expect_fault(&s, FAULT_TEMP, "closed the connection");
	table_int("an answer without its end is none", s.messages->len, 1);
	assert_true(fetch_limited(&s, &one));
	assert_true(s.at_end);
	table_text("second", body(&s, 1), "two");
	end(&s);
}

static void test_older_mark_is_served(void **state)
{
	static const ScriptStep steps[] = {SIGN_IN(""),
	                                   SELECT("1", "7", "2"),
	                                   {SCRIPT_HEAR, "UID SEARCH UID 1:*"},
	                                   {SCRIPT_SAY, "* SEARCH 1\r\n%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID FETCH 1 "},
	                                   {SCRIPT_SAY, ONE("1", "1", "3", "one") "%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID SEARCH UID 1:*"},
	                                   {SCRIPT_SAY, "* SEARCH 1\r\n%T OK done\r\n"},
	                                   {SCRIPT_HEAR, "UID FETCH 1 "},
	                                   {SCRIPT_SAY, ONE("1", "1", "3", "one") "%T OK done\r\n"},
	                                   GOODBYE,
	                                   {SCRIPT_END, NULL}};
	Session s = begin(steps);
	for (int i = 0; i < 2; i++) {
		s.mark = (InboxMark){7, 1, 0};
		assert_true(fetch(&s));
	}
	table_int("twice", s.messages->len, 2);
	end(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages_come_once),
		cmocka_unit_test(test_nothing_new_is_one_select),
		cmocka_unit_test(test_other_uidvalidity_fetches_anew),
		cmocka_unit_test(test_long_message_is_cut),
		cmocka_unit_test(test_batch_stops_at_its_bytes),
		cmocka_unit_test(test_message_left_out),
		cmocka_unit_test(test_message_gone_meanwhile),
		cmocka_unit_test(test_broken_dialogues),
		cmocka_unit_test(test_wrong_password),
		cmocka_unit_test(test_reconnects),
		cmocka_unit_test(test_older_mark_is_served),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
