/* SPDX-License-Identifier: MIT
 *
 * test-roles.c: roles, not people (S1, S4), and what is stuck (S2): a new roster, somebody silent, somebody missing.
 */
#include "world.h"
#include <string.h>

static void test_owner_leaves(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_drafting(world);
	world_draft(world, "bob", "file-a", world_milestones);
	world_load(world, BEND_OWNER_LEFT);
	assert_non_null(world_letter(world, LETTER_ASK_ASSIGN_OWNER, "vera"));
	assert_non_null(world_letter(world, LETTER_ASK_COMPLETE, "vera"));
	assert_non_null(world_letter(world, LETTER_WITHDRAWN_ASK, "bob"));
	world_draft(world, "bob", "file-b", NULL);
	world_row(world, "draft-not-theirs");
	world_initiative(world, INITIATIVE_WITHDRAW, "bob", NULL, NULL);
	world_row(world, "withdraw-refused");
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "bob@bolt.example", NULL);
	world_row(world, "owner-unfit");
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "REFUSE", "nobody wants it", NULL);
	world_row(world, "owner-refused-later");
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "carl@crest.example", NULL);
	world_answer(world, ASK_OWN, "carl", "ACCEPT", NULL, NULL);
	world_row(world, "owner-takes-over");
	assert_non_null(world_letter(world, LETTER_ASK_COMPLETE, "carl"));
	table_int("one question", world_open(world, ASK_COMPLETE), 1);
	world_answer(world, ASK_COMPLETE, "carl", "COMPLETE", NULL, NULL);
	world_row(world, "complete-declared");
}

/* R2.3-2, at any stage: an active register needs an owner as well. */
static void test_owner_leaves_active(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_active(world);
	world_load(world, BEND_OWNER_LEFT);
	assert_non_null(world_letter(world, LETTER_ASK_CONTACTS, "vera"));
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "REFUSE", "no", NULL);
	world_row(world, "owner-refused-later");
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "jane@acme.example", NULL);
	world_answer(world, ASK_OWN, "jane", "DECLINE", NULL, NULL);
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "carl@crest.example", NULL);
	world_answer(world, ASK_OWN, "carl", "ACCEPT", NULL, NULL);
	table_text("owner", world_register(world)->owner, "carl");
	assert_non_null(world_letter(world, LETTER_ASK_CONTACTS, "carl"));
}

/* ... and the question for one outlives the acceptance. */
static void test_owner_leaves_at_the_end(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_acceptance(world);
	world_load(world, BEND_OWNER_LEFT);
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "carl@crest.example", NULL);
	world_answer(world, ASK_ACCEPTANCE, "sam", "ACCEPT", NULL, NULL);
	world_answer(world, ASK_ACCEPTANCE, "sue", "ACCEPT", NULL, NULL);
	world_stage(world, STAGE_CLOSED);
	world_answer(world, ASK_OWN, "carl", "ACCEPT", NULL, NULL);
	table_text("owner", world_register(world)->owner, "carl");
}

static void test_owner_leaves_overdue(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_drafting(world);
	world_pass(world, 33 * DAY);
	world_load(world, BEND_OWNER_LEFT);
	world_answer(world, ASK_ASSIGN_OWNER, "vera", "OWNER", "carl@crest.example", NULL);
	world_answer(world, ASK_OWN, "carl", "ACCEPT", NULL, NULL);
	assert_true(world_ask(world, ASK_COMPLETE)->due > world->now);
}

static void test_owner_leaves_before_accepting(void **state)
{
	g_autoptr(World) world = world_new();
	world_initiative(world, INITIATIVE_PROPOSE, "jane", "SNIA", "Owner: bob@bolt.example");
	world_load(world, BEND_OWNER_LEFT);
	world_answer(world, ASK_OWN, "bob", "ACCEPT", NULL, NULL);
	world_row(world, "owner-no-longer-fits");
	world_stage(world, STAGE_PROPOSAL);
	table_int("the VP is asked", world_open(world, ASK_ASSIGN_OWNER), 1);
}

static void test_chair_changes(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_review(world);
	g_autofree char *old = world_asked(world, ASK_OPEN_BALLOT, "tess");
	world_load(world, BEND_OC_CHAIR);
	assert_non_null(world_letter(world, LETTER_ASK_OPEN_BALLOT, "tina"));
	assert_non_null(world_letter(world, LETTER_WITHDRAWN_ASK, "tess"));
	world_reply(world, old, "PARALLEL", NULL, NULL);
	world_row(world, "answer-settled");
	table_int("not the chair's word", world_revision(world)->order, ORDER_SERIES);
	world_answer(world, ASK_OPEN_BALLOT, "tina", "LATER", "2026-05-04", NULL);
	assert_null(world_letter(world, LETTER_REMINDER, "tess"));
	world_answer(world, ASK_OPEN_BALLOT, "tina", "PARALLEL", NULL, NULL);
	table_int("parallel", world_revision(world)->order, ORDER_PARALLEL);
}

static void test_voter_leaves(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	world_vote(world, "technical", "-Y-");
	g_autofree char *old = world_asked(world, ASK_VOTE, "tom");
	world_load(world, BEND_VOTER_LEFT);
	table_int("the vote cast stands", world_ballot(world, "technical")->yes, 1);
	assert_non_null(world_letter(world, LETTER_ASK_VOTE, "ted"));
	world_reply(world, old, "NO", NULL, "I have left.");
	world_row(world, "vote-not-on-roll");
	world_answer(world, ASK_VOTE, "ted", "NO", NULL, "We think otherwise.");
	table_int("superseded", world_ballot(world, "technical")->no, 1);
	table_int("one vote a seat", world_ballot(world, "technical")->voted, 1);
}

static void test_contact_changes(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_acceptance(world);
	world_load(world, BEND_NEW_CONTACT);
	assert_null(world_letter(world, LETTER_ASK_ACCEPTANCE, "sol"));
	assert_non_null(world_letter(world, LETTER_ASK_TAKE_OVER, "vera"));
	world_answer(world, ASK_ACCEPTANCE, "sue", "ACCEPT", NULL, NULL);
	table_int("who is no contact any more cannot accept", world->last->disposition, DISPOSED_REFUSED);
	world_answer(world, ASK_TAKE_OVER, "vera", "AGREE", NULL, NULL);
	assert_non_null(world_letter(world, LETTER_ASK_ACCEPTANCE, "sol"));
	world_answer(world, ASK_ACCEPTANCE, "sam", "ACCEPT", NULL, NULL);
	world_answer(world, ASK_ACCEPTANCE, "sol", "ACCEPT", NULL, NULL);
	world_stage(world, STAGE_CLOSED);
	g_autoptr(World) refused = world_new();
	world_to_acceptance(refused);
	world_load(refused, BEND_NEW_CONTACT);
	world_answer(refused, ASK_TAKE_OVER, "vera", "REFUSE", "not confirmed", NULL);
	world_answer(refused, ASK_ACCEPTANCE, "sam", "ACCEPT", NULL, NULL);
	world_pass(refused, 3 * DAY);
	world_stage(refused, STAGE_CLOSED);
}

/* Whom the VP has let go does not decide with an answer given before. */
static void test_contact_replaced_after_answering(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_acceptance(world);
	world_answer(world, ASK_ACCEPTANCE, "sue", "ACCEPT", NULL, NULL);
	world_load(world, BEND_NEW_CONTACT);
	world_answer(world, ASK_TAKE_OVER, "vera", "AGREE", NULL, NULL);
	world_pass(world, 3 * DAY);
	world_stage(world, STAGE_ACCEPTANCE);
	world_answer(world, ASK_ACCEPTANCE, "sam", "ACCEPT", NULL, NULL);
	world_pass(world, 3 * DAY);
	world_stage(world, STAGE_CLOSED);
}

/* R3.2-7: without a contact nobody of ours accepts in the partner's place. */
static void test_no_contacts(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_acceptance(world);
	world_load(world, BEND_NO_CONTACTS);
	assert_non_null(world_letter(world, LETTER_ASK_CONTACT, "bob"));
	assert_null(world_letter(world, LETTER_ASK_TAKE_OVER, "vera"));
	world_answer(world, ASK_CONTACT, "bob", "*", NULL, "Sol Name <sol@snia.example>");
	assert_non_null(world_letter(world, LETTER_QUESTION, "vera"));
	g_autoptr(World) before = world_new();
	world_to_scheduling(before);
	world_load(before, BEND_NO_CONTACTS);
	world_answer(before, ASK_BOARD_DATE, "eve", "DATE", "4 May 2026", NULL);
	world_until(before, world_revision(before)->board_day + 2 * DAY);
	world_carry(before, "board");
	world_answer(before, ASK_RESOLUTION, "rex", "RESOLUTION", "2026-17 4 May 2026", NULL);
	world_answer(before, ASK_SEND, "bob", "SEND", NULL, NULL);
	world_stage(before, STAGE_ACCEPTANCE);
	g_autofree char *ours = world_asked(before, ASK_ACCEPTANCE, "bob");
	if (ours)
		world_reply(before, ours, "ACCEPT", NULL, NULL);
	world_stage(before, STAGE_ACCEPTANCE);
	world_load(before, BEND_NOTHING);
	world_answer(before, ASK_TAKE_OVER, "vera", "AGREE", NULL, NULL);
	world_answer(before, ASK_ACCEPTANCE, "sam", "ACCEPT", NULL, NULL);
	world_answer(before, ASK_ACCEPTANCE, "sue", "ACCEPT", NULL, NULL);
	world_stage(before, STAGE_CLOSED);
}

static void test_complete_needs_contact(void **state)
{
	static const guint bends[] = {BEND_NO_CONTACTS, BEND_NO_PARTNER};
	for (guint i = 0; i < G_N_ELEMENTS(bends); i++) {
		g_autoptr(World) world = world_bent(bends[i]);
		world_to_drafting(world);
		world_draft(world, "bob", "file-a", NULL);
		world_answer(world, ASK_COMPLETE, "bob", "COMPLETE", NULL, NULL);
		world_row(world, "complete-too-early");
	}
}

static void test_vp_is_owner(void **state)
{
	g_autoptr(World) world = world_bent(BEND_VP_OWNS);
	world_initiative(world, INITIATIVE_PROPOSE, "jane", "SNIA", "Owner: vera@acme.example");
	world_answer(world, ASK_OWN, "vera", "ACCEPT", NULL, NULL);
	world_draft(world, "vera", "file-a", NULL);
	world_answer(world, ASK_COMPLETE, "vera", "COMPLETE", NULL, NULL);
	assert_non_null(world_letter(world, LETTER_ASK_RETURN, "eve"));
	world_load(world, BEND_VP_OWNS | BEND_OC_CHAIR);
	world_answer(world, ASK_RETURN, "eve", "FINE", NULL, NULL);
	world_stage(world, STAGE_REVIEW);
}

static World *silent_owner(void)
{
	World *world = world_new();
	world_to_acceptance(world);
	world_initiative(world, INITIATIVE_RECALL, "bob", NULL, NULL);
	world_answer(world, ASK_COMPLETE, "bob", "COMPLETE", NULL, NULL);
	world_answer(world, ASK_RETURN, "vera", "FINE", NULL, NULL);
	world_answer(world, ASK_OPEN_BALLOT, "tess", "PARALLEL", NULL, NULL);
	world_until(world, world_revision(world)->review_until);
	world_vote(world, "technical", "YYY");
	world_vote(world, "alliance", "YYY");
	world_vote(world, "interop", "YYY");
	world_close(world, "interop");
	world_until(world, world_ask(world, ASK_BOARD_DATE)->due + 8 * DAY); /* eve is silent */
	table_int("stuck", world_open(world, ASK_STUCK), 1);
	return world;
}

static void test_stuck(void **state)
{
	g_autoptr(World) wait = silent_owner();
	world_answer(wait, ASK_STUCK, "vera", "WAIT", "for ever", NULL);
	world_row(wait, "stuck-wait-no-day");
	g_autofree char *day = instant_format(wait->now + 20 * DAY);
	world_answer(wait, ASK_STUCK, "vera", "WAIT", day, NULL);
	world_row(wait, "stuck-wait");
	assert_true(world_ask(wait, ASK_BOARD_DATE)->due > wait->now + 19 * DAY);
	world_pass(wait, 30 * DAY);
	table_int("stuck again", world_open(wait, ASK_STUCK), 1);
	world_answer(wait, ASK_STUCK, "vera", "REPLACE", "somebody", NULL);
	table_int("an address is needed", wait->last->disposition, DISPOSED_REFUSED);
	world_answer(wait, ASK_STUCK, "vera", "REPLACE", "rita@acme.example", NULL);
	assert_non_null(world_letter(wait, LETTER_ASK_BOARD_DATE, "rita"));
	world_load(wait, BEND_OC_CHAIR);
	g_autofree char *later = instant_format(wait->now + 9 * DAY);
	world_answer(wait, ASK_BOARD_DATE, "rita", "DATE", later, NULL);
	world_row(wait, "board-day");
	g_autoptr(World) back = silent_owner();
	world_answer(back, ASK_STUCK, "vera", "BACK", NULL, NULL);
	world_stage(back, STAGE_DRAFTING);
	g_autoptr(World) withdraw = silent_owner();
	world_answer(withdraw, ASK_STUCK, "vera", "WITHDRAW", "no hope", NULL);
	table_int("withdrawn", world_register(withdraw)->status, REGISTER_WITHDRAWN);
	g_autoptr(World) late = silent_owner();
	world_answer(late, ASK_BOARD_DATE, "eve", "DATE", "1 September 2026", NULL);
	table_int("the answer that came after all", world_open(late, ASK_STUCK), 0);
	g_autoptr(World) silent = silent_owner();
	world_until(silent, world_ask(silent, ASK_STUCK)->due + 8 * DAY);
	table_int("one question", world_open(silent, ASK_STUCK), 1);
	world_answer(silent, ASK_STUCK, "eve", "BACK", NULL, NULL); /* the VP is silent, too */
	world_stage(silent, STAGE_DRAFTING);
}

/* REPLACE does not put somebody of ours, or of nobody's, in the partner's place. */
static void test_stuck_acceptance(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_acceptance(world);
	world_until(world, world_ask(world, ASK_ACCEPTANCE)->due + 8 * DAY);
	world_answer(world, ASK_STUCK, "vera", "REPLACE", "tess@acme.example", NULL);
	table_int("refused", world->last->disposition, DISPOSED_REFUSED);
	world_answer(world, ASK_STUCK, "vera", "REPLACE", "sue@snia.example", NULL);
	world_answer(world, ASK_ACCEPTANCE, "sue", "ACCEPT", NULL, NULL);
	world_stage(world, STAGE_CLOSED);
}

static void test_stuck_drafting(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_drafting(world);
	world_until(world, world_ask(world, ASK_COMPLETE)->due + 8 * DAY);
	world_answer(world, ASK_STUCK, "vera", "BACK", NULL, NULL);
	world_row(world, "stuck-back-early");
	table_int("still asked", world_open(world, ASK_STUCK), 1);
}

static void test_unreachable(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	g_autofree char *asked = world_asked(world, ASK_VOTE, "tom");
	Event event = {.kind = EVENT_UNREACHABLE, .at = world->now, .asked = asked, .address = "tom@bolt.example",
		       .text = "550 no such user", .mail = "MAIL-99"};
	world_event(world, &event);
	assert_non_null(world_letter(world, LETTER_UNREACHABLE, "vera"));
	table_text("who", letter_get(world_letter(world, LETTER_UNREACHABLE, "tess"), "who"), "Tom Name");
}

/* A letter refused at once came in no mail: each question that does not reach an address is told of. */
static void test_unreachable_again(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	g_autofree char *asked = world_asked(world, ASK_VOTE, "tom");
	Event first = {.kind = EVENT_UNREACHABLE, .at = world->now, .asked = asked, .address = "tom@bolt.example",
		       .text = "550 no such user"};
	world_event(world, &first);
	g_autofree char *key = g_strdup(world_letter(world, LETTER_UNREACHABLE, "vera")->key);
	Event other = first;
	other.asked = NULL;
	other.register_id = "WR-1";
	world_event(world, &other);
	assert_string_not_equal(key, world_letter(world, LETTER_UNREACHABLE, "vera")->key);
}

static void test_fresh(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_committees(world);
	world->standing = STANDING_WEAK;
	world_initiative(world, INITIATIVE_FRESH_BALLOT, "tom", NULL, NULL);
	assert_non_null(world_letter(world, LETTER_ASK_VOTE, "tom"));
	world_initiative(world, INITIATIVE_FRESH_BALLOT, "rex", NULL, NULL);
	table_int("nothing is open", world->last->disposition, DISPOSED_INITIATIVE_REFUSED);
	world->standing = STANDING_WEAK;
	world_initiative(world, INITIATIVE_RECALL, "bob", "a mistake", NULL);
	world_stage(world, STAGE_COMMITTEES);
	world_answer(world, ASK_CONFIRM, "bob", "CONFIRM", NULL, NULL);
	world_stage(world, STAGE_DRAFTING);
	assert_non_null(strstr(letter_get(world_letter(world, LETTER_MOVED, "tess"), "why"), "recalled"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_owner_leaves),    cmocka_unit_test(test_owner_leaves_overdue),
		cmocka_unit_test(test_owner_leaves_active), cmocka_unit_test(test_owner_leaves_at_the_end),
		cmocka_unit_test(test_owner_leaves_before_accepting),
		cmocka_unit_test(test_chair_changes),   cmocka_unit_test(test_voter_leaves),
		cmocka_unit_test(test_contact_changes), cmocka_unit_test(test_contact_replaced_after_answering),
		cmocka_unit_test(test_no_contacts),     cmocka_unit_test(test_complete_needs_contact),
		cmocka_unit_test(test_vp_is_owner),     cmocka_unit_test(test_stuck),
		cmocka_unit_test(test_stuck_acceptance), cmocka_unit_test(test_stuck_drafting),
		cmocka_unit_test(test_unreachable),     cmocka_unit_test(test_unreachable_again),
		cmocka_unit_test(test_fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
