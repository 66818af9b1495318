/* SPDX-License-Identifier: MIT */
#include "../table.h"
#include "base/fault.h"
#include "publish/checkin.h"
#include "publish/site.h"
#include <glib/gstdio.h>
#include <string.h>

static void remove_folder(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		if (g_file_test(inner, G_FILE_TEST_IS_DIR))
			remove_folder(inner);
		else
			g_unlink(inner);
	}
	g_rmdir(path);
}

static char *read_file(const char *dir, const char *name)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		fail_msg("there is no %s", path);
	return text;
}

/* Nothing that people wrote becomes a tag; the document keeps a name that is a file's name. */
static void test_site(void **state)
{
	g_autofree char *dir = g_dir_make_tmp("ballotd-site-XXXXXX", NULL);
	g_autofree char *inner = g_build_filename(dir, "deep", "site", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static("text", 4);
	const SiteFact facts[] = {{"Partner", "<script>alert(1)</script>"}, {"Nothing", NULL}};
	const char *milestones[] = {"M1: a < b & c", NULL};
	SiteRegister reg = {.id = "WR-1", .title = "Work register with A & B", .status = "active", .facts = facts,
			    .n_facts = G_N_ELEMENTS(facts), .milestones = milestones, .document = "../../etc/p a.odt",
			    .bytes = bytes, .sheet = "sheet"};
	for (int i = 0; i < 2; i++)
		assert_true(site_write(inner, &reg, NULL));
	g_autofree char *page = read_file(inner, "WR-1.html");
	assert_null(strstr(page, "<script>"));
	assert_non_null(strstr(page, "&lt;script&gt;"));
	assert_non_null(strstr(page, "a &lt; b &amp; c"));
	assert_null(strstr(page, "Nothing"));
	g_autofree char *name = site_document("WR-1", reg.document);
	assert_null(strchr(name, '/'));
	g_autofree char *text = read_file(inner, name);
	assert_string_equal(text, "text");
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_ptr_array_add(all, &reg);
	assert_true(site_index(inner, "DMTF", all, NULL));
	g_autofree char *index = read_file(inner, "index.html");
	assert_non_null(strstr(index, "WR-1.html"));
	remove_folder(dir);
}

static char *git(const char *dir, const char *arguments)
{
	g_autofree char *line = g_strdup_printf("git -C %s %s", dir, arguments);
	char *out = NULL;
	int status = 0;
	assert_true(g_spawn_command_line_sync(line, &out, NULL, &status, NULL));
	assert_int_equal(status, 0);
	return out;
}

/* The same text is checked in once, a new one on top of it; into a bare repository and into a work tree. */
static void test_checkin(void **state)
{
	static const char *const kinds[] = {"init -q", "init -q --bare"};
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *dir = g_dir_make_tmp("ballotd-git-XXXXXX", NULL);
		g_autofree char *made = git(dir, kinds[i]);
		g_autoptr(GBytes) first = g_bytes_new_static("one\n", 4);
		g_autoptr(GBytes) second = g_bytes_new_static("two\n", 4);
		CheckinFile files[] = {{"WR-1/text.odt", first}, {"WR-1/approval.txt", first}};
		Checkin checkin = {.repository = dir, .author = "DMTF registers", .address = "robot@dmtf.example",
				   .message = "WR-1: approved", .date = 1772359200, .files = files,
				   .n_files = G_N_ELEMENTS(files)};
		g_autoptr(GError) error = NULL;
		if (!checkin_commit(&checkin, &error))
			fail_msg("%s: %s", kinds[i], error->message);
		assert_true(checkin_commit(&checkin, NULL));
		files[0].bytes = second;
		assert_true(checkin_commit(&checkin, NULL));
		g_autofree char *log = git(dir, "log --format=%an,%ae,%at,%s");
		table_text(kinds[i], log,
			   "DMTF registers,robot@dmtf.example,1772359200,WR-1: approved\n"
			   "DMTF registers,robot@dmtf.example,1772359200,WR-1: approved\n");
		g_autofree char *text = git(dir, "show HEAD:WR-1/text.odt");
		table_text(kinds[i], text, "two\n");
		g_autofree char *sheet = git(dir, "show HEAD:WR-1/approval.txt");
		table_text(kinds[i], sheet, "one\n");
		remove_folder(dir);
	}
}

static void test_checkin_refused(void **state)
{
	g_autofree char *dir = g_dir_make_tmp("ballotd-git-XXXXXX", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static("one\n", 4);
	CheckinFile file = {"WR-1/text.odt", bytes};
	Checkin checkin = {.repository = dir, .author = "a", .address = "a@b.example", .message = "m", .files = &file,
			   .n_files = 1};
	g_autoptr(GError) missing = NULL;
	g_autoptr(GError) name = NULL;
	assert_false(checkin_commit(&checkin, &missing));
	assert_int_equal(fault_code(missing), FAULT_PERM);
	g_autofree char *made = git(dir, "init -q");
	file.name = "../outside";
	assert_false(checkin_commit(&checkin, &name));
	assert_int_equal(fault_code(name), FAULT_PERM);
	remove_folder(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_site), cmocka_unit_test(test_checkin),
					   cmocka_unit_test(test_checkin_refused)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
