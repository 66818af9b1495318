/* SPDX-License-Identifier: MIT
 *
 * inbox-driver.h: what a kind of mailbox implements for inbox.h. A driver's struct begins with `Inbox base`.
 */
#pragma once
#include "net/inbox.h"
#include "net/place.h"
#include "net/stream.h"

/* The functions mean what their namesakes in inbox.h say; limits are complete and never NULL. */
typedef struct InboxDriver {
	gboolean (*fetch)(Inbox *inbox, const InboxMark *mark, const InboxLimits *limits, GPtrArray *messages,
	                  InboxMark *out_mark, gboolean *out_at_end, GError **error);
	gboolean (*done)(Inbox *inbox, guint32 uidvalidity, const guint32 *uids, gsize n, GError **error);
	gboolean (*wait)(Inbox *inbox, guint seconds, GError **error);
	gboolean (*check)(Inbox *inbox, GError **error);
	void (*free)(Inbox *inbox); /* what the driver added, and the struct itself */
} InboxDriver;

struct Inbox {
	const InboxDriver *driver;
	InboxConfig config; /* complete; its texts are owned */
	Place *place;
	StreamWaker *waker;
};

/* A driver's struct for a configuration whose place is read; base is filled in by inbox.c. NULL on a fault. */
Inbox *inbox_imap_new(const InboxConfig *config, const Place *place, GError **error);
Inbox *inbox_maildir_new(const InboxConfig *config, const Place *place, GError **error);
