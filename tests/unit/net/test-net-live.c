/* SPDX-License-Identifier: MIT
 *
 * The net layer against the real Dovecot and Exim of contrib/sandbox. tests/system/net-live.sh starts two sandboxes,
 * the second with a certificate for another name, and says in the environment where they are; without that nothing is
 * tested.
 */
#include "../table.h"
#include "base/fault.h"
#include "net/inbox.h"
#include "net/submit.h"
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANY 1000
#define KICK_TRIES 1000
#define KICK_PAUSE_US 20000

typedef struct Fixture {
	char *user; /* of dmtf.example, each test its own */
	Inbox *inbox;
	GPtrArray *messages;
	InboxMark mark;
	gboolean at_end;
	GError *error;
} Fixture;

static const char *env(const char *name)
{
	const char *value = g_getenv(name);
	if (value == NULL)
		fail_msg("%s is not set", name);
	return value;
}

static char *password(void)
{
	char *text = NULL;
	assert_true(g_file_get_contents(env("PASSWORD_FILE"), &text, NULL, NULL));
	return g_strchomp(text);
}

static InboxConfig inbox_config(char **url, const char *scheme, const char *user, const char *host, const char *port,
                                const char *secret)
{
	*url = g_strdup_printf("%s://%s%%40dmtf.example@%s:%s/INBOX", scheme, user, host, port);
	return (InboxConfig){.url = *url, .password = secret, .ca_file = env("CA_FILE"), .command_ms = 20000};
}

static Inbox *open_inbox(const char *scheme, const char *user)
{
	g_autofree char *secret = password(), *url = NULL;
	const char *port = env(g_str_equal(scheme, "imaps") ? "IMAPS_PORT" : "IMAP_PORT");
	InboxConfig config = inbox_config(&url, scheme, user, env("MAIL_HOST"), port, secret);
	Inbox *inbox = inbox_open(&config, NULL);
	assert_non_null(inbox);
	return inbox;
}

static int set_up(void **state)
{
	static int n;
	Fixture *f = g_new0(Fixture, 1);
	f->user = g_strdup_printf("live%d", ++n);
	f->inbox = open_inbox("imaps", f->user);
	f->messages = inbox_messages_new();
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	Fixture *f = *state;
	inbox_free(f->inbox);
	g_ptr_array_unref(f->messages);
	g_clear_error(&f->error);
	g_free(f->user);
	g_free(f);
	return 0;
}

static char *maildir(const char *user)
{
	return g_build_filename(env("MAIL_DIR"), "dmtf.example", user, "Maildir", NULL);
}

/* Makes a folder of the account as the server's own user would. */
static void make_folder(const char *user, const char *name, const struct stat *owner)
{
	g_autofree char *box = maildir(user);
	g_autofree char *home = g_path_get_dirname(box);
	g_autofree char *domain = g_path_get_dirname(home);
	g_autofree char *path = g_build_filename(box, name, NULL);
	g_mkdir_with_parents(path, 0700);
	const char *const paths[] = {domain, home, box, path};
	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
		assert_int_equal(chown(paths[i], owner->st_uid, owner->st_gid), 0);
}

/* Puts n messages into the account's inbox, numbered from first. */
static void drop_mail(const char *user, guint first, guint n)
{
	struct stat owner;
	assert_int_equal(stat(env("MAIL_DIR"), &owner), 0);
	make_folder(user, "tmp", &owner);
	make_folder(user, "cur", &owner);
	make_folder(user, "new", &owner);
	g_autofree char *box = maildir(user);
	for (guint i = first; i < first + n; i++) {
		g_autofree char *name = g_strdup_printf("%u.M%uP1.test", 1700000000 + i, i);
		g_autofree char *tmp = g_build_filename(box, "tmp", name, NULL);
		g_autofree char *final = g_build_filename(box, "new", name, NULL);
		g_autofree char *text = g_strdup_printf("Subject: number %u\n\nA004 OK FETCH done\n)\n%u\n", i, i);
		assert_true(g_file_set_contents(tmp, text, -1, NULL));
		assert_int_equal(chown(tmp, owner.st_uid, owner.st_gid), 0);
		assert_int_equal(g_rename(tmp, final), 0);
	}
}

static void doveadm(const char *arguments)
{
	g_autofree char *command = g_strdup_printf("doveadm -c %s %s", env("DOVECOT_CONF"), arguments);
	g_autofree char *output = NULL, *errors = NULL;
	int status = 1;
	if (!g_spawn_command_line_sync(command, &output, &errors, &status, NULL) || status != 0)
		fail_msg("%s: %s", command, errors);
}

static gboolean fetch(Fixture *f)
{
	return inbox_fetch(f->inbox, &f->mark, NULL, f->messages, &f->mark, &f->at_end, &f->error);
}

static void expect_fetch(Fixture *f)
{
	if (!fetch(f))
		fail_msg("%s", f->error->message);
}

static void fetch_to_end(Fixture *f)
{
	f->at_end = FALSE;
	while (!f->at_end)
		expect_fetch(f);
}

/* Every message once, in order, whole. */
static void expect_messages(const Fixture *f, guint n)
{
	table_int("messages", f->messages->len, n);
	for (guint i = 0; i < n; i++) {
		const InboxMessage *m = f->messages->pdata[i];
		g_autofree char *want = g_strdup_printf("Subject: number %u\r\n\r\nA004 OK FETCH done\r\n)\r\n%u\r\n",
		                                        i, i);
		gsize length;
		gconstpointer got = g_bytes_get_data(m->bytes, &length);
		if (length != strlen(want) || memcmp(got, want, length) != 0)
			fail_msg("message %u is \"%.*s\"", i, (int)length, (const char *)got);
		assert_true(m->received > 0 && !m->truncated && m->size == length);
		assert_true(i == 0 || m->uid > ((InboxMessage *)f->messages->pdata[i - 1])->uid);
	}
}

static void move_all(Fixture *f)
{
	g_autofree guint32 *uids = g_new(guint32, f->messages->len);
	for (guint i = 0; i < f->messages->len; i++)
		uids[i] = ((InboxMessage *)f->messages->pdata[i])->uid;
	for (int twice = 0; twice < 2; twice++)
		if (!inbox_done(f->inbox, f->mark.uidvalidity, uids, f->messages->len, &f->error))
			fail_msg("%s", f->error->message);
}

static guint count_folder(const char *user, const char *folder)
{
	g_autofree char *box = maildir(user);
	g_autofree char *path = g_build_filename(box, folder, NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	guint n = 0;
	while (dir != NULL && g_dir_read_name(dir) != NULL)
		n++;
	return n;
}

static void test_a_thousand(void **state)
{
	Fixture *f = *state;
	drop_mail(f->user, 0, MANY);
	fetch_to_end(f);
	expect_messages(f, MANY);
	expect_fetch(f);
	table_int("nothing new", f->messages->len, MANY);
	assert_true(f->mark.highestmodseq > 0);
	move_all(f);
	table_int("moved", count_folder(f->user, ".Processed/cur") + count_folder(f->user, ".Processed/new"), MANY);
	table_int("left", count_folder(f->user, "cur") + count_folder(f->user, "new"), 0);
	drop_mail(f->user, MANY, 1);
	fetch_to_end(f);
	table_int("one more", f->messages->len, MANY + 1);
}

static void test_kicked_in_the_middle(void **state)
{
	Fixture *f = *state;
	drop_mail(f->user, 0, 350);
	expect_fetch(f);
	expect_fetch(f);
	g_autofree char *kick = g_strdup_printf("kick %s@dmtf.example", f->user);
	doveadm(kick);
	/* the server breaks the connection in its own time; until then a fetch may still succeed */
	guint tries = 0;
	while (fetch(f) && ++tries < KICK_TRIES)
		g_usleep(KICK_PAUSE_US);
	assert_non_null(f->error);
	table_int(f->error->message, f->error->code, FAULT_TEMP);
	g_clear_error(&f->error);
	fetch_to_end(f);
	expect_messages(f, 350);
}

static void test_uidvalidity_changes(void **state)
{
	Fixture *f = *state;
	drop_mail(f->user, 0, 5);
	fetch_to_end(f);
	InboxMark before = f->mark;
	g_autofree char *update = g_strdup_printf("mailbox update --uid-validity %u -u %s@dmtf.example INBOX",
	                                          before.uidvalidity + 7, f->user);
	doveadm(update);
	g_ptr_array_set_size(f->messages, 0);
	inbox_free(f->inbox);
	f->inbox = open_inbox("imap", f->user);
	fetch_to_end(f);
	expect_messages(f, 5);
	table_int("uidvalidity", f->mark.uidvalidity, before.uidvalidity + 7);
}

static gpointer deliver_later(gpointer data)
{
	drop_mail(((Fixture *)data)->user, 0, 1);
	return NULL;
}

static gpointer wake(gpointer data)
{
	inbox_wake(((Fixture *)data)->inbox);
	return NULL;
}

static void wait_with(Fixture *f, GThreadFunc other)
{
	gint64 start = g_get_monotonic_time();
	GThread *thread = g_thread_new("other", other, f);
	if (!inbox_wait(f->inbox, 600, &f->error))
		fail_msg("%s", f->error->message);
	g_thread_join(thread);
	assert_true(g_get_monotonic_time() - start < 60 * G_USEC_PER_SEC);
}

static void test_idle_ends(void **state)
{
	Fixture *f = *state;
	fetch_to_end(f);
	wait_with(f, wake);
	wait_with(f, deliver_later);
	fetch_to_end(f);
	expect_messages(f, 1);
}

static void test_big_message(void **state)
{
	Fixture *f = *state;
	drop_mail(f->user, 0, 1);
	g_autofree char *box = maildir(f->user);
	g_autofree char *path = g_build_filename(box, "new", "1700000000.M0P1.test", NULL);
	g_autoptr(GString) text = g_string_new("Subject: big\n\n");
	for (int i = 0; i < 200000; i++)
		g_string_append(text, "forty characters and a newline, that is.\n");
	assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
	InboxLimits limits = {.max_bytes = 1000000};
	assert_true(inbox_fetch(f->inbox, &f->mark, &limits, f->messages, &f->mark, &f->at_end, &f->error));
	InboxMessage *m = f->messages->pdata[0];
	assert_true(m->truncated && m->size > 8000000);
	table_int("kept", (gint64)g_bytes_get_size(m->bytes), 1000000);
}

/* Each sandbox has its own CA. */
static const char *ca_file(const char *port, gboolean none)
{
	return none ? NULL : env(g_str_has_prefix(port, "WRONG_") ? "WRONG_CA_FILE" : "CA_FILE");
}

static void test_checks(void **state)
{
	static const struct {
		const char *name, *scheme, *host, *port, *words;
		gboolean no_ca, wrong_password;
	} cases[] = {
		{"good", "imaps", "localhost", "IMAPS_PORT", NULL, FALSE, FALSE},
		{"good by address", "imaps", "127.0.0.1", "IMAPS_PORT", NULL, FALSE, FALSE},
		{"good by STARTTLS", "imap", "localhost", "IMAP_PORT", NULL, FALSE, FALSE},
		{"unknown CA", "imaps", "localhost", "IMAPS_PORT", "unknown CA", TRUE, FALSE},
		{"unknown CA by STARTTLS", "imap", "localhost", "IMAP_PORT", "unknown CA", TRUE, FALSE},
		{"wrong name", "imaps", "localhost", "WRONG_IMAPS_PORT", "another name", FALSE, FALSE},
		{"wrong name by STARTTLS", "imap", "localhost", "WRONG_IMAP_PORT", "another name", FALSE, FALSE},
		{"wrong password", "imaps", "localhost", "IMAPS_PORT", "check the user and the password", FALSE, TRUE},
		{"no TLS there", "imaps", "localhost", "IMAP_PORT", "TLS", FALSE, FALSE},
	};
	g_autofree char *secret = password();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *url = NULL;
		InboxConfig config = inbox_config(&url, cases[i].scheme, "check", cases[i].host, env(cases[i].port),
		                                  cases[i].wrong_password ? "wrong" : secret);
		config.ca_file = ca_file(cases[i].port, cases[i].no_ca);
		gboolean good = inbox_check(&config, &error);
		if (good != (cases[i].words == NULL))
			fail_msg("%s: %s", cases[i].name, error != NULL ? error->message : "taken");
		if (!good && strstr(error->message, cases[i].words) == NULL)
			fail_msg("%s: \"%s\"", cases[i].name, error->message);
	}
}

static void test_no_such_folder(void **state)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *secret = password();
	g_autofree char *url = g_strdup_printf("imaps://check%%40dmtf.example@localhost:%s/Nowhere", env("IMAPS_PORT"));
	InboxConfig config = {.url = url, .password = secret, .ca_file = env("CA_FILE")};
	assert_false(inbox_check(&config, &error));
	assert_non_null(strstr(error->message, "folder cannot be opened"));
	assert_int_equal(error->code, FAULT_PERM);
}

static void test_letters(void **state)
{
	static const struct {
		const char *recipient;
		SubmitOutcome want;
	} cases[] = {{"jane@acme.example", SUBMIT_ACCEPTED},    {"reject550@acme.example", SUBMIT_REFUSED},
	             {"jane@acme.example", SUBMIT_ACCEPTED},    {"defer451@acme.example", SUBMIT_DEFERRED},
	             {"drop@acme.example", SUBMIT_NOT_SENT},    {"afterdata550@acme.example", SUBMIT_REFUSED},
	             {"dropdata@acme.example", SUBMIT_UNKNOWN}, {"jane@acme.example", SUBMIT_ACCEPTED}};
	static const char *const ways[][2] = {{"smtp", "SMTP_PORT"}, {"smtps", "SMTPS_PORT"}};
	g_autoptr(GBytes) message = g_bytes_new_static("From: robot@dmtf.example\nSubject: hi\n\n.\nhello\n", 45);
	for (gsize way = 0; way < G_N_ELEMENTS(ways); way++) {
		g_autofree char *url = g_strdup_printf("%s://localhost:%s", ways[way][0], env(ways[way][1]));
		SubmitConfig config = {.url = url, .ca_file = env("CA_FILE"), .letter_ms = 20000};
		g_autoptr(Submit) submit = submit_open(&config, NULL);
		for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
			g_autofree char *reply = NULL;
			SubmitOutcome got = submit_send(submit, "robot@dmtf.example", cases[i].recipient, message,
			                                &reply);
			if (got != cases[i].want)
				fail_msg("%s to %s: %s (%s)", ways[way][0], cases[i].recipient,
				         enumtab_word(&submit_outcome_words, got), reply);
		}
	}
}

static void test_submit_checks(void **state)
{
	static const struct {
		const char *name, *scheme, *port, *words;
		gboolean no_ca;
	} cases[] = {
		{"good", "smtp", "SMTP_PORT", NULL, FALSE},
		{"good TLS", "smtps", "SMTPS_PORT", NULL, FALSE},
		{"unknown CA", "smtp", "SMTP_PORT", "not to be trusted", TRUE},
		{"wrong name", "smtp", "WRONG_SMTP_PORT", "another name", FALSE},
		{"wrong name TLS", "smtps", "WRONG_SMTPS_PORT", "another name", FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *url = g_strdup_printf("%s://localhost:%s", cases[i].scheme, env(cases[i].port));
		SubmitConfig config = {
			.url = url, .ca_file = ca_file(cases[i].port, cases[i].no_ca), .letter_ms = 20000};
		gboolean good = submit_check(&config, &error);
		if (good != (cases[i].words == NULL))
			fail_msg("%s: %s", cases[i].name, error != NULL ? error->message : "taken");
		if (!good && strstr(error->message, cases[i].words) == NULL)
			fail_msg("%s: \"%s\"", cases[i].name, error->message);
	}
}

int main(void)
{
#define WITH_INBOX(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		WITH_INBOX(test_a_thousand),           WITH_INBOX(test_kicked_in_the_middle),
		WITH_INBOX(test_uidvalidity_changes),  WITH_INBOX(test_idle_ends),
		WITH_INBOX(test_big_message),          cmocka_unit_test(test_checks),
		cmocka_unit_test(test_no_such_folder), cmocka_unit_test(test_letters),
		cmocka_unit_test(test_submit_checks),
	};
	if (g_getenv("DOVECOT_CONF") == NULL)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
