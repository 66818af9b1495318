/* SPDX-License-Identifier: MIT
 *
 * test-evidence.c: bytes kept by their hash, in rows and in files.
 */
#include "base/hash.h"
#include "fixture.h"
#include <sys/stat.h>

static Place place;

static int make_place(void **state)
{
	place_make(&place);
	return 0;
}

static int clear_place(void **state)
{
	place_clear(&place);
	return 0;
}

static char *file_of(const char *hash)
{
	return g_strdup_printf("%s.evidence/%.2s/%s", place.path, hash, hash);
}

static char *keep(Store *store, const char *text)
{
	GError *error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	char *hash = store_keep(store, bytes, &error);
	no_fault(error);
	return hash;
}

static void kept_is(Store *store, const char *hash, const char *want)
{
	GError *error = NULL;
	g_autoptr(GBytes) bytes = store_kept(store, hash, &error);
	no_fault(error);
	assert_int_equal(g_bytes_get_size(bytes), strlen(want));
	assert_memory_equal(g_bytes_get_data(bytes, NULL), want, strlen(want));
}

static void test_kept(void **state)
{
	const char *const urls[] = {place.url, ":memory:"};
	for (gsize i = 0; i < G_N_ELEMENTS(urls); i++) {
		g_autoptr(Store) store = open_store(urls[i], STORE_WRITE);
		OK(store_begin(store, &error));
		g_autofree char *one = keep(store, "one"), *empty = keep(store, ""), *again = keep(store, "one");
		OK(store_commit(store, &error));
		g_autofree char *want = hash_hex("one", 3);
		table_text("hash", one, want);
		table_text("again", again, one);
		kept_is(store, one, "one");
		kept_is(store, empty, "");
		FAULTS(FAULT_PERM, store_kept(store, want + 1, &error) != NULL);
		FAULTS(FAULT_PERM, store_kept(store, NULL, &error) != NULL);
		g_autofree char *other = hash_hex("two", 3);
		FAULTS(FAULT_PERM, store_kept(store, other, &error) != NULL);
	}
}

/* What is small lies in the store itself, once, and its bytes are looked at when they are read. */
static void test_rows(void **state)
{
	g_autoptr(Store) store = open_store(place.url, STORE_WRITE);
	OK(store_begin(store, &error));
	OK(store_savepoint(store, &error));
	g_autofree char *one = keep(store, "one");
	kept_is(store, one, "one"); /* before it is written */
	store_rollback_savepoint(store);
	OK(store_commit(store, &error));
	OK(store_begin(store, &error));
	g_autofree char *again = keep(store, "one");
	OK(store_commit(store, &error));
	kept_is(store, one, "one");
	g_autofree char *directory = g_strconcat(place.path, ".evidence", NULL);
	assert_false(g_file_test(directory, G_FILE_TEST_EXISTS));
	raw(&place, "UPDATE \"evidence\" SET \"bytes\" = x'00'");
	FAULTS(FAULT_PERM, store_kept(store, one, &error) != NULL);
}

/* What a commit could not write is written by the next one. */
static void test_waits(void **state)
{
	g_autofree char *hash = NULL;
	{
		g_autoptr(Store) store = open_store(place.url, STORE_WRITE);
		OK(store_begin(store, &error));
		hash = keep(store, "one");
		store_rollback(store);
		OK(store_begin(store, &error));
		OK(store_commit(store, &error));
	}
	g_autoptr(Store) reader = open_store(place.url, STORE_READ);
	kept_is(reader, hash, "one");
}

/* --- files --- */

static char *long_text(void)
{
	return g_strnfill(100 << 10, 'x');
}

static void test_files(void **state)
{
	g_autoptr(Store) store = open_store(place.url, STORE_WRITE);
	g_autofree char *text = long_text();
	GStatBuf first, second, folder;
	g_autofree char *hash = keep(store, text), *path = file_of(hash), *directory = g_path_get_dirname(path);
	assert_int_equal(g_stat(path, &first), 0);
	assert_int_equal(first.st_mode & 0777, 0600);
	assert_int_equal(g_stat(directory, &folder), 0);
	assert_int_equal(folder.st_mode & 0777, 0700);
	g_autofree char *again = keep(store, text);
	assert_int_equal(g_stat(path, &second), 0);
	assert_true(first.st_ino == second.st_ino); /* not written again */
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	table_text("the one file", g_dir_read_name(dir), hash);
	assert_null(g_dir_read_name(dir));
	kept_is(store, hash, text);
	assert_true(g_file_set_contents(path, "altered", -1, NULL));
	FAULTS(FAULT_PERM, store_kept(store, hash, &error) != NULL);
	g_remove(path);
	FAULTS(FAULT_PERM, store_kept(store, hash, &error) != NULL);
}

/* A machine that stopped before the sync may leave an empty file under the name: it is written again. */
static void test_half_written(void **state)
{
	g_autoptr(Store) store = open_store(place.url, STORE_WRITE);
	g_autofree char *text = long_text(), *hash = keep(store, text), *path = file_of(hash);
	assert_true(g_file_set_contents(path, "", 0, NULL));
	FAULTS(FAULT_PERM, store_kept(store, hash, &error) != NULL);
	g_autofree char *again = keep(store, text);
	kept_is(store, again, text);
}

/* The commit makes durable what was kept, or does not happen. */
static void test_synced_before_commit(void **state)
{
	g_autoptr(Store) store = open_store(place.url, STORE_WRITE);
	OK(store_begin(store, &error));
	g_autofree char *text = long_text(), *hash = keep(store, text),
			*directory = g_strconcat(place.path, ".evidence", NULL);
	OK(store_value_put(store, "raw", hash, &error));
	remove_tree(directory);
	FAULTS(FAULT_TEMP, store_commit(store, &error));
	store_rollback(store);
	assert_null(store_value_get(store, "raw", NULL));
}

static void put_mail(Store *store, const char *raw, Instant received, gint64 uid)
{
	GError *error = NULL;
	g_autoptr(MailRow) row = g_new0(MailRow, 1);
	row->mailbox = g_strdup("robot");
	row->uid = uid;
	row->received = received;
	row->raw = g_strdup(raw);
	row->disposition = DISPOSED_ANSWERED;
	assert_true(store_mail_put(store, row, &error));
	no_fault(error);
}

/* Old mail goes, in rows and in files; what a younger mail names stays, and so does each mail's row. */
static void test_forget(void **state)
{
	g_autoptr(Store) store = open_store(place.url, STORE_WRITE);
	g_autofree char *large = g_strnfill(200000, 'x');
	guint forgotten = 0;
	OK(store_begin(store, &error));
	g_autofree char *old = keep(store, "old"), *file = keep(store, large), *both = keep(store, "both");
	g_autofree char *young = keep(store, "young");
	put_mail(store, old, 100, 1);
	put_mail(store, file, 200, 2);
	put_mail(store, both, 300, 3);
	put_mail(store, both, 5000, 4);
	put_mail(store, young, 5000, 5);
	OK(store_commit(store, &error));
	g_autofree char *path = file_of(file);
	assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	OK(store_begin(store, &error));
	OK(store_forget_mail(store, 1000, &forgotten, &error));
	OK(store_commit(store, &error));
	table_int("forgotten", forgotten, 2);
	FAULTS(FAULT_PERM, store_kept(store, old, &error) != NULL);
	FAULTS(FAULT_PERM, store_kept(store, file, &error) != NULL);
	assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
	kept_is(store, both, "both");
	kept_is(store, young, "young");
	g_autoptr(GPtrArray) rows = store_mails(store, NULL, 10, NULL);
	table_int("rows", rows->len, 5);
	OK(store_begin(store, &error));
	OK(store_forget_mail(store, 1000, &forgotten, &error));
	OK(store_commit(store, &error));
	table_int("again", forgotten, 0);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, make_place, clear_place)
	const struct CMUnitTest tests[] = {CASE(test_kept), CASE(test_rows), CASE(test_waits), CASE(test_files),
					   CASE(test_half_written), CASE(test_synced_before_commit),
					   CASE(test_forget)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
