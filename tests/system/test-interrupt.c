/* SPDX-License-Identifier: MIT
 *
 * test-interrupt: stops the robot at every step, and lets every port fail there; what is resumed must end where an
 * undisturbed run ends.
 *
 * The creation route from proposal to publication, in passes. Each pass is disturbed at step n, resumed in a new
 * process, and compared: all records, mails, letters and journal entries, and the letters handed over, by Message-ID:
 * none lost, none doubled but those whose fate could not be known. One more undisturbed pass changes nothing, and the
 * store is what its journal says. By default a selection of the steps; with BALLOTD_INTERRUPT=all every one.
 */
#include "interrupt.h"
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STORE_STRIDE 50
#define LETTER_STRIDE 5 /* odd: before a letter and after one */
#define WORKERS 2
#define FIRST_RETRY 360    /* seconds after a pass: what was deferred is due */
#define SECOND_RETRY 1800  /* what was unknown is */
#define SHOWN 5            /* failures a worker tells of */

/* --- one worker --- */

/* What an undisturbed run leaves after a pass, and after the retries that follow it. */
typedef struct Outcome {
	char *dump;
	GHashTable *letters;
} Outcome;

typedef struct Worker {
	World *world;
	guint number;      /* of WORKERS */
	gboolean all;
	guint passed, failed, turns;
	Outcome plain[SCRIPT_PASSES], late[SCRIPT_PASSES];
	guint steps[SCRIPT_PASSES];
	guint8 kinds[SCRIPT_PASSES][STEPS_MOST];
} Worker;

static Outcome outcome_of(const World *world)
{
	return (Outcome){.dump = state_dump(world), .letters = state_letters(world)};
}

static void outcome_clear(Outcome *outcome)
{
	g_free(outcome->dump);
	g_hash_table_unref(outcome->letters);
}

static void check(Worker *worker, gboolean holds, guint pass, gint at, const char *act, const char *what,
		  const char *more)
{
	if (holds)
		return;
	if (worker->failed++ < SHOWN)
		printf("not ok %s, %s at step %d: %s%s\n", script[pass].name, act, at, what, more ? more : "");
}

static Instant pass_time(guint pass)
{
	return SCRIPT_START + script[pass].after;
}

static gboolean retry_passes(World *world, guint pass)
{
	PassEnd first = world_pass(world, pass_time(pass) + FIRST_RETRY, 0, ACT_NOTHING);
	return (first == PASS_DONE || first == PASS_INCOMPLETE) &&
	       world_pass(world, pass_time(pass) + SECOND_RETRY, 0, ACT_NOTHING) == PASS_DONE;
}

/* The undisturbed run, with a copy of the folder before each pass. */
static void run_undisturbed(Worker *worker)
{
	World *world = worker->world;
	for (guint pass = 0; pass < SCRIPT_PASSES; pass++) {
		g_autofree char *before = g_strdup_printf("before-%u", pass);
		script[pass].write(world);
		world_keep(world, before);
		PassEnd end = world_pass(world, pass_time(pass), 0, ACT_NOTHING);
		check(worker, end == PASS_DONE, pass, 0, "nothing", "the undisturbed pass ended otherwise", NULL);
		worker->steps[pass] = (guint)MIN(world->steps->count, STEPS_MOST);
		memcpy(worker->kinds[pass], world->steps->kind, STEPS_MOST);
		worker->plain[pass] = outcome_of(world);
		world_keep(world, "after");
		check(worker, retry_passes(world, pass), pass, 0, "nothing", "the retries ended otherwise", NULL);
		worker->late[pass] = outcome_of(world);
		world_restore(world, "after");
	}
}

/* None lost, none doubled but what was not written down as accepted when the robot ended. */
static void check_letters(Worker *worker, const Outcome *expected, GHashTable *accepted, guint pass, gint at,
			  const char *act)
{
	g_autoptr(GHashTable) letters = state_letters(worker->world);
	GHashTableIter iter;
	gpointer id, count;
	g_hash_table_iter_init(&iter, expected->letters);
	while (g_hash_table_iter_next(&iter, &id, &count))
		check(worker, g_hash_table_contains(letters, id), pass, at, act, "a letter is lost: ", id);
	g_hash_table_iter_init(&iter, letters);
	while (g_hash_table_iter_next(&iter, &id, &count)) {
		guint times = GPOINTER_TO_UINT(count);
		check(worker, g_hash_table_contains(expected->letters, id), pass, at, act, "a letter too many: ", id);
		check(worker, times == 1 || (times == 2 && !g_hash_table_contains(accepted, id)), pass, at, act,
		      "a letter is doubled: ", id);
	}
}

static void check_state(Worker *worker, const Outcome *expected, guint pass, gint at, const char *act)
{
	g_autofree char *dump = state_dump(worker->world);
	gboolean same = g_str_equal(dump, expected->dump);
	g_autofree char *difference = same ? NULL : state_difference(expected->dump, dump);
	check(worker, same, pass, at, act, "the state differs:", difference);
}

static void check_whole(Worker *worker, guint pass, gint at, const char *act)
{
	g_autofree char *why = NULL;
	check(worker, state_verify(worker->world, &why), pass, at, act, "verify: ", why);
}

/* Disturbs a pass so that the same pass, run again, must put everything right. */
static void disturb(Worker *worker, guint pass, gint at, StepAct act)
{
	World *world = worker->world;
	const char *word = act == ACT_STOP ? "stopped" : "a passing fault";
	g_autofree char *before = g_strdup_printf("before-%u", pass);
	world_restore(world, before);
	PassEnd end = world_pass(world, pass_time(pass), at, act);
	check(worker, act == ACT_STOP ? end == PASS_STOPPED : end != PASS_DIED, pass, at, word, "it ended otherwise",
	      NULL);
	g_autoptr(GHashTable) accepted = state_accepted(world);
	guint before_failed = worker->failed;
	end = world_pass(world, pass_time(pass), 0, ACT_NOTHING);
	check(worker, end == PASS_DONE, pass, at, word, "the resumed pass did not end well", NULL);
	if (end != PASS_DONE)
		return;
	check_state(worker, &worker->plain[pass], pass, at, word);
	check_letters(worker, &worker->plain[pass], accepted, pass, at, word);
	g_autoptr(GHashTable) all = state_letters(world);
	end = world_pass(world, pass_time(pass), 0, ACT_NOTHING);
	check(worker, end == PASS_DONE, pass, at, word, "the second pass did not end well", NULL);
	check_state(worker, &worker->plain[pass], pass, at, word);
	g_autoptr(GHashTable) again = state_letters(world);
	check(worker, g_hash_table_size(all) == g_hash_table_size(again), pass, at, word, "the second pass sent letters",
	      NULL);
	check_whole(worker, pass, at, word);
	worker->passed += worker->failed == before_failed;
}

/* The mail server puts a letter off, or nobody knows what became of it: the retries put it right. */
static void put_off(Worker *worker, guint pass, gint at, StepAct act)
{
	World *world = worker->world;
	const char *word = act == ACT_TEMP ? "put off" : "unknown";
	guint before_failed = worker->failed;
	g_autofree char *before = g_strdup_printf("before-%u", pass);
	world_restore(world, before);
	PassEnd end = world_pass(world, pass_time(pass), at, act);
	check(worker, end == PASS_INCOMPLETE, pass, at, word, "nothing was deferred", NULL);
	g_autoptr(GHashTable) accepted = state_accepted(world);
	check(worker, retry_passes(world, pass), pass, at, word, "the retries did not end well", NULL);
	check_state(worker, &worker->late[pass], pass, at, word);
	check_letters(worker, &worker->late[pass], accepted, pass, at, word);
	check_whole(worker, pass, at, word);
	worker->passed += worker->failed == before_failed;
}

/* A page or a check-in cannot be made now: it is made by a retry, and all else goes on meanwhile. */
static void publish_later(Worker *worker, guint pass, gint at)
{
	World *world = worker->world;
	guint before_failed = worker->failed;
	g_autofree char *before = g_strdup_printf("before-%u", pass);
	g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);
	world_restore(world, before);
	world_pass(world, pass_time(pass), at, ACT_TEMP);
	check(worker, retry_passes(world, pass), pass, at, "not published", "the retries did not end well", NULL);
	g_autofree char *dump = state_dump(world);
	check(worker, !strstr(dump, "the test says so"), pass, at, "not published", "it was not tried again", NULL);
	check_letters(worker, &worker->late[pass], none, pass, at, "not published");
	check_whole(worker, pass, at, "not published");
	worker->passed += worker->failed == before_failed;
}

/* The mail server refuses a letter for good: all others leave, and nothing is tried again. */
static void refuse(Worker *worker, guint pass, gint at)
{
	World *world = worker->world;
	guint before_failed = worker->failed, missing = 0;
	GHashTableIter iter;
	gpointer id, count;
	g_autofree char *before = g_strdup_printf("before-%u", pass);
	world_restore(world, before);
	PassEnd end = world_pass(world, pass_time(pass), at, ACT_PERM);
	check(worker, end == PASS_DONE, pass, at, "refused", "the pass did not end well", NULL);
	check(worker, retry_passes(world, pass), pass, at, "refused", "the retries did not end well", NULL);
	g_autoptr(GHashTable) letters = state_letters(world);
	g_hash_table_iter_init(&iter, worker->late[pass].letters);
	while (g_hash_table_iter_next(&iter, &id, &count))
		missing += !g_hash_table_contains(letters, id);
	check(worker, missing == 1, pass, at, "refused", "not one letter is missing", NULL);
	check_whole(worker, pass, at, "refused");
	worker->passed += worker->failed == before_failed;
}

static gboolean is_submission(StepKind kind)
{
	return kind == STEP_SUBMIT || kind == STEP_SUBMITTED;
}

/* Every move and publication; of letters and of the store's steps the first and last of a row, and some between. */
static gboolean chosen(const Worker *worker, guint pass, guint n)
{
	const guint8 *kinds = worker->kinds[pass];
	gboolean store = kinds[n] == STEP_STORE, submission = is_submission(kinds[n]);
	if (worker->all || (!store && !submission) || n == 0 || n + 1 == worker->steps[pass])
		return TRUE;
	if (store)
		return kinds[n - 1] != STEP_STORE || kinds[n + 1] != STEP_STORE || (n + pass) % STORE_STRIDE == 0;
	return !is_submission(kinds[n - 1]) || !is_submission(kinds[n + 1]) || (n + pass) % LETTER_STRIDE == 0;
}

static gboolean my_turn(Worker *worker)
{
	return worker->turns++ % WORKERS == worker->number;
}

static void run_step(Worker *worker, guint pass, guint n)
{
	StepKind kind = worker->kinds[pass][n];
	gboolean submits = is_submission(kind);
	gboolean publishes = kind == STEP_PUBLISH || kind == STEP_PUBLISHED;
	gint at = (gint)n + 1;
	if (my_turn(worker))
		disturb(worker, pass, at, ACT_STOP);
	if (!submits && !publishes && my_turn(worker))
		disturb(worker, pass, at, ACT_TEMP);
	if (kind == STEP_SUBMIT && my_turn(worker))
		put_off(worker, pass, at, ACT_TEMP);
	if (publishes && my_turn(worker))
		publish_later(worker, pass, at);
	if (submits && my_turn(worker))
		put_off(worker, pass, at, ACT_UNKNOWN);
	if (kind == STEP_SUBMIT && my_turn(worker))
		refuse(worker, pass, at);
}

static void worker_run(guint number, guint *out_passed, guint *out_failed)
{
	g_autofree Worker *worker = g_new0(Worker, 1);
	worker->world = world_new();
	worker->number = number;
	worker->all = !g_strcmp0(g_getenv("BALLOTD_INTERRUPT"), "all");
	run_undisturbed(worker);
	for (guint pass = 0; pass < SCRIPT_PASSES; pass++) {
		for (guint n = 0; n < worker->steps[pass]; n++)
			if (chosen(worker, pass, n))
				run_step(worker, pass, n);
		fflush(stdout);
	}
	for (guint pass = 0; number == 0 && pass < SCRIPT_PASSES; pass++)
		printf("%s: %u steps\n", script[pass].name, worker->steps[pass]);
	for (guint pass = 0; pass < SCRIPT_PASSES; pass++) {
		outcome_clear(&worker->plain[pass]);
		outcome_clear(&worker->late[pass]);
	}
	world_free(worker->world);
	*out_passed = worker->passed;
	*out_failed = worker->failed;
	fflush(stdout);
}

int main(void)
{
	int pipes[2];
	guint counts[2], passed = 0, failed = 0;
	if (pipe(pipes) != 0)
		return 1;
	for (guint i = 0; i < WORKERS; i++) {
		if (fork() != 0)
			continue;
		worker_run(i, &counts[0], &counts[1]);
		_exit(write(pipes[1], counts, sizeof counts) != sizeof counts);
	}
	for (guint i = 0; i < WORKERS; i++) {
		int status;
		if (wait(&status) < 0 || status != 0 || read(pipes[0], counts, sizeof counts) != sizeof counts) {
			failed++;
			continue;
		}
		passed += counts[0];
		failed += counts[1];
	}
	printf("%u passed, %u failed\n", passed, failed);
	return failed > 0 || passed == 0;
}
