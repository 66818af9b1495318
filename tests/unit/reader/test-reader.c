/* SPDX-License-Identifier: MIT
 *
 * test-reader.c: the robot's side against the real reader process and against readers that die, stall or lie.
 */
#include "../table.h"
#include "base/fault.h"
#include "reader/reader.h"
#include "reader/wire.h"
#include "reader/words.h"
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

static const ReaderConfig config;

static char *program(void)
{
	return g_build_filename(g_getenv("top_builddir"), "src", "ballotd-reader", NULL);
}

static void request_add(GPtrArray *requests, const char *text)
{
	ReaderRequest *request = g_new0(ReaderRequest, 1);

	request->bytes = g_bytes_new(text, strlen(text));
	request->words = words_vote(&request->n);
	g_ptr_array_add(requests, request);
}

static void request_free(gpointer data)
{
	ReaderRequest *request = data;

	g_bytes_unref(request->bytes);
	g_free(request);
}

static void test_batch(void **state)
{
	g_autofree char *path = program();
	g_autoptr(Reader) reader = reader_new(path, NULL);
	g_autoptr(GPtrArray) requests = g_ptr_array_new_with_free_func(request_free);
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(reader_result_free);
	g_autofree char *long_text = g_strnfill(100000, 'x');

	assert_non_null(reader);
	for (guint i = 0; i < 300; i++) {
		g_autofree char *text =
			g_strdup_printf("From: j@acme.example\nMessage-ID: <%u@acme.example>\n\n%s\n\n%s\n", i, i % 2
				? "YES" : "NO", long_text);

		request_add(requests, text);
	}
	assert_true(reader_read_batch(reader, &config, requests, results, NULL));
	assert_int_equal(results->len, 300);
	for (guint i = 0; i < 300; i++) {
		const ReaderResult *result = g_ptr_array_index(results, i);
		g_autofree char *id = g_strdup_printf("%u@acme.example", i);

		table_text("id", result->mail->message_id, id);
		table_text(id, result->mail->answer, i % 2 ? "YES" : "NO");
	}
}

static void test_answer(void **state)
{
	static const AnswerWord words[] = {{"OWNER", NULL, TRUE, TRUE}};
	g_autofree char *path = program();
	g_autoptr(Reader) reader = reader_new(path, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static("From: v@dmtf.example\n\nOWNER bob@acme.example\n", 45);
	g_autoptr(InMail) unasked = reader_read(reader, &config, bytes, NULL, 0, NULL, NULL);
	g_autoptr(InMail) mail = reader_read(reader, &config, bytes, words, G_N_ELEMENTS(words), NULL, NULL);

	assert_true(unasked && mail);
	assert_null(unasked->answer);
	table_text("answer", mail->answer, "OWNER");
	table_text("argument", mail->argument, "bob@acme.example");
}

/* A reader that is stopped stalls; the next message finds a new one. */
static void test_stalled(void **state)
{
	g_autofree char *path = program();
	g_autoptr(Reader) reader = reader_new(path, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static("From: v@dmtf.example\n\nYES\n", 26);
	g_autoptr(GError) error = NULL;
	gboolean killed = FALSE;
	int first = reader_pid(reader);

	reader_set_patience(reader, 100);
	kill(first, SIGSTOP);
	g_autoptr(InMail) none = reader_read(reader, &config, bytes, NULL, 0, &killed, &error);

	assert_null(none);
	assert_true(killed);
	assert_int_equal(fault_code(error), FAULT_PERM);
	assert_int_not_equal(reader_pid(reader), first);
	reader_set_patience(reader, 5000);
	g_autoptr(InMail) mail = reader_read(reader, &config, bytes, NULL, 0, &killed, NULL);

	assert_non_null(mail);
	assert_false(killed);
}

/* A process that was killed between messages costs none of them when others are in flight. */
static void test_killed(void **state)
{
	g_autofree char *path = program();
	g_autoptr(Reader) reader = reader_new(path, NULL);
	g_autoptr(GPtrArray) requests = g_ptr_array_new_with_free_func(request_free);
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(reader_result_free);

	for (guint i = 0; i < 5; i++)
		request_add(requests, "From: v@dmtf.example\n\nYES\n");
	kill(reader_pid(reader), SIGKILL);
	assert_true(reader_read_batch(reader, &config, requests, results, NULL));
	assert_int_equal(results->len, 5);
	for (guint i = 0; i < 5; i++)
		assert_non_null(((ReaderResult *)g_ptr_array_index(results, i))->mail);
}

/* A script in the place of the reader. */
static char *script(const char *body)
{
	char *path = g_build_filename(g_get_tmp_dir(), "ballotd-reader-XXXXXX", NULL);
	int file = g_mkstemp_full(path, 0, 0700);
	g_autofree char *text = g_strconcat("#!/bin/sh\n", body, "\n", NULL);

	assert_true(file >= 0);
	g_close(file, NULL);
	assert_true(g_file_set_contents(path, text, -1, NULL));
	g_chmod(path, 0700);
	return path;
}

#define HELLO "printf '\\020\\000\\000\\000" WIRE_HELLO "' >&0; "

static void test_bad_programs(void **state)
{
	static const struct {
		const char *body;
		FaultCode code;
	} cases[] = {
		{"exit 1", FAULT_TEMP},
		{"printf '\\005\\000\\000\\000hello' >&0; read x", FAULT_PERM},
		{"printf '\\377\\377\\377\\377' >&0; read x", FAULT_PERM},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = script(cases[i].body);
		g_autoptr(GError) error = NULL;
		Reader *reader = reader_new(path, &error);

		assert_null(reader);
		table_int(cases[i].body, fault_code(error), cases[i].code);
		g_unlink(path);
	}
	g_autoptr(GError) error = NULL;

	assert_null(reader_new("/nowhere/ballotd-reader", &error));
	assert_int_equal(fault_code(error), FAULT_PERM);
}

/* One that dies at every message, and one that answers nonsense: each message is reported as a killer, none is lost. */
static void test_killers(void **state)
{
	static const char *const bodies[] = {HELLO "head -c 1 >/dev/null",
		HELLO "head -c 1 >/dev/null; printf '\\001\\000\\000\\000x' >&0; read x"};

	for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autofree char *path = script(bodies[i]);
		g_autoptr(GError) error = NULL;
		g_autoptr(Reader) reader = reader_new(path, &error);
		g_autoptr(GPtrArray) requests = g_ptr_array_new_with_free_func(request_free);
		g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(reader_result_free);

		assert_non_null(reader);
		for (guint n = 0; n < 3; n++)
			request_add(requests, "From: v@dmtf.example\n\nYES\n");
		assert_true(reader_read_batch(reader, &config, requests, results, NULL));
		assert_int_equal(results->len, 3);
		for (guint n = 0; n < 3; n++)
			assert_true(((ReaderResult *)g_ptr_array_index(results, n))->killed);
		g_unlink(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batch), cmocka_unit_test(test_answer), cmocka_unit_test(test_stalled),
			cmocka_unit_test(test_killed),
		cmocka_unit_test(test_bad_programs), cmocka_unit_test(test_killers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
