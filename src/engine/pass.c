/* SPDX-License-Identifier: MIT
 *
 * pass.c: one full pass: roster, mail, moments, publication, letters; then it is over.
 */
#include "base/fault.h"
#include "engine/core.h"
#include "engine/report.h"

#define ROUNDS_MOST 16 /* of moments, publication and letters that follow from each other */

gboolean pass_incomplete(const PassResult *result)
{
	return result->deferred || result->held || result->unread || result->failed;
}

/* --- mail --- */

static void box_give_up(Engine *engine, Mailbox *box, const GError *fault)
{
	log_trouble("mailbox=%s why=\"%s\"", box->settings->name, fault->message);
	box->finished = TRUE;
	engine->result.unread++;
}

/* One fetch of a mailbox; what came lies in messages. Faults are the mailbox's own. */
static void box_fetch(Engine *engine, Mailbox *box, GPtrArray *arrivals, GHashTable *marks, Instant now)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(GPtrArray) messages = inbox_messages_new();
	InboxMark from = {.uidvalidity = (guint32)box->mark.uidvalidity, .uidnext = (guint32)box->mark.uidnext,
			  .highestmodseq = (guint64)box->mark.modseq};
	InboxMark to;
	InboxLimits limits = mailbox_limits(engine);
	gboolean at_end = FALSE;
	if (!mailbox_open(box, &fault) ||
	    !inbox_fetch(box->inbox, &from, &limits, messages, &to, &at_end, &fault)) {
		box_give_up(engine, box, fault);
		return;
	}
	box->reached = TRUE;
	box->finished = at_end;
	Mark *mark = g_new0(Mark, 1);
	*mark = (Mark){.uidvalidity = to.uidvalidity, .uidnext = to.uidnext, .modseq = (gint64)to.highestmodseq,
		       .read_until = at_end ? now : box->mark.read_until};
	g_hash_table_insert(marks, box, mark);
	g_ptr_array_set_free_func(messages, NULL);
	for (guint i = 0; i < messages->len; i++)
		g_ptr_array_add(arrivals, arrival_new(box, g_ptr_array_index(messages, i)));
}

/* Moves what was handled. That it cannot be done now harms nothing: the next pass does it. */
static gboolean box_move(Engine *engine, Mailbox *box, guint32 uidvalidity, const GArray *uids, GError **error)
{
	g_autoptr(GError) fault = NULL;
	if (!uids->len)
		return TRUE;
	if (!inbox_done(box->inbox, uidvalidity, (const guint32 *)uids->data, uids->len, &fault)) {
		log_trouble("mailbox=%s why=\"%s\"", box->settings->name, fault->message);
		return TRUE;
	}
	return mailbox_moved(engine, box, uidvalidity, uids, error);
}

static gboolean box_move_left(Engine *engine, Mailbox *box, GError **error)
{
	g_autoptr(GArray) left = mailbox_unmoved(engine, box, error);
	if (!left)
		return FALSE;
	if (!left->len)
		return TRUE;
	g_autoptr(GError) fault = NULL;
	if (!mailbox_open(box, &fault))
		return TRUE; /* the fetch says why */
	return box_move(engine, box, (guint32)box->mark.uidvalidity, left, error);
}

static gboolean batch_move(Engine *engine, GPtrArray *arrivals, GHashTable *marks, GError **error)
{
	GHashTableIter iter;
	gpointer key, value;
	g_hash_table_iter_init(&iter, marks);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		Mailbox *box = key;
		g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
		box->mark = *(Mark *)value;
		for (guint i = 0; i < arrivals->len; i++) {
			const Arrival *arrival = g_ptr_array_index(arrivals, i);
			if (arrival->box == box && arrival_moves(arrival))
				g_array_append_val(uids, arrival->message->uid);
		}
		if (!box_move(engine, box, (guint32)box->mark.uidvalidity, uids, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean boxes_left(const Engine *engine)
{
	for (guint i = 0; i < engine->mailboxes->len; i++)
		if (!((Mailbox *)g_ptr_array_index(engine->mailboxes, i))->finished)
			return TRUE;
	return FALSE;
}

/* One batch of each mailbox that has more, handled together in order of receipt. */
static gboolean pass_batch(Engine *engine, Instant now, GError **error)
{
	g_autoptr(GPtrArray) arrivals = g_ptr_array_new_with_free_func(arrival_free);
	g_autoptr(GHashTable) marks = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	for (guint i = 0; i < engine->mailboxes->len; i++) {
		Mailbox *box = g_ptr_array_index(engine->mailboxes, i);
		if (!box->finished)
			box_fetch(engine, box, arrivals, marks, now);
	}
	return intake_batch(engine, arrivals, marks, now, error) && batch_move(engine, arrivals, marks, error);
}

static gboolean pass_mail(Engine *engine, Instant now, GError **error)
{
	for (guint i = 0; i < engine->mailboxes->len; i++) {
		Mailbox *box = g_ptr_array_index(engine->mailboxes, i);
		box->reached = box->finished = FALSE;
		if (!box_move_left(engine, box, error))
			return FALSE;
	}
	while (boxes_left(engine))
		if (!pass_batch(engine, now, error))
			return FALSE;
	return TRUE;
}

/* --- the rest --- */

static gboolean pass_moments(Engine *engine, Instant now, GError **error)
{
	if (!store_begin(engine->store, error))
		return FALSE;
	if (moments_fire(engine, now, now, error) && force_reached(engine, now, error) && store_commit(engine->store,
		error))
		return TRUE;
	store_rollback(engine->store);
	engine->moment_next = INSTANT_NONE;
	return FALSE;
}

static gboolean pass_seal(Engine *engine, Instant now, GError **error)
{
	if (!store_begin(engine->store, error))
		return FALSE;
	if (store_seal(engine->store, now, NULL, error) && store_commit(engine->store, error))
		return TRUE;
	store_rollback(engine->store);
	return FALSE;
}

gboolean engine_work(Engine *engine, Instant now, GError **error)
{
	for (guint i = 0; i < ROUNDS_MOST; i++) {
		guint before = engine->result.moments;
		if (!pass_moments(engine, now, error) || !publishing_run(engine, now, error))
			return FALSE;
		if (engine->result.moments == before && !engine->items_changed)
			break;
	}
	return report_send_due(engine, now, error) && retention_run(engine, now, error);
}

gboolean engine_roster_take(Engine *engine, Instant now, GError **error)
{
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) fault = NULL;
	if (engine_roster_load(engine, now, findings, NULL, &fault))
		return TRUE;
	for (guint i = 0; i < findings->len; i++)
		log_trouble("roster=\"%s\"", (const char *)g_ptr_array_index(findings, i));
	if (!fault && !engine->roster->body_order->len)
		fault_set(&fault, FAULT_PERM, "no roster is in force, and %s is refused: %s", engine->settings->roster,
			  findings->len ? (const char *)g_ptr_array_index(findings, 0) : "");
	if (!fault)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&fault));
	return FALSE;
}

gboolean engine_drain(Engine *engine, Instant now, PassResult *out, GError **error)
{
	engine->result = (PassResult){0};
	gboolean done = posting_open(engine, error) && posting_drain(engine, now, error);
	*out = engine->result;
	return done;
}

static gboolean pass_all(Engine *engine, Instant now, GError **error)
{
	if (!engine_roster_take(engine, now, error) || !force_note(engine, now, error) || !posting_open(engine, error))
		return FALSE;
	if (!pass_mail(engine, now, error) || !engine_work(engine, now, error) || !pass_seal(engine, now, error))
		return FALSE;
	return posting_drain(engine, now, error) && engine_work(engine, now, error) && pass_seal(engine, now, error);
}

gboolean engine_pass(Engine *engine, Instant now, PassResult *out, GError **error)
{
	Instant latest = engine->settings->simulation ? force_latest(engine) : INSTANT_NONE;
	if (now < latest) {
		g_autofree char *text = instant_format(latest);
		return fault_set(error, FAULT_PERM, "the simulation has reached %s already: --now cannot be earlier",
				 text);
	}
	engine->result = (PassResult){0};
	engine->moment_next = INSTANT_NONE;
	engine->items_changed = TRUE;
	g_hash_table_remove_all(engine->troubled);
	gboolean done = pass_all(engine, now, error);
	*out = engine->result;
	return done;
}
