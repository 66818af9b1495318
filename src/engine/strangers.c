/* SPDX-License-Identifier: MIT
 *
 * strangers.c: mail from people the roster does not have, and mail too large to be read: who is answered, how often.
 *
 * Only where our server vouches for the sender, only in the robot's own mailboxes, once a day for each sender and so
 * many an hour in all; never a robot (design 5).
 */
#include "engine/core.h"
#include "domain/initiative.h"
#include <string.h>

#define SHOWN 200

static gboolean sender_vouched(const InMail *mail)
{
	return mail->verdict == VERDICT_PASS && (mail->method == VERDICT_BY_DMARC || mail->method == VERDICT_BY_SPF);
}

/* Addresses behind which nobody reads. */
static gboolean sender_is_robot(const char *address)
{
	static const char *const names[] = {"noreply",	 "no-reply", "no_reply",   "donotreply",    "do-not-reply",
					    "mailer-daemon", "postmaster",  "bounce", "bounces", "majordomo",
					    "listserv", "nobody", "abuse"};
	g_autofree char *local = g_strndup(address, strcspn(address, "@+"));
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strcasecmp(local, names[i]) == 0)
			return TRUE;
	return FALSE;
}

/* Whether one more letter may go to this stranger now; then it is written down. */
static gboolean stranger_may(Engine *engine, const InMail *mail, Instant now, gboolean *out_may, GError **error)
{
	Instant last = INSTANT_NONE;
	gint64 count = 0;
	*out_may = FALSE;
	if (!mail->from || mail->unasked || !sender_vouched(mail) || sender_is_robot(mail->from))
		return TRUE;
	if (!store_stranger_get(engine->store, mail->from, now - HOUR, &last, &count, error))
		return FALSE;
	*out_may = (last == INSTANT_NONE || now - last >= DAY) && count < engine->settings->stranger_limit;
	return !*out_may || store_stranger_put(engine->store, mail->from, now, error);
}

static Event stranger_event(const Arrival *arrival, const char *mail_id)
{
	const InMail *mail = arrival->mail;
	return (Event){.kind = EVENT_INITIATIVE, .at = arrival->received, .address = mail->from,
		       .name = mail->from_name,
		       .standing = STANDING_WEAK, .mail = mail_id, .subject = mail->subject, .text = mail->text};
}

/* A letter that no rule orders, to the sender: its kind, what it says, and how the mail is disposed of. */
typedef struct EngineLetter {
	LetterKind kind;
	Disposition disposition;
	const char *row, *why;
	const char *found, *expected; /* or NULL */
} EngineLetter;

static gboolean engine_letter(Engine *engine, Arrival *arrival, const Event *event, const EngineLetter *order,
			      Instant now, GError **error)
{
	g_auto(EngineOutcome) outcome = {0};
	g_autoptr(Part) part = engine_part(engine, event->register_id, error);
	if (!part)
		return FALSE;
	g_autoptr(Decision) decision = decision_new(part, event, now);
	record_set(&decision->register_id, event->register_id);
	decision_row(decision, order->row, order->disposition, "%s", order->why);
	Letter *letter = decision_letter(decision, order->kind, event->mail, event->person, event->address);
	letter->answers_mail = TRUE;
	letter_value(letter, "found", order->found);
	letter_value(letter, "expected", order->expected);
	if (!engine_post(engine, decision, arrival->mail->message_id, &outcome, error))
		return FALSE;
	weigh_outcome(arrival, &outcome);
	return TRUE;
}

static gboolean stranger_answer(Engine *engine, Arrival *arrival, const Event *event, Instant now, GError **error)
{
	const char *subject = *arrival->mail->subject ? arrival->mail->subject : "a mail without a subject";
	g_autofree char *found = text_line(subject, SHOWN);
	EngineLetter order = {.kind = LETTER_UNKNOWN_SENDER, .disposition = DISPOSED_UNKNOWN_ANSWERED,
			      .row = "stranger-answered", .why = "The sender is not in the roster.", .found = found};
	return engine_letter(engine, arrival, event, &order, now, error);
}

static gboolean stranger_proposes(Engine *engine, Arrival *arrival, Event *event, const char *argument, Instant now,
				  GError **error)
{
	g_auto(EngineOutcome) outcome = {0};
	event->initiative = INITIATIVE_PROPOSE;
	arrival->argument = argument && *argument ? g_strndup(argument, strcspn(argument, "\r\n")) : NULL;
	event->argument = arrival->argument;
	if (!engine_decide(engine, event, now, arrival->mail->message_id, &outcome, error))
		return FALSE;
	weigh_outcome(arrival, &outcome);
	return TRUE;
}

gboolean stranger_take(Engine *engine, Arrival *arrival, Instant now, GError **error)
{
	const InMail *mail = arrival->mail;
	g_autofree char *mail_id = g_strdup_printf("MAIL-%" G_GINT64_FORMAT, arrival->row->n);
	Event event = stranger_event(arrival, mail_id);
	const char *argument = NULL;
	gboolean may = FALSE;
	if (!stranger_may(engine, mail, now, &may, error))
		return FALSE;
	const InitiativeRow *row = initiative_find(mail->text, mail->subject, &argument);
	if (may && row && row->kind == INITIATIVE_PROPOSE)
		return stranger_proposes(engine, arrival, &event, argument, now, error);
	if (may)
		return stranger_answer(engine, arrival, &event, now, error);
	gboolean forged = arrival->token.state == TOKEN_FORGED, unknown = arrival->token.state == TOKEN_UNKNOWN;
	weigh_end(arrival, forged ? DISPOSED_TOKEN_FORGED : unknown ? DISPOSED_TOKEN_UNKNOWN : DISPOSED_UNKNOWN_SILENT,
		  "The sender is not in the roster and gets no answer.");
	return TRUE;
}

/* In the units that the setting counts in: "20.0 MB". */
static char *size_shown(gint64 bytes)
{
	return g_strdup_printf("%.1f MB", (double)bytes / (1 << 20));
}

gboolean too_large_take(Engine *engine, Arrival *arrival, Instant now, GError **error)
{
	const Person *person = roster_person_at(engine->roster, arrival->mail->from);
	gboolean asked = arrival->asked && g_strcmp0(arrival->asked->address, arrival->mail->from) == 0;
	if (!person && !asked) {
		weigh_end(arrival, DISPOSED_TOO_LARGE, "The mail is larger than the limit.");
		return TRUE;
	}
	g_autofree char *mail_id = g_strdup_printf("MAIL-%" G_GINT64_FORMAT, arrival->row->n);
	Event event = stranger_event(arrival, mail_id);
	event.person = person ? person->id : NULL;
	event.register_id = arrival->ask ? arrival->ask->register_id : NULL;
	g_autofree char *found = size_shown(arrival->row->size);
	g_autofree char *limit = size_shown(engine->settings->max_mail);
	g_autofree char *expected = g_strdup_printf("at most %s", limit);
	EngineLetter order = {.kind = LETTER_TOO_LARGE, .disposition = DISPOSED_TOO_LARGE, .row = "mail-too-large",
			      .why = "The mail is larger than the limit.", .found = found, .expected = expected};
	return engine_letter(engine, arrival, &event, &order, now, error);
}
