/* SPDX-License-Identifier: MIT
 *
 * imap-script.h: what the tests with a scripted IMAP server share: the usual dialogue as steps, and an inbox that talks
 * to it.
 */
#pragma once
#include "base/fault.h"
#include "net/inbox.h"
#include "script.h"
#include "../table.h"
#include <string.h>

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

static inline Inbox *inbox_at(guint port, gboolean plain, guint command_ms)
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

static inline Session begin_with(const ScriptStep *steps, guint command_ms)
{
	Session s = {.script = script_start(steps), .messages = inbox_messages_new()};
	s.inbox = inbox_at(script_port(s.script), TRUE, command_ms);
	return s;
}

static inline Session begin(const ScriptStep *steps)
{
	return begin_with(steps, 5000);
}

static inline void end(Session *s)
{
	inbox_free(s->inbox);
	script_finish(s->script);
	g_ptr_array_unref(s->messages);
	g_clear_error(&s->error);
}

static inline gboolean fetch_limited(Session *s, const InboxLimits *limits)
{
	g_clear_error(&s->error);
	return inbox_fetch(s->inbox, &s->mark, limits, s->messages, &s->mark, &s->at_end, &s->error);
}

static inline gboolean fetch(Session *s)
{
	return fetch_limited(s, NULL);
}

static inline void expect_fault(Session *s, FaultCode code, const char *words)
{
	assert_non_null(s->error);
	table_int(s->error->message, s->error->code, code);
	if (strstr(s->error->message, words) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", s->error->message, words);
}

static inline const char *body(const Session *s, guint i)
{
	gsize length;
	const InboxMessage *m = s->messages->pdata[i];
	const char *bytes = g_bytes_get_data(m->bytes, &length);
	static char text[64];
	g_strlcpy(text, bytes != NULL ? bytes : "", MIN(length + 1, sizeof text));
	return text;
}
