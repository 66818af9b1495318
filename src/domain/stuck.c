/* SPDX-License-Identifier: MIT
 *
 * stuck.c: S2, the four ways on when nobody answers: WAIT, REPLACE, BACK, WITHDRAW.
 */
#include "base/text.h"
#include "domain/process.h"

static Ask *what_is_stuck(const Turn *t)
{
	return PART_GET(t->d->part, Ask, ask, t->ask->subject);
}

void stuck_wait(Turn *t)
{
	Instant day;
	const Ask *stuck = what_is_stuck(t);
	if (stuck && stuck->state == ASK_OPEN &&
	    instant_parse_day(t->argument, t->d->part->rules->zone, t->d->part->rules->deadline_hour, &day))
		ask_redate(t->d, EDIT(t->d, Ask, ask, stuck->id), day);
}

void stuck_replace(Turn *t)
{
	const Ask *stuck = what_is_stuck(t);
	g_auto(GStrv) addresses = text_addresses(t->argument ? t->argument : "");
	if (!addresses[0] || !stuck || stuck->state != ASK_OPEN) {
		turn_refuse(t, t->argument,
			    "the address of the person who shall be asked, for instance \"REPLACE bob@acme.example\"",
			    "The question is still put to those asked before.");
		return;
	}
	const Person *person = roster_person_at(t->d->part->roster, addresses[0]);
	if (stuck->kind == ASK_ACCEPTANCE &&
	    !role_held_by(t->d->part, ROLE_PARTNER, stuck->register_id, NULL, person ? person->id : NULL)) {
		turn_refuse(t, t->argument, "the address of a contact of the partner in the roster (R3.2-7)",
			    "The question is still put to those asked before.");
		return;
	}
	Ask *ask = EDIT(t->d, Ask, ask, stuck->id);
	if (ask->kind != ASK_PRESS_APPROVE) /* there the role says whose approval it is */
		ask->role = ROLE_PERSON;    /* from now on it is this person's, whoever holds the role */
	g_autoptr(GPtrArray) people = ask_people(t->d->part, ask->id);
	for (guint i = 0; i < people->len; i++)
		EDIT(t->d, Asked, asked, ((Asked *)people->pdata[i])->id)->state = ASK_SUPERSEDED;
	asked_add(t->d, ask, person ? person->id : NULL, addresses[0], NULL);
	ask_redate(t->d, ask, rules_deadline(t->d->part->rules, t->d->now, t->d->part->rules->ask_days));
}

void stuck_back(Turn *t)
{
	turn_refuse(t, t->word, "WAIT with a day, or REPLACE with an address", "The question is still open.");
}
