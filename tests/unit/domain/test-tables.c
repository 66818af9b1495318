/* SPDX-License-Identifier: MIT
 *
 * test-tables.c: the table of asks, the transition table, the routes and the initiatives, as tables: complete, without
 * a row that nothing reaches, and in words that exist.
 */
#include "../table.h"
#include "domain/process.h"
#include "domain/route.h"
#include <string.h>

#define IN(stage) FROM(STAGE_##stage)
#define OPEN_STAGES                                                                                                    \
	(IN(PROPOSAL) | IN(DRAFTING) | IN(REVIEW) | IN(COMMITTEES) | IN(SCHEDULING) | IN(BOARD) | IN(ACCEPTANCE))
#define NO_REVISION (1u << STAGE_COUNT) /* rows FROM_ANY alone take what comes without an open revision */

/* The stages in which each ask can be open; NO_REVISION as well where it outlives the revision. */
static const guint open_in[ASK_KIND_COUNT] = {
	[ASK_PROPOSAL] = NO_REVISION,
	[ASK_PARTNER_BOARD] = IN(PROPOSAL),
	[ASK_ASSIGN_OWNER] = OPEN_STAGES | NO_REVISION,
	[ASK_OWN] = OPEN_STAGES | NO_REVISION,
	[ASK_COMPLETE] = IN(DRAFTING),
	[ASK_RETURN] = IN(DRAFTING),
	[ASK_FEEDBACK] = IN(REVIEW) | IN(COMMITTEES),
	[ASK_OPEN_BALLOT] = IN(REVIEW) | IN(COMMITTEES),
	[ASK_REASON] = OPEN_STAGES | NO_REVISION,
	[ASK_AGAIN] = IN(COMMITTEES) | IN(BOARD),
	[ASK_OUTCOME] = IN(COMMITTEES) | IN(BOARD),
	[ASK_BOARD_DATE] = IN(SCHEDULING),
	[ASK_ANOTHER_DATE] = IN(SCHEDULING),
	[ASK_BOARD_OPEN] = IN(BOARD),
	[ASK_RESOLUTION] = IN(BOARD),
	[ASK_AFTER_REJECTION] = IN(BOARD),
	[ASK_SEND] = IN(ACCEPTANCE),
	[ASK_ACCEPTANCE] = IN(ACCEPTANCE),
	[ASK_CHANGED_TEXT] = IN(ACCEPTANCE),
	[ASK_WHICH] = IN(ACCEPTANCE),
	[ASK_SIGNIFICANT] = IN(COMMITTEES),
	[ASK_CONTACT] = OPEN_STAGES | NO_REVISION,
	[ASK_CONTACTS] = NO_REVISION,
	[ASK_PR_CONTACT] = NO_REVISION,
	[ASK_LIST_DONE] = NO_REVISION,
	[ASK_PRESS_TEXT] = NO_REVISION,
	[ASK_PRESS_APPROVE] = NO_REVISION,
	[ASK_TAKE_OVER] = IN(ACCEPTANCE),
	[ASK_CONFIRM] = OPEN_STAGES | NO_REVISION,
	[ASK_STUCK] = OPEN_STAGES | NO_REVISION,
};

static gboolean row_takes(const Row *row, guint where)
{
	return row->from == FROM_ANY || (row->from & where & ~NO_REVISION);
}

static void test_ask_rows(void **state)
{
	for (int i = 0; i < ASK_KIND_COUNT; i++) {
		const AskRow *row = ask_row((AskKind)i);
		const char *name = enumtab_word(&ask_kind_words, i);
		g_autofree char *letter = g_strdup_printf("ask-%s", name);
		guint n = 0;
		gboolean silent_known = FALSE;
		table_int(name, row->kind, i);
		table_text(name, enumtab_word(&letter_kind_words, row->letter), letter);
		while (n < ASK_WORD_MAX && row->words[n].word)
			n++;
		table_int(name, row->n_words, n);
		assert_true(n > 0);
		for (guint k = 0; k < n; k++) {
			assert_non_null(row->words[k].form);
			assert_true(row->words[k].argument || !row->words[k].needed);
			silent_known = silent_known || !g_strcmp0(row->words[k].word, row->silent);
			for (guint m = 0; m < k; m++)
				assert_string_not_equal(row->words[k].word, row->words[m].word);
		}
		if (row->silence == SILENCE_DECIDES && !silent_known)
			fail_msg("%s: silence says %s, which is no word of it", name, row->silent);
		assert_true((row->silence == SILENCE_DECIDES) == (row->silent != NULL));
		assert_non_null(row->silence_note);
		assert_non_null(row->what);
		assert_non_null(row->rule);
		if (row->silence != SILENCE_STAYS && !row->due)
			fail_msg("%s: silence does something, but there is no date", name);
	}
}

/* What every question can be answered with is understood wherever the question can be open, whatever a guard says. */
static void test_words_have_rows(void **state)
{
	for (int i = 0; i < ASK_KIND_COUNT; i++) {
		const AskRow *row = ask_row((AskKind)i);
		for (guint k = 0; k < row->n_words && i != ASK_VOTE; k++) {
			g_autofree char *on =
				g_strdup_printf("%s %s", enumtab_word(&ask_kind_words, i), row->words[k].word);
			for (guint where = 1; where <= NO_REVISION; where <<= 1) {
				gboolean answered = FALSE;
				for (const Row *it = process_rows; it->name && !answered; it++)
					answered = g_str_equal(it->on, on) && row_takes(it, where) && !it->guard;
				if ((open_in[i] & where) && !answered)
					fail_msg("\"%s\" has no unguarded row in %s", on,
						 where == NO_REVISION ? "no stage"
								      : stage_words.words[g_bit_nth_lsf(where, -1)]);
			}
		}
	}
}

static void test_no_row_is_shadowed(void **state)
{
	for (const Row *row = process_rows; row->name; row++) {
		guint left = row->from == FROM_ANY ? OPEN_STAGES | IN(CLOSED) | NO_REVISION : row->from;
		for (const Row *before = process_rows; before < row; before++) {
			if (g_str_equal(before->name, row->name))
				fail_msg("two rows are called %s", row->name);
			if (g_str_equal(before->on, row->on) && (!before->guard || before->guard == row->guard))
				left &= before->from == FROM_ANY ? 0 : ~before->from;
		}
		if (!left)
			fail_msg("%s can never be reached", row->name);
		assert_non_null(row->why);
	}
}

static gboolean word_of_ask(const AskRow *row, const char *word)
{
	for (guint i = 0; i < row->n_words; i++)
		if (g_str_equal(row->words[i].word, word))
			return TRUE;
	return FALSE;
}

/* Everything a row waits for can happen. */
static void test_rows_wait_for_what_happens(void **state)
{
	static const char *const inner[] = {"ballot approved",
					    "ballot rejected",
					    "ballot no-quorum",
					    "partner accepted",
					    "partner declined",
					    "item outcome",
					    NULL};
	for (const Row *row = process_rows; row->name; row++) {
		g_auto(GStrv) pieces = g_strsplit(row->on, " ", 2);
		int kind = enumtab_value(&ask_kind_words, pieces[0]);
		gboolean known =
			g_strv_contains(inner, row->on) ||
			(kind >= 0 && word_of_ask(ask_row((AskKind)kind), pieces[1])) ||
			(g_str_equal(pieces[0], "initiative") &&
			 enumtab_value(&initiative_kind_words, pieces[1]) > 0) ||
			(g_str_equal(pieces[0], "moment") && enumtab_value(&moment_kind_words, pieces[1]) >= 0);
		if (!known)
			fail_msg("%s waits for \"%s\", which never happens", row->name, row->on);
	}
}

/* A row asks for a place only where what it waits for can be open. */
static void test_rows_are_where_asks_are(void **state)
{
	for (const Row *row = process_rows; row->name; row++) {
		g_auto(GStrv) pieces = g_strsplit(row->on, " ", 2);
		int kind = enumtab_value(&ask_kind_words, pieces[0]);
		if (kind >= 0 && row->from != FROM_ANY && !(row->from & open_in[kind]))
			fail_msg("%s waits where \"%s\" is never asked", row->name, row->on);
	}
}

static void test_initiatives(void **state)
{
	guint rows = 0;
	for (const InitiativeRow *row = initiative_rows; row->kind != INITIATIVE_NONE; row++, rows++) {
		g_autofree char *on = g_strdup_printf("initiative %s", enumtab_word(&initiative_kind_words, row->kind));
		gboolean answered = FALSE;
		for (const Row *it = process_rows; it->name; it++)
			answered = answered || (g_str_equal(it->on, on) && it->from == FROM_ANY && !it->guard);
		if (!answered)
			fail_msg("\"%s\" has no row that takes it anywhere", on);
		assert_non_null(row->form);
		assert_non_null(row->who);
		assert_non_null(row->what);
	}
	table_int("every initiative has a row", rows, INITIATIVE_COUNT - 1);
}

/* Every stage can be entered: by a row, by the route, or at the start. */
static void test_stages_are_reached(void **state)
{
	guint reached = IN(PROPOSAL);
	for (guint pass = 0; pass < STAGE_COUNT; pass++)
		for (const Row *row = process_rows; row->name; row++)
			for (int stage = 0; stage < STAGE_CLOSED; stage++) {
				if (!(reached & FROM(stage)) || !(row->from & FROM(stage)))
					continue;
				if (row->to >= 0)
					reached |= FROM(row->to);
				else if (row->to == GO_NEXT)
					reached |= FROM(route_next(ROUTE_CREATION, (Stage)stage, FALSE));
				else if (row->to == GO_ACCEPTED || row->to == GO_DECLINED || row->to == GO_WITHDRAWN)
					reached |= IN(CLOSED);
			}
	table_int("stages reached", reached, OPEN_STAGES | IN(CLOSED));
}

static void test_routes(void **state)
{
	static const struct {
		RouteName route;
		Stage from, to;
		gboolean minor;
	} cases[] = {
		{ROUTE_CREATION, STAGE_PROPOSAL, STAGE_DRAFTING, FALSE},
		{ROUTE_CREATION, STAGE_DRAFTING, STAGE_REVIEW, FALSE},
		{ROUTE_CREATION, STAGE_REVIEW, STAGE_COMMITTEES, FALSE},
		{ROUTE_CREATION, STAGE_COMMITTEES, STAGE_SCHEDULING, FALSE},
		{ROUTE_CREATION, STAGE_COMMITTEES, STAGE_SCHEDULING, TRUE}, /* a creation is never minor */
		{ROUTE_CREATION, STAGE_SCHEDULING, STAGE_BOARD, FALSE},
		{ROUTE_CREATION, STAGE_BOARD, STAGE_ACCEPTANCE, FALSE},
		{ROUTE_CREATION, STAGE_ACCEPTANCE, STAGE_CLOSED, FALSE},
		{ROUTE_PARTNER_CHANGE, STAGE_COMMITTEES, STAGE_SCHEDULING, FALSE},
		{ROUTE_PARTNER_CHANGE, STAGE_COMMITTEES, STAGE_ACCEPTANCE, TRUE},
		{ROUTE_PARTNER_CHANGE, STAGE_SCHEDULING, STAGE_BOARD, FALSE},
		{ROUTE_PARTNER_CHANGE, STAGE_BOARD, STAGE_ACCEPTANCE, FALSE},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		table_int(enumtab_word(&stage_words, cases[i].from),
			  route_next(cases[i].route, cases[i].from, cases[i].minor), cases[i].to);
	for (int i = 0; i < ROUTE_COUNT; i++) {
		const Route *route = route_row((RouteName)i);
		guint n = 0;
		while (n < ROUTE_STAGES && route->stages[n] != STAGE_CLOSED)
			n++;
		assert_true(n < ROUTE_STAGES);
		assert_non_null(route->rule);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ask_rows),
		cmocka_unit_test(test_words_have_rows),
		cmocka_unit_test(test_no_row_is_shadowed),
		cmocka_unit_test(test_rows_wait_for_what_happens),
		cmocka_unit_test(test_rows_are_where_asks_are),
		cmocka_unit_test(test_initiatives),
		cmocka_unit_test(test_stages_are_reached),
		cmocka_unit_test(test_routes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
