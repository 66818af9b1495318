/* SPDX-License-Identifier: MIT
 *
 * mailbox.c: a mailbox of the settings, as the engine sees it.
 */
#include "engine/core.h"

#define BATCH_MOST 250 /* as in the settings */

Mailbox *mailbox_new(Engine *engine, const MailboxSettings *settings)
{
	Mailbox *box = g_new0(Mailbox, 1);
	box->settings = settings;
	box->engine = engine;
	return box;
}

void mailbox_free(gpointer mailbox)
{
	Mailbox *box = mailbox;
	if (!box)
		return;
	inbox_free(box->inbox);
	g_clear_pointer(&box->left, g_array_unref);
	g_free(box);
}

gboolean mailbox_open(Mailbox *box, GError **error)
{
	if (box->inbox)
		return TRUE;
	const Settings *settings = box->engine->settings;
	const ServerSettings *server = &box->settings->server;
	InboxConfig config = {.url = server->url, .password = server->password, .ca_file = server->ca_file,
			      .done = box->settings->done, .plain_text_loopback = server->plain_text,
			      .poll_seconds = (guint)MAX(settings->poll_interval, 0)};
	box->inbox = inbox_open(&config, error);
	return box->inbox != NULL;
}

InboxLimits mailbox_limits(const Engine *engine)
{
	const Settings *settings = engine->settings;
	return (InboxLimits){.max_messages = settings->batch > 0 ? (guint)MIN(settings->batch, BATCH_MOST) : BATCH_MOST,
			     .max_bytes = (gsize)settings->max_mail};
}

static gboolean moved_note(Engine *engine, Mailbox *box, gint64 uidvalidity, const GArray *uids, GError **error)
{
	for (guint i = 0; i < uids->len; i++)
		if (!store_mail_moved(engine->store, box->settings->name, uidvalidity, g_array_index(uids, guint32, i),
				      error))
			return FALSE;
	return TRUE;
}

gboolean mailbox_moved(Engine *engine, Mailbox *box, gint64 uidvalidity, const GArray *uids, GError **error)
{
	if (!uids->len)
		return TRUE;
	if (!store_begin(engine->store, error))
		return FALSE;
	if (moved_note(engine, box, uidvalidity, uids, error) && store_commit(engine->store, error))
		return TRUE;
	store_rollback(engine->store);
	return FALSE;
}

GArray *mailbox_unmoved(Engine *engine, Mailbox *box, GError **error)
{
	g_autoptr(GPtrArray) rows =
		store_mails_unmoved(engine->store, box->settings->name, box->mark.uidvalidity, error);
	if (!rows)
		return NULL;
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	for (guint i = 0; i < rows->len; i++) {
		const MailRow *row = g_ptr_array_index(rows, i);
		guint32 uid = (guint32)row->uid;
		if (row->disposition >= 0)
			g_array_append_val(uids, uid);
	}
	return uids;
}
