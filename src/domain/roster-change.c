/* SPDX-License-Identifier: MIT */
#include "domain/roster-change.h"
#include "domain/ballot.h"

static gboolean holds(const GPtrArray *holders, const Asked *asked)
{
	for (guint i = 0; i < holders->len; i++)
		if (!g_strcmp0(holders->pdata[i], asked->person) ||
		    (!asked->person && !g_strcmp0(holders->pdata[i], asked->address)))
			return TRUE;
	return FALSE;
}

static gboolean was_asked(const GPtrArray *people, const char *person)
{
	for (guint i = 0; i < people->len; i++)
		if (((Asked *)people->pdata[i])->state == ASK_OPEN &&
		    !g_strcmp0(((Asked *)people->pdata[i])->person, person))
			return TRUE;
	return FALSE;
}

static void tell_gone(Decision *d, const Ask *ask, const Asked *asked)
{
	Letter *letter = decision_letter(d, LETTER_WITHDRAWN_ASK, asked->id, asked->person, asked->address);
	record_set(&letter->register_id, ask->register_id);
	letter_value(letter, "why", d->why);
	letter_value(letter, "what", ask_row(ask->kind)->what);
}

/* Puts an open ask to those who hold the role now. */
static void reput(Decision *d, const Ask *open)
{
	g_autoptr(GPtrArray) holders = role_holders(d->part, open->role, open->register_id, open->body);
	g_autoptr(GPtrArray) people = ask_people(d->part, open->id);
	gboolean changed = FALSE;
	for (guint i = 0; i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		if (asked->state != ASK_OPEN || holds(holders, asked))
			continue;
		EDIT(d, Asked, asked, asked->id)->state = ASK_SUPERSEDED;
		if (roster_person(d->part->roster, asked->person))
			tell_gone(d, open, asked);
		changed = TRUE;
	}
	for (guint i = 0; i < holders->len; i++) {
		const char *person = holders->pdata[i];
		if (changed && !was_asked(people, person))
			asked_add(d, EDIT(d, Ask, ask, open->id), person, NULL, NULL);
	}
}

/* During the acceptance new contacts of the partner are put to the VP first (S1). */
static void reput_acceptance(Decision *d, const Ask *open)
{
	g_autoptr(GPtrArray) holders = role_holders(d->part, ROLE_PARTNER, open->register_id, NULL);
	g_autoptr(GPtrArray) people = ask_people(d->part, open->id);
	g_autoptr(GString) fresh = g_string_new(NULL);
	for (guint i = 0; i < holders->len; i++)
		if (!was_asked(people, holders->pdata[i]))
			g_string_append_printf(fresh, "%s%s", fresh->len ? ", " : "",
					       roster_name(d->part->roster, holders->pdata[i]));
	if (!fresh->len)
		return;
	AskPut put = {.kind = ASK_TAKE_OVER,
		      .register_id = open->register_id,
		      .revision = open->revision,
		      .subject = open->id,
		      .detail = fresh->str};
	ask_open(d, &put);
}

/* Seats freeze, people do not (B-13, S4): who left loses the letter, who came to a seat gets one. */
static void reput_votes(Decision *d, const Ask *open)
{
	const Ballot *ballot = PART_GET(d->part, Ballot, ballot, open->subject);
	g_autoptr(Profile) profile = ballot ? profile_parse(ballot->profile) : NULL;
	g_autoptr(GPtrArray) people = ask_people(d->part, open->id);
	g_autoptr(GPtrArray) seats = part_all(d->part, &seat_type);
	for (guint i = 0; profile && i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		const Seat *seat = PART_GET(d->part, Seat, seat, asked->seat);
		if (asked->state != ASK_OPEN || !seat ||
		    roster_may_vote(d->part->roster, ballot->body, seat->unit, profile->by_company, asked->person))
			continue;
		EDIT(d, Asked, asked, asked->id)->state = ASK_SUPERSEDED;
		if (roster_person(d->part->roster, asked->person))
			tell_gone(d, open, asked);
	}
	for (guint i = 0; profile && i < seats->len; i++) {
		const Seat *seat = seats->pdata[i];
		if (g_strcmp0(seat->ballot, ballot->id) || seat->dropped)
			continue;
		g_autoptr(GPtrArray) voters =
			roster_voters(d->part->roster, ballot->body, seat->unit, profile->by_company);
		for (guint k = 0; k < voters->len; k++)
			if (!was_asked(people, voters->pdata[k]))
				asked_add(d, EDIT(d, Ask, ask, open->id), voters->pdata[k], NULL, seat->id);
	}
}

/* An owner who is no longer an active member of the Alliance Committee is replaced, at any stage (R2.3-2). */
static void replace_owner(Decision *d, const char *register_id)
{
	const Register *reg = PART_GET(d->part, Register, register, register_id);
	if (!reg || !reg->owner || roster_can_own(d->part->roster, reg->owner) ||
	    ask_find(d->part, ASK_ASSIGN_OWNER, reg->id, NULL) || ask_find(d->part, ASK_OWN, reg->id, NULL))
		return;
	g_autofree char *detail = g_strdup_printf("%s is no longer an active member of the Alliance Committee.",
						  roster_name(d->part->roster, reg->owner));
	AskPut put = {.kind = ASK_ASSIGN_OWNER, .register_id = reg->id, .revision = reg->revision, .detail = detail};
	ask_open(d, &put);
}

/* R2.1-2: drafting has at least one contact of the partner; when the last one leaves, the owner names another. */
static void missing_contact(Decision *d, const char *register_id)
{
	const Register *reg = PART_GET(d->part, Register, register, register_id);
	const Partner *partner = role_partner(d->part, reg);
	const Ask *asked = reg ? ask_find(d->part, ASK_CONTACT, reg->id, NULL) : NULL;
	if (asked && partner && partner->contacts[0])
		ask_end(d, asked->id, ASK_WITHDRAWN, NULL, NULL, TRUE,
			"The roster has a contact of the partner again.");
	if (!reg || !partner || partner->contacts[0] || asked)
		return;
	AskPut put = {.kind = ASK_CONTACT, .register_id = reg->id, .revision = reg->revision};
	ask_open(d, &put);
}

static gboolean put_to_people(const Ask *ask)
{
	return ask->role == ROLE_PERSON || ask->role == ROLE_ADDRESS || ask->role == ROLE_PROPOSED_OWNER ||
	       ask->role == ROLE_PARTNER_BOARD;
}

void roster_changed(Decision *d, const Event *event)
{
	Turn t = turn_of(d, event->register_id);
	if (!t.reg)
		return;
	decision_row(d, "roster-changed", DISPOSED_ANSWERED,
		     "The roster has changed; questions go to those who hold the roles now.");
	g_autoptr(GPtrArray) asks = part_all(d->part, &ask_type);
	replace_owner(d, t.reg->id);
	missing_contact(d, t.reg->id);
	for (guint i = 0; i < asks->len; i++) {
		const Ask *ask = asks->pdata[i];
		if (ask->state != ASK_OPEN || g_strcmp0(ask->register_id, t.reg->id))
			continue;
		if (ask->kind == ASK_VOTE)
			reput_votes(d, ask);
		else if (ask->kind == ASK_ACCEPTANCE)
			reput_acceptance(d, ask);
		else if (!put_to_people(ask))
			reput(d, ask);
	}
}

gboolean roster_body_needed(const Part *part, const char *body)
{
	g_autoptr(GPtrArray) registers = part_all(part, &register_type);
	g_autoptr(GPtrArray) milestones = part_all(part, &milestone_type);
	g_autoptr(GPtrArray) ballots = part_all(part, &ballot_type);
	for (guint i = 0; i < registers->len; i++)
		if (!g_strcmp0(((Register *)registers->pdata[i])->oc, body))
			return TRUE;
	for (guint i = 0; i < milestones->len; i++)
		if (!g_strcmp0(((Milestone *)milestones->pdata[i])->body, body))
			return TRUE;
	for (guint i = 0; i < ballots->len; i++) {
		const Ballot *ballot = ballots->pdata[i];
		if ((ballot->state == BALLOT_OPEN || ballot->state == BALLOT_MEETING) && !g_strcmp0(ballot->body, body))
			return TRUE;
	}
	return FALSE;
}
