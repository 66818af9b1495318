/* SPDX-License-Identifier: MIT
 *
 * The Maildir as an inbox and as a way out, and what both stand on: places and the dates of Received headers.
 */
#include "base/fault.h"
#include "net/inbox.h"
#include "net/place.h"
#include "net/received.h"
#include "net/submit.h"
#include "../table.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

typedef struct Fixture {
	char *path, *url;
	Inbox *inbox;
	GPtrArray *messages;
	InboxMark mark;
	gboolean at_end;
	GError *error;
} Fixture;

static void open_inbox(Fixture *f)
{
	InboxConfig config = {.url = f->url};
	f->inbox = inbox_open(&config, &f->error);
	assert_non_null(f->inbox);
}

static int set_up(void **state)
{
	Fixture *f = g_new0(Fixture, 1);
	f->path = g_dir_make_tmp("ballotd-maildir-XXXXXX", NULL);
	f->url = g_strconcat("maildir:", f->path, NULL);
	f->messages = inbox_messages_new();
	open_inbox(f);
	*state = f;
	return 0;
}

static void remove_tree(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *child = g_build_filename(path, name, NULL);
		remove_tree(child);
	}
	if (dir != NULL)
		g_dir_close(dir);
	g_remove(path);
}

static int tear_down(void **state)
{
	Fixture *f = *state;
	inbox_free(f->inbox);
	g_ptr_array_unref(f->messages);
	g_clear_error(&f->error);
	remove_tree(f->path);
	g_free(f->path);
	g_free(f->url);
	g_free(f);
	return 0;
}

static void put(const Fixture *f, const char *file, const char *text, gint64 written)
{
	g_autofree char *path = g_build_filename(f->path, file, NULL);
	assert_true(g_file_set_contents(path, text, -1, NULL));
	struct utimbuf times = {written, written};
	assert_int_equal(utime(path, &times), 0);
}

static guint count_files(const Fixture *f, const char *folder)
{
	g_autofree char *path = g_build_filename(f->path, folder, NULL);
	GDir *dir = g_dir_open(path, 0, NULL);
	guint n = 0;
	while (dir != NULL && g_dir_read_name(dir) != NULL)
		n++;
	if (dir != NULL)
		g_dir_close(dir);
	return n;
}

static void rename_in(const Fixture *f, const char *from, const char *to)
{
	g_autofree char *a = g_build_filename(f->path, from, NULL);
	g_autofree char *b = g_build_filename(f->path, to, NULL);
	assert_int_equal(g_rename(a, b), 0);
}

static void fetch(Fixture *f, guint max_messages, guint want)
{
	InboxLimits limits = {.max_messages = max_messages, .max_bytes = 20};
	g_ptr_array_set_size(f->messages, 0);
	if (!inbox_fetch(f->inbox, &f->mark, &limits, f->messages, &f->mark, &f->at_end, &f->error))
		fail_msg("%s", f->error->message);
	table_int("messages", f->messages->len, want);
}

static const char *text_of(const Fixture *f, guint i)
{
	static char text[64];
	gsize length;
	const InboxMessage *m = f->messages->pdata[i];
	const char *bytes = g_bytes_get_data(m->bytes, &length);
	g_strlcpy(text, bytes != NULL ? bytes : "", MIN(length + 1, sizeof text));
	return text;
}

static void test_messages_come_in_order_once(void **state)
{
	Fixture *f = *state;
	put(f, "new/c", "third", 3000);
	put(f, "cur/b:2,S", "second", 2000);
	put(f, "new/a", "first", 1000);
	put(f, "new/.hidden", "no", 1);
	fetch(f, 2, 2);
	assert_false(f->at_end);
	table_text("first", text_of(f, 0), "first");
	table_text("second", text_of(f, 1), "second");
	table_int("received", ((InboxMessage *)f->messages->pdata[0])->received, 1000);
	fetch(f, 2, 1);
	assert_true(f->at_end);
	fetch(f, 2, 0);
	put(f, "new/0", "fourth", 500);
	fetch(f, 2, 1);
	table_int("uid", ((InboxMessage *)f->messages->pdata[0])->uid, 4);
	table_int("next", f->mark.uidnext, 5);
}

static void test_long_message_is_cut(void **state)
{
	Fixture *f = *state;
	put(f, "new/a", "0123456789012345678901234567890", 1);
	fetch(f, 10, 1);
	InboxMessage *m = f->messages->pdata[0];
	assert_true(m->truncated);
	table_int("size", (gint64)m->size, 31);
	table_int("bytes", (gint64)g_bytes_get_size(m->bytes), 20);
}

static void test_uids_survive_reopening_and_renaming(void **state)
{
	Fixture *f = *state;
	put(f, "new/a", "a", 1);
	put(f, "new/b", "b", 2);
	fetch(f, 1, 1);
	InboxMark after_one = f->mark;
	inbox_free(f->inbox);
	rename_in(f, "new/a", "cur/a:2,RS");
	put(f, "new/c", "c", 0);
	open_inbox(f);
	fetch(f, 10, 2);
	table_text("b", text_of(f, 0), "b");
	table_text("c", text_of(f, 1), "c");
	table_int("uidvalidity", f->mark.uidvalidity, after_one.uidvalidity);
	f->mark = (InboxMark){0};
	fetch(f, 10, 3);
	table_text("a again for a mark from before", text_of(f, 0), "a");
}

static void test_renamed_between_look_and_read(void **state)
{
	Fixture *f = *state;
	put(f, "new/a", "a", 1);
	put(f, "new/b", "b", 2);
	put(f, "new/c", "c", 3);
	fetch(f, 1, 1);
	rename_in(f, "new/b", "cur/b:2,S");
	rename_in(f, "new/c", ".gone");
	fetch(f, 10, 1);
	table_text("b", text_of(f, 0), "b");
	assert_true(f->at_end);
}

static void test_lost_index_begins_anew(void **state)
{
	Fixture *f = *state;
	static const char *const damages[] = {NULL, "", "nonsense\n", "ballotd-uids 1 5 1\nx y\n",
	                                      "ballotd-uids 1 0 1\n"};
	put(f, "new/a", "a", 1);
	fetch(f, 10, 1);
	for (gsize i = 0; i < G_N_ELEMENTS(damages); i++) {
		InboxMark before = f->mark;
		inbox_free(f->inbox);
		g_autofree char *path = g_build_filename(f->path, "ballotd-uids", NULL);
		if (damages[i] == NULL)
			g_unlink(path);
		else
			assert_true(g_file_set_contents(path, damages[i], -1, NULL));
		open_inbox(f);
		fetch(f, 10, 1);
		assert_int_not_equal(f->mark.uidvalidity, before.uidvalidity);
	}
}

static void test_index_behind_the_mark_begins_anew(void **state)
{
	Fixture *f = *state;
	put(f, "new/a", "a", 1);
	fetch(f, 10, 1);
	guint32 uidvalidity = f->mark.uidvalidity;
	f->mark.uidnext = 50;
	fetch(f, 10, 1);
	assert_int_not_equal(f->mark.uidvalidity, uidvalidity);
	table_int("next", f->mark.uidnext, 2);
}

static void test_torn_index_line(void **state)
{
	Fixture *f = *state;
	put(f, "new/a", "a", 1);
	fetch(f, 10, 1);
	InboxMark before = f->mark;
	inbox_free(f->inbox);
	g_autofree char *path = g_build_filename(f->path, "ballotd-uids", NULL);
	FILE *index = g_fopen(path, "a");
	fputs("2 to", index);
	fclose(index);
	put(f, "new/torn", "t", 2);
	open_inbox(f);
	fetch(f, 10, 1);
	table_int("uidvalidity stays", f->mark.uidvalidity, before.uidvalidity);
	table_text("the torn one", text_of(f, 0), "t");
}

static void test_done_moves(void **state)
{
	Fixture *f = *state;
	put(f, "new/a", "a", 1);
	put(f, "cur/b:2,R", "b", 2);
	put(f, "new/c", "c", 3);
	fetch(f, 10, 3);
	rename_in(f, "new/c", "cur/c:2,S"); /* somebody reads it meanwhile */
	static const guint32 uids[] = {1, 2, 3, 77};
	assert_true(inbox_done(f->inbox, f->mark.uidvalidity + 1, uids, 4, &f->error));
	table_int("another UIDVALIDITY moves nothing", count_files(f, ".Processed/cur"), 0);
	for (int i = 0; i < 2; i++)
		assert_true(inbox_done(f->inbox, f->mark.uidvalidity, uids, 4, &f->error));
	table_int("moved", count_files(f, ".Processed/cur"), 3);
	table_int("left", count_files(f, "new") + count_files(f, "cur"), 0);
	g_autofree char *flags = g_build_filename(f->path, ".Processed/cur/b:2,RS", NULL);
	assert_true(g_file_test(flags, G_FILE_TEST_EXISTS));
	fetch(f, 10, 0);
}

static gpointer deliver(gpointer data)
{
	Fixture *f = data;
	put(f, "tmp/late", "late", 9);
	rename_in(f, "tmp/late", "new/late");
	return NULL;
}

static gpointer wake(gpointer data)
{
	inbox_wake(((Fixture *)data)->inbox);
	return NULL;
}

static void test_wait_ends(void **state)
{
	Fixture *f = *state;
	fetch(f, 10, 0);
	GThread *thread = g_thread_new("deliver", deliver, f);
	assert_true(inbox_wait(f->inbox, 600, &f->error));
	g_thread_join(thread);
	fetch(f, 10, 1);
	thread = g_thread_new("wake", wake, f);
	assert_true(inbox_wait(f->inbox, 600, &f->error));
	g_thread_join(thread);
	assert_true(inbox_wait(f->inbox, 0, &f->error));
	inbox_stop(f->inbox);
	assert_true(inbox_wait(f->inbox, 600, &f->error));
}

static void test_submit_into_the_inbox(void **state)
{
	Fixture *f = *state;
	SubmitConfig config = {.url = f->url};
	g_autoptr(Submit) submit = submit_open(&config, &f->error);
	g_autofree char *reply = NULL;
	for (char c = '1'; c <= '3'; c++) {
		g_autofree char *text = g_strdup_printf("X: %c\n\n", c);
		g_autoptr(GBytes) message = g_bytes_new(text, strlen(text));
		g_clear_pointer(&reply, g_free);
		table_int("outcome", submit_send(submit, "", "a@b.example", message, &reply), SUBMIT_ACCEPTED);
		assert_true(g_str_has_prefix(reply, "250 "));
	}
	table_int("in tmp", count_files(f, "tmp"), 0);
	table_int("in new", count_files(f, "new"), 3);
	g_autoptr(GBytes) message = g_bytes_new_static("x", 1);
	table_int("bad address", submit_send(submit, "", "a@b.example\r\nDATA", message, NULL), SUBMIT_NOT_SENT);
	assert_true(submit_check(&config, &f->error));
	InboxConfig inbox_config = {.url = f->url};
	assert_true(inbox_check(&inbox_config, &f->error));
	fetch(f, 10, 3);
	table_text("the envelope stands on top", text_of(f, 0), "Return-Path: <>\nDeli");
}

static void test_bad_configurations(void **state)
{
	static const char *const urls[] = {
		"pop3://a@b/",        "imaps:///x",        "imaps://host/INBOX", "maildir:", "maildir:/no/such",
		"imaps://u:pw@host/", "imaps://u@host/#x", "smtp://host",        "nonsense", ""};
	for (gsize i = 0; i < G_N_ELEMENTS(urls); i++) {
		g_autoptr(GError) error = NULL;
		InboxConfig config = {.url = urls[i], .password = "pw"};
		if (inbox_open(&config, &error) != NULL)
			fail_msg("%s was taken", urls[i]);
		table_int(urls[i], error->code, FAULT_PERM);
	}
}

static void test_places(void **state)
{
	static const struct {
		const char *url, *user, *host, *path;
		guint port;
	} cases[] = {
		{"imaps://robot@imap.dmtf.example/INBOX", "robot", "imap.dmtf.example", "INBOX", 993},
		{"IMAP://robot%40dmtf.example@h:1143/A/b%20c", "robot@dmtf.example", "h", "A/b c", 1143},
		{"smtp://h", NULL, "h", "", 587},
		{"smtps://u@[::1]:4650", "u", "::1", "", 4650},
		{"maildir:/var/mail/x y", NULL, NULL, "/var/mail/x y", 0},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Place) place = place_parse(cases[i].url, &error);
		if (place == NULL)
			fail_msg("%s: %s", cases[i].url, error->message);
		table_text(cases[i].url, place->user, cases[i].user);
		table_text(cases[i].url, place->host, cases[i].host);
		table_text(cases[i].url, place->path, cases[i].path);
		table_int(cases[i].url, place->port, cases[i].port);
	}
}

static void test_received(void **state)
{
	static const struct {
		const char *header;
		Instant want;
	} cases[] = {
		{"Received: from a by b; Tue, 3 Mar 2026 10:00:00 +0100 (CET)\r\nReceived: x; 1 Jan 1990 00:00 "
	         "GMT\r\n\r\n",
	         1772528400},
		{"Return-Path: <a@b>\nRECEIVED: from a\n\tby b; id=3;\n Tue, 03 Mar 2026 04:00:00 -0500\nDate: x\n\n",
	         1772528400},
		{"Received: by b; 3 Mar 2026 09:00 GMT\n\n", 1772528400},
		{"Received: by b; Tue, 3 Mar 26 09:00:00 UT\n\n", 1772528400},
		{"Subject: x\n\nReceived: by b; 3 Mar 2026 09:00:00 GMT\n", INSTANT_NONE},
		{"Received: by b\n\n", INSTANT_NONE},
		{"Received: by b; yesterday\n\n", INSTANT_NONE},
		{"Received: by b; 31 Feb 2026 09:00:00 GMT\n\n", INSTANT_NONE},
		{"Received: by b; 3 Mar 2026 09:00:00\n\n", INSTANT_NONE},
		{"", INSTANT_NONE},
		{"Received: by b; 3 Mar 2026 09:00:00 GMT", 1772528400},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		table_int(cases[i].header, received_header(cases[i].header, strlen(cases[i].header)), cases[i].want);
}

static void test_addresses(void **state)
{
	static const struct {
		const char *address;
		gboolean fits;
	} cases[] = {{"a@b.example", TRUE},
	             {"robot+r-7@dmtf.example", TRUE},
	             {"o'hara@b.example", TRUE},
	             {"a@b@c", FALSE},
	             {"@b", FALSE},
	             {"a@", FALSE},
	             {"a b@c", FALSE},
	             {"a@b>\r\nRCPT", FALSE},
	             {"<a@b>", FALSE},
	             {"\"a\"@b", FALSE},
	             {"jos\xc3\xa9@b", FALSE},
	             {"", FALSE},
	             {"a@b,c@d", FALSE}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		table_int(cases[i].address, submit_address_fits(cases[i].address), cases[i].fits);
}

int main(void)
{
#define WITH_MAILDIR(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		WITH_MAILDIR(test_messages_come_in_order_once),
		WITH_MAILDIR(test_long_message_is_cut),
		WITH_MAILDIR(test_uids_survive_reopening_and_renaming),
		WITH_MAILDIR(test_renamed_between_look_and_read),
		WITH_MAILDIR(test_lost_index_begins_anew),
		WITH_MAILDIR(test_index_behind_the_mark_begins_anew),
		WITH_MAILDIR(test_torn_index_line),
		WITH_MAILDIR(test_done_moves),
		WITH_MAILDIR(test_wait_ends),
		WITH_MAILDIR(test_submit_into_the_inbox),
		cmocka_unit_test(test_bad_configurations),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_received),
		cmocka_unit_test(test_addresses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
