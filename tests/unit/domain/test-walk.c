/* SPDX-License-Identifier: MIT
 *
 * test-walk.c: exhaustive walks of the process from the stages on, and the number of states each has.
 */
#include "walk.h"

static void start_proposal(World *world)
{
	world_initiative(world, INITIATIVE_PROPOSE, "amy@oasis.example", "SNIA", NULL);
	world_answer(world, ASK_PROPOSAL, "vera", "TAKE", "board@oasis.example", NULL);
}

static void start_parallel(World *world)
{
	world_to_review(world);
	world_answer(world, ASK_OPEN_BALLOT, "tess", "PARALLEL", NULL, NULL);
	world_until(world, world_revision(world)->review_until);
}

/* The chairs after the OC are asked to open theirs. */
static void start_series(World *world)
{
	world_to_committees(world);
	world_carry(world, "technical");
}

static void start_change(World *world)
{
	world_to_acceptance(world);
	world->file = "file-b";
	world_answer(world, ASK_ACCEPTANCE, "sam", "CHANGES", NULL, NULL);
}

#define QUIET "feedback reason weak draft recall pull-back withdraw stuck "
static const Walk walks[] = {
	{"proposal", start_proposal, FROM(STAGE_PROPOSAL), "", "", {0, 0}, 0, 57},
	{"drafting", world_to_drafting, FROM(STAGE_DRAFTING), "", "", {0, 0}, 0, 61},
	{"review", world_to_review, FROM(STAGE_REVIEW), "", "feedback", {0, 0}, 0, 197},
	{"one ballot", world_to_committees, FROM(STAGE_COMMITTEES), "YNA", "feedback open-ballot", {0, 0}, 7, 2180},
	{"series", start_series, FROM(STAGE_COMMITTEES), "YN", QUIET, {0, 0}, 14, 3295},
	{"parallel", start_parallel, FROM(STAGE_COMMITTEES), "YN", QUIET, {0, 0}, 9, 4478},
	{"scheduling", world_to_scheduling, FROM(STAGE_SCHEDULING), "", "draft", {0, 0}, 0, 25},
	{"board", world_to_board, FROM(STAGE_BOARD), "YN", "draft recall withdraw", {0, 0}, 0, 81},
	{"acceptance", world_to_acceptance, FROM(STAGE_ACCEPTANCE), "", "draft", {0, 0}, 7, 2697},
	{"change", start_change, FROM(STAGE_COMMITTEES) | FROM(STAGE_ACCEPTANCE), "YN", QUIET, {0, 0}, 11, 8301},
	{"items", world_to_active, FROM(STAGE_CLOSED), "", "draft recall withdraw pull-back", {0, 0}, 8, 4706},
	{"owner",
	 world_to_acceptance,
	 FROM(STAGE_ACCEPTANCE),
	 "",
	 "draft",
	 {0, BEND_OWNER_LEFT | BEND_NEW_CONTACT},
	 5,
	 2550},
};

/* WALK=name walks that one alone; WALK_COUNT=1 prints the counts instead of comparing them. */
static void test_walks(void **state)
{
	const char *only = g_getenv("WALK");
	for (guint i = 0; i < G_N_ELEMENTS(walks); i++) {
		if (only && !g_str_equal(only, walks[i].name))
			continue;
		guint states = walk_run(&walks[i]);
		if (g_getenv("WALK_COUNT"))
			print_message("%s: %u states\n", walks[i].name, states);
		else
			table_int(walks[i].name, states, walks[i].states);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
