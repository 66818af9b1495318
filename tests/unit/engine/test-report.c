/* SPDX-License-Identifier: MIT
 *
 * What the digest and the status letter say, when the digest goes out, and what they never say.
 */
#include "acting.h"
#include "engine/report.h"

static json_t *report_of(Robot *robot, LetterKind kind, const char *person)
{
	g_autoptr(GError) error = NULL;
	Letter letter = {.kind = kind, .person = (char *)person};
	json_t *facts = report_facts(robot->engine, &letter, robot->now, &error);
	if (!facts)
		fail_msg("%s", error->message);
	return facts;
}

static const char *row_text(const json_t *facts, const char *list, size_t i, const char *key)
{
	const char *text = json_text(json_array_get(json_object_get(facts, list), i), key);
	return text ? text : "";
}

static size_t rows(const json_t *facts, const char *list)
{
	return json_array_size(json_object_get(facts, list));
}

static void test_quiet(void **state)
{
	g_autoptr(Robot) robot = robot_new(NULL);
	robot_pass(robot, MINUTE);
	g_autoptr(Json) facts = report_of(robot, LETTER_DIGEST, "vera");
	assert_true(json_is_true(json_object_get(facts, "quiet")));
	assert_string_equal(json_text(facts, "period"), "Sunday 22 February 2026 to Sunday 1 March 2026");
	static const char *const lists[] = {"waiting", "ballots", "moved", "due", "tasks", "troubles"};
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		table_int(lists[i], (gint64)rows(facts, lists[i]), 0);
}

static void test_waiting(void **state)
{
	g_autoptr(Robot) robot = robot_drafting(NULL);
	robot->now += 3 * DAY;
	g_autoptr(Json) facts = report_of(robot, LETTER_DIGEST, "vera");
	assert_int_equal(rows(facts, "waiting"), 1);
	assert_string_equal(row_text(facts, "waiting", 0, "register"), "WR-1");
	assert_string_equal(row_text(facts, "waiting", 0, "who"), "Erin Walsh");
	assert_string_equal(row_text(facts, "waiting", 0, "age"), "3 days");
	assert_true(json_is_true(json_object_get(facts, "quiet")));
	robot->now += 40 * DAY;
	g_autoptr(Json) late = report_of(robot, LETTER_DIGEST, "vera");
	assert_true(json_is_true(json_object_get(json_array_get(json_object_get(late, "waiting"), 0), "overdue")));
	assert_true(json_is_false(json_object_get(late, "quiet")));
}

/* A NO whose reason is asked for shows as a vote and nothing more. */
static void test_ballot(void **state)
{
	g_autoptr(Robot) robot = robot_voting(NULL);
	answered(robot, ASK_VOTE, "bob", "NO");
	answered(robot, ASK_VOTE, "carol", "YES");
	g_autofree char *reason = open_ask(robot, ASK_REASON);
	g_autoptr(Json) facts = report_of(robot, LETTER_DIGEST, "vera");
	const json_t *row = json_array_get(json_object_get(facts, "ballots"), 0);
	assert_string_equal(json_text(row, "ballot"), "BAL-1");
	assert_string_equal(json_text(row, "quorum"), "4");
	assert_int_equal(json_int(row, "voted", -1), 2);
	assert_int_equal(json_int(row, "roll", -1), 7);
	for (size_t i = 0; i < rows(facts, "waiting"); i++)
		assert_string_not_equal(row_text(facts, "waiting", i, "who"), "Bob Stone");
	g_autofree char *text = json_canonical(facts);
	assert_null(strstr(text, "reason"));
}

static void test_moved(void **state)
{
	g_autoptr(Robot) robot = robot_voting(NULL);
	g_autoptr(Json) facts = report_of(robot, LETTER_DIGEST, "vera");
	gboolean opened = FALSE, stage = FALSE;
	for (size_t i = 0; i < rows(facts, "moved"); i++) {
		opened |= strstr(row_text(facts, "moved", i, "what"), "BAL-1 opened") != NULL;
		stage |= strstr(row_text(facts, "moved", i, "what"), "committees' ballots") != NULL;
	}
	assert_true(opened && stage);
}

static void test_troubles(void **state)
{
	static const struct {
		int fate;
		guint troubles;
	} cases[] = {{FATE_REFUSED, 1}, {FATE_BOUNCED, 1}, {FATE_UNKNOWN, 1}, {FATE_NOT_SENT, 1},
		     {FATE_ACCEPTED, 0}, {FATE_QUEUED, 0}, {FATE_WITHDRAWN, 0}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Robot) robot = robot_drafting(NULL);
		g_autoptr(GPtrArray) letters = store_outs(engine_store(robot->engine), NULL, 1, NULL);
		OutRow *letter = g_ptr_array_index(letters, 0);
		letter->fate = cases[i].fate;
		letter->finished = robot->now;
		assert_true(store_begin(engine_store(robot->engine), NULL));
		assert_true(store_out_update(engine_store(robot->engine), letter, NULL));
		assert_true(store_commit(engine_store(robot->engine), NULL));
		g_autoptr(Json) facts = report_of(robot, LETTER_DIGEST, "vera");
		table_int(enumtab_word(&fate_words, cases[i].fate), (gint64)rows(facts, "troubles"), cases[i].troubles);
	}
}

static void send_due(Robot *robot)
{
	g_autoptr(GError) error = NULL;
	if (!report_send_due(robot->engine, robot->now, &error))
		fail_msg("%s", error->message);
}

static void test_weekly(void **state)
{
	g_autoptr(Robot) robot = robot_new(NULL);
	Instant next = INSTANT_NONE;
	robot_pass(robot, MINUTE);
	table_int("none at the start", robot_letters(robot, "digest"), 0);
	robot_pass(robot, 6 * DAY);
	table_int("none within the week", robot_letters(robot, "digest"), 0);
	robot_pass(robot, DAY);
	table_int("one after a week", robot_letters(robot, "digest"), 1);
	send_due(robot);
	table_int("and not again", robot_letters(robot, "digest"), 1);
	assert_true(report_next(robot->engine, robot->now, &next, NULL));
	table_int("the next", next, robot->now + 7 * DAY);
	robot_pass(robot, 30 * DAY);
	table_int("one for a month of silence", robot_letters(robot, "digest"), 2);
	g_autoptr(OutRow) letter = robot_letter(robot, "digest", "vera@harbor.example");
	assert_non_null(letter);
	robot_verify(robot);
}

static void test_never(void **state)
{
	g_autoptr(Robot) robot = robot_new("[process]\ndigest-every = 0d\n");
	Instant next = 1;
	robot_pass(robot, MINUTE);
	robot_pass(robot, 60 * DAY);
	table_int("on demand only", robot_letters(robot, "digest"), 0);
	assert_true(report_next(robot->engine, robot->now, &next, NULL));
	table_int("no next", next, INSTANT_NONE);
}

static void test_status(void **state)
{
	g_autoptr(Robot) robot = robot_drafting(NULL);
	g_autoptr(Json) mine = report_of(robot, LETTER_STATUS, "erin"), other = report_of(robot, LETTER_STATUS, "bob");
	assert_int_equal(rows(mine, "yours"), 1);
	assert_int_equal(rows(other, "yours"), 0);
	assert_string_equal(row_text(mine, "yours", 0, "what"), "answer COMPLETE");
	assert_string_equal(row_text(mine, "registers", 0, "id"), "WR-1");
	assert_string_equal(row_text(mine, "registers", 0, "partner"), "SNIA");
	assert_string_equal(row_text(mine, "registers", 0, "stage"), "drafting");
	assert_string_equal(row_text(mine, "registers", 0, "waits"), "Erin Walsh");
	assert_non_null(strstr(json_text(mine, "help"), "PROPOSE partner"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quiet),    cmocka_unit_test(test_waiting), cmocka_unit_test(test_ballot),
		cmocka_unit_test(test_moved),    cmocka_unit_test(test_troubles), cmocka_unit_test(test_weekly),
		cmocka_unit_test(test_never),    cmocka_unit_test(test_status),
	};
	robot_quiet();
	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
