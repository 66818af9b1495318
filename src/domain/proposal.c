/* SPDX-License-Identifier: MIT
 *
 * proposal.c: from a proposal to an owner (R3.1-1, R3.1-2, R3.1-8, R2.3-1, R2.3-2).
 *
 * A proposal names the partner behind PROPOSE; lines `Owner: address` and `OC: committee` in the text may follow. A
 * stranger's proposal becomes no register before the VP takes it up, so that spam makes no numbers.
 */
#include "base/text.h"
#include "domain/ballot.h"
#include "domain/process.h"
#include <string.h>

#define NAME_MAX_CHARS 80

/* The rest of the line that begins with the label ("Owner:"), or NULL. g_free. */
static char *labelled(const char *text, const char *label)
{
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		char *line = g_strstrip(lines[i]);
		if (!g_ascii_strncasecmp(line, label, strlen(label)) && line[strlen(label)] == ':')
			return g_strstrip(g_strdup(line + strlen(label) + 1));
	}
	return NULL;
}

/* The Register of a partner that is neither ended nor withdrawn: there is one a partner. */
static const Register *register_of_partner(const Part *part, const char *name)
{
	const Partner *partner = roster_partner_named(part->roster, name);
	g_autoptr(GPtrArray) all = part_all(part, &register_type);
	for (guint i = 0; i < all->len; i++) {
		const Register *reg = all->pdata[i];
		g_autofree char *a = g_utf8_casefold(reg->partner_name, -1), *b = g_utf8_casefold(name, -1);
		gboolean same = partner ? role_partner(part, reg) == partner : g_str_equal(a, b);
		if (same && (reg->status == REGISTER_PROPOSED || reg->status == REGISTER_ACTIVE))
			return reg;
	}
	return NULL;
}

static void register_new(Turn *t, const char *partner_name, const char *proposer)
{
	Decision *d = t->d;
	const Partner *partner = roster_partner_named(d->part->roster, partner_name);
	g_autofree char *id = g_strdup_printf("WR-%" G_GINT64_FORMAT, decision_count(d, "register"));
	g_autofree char *rev_id = g_strdup_printf("%s/1", id);
	Register *reg = ADD(d, Register, register, id);
	record_set(&reg->partner, partner ? partner->id : NULL);
	record_set(&reg->partner_name, partner ? partner->name : partner_name);
	record_set(&reg->oc,
		   d->part->rules->default_oc ? d->part->rules->default_oc : d->part->roster->alliance_committee);
	record_set(&reg->proposer, proposer);
	record_set(&reg->revision, rev_id);
	reg->status = REGISTER_PROPOSED;
	reg->revisions = 1;
	reg->proposed = reg->moved = d->now;
	Revision *rev = ADD(d, Revision, revision, rev_id);
	record_set(&rev->register_id, id);
	rev->route = ROUTE_CREATION;
	rev->stage = STAGE_PROPOSAL;
	rev->entered = d->now;
	g_free(d->register_id);
	d->register_id = g_strdup(id);
	t->reg = reg;
	t->rev = rev;
}

void owner_ask(Turn *t, const char *detail)
{
	AskPut put = {.kind = ASK_ASSIGN_OWNER,
		      .register_id = t->reg->id,
		      .revision = t->rev ? t->rev->id : NULL,
		      .detail = detail};
	ask_open(t->d, &put);
}

static void ask_own(Turn *t, const char *person)
{
	AskPut put = {.kind = ASK_OWN,
		      .register_id = t->reg->id,
		      .revision = t->rev ? t->rev->id : NULL,
		      .subject = t->reg->id,
		      .person = person};
	ask_open(t->d, &put);
}

static void proposal_letter(Turn *t, LetterKind kind, const char *partner_name)
{
	Letter *letter = turn_letter(t, kind);
	if (!letter)
		return;
	letter->register_id = t->reg && !letter->register_id ? g_strdup(t->reg->id) : letter->register_id;
	letter_value(letter, "partner_name", partner_name);
	letter_value(letter, "why", t->d->why);
	letter_value(letter, "expected",
		     "PROPOSE and the name of the partner, from a board- or leadership-level member company or "
		     "from the partner itself");
}

/* R3.1-1: outside proposals wait for the VP. */
static void proposal_from_outside(Turn *t, const char *partner_name)
{
	g_autofree char *quoted = text_line(t->text ? t->text : "", 1000);
	g_autofree char *detail = g_strdup_printf("partner=%s\nproposer=%s\ntext=%s", partner_name, t->address, quoted);
	decision_row(t->d, "proposal-from-outside", DISPOSED_PROPOSAL_HELD,
		     "A proposal from outside is held until the VP takes it up (R3.1-1, R3.1-2).");
	t->d->disposition = DISPOSED_PROPOSAL_HELD;
	AskPut put = {.kind = ASK_PROPOSAL, .subject = t->event->mail, .detail = detail};
	ask_open(t->d, &put);
	proposal_letter(t, LETTER_PROPOSAL_HELD, partner_name);
}

static void proposal_refuse(Turn *t, const char *partner_name, const char *row, const char *why)
{
	t->d->row = row;
	decision_row(t->d, row, DISPOSED_INITIATIVE_REFUSED, "%s", why);
	t->d->disposition = DISPOSED_INITIATIVE_REFUSED;
	proposal_letter(t, LETTER_PROPOSAL_REFUSED, partner_name);
	t->refused = TRUE;
}

void proposal_propose(Turn *t)
{
	const Roster *roster = t->d->part->roster;
	g_autofree char *name = text_line(t->argument ? t->argument : "", NAME_MAX_CHARS);
	g_strstrip(name);
	if (!*name) {
		proposal_refuse(t, NULL, "proposal-without-partner", "The proposal does not name the partner.");
		return;
	}
	if (register_of_partner(t->d->part, name)) {
		proposal_refuse(t, name, "proposal-second",
				"There is a register with this partner already; one partner has one register.");
		return;
	}
	if (!t->person) {
		proposal_from_outside(t, name);
		return;
	}
	const Partner *partner = roster_partner_named(roster, name);
	const Person *person = roster_person(roster, t->person);
	if (!person->company && partner) { /* a known partner's own person: from outside all the same */
		t->address = t->event->address ? t->event->address : person->mail[0];
		proposal_from_outside(t, name);
		return;
	}
	if (!roster_can_propose(roster, t->person)) {
		proposal_refuse(t, name, "proposal-without-right",
				"Registers are proposed by board- or leadership-level member companies, or by the "
				"partner itself (R3.1-1).");
		return;
	}
	register_new(t, name, t->event->address);
	g_autofree char *owner_line = labelled(t->text, "Owner"), *oc_line = labelled(t->text, "OC");
	const Person *owner = owner_line ? roster_person_at(roster, owner_line) : NULL;
	const Body *oc = roster_body_named(roster, oc_line);
	if (oc && oc->kind == BODY_COMMITTEE)
		record_set(&t->reg->oc, oc->id);
	proposal_letter(t, LETTER_PROPOSAL_TAKEN, name);
	if (owner && roster_can_own(roster, owner->id))
		ask_own(t, owner->id);
	else
		owner_ask(t,
			  owner_line
				  ? "The owner named in the proposal is not an active member of the Alliance Committee."
				  : NULL);
}

void proposal_taken(Turn *t)
{
	g_auto(GStrv) addresses = text_addresses(t->argument ? t->argument : "");
	g_autofree char *partner = NULL, *proposer = NULL, *board = NULL;
	g_auto(GStrv) lines = g_strsplit(t->ask->detail ? t->ask->detail : "", "\n", 3);
	for (guint i = 0; lines[i]; i++) {
		if (g_str_has_prefix(lines[i], "partner="))
			partner = g_strdup(lines[i] + 8);
		else if (g_str_has_prefix(lines[i], "proposer="))
			proposer = g_strdup(lines[i] + 9);
	}
	if (!addresses[0] || !partner) {
		turn_refuse(t, t->argument, "TAKE with the addresses of the people who decide for the partner",
			    "The proposal is still held.");
		return;
	}
	if (register_of_partner(t->d->part, partner)) {
		turn_refuse(t, partner, "a partner without a register", "The proposal is still held; REFUSE it.");
		return;
	}
	board = g_strjoinv(" ", addresses);
	register_new(t, partner, proposer);
	record_set(&t->reg->partner_board, board);
	AskPut put = {.kind = ASK_PARTNER_BOARD, .register_id = t->reg->id, .revision = t->rev->id, .addresses = board};
	ask_open(t->d, &put);
}

void proposal_refused(Turn *t)
{
	g_auto(GStrv) lines = g_strsplit(t->ask->detail ? t->ask->detail : "", "\n", 3);
	const char *proposer = NULL, *partner = NULL;
	for (guint i = 0; lines[i]; i++) {
		if (g_str_has_prefix(lines[i], "partner="))
			partner = lines[i] + 8;
		else if (g_str_has_prefix(lines[i], "proposer="))
			proposer = lines[i] + 9;
	}
	if (!proposer)
		return;
	Letter *letter = decision_letter(t->d, LETTER_PROPOSAL_REFUSED, t->ask->id, NULL, proposer);
	letter_value(letter, "partner_name", partner);
	letter_value(letter, "why", t->argument && *t->argument ? t->argument : t->d->why);
}

void partner_board_agrees(Turn *t)
{
	owner_ask(t, "The partner's board has agreed to the proposal.");
}

/* The person named behind OWNER, if active in the AC; the committee behind OC, if there is one. */
static const Person *owner_in(const Turn *t, const Body **out_oc, gboolean *out_bad_oc)
{
	g_auto(GStrv) addresses = text_addresses(t->argument ? t->argument : "");
	const Person *person = addresses[0] ? roster_person_at(t->d->part->roster, addresses[0]) : NULL;
	const char *oc = t->argument ? g_strrstr(t->argument, " OC ") : NULL;
	g_autofree char *oc_name = oc ? g_strstrip(g_strdup(oc + 4)) : NULL;
	*out_oc = roster_body_named(t->d->part->roster, oc_name);
	*out_bad_oc = oc && (!*out_oc || (*out_oc)->kind != BODY_COMMITTEE);
	return person;
}

gboolean owner_named_fits(const Turn *t)
{
	const Body *oc;
	gboolean bad_oc;
	const Person *person = owner_in(t, &oc, &bad_oc);
	return person && !bad_oc && roster_can_own(t->d->part->roster, person->id);
}

void owner_named(Turn *t)
{
	const Body *oc;
	gboolean bad_oc;
	const Person *person = owner_in(t, &oc, &bad_oc);
	if (oc && t->rev && t->rev->stage == STAGE_PROPOSAL)
		record_set(&EDIT(t->d, Register, register, t->reg->id)->oc, oc->id);
	ask_own(t, person->id);
}

void owner_unfit(Turn *t)
{
	turn_refuse(
		t, t->argument,
		"the address of an active member of the Alliance Committee, and where you name one, a committee, for "
		"instance \"OWNER bob@acme.example OC technical\"",
		"The register still needs an owner.");
}

gboolean owner_still_fits(const Turn *t)
{
	return roster_can_own(t->d->part->roster, t->asked ? t->asked->person : NULL);
}

/* Questions put to the owner go to the new one. */
static void owner_takes_over(Turn *t)
{
	g_autoptr(GPtrArray) asks = part_all(t->d->part, &ask_type);
	for (guint i = 0; i < asks->len; i++) {
		const Ask *open = asks->pdata[i];
		if (open->state != ASK_OPEN || open->role != ROLE_OWNER || g_strcmp0(open->register_id, t->reg->id))
			continue;
		AskPut put = {.kind = open->kind, .register_id = open->register_id, .revision = open->revision,
			      .subject = open->subject, .body = open->body, .detail = open->detail,
			      .due = open->due > t->d->now ? open->due : INSTANT_NONE};
		ask_open(t->d, &put);
	}
}

void owner_accepts(Turn *t)
{
	record_set(&EDIT(t->d, Register, register, t->reg->id)->owner, t->asked->person);
	if (!t->rev || t->rev->stage != STAGE_PROPOSAL)
		owner_takes_over(t);
}

void owner_declines(Turn *t)
{
	g_autofree char *why = text_line(t->argument && *t->argument ? t->argument : t->text ? t->text : "", 200);
	g_autofree char *detail = g_strdup_printf("%s declined%s%s", roster_name(t->d->part->roster, t->asked->person),
						  *why ? ": " : ".", why);
	owner_ask(t, detail);
}
