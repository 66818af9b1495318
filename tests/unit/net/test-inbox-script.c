/* SPDX-License-Identifier: MIT
 *
 * What an IMAP server may do to us, played from scripts: each case says what the server does and what has to come of
 * it.
 */
#include "base/fault.h"
#include "net/inbox.h"
#include "script.h"
#include "../table.h"
#include <string.h>

/* libetpan itself leaks a greeting that says BYE. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:mailimap_greeting_new\n";
}

#define SIGN_IN(capabilities)                                                                                          \
	{SCRIPT_SAY, "* OK ready\r\n"}, {SCRIPT_HEAR, "CAPABILITY"},                                                   \
		{SCRIPT_SAY, "* CAPABILITY IMAP4rev1\r\n%T OK done\r\n"}, {SCRIPT_HEAR, "LOGIN robot secret"},         \
		{SCRIPT_SAY, "%T OK done\r\n"}, {SCRIPT_HEAR, "CAPABILITY"},                                           \
	{                                                                                                              \
		SCRIPT_SAY, "* CAPABILITY IMAP4rev1 " capabilities "\r\n%T OK done\r\n"                                \
	}
#define SELECT(exists, uidvalidity, uidnext)                                                                           \
	{SCRIPT_HEAR, "SELECT INBOX"},                                                                                 \
	{                                                                                                              \
		SCRIPT_SAY, "* " exists " EXISTS\r\n* OK [UIDVALIDITY " uidvalidity "] v\r\n* OK [UIDNEXT " uidnext    \
			    "] n\r\n%T OK [READ-WRITE] selected\r\n"                                                   \
	}
#define ONE(number, uid, body_length, body)                                                                            \
	"* " number " FETCH (UID " uid " INTERNALDATE \"03-Mar-2026 10:00:00 +0100\" RFC822.SIZE " body_length         \
	" BODY[]<0> {" body_length "}\r\n" body ")\r\n"
#define GOODBYE                                                                                                        \
	{SCRIPT_HEAR, "LOGOUT"},                                                                                       \
	{                                                                                                              \
		SCRIPT_SAY, "* BYE done\r\n%T OK done\r\n"                                                             \
	}

typedef struct Session {
	Script *script;
	Inbox *inbox;
	GPtrArray *messages;
	InboxMark mark;
	gboolean at_end;
	GError *error;
} Session;

static Inbox *inbox_at(guint port, gboolean plain, guint command_ms)
{
	g_autofree char *url = g_strdup_printf("imap://robot@127.0.0.1:%u/INBOX", port);
	InboxConfig config = {.url = url,
	                      .password = "secret",
	                      .plain_text_loopback = plain,
	                      .connect_ms = command_ms,
	                      .command_ms = command_ms};
	Inbox *inbox = inbox_open(&config, NULL);
	assert_non_null(inbox);
	return inbox;
}

static Session begin_with(const ScriptStep *steps, guint command_ms)
{
	Session s = {.script = script_start(steps), .messages = inbox_messages_new()};
	s.inbox = inbox_at(script_port(s.script), TRUE, command_ms);
	return s;
}

static Session begin(const ScriptStep *steps)
{
	return begin_with(steps, 5000);
}

static void end(Session *s)
{
	inbox_free(s->inbox);
	script_finish(s->script);
	g_ptr_array_unref(s->messages);
	g_clear_error(&s->error);
}

static gboolean fetch_limited(Session *s, const InboxLimits *limits)
{
	g_clear_error(&s->error);
	return inbox_fetch(s->inbox, &s->mark, limits, s->messages, &s->mark, &s->at_end, &s->error);
}

static gboolean fetch(Session *s)
{
	return fetch_limited(s, NULL);
}

static void expect_fault(Session *s, FaultCode code, const char *words)
{
	assert_non_null(s->error);
	table_int(s->error->message, s->error->code, code);
	if (strstr(s->error->message, words) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", s->error->message, words);
}

static const char *body(const Session *s, guint i)
{
	gsize length;
	const InboxMessage *m = s->messages->pdata[i];
	const char *bytes = g_bytes_get_data(m->bytes, &length);
	static char text[64];
	g_strlcpy(text, bytes != NULL ? bytes : "", MIN(length + 1, sizeof text));
	return text;
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
