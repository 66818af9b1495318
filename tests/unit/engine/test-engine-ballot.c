/* SPDX-License-Identifier: MIT
 *
 * A ballot through a whole robot: what counts is when the mail came, the tally waits for every mailbox, the result
 * names the head of the journal, and a mail that ends the robot twice is kept aside.
 */
#include "robot.h"
#include "base/fault.h"
#include <glib/gstdio.h>
#include <string.h>

#define ROBOT "robot@dmtf.example"
#define HAND_STEPS 5 /* writes of a pass until a mail is in hand */
#define SECOND_MAILBOX "[mailbox second]\nurl = maildir:%s\npurpose = robot\ndone = Processed\n"

static OutRow *expect_letter(Robot *robot, const char *kind, const char *recipient)
{
	OutRow *letter = robot_letter(robot, kind, recipient);
	if (!letter)
		fail_msg("there is no letter %s to %s", kind, recipient);
	return letter;
}

static void answer(Robot *robot, const char *kind, const char *address, const char *text, gint64 later)
{
	g_autoptr(OutRow) letter = expect_letter(robot, kind, address);
	robot_reply(robot, letter, address, text);
	robot_pass(robot, later);
}

static void send_draft(Robot *robot)
{
	g_autoptr(OutRow) letter = expect_letter(robot, "ask-complete", "erin@elm.example");
	g_autofree char *to = letter_header(letter, "Reply-To");
	g_autofree char *mail = g_strdup_printf(
		"From: erin@elm.example\nTo: %s\nSubject: Re: draft\nMessage-ID: <draft@elm.example>\n"
		"MIME-Version: 1.0\n"
		"Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nThe draft.\n\n"
		"MILESTONE M1 alliance 2027-06-30 acme: Map the model\n\n--b\n"
		"Content-Type: application/vnd.oasis.opendocument.text\n"
		"Content-Disposition: attachment; filename=\"snia-wr.odt\"\nContent-Transfer-Encoding: base64\n\n"
		"UEsgZmFrZQ==\n\n--b--\n", to);
	robot_raw(robot, mail);
	robot_pass(robot, HOUR);
}

/* The Alliance Committee votes on draft 1; its seven seats have their letters. */
static void robot_ballot(Robot *robot)
{
	robot_mail(robot, "erin@elm.example", ROBOT, "PROPOSE SNIA", "PROPOSE SNIA", NULL);
	robot_pass(robot, MINUTE);
	answer(robot, "ask-confirm", "erin@elm.example", "CONFIRM", MINUTE);
	answer(robot, "ask-assign-owner", "vera@harbor.example", "OWNER erin@elm.example", MINUTE);
	answer(robot, "ask-own", "erin@elm.example", "ACCEPT", MINUTE);
	send_draft(robot);
	answer(robot, "ask-complete", "erin@elm.example", "COMPLETE", HOUR);
	answer(robot, "ask-return", "vera@harbor.example", "FINE", HOUR);
	robot_pass(robot, 16 * DAY);
}

static gint64 ballot_field(Robot *robot, const char *name)
{
	g_autoptr(GPtrArray) all = store_find(engine_store(robot->engine), &ballot_type, NULL, NULL, NULL);
	assert_int_equal(all->len, 1);
	json_t *object = record_to_json(all->pdata[0], RECORD_ALL);
	gint64 value = json_integer_value(json_object_get(object, name));
	json_decref(object);
	return value;
}

static BallotState ballot_state(Robot *robot)
{
	g_autoptr(GPtrArray) all = store_find(engine_store(robot->engine), &ballot_type, NULL, NULL, NULL);
	assert_int_equal(all->len, 1);
	return (BallotState)((const Ballot *)all->pdata[0])->state;
}

/* The VP writes under a standing token: a letter about the register that asked nothing. */
static void robot_mail_release(Robot *robot)
{
	g_autoptr(OutRow) moved = expect_letter(robot, "register-moved", "vera@harbor.example");
	robot_reply(robot, moved, "vera@harbor.example", "RELEASE BAL-1");
}

static void vote(Robot *robot, const char *address, const char *text)
{
	g_autoptr(OutRow) letter = expect_letter(robot, "ask-vote", address);
	robot_reply(robot, letter, address, text);
}

static char *letter_text(const OutRow *letter)
{
	gsize length;
	const char *bytes = g_bytes_get_data(letter->bytes, &length);
	return g_strndup(bytes, length);
}

/* B-4: the rule, the numbers, each vote, and the head of the journal, which an entry of the journal bears out. */
static void test_result_letter(Robot *robot)
{
	g_autoptr(OutRow) result = expect_letter(robot, "ballot-result", "carol@crest.example");
	g_autofree char *text = letter_text(result);
	static const char *const found[] = {"Yes 2", "No 1", "Abstain 1", "Not voted 3", "of 7", "Crest Networks YES"};
	for (gsize i = 0; i < G_N_ELEMENTS(found); i++)
		if (!strstr(text, found[i]))
			fail_msg("\"%s\" is not in the result:\n%s", found[i], text);
	const char *head = strstr(text, "at entry");
	assert_non_null(head);
	gint64 n = g_ascii_strtoll(head + strlen("at entry "), NULL, 10);
	g_autoptr(GPtrArray) entries = store_entries(engine_store(robot->engine), NULL, n - 1, 1, NULL);
	const Entry *entry = g_ptr_array_index(entries, 0);
	assert_string_equal(entry->subject, "seal");
	g_autofree char *shown = g_strndup(entry->hash, 12);
	assert_non_null(strstr(text, shown));
}

/* A mailbox that cannot be read holds the tally; it is made up for, or the VP releases it. */
static void test_held(void **state)
{
	static const char *const ways[] = {"the mailbox comes back", "the VP releases it"};
	for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
		g_autofree char *dir = g_dir_make_tmp("ballotd-second-XXXXXX", NULL);
		g_autofree char *box = g_build_filename(dir, "box", NULL), *away = g_build_filename(dir, "away", NULL);
		g_autofree char *more = g_strdup_printf(SECOND_MAILBOX, box);
		static const char *const folders[] = {"new", "cur", "tmp"};
		for (gsize j = 0; j < G_N_ELEMENTS(folders); j++) {
			g_autofree char *path = g_build_filename(box, folders[j], NULL);
			g_mkdir_with_parents(path, 0700);
		}
		g_autoptr(Robot) robot = robot_new(more);
		robot_ballot(robot);
		vote(robot, "jane@acme.example", "YES");
		robot_pass(robot, HOUR);
		assert_int_equal(g_rename(box, away), 0);
		PassResult result = robot_pass(robot, 8 * DAY);
		table_int(ways[i], result.held, 1);
		table_int(ways[i], result.unread, 1);
		table_int(ways[i], pass_incomplete(&result), TRUE);
		table_int(ways[i], ballot_state(robot), BALLOT_OPEN);
		if (i == 0)
			assert_int_equal(g_rename(away, box), 0);
		else
			robot_mail_release(robot);
		result = robot_pass(robot, MINUTE);
		result = robot_pass(robot, MINUTE);
		table_int(ways[i], result.held, 0);
		table_int(ways[i], ballot_field(robot, "extensions"), 1); /* for want of quorum */
		robot_remove(dir);
	}
}

/* Votes, a change, an unclear one; then the close, a late one, the result. */
static void test_course(void **state)
{
	g_autoptr(Robot) robot = robot_new(NULL);
	robot_ballot(robot);
	gint64 first = robot->mails;
	vote(robot, "jane@acme.example", "YES");
	vote(robot, "joe@acme.example", "NO\n\nThe costs are open.");
	vote(robot, "bob@bolt.example", "YES, if the costs are fixed");
	vote(robot, "carol@crest.example", "yes");
	vote(robot, "dan@dune.example", "ABSTAIN");
	vote(robot, "erin@elm.example", "YES");
	robot_pass(robot, HOUR);
	assert_int_equal(robot_disposition(robot, first + 1), DISPOSED_VOTE);
	assert_int_equal(robot_disposition(robot, first + 2), DISPOSED_VOTE_SUPERSEDING);
	assert_int_equal(robot_disposition(robot, first + 3), DISPOSED_UNCLEAR);
	assert_int_equal(ballot_field(robot, "voted"), 4);
	assert_int_equal(ballot_field(robot, "no"), 1);
	vote(robot, "finn@fjord.example", "YES");
	robot_pass(robot, 30 * DAY);
	assert_int_equal(robot_disposition(robot, first + 7), DISPOSED_LATE);
	g_autoptr(OutRow) late = expect_letter(robot, "vote-late", "finn@fjord.example");
	assert_int_equal(ballot_state(robot), BALLOT_APPROVED);
	assert_int_equal(ballot_field(robot, "yes"), 2);
	test_result_letter(robot);
	robot_verify(robot);
}

/* --- a mail that ends the robot --- */

static guint steps_left;

static gboolean step_count(gpointer data)
{
	if (!steps_left)
		return FALSE;
	steps_left--;
	return TRUE;
}

/* The robot is stopped with the mail in hand; the third time the mail is kept aside and the others go on. */
static void test_kept_aside(void **state)
{
	g_autoptr(Robot) robot = robot_new(NULL);
	robot_pass(robot, MINUTE);
	robot_mail(robot, "jane@acme.example", ROBOT, "status", "STATUS", NULL);
	for (guint i = 0; i < 2; i++) {
		PassResult result;
		g_autoptr(GError) error = NULL;
		steps_left = HAND_STEPS;
		store_on_step(step_count, NULL);
		assert_false(engine_pass(robot->engine, robot->now + MINUTE, &result, &error));
		store_on_step(NULL, NULL);
		robot_restart(robot);
	}
	robot_mail(robot, "jane@acme.example", ROBOT, "status", "STATUS", NULL);
	robot_pass(robot, MINUTE);
	assert_int_equal(robot_disposition(robot, 1), DISPOSED_UNDECIDED);
	assert_int_equal(robot_disposition(robot, 2), DISPOSED_INITIATIVE);
	assert_int_equal(robot_letters(robot, "status"), 1);
	g_autoptr(MailRow) row = store_mail_n(engine_store(robot->engine), 1, NULL);
	assert_non_null(row->raw); /* a person can look at it */
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_course), cmocka_unit_test(test_held),
					   cmocka_unit_test(test_kept_aside)};
	robot_quiet();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
