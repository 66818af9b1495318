/* SPDX-License-Identifier: MIT
 *
 * test-invariants.c: each invariant finds what it is there for: a violation planted in the records of a sound world.
 */
#include "invariants.h"
#include <string.h>

static void spoil_counted_content(World *world)
{
	record_set(&world_register(world)->approved_content, "another");
}

static void spoil_board(World *world)
{
	world_ballot(world, "board")->state = BALLOT_REJECTED;
}

static void spoil_committee(World *world)
{
	world_ballot(world, "interop")->state = BALLOT_NO_QUORUM;
}

static void spoil_acceptance(World *world)
{
	record_set(&world_register(world)->accepted_by, "bob");
}

static void spoil_resolution(World *world)
{
	record_set(&world_register(world)->resolution, NULL);
}

static void spoil_status(World *world)
{
	world_register(world)->status = REGISTER_WITHDRAWN;
}

static Vote *some_vote(World *world, const char *body)
{
	g_autofree char *id = g_strdup_printf("%s:acme.1", world_ballot(world, body)->id);
	Vote *vote = PART_GET(world->part, Vote, vote, id);
	assert_non_null(vote);
	return vote;
}

static void spoil_late(World *world)
{
	some_vote(world, "technical")->received = world_ballot(world, "technical")->closes;
}

static void spoil_early(World *world)
{
	some_vote(world, "technical")->received = world_ballot(world, "technical")->opens - 1;
}

static void spoil_head(World *world)
{
	world_ballot(world, "technical")->yes++;
}

static void spoil_roll(World *world)
{
	world_ballot(world, "technical")->roll--;
}

static void spoil_twice(World *world)
{
	Vote *copy = record_copy(some_vote(world, "technical"));
	record_set(&copy->id, "BAL-1:acme.9");
	part_put(world->part, copy);
}

static void spoil_dropped(World *world)
{
	PART_GET(world->part, Seat, seat, some_vote(world, "technical")->seat)->dropped = 1;
}

static void spoil_not_counted(World *world)
{
	some_vote(world, "technical")->state = VOTE_LATE;
}

static Letter *letter_planted(World *world, LetterKind kind)
{
	Letter *letter = decision_letter(world->last, kind, "planted", "carl", NULL);
	const Ballot *ballot = world_ballot(world, "technical");
	record_set(&letter->register_id, "WR-1");
	letter->ballot = g_strdup(ballot ? ballot->id : NULL);
	return letter;
}

static void spoil_result(World *world)
{
	letter_planted(world, LETTER_RESULT);
}

static void spoil_choice(World *world)
{
	letter_value(letter_planted(world, LETTER_CANCELLED), "why", "Acme said NO.");
}

static void spoil_others_vote(World *world)
{
	letter_planted(world, LETTER_RECEIPT)->vote = g_strdup(some_vote(world, "technical")->id);
}

static void spoil_press(World *world)
{
	letter_planted(world, LETTER_PRESS);
}

static void spoil_text(World *world)
{
	record_set(&world_revision(world)->content, "another");
}

static void spoil_stage(World *world)
{
	world_revision(world)->stage = STAGE_REVIEW;
}

static void spoil_waits(World *world)
{
	g_autoptr(GPtrArray) all = part_all(world->part, &moment_type);
	for (guint i = 0; i < all->len; i++)
		part_drop(world->part, &moment_type, ((Moment *)all->pdata[i])->id);
}

static void spoil_owner(World *world)
{
	record_set(&world_register(world)->owner, "tess");
}

static void spoil_nobody(World *world)
{
	g_autofree char *asked = world_asked(world, ASK_COMPLETE, "bob");
	PART_GET(world->part, Asked, asked, asked)->state = ASK_WITHDRAWN;
}

static void spoil_moment(World *world)
{
	world_ask(world, ASK_COMPLETE)->state = ASK_WITHDRAWN;
}

static void spoil_keys(World *world)
{
	letter_planted(world, LETTER_MOVED);
	letter_planted(world, LETTER_MOVED);
}

static void spoil_addressee(World *world)
{
	g_clear_pointer(&letter_planted(world, LETTER_MOVED)->person, g_free);
}

static void spoil_unlisted(World *world)
{
	world_register(world)->comments++;
}

static void go_voting(World *world)
{
	world_to_committees(world);
	world_vote(world, "technical", "YN-");
}

static void go_press(World *world)
{
	world_to_active(world);
	world_answer(world, ASK_PRESS_TEXT, "mia", "*", NULL, "We work together.");
}

static const struct {
	const char *name;
	void (*go)(World *);
	void (*spoil)(World *);
	const char *(*invariant)(World *);
	const char *says;
} cases[] = {
	{"no approval of the content", world_to_active, spoil_counted_content, invariant_active,
	 "without the approval of technical"},
	{"no approval of a committee", world_to_active, spoil_committee, invariant_active,
	 "without the approval of interop"},
	{"no approval of the board", world_to_active, spoil_board, invariant_active, "without the board's approval"},
	{"no resolution", world_to_active, spoil_resolution, invariant_active, "without a resolution"},
	{"accepted by one of ours", world_to_active, spoil_acceptance, invariant_active,
	 "without the partner's acceptance"},
	{"late vote", go_voting, spoil_late, invariant_votes, "was not open"},
	{"early vote", go_voting, spoil_early, invariant_votes, "was not open"},
	{"head", go_voting, spoil_head, invariant_votes, "does not count"},
	{"roll", go_voting, spoil_roll, invariant_votes, "does not count"},
	{"two votes", go_voting, spoil_twice, invariant_votes, "not the seat's vote"},
	{"off the roll", go_voting, spoil_dropped, invariant_votes, "taken off the roll"},
	{"not counted", go_voting, spoil_not_counted, invariant_votes, "does not count"},
	{"result", go_voting, spoil_result, invariant_secret, "before the close"},
	{"choice", go_voting, spoil_choice, invariant_secret, "names a choice"},
	{"another's vote", go_voting, spoil_others_vote, invariant_secret, "of another"},
	{"announced early", go_voting, spoil_press, invariant_press, "not active"},
	{"announced unapproved", go_press, spoil_press, invariant_press, "without its approvals"},
	{"other text", go_voting, spoil_text, invariant_text, "not the register's"},
	{"other stage", go_voting, spoil_stage, invariant_text, "without ballots"},
	{"nothing to come", world_to_drafting, spoil_waits, invariant_waits, "nothing will move"},
	{"no longer active", world_to_active, spoil_status, invariant_stays, "was active"},
	{"owner outside the AC", world_to_drafting, spoil_owner, invariant_owner, "who cannot"},
	{"put to nobody", world_to_drafting, spoil_nobody, invariant_whole, "put to nobody"},
	{"moment left", world_to_drafting, spoil_moment, invariant_whole, "not open"},
	{"one key twice", world_to_drafting, spoil_keys, invariant_whole, "have the key"},
	{"no addressee", world_to_drafting, spoil_addressee, invariant_whole, "no addressee"},
	{"change not listed", world_to_drafting, spoil_unlisted, invariant_whole, "is not listed"},
};

static void test_planted(void **state)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(World) world = world_new();
		cases[i].go(world);
		cases[i].spoil(world);
		g_hash_table_remove_all(world->keys); /* the last decision's letters are looked at again */
		const char *wrong = cases[i].invariant(world);
		if (!wrong || !strstr(wrong, cases[i].says))
			fail_msg("%s: said \"%s\"", cases[i].name, wrong ? wrong : "nothing");
	}
}

/* The second announcement of one register. */
static void test_announced_twice(void **state)
{
	g_autoptr(World) world = world_new();
	go_press(world);
	world_answer(world, ASK_PRESS_APPROVE, "vera", "APPROVE", NULL, NULL);
	world_answer(world, ASK_PRESS_APPROVE, "mia", "APPROVE", NULL, NULL);
	world_answer(world, ASK_PRESS_APPROVE, "pat", "APPROVE", NULL, NULL);
	assert_non_null(world_letter(world, LETTER_PRESS, "press@dmtf.example"));
	const char *wrong = invariant_press(world); /* the same letter looked at again is a second one */
	assert_non_null(strstr(wrong, "twice"));
}

static void test_key_used_before(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_drafting(world);
	const char *wrong = invariant_whole(world);
	assert_non_null(strstr(wrong, "the key of an earlier letter"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_planted),
		cmocka_unit_test(test_announced_twice),
		cmocka_unit_test(test_key_used_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
