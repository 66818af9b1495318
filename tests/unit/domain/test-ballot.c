/* SPDX-License-Identifier: MIT
 *
 * test-ballot.c: ballots of committees: what counts, what is too late, what a missed quorum and a rejection lead to,
 * what a chair may do, and what a changed text voids.
 */
#include "world.h"
#include <string.h>

static Seat *seat_of(const World *world, const char *body, const char *unit)
{
	g_autofree char *id = g_strdup_printf("%s:%s", world_ballot(world, body)->id, unit);
	return PART_GET(world->part, Seat, seat, id);
}

static int choice_of(const World *world, const char *body, const char *unit)
{
	const Vote *vote = PART_GET(world->part, Vote, vote, seat_of(world, body, unit)->vote);
	return vote ? vote->choice : CHOICE_NONE;
}

static World *in_parallel(void)
{
	World *world = world_new();
	world_to_review(world);
	world_answer(world, ASK_OPEN_BALLOT, "tess", "PARALLEL", NULL, NULL);
	world_until(world, world_revision(world)->review_until);
	return world;
}

static void test_opening(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	const Ballot *ballot = world_ballot(world, "technical");
	table_int("roll", ballot->roll, 3);
	table_text("content", ballot->content, world_revision(world)->content);
	table_int("one ballot in series", world_open(world, ASK_VOTE), 1);
	table_int("three members and an alternate", world_count(world, LETTER_ASK_VOTE), 4);
	table_int("asked of the seat", world_letter(world, LETTER_ASK_VOTE, "joe")->not_after, ballot->closes);
	world_answer(world, ASK_VOTE, "joe", "YES", NULL, NULL);
	table_int("the alternate votes for the seat", choice_of(world, "technical", "acme"), CHOICE_YES);
	world_answer(world, ASK_VOTE, "tess", "NO", NULL, "On second thought.");
	table_int("one vote a seat", world_ballot(world, "technical")->voted, 1);
	table_int("the last counts", choice_of(world, "technical", "acme"), CHOICE_NO);
	assert_non_null(strstr(letter_get(world_letter(world, LETTER_RECEIPT, "tess"), "replaces"), "YES"));
}

static void test_rejection_cancels(void **state)
{
	g_autoptr(World) world = in_parallel();
	world_vote(world, "alliance", "Y--");
	world_ballot_initiative(world, INITIATIVE_EXTEND, world_ballot(world, "alliance")->id, "jane", "2026-06-01");
	world_vote(world, "interop", "YYY");
	world_vote(world, "technical", "YNN");
	world_close(world, "technical");
	world_stage(world, STAGE_DRAFTING);
	table_int("cancelled", world_ballot(world, "alliance")->state, BALLOT_CANCELLED);
	table_int("no vote is open", world_open(world, ASK_VOTE), 0);
	assert_null(world_revision(world)->approved);
	g_autofree char *asked = world_asked(world, ASK_VOTE, "carl");
	world_reply(world, asked, "YES", NULL, NULL);
	world_row(world, "vote-ballot-over");
	table_int("told so", world_count(world, LETTER_VOTE_NOT_COUNTED), 1);
}

static void test_tie_fails(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	world_vote(world, "technical", "YNA");
	world_close(world, "technical");
	table_int("tie", world_ballot(world, "technical")->state, BALLOT_REJECTED);
	world_stage(world, STAGE_DRAFTING);
}

static void miss_quorum(World *world, const char *body)
{
	world_close(world, body);
	table_int("extended once", world_ballot(world, body)->extensions, 1);
	table_int("announced to all", world_count(world, LETTER_EXTENDED), g_str_equal(body, "interop") ? 3 : 4);
	world_close(world, body);
	table_int("failed", world_ballot(world, body)->state, BALLOT_NO_QUORUM);
	table_int("the chair is asked", world_open(world, ASK_AGAIN), 1);
}

static void test_quorum_missed(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	world_carry(world, "technical");
	world_answer(world, ASK_OPEN_BALLOT, "jane", "OPEN", NULL, NULL);
	world_answer(world, ASK_OPEN_BALLOT, "ivy", "PARALLEL", NULL, NULL);
	world_vote(world, "alliance", "YYY");
	world_vote(world, "interop", "Y--");
	miss_quorum(world, "interop");
	world_answer(world, ASK_AGAIN, "ivy", "AGAIN", NULL, NULL);
	table_int("a second round", world_ballot(world, "interop")->round, 2);
	world_vote(world, "interop", "-Y-");
	miss_quorum(world, "interop");
	world_answer(world, ASK_AGAIN, "ivy", "BACK", "nobody has time", NULL);
	world_stage(world, STAGE_DRAFTING);
	table_text("other approvals stand", world_revision(world)->approved, "technical alliance");
	world_answer(world, ASK_COMPLETE, "bob", "COMPLETE", NULL, NULL);
	world_answer(world, ASK_RETURN, "vera", "FINE", NULL, NULL);
	world_until(world, world_revision(world)->review_until);
	world_stage(world, STAGE_COMMITTEES);
	table_int("who has approved this text is not asked again", world_open(world, ASK_VOTE), 0);
	world_answer(world, ASK_OPEN_BALLOT, "ivy", "OPEN", NULL, NULL);
	world_carry(world, "interop");
	world_stage(world, STAGE_SCHEDULING);
}

static void test_when_received(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	Instant closes = world_ballot(world, "technical")->closes;
	world_until(world, closes - 10 * MINUTE);
	world_answer(world, ASK_VOTE, "tess", "YES", NULL, NULL);
	world->at = world->now - HOUR;
	world_answer(world, ASK_VOTE, "joe", "NO", NULL, "Received earlier, read later.");
	table_int("receipt decides, not the order of reading", choice_of(world, "technical", "acme"), CHOICE_YES);
	assert_non_null(letter_get(world_letter(world, LETTER_RECEIPT, "joe"), "overtaken"));
	world->now = closes + 5 * MINUTE;
	world->at = closes - 1;
	world_answer(world, ASK_VOTE, "tom", "YES", NULL, NULL);
	world_row(world, "vote-counted");
	world->at = closes;
	world_answer(world, ASK_VOTE, "tina", "YES", NULL, NULL);
	world_row(world, "vote-late");
	table_int("late is told", world_count(world, LETTER_VOTE_LATE), 1);
	table_int("and not counted", world_ballot(world, "technical")->voted, 2);
	world_close(world, "technical");
	table_int("approved", world_ballot(world, "technical")->state, BALLOT_APPROVED);
	world->at = closes - 1;
	g_autofree char *asked = world_asked(world, ASK_VOTE, "tina");
	world_reply(world, asked, "YES", NULL, NULL);
	world_row(world, "vote-ballot-over");
	world_reply(world, asked, "NO", NULL, NULL);
	world_row(world, "vote-late");
}

static void test_weak(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	world->standing = STANDING_WEAK;
	world->from = "tess@home.example";
	world_answer(world, ASK_VOTE, "tess", "NO", NULL, "From home.");
	world_row(world, "confirmation-asked");
	table_int("not counted yet", world_ballot(world, "technical")->voted, 0);
	assert_non_null(world_letter(world, LETTER_ASK_CONFIRM, "tess"));
	world_answer(world, ASK_CONFIRM, "tess", "CONFIRM", NULL, NULL);
	table_int("counted", choice_of(world, "technical", "acme"), CHOICE_NO);
	table_int("disposition", world->last->disposition, DISPOSED_CONFIRMED);
	table_int("one receipt", world_count(world, LETTER_RECEIPT), 1);
	table_int("its reason came with it", world_open(world, ASK_REASON), 0);
	world->standing = STANDING_WEAK;
	world_answer(world, ASK_VOTE, "tom", "YES", NULL, NULL);
	world_answer(world, ASK_CONFIRM, "tom", "NOT ME", NULL, NULL);
	table_int("not me", world->last->disposition, DISPOSED_NOT_ME);
	table_int("still one", world_ballot(world, "technical")->voted, 1);
	world->standing = STANDING_WEAK;
	world_answer(world, ASK_VOTE, "tina", "YES", NULL, NULL);
	g_autofree char *confirm = world_asked(world, ASK_CONFIRM, "tina");
	world_until(world, world_ballot(world, "technical")->closes);
	world_reply(world, confirm, "CONFIRM", NULL, NULL);
	table_int("too late to confirm", world_ballot(world, "technical")->voted, 1);
	g_autofree char *asked = world_asked(world, ASK_VOTE, "tina");
	world->standing = STANDING_WEAK;
	world_reply(world, asked, "YES", NULL, NULL);
	table_int("late, so nothing to confirm", world->last->disposition, DISPOSED_LATE);
}

static void test_weak_and_extended(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	world->standing = STANDING_WEAK;
	world_answer(world, ASK_VOTE, "tom", "YES", NULL, NULL);
	world_ballot_initiative(world, INITIATIVE_EXTEND, world_ballot(world, "technical")->id, "tess", "2026-06-01");
	world_pass(world, 20 * DAY);
	world_answer(world, ASK_CONFIRM, "tom", "CONFIRM", NULL, NULL);
	table_int("counted", world_ballot(world, "technical")->yes, 1);
}

static void test_no_and_its_reason(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	world_answer(world, ASK_VOTE, "tom", "NO", NULL, NULL);
	table_int("counts", world_ballot(world, "technical")->no, 1);
	world_answer(world, ASK_REASON, "tom", "*", NULL, "Too wide.");
	const Vote *vote = PART_GET(world->part, Vote, vote, seat_of(world, "technical", "bolt")->vote);
	table_text("reason", vote->comment, "Too wide.");
	world_answer(world, ASK_VOTE, "tina", "NO", NULL, NULL);
	world_close(world, "technical");
	table_int("the question ends with the ballot", world_open(world, ASK_REASON), 0);
	g_autoptr(World) strict = world_new();
	profile_set((Profile *)rules_profile(strict->rules, "committee"), "no-needs-reason", "yes");
	world_to_committees(strict);
	world_answer(strict, ASK_VOTE, "tom", "NO", NULL, NULL);
	world_row(strict, "vote-no-without-reason");
	table_int("does not count", strict->part ? world_ballot(strict, "technical")->no : 1, 0);
	world_answer(strict, ASK_VOTE, "tom", "NO", NULL, "Too wide.");
	table_int("counts", world_ballot(strict, "technical")->no, 1);
}

static void test_unclear(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	world_answer(world, ASK_VOTE, "tess", "unclear", NULL, "Yes and no.");
	world_row(world, "answer-unclear");
	assert_non_null(world_letter(world, LETTER_UNCLEAR, "tess"));
	table_int("never guessed", world_ballot(world, "technical")->voted, 0);
}

static void test_profiles(void **state)
{
	g_autoptr(World) world = world_new();
	Profile *profile = (Profile *)rules_profile(world->rules, "committee");
	profile_set(profile, "change", "first");
	profile_set(profile, "early-close", "yes");
	profile_set(profile, "doers-must-approve", "yes");
	world_to_committees(world);
	world_pass(world, 2 * HOUR);
	world_answer(world, ASK_VOTE, "tom", "YES", NULL, NULL);
	world_answer(world, ASK_VOTE, "tom", "NO", NULL, "x");
	world_row(world, "vote-already-cast");
	table_int("the first counts", choice_of(world, "technical", "bolt"), CHOICE_YES);
	world->at = world->now - HOUR;
	world_answer(world, ASK_VOTE, "tom", "NO", NULL, "Received first, read last.");
	table_int("the first received", choice_of(world, "technical", "bolt"), CHOICE_NO);
	table_int("one vote", world_ballot(world, "technical")->voted, 1);
	world_vote(world, "technical", "N-Y");
	assert_true(world_ballot(world, "technical")->closes == world->now + 1);
	world_pass(world, HOUR);
	table_int("acme would do the work and said NO", world_ballot(world, "technical")->state, BALLOT_REJECTED);
	assert_non_null(strstr(world_ballot(world, "technical")->why, "acme Inc"));
}

static void test_meeting(void **state)
{
	g_autoptr(World) world = world_new();
	profile_set((Profile *)rules_profile(world->rules, "committee"), "mode", "meeting");
	world_to_committees(world);
	table_int("state", world_ballot(world, "technical")->state, BALLOT_MEETING);
	world_answer(world, ASK_OUTCOME, "tess", "PASSED", "yesterday", NULL);
	table_int("numbers are needed", world->last->disposition, DISPOSED_REFUSED);
	world_answer(world, ASK_OUTCOME, "tess", "DEFERRED", "2026-05-04", NULL);
	world_row(world, "meeting-deferred");
	world_answer(world, ASK_OUTCOME, "tess", "PASSED", "2026-05-04 9/1/2", "Minutes attached.");
	table_int("approved", world_ballot(world, "technical")->state, BALLOT_APPROVED);
	table_text("its answer", PART_GET(world->part, Ask, ask, world_ballot(world, "technical")->ask)->answer,
		   "PASSED");
	table_int("numbers", world_ballot(world, "technical")->abstain, 2);
	world_answer(world, ASK_OPEN_BALLOT, "ivy", "OPEN", NULL, NULL);
	world_answer(world, ASK_OUTCOME, "ivy", "FAILED", "2026-05-04 1/9/2", NULL);
	world_stage(world, STAGE_DRAFTING);
}

static void test_chair(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	const char *id = world_ballot(world, "technical")->id;
	Instant closes = world_ballot(world, "technical")->closes;
	world_ballot_initiative(world, INITIATIVE_EXTEND, id, "tom", "2026-06-01");
	table_int("the chair alone", world->last->disposition, DISPOSED_INITIATIVE_REFUSED);
	world_ballot_initiative(world, INITIATIVE_EXTEND, id, "tess", "BAL-1 2026-03-01");
	table_int("never earlier", world_ballot(world, "technical")->closes, closes);
	world_ballot_initiative(world, INITIATIVE_EXTEND, id, "tess", "BAL-1 2026-06-01");
	assert_true(world_ballot(world, "technical")->closes > closes);
	table_int("initiative", world->last->disposition, DISPOSED_INITIATIVE);
	world_vote(world, "technical", "YYN");
	world_ballot_initiative(world, INITIATIVE_ROLL, id, "tess", "BAL-1 DROP crest");
	table_int("roll", world_ballot(world, "technical")->roll, 2);
	table_int("its vote no longer counts", world_ballot(world, "technical")->no, 0);
	g_autofree char *asked = world_asked(world, ASK_VOTE, "tina");
	world_reply(world, asked, "YES", NULL, NULL);
	world_row(world, "vote-not-on-roll");
	world_ballot_initiative(world, INITIATIVE_ROLL, id, "tess", "BAL-1 DROP crest");
	table_int("once only", world->last->disposition, DISPOSED_INITIATIVE_REFUSED);
	world_ballot_initiative(world, INITIATIVE_ROLL, id, "tess", "BAL-1 ADD crest");
	world_answer(world, ASK_VOTE, "tina", "YES", NULL, NULL);
	table_int("back on the roll", world_ballot(world, "technical")->yes, 3);
	world_ballot_initiative(world, INITIATIVE_RELEASE, id, "tess", "BAL-1");
	table_int("the VP alone", world_ballot(world, "technical")->released, 0);
	world_ballot_initiative(world, INITIATIVE_RELEASE, id, "vera", "BAL-1");
	table_int("released", world_ballot(world, "technical")->released, 1);
	world_ballot_initiative(world, INITIATIVE_CANCEL, id, "tess", "BAL-1 wrong roll");
	table_int("cancelled", world_ballot(world, "technical")->state, BALLOT_CANCELLED);
	world_answer(world, ASK_AGAIN, "tess", "AGAIN", NULL, NULL);
	world_carry(world, "technical");
}

/* B-1: whoever changes a text that is being voted on confirms first; then the ballots on the old one are void. */
static void test_draft_under_ballots(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	world_carry(world, "technical");
	world_answer(world, ASK_OPEN_BALLOT, "jane", "OPEN", NULL, NULL);
	world_vote(world, "alliance", "Y--");
	world_draft(world, "sam", "file-b", NULL);
	world_stage(world, STAGE_COMMITTEES);
	assert_non_null(world_letter(world, LETTER_ASK_CONFIRM, "sam"));
	table_int("still open", world_ballot(world, "alliance")->state, BALLOT_OPEN);
	world_draft(world, "bob", "file-a", NULL);
	table_int("the same text voids nothing", world_open(world, ASK_CONFIRM), 1);
	world_answer(world, ASK_CONFIRM, "sam", "CONFIRM", NULL, NULL);
	world_stage(world, STAGE_DRAFTING);
	table_int("void", world_ballot(world, "alliance")->state, BALLOT_CANCELLED);
	assert_null(world_revision(world)->approved);
	table_text("the new text", world_revision(world)->draft, "WR-1/1.2");
}

static void test_reminders(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	world_vote(world, "technical", "-Y-");
	guint reminded = 0;
	const Ballot *ballot = world_ballot(world, "technical");
	while (world_next_moment(world)->at < ballot->closes) {
		world_next(world);
		if (g_str_equal(world->last->row, "ballot-reminder")) {
			reminded++;
			table_int("those who have not voted", world_count(world, LETTER_REMINDER), 3);
			assert_null(world_letter(world, LETTER_REMINDER, "tom"));
		}
	}
	table_int("half-way, 2 days, 1 day", reminded, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opening),     cmocka_unit_test(test_rejection_cancels),
		cmocka_unit_test(test_tie_fails),   cmocka_unit_test(test_quorum_missed),
		cmocka_unit_test(test_when_received), cmocka_unit_test(test_weak),
		cmocka_unit_test(test_weak_and_extended),
		cmocka_unit_test(test_no_and_its_reason), cmocka_unit_test(test_unclear),
		cmocka_unit_test(test_profiles),    cmocka_unit_test(test_meeting),
		cmocka_unit_test(test_chair),       cmocka_unit_test(test_draft_under_ballots),
		cmocka_unit_test(test_reminders),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
