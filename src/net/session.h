/* SPDX-License-Identifier: MIT
 *
 * session.h: a signed-in IMAP session with one folder selected, over a verified stream; the part of the IMAP driver
 * that connects, judges answers and idles. Only session*.c and inbox-imap.c include it: it shows libetpan's types.
 *
 * libetpan parses; it is trusted with neither TLS nor time. Any answer but a clean OK or NO breaks the session, and a
 * broken session is only good for session_free.
 */
#pragma once
#include "net/inbox-driver.h"
#include <libetpan/mailimap.h>

typedef struct Session {
	mailimap *imap;
	Stream *stream;
	char *name; /* "robot@imap.dmtf.example/INBOX", for messages */
	guint command_ms;
	gboolean can_move, can_idle, can_uidplus, can_condstore;
	guint32 uidvalidity; /* of the selected folder */
	guint32 uidnext;     /* as it was selected; 0 when the server did not say */
	guint64 highestmodseq;
	gboolean news; /* the server spoke of messages that nobody has looked for yet */
	guint idles;   /* how many IDLE commands were sent */
} Session;

/* Connects, secures, signs in and selects the folder that inbox's place names. NULL on a fault. */
Session *session_open(const Inbox *inbox, GError **error);
void session_free(Session *session); /* takes NULL; says LOGOUT when it is not broken */

gboolean session_is_broken(const Session *session);

/* Begins a command whose answer may have max_bytes. */
void session_begin(Session *session, gsize max_bytes);

/* What libetpan returned for the command that session_begin began. TRUE for OK; FALSE with a fault else, whose sentence
 * begins with what was being done ("opening the folder"). Breaks the session unless the answer was a clean NO, which is
 * FAULT_PERM, or FAULT_TEMP where the server says that it is about the moment. Takes note of news. */
gboolean session_end(Session *session, int answer, const char *doing, GError **error);

/* True when answer was NO: the server understood and refused. */
gboolean session_is_no(int answer);

typedef enum SessionIdle {
	SESSION_IDLE_ENDED,   /* by time, by the waker or by news, which are set */
	SESSION_IDLE_REFUSED, /* the server does not want to; nothing was waited for */
	SESSION_IDLE_BROKEN   /* the fault is set */
} SessionIdle;

/* One IDLE of at most timeout_ms (session-idle.c). */
SessionIdle session_idle(Session *session, guint timeout_ms, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)
