/* SPDX-License-Identifier: MIT
 *
 * posting.c: letters from the outbox to the senders, and what became of them back into it.
 */
#include "base/fault.h"
#include "engine/core.h"

#define LETTERS_IN_WORK 64 /* in the senders' hands at a time */
#define NO_WAY_LIMIT 4     /* so many letters at once without any answer of a server: the rest waits */
#define NO_WAY_PAUSE 60    /* seconds */

static gint64 *row_number(const OutRow *row)
{
	gint64 *n = g_new(gint64, 1);
	*n = row->n;
	return n;
}

/* In a sending thread. */
static void posting_done(Sending *sending, gpointer data)
{
	Engine *engine = data;
	Note *note = g_new0(Note, 1);
	note->kind = NOTE_SENT;
	note->sending = sending;
	g_async_queue_push(engine->notes, note);
}

gboolean posting_open(Engine *engine, GError **error)
{
	if (engine->sender)
		return TRUE;
	const ServerSettings *server = &engine->settings->submit;
	SubmitConfig config = {.url = server->url, .password = server->password, .ca_file = server->ca_file,
			       .plain_text_loopback = server->plain_text};
	engine->sender = sender_open(&config, (guint)MAX(engine->settings->connections, 1), posting_done, engine,
				     error);
	return engine->sender != NULL;
}

gboolean posting_pump(Engine *engine, Instant now, Instant *out_next, GError **error)
{
	guint busy = g_hash_table_size(engine->sending);
	*out_next = INSTANT_NONE;
	if (busy >= LETTERS_IN_WORK)
		return TRUE;
	if (!store_begin(engine->store, error))
		return FALSE;
	g_autoptr(GPtrArray) taken =
		outbox_take(engine->store, now, LETTERS_IN_WORK - busy, engine->sending, out_next, error);
	if (!taken || !store_commit(engine->store, error)) {
		store_rollback(engine->store);
		return FALSE;
	}
	g_ptr_array_set_free_func(taken, NULL);
	for (guint i = 0; i < taken->len; i++) {
		OutRow *row = g_ptr_array_index(taken, i);
		g_hash_table_add(engine->sending, row_number(row));
		sender_push(engine->sender, row);
	}
	return TRUE;
}

/* An addressee who cannot be reached is something the process acts on. */
gboolean posting_unreachable(Engine *engine, const OutRow *row, const char *mail, Instant now, GError **error)
{
	/* that a letter about this did not arrive either must not cause the next one, and so on for ever */
	if (g_strcmp0(row->kind, enumtab_word(&letter_kind_words, LETTER_UNREACHABLE)) == 0)
		return TRUE;
	Event event = {.kind = EVENT_UNREACHABLE, .at = now, .person = row->person, .address = row->recipient,
		       .asked = row->asked, .register_id = row->register_id, .text = row->reply, .mail = mail,
		       .subject = row->subject};
	return engine_decide(engine, &event, now, NULL, NULL, error);
}

static gboolean posting_settle_one(Engine *engine, Sending *sending, Instant now, GError **error)
{
	OutRow *row = sending->row;
	gboolean unreachable = outbox_outcome(row, sending->outcome, sending->reply, now);
	gboolean sent = row->fate == FATE_ACCEPTED;
	engine->result.sent += sent;
	engine->result.deferred += row->fate == FATE_DEFERRED;
	if (!sent)
		g_message("letter=%s to=%s fate=%s reply=\"%s\"", row->key, row->recipient,
			  enumtab_word(&fate_words, row->fate), row->reply);
	return store_out_update(engine->store, row, error) &&
	       (!unreachable || posting_unreachable(engine, row, NULL, now, error));
}

gboolean posting_settle(Engine *engine, GPtrArray *sendings, Instant now, GError **error)
{
	gboolean done = store_begin(engine->store, error);
	for (guint i = 0; done && i < sendings->len; i++)
		done = posting_settle_one(engine, g_ptr_array_index(sendings, i), now, error);
	done = done && store_commit(engine->store, error);
	if (!done)
		store_rollback(engine->store);
	for (guint i = 0; i < sendings->len; i++) {
		const Sending *sending = g_ptr_array_index(sendings, i);
		g_hash_table_remove(engine->sending, &sending->row->n);
	}
	return done;
}

/* Whether no server said anything about the letters: there is no way out at the moment. */
static gboolean posting_no_way(const GPtrArray *sendings)
{
	if (sendings->len < NO_WAY_LIMIT)
		return FALSE;
	for (guint i = 0; i < sendings->len; i++) {
		const Sending *sending = g_ptr_array_index(sendings, i);
		gboolean answered = sending->reply && g_ascii_isdigit(sending->reply[0]);
		if ((sending->outcome != SUBMIT_DEFERRED && sending->outcome != SUBMIT_NOT_SENT) || answered)
			return FALSE;
	}
	return TRUE;
}

static void sending_release(gpointer sending)
{
	sending_free(sending);
}

GPtrArray *posting_returned(void)
{
	return g_ptr_array_new_with_free_func(sending_release);
}

gboolean posting_take(Engine *engine, GPtrArray *sendings, Instant now, GError **error)
{
	if (!posting_settle(engine, sendings, now, error))
		return FALSE;
	if (posting_no_way(sendings)) {
		engine->no_way = TRUE;
		engine->send_after = now + NO_WAY_PAUSE;
	} else if (sendings->len) {
		engine->no_way = FALSE;
	}
	return TRUE;
}

/* Letters that were written and have not left: the outbox is not drained. */
static gboolean posting_count_left(Engine *engine, Instant now, GError **error)
{
	Instant next;
	g_autoptr(GPtrArray) left = store_out_due(engine->store, now, 1, &next, error);
	if (left && !engine->result.deferred && (left->len || next != INSTANT_NONE))
		engine->result.deferred = 1;
	return left != NULL;
}

gboolean posting_drain(Engine *engine, Instant now, GError **error)
{
	engine->no_way = FALSE;
	while (!engine->no_way) {
		Instant next;
		g_autoptr(GPtrArray) back = posting_returned();
		if (!posting_pump(engine, now, &next, error))
			return FALSE;
		if (!g_hash_table_size(engine->sending))
			break;
		sender_wait(engine->sender);
		while (back->len < g_hash_table_size(engine->sending)) {
			Note *note = g_async_queue_pop(engine->notes);
			g_assert(note->kind == NOTE_SENT);
			g_ptr_array_add(back, note->sending);
			g_free(note);
		}
		if (!posting_take(engine, back, now, error))
			return FALSE;
	}
	return posting_count_left(engine, now, error);
}
