/* SPDX-License-Identifier: MIT
 *
 * reply.c: what a person wrote: who it is and how sure that is, and the event that the mail becomes.
 */
#include "engine/core.h"
#include "domain/initiative.h"
#include <string.h>

#define IN_VAIN_WINDOW HOUR
#define IN_VAIN_MOST 10

/* --- who --- */

/* Whether the sender is who was asked: an address of that person, or one that answers for that desk. */
static gboolean sender_is_asked(const Engine *engine, const Arrival *arrival, const Person *sender)
{
	const Asked *asked = arrival->asked;
	if (!arrival->mail->from)
		return FALSE;
	if (asked->person)
		return sender && g_str_equal(sender->id, asked->person);
	if (g_strcmp0(asked->address, arrival->mail->from) == 0)
		return TRUE;
	GHashTableIter iter;
	gpointer id, desk;
	g_hash_table_iter_init(&iter, engine->roster->desks);
	while (g_hash_table_iter_next(&iter, &id, &desk))
		if (g_strcmp0(((const Desk *)desk)->address, asked->address) == 0 &&
		    roster_answers_for(engine->roster, id, arrival->mail->from))
			return TRUE;
	return FALSE;
}

/* A sender that our own server calls forged is never taken at the token's word. */
static gboolean sender_denied(const InMail *mail)
{
	return mail->verdict == VERDICT_FAIL && mail->method == VERDICT_BY_DMARC;
}

static Standing weigh_standing(const Engine *engine, const Arrival *arrival, const Person *sender)
{
	if (arrival->token.state != TOKEN_FOUND || sender_denied(arrival->mail))
		return STANDING_WEAK;
	if (arrival->asked)
		return sender_is_asked(engine, arrival, sender) ? STANDING_TOKEN : STANDING_WEAK;
	const char *person = strrchr(arrival->token.id, ':');
	gboolean same = sender && person && g_str_equal(person + 1, sender->id);
	return same ? STANDING_TOKEN : STANDING_WEAK;
}

/* "your letter's own address, and your domain's signature (DMARC pass)": how a receipt says it. g_free. */
static char *weigh_checked(const Arrival *arrival)
{
	static const char *const places[TOKEN_PLACE_COUNT] = {
		[TOKEN_NOWHERE] = NULL, [TOKEN_IN_ADDRESS] = "your letter's own address",
		[TOKEN_IN_REPLY_TO] = "the letter you replied to", [TOKEN_IN_REFERENCES] = "the thread of your letter",
		[TOKEN_IN_SUBJECT] = "the mark in the subject"};
	static const char *const methods[VERDICT_METHOD_COUNT] = {
		[VERDICT_BY_NOTHING] = NULL, [VERDICT_BY_DMARC] = "your domain's signature (DMARC pass)",
		[VERDICT_BY_DKIM] = "your domain's signature (DKIM pass)",
		[VERDICT_BY_SPF] = "your domain's mail servers (SPF pass)", [VERDICT_BY_OPENPGP] =
			"your OpenPGP signature",
		[VERDICT_BY_SMIME] = "your S/MIME signature"};
	gboolean found = arrival->token.state == TOKEN_FOUND;
	const char *place = found ? places[arrival->token.place] : NULL;
	const char *method = arrival->mail->verdict == VERDICT_PASS ? methods[arrival->mail->method] : NULL;
	if (place && method)
		return g_strdup_printf("%s, and %s", place, method);
	return g_strdup(place ? place : method);
}

/* --- what --- */

static gboolean part_is_document(const MailPart *part)
{
	static const char *const types[] = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
					    "application/vnd.oasis.opendocument.text", "application/msword",
					    "application/pdf", "application/rtf", "text/rtf", "text/markdown"};
	static const char *const endings[] = {".docx", ".odt", ".doc", ".pdf", ".rtf", ".md", ".markdown", ".txt"};
	if (!part->content)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_ascii_strcasecmp(part->type, types[i]) == 0)
			return TRUE;
	g_autofree char *name = g_ascii_strdown(part->name, -1);
	for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
		if (g_str_has_suffix(name, endings[i]))
			return TRUE;
	return FALSE;
}

/* The first document of the mail, kept as evidence; *out_file.file is owned. False on a fault; file NULL: none. */
static gboolean weigh_document(Engine *engine, const InMail *mail, EventFile *out_file, GError **error)
{
	*out_file = (EventFile){0};
	for (guint i = 0; i < mail->parts->len; i++) {
		const MailPart *part = g_ptr_array_index(mail->parts, i);
		if (!part_is_document(part))
			continue;
		char *hash = store_keep(engine->store, part->content, error);
		*out_file = (EventFile){.name = part->name, .type = part->type, .file = hash, .bytes =
					(gint64)part->bytes};
		return hash != NULL;
	}
	return TRUE;
}

static gboolean answer_is_clear(const InMail *mail)
{
	return mail->answer && g_strcmp0(mail->answer, "unclear") != 0 && g_strcmp0(mail->answer, "none") != 0;
}

/* The event's common part: who, when, evidence. Texts are borrowed from the arrival. */
static Event event_begin(const Engine *engine, const Arrival *arrival, const char *mail_id, const char *checked)
{
	const InMail *mail = arrival->mail;
	const Person *sender = roster_person_at(engine->roster, mail->from);
	return (Event){.at = arrival->received, .person = sender ? sender->id : NULL, .address = mail->from,
		       .name = mail->from_name, .standing = weigh_standing(engine, arrival, sender), .checked = checked,
		       .mail = mail_id, .subject = mail->subject};
}

static gboolean weigh_decide(Engine *engine, Arrival *arrival, const Event *event, Instant now, GError **error)
{
	g_auto(EngineOutcome) outcome = {0};
	if (!engine_decide(engine, event, now, arrival->mail->message_id, &outcome, error))
		return FALSE;
	weigh_outcome(arrival, &outcome);
	return TRUE;
}

/* The register that a mail is about: by its token, else by its subject; *out_id NULL when there is none such. g_free.
 * */
static gboolean weigh_register(Engine *engine, const Arrival *arrival, char **out_id, GError **error)
{
	*out_id = NULL;
	g_autofree char *id = NULL;
	if (arrival->token.state == TOKEN_FOUND && g_str_has_prefix(arrival->token.id, "standing:")) {
		g_auto(GStrv) parts = g_strsplit(arrival->token.id, ":", 3);
		id = g_strdup(parts[1]);
	} else {
		id = initiative_subject(arrival->mail->subject, "WR-");
	}
	if (!id)
		return TRUE;
	GError *fault = NULL;
	g_autoptr(Record) reg = store_get(engine->store, &register_type, id, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return FALSE;
	}
	*out_id = reg ? g_steal_pointer(&id) : NULL;
	return TRUE;
}

/* The roster id of whose token the mail bears, or NULL. */
static const char *token_person(const Arrival *arrival)
{
	if (arrival->token.state != TOKEN_FOUND)
		return NULL;
	if (arrival->asked)
		return arrival->asked->person;
	const char *last = strrchr(arrival->token.id, ':');
	return last ? last + 1 : NULL;
}

/* Makes the event an initiative where the mail holds one: its words, else a draft for a known register. False when it
 * holds neither. */
static gboolean event_initiative(Arrival *arrival, const EventFile *file, const char *register_id, Event *event)
{
	const InMail *mail = arrival->mail;
	const char *argument = NULL;
	const InitiativeRow *row = initiative_find(mail->text, mail->subject, &argument);
	if (!row && !(file->file && register_id))
		return FALSE;
	event->kind = EVENT_INITIATIVE;
	event->initiative = row ? row->kind : INITIATIVE_DRAFT;
	event->register_id = register_id;
	g_free(arrival->argument);
	arrival->argument = argument && *argument ? g_strndup(argument, strcspn(argument, "\r\n")) : NULL;
	event->argument = arrival->argument;
	g_free(arrival->ballot);
	arrival->ballot = initiative_subject(event->argument, "BAL-");
	if (!arrival->ballot)
		arrival->ballot = initiative_subject(mail->subject, "BAL-");
	event->ballot = arrival->ballot;
	event->text = mail->text;
	event->file = file->file ? file : NULL;
	if (!event->person)
		event->person = token_person(arrival); /* who is asked to confirm it */
	else if (row && row->harmless)
		event->standing = STANDING_TOKEN;
	return TRUE;
}

static void event_answer(const Arrival *arrival, const EventFile *file, Event *event)
{
	const InMail *mail = arrival->mail;
	gboolean any_text = g_strcmp0(mail->answer, "*") == 0;
	event->kind = EVENT_ANSWER;
	event->asked = arrival->asked->id;
	event->register_id = arrival->ask->register_id;
	event->word = mail->answer ? mail->answer : "none";
	event->why = mail->why;
	event->argument = mail->argument;
	event->text = mail->comment ? mail->comment : any_text ? mail->text : NULL;
	event->file = file->file ? file : NULL;
}

/* Mails that say nothing the robot knows are answered so often from one address and no more: behind it may be a robot
 * that does not call itself one, and the two would write to each other for ever. *out_may: one more letter may go. */
static gboolean weigh_in_vain(Engine *engine, Arrival *arrival, Instant now, gboolean *out_may, GError **error)
{
	GError *fault = NULL;
	g_autofree char *name = g_strdup_printf("in-vain:%s", arrival->mail->from ? arrival->mail->from : "");
	g_autofree char *value = store_value_get(engine->store, name, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return FALSE;
	}
	char *rest = NULL;
	Instant since = value ? g_ascii_strtoll(value, &rest, 10) : INSTANT_NONE;
	gint64 count = rest ? g_ascii_strtoll(rest, NULL, 10) : 0;
	if (now - since >= IN_VAIN_WINDOW) {
		since = now;
		count = 0;
	}
	*out_may = count < IN_VAIN_MOST;
	if (!*out_may) {
		weigh_end(arrival, DISPOSED_UNCLEAR,
			  "Nothing in it that the robot knows, and too many such mails of late; no letter.");
		return TRUE;
	}
	g_autofree char *next = g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, since, count + 1);
	return store_value_put(engine->store, name, next, error);
}

/* A mail under the token of an ask: its answer; without a clear one an initiative or a draft, where it holds one. */
static gboolean weigh_asked(Engine *engine, Arrival *arrival, const EventFile *file, Event *event, Instant now,
			    GError **error)
{
	gboolean clear = answer_is_clear(arrival->mail), may = TRUE;
	if (!clear && event_initiative(arrival, file, arrival->ask->register_id, event))
		return weigh_decide(engine, arrival, event, now, error);
	event_answer(arrival, file, event);
	if (!clear && !weigh_in_vain(engine, arrival, now, &may, error))
		return FALSE;
	return !may || weigh_decide(engine, arrival, event, now, error);
}

/* --- without a usable token --- */

static gboolean has_open_ask(Engine *engine, const char *person, const char *register_id, gboolean *out_has,
			     GError **error)
{
	*out_has = FALSE;
	g_autoptr(GPtrArray) open = store_asked_of(engine->store, person, NULL, error);
	if (!open)
		return FALSE;
	for (guint i = 0; i < open->len && !*out_has; i++) {
		const Asked *asked = g_ptr_array_index(open, i);
		GError *fault = NULL;
		g_autoptr(Record) record = store_get(engine->store, &ask_type, asked->ask, &fault);
		if (fault) {
			g_propagate_error(error, fault);
			return FALSE;
		}
		const Ask *ask = (const Ask *)record;
		*out_has = ask && ask->state == ASK_OPEN && g_strcmp0(ask->register_id, register_id) == 0;
	}
	return TRUE;
}

static const char *why_no_token(const Arrival *arrival)
{
	switch (arrival->token.state) {
	case TOKEN_ABSENT:
	case TOKEN_FOUND:
		return "the mail does not say which letter it answers: reply to the letter itself";
	case TOKEN_UNKNOWN:
		return "the mark that the robot knows its letters by is not one of its own: reply to the letter itself";
	case TOKEN_FORGED:
		return "the mark that the robot knows its letters by is not right: reply to the letter itself";
	case TOKEN_CONTRADICTED:
		return "it is addressed to two different questions at once: answer each letter by itself";
	}
	g_assert_not_reached();
}

/* "Your mail has no token", and the letters to reply to once more. */
static gboolean weigh_ask_again(Engine *engine, Arrival *arrival, Event *event, const char *register_id, Instant now,
				GError **error)
{
	g_auto(EngineOutcome) outcome = {0};
	g_autoptr(Part) part = engine_part(engine, register_id, error);
	if (!part)
		return FALSE;
	event->kind = EVENT_INITIATIVE;
	event->initiative = INITIATIVE_NONE;
	event->register_id = register_id;
	g_autoptr(Decision) decision = decision_new(part, event, now);
	g_autofree char *found = text_line(arrival->mail->text, 120);
	record_set(&decision->register_id, register_id);
	decision_row(decision, "mail-without-token", DISPOSED_UNCLEAR, "%s", why_no_token(arrival));
	Letter *letter = decision_letter(decision, LETTER_UNCLEAR, event->mail, event->person, NULL);
	letter->answers_mail = TRUE;
	letter_value(letter, "found", found);
	letter_value(letter, "expected", "a reply to the letter that asks; it comes once more");
	letter_value(letter, "why", decision->why);
	if (!engine_post(engine, decision, arrival->mail->message_id, &outcome, error))
		return FALSE;
	Event fresh = *event;
	fresh.initiative = INITIATIVE_FRESH_BALLOT;
	fresh.standing = STANDING_TOKEN;
	if (!engine_decide(engine, &fresh, now, arrival->mail->message_id, NULL, error))
		return FALSE;
	weigh_outcome(arrival, &outcome);
	return TRUE;
}

/* Somebody of the roster, without a token: what it may start, else what is open, else how things stand. */
static gboolean weigh_known(Engine *engine, Arrival *arrival, const EventFile *file, Event *event, Instant now,
			    GError **error)
{
	g_autofree char *register_id = NULL;
	gboolean open = FALSE, may = FALSE;
	if (!weigh_register(engine, arrival, &register_id, error))
		return FALSE;
	if (arrival->token.state != TOKEN_CONTRADICTED && event_initiative(arrival, file, register_id, event))
		return weigh_decide(engine, arrival, event, now, error);
	if (!weigh_in_vain(engine, arrival, now, &may, error) ||
	    (may && register_id && !has_open_ask(engine, event->person, register_id, &open, error)))
		return FALSE;
	if (!may)
		return TRUE;
	if (open)
		return weigh_ask_again(engine, arrival, event, register_id, now, error);
	if (!event->person) {
		weigh_end(arrival, DISPOSED_WRONG_PERSON,
			  "The mark is somebody else's, and the sender is not in the roster.");
		return TRUE;
	}
	event->kind = EVENT_INITIATIVE;
	event->initiative = INITIATIVE_STATUS;
	event->standing = STANDING_TOKEN;
	event->register_id = register_id;
	event->text = arrival->mail->text;
	return weigh_decide(engine, arrival, event, now, error);
}

gboolean weigh_reply(Engine *engine, Arrival *arrival, Instant now, GError **error)
{
	g_autofree char *mail_id = g_strdup_printf("MAIL-%" G_GINT64_FORMAT, arrival->row->n);
	g_autofree char *checked = weigh_checked(arrival);
	Event event = event_begin(engine, arrival, mail_id, checked);
	EventFile file;
	if (!event.person && !arrival->asked && arrival->token.state != TOKEN_FOUND)
		return stranger_take(engine, arrival, now, error);
	if (!weigh_document(engine, arrival->mail, &file, error))
		return FALSE;
	g_autofree char *hash = (char *)file.file;
	if (arrival->asked && arrival->ask)
		return weigh_asked(engine, arrival, &file, &event, now, error);
	if (event.person || token_person(arrival))
		return weigh_known(engine, arrival, &file, &event, now, error);
	weigh_end(arrival, DISPOSED_WRONG_PERSON,
		  "The mark belongs to somebody else, and the sender is not in the roster.");
	return TRUE;
}
