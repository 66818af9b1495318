/* SPDX-License-Identifier: MIT
 *
 * The commands of ballotctl: the table, the command line, the shape of each JSON document, and that none of them tells
 * a vote before its ballot's result does (I3).
 */
#include "../engine/acting.h"
#include "base/fault.h"
#include "base/text.h"
#include "ctl/command.h"
#include "ctl/print.h"
#include "ctl/withheld.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define SECRET "[profile committee]\nvisibility = secret\n"
#define TALLY "[profile committee]\nvisibility = tally at close\n"

static Instant no_clock(gpointer data)
{
	return ROBOT_START;
}

/* --- the table and the command line --- */

static void test_table(void **state)
{
	for (const CtlCommand *command = ctl_commands; command->name; command++) {
		guint n = 0;
		g_auto(GStrv) words = g_strsplit(command->name, " ", -1);
		if (command_find(words, &n) != command)
			fail_msg("%s is not found by its name", command->name);
		table_int(command->name, n, g_strv_length(words));
		table_int(command->name, (command->view != NULL) + (command->run != NULL), 1);
		table_int(command->name, command->help && *command->help && strlen(command->help) < 80, TRUE);
		table_int(command->name, command->least <= command->most, TRUE);
	}
}

static char *source_text(const char *name)
{
	g_autofree char *path = g_build_filename(g_getenv("top_srcdir"), name, NULL);
	char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		fail_msg("cannot read %s", path);
	return text;
}

/* The manual's paragraph of a command, or NULL; g_free. */
static char *manual_of(const char *manual, const char *name)
{
	g_autofree char *item = g_strdup_printf("\n.It Cm %s", name);
	const char *at = strstr(manual, item);
	while (at && at[strlen(item)] != ' ' && at[strlen(item)] != '\n')
		at = strstr(at + 1, item);
	const char *end = at ? strstr(at + 1, "\n.It ") : NULL;
	return at ? g_strndup(at, end ? (gsize)(end - at) : strlen(at)) : NULL;
}

/* The manual and the completion know every command and its options. */
static void test_manual(void **state)
{
	g_autofree char *manual = source_text("src/cmd/ballotctl.1");
	g_autofree char *completion = source_text("contrib/completion/ballotctl.bash");
	for (const CtlCommand *command = ctl_commands; command->name; command++) {
		g_autofree char *paragraph = manual_of(manual, command->name);
		g_auto(GStrv) options = words_split(command->options), words = words_split(command->name);
		if (!paragraph)
			fail_msg("the manual does not explain %s", command->name);
		for (char **word = words; *word; word++)
			table_int(*word, strstr(completion, *word) != NULL, TRUE);
		for (char **option = options; *option; option++) {
			g_autofree char *flag = g_strdup_printf("Fl -%s", *option), *long_name = g_strconcat("--", *option, NULL);
			gboolean told = strstr(paragraph, flag) || g_str_equal(*option, "evidence");
			table_int(*option, told && strstr(completion, long_name), TRUE);
		}
	}
}

static void test_find(void **state)
{
	static const struct {
		const char *line, *found;
	} cases[] = {{"status", "status"}, {"roster check x.conf", "roster check"}, {"roster", NULL}, {"roster dance", NULL},
		     {"stat", NULL}, {"statuses", NULL}, {"", NULL}, {"show WR-1", "show"}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) words = words_split(cases[i].line);
		guint n;
		const CtlCommand *command = command_find(words, &n);
		table_text(cases[i].line, command ? command->name : NULL, cases[i].found);
	}
}

/* Runs ballotctl with its output dropped. */
static int run_line(const char *line)
{
	g_auto(GStrv) words = words_split(line);
	guint n = g_strv_length(words);
	g_autofree char **argv = g_memdup2(words, (n + 1) * sizeof *words); /* parsing takes strings out of it */
	int out = dup(1), err = dup(2), null = open("/dev/null", O_WRONLY);
	fflush(stdout);
	dup2(null, 1);
	dup2(null, 2);
	int status = ctl_main((int)n, argv, no_clock);
	fflush(stdout);
	dup2(out, 1);
	dup2(err, 2);
	close(out);
	close(err);
	close(null);
	return status;
}

static void test_usage(void **state)
{
	static const struct {
		const char *line;
		int status;
	} cases[] = {
		{"ballotctl help", CTL_DONE},
		{"ballotctl --version", CTL_DONE},
		{"ballotctl", CTL_USAGE},
		{"ballotctl dance", CTL_USAGE},
		{"ballotctl --dance status", CTL_USAGE},
		{"ballotctl status now", CTL_USAGE},
		{"ballotctl status --send", CTL_USAGE},
		{"ballotctl show", CTL_USAGE},
		{"ballotctl show WR-1 WR-2", CTL_USAGE},
		{"ballotctl answer ASK-1", CTL_USAGE},
		{"ballotctl journal --max many", CTL_USAGE},
		{"ballotctl -c", CTL_USAGE},
		{"ballotctl -c /nowhere/ballotd.conf status", CTL_CONFIG},
		{"ballotctl -c /nowhere/ballotd.conf propose SNIA", CTL_CONFIG},
		{"ballotctl config check /nowhere/ballotd.conf", CTL_CONFIG},
		{"ballotctl read --ask=dance", CTL_USAGE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		table_int(cases[i].line, run_line(cases[i].line), cases[i].status);
}

/* --- the documents --- */

/* A command's document; NULL when it finds nothing. */
static json_t *document_of(Robot *robot, const char *line)
{
	g_auto(GStrv) words = words_split(line);
	GError *fault = NULL;
	guint n = 0;
	const CtlCommand *command = command_find(words, &n);
	assert_non_null(command->view);
	Ctl ctl = {.settings = robot->settings, .engine = robot->engine, .clock = no_clock, .args = words + n,
		   .n_args = g_strv_length(words + n)};
	json_t *document = command->view(&ctl, &fault);
	if (fault)
		fail_msg("%s: %s", line, fault->message);
	return document;
}

/* The object that the shapes of a line are of: the document, or the first of the list named before a colon. */
static const json_t *shaped(const json_t *document, const char *list)
{
	return list ? json_array_get(json_object_get(document, list), 0) : document;
}

static void test_shapes(void **state)
{
	static const struct {
		const char *line, *list, *keys;
	} cases[] = {
		{"status", NULL, "now robot store simulation registers_proposed registers_active asks_open asks_overdue "
				 "ballots_open letters_waiting letters_in_trouble mails mails_aside moments_due next_moment mailboxes"},
		{"status", "mailboxes", "name purpose read_until"},
		{"registers", "registers", "id partner partner_id status stage owner owner_name oc oc_name moved route draft"},
		{"show WR-1", NULL, "id partner status stage asks ballots drafts milestones comments tasks moments"},
		{"show WR-1", "drafts", "id name type bytes file content sender received current pending milestones"},
		{"show WR-1", "milestones", "name body body_name date doers text significant"},
		{"show WR-1", "moments", "kind subject at"},
		{"document show WR-1", "drafts", "id file content bytes"},
		{"ballots", "ballots", "id register_id body body_name state opens closes roll voted round extensions"},
		{"ballot BAL-1", NULL, "id state roll voted quorum threshold rule profile seats closes content"},
		{"ballot BAL-1", "seats", "unit name voted voters dropped"},
		{"asks", "asks", "id kind register_id subject role what opened overdue people answers state"},
		{"asks WR-1", "asks", "id kind people"},
		{"mails", NULL, "mails"},
		{"outbox", "letters", "n key kind recipient person subject fate created tries"},
		{"journal", "entries", "n subject at kind row changes letters previous hash"},
		{"journal WR-1", "entries", "n subject at row hash"},
		{"verify", NULL, "entries same differences erased"},
		{"export WR-1", NULL, "format subject exported register ballots entries"},
		{"export BAL-1", "ballots", "id profile seats"},
		{"export BAL-1", "entries", "n subject at event row body payload_digest previous hash"},
		{"roster show", NULL, "alliance_committee board executive marketing vp_alliances bodies companies persons"},
		{"roster show", "persons", "id name mail company"},
		{"letters show", "letters", "name hash variables"},
		{"letters show digest", NULL, "name hash variables text"},
		{"doctor", "checks", "check result text"},
	};
	g_autoptr(Robot) robot = robot_voting(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Json) document = document_of(robot, cases[i].line);
		g_auto(GStrv) keys = words_split(cases[i].keys);
		const json_t *object = shaped(document, cases[i].list);
		for (char **key = keys; *key; key++)
			if (!json_object_get(object, *key))
				fail_msg("%s %s: no key %s", cases[i].line, cases[i].list ? cases[i].list : "", *key);
	}
}

static void test_nothing(void **state)
{
	static const char *const lines[] = {"show WR-9", "ballot BAL-9", "export BAL-9", "export WR-9", "journal WR-9",
					    "document show WR-9", "letters show dance"};
	g_autoptr(Robot) robot = robot_drafting(NULL);
	int err = dup(2), null = open("/dev/null", O_WRONLY);
	dup2(null, 2);
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(Json) document = document_of(robot, lines[i]);
		table_int(lines[i], document == NULL, TRUE);
	}
	dup2(err, 2);
	close(err);
	close(null);
}

/* For people: every column that a row names exists somewhere in its document, and nothing hostile gets through. */
static void test_print(void **state)
{
	static const CtlSection sections[] = {{NULL, NULL, "id on"}, {"rows", "Rows", "name note empty"}, {0}};
	g_autoptr(Json) document = json_pack("{s:s, s:b, s:[{s:s, s:s}, {s:s, s:[s, s]}]}", "id", "WR-1\033[2J", "on", 1,
					     "rows", "name", "é", "note", "one\ntwo", "name", "abc", "note", "x", "y");
	g_autofree char *text = print_document(document, sections);
	assert_string_equal(text, "Id  WR-1 [2J\nOn  yes\n\nRows\nName  Note\né     one two\nabc   x, y\n");
}

/* --- I3 --- */

static const char *const secret_lines[] = {"status", "registers", "show WR-1", "ballots", "ballot BAL-1", "asks",
					   "asks WR-1", "mails", "outbox", "journal", "journal WR-1", "export BAL-1",
					   "export WR-1"};

/* One seat votes NO without a reason, one YES with a comment, one changes its mind. */
static void votes_cast(Robot *robot)
{
	answered(robot, ASK_VOTE, "bob", "NO");
	answered(robot, ASK_VOTE, "carol", "YES");
	answered(robot, ASK_VOTE, "carol", "ABSTAIN");
	g_autofree char *ask = open_ask(robot, ASK_VOTE);
	g_autoptr(Json) reply = acted(robot, CONTROL_DONE,
				      "{'act': 'answer', 'ask': '%s', 'words': 'NO', 'person': 'dan', 'comment': 'SENTENCE'}", ask);
}

/* Everything that a command's document holds, but for the words that an ask takes and the texts of the rule. */
static char *document_text(Robot *robot, const char *line)
{
	g_autoptr(Json) document = document_of(robot, line);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *all = json_canonical(document);
	g_auto(GStrv) pieces = g_strsplit(all, "\"answers\":[", -1);
	for (guint i = 0; pieces[i]; i++) {
		const char *rest = i ? strchr(pieces[i], ']') : pieces[i];
		g_string_append(text, rest ? rest : "");
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void shows_nothing(Robot *robot, const char *name)
{
	static const char *const never[] = {"\"YES\"", "\"NO\"", "ABSTAIN", "SENTENCE", "\"reason\"", "ask-reason",
					    "reason-given", "\"choice\"", "\"yes\":", "\"no\":", "superseding"};
	for (gsize i = 0; i < G_N_ELEMENTS(secret_lines); i++) {
		g_autofree char *text = document_text(robot, secret_lines[i]);
		for (gsize j = 0; j < G_N_ELEMENTS(never); j++)
			if (strstr(text, never[j]))
				fail_msg("%s: %s shows %s:\n%s", name, secret_lines[i], never[j], strstr(text, never[j]));
	}
}

static void test_before_close(void **state)
{
	g_autoptr(Robot) robot = robot_voting(NULL);
	votes_cast(robot);
	shows_nothing(robot, "open");
	g_autoptr(Json) ballot = document_of(robot, "ballot BAL-1");
	assert_int_equal(json_int(ballot, "voted", -1), 3);
}

static void test_cancelled(void **state)
{
	g_autoptr(Robot) robot = robot_voting(NULL);
	votes_cast(robot);
	act(robot, "{'act': 'cancel', 'ballot': 'BAL-1'}");
	shows_nothing(robot, "cancelled");
}

static json_t *after_close(const char *more, Robot **out_robot)
{
	*out_robot = robot_voting(more);
	votes_cast(*out_robot);
	answered(*out_robot, ASK_VOTE, "erin", "YES");
	robot_pass(*out_robot, 10 * DAY);
	return document_of(*out_robot, "ballot BAL-1");
}

static const char *seat_choice(const json_t *ballot, const char *unit)
{
	const json_t *seats = json_object_get(ballot, "seats");
	for (size_t i = 0; i < json_array_size(seats); i++)
		if (g_strcmp0(json_text(json_array_get(seats, i), "unit"), unit) == 0)
			return json_text(json_array_get(seats, i), "choice");
	return NULL;
}

static void test_after_close(void **state)
{
	g_autoptr(Robot) robot = NULL;
	g_autoptr(Json) ballot = after_close(NULL, &robot);
	assert_string_equal(json_text(ballot, "state"), "rejected");
	assert_int_equal(json_int(ballot, "no", -1), 2);
	assert_string_equal(seat_choice(ballot, "bolt"), "NO");
	assert_string_equal(seat_choice(ballot, "crest"), "ABSTAIN");
	assert_null(seat_choice(ballot, "grove"));
	g_autofree char *outbox = document_text(robot, "outbox");
	assert_non_null(strstr(outbox, "ask-reason"));
}

static void test_tally_only(void **state)
{
	g_autoptr(Robot) robot = NULL;
	g_autoptr(Json) ballot = after_close(TALLY, &robot);
	assert_int_equal(json_int(ballot, "no", -1), 2);
	assert_null(seat_choice(ballot, "bolt"));
}

static void test_secret(void **state)
{
	g_autoptr(Robot) robot = NULL;
	g_autoptr(Json) ballot = after_close(SECRET, &robot);
	assert_string_equal(json_text(ballot, "state"), "rejected");
	assert_null(json_object_get(ballot, "no"));
	shows_nothing(robot, "secret");
}

static void test_subject(void **state)
{
	static const struct {
		const char *subject, *shown;
	} cases[] = {{"Re: [WR-12] Work register [#K7Q29FXMK7Q29FXM]", "Re: [WR-12] Work register"},
		     {"[#A] one [#B] two", " one  two"}, {"[#cut", ""}, {"plain", "plain"}, {"", ""}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *shown = withheld_subject(cases[i].subject);
		table_text(cases[i].subject, shown, cases[i].shown);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),   cmocka_unit_test(test_manual),
		cmocka_unit_test(test_find),         cmocka_unit_test(test_usage),
		cmocka_unit_test(test_shapes),  cmocka_unit_test(test_nothing),      cmocka_unit_test(test_print),
		cmocka_unit_test(test_before_close), cmocka_unit_test(test_cancelled), cmocka_unit_test(test_after_close),
		cmocka_unit_test(test_tally_only), cmocka_unit_test(test_secret),    cmocka_unit_test(test_subject),
	};
	robot_quiet();
	return cmocka_run_group_tests_name("ctl", tests, NULL, NULL);
}
