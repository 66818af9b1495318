/* SPDX-License-Identifier: MIT
 *
 * Acts of an administrator: what each needs, what becomes of it, and the socket they come through.
 */
#include "acting.h"
#include "base/fault.h"
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECOND_MS 2000

static void test_allows(void **state)
{
	static const struct {
		const char *name;
		uid_t peer, own;
		gboolean allowed;
	} cases[] = {{"root", 0, 990, TRUE}, {"the robot's own user", 990, 990, TRUE}, {"somebody", 1000, 990, FALSE},
		     {"somebody, to a robot of root", 1000, 0, FALSE}, {"root to itself", 0, 0, TRUE}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		table_int(cases[i].name, control_allows(cases[i].peer, cases[i].own), cases[i].allowed);
}

static void test_refusals(void **state)
{
	static const struct {
		int status;
		const char *request;
	} cases[] = {
		{CONTROL_USAGE, "{}"},
		{CONTROL_USAGE, "{'act': 'dance'}"},
		{CONTROL_USAGE, "{'act': 7}"},
		{CONTROL_USAGE, "[]"},
		{CONTROL_USAGE, "{'act': 'propose', 'partner': 'OGF'}"},
		{CONTROL_USAGE, "{'act': 'propose', 'partner': 'OGF', 'by': 'no address'}"},
		{CONTROL_REFUSED, "{'act': 'propose', 'partner': 'SNIA', 'by': 'jane@acme.example'}"},
		{CONTROL_USAGE, "{'act': 'answer', 'ask': 'ASK-2'}"},
		{CONTROL_REFUSED, "{'act': 'answer', 'ask': 'ASK-99', 'words': 'YES'}"},
		{CONTROL_REFUSED, "{'act': 'answer', 'ask': 'ASK-2.9', 'words': 'COMPLETE'}"},
		{CONTROL_REFUSED, "{'act': 'answer', 'ask': 'ASK-2', 'words': 'PERHAPS'}"},
		{CONTROL_REFUSED, "{'act': 'answer', 'ask': 'ASK-2', 'words': 'COMPLETE but not quite'}"},
		{CONTROL_REFUSED, "{'act': 'answer', 'ask': 'ASK-2', 'words': 'COMPLETE', 'person': 'bob'}"},
		{CONTROL_REFUSED, "{'act': 'answer', 'ask': 'ASK-2', 'words': 'COMPLETE'}"},
		{CONTROL_USAGE, "{'act': 'answer', 'ask': 'ASK-2', 'words': 'COMPLETE', 'document': 5}"},
		{CONTROL_REFUSED, "{'act': 'milestones', 'register': 'WR-9', 'text': 'MILESTONE'}"},
		{CONTROL_USAGE, "{'act': 'extend', 'ballot': 'BAL-1'}"},
		{CONTROL_REFUSED, "{'act': 'extend', 'ballot': 'BAL-1', 'day': '2026-12-01'}"},
		{CONTROL_REFUSED, "{'act': 'cancel', 'ballot': 'BAL-1'}"},
		{CONTROL_REFUSED, "{'act': 'release', 'ballot': 'BAL-1'}"},
		{CONTROL_REFUSED, "{'act': 'resend', 'letter': 'no-such-letter'}"},
	};
	g_autoptr(Robot) robot = robot_drafting(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Json) reply = acted(robot, cases[i].status, "%s", cases[i].request);
		assert_non_null(json_text(reply, "why"));
	}
	robot_verify(robot);
}

/* An answer on behalf names who gave it and keeps what proves it. */
static void test_evidence(void **state)
{
	g_autoptr(Robot) robot = robot_voting(NULL);
	g_autofree char *ask = open_ask(robot, ASK_VOTE);
	g_autoptr(Json) reply =
		acted(robot, CONTROL_DONE, "{'act': 'answer', 'ask': '%s', 'words': 'no', 'person': 'bob', 'comment': 'too early',"
		      " 'evidence': {'name': 'fax.txt', 'type': 'text/plain', 'base64': 'Tk8K'}}", ask);
	g_autoptr(GPtrArray) votes = store_find(engine_store(robot->engine), &vote_type, NULL, NULL, NULL);
	assert_int_equal(votes->len, 1);
	const Vote *vote = g_ptr_array_index(votes, 0);
	assert_int_equal(vote->choice, CHOICE_NO);
	assert_int_equal(vote->standing, STANDING_CONTROL);
	assert_string_equal(vote->comment, "too early");
	const char *hash = strstr(vote->checked, "evidence ");
	assert_non_null(hash);
	assert_non_null(strstr(vote->checked, "by admin"));
	g_autoptr(GBytes) kept = store_kept(engine_store(robot->engine), hash + strlen("evidence "), NULL);
	assert_non_null(kept);
	assert_memory_equal(g_bytes_get_data(kept, NULL), "NO\n", 3);
}

static const Ballot *ballot(Robot *robot, GPtrArray **out_owned)
{
	*out_owned = store_find(engine_store(robot->engine), &ballot_type, NULL, NULL, NULL);
	return g_ptr_array_index(*out_owned, 0);
}

static void test_ballot_acts(void **state)
{
	g_autoptr(Robot) robot = robot_voting(NULL);
	g_autoptr(GPtrArray) before = NULL, after = NULL, over = NULL;
	Instant closes = ballot(robot, &before)->closes;
	act(robot, "{'act': 'extend', 'ballot': 'BAL-1', 'day': '2026-06-30'}");
	assert_true(ballot(robot, &after)->closes > closes);
	act(robot, "{'act': 'release', 'ballot': 'BAL-1'}");
	act(robot, "{'act': 'cancel', 'ballot': 'BAL-1', 'why': 'a mistake'}");
	assert_int_equal(ballot(robot, &over)->state, BALLOT_CANCELLED);
	robot_verify(robot);
}

static void test_milestones(void **state)
{
	g_autoptr(Robot) robot = robot_drafting(NULL);
	drafted(robot);
	act(robot, "{'act': 'milestones', 'register': 'WR-1', 'text': 'MILESTONE M7 technical 2027-01-01 acme: Two'}");
	g_autoptr(Record) milestone = store_get(engine_store(robot->engine), &milestone_type, "WR-1/1.2#M7", NULL);
	assert_non_null(milestone);
	assert_string_equal(((Milestone *)milestone)->body, "technical");
}

static void test_resend(void **state)
{
	g_autoptr(Robot) robot = robot_drafting(NULL);
	g_autoptr(OutRow) letter = robot_letter(robot, "ask-complete", "erin@elm.example");
	guint before = robot_letters(robot, "ask-complete");
	g_autoptr(Json) reply = acted(robot, CONTROL_DONE, "{'act': 'resend', 'letter': '%s'}", letter->key);
	assert_int_equal(robot_letters(robot, "ask-complete"), before + 1);
}

static void test_roster(void **state)
{
	g_autoptr(Robot) robot = robot_drafting(NULL);
	g_autoptr(Json) same = acted(robot, CONTROL_DONE, "{'act': 'roster-load'}");
	assert_true(json_is_false(json_object_get(same, "changed")));
	assert_true(g_file_set_contents(robot->settings->roster, "[person jane]\nnmae = Jane\n", -1, NULL));
	g_autoptr(Json) reply = acted(robot, CONTROL_REFUSED, "{'act': 'roster-load'}");
	const json_t *findings = json_object_get(reply, "findings");
	assert_true(json_array_size(findings) > 0);
	assert_non_null(strstr(json_string_value(json_array_get(findings, 0)), "roster.conf:"));
	assert_non_null(roster_person(engine_roster(robot->engine), "erin"));
}

/* --- the socket --- */

static char *exchange(const char *path, const char *bytes, GError **error)
{
	gsize length;
	int fd = control_connect(path, NULL, error);
	if (fd < 0)
		return NULL;
	gboolean sent = send(fd, bytes, strlen(bytes), MSG_NOSIGNAL) == (gssize)strlen(bytes) && shutdown(fd, SHUT_WR) == 0;
	char *line = sent ? control_read_line(fd, -1, SECOND_MS, &length, error) : NULL;
	if (!sent)
		fault_set(error, FAULT_TEMP, "not sent");
	close(fd);
	return line;
}

typedef struct Talk {
	Robot *robot;
	const char *path;
	char *wrong; /* the first reply that was not what it should be */
} Talk;

/* Talks while the engine runs, then ends it. */
static gpointer talk(gpointer data)
{
	static const struct {
		const char *bytes, *reply;
	} cases[] = {
		{"{\"act\":\"roster-load\"}\n", "in force already"}, {"no json\n", "broken at line 1"},
		{"{\"act\":\"roster-load\"}", "before a whole line"}, {"\n", "broken"}, {"", "before a whole line"},
		{"{\"act\":\"dance\"}\nmore\n", "no act"},
	};
	Talk *talking = data;
	for (gsize i = 0; i < G_N_ELEMENTS(cases) && !talking->wrong; i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *reply = exchange(talking->path, cases[i].bytes, &error);
		if (!reply || !strstr(reply, cases[i].reply))
			talking->wrong = g_strdup_printf("%s: %s", cases[i].bytes, reply ? reply : error->message);
	}
	engine_stop(talking->robot->engine);
	return NULL;
}

static void test_socket(void **state)
{
	g_autoptr(Robot) robot = robot_drafting(NULL);
	g_autofree char *path = control_path(robot->settings);
	g_autoptr(GError) error = NULL;
	assert_true(g_file_set_contents(path, "left behind", -1, NULL));
	g_autoptr(Control) control = control_start(robot->engine, &error);
	assert_null(error);
	struct stat socket;
	assert_int_equal(stat(path, &socket), 0);
	assert_int_equal(socket.st_mode & 0777, 0600);
	Talk talking = {.robot = robot, .path = path};
	GThread *thread = g_thread_new("talk", talk, &talking);
	assert_true(engine_run(robot->engine, &error));
	g_thread_join(thread);
	if (talking.wrong)
		fail_msg("%s", talking.wrong);
	g_clear_pointer(&control, control_stop);
	assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
	gboolean absent = FALSE;
	assert_int_equal(control_connect(path, &absent, NULL), -1);
	assert_true(absent);
}

/* Somebody who says nothing does not keep the robot from ending. */
static void test_silence(void **state)
{
	g_autoptr(Robot) robot = robot_drafting(NULL);
	g_autofree char *path = control_path(robot->settings);
	g_autoptr(Control) control = control_start(robot->engine, NULL);
	int fd = control_connect(path, NULL, NULL);
	assert_true(fd >= 0);
	gint64 before = g_get_monotonic_time();
	g_clear_pointer(&control, control_stop);
	assert_true(g_get_monotonic_time() - before < 5 * G_USEC_PER_SEC);
	close(fd);
}

/* A path that does not fit into an address is reached all the same. */
static void test_long_path(void **state)
{
	g_autofree char *top = g_dir_make_tmp("ballotd-socket-XXXXXX", NULL);
	g_autofree char *deep = g_strnfill(120, 'd'), *dir = g_build_filename(top, deep, NULL);
	g_autofree char *path = g_build_filename(dir, "ballotd.db.socket", NULL);
	assert_int_equal(g_mkdir(dir, 0700), 0);
	int listening = control_listen(path, NULL), talking = control_connect(path, NULL, NULL);
	assert_true(listening >= 0);
	assert_true(talking >= 0);
	close(talking);
	close(listening);
	robot_remove(top);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_allows),     cmocka_unit_test(test_refusals), cmocka_unit_test(test_evidence),
		cmocka_unit_test(test_ballot_acts), cmocka_unit_test(test_milestones), cmocka_unit_test(test_resend),
		cmocka_unit_test(test_roster),     cmocka_unit_test(test_socket),   cmocka_unit_test(test_silence),
		cmocka_unit_test(test_long_path),
	};
	robot_quiet();
	return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}
