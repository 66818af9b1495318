/* SPDX-License-Identifier: MIT
 *
 * inbox-imap.c: inbox.h over IMAP. A pass on an open session is one NOOP; on a new one, what SELECT said. Only when
 * there is news a UID SEARCH lists the new UIDs, which are kept, and fetched batch by batch with sets of exactly those
 * UIDs: so "n:*" never gives an old message again, and what was received is compared with what was asked for.
 */
#include "base/fault.h"
#include "net/fetching.h"
#include "net/session.h"
#include <poll.h>
#include <stdlib.h>

#define SEARCH_BYTES ((gsize)64 << 20)
#define MOVE_AT_ONCE 500
#define NOOP_BYTES ((gsize)16 << 20)

typedef struct ImapInbox {
	Inbox base;
	Session *session;
	GArray *queue; /* guint32: UIDs found and not yet handed over, ascending */
	guint32 next;  /* what the next call in order begins with */
	guint batch;   /* how many messages to ask for at once, below the limit while messages are big */
} ImapInbox;

static void drop_session(ImapInbox *self)
{
	g_clear_pointer(&self->session, session_free);
	g_array_set_size(self->queue, 0);
	self->next = 0;
}

/* Ends a call: a broken session is dropped, the next call connects anew. */
static gboolean conclude(ImapInbox *self, gboolean good)
{
	if (self->session != NULL && session_is_broken(self->session))
		drop_session(self);
	return good;
}

static gboolean ensure_session(ImapInbox *self, gboolean *out_fresh, GError **error)
{
	*out_fresh = self->session == NULL;
	if (self->session == NULL)
		self->session = session_open(&self->base, error);
	return self->session != NULL;
}

/* The UIDs of the folder that are at least `from`, into queue. */
static gboolean search_from(ImapInbox *self, guint32 from, GError **error)
{
	Session *session = self->session;
	g_array_set_size(self->queue, 0);
	session->news = FALSE;
	session_begin(session, SEARCH_BYTES);
	return fetching_search(session, mailimap_set_new_interval(from, 0), from, self->queue, error);
}

/* Sees to it that queue holds what there is from `from` on; asks the server only what has to be asked. */
static gboolean look_for_news(ImapInbox *self, guint32 from, gboolean fresh, GError **error)
{
	Session *session = self->session;
	if (from < self->next)
		return search_from(self, from, error);
	while (self->queue->len > 0 && g_array_index(self->queue, guint32, 0) < from)
		g_array_remove_index(self->queue, 0);
	if (self->queue->len > 0)
		return TRUE;
	if (fresh && !session->news && session->uidnext != 0 && session->uidnext <= from)
		return TRUE;
	if (!fresh && !session->news) {
		session_begin(session, NOOP_BYTES);
		if (!session_end(session, mailimap_noop(session->imap), "asking for news", error))
			return FALSE;
	}
	return fresh || session->news ? search_from(self, from, error) : TRUE;
}

/* Fetches the head of the queue and takes off what was handed over. */
static gboolean fetch_batch(ImapInbox *self, const InboxLimits *limits, GPtrArray *messages, GError **error)
{
	guint n = MIN(MIN(self->queue->len, limits->max_messages), self->batch);
	guint taken = 0;
	if (!fetching_fetch(self->session, (const guint32 *)(gpointer)self->queue->data, n, limits, messages, &taken,
	                    error))
		return FALSE;
	if (taken > 0) {
		self->next = g_array_index(self->queue, guint32, taken - 1) + 1;
		g_array_remove_range(self->queue, 0, taken);
	}
	self->batch = taken < n ? MAX(taken, 1) : MIN(self->batch * 2, G_MAXUINT16);
	return TRUE;
}

static gboolean fetch_from(ImapInbox *self, const InboxMark *mark, const InboxLimits *limits, GPtrArray *messages,
                           InboxMark *out_mark, gboolean *out_at_end, GError **error)
{
	gboolean fresh;
	if (!ensure_session(self, &fresh, error))
		return FALSE;
	Session *session = self->session;
	guint32 from = mark->uidvalidity == session->uidvalidity ? MAX(mark->uidnext, 1) : 1;
	if (!look_for_news(self, from, fresh, error))
		return FALSE;
	self->next = from;
	if (self->queue->len > 0 && !fetch_batch(self, limits, messages, error))
		return FALSE;
	if (self->queue->len == 0)
		self->next = MAX(self->next, session->uidnext);
	*out_mark = (InboxMark){session->uidvalidity, self->next, session->highestmodseq};
	*out_at_end = self->queue->len == 0;
	return TRUE;
}

static gboolean fetch(Inbox *inbox, const InboxMark *mark, const InboxLimits *limits, GPtrArray *messages,
                      InboxMark *out_mark, gboolean *out_at_end, GError **error)
{
	ImapInbox *self = (ImapInbox *)inbox;
	guint before = messages->len;
	gboolean good = fetch_from(self, mark, limits, messages, out_mark, out_at_end, error);
	if (!good)
		g_ptr_array_set_size(messages, (gint)before);
	return conclude(self, good);
}

/* Repeats a command once after making the folder, when the first answer was NO: then it may be missing. */
static int with_folder(Session *session, const char *folder, int answer,
                       int (*command)(mailimap *, struct mailimap_set *, const char *), struct mailimap_set *set)
{
	if (!session_is_no(answer))
		return answer;
	session_begin(session, NOOP_BYTES);
	int made = mailimap_create(session->imap, folder);
	if (made != MAILIMAP_NO_ERROR)
		return session_is_no(made) ? answer : made;
	session_begin(session, NOOP_BYTES);
	return command(session->imap, set, folder);
}

/* \Deleted, and gone where the server can expunge these messages alone: others' deleted mail is not ours to remove. */
static gboolean delete_messages(Session *session, struct mailimap_set *set, GError **error)
{
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	mailimap_flag_list_add(flags, mailimap_flag_new_deleted());
	struct mailimap_store_att_flags *store = mailimap_store_att_flags_new_add_flags_silent(flags);
	session_begin(session, NOOP_BYTES);
	int answer = mailimap_uid_store(session->imap, set, store);
	mailimap_store_att_flags_free(store);
	if (!session_end(session, answer, "marking handled mail", error))
		return FALSE;
	if (!session->can_uidplus)
		return TRUE;
	session_begin(session, NOOP_BYTES);
	return session_end(session, mailimap_uid_expunge(session->imap, set), "removing handled mail", error);
}

static gboolean move_messages(ImapInbox *self, const guint32 *uids, gsize n, GError **error)
{
	Session *session = self->session;
	int (*command)(mailimap *, struct mailimap_set *, const char *) = session->can_move ? mailimap_uid_move
	                                                                                    : mailimap_uid_copy;
	struct mailimap_set *set = fetching_set(uids, n);
	session_begin(session, NOOP_BYTES);
	int answer = command(session->imap, set, self->base.config.done);
	answer = with_folder(session, self->base.config.done, answer, command, set);
	gboolean good = session_end(session, answer, "moving handled mail to the done folder", error)
	                && (session->can_move || delete_messages(session, set, error));
	mailimap_set_free(set);
	return good;
}

static gboolean done(Inbox *inbox, guint32 uidvalidity, const guint32 *uids, gsize n, GError **error)
{
	ImapInbox *self = (ImapInbox *)inbox;
	gboolean fresh;
	if (!ensure_session(self, &fresh, error))
		return FALSE;
	if (self->session->uidvalidity != uidvalidity)
		return TRUE;
	g_autofree guint32 *sorted = g_memdup2(uids, n * sizeof *uids);
	qsort(sorted, n, sizeof *sorted, fetching_compare_uids);
	gboolean good = TRUE;
	for (gsize i = 0; i < n && good; i += MOVE_AT_ONCE)
		good = move_messages(self, sorted + i, MIN(n - i, (gsize)MOVE_AT_ONCE), error);
	/* A session just opened has not been searched yet: fetch must not take its UIDNEXT for having looked. */
	self->session->news = self->session->news || fresh;
	return conclude(self, good);
}

/* Without IDLE: just time, or a wake. */
static void wait_for_wake(Inbox *inbox, guint seconds)
{
	struct pollfd fd = {stream_waker_fd(inbox->waker), POLLIN, 0};
	if (!stream_waker_stopping(inbox->waker))
		poll(&fd, 1, (int)MIN((gint64)seconds * 1000, G_MAXINT));
	stream_waker_clear(inbox->waker);
}

static gboolean wait(Inbox *inbox, guint seconds, GError **error)
{
	ImapInbox *self = (ImapInbox *)inbox;
	gboolean fresh;
	if (!ensure_session(self, &fresh, error))
		return FALSE;
	Session *session = self->session;
	/* What came before the session was opened is not announced again. */
	if (fresh || session->news) {
		session->news = TRUE;
		return TRUE;
	}
	if (session->can_idle) {
		guint idle_seconds = MIN(seconds, inbox->config.idle_seconds);
		SessionIdle idle = session_idle(session, idle_seconds * 1000, error);
		session->can_idle = idle != SESSION_IDLE_REFUSED;
		if (idle != SESSION_IDLE_REFUSED)
			return conclude(self, idle == SESSION_IDLE_ENDED);
	}
	wait_for_wake(inbox, MIN(seconds, inbox->config.poll_seconds));
	return TRUE;
}

/* CREATE says NO to a folder that is there already; only SELECT tells that from a folder that cannot be made. */
static gboolean check(Inbox *inbox, GError **error)
{
	ImapInbox *self = (ImapInbox *)inbox;
	gboolean fresh;
	if (!ensure_session(self, &fresh, error))
		return FALSE;
	Session *session = self->session;
	session_begin(session, NOOP_BYTES);
	mailimap_create(session->imap, inbox->config.done);
	session->uidvalidity = 0; /* another folder from here on */
	session_begin(session, NOOP_BYTES);
	int answer = mailimap_examine(session->imap, inbox->config.done);
	gboolean good = session_end(session, answer, "opening the done folder, which could not be made either,", error);
	drop_session(self);
	return good;
}

static void imap_inbox_free(Inbox *inbox)
{
	ImapInbox *self = (ImapInbox *)inbox;
	drop_session(self);
	g_array_unref(self->queue);
	g_free(self);
}

Inbox *inbox_imap_new(const InboxConfig *config, const Place *place, GError **error)
{
	static const InboxDriver driver = {fetch, done, wait, check, imap_inbox_free};
	const char *problem = NULL;
	if (!place_is_plain(place->user) || !place_is_plain(config->password))
		problem = "a user (in the URL) and a password, both of printable ASCII, are needed";
	else if (*place->path != '\0' && !place_is_plain(place->path))
		problem = "the folder's name must be printable ASCII";
	else if (!place_is_plain(config->done))
		problem = "the done folder's name must be printable ASCII";
	if (problem != NULL) {
		fault_set(error, FAULT_PERM, "%s: %s", config->url, problem);
		return NULL;
	}
	ImapInbox *self = g_new0(ImapInbox, 1);
	self->base.driver = &driver;
	self->queue = g_array_new(FALSE, FALSE, sizeof(guint32));
	self->batch = G_MAXUINT16;
	return &self->base;
}
