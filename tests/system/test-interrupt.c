/* SPDX-License-Identifier: MIT
 *
 * test-interrupt: stops the robot at every step, and lets every port fail there; what is resumed must end where an
 * undisturbed run ends.
 *
 * A route up to the result of a ballot, in passes. Each pass is disturbed at step n, resumed in a new process, and
 * compared: all records, mails, letters and journal entries, and the letters handed over, by Message-ID: none lost,
 * none doubled but those whose fate could not be known. One more undisturbed pass changes nothing, and the store is
 * what its journal says. By default every effect and a selection of the store's steps; with BALLOTD_INTERRUPT=all every
 * step.
 */
#include "interrupt.h"
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define START ((Instant)1772463600) /* Monday 2 March 2026, 10:00 New York */
#define STRIDE 25
#define WORKERS 2
#define FIRST_RETRY 360    /* seconds after a pass: what was deferred is due */
#define SECOND_RETRY 1800  /* what was unknown is */
#define SHOWN 5            /* failures a worker tells of */

/* --- the script --- */

static void write_nothing(World *world)
{
}

static void write_proposal(World *world)
{
	world_mail(world, "jane@acme.example", NULL, NULL, "PROPOSE SNIA\nOwner: bob@bolt.example\nOC: technical", NULL);
	world_mail(world, "otto@other.example", NULL, NULL, "Hello\nWho are you?", NULL);
}

static void write_confirmation(World *world)
{
	world_mail(world, "jane@acme.example", NULL, "ask-confirm", "CONFIRM", NULL);
}

static void write_ownership(World *world)
{
	world_mail(world, "bob@bolt.example", NULL, "ask-own", "ACCEPT", NULL);
}

static void write_draft(World *world)
{
	world_mail(world, "bob@bolt.example", NULL, "ask-complete", "MILESTONE M1 core 2027-06-30 acme: Map the model",
		   "register-1.md");
}

static void write_complete(World *world)
{
	world_mail(world, "bob@bolt.example", NULL, "ask-complete", "COMPLETE", NULL);
}

static void write_fine(World *world)
{
	world_mail(world, "vera@dune.example", NULL, "ask-return", "FINE", NULL);
}

static void write_feedback(World *world)
{
	world_mail(world, "mia@bolt.example", NULL, "ask-feedback", "Marketing: say why a buyer should care.", NULL);
	world_mail(world, "tom@crest.example", NULL, "ask-open-ballot", "PARALLEL", NULL);
}

static void write_votes(World *world)
{
	world_mail(world, "tom@crest.example", NULL, "ask-vote", "YES", NULL);
	world_mail(world, "tara@dune.example", NULL, "ask-vote", "NO", NULL);
	world_mail(world, "tara@dune.example", NULL, "ask-vote", "YES\n\nWe talked.", NULL);
	world_mail(world, "theo@acme.example", "theo@mobile.example", "ask-vote", "YES", NULL);
	world_mail(world, "jane@acme.example", NULL, "ask-vote", "perhaps", NULL);
	world_mail(world, "bob@bolt.example", NULL, "ask-vote", "YES", NULL);
	world_mail(world, "carol@crest.example", NULL, "ask-vote", "NO", NULL);
	world_mail_raw(world, "From: jane@acme.example\nTo: robot@dmtf.example\nSubject: Automatic reply\n"
			      "Message-ID: <away@test.example>\nAuto-Submitted: auto-replied\n\nI am away.\n");
}

static void write_late(World *world)
{
	world_mail(world, "theo@acme.example", NULL, "ask-confirm", "CONFIRM", NULL);
	world_mail(world, "joe@acme.example", NULL, "ask-vote", "ABSTAIN", NULL);
}

static const struct {
	const char *name;
	gint64 after; /* seconds since the start */
	void (*write)(World *world);
} script[] = {
	{"first start", 0, write_nothing},
	{"proposal, a stranger", 60, write_proposal},
	{"confirmation", 120, write_confirmation},
	{"ownership", 3 * HOUR, write_ownership},
	{"draft", 6 * HOUR, write_draft},
	{"complete", 9 * HOUR, write_complete},
	{"fine", 12 * HOUR, write_fine},
	{"feedback", 14 * HOUR, write_feedback},
	{"ballots open", 18 * HOUR, write_nothing},
	{"votes", 20 * HOUR, write_votes},
	{"late votes, results", 10 * DAY, write_late},
};

#define PASSES G_N_ELEMENTS(script)

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
	Outcome plain[PASSES], late[PASSES];
	guint steps[PASSES];
	guint8 kinds[PASSES][STEPS_MOST];
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
	return START + script[pass].after;
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
	for (guint pass = 0; pass < PASSES; pass++) {
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

/* Every effect, and of the store's steps the first and last of a row and every so many between. */
static gboolean chosen(const Worker *worker, guint pass, guint n)
{
	const guint8 *kinds = worker->kinds[pass];
	gboolean edge = n == 0 || n + 1 == worker->steps[pass] || kinds[n - 1] != kinds[n] || kinds[n + 1] != kinds[n];
	return worker->all || edge || (kinds[n] == STEP_STORE && (n + pass) % STRIDE == 0);
}

static gboolean my_turn(Worker *worker)
{
	return worker->turns++ % WORKERS == worker->number;
}

static void run_step(Worker *worker, guint pass, guint n)
{
	StepKind kind = worker->kinds[pass][n];
	gint at = (gint)n + 1;
	if (my_turn(worker))
		disturb(worker, pass, at, ACT_STOP);
	if (kind != STEP_SUBMIT && kind != STEP_SUBMITTED && my_turn(worker))
		disturb(worker, pass, at, ACT_TEMP);
	if (kind == STEP_SUBMIT && my_turn(worker))
		put_off(worker, pass, at, ACT_TEMP);
	if ((kind == STEP_SUBMIT || kind == STEP_SUBMITTED) && my_turn(worker))
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
	for (guint pass = 0; pass < PASSES; pass++) {
		for (guint n = 0; n < worker->steps[pass]; n++)
			if (chosen(worker, pass, n))
				run_step(worker, pass, n);
		fflush(stdout);
	}
	for (guint pass = 0; number == 0 && pass < PASSES; pass++)
		printf("%s: %u steps\n", script[pass].name, worker->steps[pass]);
	for (guint pass = 0; pass < PASSES; pass++) {
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
