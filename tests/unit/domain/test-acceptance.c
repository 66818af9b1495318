/* SPDX-License-Identifier: MIT
 *
 * test-acceptance.c: the board's date, vote and resolution, the partner's answer, and the partner's changes.
 */
#include "world.h"
#include <string.h>

static void test_board_date(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_scheduling(world);
	world_answer(world, ASK_BOARD_DATE, "eve", "DATE", "2026-03-01", NULL);
	world_row(world, "board-day-unfit");
	world_answer(world, ASK_BOARD_DATE, "eve", "DATE", "12/4/2026", NULL);
	world_row(world, "board-day-unfit");
	world_answer(world, ASK_BOARD_DATE, "eve", "DATE", "4 May 2026", NULL);
	world_row(world, "board-day");
	table_int("the board's chair is told", world_count(world, LETTER_BOARD_DATE), 1);
	table_int("VP and owner may ask for another", world_open(world, ASK_ANOTHER_DATE), 2);
	world_answer(world, ASK_ANOTHER_DATE, "bob", "OTHER", "2026-05-11 I am away", NULL);
	table_int("no day any more", world_revision(world)->board_day, INSTANT_NONE);
	table_int("nobody else may", world_open(world, ASK_ANOTHER_DATE), 0);
	assert_non_null(strstr(world_ask(world, ASK_BOARD_DATE)->detail, "2026-05-11"));
	world_answer(world, ASK_BOARD_DATE, "eve", "DATE", "11 May 2026", NULL);
	world_until(world, world_revision(world)->board_day);
	world_stage(world, STAGE_BOARD);
	table_int("nobody can move it now", world_open(world, ASK_ANOTHER_DATE), 0);
}

static void test_board_calls(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_scheduling(world);
	world_answer(world, ASK_BOARD_DATE, "eve", "DATE", "4 May 2026", NULL);
	world_until(world, world_revision(world)->board_day);
	world_answer(world, ASK_BOARD_OPEN, "rex", "CALL", "when it suits", NULL);
	world_row(world, "board-call-no-day");
	world_answer(world, ASK_BOARD_OPEN, "rex", "CALL", "2026-05-08 15:00", NULL);
	table_int("owner, VP, contacts", world_count(world, LETTER_CALL), 4);
	world_until(world, world->now + 3 * DAY);
	assert_null(world_ballot(world, "board"));
	world_until(world, world->now + 3 * DAY);
	table_int("silence opens it", world_ballot(world, "board")->state, BALLOT_OPEN);
	g_autofree char *asked = world_asked(world, ASK_BOARD_OPEN, "rex");
	world_reply(world, asked, "CALL", "2026-05-14 15:00", NULL);
	world_row(world, "board-call");
	table_int("while it votes", world_ballot(world, "board")->state, BALLOT_OPEN);
	world_reply(world, asked, "OPEN", NULL, NULL);
	table_int("it is open", world->last->disposition, DISPOSED_ASK_SETTLED);
}

static void test_resolution(void **state)
{
	static const char *const bad[] = {NULL, "", "2026-17", "2026-17 soon", "4 May 2026"};
	g_autoptr(World) world = world_new();
	world_to_board(world);
	world_carry(world, "board");
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		world_answer(world, ASK_RESOLUTION, "rex", "RESOLUTION", bad[i], NULL);
		world_row(world, "resolution-unfit");
		world_stage(world, STAGE_BOARD);
	}
	world_answer(world, ASK_RESOLUTION, "rex", "RESOLUTION", "2026-17, of 4 May 2026",
		     "Resolved, that it is good.");
	world_stage(world, STAGE_ACCEPTANCE);
	table_text("number", world_register(world)->resolution, "2026-17");
	table_text("text", world_register(world)->resolution_text, "Resolved, that it is good.");
	table_int("the owner is asked", world_open(world, ASK_SEND), 1);
}

static void test_board_rejects(void **state)
{
	for (guint i = 0; i < 2; i++) {
		g_autoptr(World) world = world_new();
		world_to_board(world);
		world_vote(world, "board", "YNN");
		world_close(world, "board");
		world_row(world, "ballot-rejected");
		world_stage(world, STAGE_BOARD);
		world_answer(world, ASK_AFTER_REJECTION, "vera", i ? "DECLINED" : "DRAFTING",
			     i ? "no business sense" : NULL, NULL);
		world_stage(world, i ? STAGE_CLOSED : STAGE_DRAFTING);
		table_int("status", world_register(world)->status, i ? REGISTER_DECLINED : REGISTER_PROPOSED);
	}
	g_autoptr(World) world = world_new();
	world_to_board(world);
	world_close(world, "board");
	world_close(world, "board");
	world_row(world, "quorum-missed");
	world_answer(world, ASK_AGAIN, "rex", "BACK", NULL, NULL);
	world_stage(world, STAGE_SCHEDULING);
	table_int("the Executive Committee is asked", world_open(world, ASK_BOARD_DATE), 1);
}

static void test_one_contact_accepts(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_acceptance(world);
	const Letter *letter = world_letter(world, LETTER_ASK_ACCEPTANCE, "sam");
	assert_true(letter->owner_writes && letter->attach_draft && letter->attach_approval);
	world_answer(world, ASK_ACCEPTANCE, "sam", "ACCEPT", NULL, NULL);
	world_stage(world, STAGE_ACCEPTANCE);
	world_pass(world, DAY);
	world_answer(world, ASK_ACCEPTANCE, "sam", "ACCEPT", NULL, NULL); /* said again, it is no later */
	world_pass(world, DAY);
	world_stage(world, STAGE_CLOSED);
	table_text("by", world_register(world)->accepted_by, "sam");
}

static void test_declined_by_hold(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_acceptance(world);
	world_answer(world, ASK_ACCEPTANCE, "sam", "DECLINE", "not this year", NULL);
	world_pass(world, 2 * DAY);
	table_int("declined", world_register(world)->status, REGISTER_DECLINED);
	assert_non_null(strstr(letter_get(world_letter(world, LETTER_ENDED, "bob"), "why"), "not this year"));
}

static void test_contacts_alike(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_acceptance(world);
	world_answer(world, ASK_ACCEPTANCE, "sam", "DECLINE", "not now", NULL);
	world_answer(world, ASK_ACCEPTANCE, "sue", "DECLINE", "not now", NULL);
	world_stage(world, STAGE_CLOSED);
	table_int("declined", world_register(world)->status, REGISTER_DECLINED);
	table_int("the partner is told", world_letter(world, LETTER_ENDED, "sam") != NULL, TRUE);
}

static World *contradicted(const char *other)
{
	World *world = world_new();
	world_to_acceptance(world);
	world_answer(world, ASK_ACCEPTANCE, "sam", other, "not now", NULL);
	world_answer(world, ASK_ACCEPTANCE, "sue", g_str_equal(other, "CHANGES") ? "DECLINE" : "ACCEPT", "not now",
		     NULL);
	world_row(world, g_str_equal(other, "CHANGES") ? "partner-declines" : "partner-accepts");
	world_stage(world, STAGE_ACCEPTANCE);
	world_pass(world, 3 * DAY);
	world_stage(world, STAGE_ACCEPTANCE);
	table_int("the VP is asked", world_open(world, ASK_WHICH), 1);
	return world;
}

static void test_which(void **state)
{
	g_autoptr(World) accepted = contradicted("DECLINE");
	world_answer(accepted, ASK_WHICH, "vera", "ACCEPTED", NULL, NULL);
	table_int("accepted", world_register(accepted)->status, REGISTER_ACTIVE);
	table_text("by who accepted", world_register(accepted)->accepted_by, "sue");
	g_autoptr(World) declined = contradicted("DECLINE");
	world_answer(declined, ASK_WHICH, "vera", "DECLINED", NULL, NULL);
	table_int("declined", world_register(declined)->status, REGISTER_DECLINED);
	g_autoptr(World) again = contradicted("DECLINE");
	world_answer(again, ASK_WHICH, "vera", "AGAIN", NULL, NULL);
	table_int("asked again", world_count(again, LETTER_ASK_ACCEPTANCE), 2);
	world_answer(again, ASK_ACCEPTANCE, "sue", "ACCEPT", NULL, NULL);
	world_answer(again, ASK_ACCEPTANCE, "sam", "ACCEPT", NULL, NULL);
	world_stage(again, STAGE_CLOSED);
	/* Nobody accepted: the VP cannot say so for the partner (R3.2-7). */
	g_autoptr(World) nobody = contradicted("CHANGES");
	world_answer(nobody, ASK_WHICH, "vera", "ACCEPTED", NULL, NULL);
	world_stage(nobody, STAGE_ACCEPTANCE);
	table_int("refused", nobody->last->disposition, DISPOSED_REFUSED);
}

static World *changed(const char *text, const char *file)
{
	World *world = world_new();
	world_to_acceptance(world);
	world->file = file;
	world_answer(world, ASK_ACCEPTANCE, "sam", "CHANGES", NULL, text);
	world_stage(world, STAGE_COMMITTEES);
	table_int("the VP weighs it", world_open(world, ASK_SIGNIFICANT), 1);
	return world;
}

static void test_minor_changes(void **state)
{
	g_autoptr(World) world = changed(NULL, "file-b");
	table_text("OC, and AC while never active", world_revision(world)->required, "technical alliance");
	world_answer(world, ASK_SIGNIFICANT, "vera", "MINOR", "wording", NULL);
	world_carry(world, "technical");
	world_answer(world, ASK_OPEN_BALLOT, "jane", "OPEN", NULL, NULL);
	world_carry(world, "alliance");
	world_stage(world, STAGE_ACCEPTANCE);
	world_answer(world, ASK_SEND, "bob", "SEND", NULL, NULL);
	world->file = "file-c"; /* and once more */
	world_answer(world, ASK_ACCEPTANCE, "sue", "CHANGES", NULL, NULL);
	world_vote(world, "technical", "NNN");
	world_close(world, "technical");
	world_stage(world, STAGE_ACCEPTANCE);
	table_text("what was approved last is offered again", world_revision(world)->draft, "WR-1/1.2");
	table_int("to both", world_count(world, LETTER_ASK_ACCEPTANCE), 2);
	world_answer(world, ASK_ACCEPTANCE, "sam", "ACCEPT", NULL, NULL);
	world_answer(world, ASK_ACCEPTANCE, "sue", "ACCEPT", NULL, NULL);
	world_stage(world, STAGE_CLOSED);
	table_text("accepted", world_register(world)->approved_draft, "WR-1/1.2");
}

static void test_significant_changes(void **state)
{
	g_autoptr(World) world = changed("MILESTONE M1 storage 2028-01-31 acme: Map the storage model", "file-a");
	table_text("each committee whose milestones changed", world_revision(world)->required,
		   "technical alliance interop");
	world_carry(world, "technical");
	world_answer(world, ASK_OPEN_BALLOT, "jane", "OPEN", NULL, NULL);
	world_answer(world, ASK_OPEN_BALLOT, "ivy", "OPEN", NULL, NULL);
	world_vote(world, "alliance", "YYY");
	world_vote(world, "interop", "YYY");
	world_close(world, "interop");
	world_stage(world, STAGE_SCHEDULING); /* the VP was silent: significant */
	table_int("significant", world_revision(world)->significance, SIGNIFICANCE_YES);
	world_initiative(world, INITIATIVE_WITHDRAW, "bob", NULL, NULL);
	world_row(world, "withdraw-refused");
	world_answer(world, ASK_BOARD_DATE, "eve", "DATE", "8 June 2026", NULL);
	world_until(world, world_revision(world)->board_day + 2 * DAY);
	world_vote(world, "board", "NNN");
	world_close(world, "board");
	world_stage(world, STAGE_ACCEPTANCE);
	table_text("the text approved before", world_revision(world)->draft, "WR-1/1.1");
	table_int("route", world_revision(world)->route, ROUTE_CREATION);
}

static void test_weighed_last(void **state)
{
	static const struct {
		const char *word;
		Stage to;
	} cases[] = {{"MINOR", STAGE_ACCEPTANCE}, {"SIGNIFICANT", STAGE_SCHEDULING}};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(World) world = world_new();
		world->rules->ask_days = 60 * DAY;
		world_to_acceptance(world);
		world->file = "file-b";
		world_answer(world, ASK_ACCEPTANCE, "sam", "CHANGES", NULL, NULL);
		world_carry(world, "technical");
		world_answer(world, ASK_OPEN_BALLOT, "jane", "OPEN", NULL, NULL);
		world_carry(world, "alliance");
		world_stage(world, STAGE_COMMITTEES);
		world_answer(world, ASK_SIGNIFICANT, "vera", cases[i].word, "because", NULL);
		world_stage(world, cases[i].to);
	}
}

static void test_wider_changes(void **state)
{
	g_autoptr(World) world = changed("MILESTONE M4 marketing - -: A brochure", "file-a");
	world_answer(world, ASK_SIGNIFICANT, "vera", "MINOR", "wording", NULL);
	world_row(world, "weighed-wider");
	table_int("open", world_revision(world)->significance, SIGNIFICANCE_OPEN);
	world_answer(world, ASK_SIGNIFICANT, "vera", "SIGNIFICANT", "another committee", NULL);
	table_int("significant", world_revision(world)->significance, SIGNIFICANCE_YES);
}

static void test_changes_without_text(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_acceptance(world);
	world_answer(world, ASK_ACCEPTANCE, "sam", "CHANGES", NULL, NULL);
	world_row(world, "partner-changes-no-text");
	world_stage(world, STAGE_ACCEPTANCE);
	world_answer(world, ASK_CHANGED_TEXT, "sam", "*", NULL, "I forgot it.");
	world_row(world, "changed-text-missing");
	world->file = "file-b";
	world_answer(world, ASK_CHANGED_TEXT, "sam", "*", NULL, "Here it is.");
	world_stage(world, STAGE_COMMITTEES);
	table_int("the acceptance is no longer asked", world_open(world, ASK_ACCEPTANCE), 0);
}

/* A text that the owner changes during a partner's change is a new text: nothing said of the partner's holds for it. */
static void test_draft_during_change(void **state)
{
	g_autoptr(World) world = changed(NULL, "file-b");
	world_answer(world, ASK_SIGNIFICANT, "vera", "MINOR", "wording", NULL);
	world_draft(world, "bob", "file-d", NULL);
	world_answer(world, ASK_CONFIRM, "bob", "CONFIRM", NULL, NULL);
	world_stage(world, STAGE_DRAFTING);
	table_int("route", world_revision(world)->route, ROUTE_CREATION);
	world_answer(world, ASK_COMPLETE, "bob", "COMPLETE", NULL, NULL);
	world_answer(world, ASK_RETURN, "vera", "FINE", NULL, NULL);
	world_answer(world, ASK_OPEN_BALLOT, "tess", "PARALLEL", NULL, NULL);
	world_until(world, world_revision(world)->review_until);
	world_vote(world, "technical", "YYY");
	world_vote(world, "alliance", "YYY");
	world_vote(world, "interop", "YYY");
	world_close(world, "interop");
	world_stage(world, STAGE_SCHEDULING); /* the board votes */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_board_date),       cmocka_unit_test(test_board_calls),
		cmocka_unit_test(test_resolution),       cmocka_unit_test(test_board_rejects),
		cmocka_unit_test(test_one_contact_accepts), cmocka_unit_test(test_declined_by_hold),
		cmocka_unit_test(test_contacts_alike),
		cmocka_unit_test(test_which),            cmocka_unit_test(test_minor_changes),
		cmocka_unit_test(test_significant_changes), cmocka_unit_test(test_weighed_last),
		cmocka_unit_test(test_wider_changes),    cmocka_unit_test(test_changes_without_text),
		cmocka_unit_test(test_draft_during_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
