/* SPDX-License-Identifier: MIT
 *
 * Mail by mail through a whole robot: who is answered, what counts, what is kept aside, and that nothing is lost when
 * the robot is stopped in the middle.
 */
#include "robot.h"
#include "engine/outbox.h"
#include <glib/gstdio.h>
#include <string.h>

#define ROBOT "robot@dmtf.example"
#define NO_AUTH "Received: by mx.dmtf.example\n"

/* --- one mail and what becomes of it --- */

typedef struct MailCase {
	const char *name, *from, *to, *subject, *text, *headers;
	Disposition disposition;
	const char *letter; /* the template of the one letter, or NULL */
} MailCase;

static const MailCase mail_cases[] = {
	{"a proposal without a token is confirmed first", "erin@elm.example", ROBOT, "PROPOSE SNIA", "PROPOSE SNIA",
	 NULL,
	 DISPOSED_CONFIRMATION_ASKED, "ask-confirm"},
	{"a stranger", "who@foo.example", ROBOT, "hello", "Who are you?", NULL, DISPOSED_UNKNOWN_ANSWERED,
	 "unknown-sender"},
	{"a stranger nobody vouches for", "who@foo.example", ROBOT, "hello", "Who are you?", NO_AUTH,
	 DISPOSED_UNKNOWN_SILENT, NULL},
	{"a stranger that is a robot", "noreply@foo.example", ROBOT, "hello", "Your ticket", NULL,
	 DISPOSED_UNKNOWN_SILENT,
	 NULL},
	{"a stranger's proposal", "ceo@opengrid.example", ROBOT, "PROPOSE Open Grid", "We want to work with you.", NULL,
	 DISPOSED_PROPOSAL_HELD, NULL},
	{"somebody of the roster asks for the status", "jane@acme.example", ROBOT, "status", "STATUS", NULL,
	 DISPOSED_INITIATIVE, "status"},
	{"somebody of the roster says anything", "jane@acme.example", ROBOT, "hello", "How are you?", NULL,
	 DISPOSED_INITIATIVE, "status"},
	{"a token that nobody has", "who@foo.example", "robot+0123456789ABCDEF@dmtf.example", "Re: x", "YES", NO_AUTH,
	 DISPOSED_TOKEN_UNKNOWN, NULL},
	{"an automatic reply", "jane@acme.example", ROBOT, "Out of office", "I am away.",
	 "Auto-Submitted: auto-replied\n", DISPOSED_AUTO_REPLY, NULL},
	{"the robot's own mail", "robot@dmtf.example", ROBOT, "hello", "From myself.", NULL, DISPOSED_OWN_MAIL, NULL},
};

static void test_mails(void **state)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mail_cases); i++) {
		const MailCase *c = &mail_cases[i];
		g_autoptr(Robot) robot = robot_new(NULL);
		robot_mail(robot, c->from, c->to, c->subject, c->text, c->headers);
		PassResult result = robot_pass(robot, MINUTE);
		table_int(c->name, result.mails, 1);
		table_int(c->name, pass_incomplete(&result), FALSE);
		table_text(c->name, enumtab_word(&disposition_words, (int)robot_disposition(robot, 1)),
			   enumtab_word(&disposition_words, (int)c->disposition));
		if (c->letter)
			table_int(c->name, robot_letters(robot, c->letter), 1);
		if (!c->letter && c->disposition != DISPOSED_PROPOSAL_HELD)
			table_int(c->name, robot_letters(robot, NULL), 0);
		guint before = robot_letters(robot, NULL);
		robot_pass(robot, MINUTE);
		table_int(c->name, robot_letters(robot, NULL), before); /* a second pass changes nothing */
		robot_verify(robot);
	}
}

/* --- sequences --- */

/* The same mail twice, in one batch and later; only what our server adds on the way may differ. */
static void test_duplicate(void **state)
{
	static const char mail[] = "From: jane@acme.example\nTo: robot@dmtf.example\nSubject: status\n"
				   "Message-ID: <same@acme.example>\n\nSTATUS\n";
	static const char traced[] = "Received: from a.example by mx.dmtf.example; Sun, 01 Mar 2026 10:00:00 +0000\n"
				     "From: jane@acme.example\nTo: robot@dmtf.example\nSubject: status\n"
				     "Message-ID: <same@acme.example>\n\nSTATUS\n";
	static const char other[] = "From: jane@acme.example\nTo: robot@dmtf.example\nSubject: status\n"
				    "Message-ID: <same@acme.example>\n\nSTATUS please\n";
	g_autoptr(Robot) robot = robot_new(NULL);
	robot_raw(robot, mail);
	robot_raw(robot, traced);
	robot_pass(robot, MINUTE);
	robot_raw(robot, mail);
	robot_raw(robot, other);
	robot_pass(robot, MINUTE);
	assert_int_equal(robot_disposition(robot, 1), DISPOSED_INITIATIVE);
	assert_int_equal(robot_disposition(robot, 2), DISPOSED_DUPLICATE);
	assert_int_equal(robot_disposition(robot, 3), DISPOSED_DUPLICATE);
	assert_int_equal(robot_disposition(robot, 4), DISPOSED_INITIATIVE);
	assert_int_equal(robot_letters(robot, NULL), 2);
}

/* One letter a day to each stranger, so many an hour to all. */
static void test_strangers(void **state)
{
	g_autoptr(Robot) robot = robot_new("[process]\nstranger-limit = 2\n");
	robot_mail(robot, "a@foo.example", ROBOT, "one", "One", NULL);
	robot_mail(robot, "a@foo.example", ROBOT, "two", "Two", NULL);
	robot_mail(robot, "b@foo.example", ROBOT, "three", "Three", NULL);
	robot_mail(robot, "c@foo.example", ROBOT, "four", "Four", NULL);
	robot_pass(robot, MINUTE);
	assert_int_equal(robot_letters(robot, "unknown-sender"), 2);
	robot_mail(robot, "c@foo.example", ROBOT, "five", "Five", NULL);
	robot_mail(robot, "a@foo.example", ROBOT, "six", "Six", NULL);
	robot_pass(robot, 2 * HOUR);
	assert_int_equal(robot_letters(robot, "unknown-sender"), 3);
	robot_mail(robot, "a@foo.example", ROBOT, "seven", "Seven", NULL);
	robot_pass(robot, DAY);
	assert_int_equal(robot_letters(robot, "unknown-sender"), 4);
}

/* In a mailbox that others use too, what bears no mark of ours stays where it is, and nothing of it is kept. */
static void test_shared(void **state)
{
	g_autofree char *dir = g_dir_make_tmp("ballotd-press-XXXXXX", NULL);
	static const char *const folders[] = {"new", "cur", "tmp"};
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(dir, folders[i], NULL);
		g_mkdir(folder, 0700);
	}
	g_autofree char *more =
		g_strdup_printf("[mailbox press]\nurl = maildir:%s\npurpose = press\ndone = Done\n", dir);
	g_autofree char *path = g_build_filename(dir, "new", "1.mail", NULL);
	static const char mail[] = "From: paper@news.example\nTo: press@dmtf.example\nSubject: PROPOSE a talk\n"
				   "Message-ID: <1@news.example>\n\nPROPOSE a talk\n";
	assert_true(g_file_set_contents(path, mail, -1, NULL));
	g_autoptr(Robot) robot = robot_new(more);
	robot_pass(robot, MINUTE);
	assert_int_equal(robot_disposition(robot, 1), DISPOSED_NOT_OURS);
	assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	g_autoptr(MailRow) row = store_mail_n(engine_store(robot->engine), 1, NULL);
	assert_null(row->raw);
	assert_null(row->subject);
	assert_int_equal(robot_letters(robot, NULL), 0);
	robot_pass(robot, MINUTE);
	assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	robot_remove(dir);
}

static OutRow *expect_letter(Robot *robot, const char *kind, const char *recipient)
{
	OutRow *letter = robot_letter(robot, kind, recipient);
	if (!letter)
		fail_msg("there is no letter %s to %s", kind, recipient);
	return letter;
}

/* A register whose owner is asked whether he accepts. */
static Robot *robot_owning(void)
{
	Robot *robot = robot_new(NULL);
	robot_mail(robot, "erin@elm.example", ROBOT, "PROPOSE SNIA", "PROPOSE SNIA", NULL);
	robot_pass(robot, MINUTE);
	g_autoptr(OutRow) confirm = expect_letter(robot, "ask-confirm", "erin@elm.example");
	robot_reply(robot, confirm, "erin@elm.example", "CONFIRM");
	robot_pass(robot, MINUTE);
	g_autoptr(OutRow) assign = expect_letter(robot, "ask-assign-owner", "vera@harbor.example");
	robot_reply(robot, assign, "vera@harbor.example", "OWNER erin@elm.example");
	robot_pass(robot, MINUTE);
	return robot;
}

/* A register whose owner is asked for a draft. */
static Robot *robot_drafting(void)
{
	Robot *robot = robot_owning();
	g_autoptr(OutRow) own = expect_letter(robot, "ask-own", "erin@elm.example");
	robot_reply(robot, own, "erin@elm.example", "ACCEPT");
	robot_pass(robot, MINUTE);
	return robot;
}

static void test_answers(void **state)
{
	g_autoptr(Robot) robot = robot_drafting();
	g_autoptr(OutRow) complete = expect_letter(robot, "ask-complete", "erin@elm.example");
	g_autofree char *reply_to = letter_header(complete, "Reply-To");
	assert_true(g_str_has_prefix(reply_to, "<robot+") || g_str_has_prefix(reply_to, "robot+"));
	assert_string_equal(complete->subject, "[WR-1] Work register with SNIA");
	assert_true(g_str_has_prefix(complete->envelope_from, "robot+b-"));
	/* a right token from a strange address is confirmed at the right one */
	robot_reply(robot, complete, "mallory@evil.example", "COMPLETE");
	robot_pass(robot, MINUTE);
	assert_int_equal(robot_disposition(robot, 5), DISPOSED_CONFIRMATION_ASKED);
	assert_null(robot_letter(robot, "ask-confirm", "mallory@evil.example"));
	/* nothing that was asked for */
	robot_reply(robot, complete, "erin@elm.example", "What do you mean?");
	robot_pass(robot, MINUTE);
	assert_int_equal(robot_disposition(robot, 6), DISPOSED_UNCLEAR);
	/* the register is named, but no letter is answered */
	robot_mail(robot, "erin@elm.example", ROBOT, "about [WR-1]", "COMPLETE", NULL);
	robot_pass(robot, MINUTE);
	assert_int_equal(robot_disposition(robot, 7), DISPOSED_UNCLEAR);
	robot_verify(robot);
}

/* An answer to the letter "do you accept?" in the words that the case gives, as plain text and as HTML; above its
 * recipient the header names the letter `decoy` too, where no letter can be answered from. */
typedef struct ReadCase {
	const char *name, *plain, *html, *decoy, *decoy_to;
	Disposition disposition;
} ReadCase;

static const ReadCase read_cases[] = {
	{"both say the same", "ACCEPT", "ACCEPT", NULL, NULL, DISPOSED_ANSWERED},
	{"plain text and HTML differ", "ACCEPT", "DECLINE", NULL, NULL, DISPOSED_UNCLEAR},
	{"another letter's address stands in a header of no meaning", "ACCEPT", "ACCEPT", "ask-assign-owner",
	 "vera@harbor.example", DISPOSED_ANSWERED},
	{"the same, and plain text and HTML differ", "ACCEPT", "DECLINE", "ask-assign-owner", "vera@harbor.example",
	 DISPOSED_UNCLEAR},
};

static void test_read(void **state)
{
	for (gsize i = 0; i < G_N_ELEMENTS(read_cases); i++) {
		const ReadCase *c = &read_cases[i];
		g_autoptr(Robot) robot = robot_owning();
		g_autoptr(OutRow) own = expect_letter(robot, "ask-own", "erin@elm.example");
		g_autofree char *to = letter_header(own, "Reply-To");
		g_autoptr(OutRow) decoy = c->decoy ? expect_letter(robot, c->decoy, c->decoy_to) : NULL;
		g_autofree char *elsewhere = decoy ? letter_header(decoy, "Reply-To") : NULL;
		g_autofree char *mail = g_strdup_printf(
			"Authentication-Results: mx.dmtf.example; dmarc=pass header.from=elm.example\n"
			"X-Note: %s\nFrom: erin@elm.example\nTo: %s\nSubject: Re: x\nMessage-ID: <read@elm.example>\n"
			"MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"b\"\n\n"
			"--b\nContent-Type: text/plain\n\n%s\n\n"
			"--b\nContent-Type: text/html\n\n<html><body><p>%s</p></body></html>\n\n--b--\n",
			elsewhere ? elsewhere : "none", to, c->plain, c->html);
		robot_raw(robot, mail);
		robot_pass(robot, MINUTE);
		table_text(c->name, enumtab_word(&disposition_words, (int)robot_disposition(robot, 4)),
			   enumtab_word(&disposition_words, (int)c->disposition));
	}
}

/* A mail server returns a letter. */
static void robot_bounce(Robot *robot, const OutRow *letter, guint number)
{
	g_autofree char *bounce = g_strdup_printf(
		"From: MAILER-DAEMON@elm.example\nTo: %s\nSubject: Undelivered Mail Returned to Sender\n"
		"Message-ID: <bounce-%u@elm.example>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
		"Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n"
		"--b\nContent-Type: text/plain\n\nNo such user.\n--b\nContent-Type: message/delivery-status\n\n"
		"Reporting-MTA: dns; elm.example\n\nFinal-Recipient: rfc822; %s\nAction: failed\n"
		"Status: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <%s>\n\n--b--\n",
		letter->envelope_from, number, letter->recipient, letter->message_id);
	robot_raw(robot, bounce);
	robot_pass(robot, MINUTE);
	g_autoptr(OutRow) after = store_out_key(engine_store(robot->engine), letter->key, NULL);
	assert_int_equal(after->fate, FATE_BOUNCED);
	assert_int_equal(robot_disposition(robot, robot->mails), DISPOSED_BOUNCE);
}

/* Who cannot be reached is told of once; that this letter comes back too starts nothing more. */
static void test_bounce(void **state)
{
	g_autoptr(Robot) robot = robot_drafting();
	g_autoptr(OutRow) complete = expect_letter(robot, "ask-complete", "erin@elm.example");
	assert_int_equal(complete->fate, FATE_ACCEPTED);
	robot_bounce(robot, complete, 1);
	g_autoptr(OutRow) told = expect_letter(robot, "letter-unreachable", "vera@harbor.example");
	guint letters = robot_letters(robot, NULL);
	robot_bounce(robot, told, 2);
	assert_int_equal(robot_letters(robot, NULL), letters);
}

/* Mail as nobody should write it ends in a disposition and in no letter. */
static void test_odd(void **state)
{
	static const char *const odd[] = {
		"Subject: status\nMessage-ID: <1@x.example>\n\nSTATUS\n",
		"From: jane@acme.example, bob@bolt.example\nSubject: status\nMessage-ID: <2@x.example>\n\nSTATUS\n",
		"From: group:;\nSubject: PROPOSE\n\nPROPOSE\n",
		"\n",
		"From jane@acme.example\n\n\n",
		"To: robot+0123456789ABCDEF@dmtf.example\n\nYES\n",
		"From: jane@acme.example\nFrom: bob@bolt.example\nSubject: \xff\xfe\n\n\x80\x81\n",
	};
	g_autoptr(Robot) robot = robot_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(odd); i++)
		robot_raw(robot, odd[i]);
	PassResult result = robot_pass(robot, MINUTE);
	assert_int_equal(result.mails, G_N_ELEMENTS(odd));
	assert_int_equal(result.failed, 0);
	assert_int_equal(robot_letters(robot, NULL), 0);
	for (gsize i = 0; i < G_N_ELEMENTS(odd); i++)
		robot_disposition(robot, (gint64)i + 1);
}

/* A robot that does not call itself one gets so many letters and no more. */
static void test_in_vain(void **state)
{
	g_autoptr(Robot) robot = robot_new(NULL);
	for (guint i = 0; i < 15; i++)
		robot_mail(robot, "jane@acme.example", ROBOT, "hello", "Your mail was received.", NULL);
	robot_pass(robot, MINUTE);
	assert_int_equal(robot_letters(robot, NULL), 10);
	robot_mail(robot, "jane@acme.example", ROBOT, "status", "STATUS", NULL);
	robot_pass(robot, MINUTE);
	assert_int_equal(robot_letters(robot, NULL), 11);
	robot_mail(robot, "jane@acme.example", ROBOT, "hello", "Your mail was received.", NULL);
	robot_pass(robot, HOUR);
	assert_int_equal(robot_letters(robot, NULL), 12);
}

/* What is too large is not read; who sent it is told, if the roster has them. */
static void test_too_large(void **state)
{
	g_autoptr(Robot) robot = robot_new("[limits]\nmax-mail = 100000\n");
	g_autofree char *text = g_strnfill(200000, 'x');
	robot_mail(robot, "jane@acme.example", ROBOT, "status", text, NULL);
	robot_mail(robot, "who@foo.example", ROBOT, "status", text, NULL);
	robot_pass(robot, MINUTE);
	assert_int_equal(robot_disposition(robot, 1), DISPOSED_TOO_LARGE);
	assert_int_equal(robot_disposition(robot, 2), DISPOSED_TOO_LARGE);
	assert_int_equal(robot_letters(robot, NULL), 1);
	g_autoptr(OutRow) letter = expect_letter(robot, "mail-too-large", "jane@acme.example");
	assert_non_null(letter);
}

/* A letter goes again under a Message-ID of its own, to the same person. */
static void test_resend(void **state)
{
	g_autoptr(Robot) robot = robot_drafting();
	g_autoptr(OutRow) complete = expect_letter(robot, "ask-complete", "erin@elm.example");
	assert_true(engine_resend(robot->engine, complete->key, robot->now, NULL));
	robot_pass(robot, MINUTE);
	g_autoptr(OutRow) again = expect_letter(robot, "ask-complete", "erin@elm.example");
	assert_string_not_equal(again->message_id, complete->message_id);
	assert_int_equal(again->fate, FATE_ACCEPTED);
	g_autofree char *one = letter_header(complete, "Reply-To"), *other = letter_header(again, "Reply-To");
	assert_string_equal(one, other);
	g_autofree char *id = letter_header(again, "Message-ID");
	g_autofree char *want = g_strdup_printf("<%s>", again->message_id);
	assert_string_equal(id, want);
	assert_false(engine_resend(robot->engine, "no-such-letter", robot->now, NULL));
}

/* A roster with a mistake leaves the old one in force. */
static void test_roster(void **state)
{
	g_autoptr(Robot) robot = robot_drafting();
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *path = g_build_filename(robot->dir, "roster.conf", NULL);
	g_autofree char *text = NULL;
	gboolean changed = TRUE;
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	assert_true(engine_roster_load(robot->engine, robot->now, findings, &changed, NULL));
	assert_false(changed);
	g_autofree char *broken = g_strconcat(text, "[person jane]\nname = Jane\n", NULL);
	assert_true(g_file_set_contents(path, broken, -1, NULL));
	assert_false(engine_roster_load(robot->engine, robot->now, findings, &changed, NULL));
	assert_true(findings->len > 0);
	assert_non_null(roster_person(engine_roster(robot->engine), "jane"));
	g_autofree char *more = g_strconcat(text,
		"[person nora]\nname = Nora\nmail = nora@acme.example\ncompany = acme\n", NULL);
	assert_true(g_file_set_contents(path, more, -1, NULL));
	g_ptr_array_set_size(findings, 0);
	assert_true(engine_roster_load(robot->engine, robot->now, findings, &changed, NULL));
	assert_true(changed);
	robot_restart(robot);
	assert_non_null(roster_person(engine_roster(robot->engine), "nora"));
	robot_verify(robot);
}

static void test_simulation(void **state)
{
	g_autoptr(Robot) robot = robot_drafting();
	PassResult result;
	g_autoptr(GError) error = NULL;
	assert_false(engine_pass(robot->engine, robot->now - 1, &result, &error));
	assert_non_null(error);
	engine_close(robot->engine);
	robot->engine = NULL;
	robot->settings->simulation = FALSE;
	g_autoptr(GError) refused = NULL;
	assert_null(engine_open(robot->settings, ENGINE_DAEMON, NULL, NULL, &refused));
	assert_non_null(refused);
}

/* --- interruption --- */

static guint steps_left;

static gboolean step_count(gpointer data)
{
	if (!steps_left)
		return FALSE;
	steps_left--;
	return TRUE;
}

static int compare_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All letters by key and Message-ID, and where every mail ended: what must be the same whatever happened. */
static char *robot_state(Robot *robot)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) outs = store_outs(engine_store(robot->engine), NULL, 1000, NULL);
	g_autoptr(GPtrArray) mails = store_mails(engine_store(robot->engine), NULL, 1000, NULL);
	for (guint i = 0; i < outs->len; i++) {
		const OutRow *row = g_ptr_array_index(outs, i);
		g_ptr_array_add(lines, g_strdup_printf("%s %s", row->key, enumtab_word(&fate_words, row->fate)));
	}
	for (guint i = 0; i < mails->len; i++) {
		const MailRow *row = g_ptr_array_index(mails, i);
		g_ptr_array_add(lines, g_strdup_printf("%s %d", row->message_id, row->disposition));
	}
	g_ptr_array_sort(lines, compare_text);
	g_ptr_array_add(lines, NULL);
	return g_strjoinv("\n", (char **)lines->pdata);
}

static void robot_three_mails(Robot *robot)
{
	robot_mail(robot, "erin@elm.example", ROBOT, "PROPOSE SNIA", "PROPOSE SNIA", NULL);
	robot_mail(robot, "who@foo.example", ROBOT, "hello", "Who are you?", NULL);
	robot_mail(robot, "jane@acme.example", ROBOT, "status", "STATUS", NULL);
}

/* The store is stopped at its n-th write, for every n; the next start goes on to the same end. */
static void test_interrupted(void **state)
{
	g_autofree char *want = NULL;
	for (guint n = 0; n < 400; n++) {
		g_autoptr(Robot) robot = robot_new(NULL);
		g_autoptr(GError) error = NULL;
		PassResult result;
		robot_pass(robot, MINUTE);
		robot_three_mails(robot);
		robot->now += MINUTE;
		steps_left = n ? n : G_MAXUINT;
		store_on_step(step_count, NULL);
		gboolean done = engine_pass(robot->engine, robot->now, &result, &error);
		gboolean whole = n && steps_left > 0;
		store_on_step(NULL, NULL);
		assert_true(done || error);
		robot_restart(robot);
		robot_pass(robot, 0);
		robot_pass(robot, 16 * MINUTE);
		g_autofree char *got = robot_state(robot);
		if (!want)
			want = g_strdup(got);
		if (!g_str_equal(got, want))
			fail_msg("stopped at write %u:\n%s\nwant:\n%s", n, got, want);
		if (n % 16 == 0)
			robot_verify(robot);
		if (whole)
			return;
	}
	fail_msg("a pass over three mails took more than 400 writes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mails),	   cmocka_unit_test(test_duplicate),  cmocka_unit_test(test_strangers),
		cmocka_unit_test(test_answers),	   cmocka_unit_test(test_read),	     cmocka_unit_test(test_bounce),     cmocka_unit_test(test_resend),
		cmocka_unit_test(test_roster),	   cmocka_unit_test(test_simulation),
			cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_shared),	   cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_odd),	   cmocka_unit_test(test_in_vain),
	};
	robot_quiet();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
