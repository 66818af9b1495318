/* SPDX-License-Identifier: MIT */
#include "domain/process.h"
#include "base/text.h"

void moment_set(Decision *d, MomentKind kind, const char *subject, const char *register_id, Instant at)
{
	g_autofree char *id = g_strdup_printf("%s/%s", enumtab_word(&moment_kind_words, kind), subject);
	Moment *moment = part_get(d->part, &moment_type, id) ? EDIT(d, Moment, moment, id) : ADD(d, Moment, moment, id);
	moment->kind = kind;
	moment->at = at;
	record_set(&moment->subject, subject);
	record_set(&moment->register_id, register_id);
}

void moment_drop(Decision *d, MomentKind kind, const char *subject)
{
	g_autofree char *id = g_strdup_printf("%s/%s", enumtab_word(&moment_kind_words, kind), subject);
	decision_drop(d, &moment_type, id);
}

GPtrArray *ask_people(const Part *part, const char *ask)
{
	GPtrArray *people = part_all(part, &asked_type);
	for (guint i = people->len; i-- > 0;) {
		const Asked *asked = people->pdata[i];
		if (!g_str_equal(asked->ask, ask))
			g_ptr_array_remove_index(people, i);
	}
	return people;
}

Asked *asked_add(Decision *d, Ask *ask, const char *person, const char *address, const char *seat)
{
	g_autofree char *id = g_strdup_printf("%s.%" G_GINT64_FORMAT, ask->id, ++ask->people);
	const Person *known = roster_person(d->part->roster, person);
	Asked *asked = ADD(d, Asked, asked, id);
	record_set(&asked->ask, ask->id);
	record_set(&asked->person, person);
	record_set(&asked->address, known ? known->mail[0] : address);
	record_set(&asked->seat, seat);
	ask_letter(d, ask, asked, ask_row(ask->kind)->letter, ask->id);
	return asked;
}

static gboolean asked_alone(const Part *part, const Ask *ask, const char *person)
{
	g_autoptr(GPtrArray) people = ask_people(part, ask->id);
	const Asked *first = people->len ? people->pdata[0] : NULL;
	return first && g_strcmp0(first->person, person) == 0;
}

static void supersede_same(Decision *d, const AskPut *put)
{
	g_autoptr(GPtrArray) asks = part_all(d->part, &ask_type);
	for (guint i = 0; i < asks->len; i++) {
		const Ask *ask = asks->pdata[i];
		if (ask->state != ASK_OPEN || (AskKind)ask->kind != put->kind ||
		    g_strcmp0(ask->register_id, put->register_id) || g_strcmp0(ask->subject, put->subject) ||
		    g_strcmp0(ask->body, put->body) || (put->person && !asked_alone(d->part, ask, put->person)))
			continue;
		ask_end(d, ask->id, ASK_SUPERSEDED, NULL, NULL, FALSE, NULL);
	}
}

static gint64 setting_of(const Rules *rules, gsize offset)
{
	return *(const gint64 *)((const char *)rules + offset);
}

void ask_redate(Decision *d, Ask *ask, Instant due)
{
	const AskRow *row = ask_row(ask->kind);
	ask->due = due;
	ask->overdue = 0;
	moment_drop(d, MOMENT_REMIND, ask->id);
	moment_drop(d, MOMENT_DUE, ask->id);
	moment_drop(d, MOMENT_ESCALATE, ask->id);
	if (due == INSTANT_NONE)
		return;
	if (due - d->now > HOUR)
		moment_set(d, MOMENT_REMIND, ask->id, ask->register_id, d->now + (due - d->now) / 2);
	moment_set(d, MOMENT_DUE, ask->id, ask->register_id, due);
	if (row->silence == SILENCE_ESCALATES)
		moment_set(d, MOMENT_ESCALATE, ask->id, ask->register_id, due + d->part->rules->escalate_after);
}

/* Where the VP owns the register, the EC's chair looks at the draft and weighs the changes (S1). */
static Role role_to_ask(const Part *part, const AskPut *put)
{
	Role role = put->any_role ? put->role : ask_row(put->kind)->role;
	const Register *reg = PART_GET(part, Register, register, put->register_id);
	if ((put->kind == ASK_RETURN || put->kind == ASK_SIGNIFICANT) && reg && reg->owner &&
	    g_strcmp0(reg->owner, part->roster->vp_alliances) == 0)
		return ROLE_EC_CHAIR;
	return role;
}

static void ask_to_holders(Decision *d, Ask *ask)
{
	g_autoptr(GPtrArray) holders = role_holders(d->part, ask->role, ask->register_id, ask->body);
	if (!holders->len) {
		g_ptr_array_unref(g_steal_pointer(&holders));
		holders = role_holders(d->part, ROLE_VP, NULL, NULL);
	}
	for (guint i = 0; i < holders->len; i++) {
		const char *who = holders->pdata[i];
		gboolean person = roster_person(d->part->roster, who) != NULL;
		asked_add(d, ask, person ? who : NULL, person ? NULL : who, NULL);
	}
}

Ask *ask_open(Decision *d, const AskPut *put)
{
	const AskRow *row = ask_row(put->kind);
	supersede_same(d, put);
	g_autofree char *id = g_strdup_printf("ASK-%" G_GINT64_FORMAT, decision_count(d, "ask"));
	Ask *ask = ADD(d, Ask, ask, id);
	ask->kind = put->kind;
	record_set(&ask->register_id, put->register_id);
	record_set(&ask->revision, put->revision);
	record_set(&ask->subject, put->subject);
	record_set(&ask->body, put->body);
	record_set(&ask->detail, put->detail);
	ask->role = role_to_ask(d->part, put);
	ask->opened = d->now;
	Instant due = put->due;
	if (due == INSTANT_NONE && row->due)
		due = rules_deadline(d->part->rules, d->now, setting_of(d->part->rules, row->due));
	ask_redate(d, ask, due);
	if (put->person) {
		asked_add(d, ask, put->person, NULL, NULL);
	} else if (put->addresses) {
		g_auto(GStrv) addresses = words_split(put->addresses);
		for (guint i = 0; addresses[i]; i++) {
			const Person *known = roster_person_at(d->part->roster, addresses[i]);
			asked_add(d, ask, known ? known->id : NULL, addresses[i], NULL);
		}
	} else if (put->kind != ASK_VOTE) {
		ask_to_holders(d, ask);
	}
	return ask;
}

Ask *ask_find(const Part *part, AskKind kind, const char *register_id, const char *subject)
{
	g_autoptr(GPtrArray) asks = part_all(part, &ask_type);
	for (guint i = 0; i < asks->len; i++) {
		Ask *ask = asks->pdata[i];
		if (ask->state == ASK_OPEN && (AskKind)ask->kind == kind &&
		    g_strcmp0(ask->register_id, register_id) == 0 &&
		    (!subject || g_strcmp0(ask->subject, subject) == 0))
			return ask;
	}
	return NULL;
}

/* Tells one who was asked that an answer is no longer needed. */
static void tell_ended(Decision *d, const Ask *ask, const Asked *asked, AskState how, const char *by, const char *why)
{
	LetterKind kind = how == ASK_ANSWERED ? LETTER_SETTLED : LETTER_WITHDRAWN_ASK;
	Letter *letter = decision_letter(d, kind, asked->id, asked->person, asked->address);
	const Asked *winner = PART_GET(d->part, Asked, asked, by);
	letter_about_ask(d, letter, ask);
	letter->not_after = INSTANT_NONE;
	letter_value(letter, "why", why ? why : d->why);
	letter_value(letter, "what", ask_row(ask->kind)->what);
	if (winner)
		letter_value(letter, "by",
			     winner->person ? roster_name(d->part->roster, winner->person) : winner->address);
}

void ask_end(Decision *d, const char *id, AskState how, const char *answer, const char *by_asked, gboolean tell,
	     const char *why)
{
	Ask *ask = EDIT(d, Ask, ask, id);
	g_autoptr(GPtrArray) people = ask_people(d->part, id);
	for (guint i = 0; i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		if (asked->state != ASK_OPEN || ask->kind == ASK_VOTE)
			continue;
		gboolean this_one = g_strcmp0(asked->id, by_asked) == 0;
		Asked *edit = EDIT(d, Asked, asked, asked->id);
		edit->state = how == ASK_ANSWERED && !this_one ? ASK_SUPERSEDED : how;
		if (this_one) {
			record_set(&edit->answer, answer);
			edit->answered = d->event->at;
		} else if (tell) {
			tell_ended(d, ask, asked, how, by_asked, why);
		}
	}
	ask->state = how;
	record_set(&ask->answer, answer);
	moment_drop(d, MOMENT_REMIND, id);
	moment_drop(d, MOMENT_DUE, id);
	moment_drop(d, MOMENT_ESCALATE, id);
	Ask *stuck = ask_find(d->part, ASK_STUCK, ask->register_id, id);
	if (stuck)
		ask_end(d, stuck->id, ASK_WITHDRAWN, NULL, NULL, TRUE,
			"What was stuck is answered or no longer asked.");
}

static gboolean among(const AskKind *kinds, AskKind kind)
{
	for (; *kinds != ASK_KIND_COUNT; kinds++)
		if (*kinds == kind)
			return TRUE;
	return FALSE;
}

void ask_end_kinds(Decision *d, const char *register_id, const AskKind *kinds, const char *why)
{
	g_autoptr(GPtrArray) asks = part_all(d->part, &ask_type);
	for (guint i = 0; i < asks->len; i++) {
		const Ask *ask = asks->pdata[i];
		if (ask->state == ASK_OPEN && g_strcmp0(ask->register_id, register_id) == 0 && among(kinds, ask->kind))
			ask_end(d, ask->id, ASK_WITHDRAWN, NULL, NULL, TRUE, why);
	}
}

static void remind_open(Decision *d, const Ask *ask, const char *when)
{
	g_autofree char *about = g_strdup_printf("%s/%s/%" G_GINT64_FORMAT, ask->id, when, ask->due);
	g_autoptr(GPtrArray) people = ask_people(d->part, ask->id);
	for (guint i = 0; i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		if (asked->state == ASK_OPEN)
			ask_letter(d, ask, asked, LETTER_REMINDER, about);
	}
}

/* Silence past the date: what the table says. Working groups keep their say until the OC's ballot closes (R3.2-2). */
static void ask_due(Decision *d, Ask *ask)
{
	const AskRow *row = ask_row(ask->kind);
	ask = EDIT(d, Ask, ask, ask->id);
	ask->overdue = 1;
	switch (row->silence) {
	case SILENCE_ESCALATES:
		decision_row(d, "ask-overdue", DISPOSED_ANSWERED,
			     "No answer came by the date; the question stays open.");
		if (d->now < ask->due + d->part->rules->escalate_after)
			remind_open(d, ask, "due");
		break;
	case SILENCE_ENDS:
		decision_row(d, "ask-ends-unanswered", DISPOSED_ANSWERED,
			     "The date has passed; the question ends unanswered.");
		if (ask->role != ROLE_WG_CHAIR)
			ask_end(d, ask->id, ASK_WITHDRAWN, NULL, NULL, FALSE, NULL);
		break;
	case SILENCE_DECIDES:
		ask_silence(d, ask);
		break;
	case SILENCE_STAYS:
	case SILENCE_COUNT:
		break;
	}
}

/* S2: the VP is asked how it goes on; the EC's chair when the VP is the one who is silent. */
static void ask_escalate(Decision *d, const Ask *ask)
{
	gboolean vp_silent = ask->role == ROLE_VP;
	const Ask *about = ask->kind == ASK_STUCK ? PART_GET(d->part, Ask, ask, ask->subject) : ask;
	g_autofree char *role = role_text(d->part, ask->role, ask->body);
	g_autofree char *date = instant_letter(ask->due, d->part->rules->zone);
	g_autofree char *detail = g_strdup_printf("The %s %s; the date was %s, and no answer came.", role,
						  ask_row(about ? about->kind : ask->kind)->what, date);
	decision_row(d, "ask-stuck", DISPOSED_ANSWERED, "Nobody answered; somebody else decides how it goes on.");
	AskPut put = {.kind = ASK_STUCK, .register_id = ask->register_id, .revision = ask->revision,
		      .subject = about ? about->id : ask->id, .detail = detail, .any_role = TRUE,
		      .role = vp_silent ? ROLE_EC_CHAIR : ROLE_VP};
	ask_open(d, &put);
}

void ask_moment(Decision *d, const Moment *moment)
{
	MomentKind kind = moment->kind;
	Ask *ask = PART_GET(d->part, Ask, ask, moment->subject);
	decision_drop(d, &moment_type, moment->id);
	if (!ask || ask->state != ASK_OPEN)
		return;
	if (kind == MOMENT_REMIND && d->now < ask->due) {
		decision_row(d, "ask-half-way", DISPOSED_ANSWERED, "Half of the time has passed without an answer.");
		remind_open(d, ask, "half");
	} else if (kind == MOMENT_DUE) {
		ask_due(d, ask);
	} else if (kind == MOMENT_ESCALATE) {
		ask_escalate(d, ask);
	}
}
