/* SPDX-License-Identifier: MIT
 *
 * inbox.c: what all mailboxes of inbox.h share: the configuration, the choice of the driver.
 */
#include "net/inbox.h"
#include "base/fault.h"
#include "net/inbox-driver.h"

#define BACKOFF_LONGEST 300

void inbox_message_free(InboxMessage *message)
{
	if (message == NULL)
		return;
	g_clear_pointer(&message->bytes, g_bytes_unref);
	g_free(message);
}

static void message_destroy(gpointer message)
{
	inbox_message_free(message);
}

GPtrArray *inbox_messages_new(void)
{
	return g_ptr_array_new_with_free_func(message_destroy);
}

static guint or_default(guint value, guint fallback)
{
	return value != 0 ? value : fallback;
}

static InboxConfig copy_config(const InboxConfig *config)
{
	return (InboxConfig){
		.url = g_strdup(config->url),
		.password = g_strdup(config->password),
		.ca_file = g_strdup(config->ca_file),
		.done = g_strdup(config->done != NULL ? config->done : "Processed"),
		.plain_text_loopback = config->plain_text_loopback,
		.connect_ms = or_default(config->connect_ms, 20000),
		.command_ms = or_default(config->command_ms, 120000),
		.poll_seconds = or_default(config->poll_seconds, 30),
		.idle_seconds = MIN(or_default(config->idle_seconds, 1500), 1500),
	};
}

static void clear_config(InboxConfig *config)
{
	g_free((char *)config->url);
	g_free((char *)config->password);
	g_free((char *)config->ca_file);
	g_free((char *)config->done);
}

Inbox *inbox_open(const InboxConfig *config, GError **error)
{
	g_autoptr(Place) place = place_parse(config->url, error);
	if (place == NULL)
		return NULL;
	g_autoptr(StreamWaker) waker = stream_waker_new(error);
	if (waker == NULL)
		return NULL;
	InboxConfig own = copy_config(config);
	Inbox *inbox = NULL;
	if (g_str_has_prefix(place->scheme, "imap"))
		inbox = inbox_imap_new(&own, place, error);
	else if (g_str_equal(place->scheme, "maildir"))
		inbox = inbox_maildir_new(&own, place, error);
	else
		fault_set(error, FAULT_PERM, "%s: mail is not read from there; expected imaps, imap or maildir",
		          own.url);
	if (inbox == NULL) {
		clear_config(&own);
		return NULL;
	}
	inbox->config = own;
	inbox->place = g_steal_pointer(&place);
	inbox->waker = g_steal_pointer(&waker);
	return inbox;
}

void inbox_free(Inbox *inbox)
{
	if (inbox == NULL)
		return;
	InboxConfig config = inbox->config;
	Place *place = inbox->place;
	StreamWaker *waker = inbox->waker;
	inbox->driver->free(inbox);
	clear_config(&config);
	place_free(place);
	stream_waker_free(waker);
}

gboolean inbox_fetch(Inbox *inbox, const InboxMark *mark, const InboxLimits *limits, GPtrArray *messages,
                     InboxMark *out_mark, gboolean *out_at_end, GError **error)
{
	InboxLimits complete = limits != NULL ? *limits : (InboxLimits){0};
	complete.max_messages = or_default(complete.max_messages, 100);
	complete.max_bytes = complete.max_bytes != 0 ? MIN(complete.max_bytes, (gsize)G_MAXINT32) : (gsize)50 << 20;
	complete.max_batch_bytes = complete.max_batch_bytes != 0 ? complete.max_batch_bytes : (gsize)32 << 20;
	return inbox->driver->fetch(inbox, mark, &complete, messages, out_mark, out_at_end, error);
}

gboolean inbox_done(Inbox *inbox, guint32 uidvalidity, const guint32 *uids, gsize n, GError **error)
{
	return n == 0 || inbox->driver->done(inbox, uidvalidity, uids, n, error);
}

gboolean inbox_wait(Inbox *inbox, guint seconds, GError **error)
{
	return inbox->driver->wait(inbox, seconds, error);
}

void inbox_wake(Inbox *inbox)
{
	stream_waker_wake(inbox->waker);
}

void inbox_stop(Inbox *inbox)
{
	stream_waker_stop(inbox->waker);
}

gboolean inbox_check(const InboxConfig *config, GError **error)
{
	g_autoptr(Inbox) inbox = inbox_open(config, error);
	return inbox != NULL && inbox->driver->check(inbox, error);
}

guint inbox_backoff(guint attempt)
{
	guint doublings = attempt > 0 ? attempt - 1 : 0;
	return doublings >= 9 ? BACKOFF_LONGEST : MIN(1u << doublings, BACKOFF_LONGEST);
}
