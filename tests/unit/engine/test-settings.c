/* SPDX-License-Identifier: MIT
 *
 * test-settings.c: ballotd.conf: what is read, every mistake with its line, sample and manual against the table.
 */
#include "../table.h"
#include "base/fault.h"
#include "engine/settings-options.h"
#include <glib/gstdio.h>
#include <string.h>

#define TOP (g_getenv("top_srcdir") ? g_getenv("top_srcdir") : ".")

static char *directory; /* of this test's files */
static char *password_file;

static int make_directory(void **state)
{
	directory = g_dir_make_tmp("test-settings-XXXXXX", NULL);
	password_file = g_build_filename(directory, "password", NULL);
	g_assert_true(g_file_set_contents_full(password_file, "s3cret\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	return 0;
}

static int remove_directory(void **state)
{
	g_unlink(password_file);
	g_rmdir(directory);
	g_free(password_file);
	g_free(directory);
	return 0;
}

/* Replaces @PASSWORD@, @DIR@ and parses as @DIR@/ballotd.conf. */
static Settings *parse(const char *text, GError **error)
{
	g_autoptr(GString) filled = g_string_new(text);
	g_string_replace(filled, "@PASSWORD@", password_file, 0);
	g_string_replace(filled, "@DIR@", directory, 0);
	g_autofree char *name = g_build_filename(directory, "ballotd.conf", NULL);
	return settings_parse(filled->str, filled->len, name, error);
}

static const MailboxSettings *mailbox_at(const Settings *settings, guint i)
{
	return g_ptr_array_index(settings->mailboxes, i);
}

#define MINIMAL                                                                                                        \
	"[robot]\norganization = DMTF\naddress = Robot@DMTF.example\nstore = sqlite:state/ballotd.db\n"               \
	"[mailbox in]\nurl = maildir:in\n[submit]\nurl = maildir:/out\n"

static void test_minimal(void **state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Settings) settings = parse(MINIMAL, &error);
	if (!settings)
		fail_msg("%s", error->message);
	g_autofree char *store = g_strdup_printf("sqlite:%s/state/ballotd.db", directory);
	g_autofree char *in = g_strdup_printf("maildir:%s/in", directory);
	g_autofree char *roster = g_build_filename(directory, "roster.conf", NULL);
	const MailboxSettings *mailbox = mailbox_at(settings, 0);
	table_text("address", settings->address, "robot@dmtf.example");
	table_text("sub-address", settings->sub_address, "plus");
	table_int("envelope", settings->envelope_sender, ENVELOPE_VERP);
	table_text("store", settings->store, store);
	table_text("roster", settings->roster, roster);
	table_text("mailbox", mailbox->server.url, in);
	table_text("name", mailbox->name, "in");
	table_text("done", mailbox->done, "Processed");
	table_int("purpose", mailbox->purpose, PURPOSE_ROBOT);
	table_text("submit", settings->submit.url, "maildir:/out");
	table_text("authserv", settings->authserv_id, NULL);
	table_text("site", settings->site, NULL);
	table_int("max-mail", settings->max_mail, 20 << 20);
	table_int("limit", settings->stranger_limit, 20);
	table_int("simulation", settings->simulation, FALSE);
}

/* The table's defaults are the domain's, so that a missing section changes nothing. */
static void test_defaults(void **state)
{
	g_autoptr(Settings) settings = parse(MINIMAL, NULL);
	g_autoptr(Rules) rules = rules_new();
	for (guint i = 0; i < settings_n_options; i++) {
		const Option *option = &settings_options[i];
		if (option->home != HOME_RULES)
			continue;
		g_autofree char *got = option_text(option, settings->rules);
		g_autofree char *want = option_text(option, rules);
		table_text(option->key, got, want);
	}
}

static void test_everything(void **state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Settings) settings = parse(
		"\xef\xbb\xbf# a comment\r\n[robot]\r\norganization = Straße AG # not a comment\n"
		"address=robot@bücher.example\n"
		"sub-address = robot-%s@answers.dmtf.example\nenvelope-sender = plain\nstore = sqlite:/s/b.db\n"
		"time-zone = America/New_York\nsimulation = yes\nauthserv-id = mx.dmtf.example\nca-file = @PASSWORD@\n"
		"plain-text = loopback\n"
		"[mailbox robot]\nurl = imaps://robot@imap.dmtf.example/INBOX\npassword-file = @PASSWORD@\n"
		"[mailbox  press]\nurl = imap://press@127.0.0.1:1143/INBOX\npassword-file = password\npurpose = press\n"
		"[submit]\nurl = smtp://robot@localhost:2525\npassword-file = @PASSWORD@\nconnections = 4\n"
		"[process]\ndefault-oc = technical\nreview-days = 5s\nclose-grace = 0s\ndeadline-hour = 9\n"
		"keep-mail = 2w\n"
		"[limits]\nmax-mail = 1G\n[publish]\nsite = site\npublic-url = https://dmtf.example/r/\n"
		"[profile committee]\nduration = 3d\n"
		"[profile big]\nthreshold = at least 2/3 of roll and at most 1/4 no\n",
		&error);
	if (!settings)
		fail_msg("%s", error->message);
	const MailboxSettings *robot = mailbox_at(settings, 0), *press = mailbox_at(settings, 1);
	g_autofree char *site = g_build_filename(directory, "site", NULL);
	table_text("organization", settings->rules->organization, "Straße AG # not a comment");
	table_text("address", settings->address, "robot@xn--bcher-kva.example");
	table_text("zone", g_time_zone_get_identifier(settings->rules->zone), "America/New_York");
	table_text("password", robot->server.password, "s3cret");
	table_text("ca", robot->server.ca_file, password_file);
	table_int("TLS", robot->server.plain_text, FALSE);
	table_int("loopback", press->server.plain_text, TRUE);
	table_int("loopback", settings->submit.plain_text, TRUE);
	table_text("beside the file", press->server.password, "s3cret");
	table_int("purpose", press->purpose, PURPOSE_PRESS);
	table_int("connections", settings->connections, 4);
	table_text("oc", settings->rules->default_oc, "technical");
	table_int("review", settings->rules->review_days, 5);
	table_int("hour", settings->rules->deadline_hour, 9);
	table_int("keep", settings->keep_mail, 14 * DAY);
	table_int("max-mail", settings->max_mail, (gint64)1 << 30);
	table_text("site", settings->site, site);
	table_text("url", settings->public_url, "https://dmtf.example/r");
	table_int("changed", rules_profile(settings->rules, "committee")->duration, 3 * DAY);
	table_int("untouched", rules_profile(settings->rules, "board")->duration, 10 * DAY);
	table_int("new", rules_profile(settings->rules, "big")->threshold.n, 2);
}

/* What is shown reads back as the same, and holds no password. */
static void test_show(void **state)
{
	g_autoptr(Settings) settings = parse(MINIMAL "[profile big]\nduration = 3d\n[mailbox two]\n"
					     "url = imaps://r@h.example\npassword-file = @PASSWORD@\n", NULL);
	assert_non_null(settings);
	g_autofree char *shown = settings_show(settings);
	g_autoptr(Settings) again = parse(shown, NULL);
	assert_non_null(again);
	g_autofree char *round = settings_show(again);
	table_text("round", round, shown);
	assert_null(strstr(shown, "s3cret"));
	assert_non_null(strstr(shown, "\n[profile big]\nduration = 3d\n"));
	assert_non_null(strstr(shown, "\n#authserv-id =\n"));
	assert_non_null(strstr(shown, "\nmax-mail = 20M\n"));
}

/* One line added to, or in place of, a right configuration; the mistake that comes of it, after the file's name. */
static void test_mistakes(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ": there is no [robot]"},
		{"", ": there is no [submit]"},
		{"", ": no mailbox has purpose = robot"},
		{MINIMAL "[process]\nask-days = 7\n", ":10: found \"7\" for \"ask-days\", expected a duration"},
		{MINIMAL "[process]\nask-days = 0d\n",
		 ":10: found \"0d\" for \"ask-days\", expected a duration with a unit, as in 7d, from 1s to 3660d"},
		{MINIMAL "[process]\ndeadline-hour = 24\n",
		 ":10: found \"24\" for \"deadline-hour\", expected a number from 0 to 23"},
		{MINIMAL "[process]\nreview-day = 7d\n",
		 ":10: found \"review-day\" in [process], expected one of default-oc, "},
		{MINIMAL "[process]\nask-days = 7d\nask-days = 8d\n",
		 ":11: \"ask-days\" stands here again, it has a value in line 10 already"},
		{MINIMAL "[submit]\nurl = maildir:/x\n", ":9: [submit] stands here again, it began in line 7"},
		{MINIMAL "[proces]\n", ":9: found [proces], expected [robot], [mailbox NAME]"},
		{MINIMAL "[mailbox]\n", ":9: found [mailbox], expected"},
		{MINIMAL "[submit two]\n", ":9: found [submit two], expected"},
		{MINIMAL "[process\n", ":9: found \"[process\", expected a closing ]"},
		{MINIMAL "[]\n", ":9: found [], expected a name"},
		{MINIMAL "nonsense\n", ":9: found \"nonsense\", expected [group], key = value or # comment"},
		{MINIMAL "[process]\nkeep-mail =\n", ":10: \"keep-mail\" has no value"},
		{"a = b\n" MINIMAL, ":1: \"a\" stands before the first [group]"},
		{MINIMAL "[process]\nkeep-mail = \xff\n", ":10: found a byte that is no UTF-8"},
		{MINIMAL "[mailbox two]\ndone = x\n", ":9: [mailbox two] has no \"url\""},
		{MINIMAL "[mailbox two]\nurl = maildir:@DIR@/in\n",
		 ":9: [mailbox two] and [mailbox in] have the same url"},
		{MINIMAL "[mailbox two]\nurl = maildir:x\npurpose = votes\n",
		 ":11: found \"votes\" for \"purpose\", expected robot, requests, partner, press, feedback, bounces"},
		{MINIMAL "[mailbox two]\nurl = smtp://r@h.example\n",
		 ":10: found smtp://r@h.example, expected imaps://"},
		{MINIMAL "[mailbox two]\nurl = pop3://r@h.example\n", ":10: "},
		{MINIMAL "[mailbox two]\nurl = imaps://h.example\n", ":10: found imaps://h.example, expected a user"},
		{MINIMAL "[mailbox two]\nurl = imaps://r@h.example\n", ":9: [mailbox two] has no \"password-file\""},
		{MINIMAL "[mailbox two]\nurl = imaps://r@h.example\npassword-file = none\n",
		 ":11: @DIR@/none cannot be opened"},
		{MINIMAL "[mailbox two]\nurl = imaps://r@h.example\npassword-file = @DIR@\n",
		 ":11: @DIR@ is not a plain file"},
		{MINIMAL "[mailbox two]\nurl = imap://r@h.example\npassword-file = @PASSWORD@\nplain-text = loopback\n",
		 ":12: found plain-text = loopback with imap://r@h.example"},
		{MINIMAL "[mailbox two]\nurl = imap://r@localhost\npassword-file = @PASSWORD@\nplain-text = yes\n",
		 ":12: found \"yes\" for \"plain-text\", expected loopback"},
		{MINIMAL "[mailbox two]\nurl = imaps://r@h.example\npassword-file = @PASSWORD@\nca-file = none\n",
		 ":12: found no file at @DIR@/none"},
		{MINIMAL "[publish]\npublic-url = dmtf.example\n", ":10: found \"dmtf.example\" for \"public-url\""},
		{MINIMAL "[limits]\nmax-mail = 20\n",
		 ":10: found \"20\" for \"max-mail\", expected a size, as in 20M, from 64k to 1G"},
		{MINIMAL "[limits]\nmax-mail = 20MB\n", ":10: found \"20MB\" for \"max-mail\""},
		{MINIMAL "[profile committee]\nthreshold = most\n",
		 ":10: found \"most\" for \"threshold\", expected \"more yes"},
		{MINIMAL "[profile committee]\nquorums = 1\n",
		 ":10: found \"quorums\" in [profile committee], expected one of duration, "},
		{"[robot]\norganization = x\naddress = x y\nstore = pg://x\nsub-address = minus\n"
		 "time-zone = Mars/Base\nenvelope-sender = me\nsimulation = true\n",
		 ":3: found \"x y\" for \"address\", expected an address"},
		{"[robot]\nstore = pg://x\n", ":2: found \"pg://x\" for \"store\", expected sqlite:PATH"},
		{"[robot]\nstore = x\n", ":1: [robot] has no \"organization\""},
		{"[robot]\nsub-address = minus\n", ":2: found \"minus\" for \"sub-address\""},
		{"[robot]\nsub-address = robot@%s.example\n", ":2: found \"robot@%s.example\" for \"sub-address\""},
		{"[robot]\nsub-address = %s-%s@x.example\n", ":2: found"},
		{"[robot]\nsub-address = r-%n%s@x.example\n", ":2: found"},
		{"[robot]\ntime-zone = Mars/Base\n", ":2: found \"Mars/Base\" for \"time-zone\""},
		{"[robot]\nsimulation = true\n", ":2: found \"true\" for \"simulation\", expected yes or no"},
		{"[robot]\nca-file = none\n", ":2: found no file at"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Settings) settings = parse(cases[i].text, &error);
		assert_null(settings);
		g_autoptr(GString) want = g_string_new(cases[i].want);
		g_string_replace(want, "@DIR@", directory, 0);
		g_string_prepend(want, "/ballotd.conf");
		table_int(cases[i].want, fault_code(error), FAULT_PERM);
		if (!strstr(error->message, want->str))
			fail_msg("expected \"%s\" in:\n%s", want->str, error->message);
	}
}

/* All mistakes in one fault, a line each, in the order of the file. */
static void test_all_at_once(void **state)
{
	g_autoptr(GError) error = NULL;
	assert_null(parse("[robot]\norganization = x\naddress = x y\nstore = sqlite:s\nsimulation = true\n"
			  "[mailbox a]\nurl = maildir:x\npurposes = robot\n[submit]\nurl = imap://x@y\n", &error));
	g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
	static const char *const want[] = {":3: ", ":5: ", ":8: ", ":10: "};
	table_int("lines", g_strv_length(lines), G_N_ELEMENTS(want));
	for (guint i = 0; i < G_N_ELEMENTS(want); i++)
		assert_non_null(strstr(lines[i], want[i]));
}

static void test_secret(void **state)
{
	static const struct {
		guint mode;
		const char *content, *want; /* NULL: it is read */
	} cases[] = {
		{0600, "one\ntwo\n", NULL},   {0640, "one", NULL}, /* the group is ours */
		{0604, "one\n", "chmod 600"}, {0644, "one\n", "mode 0644"}, {0600, "", "holds no password"},
	};
	g_autofree char *path = g_build_filename(directory, "secret", NULL);
	g_autofree char *text = g_strconcat(MINIMAL "[mailbox two]\nurl = imaps://r@h.example\npassword-file = ", path,
					    "\n", NULL);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_true(g_file_set_contents(path, cases[i].content, -1, NULL));
		assert_int_equal(g_chmod(path, (int)cases[i].mode), 0);
		g_autoptr(Settings) settings = parse(text, &error);
		table_int(cases[i].content, settings == NULL, cases[i].want != NULL);
		if (settings)
			table_text("secret", mailbox_at(settings, 1)->server.password, "one");
		else
			assert_non_null(strstr(error->message, cases[i].want));
	}
	assert_int_equal(g_chmod(path, 0644), 0); /* systemd's own directory guards what is in it */
	g_assert_true(g_file_set_contents(path, "one", -1, NULL));
	g_setenv("CREDENTIALS_DIRECTORY", directory, TRUE);
	g_autoptr(Settings) settings =
		settings_parse(MINIMAL "[mailbox two]\nurl = imaps://r@h.example\npassword-file = secret\n",
			       strlen(MINIMAL "[mailbox two]\nurl = imaps://r@h.example\npassword-file = secret\n"),
			       "/elsewhere/ballotd.conf", NULL);
	g_unsetenv("CREDENTIALS_DIRECTORY");
	assert_non_null(settings);
	g_unlink(path);
}

static void test_load(void **state)
{
	g_autoptr(GError) error = NULL;
	assert_null(settings_load("/nonexistent/ballotd.conf", &error));
	table_int("code", fault_code(error), FAULT_PERM);
	g_autofree char *path = g_build_filename(directory, "b.conf", NULL);
	g_assert_true(g_file_set_contents(path, MINIMAL, -1, NULL));
	g_autoptr(Settings) settings = settings_load(path, NULL);
	assert_non_null(settings);
	table_text("path", settings->path, path);
	g_unlink(path);
}

static char *file_of_tree(const char *name)
{
	g_autofree char *path = g_build_filename(TOP, name, NULL);
	g_autoptr(GError) error = NULL;
	char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, &error))
		fail_msg("%s", error->message);
	return text;
}

/* The part of the sample that is the section: from its group's line to the next. Free with g_free. */
static char *sample_section(const char *sample, Section section)
{
	g_autofree char *start = g_strdup_printf("\n[%s", enumtab_word(&section_words, section));
	const char *found = strstr(sample, start);
	if (!found)
		fail_msg("no section %s in the sample", start);
	const char *end = strstr(found + 1, "\n[");
	return end ? g_strndup(found, (gsize)(end - found)) : g_strdup(found);
}

static void test_sample(void **state)
{
	g_autofree char *sample = file_of_tree("contrib/sample/ballotd.conf");
	g_autoptr(GString) filled = g_string_new(sample);
	g_string_replace(filled, "/etc/ballotd/robot.password", password_file, 0);
	g_autoptr(GError) error = NULL;
	g_autoptr(Settings) settings = parse(filled->str, &error);
	if (!settings)
		fail_msg("%s", error->message);
	for (guint i = 0; i < settings_n_options; i++) { /* set, or as a comment */
		g_autofree char *part = sample_section(sample, settings_options[i].section);
		g_autofree char *set = g_strdup_printf("\n%s = ", settings_options[i].key);
		g_autofree char *comment = g_strdup_printf("\n#%s = ", settings_options[i].key);
		if (!strstr(part, set) && !strstr(part, comment))
			fail_msg("the sample does not name %s", settings_options[i].key);
	}
}

/* Every profile setting is an option and the other way round. */
static void test_profile_options(void **state)
{
	guint n = 0;
	for (guint i = 0; i < settings_n_options; i++)
		if (settings_options[i].section == SECTION_PROFILE)
			table_text("key", settings_options[i].key, profile_keys[n++]);
	assert_null(profile_keys[n]);
}

/* The manual's entry of an option: key, default, sentence. */
static char *manual_entry(const Option *option)
{
	g_autoptr(GString) entry = g_string_new(NULL);
	g_string_append_printf(entry, "\n.It Cm %s", option->key);
	if (option->standard)
		g_string_append_printf(entry, " = %s", option->standard);
	g_string_append_printf(entry, "\n%s\n", option->help);
	g_string_replace(entry, ". ", ".\n", 0);
	return g_string_free(g_steal_pointer(&entry), FALSE);
}

static void test_manual(void **state)
{
	g_autofree char *manual = file_of_tree("src/cmd/ballotd.conf.5");
	const char *at = manual;
	for (guint i = 0; i < settings_n_options; i++) {
		g_autofree char *entry = manual_entry(&settings_options[i]);
		const char *found = strstr(at, entry);
		if (!found)
			fail_msg("expected in ballotd.conf.5, in the order of the table:%s", entry);
		at = found;
	}
}

int main(void)
{
	settings_free(NULL);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_minimal),         cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_everything),      cmocka_unit_test(test_show),
		cmocka_unit_test(test_mistakes),        cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_secret),          cmocka_unit_test(test_load),
		cmocka_unit_test(test_profile_options), cmocka_unit_test(test_sample),
		cmocka_unit_test(test_manual),
	};
	return cmocka_run_group_tests_name("engine/settings", tests, make_directory, remove_directory);
}
