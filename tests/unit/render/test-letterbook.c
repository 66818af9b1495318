/* SPDX-License-Identifier: MIT
 *
 * test-letterbook.c: loading with every mistake named at once; the sample letters of letters/ on the shipped page
 * against golden files written by hand; the shipped letters as far as they can be judged without the engine.
 */
#include "../table.h"
#include "base/fault.h"
#include "base/json.h"
#include "render/letterbook.h"
#include <glib/gstdio.h>
#include <string.h>

static const char *const letters[] = {"ask-vote", "receipt", "unclear", "result", NULL};

static char *source_path(const char *file)
{
	const char *top = g_getenv("top_srcdir");
	return g_build_filename(top ? top : ".", file, NULL);
}

static char *read_golden(const char *name, const char *extension)
{
	g_autofree char *file = g_strconcat("tests/unit/render/golden/", name, extension, NULL);
	g_autofree char *path = source_path(file);
	char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		fail_msg("cannot read %s", path);
	return text;
}

static void write_file(const char *dir, const char *file, const char *text)
{
	g_autofree char *path = g_build_filename(dir, file, NULL);
	assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void copy_file(const char *from, const char *file, const char *to)
{
	g_autofree char *relative = g_build_filename(from, file, NULL);
	g_autofree char *path = source_path(relative);
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		fail_msg("cannot read %s", path);
	write_file(to, file, text);
}

static void remove_dir(const char *dir)
{
	g_autofree char *parts = g_build_filename(dir, "parts", NULL);
	const char *const dirs[] = {parts, dir};
	for (guint i = 0; i < G_N_ELEMENTS(dirs); i++) {
		g_autoptr(GDir) open = g_dir_open(dirs[i], 0, NULL);
		for (const char *file; open && (file = g_dir_read_name(open));) {
			g_autofree char *path = g_build_filename(dirs[i], file, NULL);
			if (!g_file_test(path, G_FILE_TEST_IS_DIR))
				g_unlink(path);
		}
		g_rmdir(dirs[i]);
	}
}

/* The sample letters in a directory of their own, with the page that is shipped. */
static LetterBook *load_samples(void)
{
	g_autofree char *dir = g_dir_make_tmp("letters-XXXXXX", NULL);
	assert_non_null(dir);
	for (const char *const *name = letters; *name; name++) {
		g_autofree char *file = g_strconcat(*name, ".txt", NULL);
		copy_file("tests/unit/render/letters", file, dir);
	}
	copy_file("mailtemplates", "layout.html", dir);
	g_autoptr(GError) error = NULL;
	LetterBook *book = letterbook_load(dir, letters, NULL, &error);
	if (!book)
		fail_msg("%s", error->message);
	remove_dir(dir);
	return book;
}

static void test_golden(void **state)
{
	g_autoptr(LetterBook) book = load_samples();
	for (const char *const *name = letters; *name; name++) {
		g_autofree char *json = read_golden(*name, ".json");
		g_autofree char *want = read_golden(*name, ".txt");
		g_autoptr(Json) data = json_loads(json, 0, NULL);
		g_autofree char *text = NULL;
		g_autofree char *html = NULL;
		assert_non_null(data);
		assert_true(letterbook_render(book, *name, data, &text, &html, NULL));
		table_text(*name, text, want);
		assert_non_null(strstr(html, "<!DOCTYPE html>"));
		assert_null(strstr(html, "src="));
		assert_null(strstr(html, "{{"));
		assert_null(letterbook_subject(book, *name, data));
	}
}

/* Every letter shipped, not only those with a golden file, parses and renders with nothing known. */
static void test_shipped(void **state)
{
	g_autofree char *path = source_path("mailtemplates");
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	assert_non_null(dir);
	for (const char *file; (file = g_dir_read_name(dir));)
		if (g_str_has_suffix(file, ".txt"))
			g_ptr_array_add(names, g_strndup(file, strlen(file) - strlen(".txt")));
	assert_true(names->len > 0);
	g_ptr_array_add(names, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(LetterBook) book = letterbook_load(path, (const char *const *)names->pdata, NULL, &error);
	if (!book)
		fail_msg("%s", error->message);
	g_autoptr(Json) nothing = json_object();
	for (guint i = 0; i + 1 < names->len; i++) {
		g_autofree char *text = NULL;
		g_autofree char *html = NULL;
		assert_true(letterbook_render(book, names->pdata[i], nothing, &text, &html, NULL));
		assert_non_null(strstr(html, "</html>"));
	}
}

static void test_page(void **state)
{
	g_autoptr(LetterBook) book = load_samples();
	g_autofree char *json = read_golden("ask-vote", ".json");
	g_autoptr(Json) data = json_loads(json, 0, NULL);
	g_autofree char *text = NULL;
	g_autofree char *html = NULL;
	assert_true(letterbook_render(book, "ask-vote", data, &text, &html, NULL));
	static const char *const wanted[] = {
		"<title>[WR-12] Work register with SNIA</title>",
		"Jane, Acme Corp has one vote on this, and you can cast it.</p>",
		"<a href=\"mailto:robot%2BK7Q29F@dmtf.example?subject=x&amp;body=YES\"",
		">Vote yes</a>",
		"&#10003;&nbsp;review</span> &middot;",
		"&#9654;&nbsp;committees</strong> &middot;",
		">board</span>\n",
		"Friday 4 December 2026, 17:00 New York (22:00 UTC)</td>",
	};
	for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
		if (!strstr(html, wanted[i]))
			fail_msg("no %s in %s", wanted[i], html);
	json_object_del(data, "stages");
	g_autofree char *again_text = NULL;
	g_autofree char *again = NULL;
	assert_true(letterbook_render(book, "ask-vote", data, &again_text, &again, NULL));
	assert_null(strstr(again, "&#9654;"));
	assert_string_equal(text, again_text);
}

/* A fresh directory with a layout and parts/sign.txt. */
static char *make_dir(void)
{
	char *dir = g_dir_make_tmp("letters-XXXXXX", NULL);
	assert_non_null(dir);
	g_autofree char *parts = g_build_filename(dir, "parts", NULL);
	assert_int_equal(g_mkdir(parts, 0700), 0);
	write_file(dir, "layout.html", "<i>{{{content}}}</i>{{#stages}}{{name}}{{/stages}}");
	write_file(dir, "parts/sign.txt", "-- {{name}}\n");
	return dir;
}

static gboolean known(const char *letter, const char *variable)
{
	return strcmp(variable, "name") == 0 || (strcmp(letter, "a") == 0 && strcmp(variable, "own") == 0);
}

static void expect_mistakes(const char *dir, const char *const *names, const char *const *wanted)
{
	g_autoptr(GError) error = NULL;
	LetterBook *book = letterbook_load(dir, names, known, &error);
	assert_null(book);
	assert_int_equal(fault_code(error), FAULT_PERM);
	guint n = 0;
	for (; wanted[n]; n++)
		if (!strstr(error->message, wanted[n]))
			fail_msg("no \"%s\" in: %s", wanted[n], error->message);
	g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
	table_int(error->message, g_strv_length(lines), n);
}

static void test_mistakes(void **state)
{
	g_autofree char *dir = make_dir();
	write_file(dir, "a.txt", "# fine\n\n{{own}} {{>sign}}\n");
	write_file(dir, "b.txt", "# one\n# two\n\nHello {{own}}\n\n{{#name}}\n");
	write_file(dir, "c.txt", "Hello\n\nbody\n");
	write_file(dir, "d.txt", "# only a head\n");
	write_file(dir, "e.txt",
		   "Subject: {{nobody}}\n\n{{name}} "
		   "12345678901234567890123456789012345678901234567890123456789012345678901"
		   "23456\n");
	write_file(dir, "e.html", "<b>\n{{x y}}</b>");
	static const char *const names[] = {"a", "b", "c", "d", "e", "missing", NULL};
	static const char *const wanted[] = {
		"found 8 mistakes in the letters of ",
		"b.txt:6: found {{#name}} without an end",
		"c.txt:1: found \"Hello\", expected \"Subject:\" (once), a \"#\" comment or the blank line before the "
		"body",
		"d.txt:2: found no body, expected one below a blank line",
		"e.txt:3: found 77 columns of text, expected at most 76",
		"e.txt:1: found the variable \"nobody\"",
		"e.html:2: found \"x y\" as a name",
		"missing.txt:1: found no readable file, expected a template",
		"parts/long.txt:2: found 80 columns of text",
		NULL,
	};
	write_file(dir, "parts/long.txt",
		   "\n12345678901234567890123456789012345678901234567890123456789012345678901234567890");
	expect_mistakes(dir, names, wanted);
	static const char *const only_b[] = {"b2", NULL};
	write_file(dir, "b2.txt", "\n{{own}}\n");
	static const char *const unknown[] = {"found 2 mistakes", "b2.txt:2: found the variable \"own\"",
					      "parts/long.txt:2: ", NULL};
	expect_mistakes(dir, only_b, unknown);
	remove_dir(dir);
}

static void test_loading(void **state)
{
	g_autofree char *dir = make_dir();
	static const char *const names[] = {"a", "b", NULL};
	write_file(dir, "a.txt", "# purpose\r\nSubject: About {{name}}\r\n\r\nHello {{own}}.\r\n\r\n{{>sign}}\r\n");
	write_file(dir, "b.txt", "\nText of {{name}}\n");
	write_file(dir, "b.html", "<b>{{name}}</b>");
	g_autoptr(GError) error = NULL;
	g_autoptr(LetterBook) book = letterbook_load(dir, names, known, &error);
	if (!book)
		fail_msg("%s", error->message);
	g_autoptr(Json) data = json_loads("{\"name\":\"J\\n<x>\",\"own\":\"<o>\"}", 0, NULL);
	g_autofree char *text = NULL;
	g_autofree char *html = NULL;
	assert_true(letterbook_render(book, "a", data, &text, NULL, NULL));
	assert_string_equal(text, "Hello <o>.\n\n-- J\n<x>\n");
	g_clear_pointer(&text, g_free);
	assert_true(letterbook_render(book, "b", data, &text, &html, NULL));
	assert_string_equal(text, "Text of J\n<x>\n");
	assert_string_equal(html, "<i><b>J\n&lt;x&gt;</b></i>");
	g_autofree char *subject = letterbook_subject(book, "a", data);
	assert_string_equal(subject, "About J <x>");
	assert_null(letterbook_subject(book, "b", data));
	g_auto(GStrv) variables = letterbook_variables(book, "a");
	g_autofree char *joined = g_strjoinv(" ", variables);
	assert_string_equal(joined, "name own");
	GHashTable *uses = letterbook_uses(book, "a");
	assert_true(g_hash_table_contains(uses, "name") && g_hash_table_contains(uses, "content"));
	assert_false(g_hash_table_contains(uses, "other"));
	assert_null(letterbook_uses(book, "zzz"));
	assert_false(letterbook_render(book, "zzz", data, &text, NULL, &error));
	assert_int_equal(fault_code(error), FAULT_PERM);
	assert_null(letterbook_hash(book, "zzz"));
	g_autofree char *hash_a = g_strdup(letterbook_hash(book, "a"));
	g_autofree char *hash_b = g_strdup(letterbook_hash(book, "b"));
	assert_int_equal(strlen(hash_a), 64);
	write_file(dir, "b.html", "<u>{{name}}</u>");
	g_autoptr(LetterBook) second = letterbook_load(dir, names, known, NULL);
	assert_non_null(second);
	assert_string_equal(letterbook_hash(second, "a"), hash_a);
	assert_string_not_equal(letterbook_hash(second, "b"), hash_b);
	remove_dir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),	 cmocka_unit_test(test_shipped), cmocka_unit_test(test_page),
		cmocka_unit_test(test_mistakes), cmocka_unit_test(test_loading),
	};
	return cmocka_run_group_tests_name("letterbook", tests, NULL, NULL);
}
