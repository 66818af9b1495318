/* SPDX-License-Identifier: MIT
 *
 * test-route.c: the way of a register from its proposal to the committees: proposals, drafts, feedback, and who may
 * take it back.
 */
#include "world.h"
#include <string.h>

static void test_series(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_active(world);
	const Register *reg = world_register(world);
	table_text("owner", reg->owner, "bob");
	table_text("resolution", reg->resolution, "2026-17");
	table_text("accepted by", reg->accepted_by, "sue");
	table_text("approved draft", reg->approved_draft, "WR-1/1.1");
	table_int("active letters: owner, VP, chair, EC, partner", world_count(world, LETTER_ACTIVE), 5);
	table_int("contacts, PR contact and announcement are asked for",
		  world_open(world, ASK_CONTACTS) + world_open(world, ASK_PR_CONTACT) +
			  world_open(world, ASK_PRESS_TEXT),
		  3);
}

static void test_parallel(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_review(world);
	world_answer(world, ASK_OPEN_BALLOT, "tess", "PARALLEL", NULL, NULL);
	world_stage(world, STAGE_REVIEW);
	world_until(world, world_revision(world)->review_until);
	world_stage(world, STAGE_COMMITTEES);
	table_text("required", world_revision(world)->required, "technical alliance interop");
	table_int("all three vote", world_open(world, ASK_VOTE), 3);
	table_int("no chair is asked", world_open(world, ASK_OPEN_BALLOT), 0);
	world_vote(world, "technical", "YYA");
	world_vote(world, "alliance", "YNY");
	world_vote(world, "interop", "-YY");
	world_close(world, "interop");
	world_stage(world, STAGE_SCHEDULING);
	table_text("approved", world_revision(world)->approved, "technical alliance interop");
}

static void test_proposals(void **state)
{
	g_autoptr(World) world = world_new();
	world_initiative(world, INITIATIVE_PROPOSE, "carl", "SNIA", NULL);
	world_row(world, "proposal-without-right");
	assert_non_null(strstr(letter_get(world_letter(world, LETTER_PROPOSAL_REFUSED, "carl"), "why"), "R3.1-1"));
	world_initiative(world, INITIATIVE_PROPOSE, "jane", " ", NULL);
	world_row(world, "proposal-without-partner");
	assert_null(world_register(world));
	world_initiative(world, INITIATIVE_PROPOSE, "jane", "SNIA", "Owner: carl@crest.example\nOC: Interop Committee");
	table_text("oc", world_register(world)->oc, "interop");
	assert_non_null(world_letter(world, LETTER_ASK_OWN, "carl"));
	world_initiative(world, INITIATIVE_PROPOSE, "rex", "snia", NULL);
	world_row(world, "proposal-second");
	world_initiative(world, INITIATIVE_PROPOSE, "rex", "OASIS", "Owner: rex@dune.example");
	table_int("whoever cannot own is not asked to", world_count(world, LETTER_ASK_OWN), 0);
	assert_non_null(world_letter(world, LETTER_ASK_ASSIGN_OWNER, "vera"));
}

static void test_proposal_from_outside(void **state)
{
	g_autoptr(World) world = world_new();
	world_initiative(world, INITIATIVE_PROPOSE, "amy@oasis.example", "OASIS", "We would like to work with you.");
	table_int("held", world->last->disposition, DISPOSED_PROPOSAL_HELD);
	assert_null(world_register(world));
	assert_non_null(world_letter(world, LETTER_PROPOSAL_HELD, "amy@oasis.example"));
	world_answer(world, ASK_PROPOSAL, "vera", "TAKE", "them all", NULL);
	table_int("refused without addresses", world->last->disposition, DISPOSED_REFUSED);
	assert_null(world_register(world));
	world_answer(world, ASK_PROPOSAL, "vera", "TAKE", "amy@oasis.example board@oasis.example", NULL);
	world_stage(world, STAGE_PROPOSAL);
	table_int("the partner's board is asked", world_count(world, LETTER_ASK_PARTNER_BOARD), 2);
	world_answer(world, ASK_PARTNER_BOARD, "board@oasis.example", "AGREE", NULL, NULL);
	assert_non_null(world_letter(world, LETTER_SETTLED, "amy@oasis.example"));
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "rex@dune.example", NULL);
	world_row(world, "owner-unfit");
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "bob@bolt.example OC nowhere", NULL);
	world_row(world, "owner-unfit");
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "bob@bolt.example OC interop", NULL);
	world_row(world, "owner-named");
	table_text("oc", world_register(world)->oc, "interop");
	world_answer(world, ASK_OWN, "bob", "DECLINE", "no time", NULL);
	world_row(world, "owner-declines");
	assert_non_null(strstr(world_ask(world, ASK_ASSIGN_OWNER)->detail, "no time"));
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "carl@crest.example", NULL);
	world_answer(world, ASK_OWN, "carl", "ACCEPT", NULL, NULL);
	world_stage(world, STAGE_DRAFTING);
}

static void test_proposal_refused(void **state)
{
	g_autoptr(World) world = world_new();
	world_initiative(world, INITIATIVE_PROPOSE, "amy@oasis.example", "OASIS", NULL);
	world_answer(world, ASK_PROPOSAL, "vera", "REFUSE", "out of scope", NULL);
	assert_null(world_register(world));
	table_text("why", letter_get(world_letter(world, LETTER_PROPOSAL_REFUSED, "amy@oasis.example"), "why"),
		   "out of scope");
	world_initiative(world, INITIATIVE_PROPOSE, "amy@oasis.example", "OASIS", NULL);
	world_answer(world, ASK_PROPOSAL, "vera", "TAKE", "board@oasis.example", NULL);
	world_answer(world, ASK_PARTNER_BOARD, "board@oasis.example", "DECLINE", "not now", NULL);
	world_stage(world, STAGE_CLOSED);
	table_int("declined", world_register(world)->status, REGISTER_DECLINED);
	assert_non_null(world_letter(world, LETTER_ENDED, "amy@oasis.example"));
	world_initiative(world, INITIATIVE_PROPOSE, "sam", "SNIA", NULL);
	table_int("a partner's person proposes from outside", world->last->disposition, DISPOSED_PROPOSAL_HELD);
}

/* What comes with COMPLETE is the draft that is declared complete. */
static void test_complete_with_draft(void **state)
{
	g_autoptr(World) world = world_new();
	world_initiative(world, INITIATIVE_PROPOSE, "jane", "SNIA", NULL);
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "bob@bolt.example", NULL);
	world_answer(world, ASK_OWN, "bob", "ACCEPT", NULL, NULL);
	world->file = "file-a";
	world_answer(world, ASK_COMPLETE, "bob", "COMPLETE", NULL, world_milestones);
	world_row(world, "complete-with-draft");
	table_text("draft", world_revision(world)->draft, "WR-1/1.1");
	assert_non_null(world_letter(world, LETTER_DRAFT_TAKEN, "bob"));
	assert_non_null(world_ask(world, ASK_RETURN));
	table_int("no longer asked", world_open(world, ASK_COMPLETE), 0);
}

static void test_drafts(void **state)
{
	g_autoptr(World) world = world_new();
	world_initiative(world, INITIATIVE_PROPOSE, "jane", "SNIA", NULL);
	world_draft(world, "sam", "file-a", NULL);
	world_row(world, "draft-before-owner");
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "bob@bolt.example", NULL);
	world_answer(world, ASK_OWN, "bob", "ACCEPT", NULL, NULL);
	world_answer(world, ASK_COMPLETE, "bob", "COMPLETE", NULL, NULL);
	world_row(world, "complete-too-early");
	world_draft(world, "carl", "file-a", NULL);
	world_row(world, "draft-not-theirs");
	table_int("refused", world->last->disposition, DISPOSED_DRAFT_REFUSED);
	world_draft(world, "sam", "file-a", world_milestones);
	table_text("draft", world_revision(world)->draft, "WR-1/1.1");
	world_draft(world, "bob", "file-b", NULL);
	assert_non_null(part_get(world->part, &milestone_type, "WR-1/1.2#M2")); /* kept from the draft before */
	table_int("one question", world_open(world, ASK_COMPLETE), 1);
	world_initiative(world, INITIATIVE_MILESTONES, "bob", NULL,
			 "MILESTONE M1 nowhere - -: x\nMILESTONE M3 technical - -: y");
	table_text("draft", world_revision(world)->draft, "WR-1/1.3");
	assert_non_null(strstr(letter_get(world_letter(world, LETTER_DRAFT_TAKEN, "bob"), "problems"), "nowhere"));
	world_initiative(world, INITIATIVE_MILESTONES, "sam", NULL, world_milestones);
	assert_non_null(world_letter(world, LETTER_INITIATIVE_REFUSED, "sam"));
	table_text("draft", world_revision(world)->draft, "WR-1/1.3");
	world->standing = STANDING_WEAK;
	world_draft(world, "bob", "file-c", NULL);
	table_text("kept, but not the text yet", world_revision(world)->draft, "WR-1/1.3");
	assert_non_null(part_get(world->part, &draft_type, "WR-1/1.4"));
	world_answer(world, ASK_CONFIRM, "bob", "CONFIRM", NULL, NULL);
	table_text("confirmed", world_revision(world)->draft, "WR-1/1.4");
}

static void test_return_and_call(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_drafting(world);
	world_draft(world, "bob", "file-a", NULL);
	world_answer(world, ASK_COMPLETE, "bob", "COMPLETE", NULL, NULL);
	world_answer(world, ASK_RETURN, "vera", "RETURN", "benefits are missing", NULL);
	world_stage(world, STAGE_DRAFTING);
	table_text("why", world_ask(world, ASK_COMPLETE)->detail, "benefits are missing");
	world_answer(world, ASK_COMPLETE, "bob", "COMPLETE", NULL, NULL);
	world_answer(world, ASK_RETURN, "vera", "CALL", "some day", NULL);
	world_row(world, "return-call-no-day");
	world_answer(world, ASK_RETURN, "vera", "CALL", "2026-03-20 15:00", NULL);
	table_int("owner, VP, both contacts", world_count(world, LETTER_CALL), 4);
	world_pass(world, 20 * DAY); /* the clock waited for the call */
	world_stage(world, STAGE_DRAFTING);
	world_pass(world, 5 * DAY);
	world_stage(world, STAGE_REVIEW);
	world_initiative(world, INITIATIVE_PULL_BACK, "vera", NULL, NULL);
	world_row(world, "pull-back-refused");
	world_initiative(world, INITIATIVE_PULL_BACK, "bob", NULL, NULL);
	world_stage(world, STAGE_DRAFTING);
	world_answer(world, ASK_COMPLETE, "bob", "COMPLETE", NULL, NULL);
	world_draft(world, "bob", "file-b", NULL);
	table_int("a new draft is looked at anew", world_open(world, ASK_RETURN), 0);
}

static void test_feedback(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_review(world);
	table_int("three committees, marketing and the working group", world_open(world, ASK_FEEDBACK), 5);
	world_answer(world, ASK_FEEDBACK, "ivy", "*", NULL, "Technical: the model is wrong.");
	static const char *const shown[] = {"tess", "vera", "bob", "jane", "mia"};
	for (guint i = 0; i < G_N_ELEMENTS(shown); i++)
		if (!world_letter(world, LETTER_FEEDBACK, shown[i]))
			fail_msg("%s is not shown the feedback", shown[i]);
	assert_null(world_letter(world, LETTER_FEEDBACK, "ivy"));
	table_int("its kind", PART_GET(world->part, Comment, comment, "WR-1.c1")->kind, COMMENT_TECHNICAL);
	world_answer(world, ASK_FEEDBACK, "ivy", "*", NULL, "And more of it.");
	world_answer(world, ASK_FEEDBACK, "wendy", "COMMIT", "M1 acme", NULL);
	table_text("a working group speaks to its parent", PART_GET(world->part, Comment, comment, "WR-1.c3")->body,
		   "technical");
	world_answer(world, ASK_FEEDBACK, "mia", "NONE", NULL, NULL);
	world_until(world, world_revision(world)->review_until);
	world_stage(world, STAGE_COMMITTEES);
	table_int("the working group keeps its say", world_open(world, ASK_FEEDBACK), 1);
	world_answer(world, ASK_FEEDBACK, "wendy", "DATE", "M1 2027-09-30", NULL);
	g_autofree char *late = world_asked(world, ASK_FEEDBACK, "ivy");
	world_reply(world, late, "*", NULL, "Too late?");
	table_int("late", world->last->disposition, DISPOSED_LATE);
	assert_non_null(world_letter(world, LETTER_FEEDBACK, "vera"));
	world_carry(world, "technical");
	table_int("until the OC has voted", world_open(world, ASK_FEEDBACK), 0);
}

static void test_review_dates(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_review(world);
	Instant first = world_revision(world)->review_until;
	world_answer(world, ASK_OPEN_BALLOT, "tess", "LATER", "2026-04-20", NULL);
	assert_true(world_revision(world)->review_until > first);
	table_int("the others are told", world_count(world, LETTER_REMINDER), 5);
	world_draft(world, "bob", "file-b", NULL);
	world_row(world, "draft-restarts-review");
	Instant second = world_revision(world)->review_until;
	world_until(world, second - HOUR);
	world_answer(world, ASK_OPEN_BALLOT, "tess", "OPEN", NULL, NULL);
	world_row(world, "open-said-early");
	world_until(world, second);
	world_stage(world, STAGE_COMMITTEES);
}

static void test_taking_back(void **state)
{
	static const struct {
		const char *name;
		void (*go)(World *);
		Stage recalled;      /* where RECALL leads, or the stage itself */
		gboolean owner_may;  /* withdraw */
	} cases[] = {
		{"drafting", world_to_drafting, STAGE_DRAFTING, TRUE},
		{"review", world_to_review, STAGE_DRAFTING, TRUE},
		{"committees", world_to_committees, STAGE_DRAFTING, TRUE},
		{"scheduling", world_to_scheduling, STAGE_DRAFTING, TRUE},
		{"board", world_to_board, STAGE_DRAFTING, TRUE},
		{"acceptance", world_to_acceptance, STAGE_DRAFTING, FALSE},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(World) world = world_new();
		cases[i].go(world);
		world_initiative(world, INITIATIVE_RECALL, "carl", "no reason", NULL);
		world_row(world, "recall-refused");
		world_initiative(world, INITIATIVE_WITHDRAW, "tess", "no reason", NULL);
		world_row(world, "withdraw-refused");
		world_initiative(world, INITIATIVE_WITHDRAW, "bob", "no reason", NULL);
		table_int(cases[i].name, world_register(world)->status,
			  cases[i].owner_may ? REGISTER_WITHDRAWN : REGISTER_PROPOSED);
		if (cases[i].owner_may) {
			table_int(cases[i].name, world_open(world, ASK_VOTE), 0);
			continue;
		}
		world_initiative(world, INITIATIVE_RECALL, "bob", "a mistake", NULL);
		world_stage(world, cases[i].recalled);
		assert_null(world_revision(world)->approved);
		assert_null(world_revision(world)->board_approved);
		world_initiative(world, INITIATIVE_WITHDRAW, "vera", "no reason", NULL);
		table_int(cases[i].name, world_register(world)->status, REGISTER_WITHDRAWN);
	}
	g_autoptr(World) world = world_new();
	world_to_board(world);
	world_carry(world, "board");
	world_initiative(world, INITIATIVE_WITHDRAW, "bob", "after the board's approval the VP alone", NULL);
	world_row(world, "withdraw-refused");
	world_initiative(world, INITIATIVE_WITHDRAW, "vera", NULL, NULL);
	world_stage(world, STAGE_CLOSED);
}

static void test_active_stays(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_active(world);
	world_initiative(world, INITIATIVE_WITHDRAW, "vera", "we no longer want it", NULL);
	world_row(world, "withdraw-refused");
	world_initiative(world, INITIATIVE_RECALL, "vera", NULL, NULL);
	world_row(world, "recall-refused");
	world_draft(world, "bob", "file-b", NULL);
	world_row(world, "draft-none-open");
	g_autofree char *asked = world_asked(world, ASK_ACCEPTANCE, "sam");
	world_reply(world, asked, "DECLINE", "we changed our mind", NULL);
	world_row(world, "answer-settled");
	table_int("active", world_register(world)->status, REGISTER_ACTIVE);
}

static void test_no_register(void **state)
{
	g_autoptr(World) world = world_new();
	world_initiative(world, INITIATIVE_RECALL, "bob", NULL, NULL);
	world_row(world, "initiative-names-no-register");
	world_initiative(world, INITIATIVE_STATUS, "bob", NULL, NULL);
	table_int("status", world_count(world, LETTER_STATUS), 1);
	world_initiative(world, INITIATIVE_DIGEST, "vera", NULL, NULL);
	table_int("digest", world_count(world, LETTER_DIGEST), 1);
	world_initiative(world, INITIATIVE_DIGEST, "bob", NULL, NULL);
	table_int("a digest is the VP's", world_count(world, LETTER_DIGEST), 0);
	world_initiative(world, INITIATIVE_EXTEND, "tess", "BAL-9 2026-12-01", NULL);
	table_int("no such ballot", world->last->disposition, DISPOSED_INITIATIVE_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_parallel),
		cmocka_unit_test(test_proposals),
		cmocka_unit_test(test_proposal_from_outside),
		cmocka_unit_test(test_proposal_refused),
		cmocka_unit_test(test_complete_with_draft),
		cmocka_unit_test(test_drafts),
		cmocka_unit_test(test_return_and_call),
		cmocka_unit_test(test_feedback),
		cmocka_unit_test(test_review_dates),
		cmocka_unit_test(test_taking_back),
		cmocka_unit_test(test_active_stays),
		cmocka_unit_test(test_no_register),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
