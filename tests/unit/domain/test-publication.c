/* SPDX-License-Identifier: MIT
 *
 * test-publication.c: what follows an acceptance: tasks that are tried again, the partner's contacts for the list desk,
 * the PR contact, and the announcement with its approvals and its embargo.
 */
#include "world.h"
#include <string.h>

static Item *item_of(const World *world, const char *kind)
{
	g_autofree char *id = g_strdup_printf("WR-1:%s", kind);
	return PART_GET(world->part, Item, item, id);
}

static void tried(World *world, const char *kind, gboolean done, const char *text)
{
	g_autofree char *id = g_strdup_printf("WR-1:%s", kind);
	Event event = {.kind = EVENT_ITEM, .at = world->now, .item = id, .done = done, .text = text, .why = text};
	world_event(world, &event);
}

static void test_tasks(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_active(world);
	table_int("ready", item_of(world, "site")->state, ITEM_READY);
	tried(world, "site", FALSE, "no route to host");
	table_int("waits", item_of(world, "site")->state, ITEM_WAITING);
	table_text("why", item_of(world, "site")->note, "no route to host");
	table_int("first interval", PART_GET(world->part, Moment, moment, "item/WR-1:site")->at,
		  world->now + 10 * MINUTE);
	world_pass(world, 10 * MINUTE);
	table_int("ready again", item_of(world, "site")->state, ITEM_READY);
	tried(world, "site", FALSE, "no route to host");
	table_int("doubled", PART_GET(world->part, Moment, moment, "item/WR-1:site")->at, world->now + 20 * MINUTE);
	for (guint i = 0; i < 20; i++) {
		world_until(world, PART_GET(world->part, Moment, moment, "item/WR-1:site")->at);
		tried(world, "site", FALSE, "no route to host");
	}
	table_int("a day at most", PART_GET(world->part, Moment, moment, "item/WR-1:site")->at, world->now + DAY);
	table_int("holds nothing up", item_of(world, "checkin")->state, ITEM_READY);
	tried(world, "checkin", TRUE, "r17");
	table_int("done", item_of(world, "checkin")->state, ITEM_DONE);
	tried(world, "checkin", FALSE, "again?");
	table_int("stays done", item_of(world, "checkin")->state, ITEM_DONE);
}

static void test_contacts(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_active(world);
	world_answer(world, ASK_CONTACTS, "bob", "*", NULL, "the usual people");
	table_int("addresses are needed", world->last->disposition, DISPOSED_REFUSED);
	world_answer(world, ASK_CONTACTS, "bob", "*", NULL, "Sam <sam@snia.example>\nSue <sue@snia.example>");
	table_int("list and working group, each on its own", world_open(world, ASK_LIST_DONE), 2);
	table_int("two letters", world_count(world, LETTER_ASK_LIST_DONE), 2);
	world_answer(world, ASK_LIST_DONE, "dmtf-requests@kavi.example", "*", NULL, "Which Sam?");
	table_int("passed on", world->last->disposition, DISPOSED_PASSED_ON);
	assert_non_null(world_letter(world, LETTER_QUESTION, "bob"));
	table_int("still open", world_open(world, ASK_LIST_DONE), 2);
	world_answer(world, ASK_LIST_DONE, "dmtf-requests@kavi.example", "DONE", NULL, NULL);
	world_answer(world, ASK_LIST_DONE, "dmtf-requests@kavi.example", "DONE", NULL, NULL);
	table_int("list", item_of(world, "list")->state, ITEM_DONE);
	table_int("group", item_of(world, "group")->state, ITEM_DONE);
	world_answer(world, ASK_PR_CONTACT, "bob", "*", NULL, "Pat");
	table_int("an address is needed", item_of(world, "pr-contact")->state, ITEM_WAITING);
	world_answer(world, ASK_PR_CONTACT, "bob", "*", NULL, "Pat <pat@snia.example>");
	assert_non_null(world_letter(world, LETTER_PR_CONTACT, "press@dmtf.example"));
	table_int("done", item_of(world, "pr-contact")->state, ITEM_DONE);
}

static void test_announcement(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_active(world);
	world_answer(world, ASK_PRESS_TEXT, "mia", "*", NULL, "  ");
	table_int("a text is needed", world->last->disposition, DISPOSED_REFUSED);
	world_answer(world, ASK_PRESS_TEXT, "mia", "*", NULL, "We work together.");
	table_int("VP, Marketing, the partner", world_open(world, ASK_PRESS_APPROVE), 3);
	world_answer(world, ASK_PRESS_APPROVE, "vera", "APPROVE", NULL, NULL);
	world_answer(world, ASK_PRESS_APPROVE, "pat", "CHANGE", "name us first", NULL);
	table_int("all are asked anew", world_open(world, ASK_PRESS_APPROVE), 0);
	table_text("what", world_ask(world, ASK_PRESS_TEXT)->detail, "name us first");
	world_answer(world, ASK_PRESS_TEXT, "mia", "*", NULL, "SNIA and we work together.");
	world_answer(world, ASK_PRESS_APPROVE, "vera", "APPROVE", NULL, NULL);
	world_answer(world, ASK_PRESS_APPROVE, "pat", "HOLD", "when we say", NULL);
	world_row(world, "press-held-no-day");
	g_autofree char *day = instant_format(world->now + 20 * DAY);
	world_answer(world, ASK_PRESS_APPROVE, "pat", "HOLD", day, NULL);
	world_answer(world, ASK_PRESS_APPROVE, "mia", "APPROVE", NULL, NULL);
	table_int("not before the embargo", world_count(world, LETTER_PRESS), 0);
	world_pass(world, 19 * DAY);
	table_int("waits", item_of(world, "press")->state, ITEM_WAITING);
	world_pass(world, 2 * DAY);
	table_int("announced", item_of(world, "press")->state, ITEM_DONE);
	g_autofree char *asked = world_asked(world, ASK_PRESS_APPROVE, "mia");
	world_reply(world, asked, "APPROVE", NULL, NULL);
	table_int("once", world_count(world, LETTER_PRESS), 0);
}

static void test_announcement_at_once(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_active(world);
	world_answer(world, ASK_PRESS_TEXT, "mia", "*", NULL, "We work together.");
	world_answer(world, ASK_PRESS_APPROVE, "mia", "APPROVE", NULL, NULL);
	world_answer(world, ASK_PRESS_APPROVE, "pat", "APPROVE", NULL, NULL);
	world_answer(world, ASK_PRESS_APPROVE, "vera", "APPROVE", NULL, NULL);
	const Letter *letter = world_letter(world, LETTER_PRESS, "press@dmtf.example");
	assert_non_null(letter);
	table_text("text", letter_get(letter, "text"), "We work together.");
	table_int("done", item_of(world, "press")->state, ITEM_DONE);
}

/* One person in two roles approves for both with one answer. */
static void test_one_person_two_roles(void **state)
{
	g_autoptr(World) world = world_bent(BEND_VP_IS_MARKETING);
	world_to_active(world);
	world_answer(world, ASK_PRESS_TEXT, "vera", "*", NULL, "We work together.");
	table_int("each person once", world_open(world, ASK_PRESS_APPROVE), 2);
	world_answer(world, ASK_PRESS_APPROVE, "vera", "APPROVE", NULL, NULL);
	world_answer(world, ASK_PRESS_APPROVE, "pat", "APPROVE", NULL, NULL);
	table_int("announced", item_of(world, "press")->state, ITEM_DONE);
}

/* What was approved by one who has left the role since stands; whoever has it now is asked. */
static void test_marketing_changes(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_active(world);
	world_answer(world, ASK_PRESS_TEXT, "mia", "*", NULL, "We work together.");
	world_answer(world, ASK_PRESS_APPROVE, "vera", "APPROVE", NULL, NULL);
	world_answer(world, ASK_PRESS_APPROVE, "pat", "APPROVE", NULL, NULL);
	world_load(world, BEND_VP_IS_MARKETING);
	assert_non_null(world_letter(world, LETTER_ASK_PRESS_APPROVE, "vera"));
	world_answer(world, ASK_PRESS_APPROVE, "vera", "APPROVE", NULL, NULL);
	table_int("announced", item_of(world, "press")->state, ITEM_DONE);
}

static void test_approver_replaced(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_active(world);
	world_answer(world, ASK_PRESS_TEXT, "mia", "*", NULL, "We work together.");
	world_answer(world, ASK_PRESS_APPROVE, "vera", "APPROVE", NULL, NULL);
	world_answer(world, ASK_PRESS_APPROVE, "pat", "APPROVE", NULL, NULL);
	world_answer(world, ASK_CONTACTS, "bob", "*", NULL, "sam@snia.example");
	world_answer(world, ASK_LIST_DONE, "dmtf-requests@kavi.example", "DONE", NULL, NULL);
	world_answer(world, ASK_LIST_DONE, "dmtf-requests@kavi.example", "DONE", NULL, NULL);
	world_answer(world, ASK_PR_CONTACT, "bob", "*", NULL, "pat@snia.example");
	world_pass(world, 16 * DAY);
	world_answer(world, ASK_STUCK, "vera", "REPLACE", "rex@dune.example", NULL);
	world_answer(world, ASK_PRESS_APPROVE, "rex", "APPROVE", NULL, NULL);
	table_int("announced", item_of(world, "press")->state, ITEM_DONE);
}

static void test_silence_escalates(void **state)
{
	g_autoptr(World) world = world_new();
	world_to_active(world);
	world_pass(world, 16 * DAY);
	table_int("each open item has somebody who sees to it", world_open(world, ASK_STUCK), 3);
	world_answer(world, ASK_STUCK, "vera", "BACK", NULL, NULL);
	world_row(world, "stuck-back-early");
	world_answer(world, ASK_STUCK, "vera", "WITHDRAW", "x", NULL);
	world_row(world, "stuck-withdraw-none");
	table_int("active", world_register(world)->status, REGISTER_ACTIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tasks),
		cmocka_unit_test(test_contacts),
		cmocka_unit_test(test_announcement),
		cmocka_unit_test(test_announcement_at_once),
		cmocka_unit_test(test_one_person_two_roles),
		cmocka_unit_test(test_marketing_changes),
		cmocka_unit_test(test_approver_replaced),
		cmocka_unit_test(test_silence_escalates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
