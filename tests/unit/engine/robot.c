/* SPDX-License-Identifier: MIT */
#include "robot.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* What the robot logs is not shown; warnings would be. */
static GLogWriterOutput log_quiet(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
	return level & G_LOG_LEVEL_MESSAGE ? G_LOG_WRITER_HANDLED : g_log_writer_default(level, fields, n, data);
}

void robot_quiet(void)
{
	g_log_set_writer_func(log_quiet, NULL, NULL);
}

static Instant robot_clock(gpointer data)
{
	return ((const Robot *)data)->now;
}

static void maildir_make(const char *dir, const char *name)
{
	static const char *const folders[] = {"new", "cur", "tmp"};
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = g_build_filename(dir, name, folders[i], NULL);
		assert_int_equal(g_mkdir_with_parents(path, 0700), 0);
	}
}

void robot_remove(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		if (g_file_test(inner, G_FILE_TEST_IS_DIR))
			robot_remove(inner);
		else
			g_unlink(inner);
	}
	g_rmdir(path);
}

static char *robot_settings(const Robot *robot, const char *more)
{
	g_autofree char *top = g_canonicalize_filename(g_getenv("top_srcdir"), NULL);
	return g_strdup_printf("[robot]\norganization = DMTF\naddress = robot@dmtf.example\n"
			       "store = sqlite:%s/ballotd.db\nroster = %s/roster.conf\ntemplates = %s/mailtemplates\n"
			       "time-zone = America/New_York\nsimulation = yes\nauthserv-id = mx.dmtf.example\n"
			       "[mailbox robot]\nurl = maildir:%s/in\npurpose = robot\ndone = Processed\n"
			       "[submit]\nurl = maildir:%s/out\n%s\n",
			       robot->dir, robot->dir, top, robot->dir, robot->dir, 
			       more ? more : "");
}

static void robot_open(Robot *robot)
{
	g_autoptr(GError) error = NULL;
	robot->engine = engine_open(robot->settings, ENGINE_DAEMON, robot_clock, robot, &error);
	if (!robot->engine)
		fail_msg("the engine does not open: %s", error->message);
	g_autofree char *reader = g_build_filename(g_getenv("top_builddir"), "src", "ballotd-reader", NULL);
	engine_set_reader(robot->engine, reader);
}

Robot *robot_new(const char *more)
{
	Robot *robot = g_new0(Robot, 1);
	g_autoptr(GError) error = NULL;
	g_autofree char *roster = NULL;
	robot->dir = g_dir_make_tmp("ballotd-robot-XXXXXX", NULL);
	robot->now = ROBOT_START;
	maildir_make(robot->dir, "in");
	maildir_make(robot->dir, "out");
	g_autofree char *sample = g_build_filename(g_getenv("top_srcdir"), "contrib", "sample", "roster.conf", NULL);
	g_autofree char *path = g_build_filename(robot->dir, "roster.conf", NULL);
	assert_true(g_file_get_contents(sample, &roster, NULL, NULL));
	assert_true(g_file_set_contents(path, roster, -1, NULL));
	g_autofree char *text = robot_settings(robot, more);
	g_autofree char *name = g_build_filename(robot->dir, "ballotd.conf", NULL);
	robot->settings = settings_parse(text, strlen(text), name, &error);
	if (!robot->settings)
		fail_msg("%s", error->message);
	robot_open(robot);
	return robot;
}

void robot_free(Robot *robot)
{
	engine_close(robot->engine);
	settings_free(robot->settings);
	robot_remove(robot->dir);
	g_free(robot->dir);
	g_free(robot);
}

void robot_restart(Robot *robot)
{
	engine_close(robot->engine);
	robot_open(robot);
}

void robot_raw(Robot *robot, const char *bytes)
{
	g_autofree char *name = g_strdup_printf("%010u.mail", ++robot->mails);
	g_autofree char *path = g_build_filename(robot->dir, "in", "new", name, NULL);
	assert_true(g_file_set_contents(path, bytes, -1, NULL));
}

void robot_mail(Robot *robot, const char *from, const char *to, const char *subject, const char *text,
		const char *headers)
{
	g_autofree char *pass = g_strdup_printf("Authentication-Results: mx.dmtf.example; dmarc=pass header.from=%s\n",
						strchr(from, '@') + 1);
	g_autofree char *mail =
		g_strdup_printf("%sFrom: %s\nTo: %s\nSubject: %s\nMessage-ID: <mail-%u@test.example>\n"
				"Date: Sun, 01 Mar 2026 10:00:00 +0000\nMIME-Version: 1.0\n"
				"Content-Type: text/plain; charset=utf-8\n\n%s\n",
				headers ? headers : pass, from, to, subject, robot->mails + 1, text);
	robot_raw(robot, mail);
}

PassResult robot_pass(Robot *robot, gint64 seconds)
{
	g_autoptr(GError) error = NULL;
	PassResult result;
	robot->now += seconds;
	if (!engine_pass(robot->engine, robot->now, &result, &error))
		fail_msg("the pass failed: %s", error->message);
	return result;
}

OutRow *robot_letter(Robot *robot, const char *kind, const char *recipient)
{
	g_autoptr(GPtrArray) rows = store_outs(engine_store(robot->engine), NULL, 1000, NULL);
	for (guint i = 0; i < rows->len; i++) {
		const OutRow *row = g_ptr_array_index(rows, i);
		if (g_str_equal(row->kind, kind) && g_str_equal(row->recipient, recipient))
			return store_out_key(engine_store(robot->engine), row->key, NULL);
	}
	return NULL;
}

guint robot_letters(Robot *robot, const char *kind)
{
	g_autoptr(GPtrArray) rows = store_outs(engine_store(robot->engine), NULL, 1000, NULL);
	guint count = 0;
	for (guint i = 0; i < rows->len; i++)
		count += !kind || g_str_equal(((const OutRow *)g_ptr_array_index(rows, i))->kind, kind);
	return count;
}

char *letter_header(const OutRow *letter, const char *name)
{
	gsize length;
	const char *bytes = g_bytes_get_data(letter->bytes, &length);
	g_autofree char *text = g_strndup(bytes, length);
	g_autofree char *mark = g_strdup_printf("\r\n%s: ", name);
	char *found = strstr(text, mark);
	if (!found)
		return NULL;
	found += strlen(mark);
	return g_strndup(found, strcspn(found, "\r"));
}

void robot_reply(Robot *robot, const OutRow *letter, const char *from, const char *text)
{
	g_autofree char *to = letter_header(letter, "Reply-To");
	g_autofree char *subject = g_strdup_printf("Re: %s", letter->subject);
	g_autofree char *headers =
		g_strdup_printf("Authentication-Results: mx.dmtf.example; dmarc=pass header.from=%s\n"
						   "In-Reply-To: <%s>\n", strchr(from, '@') + 1, letter->message_id);
	robot_mail(robot, from, to, subject, text, headers);
}

Disposition robot_disposition(Robot *robot, gint64 n)
{
	g_autoptr(MailRow) row = store_mail_n(engine_store(robot->engine), n, NULL);
	if (!row)
		fail_msg("there is no MAIL-%d", (int)n);
	assert_int_not_equal(row->disposition, -1);
	return (Disposition)row->disposition;
}

void robot_verify(Robot *robot)
{
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	gint64 entries = 0;
	gboolean right = store_verify(engine_store(robot->engine), findings, &entries, &error);
	for (guint i = 0; i < findings->len; i++)
		print_message("%s\n", (const char *)g_ptr_array_index(findings, i));
	if (!right)
		fail_msg("the store is not what its journal says%s%s", error ? ": " : "", error ? error->message : "");
	assert_true(entries > 0);
}
