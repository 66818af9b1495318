/* SPDX-License-Identifier: MIT */
#include "invariants.h"
#include "base/text.h"
#include "domain/ballot.h"
#include "domain/milestones.h"
#include <string.h>

G_GNUC_PRINTF(2, 3) static const char *say(World *world, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_free(world->said);
	world->said = g_strdup_vprintf(format, args);
	va_end(args);
	return world->said;
}

/* Whether the body approved the content, or one that it differs from by minor changes. */
static gboolean approved_by(const World *world, const char *body, const char *content)
{
	g_autoptr(GPtrArray) ballots = part_all(world->part, &ballot_type);
	for (guint steps = 0; content && steps < 10; steps++) {
		for (guint i = 0; i < ballots->len; i++) {
			const Ballot *ballot = ballots->pdata[i];
			if (ballot->state == BALLOT_APPROVED && g_str_equal(ballot->body, body) &&
			    !g_strcmp0(ballot->content, content))
				return TRUE;
		}
		content = g_hash_table_lookup(world->minor, content);
	}
	return FALSE;
}

static char *bodies_needed(const World *world, const Register *reg)
{
	g_autoptr(GPtrArray) milestones = milestones_of(world->part, reg->approved_draft);
	char *list = words_add(reg->oc, world->roster->alliance_committee);
	for (guint i = 0; i < milestones->len; i++) {
		const char *committee = ballot_committee(world->part, ((Milestone *)milestones->pdata[i])->body);
		char *longer = committee ? words_add(list, committee) : g_strdup(list);
		g_free(list);
		list = longer;
	}
	return list;
}

static gboolean partner_said_yes(const World *world, const Register *reg)
{
	g_autoptr(GPtrArray) all = part_all(world->part, &asked_type);
	const Partner *partner = roster_partner(world->roster, reg->partner);
	for (guint i = 0; i < all->len; i++) {
		const Asked *asked = all->pdata[i];
		const Ask *ask = PART_GET(world->part, Ask, ask, asked->ask);
		const Person *person = roster_person(world->roster, asked->person);
		if (ask->kind == ASK_ACCEPTANCE && !g_strcmp0(ask->register_id, reg->id) &&
		    !g_strcmp0(asked->answer, "ACCEPT") && partner && person && !person->company &&
		    !g_strcmp0(asked->person, reg->accepted_by))
			return TRUE;
	}
	return FALSE;
}

const char *invariant_active(World *world)
{
	g_autoptr(GPtrArray) registers = part_all(world->part, &register_type);
	for (guint i = 0; i < registers->len; i++) {
		const Register *reg = registers->pdata[i];
		if (reg->status != REGISTER_ACTIVE)
			continue;
		g_autofree char *needed = bodies_needed(world, reg);
		g_auto(GStrv) bodies = words_split(needed);
		for (guint k = 0; bodies[k]; k++)
			if (!approved_by(world, bodies[k], reg->approved_content))
				return say(world, "I1: %s is active without the approval of %s", reg->id, bodies[k]);
		if (!approved_by(world, world->roster->board, reg->approved_content))
			return say(world, "I1: %s is active without the board's approval", reg->id);
		if (!reg->resolution)
			return say(world, "I1: %s is active without a resolution", reg->id);
		if (!partner_said_yes(world, reg))
			return say(world, "I1: %s is active without the partner's acceptance", reg->id);
	}
	return NULL;
}

static const char *seat_fits(World *world, const Ballot *ballot, const Seat *seat, Count *count)
{
	g_autoptr(GPtrArray) votes = part_all(world->part, &vote_type);
	guint counted = 0;
	count->roll += seat->dropped ? 0 : 1;
	for (guint i = 0; i < votes->len; i++) {
		const Vote *vote = votes->pdata[i];
		if (g_strcmp0(vote->seat, seat->id) || vote->state != VOTE_COUNTED)
			continue;
		counted++;
		if (g_strcmp0(seat->vote, vote->id))
			return say(world, "I2: %s counts, but is not the seat's vote", vote->id);
		if (seat->dropped)
			return say(world, "I2: %s counts although its seat was taken off the roll", vote->id);
		if (vote->received < ballot->opens || vote->received >= ballot->closes)
			return say(world, "I2: %s counts, but came when the ballot was not open", vote->id);
		count->voted++;
		count->yes += vote->choice == CHOICE_YES;
		count->no += vote->choice == CHOICE_NO;
		count->abstain += vote->choice == CHOICE_ABSTAIN;
	}
	if (counted > 1)
		return say(world, "I2: %u votes count for %s", counted, seat->id);
	return seat->vote && !counted ? say(world, "I2: the vote of %s does not count", seat->id) : NULL;
}

const char *invariant_votes(World *world)
{
	g_autoptr(GPtrArray) ballots = part_all(world->part, &ballot_type);
	g_autoptr(GPtrArray) seats = part_all(world->part, &seat_type);
	for (guint i = 0; i < ballots->len; i++) {
		const Ballot *ballot = ballots->pdata[i];
		Count count = {0};
		gboolean by_mail = FALSE;
		for (guint k = 0; k < seats->len; k++) {
			const Seat *seat = seats->pdata[k];
			if (g_strcmp0(seat->ballot, ballot->id))
				continue;
			const char *wrong = seat_fits(world, ballot, seat, &count);
			by_mail = TRUE;
			if (wrong)
				return wrong;
		}
		if (by_mail && (ballot->roll != count.roll || ballot->voted != count.voted ||
				ballot->yes != count.yes || ballot->no != count.no || ballot->abstain != count.abstain))
			return say(world, "I2: the head of %s does not count what is counted", ballot->id);
	}
	return NULL;
}

static gboolean names_choice(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " ,.;:\n\t\"", -1);
	for (guint i = 0; words[i]; i++)
		if (enumtab_value(&choice_words, words[i]) > CHOICE_NONE)
			return TRUE;
	return FALSE;
}

/* Letters that answer a voter's own mail, or ask it, may name the choice; they go to the voter alone. */
static gboolean of_voter(const Letter *letter)
{
	return letter->kind == LETTER_RECEIPT || letter->kind == LETTER_VOTE_LATE ||
	       letter->kind == LETTER_VOTE_NOT_COUNTED || letter->kind == LETTER_UNCLEAR ||
	       letter->kind == LETTER_ASK_CONFIRM || letter->kind == LETTER_ASK_VOTE ||
	       letter->kind == LETTER_ASK_REASON || letter->kind == LETTER_REMINDER ||
	       letter->kind == LETTER_ANSWERED || letter->kind == LETTER_SETTLED;
}

static const char *letter_secret(World *world, const Letter *letter)
{
	const Ballot *ballot = PART_GET(world->part, Ballot, ballot, letter->ballot);
	const Vote *vote = PART_GET(world->part, Vote, vote, letter->vote);
	if (vote && g_strcmp0(vote->person, letter->person))
		return say(world, "I3: %s shows the vote of another", letter->key);
	if (!ballot)
		return NULL;
	gboolean decided = ballot->state == BALLOT_APPROVED || ballot->state == BALLOT_REJECTED ||
			   ballot->state == BALLOT_NO_QUORUM;
	if (letter->kind == LETTER_RESULT && (!decided || (ballot->closes && world->now < ballot->closes)))
		return say(world, "I3: %s is a result before the close", letter->key);
	for (guint i = 0; !decided && !of_voter(letter) && letter->values && i < letter->values->len; i++)
		if (names_choice(((LetterValue *)letter->values->pdata[i])->text))
			return say(world, "I3: %s names a choice", letter->key);
	return NULL;
}

const char *invariant_secret(World *world)
{
	for (guint i = 0; i < world->last->letters->len; i++) {
		const char *wrong = letter_secret(world, world->last->letters->pdata[i]);
		if (wrong)
			return wrong;
	}
	return NULL;
}

const char *invariant_press(World *world)
{
	for (guint i = 0; i < world->last->letters->len; i++) {
		const Letter *letter = world->last->letters->pdata[i];
		if (letter->kind != LETTER_PRESS)
			continue;
		const Register *reg = PART_GET(world->part, Register, register, letter->register_id);
		g_autofree char *id = g_strdup_printf("%s:press", letter->register_id);
		const Item *item = PART_GET(world->part, Item, item, id);
		if (!reg || reg->status != REGISTER_ACTIVE)
			return say(world, "I4: %s is announced but not active", letter->register_id);
		if (!item || words_count(item->approvals) < 3 || item->not_before > world->now)
			return say(world, "I4: %s is announced without its approvals, or under embargo",
				   letter->register_id);
		if (g_strcmp0(letter_get(letter, "text"), item->text))
			return say(world, "I4: %s is announced with another text than was approved",
				   letter->register_id);
		if (!g_hash_table_add(world->announced, g_strdup(letter->register_id)))
			return say(world, "I4: %s is announced twice", letter->register_id);
	}
	return NULL;
}

const char *invariant_text(World *world)
{
	g_autoptr(GPtrArray) ballots = part_all(world->part, &ballot_type);
	for (guint i = 0; i < ballots->len; i++) {
		const Ballot *ballot = ballots->pdata[i];
		const Register *reg = PART_GET(world->part, Register, register, ballot->register_id);
		const Revision *rev = PART_GET(world->part, Revision, revision, ballot->revision);
		if (ballot->state != BALLOT_OPEN && ballot->state != BALLOT_MEETING)
			continue;
		if (!reg || !rev || g_strcmp0(reg->revision, rev->id) || g_strcmp0(rev->content, ballot->content))
			return say(world, "I5: %s is open on a text that is not the register's", ballot->id);
		if (rev->stage != STAGE_COMMITTEES && rev->stage != STAGE_BOARD)
			return say(world, "I5: %s is open in a stage without ballots", ballot->id);
	}
	return NULL;
}
