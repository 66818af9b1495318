/* SPDX-License-Identifier: MIT
 *
 * bounces.c: a letter of ours that came back.
 */
#include "engine/core.h"

/* The letter that a bounce speaks of: by the key of the address it came to, else by the letter it returns. */
static OutRow *bounce_letter(Engine *engine, const InMail *mail, GError **error)
{
	const MailFailure *first = mail->failed->len ? g_ptr_array_index(mail->failed, 0) : NULL;
	GError *fault = NULL;
	g_autofree char *recipient = first && first->recipient ? text_address(first->recipient) : NULL;
	OutRow *row = mail->bounce_key ? store_out_bounced(engine->store, mail->bounce_key, NULL, NULL, &fault) : NULL;
	if (!row && !fault && mail->returned_id && recipient)
		row = store_out_bounced(engine->store, NULL, mail->returned_id, recipient, &fault);
	if (fault)
		g_propagate_error(error, fault);
	return row;
}

static void bounce_row(OutRow *row, const InMail *mail, Instant now)
{
	const MailFailure *first = mail->failed->len ? g_ptr_array_index(mail->failed, 0) : NULL;
	g_free(row->reply);
	row->reply = g_strdup_printf("came back%s%s", first && first->status ? ": " : "",
				     first && first->status ? first->status : "");
	row->fate = FATE_BOUNCED;
	row->next_try = INSTANT_NONE;
	row->finished = now;
}

gboolean bounce_take(Engine *engine, Arrival *arrival, Instant now, GError **error)
{
	GError *fault = NULL;
	g_autoptr(OutRow) row = bounce_letter(engine, arrival->mail, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return FALSE;
	}
	if (!row) {
		weigh_end(arrival, DISPOSED_BOUNCE, "It returns no letter that the robot knows.");
		return TRUE;
	}
	g_autofree char *why = g_strdup_printf("The letter %s came back.", row->key);
	weigh_end(arrival, DISPOSED_BOUNCE, why);
	record_set(&arrival->row->register_id, row->register_id);
	if (row->fate == FATE_BOUNCED)
		return TRUE;
	g_autofree char *mail_id = g_strdup_printf("MAIL-%" G_GINT64_FORMAT, arrival->row->n);
	bounce_row(row, arrival->mail, now);
	return store_out_update(engine->store, row, error) && posting_unreachable(engine, row, mail_id, now, error);
}
