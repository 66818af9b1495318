/* SPDX-License-Identifier: MIT */
#include "engine/outbox.h"
#include "base/text.h"

#define REPLY_SHOWN 300

static void outbox_end(OutRow *row, Fate fate, Instant now)
{
	row->fate = fate;
	row->next_try = INSTANT_NONE;
	row->finished = now;
}

/* 5 minutes after the first try, then twice as long each time, up to 6 hours. */
static gint64 outbox_pause(gint64 tries)
{
	gint64 pause = OUTBOX_FIRST_PAUSE;
	for (gint64 i = 1; i < tries && pause < OUTBOX_LONGEST_PAUSE; i++)
		pause *= 2;
	return MIN(pause, OUTBOX_LONGEST_PAUSE);
}

static gboolean outbox_later(OutRow *row, Instant now)
{
	if (now - row->created >= OUTBOX_GIVE_UP) {
		outbox_end(row, FATE_NOT_SENT, now);
		return TRUE;
	}
	row->fate = FATE_DEFERRED;
	row->next_try = now + outbox_pause(row->tries);
	return FALSE;
}

gboolean outbox_outcome(OutRow *row, SubmitOutcome outcome, const char *reply, Instant now)
{
	g_free(row->reply);
	row->reply = text_line(reply ? reply : "", REPLY_SHOWN);
	row->tries++;
	switch (outcome) {
	case SUBMIT_ACCEPTED:
		outbox_end(row, FATE_ACCEPTED, now);
		return FALSE;
	case SUBMIT_REFUSED:
		outbox_end(row, FATE_REFUSED, now);
		return TRUE;
	case SUBMIT_UNKNOWN:
		if (row->tries >= OUTBOX_UNKNOWN_TRIES) {
			outbox_end(row, FATE_UNKNOWN, now);
			return FALSE;
		}
		row->fate = FATE_DEFERRED;
		row->next_try = now + OUTBOX_UNKNOWN_PAUSE;
		return FALSE;
	case SUBMIT_NOT_SENT:
		if (!submit_address_fits(row->recipient)) {
			outbox_end(row, FATE_NOT_SENT, now);
			return TRUE;
		}
		return outbox_later(row, now);
	case SUBMIT_DEFERRED:
		return outbox_later(row, now);
	case SUBMIT_COUNT:
		break;
	}
	g_assert_not_reached();
}

gboolean outbox_still_true(Store *store, OutRow *row, Instant now, gboolean *out_true, GError **error)
{
	const char *why = NULL;
	if (row->not_after != INSTANT_NONE && now > row->not_after)
		why = "its time had passed";
	if (!why && row->while_ask) {
		GError *fault = NULL;
		g_autoptr(Record) ask = store_get(store, &ask_type, row->while_ask, &fault);
		if (fault) {
			g_propagate_error(error, fault);
			return FALSE;
		}
		if (!ask || ((const Ask *)ask)->state != ASK_OPEN)
			why = "what it asks had been settled";
	}
	*out_true = !why;
	if (!why)
		return TRUE;
	outbox_end(row, FATE_WITHDRAWN, now);
	g_free(row->reply);
	row->reply = g_strdup_printf("not sent: %s", why);
	return TRUE;
}

static void out_row_release(gpointer row)
{
	out_row_free(row);
}

GPtrArray *outbox_take(Store *store, Instant now, guint max, GHashTable *busy, Instant *out_next, GError **error)
{
	guint in_work = busy ? g_hash_table_size(busy) : 0;
	g_autoptr(GPtrArray) due = store_out_due(store, now, max + in_work, out_next, error);
	if (!due)
		return NULL;
	g_autoptr(GPtrArray) taken = g_ptr_array_new_with_free_func(out_row_release);
	for (guint i = 0; i < due->len; i++) {
		OutRow *row = g_ptr_array_index(due, i);
		gboolean still_true;
		if (taken->len == max || (busy && g_hash_table_contains(busy, &row->n)))
			continue;
		if (!outbox_still_true(store, row, now, &still_true, error))
			return NULL;
		if (still_true) {
			g_ptr_array_add(taken, row);
			due->pdata[i] = NULL;
		} else if (!store_out_update(store, row, error)) {
			return NULL;
		}
	}
	return g_steal_pointer(&taken);
}
