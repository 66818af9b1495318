/* SPDX-License-Identifier: MIT
 *
 * run.c: the daemon: one thread for each mailbox, some for submission, this one for everything that is decided.
 *
 * A mailbox thread hands over one batch at a time and waits until it is committed, so that no queue grows; then it
 * moves the mails and waits for more. The engine's thread sleeps until a note comes or something falls due.
 */
#include "base/fault.h"
#include "engine/core.h"

#define IDLE_SECONDS 1500   /* one wait for mail; waking is cheap */
#define SLEEP_MOST 60       /* seconds that the engine sleeps at a time */
#define SEAL_EVERY MINUTE
#define STORE_RETRY 5       /* seconds, while the store is busy or the disk full */
#define END_POLL_US 100000

static gboolean run_stopping(const Engine *engine)
{
	return g_atomic_int_get(&engine->stopping) != 0;
}

static Instant run_clock(const Engine *engine)
{
	return engine->clock(engine->clock_data);
}

/* --- notes --- */

static void note_free(Note *note)
{
	g_clear_pointer(&note->messages, g_ptr_array_unref);
	g_clear_pointer(&note->uids, g_array_unref);
	sending_free(note->sending);
	g_free(note);
}

/* Pushes a note and waits for the engine's answer; unless the engine is closed, which leaves it untaken. */
static void note_ask(Engine *engine, Note *note)
{
	g_mutex_lock(&engine->answer_lock);
	note->answered = engine->closed;
	if (!engine->closed)
		g_async_queue_push(engine->notes, note);
	while (!note->answered)
		g_cond_wait(&engine->answer_given, &engine->answer_lock);
	g_mutex_unlock(&engine->answer_lock);
}

static void note_answer(Engine *engine, Note *note, gboolean taken)
{
	g_mutex_lock(&engine->answer_lock);
	note->taken = taken;
	note->answered = TRUE;
	g_cond_broadcast(&engine->answer_given);
	g_mutex_unlock(&engine->answer_lock);
}

static void run_wake(Engine *engine)
{
	Note *note = g_new0(Note, 1);
	note->kind = NOTE_WAKE;
	g_async_queue_push(engine->notes, note);
}

/* --- a mailbox's thread --- */

/* Sleeps after a fault; ends early when the robot ends. */
static void box_rest(Mailbox *box, guint *attempt)
{
	guint seconds = inbox_backoff(++*attempt);
	for (guint i = 0; i < seconds * 10 && !run_stopping(box->engine); i++)
		g_usleep(END_POLL_US);
}

static gboolean box_move(Mailbox *box, guint32 uidvalidity, GArray *uids, GError **error)
{
	if (!uids->len)
		return TRUE;
	if (!inbox_done(box->inbox, uidvalidity, (const guint32 *)uids->data, uids->len, error))
		return FALSE;
	Note *moved = g_new0(Note, 1);
	moved->kind = NOTE_MOVED;
	moved->box = box;
	moved->mark.uidvalidity = uidvalidity;
	moved->uids = g_array_ref(uids);
	g_async_queue_push(box->engine->notes, moved);
	return TRUE;
}

/* One fetch, handled and moved. *out_at_end: nothing more is there. FALSE: rest before the next. */
static gboolean box_turn(Mailbox *box, InboxMark *mark, gboolean *out_at_end, GError **error)
{
	Engine *engine = box->engine;
	if (box->left && !box_move(box, mark->uidvalidity, box->left, error))
		return FALSE;
	g_clear_pointer(&box->left, g_array_unref);
	Note *note = g_new0(Note, 1);
	InboxLimits limits = mailbox_limits(engine);
	note->kind = NOTE_MAIL;
	note->box = box;
	note->began = run_clock(engine);
	note->messages = inbox_messages_new();
	note->uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	if (!inbox_fetch(box->inbox, mark, &limits, note->messages, &note->mark, &note->at_end, error)) {
		note_free(note);
		return FALSE;
	}
	note_ask(engine, note);
	gboolean taken = note->taken;
	if (taken) {
		*mark = note->mark;
		*out_at_end = note->at_end;
	} else {
		fault_set(error, FAULT_TEMP, "the mails could not be handled and stay where they are");
	}
	taken = taken && box_move(box, note->mark.uidvalidity, note->uids, error);
	note_free(note);
	return taken;
}

static void box_trouble(Mailbox *box, GError *fault, guint *attempt)
{
	if (!run_stopping(box->engine))
		log_trouble("mailbox=%s why=\"%s\"", box->settings->name, fault->message);
	box_rest(box, attempt);
}

/* The engine lets time pass once every mailbox was read, or cannot be: what came while no robot ran comes first. */
static void box_met(Mailbox *box)
{
	if (g_atomic_int_compare_and_exchange(&box->met, 0, 1))
		run_wake(box->engine);
}

static gpointer box_run(gpointer data)
{
	Mailbox *box = data;
	guint attempt = 0;
	InboxMark mark = {.uidvalidity = (guint32)box->mark.uidvalidity, .uidnext = (guint32)box->mark.uidnext,
			  .highestmodseq = (guint64)box->mark.modseq};
	while (!run_stopping(box->engine)) {
		g_autoptr(GError) fault = NULL;
		gboolean at_end = FALSE;
		gboolean turned = box_turn(box, &mark, &at_end, &fault);
		if (!turned || at_end)
			box_met(box);
		if (!turned || (at_end && !inbox_wait(box->inbox, IDLE_SECONDS, &fault)))
			box_trouble(box, fault, &attempt);
		else
			attempt = 0;
	}
	g_atomic_int_add(&box->engine->alive, -1);
	run_wake(box->engine);
	return NULL;
}

/* --- the engine's thread --- */

static gboolean take_mail(Engine *engine, Note *note, Instant now, GError **error)
{
	g_autoptr(GPtrArray) arrivals = g_ptr_array_new_with_free_func(arrival_free);
	g_autoptr(GHashTable) marks = g_hash_table_new(NULL, NULL);
	Mailbox *box = note->box;
	Mark mark = {.uidvalidity = note->mark.uidvalidity, .uidnext = note->mark.uidnext,
		     .modseq = (gint64)note->mark.highestmodseq,
		     .read_until = note->at_end ? note->began : box->mark.read_until};
	g_hash_table_insert(marks, box, &mark);
	g_ptr_array_set_free_func(note->messages, NULL);
	for (guint i = 0; i < note->messages->len; i++)
		g_ptr_array_add(arrivals, arrival_new(box, g_ptr_array_index(note->messages, i)));
	g_ptr_array_set_size(note->messages, 0);
	gboolean quiet = !arrivals->len && mark.uidnext == box->mark.uidnext &&
		mark.uidvalidity == box->mark.uidvalidity;
	if (!quiet && !intake_batch(engine, arrivals, marks, now, error))
		return FALSE;
	box->mark = mark;
	box->reached = TRUE;
	for (guint i = 0; i < arrivals->len; i++) {
		const Arrival *arrival = g_ptr_array_index(arrivals, i);
		if (arrival_moves(arrival))
			g_array_append_val(note->uids, arrival->message->uid);
	}
	return TRUE;
}

/* Handles one note. A fault is the store's. Letters that came back are gathered in `back`. */
static gboolean take_note(Engine *engine, Note *note, GPtrArray *back, Instant now, GError **error)
{
	gboolean taken = TRUE;
	switch (note->kind) {
	case NOTE_MAIL:
		taken = take_mail(engine, note, now, error);
		note_answer(engine, note, taken);
		return taken;
	case NOTE_CALL:
		note->call(engine, note->data);
		note_answer(engine, note, TRUE);
		return TRUE;
	case NOTE_SENT:
		g_ptr_array_add(back, g_steal_pointer(&note->sending));
		break;
	case NOTE_MOVED:
		taken = mailbox_moved(engine, note->box, note->mark.uidvalidity, note->uids, error);
		break;
	case NOTE_WAKE:
		break;
	}
	note_free(note);
	return taken;
}

/* How long to sleep: until the next moment or letter, microseconds. */
static guint64 run_sleep(const Engine *engine, Instant now, Instant out_next)
{
	gint64 seconds = SLEEP_MOST;
	if (engine->moment_next != INSTANT_NONE)
		seconds = MIN(seconds, engine->moment_next - now);
	if (out_next != INSTANT_NONE)
		seconds = MIN(seconds, out_next - now);
	return (guint64)MAX(seconds, engine->result.held ? 1 : 0) * G_USEC_PER_SEC;
}

/* A tally is due and waits for mailboxes: they are read at once. */
static void run_hurry(Engine *engine)
{
	if (!engine->result.held)
		return;
	for (guint i = 0; i < engine->mailboxes->len; i++) {
		Mailbox *box = g_ptr_array_index(engine->mailboxes, i);
		if (box->settings->purpose == PURPOSE_ROBOT && box->mark.read_until < engine->held)
			inbox_wake(box->inbox);
	}
}

static void run_reload(Engine *engine, Instant now)
{
	g_autoptr(GError) fault = NULL;
	if (!g_atomic_int_compare_and_exchange(&engine->reloading, 1, 0))
		return;
	if (!engine_letters_load(engine, &fault) || !force_note(engine, now, &fault) ||
	    !engine_roster_take(engine, now, &fault))
		log_trouble("reload why=\"%s\"", fault->message);
}

/* Once a minute: the journal is sealed, and moments that met a fault are tried again. */
static gboolean run_seal(Engine *engine, Instant now, GError **error)
{
	if (now - engine->sealed < SEAL_EVERY)
		return TRUE;
	g_hash_table_remove_all(engine->troubled);
	engine->moment_next = INSTANT_NONE;
	if (!store_begin(engine->store, error))
		return FALSE;
	if (store_seal(engine->store, now, NULL, error) && store_commit(engine->store, error)) {
		engine->sealed = now;
		return TRUE;
	}
	store_rollback(engine->store);
	return FALSE;
}

static gboolean run_boxes_met(Engine *engine)
{
	for (guint i = 0; i < engine->mailboxes->len; i++)
		if (!g_atomic_int_get(&((Mailbox *)g_ptr_array_index(engine->mailboxes, i))->met))
			return FALSE;
	return TRUE;
}

/* Everything that waits in the queue, then what is due. */
static gboolean run_round(Engine *engine, Note *first, Instant *out_next, GError **error)
{
	g_autoptr(GPtrArray) back = posting_returned();
	Instant now = run_clock(engine);
	gboolean taken = TRUE;
	for (Note *note = first; note; note = g_async_queue_try_pop(engine->notes))
		taken = take_note(engine, note, back, now, taken ? error : NULL) && taken;
	run_reload(engine, now);
	*out_next = engine->send_after;
	if (back->len)
		taken = posting_take(engine, back, now, taken ? error : NULL) && taken;
	if (!taken || (run_boxes_met(engine) && !engine_work(engine, now, error)) ||
	    !run_seal(engine, now, error))
		return FALSE;
	run_hurry(engine);
	if (engine->no_way && now < engine->send_after)
		return TRUE;
	return posting_pump(engine, now, out_next, error);
}

static gboolean run_start_boxes(Engine *engine, GError **error)
{
	for (guint i = 0; i < engine->mailboxes->len; i++) {
		Mailbox *box = g_ptr_array_index(engine->mailboxes, i);
		if (!mailbox_open(box, error))
			return FALSE;
	}
	for (guint i = 0; i < engine->mailboxes->len; i++) {
		Mailbox *box = g_ptr_array_index(engine->mailboxes, i);
		box->left = mailbox_unmoved(engine, box, error);
		if (!box->left)
			return FALSE;
		g_atomic_int_inc(&engine->alive);
		box->thread = g_thread_new("mailbox", box_run, box);
	}
	return TRUE;
}

/* Ends the mailbox threads; what they still hand over stays where it is. */
static void run_end_boxes(Engine *engine)
{
	for (guint i = 0; i < engine->mailboxes->len; i++) {
		Mailbox *box = g_ptr_array_index(engine->mailboxes, i);
		if (box->thread)
			inbox_stop(box->inbox);
	}
	g_autoptr(GPtrArray) sent = g_ptr_array_new();
	while (g_atomic_int_get(&engine->alive) > 0) {
		Note *note = g_async_queue_timeout_pop(engine->notes, END_POLL_US);
		if (note && (note->kind == NOTE_MAIL || note->kind == NOTE_CALL))
			note_answer(engine, note, FALSE);
		else if (note && note->kind == NOTE_SENT)
			g_ptr_array_add(sent, note); /* its turn comes with the letters */
		else if (note)
			note_free(note);
	}
	for (guint i = 0; i < sent->len; i++)
		g_async_queue_push(engine->notes, g_ptr_array_index(sent, i));
	for (guint i = 0; i < engine->mailboxes->len; i++) {
		Mailbox *box = g_ptr_array_index(engine->mailboxes, i);
		if (box->thread)
			g_thread_join(box->thread);
		box->thread = NULL;
	}
}

/* The letters in the senders' hands are waited for: what became of them is known then. */
static void run_end_letters(Engine *engine)
{
	g_autoptr(GPtrArray) back = posting_returned();
	sender_close(engine->sender);
	engine->sender = NULL;
	for (Note *note = g_async_queue_try_pop(engine->notes); note; note = g_async_queue_try_pop(engine->notes)) {
		if (note->kind == NOTE_SENT)
			g_ptr_array_add(back, g_steal_pointer(&note->sending));
		if (note->kind == NOTE_MAIL || note->kind == NOTE_CALL)
			note_answer(engine, note, FALSE);
		else
			note_free(note);
	}
	g_autoptr(GError) fault = NULL;
	if (back->len && !posting_settle(engine, back, run_clock(engine), &fault))
		log_trouble("outbox why=\"%s\"", fault->message);
	g_hash_table_remove_all(engine->sending);
}

static gboolean run_loop(Engine *engine, GError **error)
{
	Instant out_next = INSTANT_NONE;
	Note *note = NULL;
	while (!run_stopping(engine)) {
		g_autoptr(GError) fault = NULL;
		if (!run_round(engine, note, &out_next, &fault)) {
			if (fault_code(fault) != FAULT_TEMP) {
				g_propagate_error(error, g_steal_pointer(&fault));
				return FALSE;
			}
			log_trouble("store why=\"%s\"", fault->message);
			out_next = run_clock(engine) + STORE_RETRY;
		}
		note = g_async_queue_timeout_pop(engine->notes, run_sleep(engine, run_clock(engine), out_next));
	}
	if (note && (note->kind == NOTE_MAIL || note->kind == NOTE_CALL))
		note_answer(engine, note, FALSE);
	else if (note)
		g_async_queue_push_front(engine->notes, note);
	return TRUE;
}

gboolean engine_run(Engine *engine, GError **error)
{
	Instant now = run_clock(engine);
	g_assert(engine->thread == g_thread_self());
	gboolean done = engine_roster_take(engine, now, error) && force_note(engine, now, error) &&
			posting_open(engine, error) && run_start_boxes(engine, error) && run_loop(engine, error);
	g_atomic_int_set(&engine->stopping, 1);
	run_end_boxes(engine);
	g_mutex_lock(&engine->answer_lock);
	engine->closed = TRUE;
	g_mutex_unlock(&engine->answer_lock);
	run_end_letters(engine);
	return done;
}

void engine_stop(Engine *engine)
{
	g_atomic_int_set(&engine->stopping, 1);
	run_wake(engine);
}

void engine_reload(Engine *engine)
{
	g_atomic_int_set(&engine->reloading, 1);
	run_wake(engine);
}

gboolean engine_call(Engine *engine, EngineCall call, gpointer data)
{
	if (engine->thread == g_thread_self()) {
		call(engine, data);
		return TRUE;
	}
	Note *note = g_new0(Note, 1);
	note->kind = NOTE_CALL;
	note->call = call;
	note->data = data;
	note_ask(engine, note);
	gboolean taken = note->taken;
	g_free(note);
	return taken;
}
