/* SPDX-License-Identifier: MIT
 *
 * weigh.c: what one mail is: ours or not, seen before, of which class; and what became of it.
 */
#include "engine/address.h"
#include "engine/core.h"

#define WHY_KEPT 500

void weigh_end(Arrival *arrival, Disposition disposition, const char *why)
{
	MailRow *row = arrival->row;
	row->disposition = (int)disposition;
	g_free(row->why);
	row->why = why ? text_line(why, WHY_KEPT) : NULL;
}

void weigh_outcome(Arrival *arrival, const EngineOutcome *outcome)
{
	weigh_end(arrival, outcome->disposition, outcome->why);
	record_set(&arrival->row->register_id, outcome->register_id);
	record_set(&arrival->row->letter, outcome->letter);
	arrival->row->entry = outcome->entry;
}

/* What the headers say, for listings and to know the same mail again. */
static void row_describe(Arrival *arrival)
{
	MailRow *row = arrival->row;
	const InMail *mail = arrival->mail;
	record_set(&row->class, enumtab_word(&mail_class_words, (int)mail->class));
	record_set(&row->from, mail->from);
	record_set(&row->subject, mail->subject);
	record_set(&row->message_id, mail->message_id);
	record_set(&row->digest, mail->digest);
	record_set(&row->asked, arrival->asked ? arrival->asked->id : NULL);
	record_set(&row->register_id, arrival->ask ? arrival->ask->register_id : NULL);
}

/* In a shared mailbox only what bears a token or a bounce key of ours is the robot's. */
static gboolean weigh_is_ours(const Arrival *arrival)
{
	if (arrival->box->settings->purpose == PURPOSE_ROBOT)
		return TRUE;
	return arrival->token.state == TOKEN_FOUND || (arrival->mail && arrival->mail->bounce_key);
}

/* The same mail in another place or copy, or one of our own. *out_done: it ends here. */
static gboolean weigh_seen(Engine *engine, Arrival *arrival, gboolean *out_done, GError **error)
{
	const InMail *mail = arrival->mail;
	g_autoptr(GError) fault = NULL;
	g_autoptr(MailRow) same = store_mail_same(engine->store, mail->message_id, mail->from, mail->digest, &fault);
	g_autoptr(OutRow) own = !fault && mail->message_id
		? store_out_bounced(engine->store, NULL, mail->message_id, NULL, &fault) : NULL;
	if (fault) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return FALSE;
	}
	gboolean ours = own || address_is_robot(engine->settings->address, engine->settings->sub_address, mail->from);
	gboolean seen = same && same->n < arrival->row->n && same->disposition >= 0 &&
		same->disposition != DISPOSED_NOT_OURS;
	*out_done = ours || seen;
	if (ours) {
		weigh_end(arrival, DISPOSED_OWN_MAIL, "The robot wrote it.");
	} else if (seen) {
		g_autofree char *why = g_strdup_printf("The same mail as MAIL-%" G_GINT64_FORMAT ".", same->n);
		weigh_end(arrival, DISPOSED_DUPLICATE, why);
	}
	return TRUE;
}

static void weigh_auto_reply(Arrival *arrival)
{
	g_autofree char *day = arrival->mail->away_until ? instant_day(arrival->mail->away_until, NULL) : NULL;
	g_autofree char *why = day ? g_strdup_printf("An automatic reply: away until %s.", day)
		: g_strdup("An automatic reply.");
	weigh_end(arrival, DISPOSED_AUTO_REPLY, why);
}

static gboolean weigh_by_class(Engine *engine, Arrival *arrival, Instant now, GError **error)
{
	switch (arrival->mail->class) {
	case MAIL_REPLY:
		return weigh_reply(engine, arrival, now, error);
	case MAIL_BOUNCE:
		return bounce_take(engine, arrival, now, error);
	case MAIL_AUTO_REPLY:
		weigh_auto_reply(arrival);
		return TRUE;
	case MAIL_DELAYED:
		weigh_end(arrival, DISPOSED_DELAY, "A mail server still tries to deliver a letter.");
		return TRUE;
	case MAIL_REPORT:
	case MAIL_OTHER:
		weigh_end(arrival, DISPOSED_REPORT, "A report; it asks for nothing.");
		return TRUE;
	case MAIL_BULK:
		weigh_end(arrival, DISPOSED_BULK, "Not addressed to the robot by a person.");
		return TRUE;
	case MAIL_UNREADABLE:
		weigh_end(arrival, DISPOSED_UNREADABLE, arrival->mail->why_unreadable);
		return TRUE;
	case MAIL_CLASS_COUNT:
		break;
	}
	g_assert_not_reached();
}

static void weigh_not_ours(Arrival *arrival)
{
	MailRow *row = arrival->row;
	weigh_end(arrival, DISPOSED_NOT_OURS, NULL);
	row->moved = TRUE; /* nothing is to be moved */
	g_clear_pointer(&row->from, g_free);
	g_clear_pointer(&row->subject, g_free);
}

gboolean weigh_mail(Engine *engine, Arrival *arrival, Instant now, GError **error)
{
	gboolean seen = FALSE;
	if (arrival->killed || !arrival->mail) {
		weigh_end(arrival, DISPOSED_KILLED_READER,
			  "Reading it ended the reader; the mail is kept for a person to look at.");
		return TRUE;
	}
	row_describe(arrival);
	if (!weigh_is_ours(arrival)) {
		weigh_not_ours(arrival);
		return TRUE;
	}
	if (!arrival->row->raw) {
		arrival->row->raw = store_keep(engine->store, arrival->message->bytes, error);
		if (!arrival->row->raw)
			return FALSE;
	}
	if (!weigh_seen(engine, arrival, &seen, error))
		return FALSE;
	if (seen)
		return TRUE;
	if (arrival->message->truncated && arrival->mail->class == MAIL_REPLY)
		return too_large_take(engine, arrival, now, error);
	return weigh_by_class(engine, arrival, now, error);
}
