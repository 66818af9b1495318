/* SPDX-License-Identifier: MIT
 *
 * inbox.h: a mailbox that mail for ballotd arrives in, behind one interface: an IMAP folder, or a Maildir.
 *
 * An inbox hands over messages in the order of their UIDs, from a mark on that the caller stores with what it did about
 * them; an inbox itself remembers nothing across restarts. A pass costs what is new, not what is there. When the
 * mailbox's UIDVALIDITY is not that of the mark, everything is handed over anew, and the caller recognises what it has
 * seen. A handled message is moved to the done folder by inbox_done.
 *
 * Faults: FAULT_TEMP when the connection broke or the server said something that makes no sense (the next call connects
 * anew; when, is up to the caller: inbox_backoff), FAULT_PERM when somebody has to change something (password,
 * certificate, folder). After any fault every call may simply be repeated.
 * One thread uses an inbox; inbox_wake and inbox_stop alone may be called from another.
 */
#pragma once
#include "base/moment.h"

typedef struct Inbox Inbox;

/* What the settings say; everything is copied by inbox_open. Numbers that are 0 take the value in brackets. */
typedef struct InboxConfig {
	const char *url;      /* imaps://user@host[:port]/FOLDER, imap:// (STARTTLS required), maildir:PATH; FOLDER
	                         is INBOX when not given */
	const char *password; /* for IMAP */
	const char *ca_file;  /* PEM; NULL: the system's CAs */
	const char *done;     /* folder for handled messages; NULL: "Processed" */
	gboolean plain_text_loopback; /* imap:// without TLS, to this machine only */
	guint connect_ms;             /* to connect and be secured (20000) */
	guint command_ms;             /* for any one command (120000) */
	guint poll_seconds;           /* the longest wait where the server offers no IDLE (30) */
	guint idle_seconds;           /* how long one IDLE lasts (1500) */
} InboxConfig;

/* How far a mailbox was read: the caller stores it. All 0 before the first pass. */
typedef struct InboxMark {
	guint32 uidvalidity;
	guint32 uidnext;       /* the lowest UID not yet handed over */
	guint64 highestmodseq; /* where the server offers CONDSTORE, else 0; for show */
} InboxMark;

typedef struct InboxLimits {
	guint max_messages;    /* in one call (100) */
	gsize max_bytes;       /* of one message; what is longer is cut (50 MB) */
	gsize max_batch_bytes; /* of all messages of a call together, but for the first (32 MB) */
} InboxLimits;

typedef struct InboxMessage {
	guint32 uid;
	guint32 uidvalidity;
	Instant received; /* IMAP: INTERNALDATE; Maildir: the topmost Received header, else when the file was written */
	guint64 size;     /* of the whole message */
	GBytes *bytes;    /* as stored: lines end in CRLF over IMAP, usually in LF in a Maildir */
	gboolean truncated; /* bytes are only the first part */
} InboxMessage;

void inbox_message_free(InboxMessage *message); /* takes NULL */

/* An empty array that frees its InboxMessages. Free with g_ptr_array_unref. */
GPtrArray *inbox_messages_new(void);

/* Makes an inbox without connecting. NULL with FAULT_PERM when the configuration makes no sense, or a Maildir is not
 * there. Free with inbox_free. */
Inbox *inbox_open(const InboxConfig *config, GError **error);
void inbox_free(Inbox *inbox); /* takes NULL; ends the session */

/* Appends to messages what lies above the mark, in the order of UIDs, as far as limits allow (NULL: the defaults).
 * out_mark is the mark to store with it and to pass next time; out_at_end says that nothing more was there. */
gboolean inbox_fetch(Inbox *inbox, const InboxMark *mark, const InboxLimits *limits, GPtrArray *messages,
                     InboxMark *out_mark, gboolean *out_at_end, GError **error);

/* Moves messages to the done folder, which is made when it is missing. Messages that are gone are no error, and with
 * another uidvalidity than the mailbox has nothing is done: those UIDs name nothing any more. */
gboolean inbox_done(Inbox *inbox, guint32 uidvalidity, const guint32 *uids, gsize n, GError **error);

/* Waits until mail arrives, inbox_wake is called or seconds pass; it may also return early for no reason. */
gboolean inbox_wait(Inbox *inbox, guint seconds, GError **error);

/* Ends the wait in progress, or else the next. From any thread. */
void inbox_wake(Inbox *inbox);

/* Breaks whatever is in progress and everything to come, for the end of the program. From any thread. */
void inbox_stop(Inbox *inbox);

/* For `ballotctl doctor`: connects, signs in, opens the folder, makes the done folder where it is missing. The fault's
 * message says in a sentence what is wrong. */
gboolean inbox_check(const InboxConfig *config, GError **error);

/* Seconds to wait before attempt n (1 is the first retry): 1, 2, 4 … up to 300. */
guint inbox_backoff(guint attempt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Inbox, inbox_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InboxMessage, inbox_message_free)
