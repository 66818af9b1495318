/* SPDX-License-Identifier: MIT
 *
 * test-transactions.c: opening, locking, migrating; transactions, savepoints and snapshots; a full disk, a damaged
 * file, and a process stopped at each of its steps.
 */
#include "fixture.h"
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static Place place;

static int make_place(void **state)
{
	place_make(&place);
	return 0;
}

static int clear_place(void **state)
{
	store_on_step(NULL, NULL);
	place_clear(&place);
	return 0;
}

static void put_value(Store *store, const char *name, const char *value)
{
	OK(store_value_put(store, name, value, &error));
}

static void value_is(Store *store, const char *name, const char *want)
{
	GError *error = NULL;
	g_autofree char *got = store_value_get(store, name, &error);
	no_fault(error);
	table_text(name, got, want);
}

/* --- opening --- */

static void test_modes(void **state)
{
	FAULTS(FAULT_PERM, store_open(place.url, STORE_READ, &error) != NULL);
	FAULTS(FAULT_PERM, store_open(place.url, STORE_ENGINE, &error) != NULL);
	FAULTS(FAULT_PERM, store_open("oracle:x", STORE_WRITE, &error) != NULL);
	FAULTS(FAULT_PERM, store_open("sqlite:/nonexistent/store.db", STORE_WRITE, &error) != NULL);
	store_close(open_store(place.url, STORE_WRITE));
	store_close(open_store(place.url, STORE_ENGINE));
	store_close(open_store(place.url, STORE_READ));
	GStatBuf info;
	assert_int_equal(g_stat(place.path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
}

static void test_one_writer(void **state)
{
	g_autoptr(Store) first = open_store(place.url, STORE_WRITE);
	FAULTS(FAULT_TEMP, store_open(place.url, STORE_WRITE, &error) != NULL);
	FAULTS(FAULT_TEMP, store_open(place.url, STORE_ENGINE, &error) != NULL);
	store_close(open_store(place.url, STORE_READ));
	store_close(g_steal_pointer(&first));
	store_close(open_store(place.url, STORE_ENGINE));
}

static void test_schema(void **state)
{
	g_file_set_contents(place.path, "", 0, NULL);
	FAULTS(FAULT_PERM, store_open(place.url, STORE_READ, &error) != NULL);
	FAULTS(FAULT_PERM, store_open(place.url, STORE_ENGINE, &error) != NULL);
	store_close(open_store(place.url, STORE_WRITE));
	raw(&place, "UPDATE \"schema\" SET \"version\" = 99");
	FAULTS(FAULT_PERM, store_open(place.url, STORE_WRITE, &error) != NULL);
	FAULTS(FAULT_PERM, store_open(place.url, STORE_READ, &error) != NULL);
}

static void test_damaged(void **state)
{
	g_autofree char *noise = g_strnfill(8192, 'x');
	g_file_set_contents(place.path, noise, 8192, NULL);
	FAULTS(FAULT_PERM, store_open(place.url, STORE_WRITE, &error) != NULL);
}

static void test_strange_word(void **state)
{
	g_autoptr(Store) store = open_store(place.url, STORE_WRITE);
	g_autoptr(Part) part = part_new(NULL, NULL);
	Decision *d = decision_new(part, NULL, T0);
	ADD(d, Ballot, ballot, "BAL-1");
	decided(store, d, "made");
	raw(&place, "UPDATE \"ballot\" SET \"state\" = 'ajar'");
	g_autoptr(Store) reader = open_store(place.url, STORE_READ); /* the writer knows what it wrote */
	FAULTS(FAULT_PERM, store_get(reader, &ballot_type, "BAL-1", &error) != NULL);
}

static void write_ballot(Store *store, gint64 voted)
{
	g_autoptr(Part) part = part_new(NULL, NULL);
	Ballot *there = store_get(store, &ballot_type, "BAL-1", NULL);
	if (there)
		part_put(part, there);
	g_autoptr(Decision) d = decision_new(part, NULL, T0);
	Ballot *ballot = there ? EDIT(d, Ballot, ballot, "BAL-1") : ADD(d, Ballot, ballot, "BAL-1");
	ballot->voted = voted;
	d->row = "written";
	decision_finish(d);
	OK(store_decision(store, d, NULL, NULL, &error));
}

static void ballot_is(Store *store, gint64 voted)
{
	g_autoptr(Record) ballot = store_get(store, &ballot_type, "BAL-1", NULL);
	assert_int_equal(ballot ? ((Ballot *)ballot)->voted : -1, voted);
}

/* What the writer remembers of its rows is what stands there, also after it has gone back. */
static void test_remembered(void **state)
{
	g_autoptr(Store) store = open_store(place.url, STORE_WRITE);
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	OK(store_begin(store, &error));
	write_ballot(store, 1);
	ballot_is(store, 1);
	store_rollback(store);
	ballot_is(store, -1);
	OK(store_begin(store, &error));
	write_ballot(store, 2);
	OK(store_savepoint(store, &error));
	write_ballot(store, 3);
	ballot_is(store, 3);
	store_rollback_savepoint(store);
	ballot_is(store, 2);
	write_ballot(store, 4);
	OK(store_commit(store, &error));
	ballot_is(store, 4);
	OK(store_verify(store, findings, NULL, &error)); /* the chain and the numbers went back too */
	g_autoptr(Store) reader = open_store(place.url, STORE_READ);
	ballot_is(reader, 4);
}

/* --- transactions --- */

static void test_commit_and_rollback(void **state)
{
	Store *store = open_store(place.url, STORE_WRITE);
	OK(store_begin(store, &error));
	put_value(store, "a", "1");
	OK(store_commit(store, &error));
	OK(store_begin(store, &error));
	put_value(store, "a", "2");
	store_rollback(store);
	value_is(store, "a", "1");
	OK(store_begin(store, &error));
	put_value(store, "a", "3");
	store_close(store); /* not committed */
	store = open_store(place.url, STORE_ENGINE);
	value_is(store, "a", "1");
	store_close(store);
}

/* One bad mail of a batch costs itself alone. */
static void test_savepoints(void **state)
{
	g_autoptr(Store) store = open_store(place.url, STORE_WRITE);
	OK(store_begin(store, &error));
	for (guint i = 0; i < 3; i++) {
		g_autofree char *name = g_strdup_printf("mail %u", i);
		OK(store_savepoint(store, &error));
		put_value(store, name, "handled");
		if (i == 1)
			store_rollback_savepoint(store);
		else
			OK(store_release(store, &error));
	}
	OK(store_commit(store, &error));
	value_is(store, "mail 0", "handled");
	value_is(store, "mail 1", NULL);
	value_is(store, "mail 2", "handled");
}

static void test_snapshot(void **state)
{
	g_autoptr(Store) writer = open_store(place.url, STORE_WRITE);
	put_value(writer, "a", "1");
	g_autoptr(Store) reader = open_store(place.url, STORE_READ);
	OK(store_begin(reader, &error));
	value_is(reader, "a", "1");
	OK(store_begin(writer, &error));
	put_value(writer, "a", "2");
	value_is(reader, "a", "1");
	OK(store_commit(writer, &error));
	value_is(reader, "a", "1");
	store_rollback(reader);
	value_is(reader, "a", "2");
}

/* --- faults --- */

/* The file may not grow: as good as a full disk. Nothing of the transaction stays, and the store goes on afterwards. */
static void test_disk_full(void **state)
{
	struct rlimit before, tight;
	g_autoptr(Store) store = open_store(place.url, STORE_WRITE);
	g_autofree char *long_text = g_strnfill(1 << 20, 'x');
	put_value(store, "a", "1");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	tight = before;
	tight.rlim_cur = 400 << 10;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	OK(store_begin(store, &error));
	put_value(store, "a", "2");
	put_value(store, "b", long_text);
	FAULTS(FAULT_TEMP, store_commit(store, &error));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	store_rollback(store);
	value_is(store, "a", "1");
	OK(store_begin(store, &error));
	put_value(store, "b", long_text);
	OK(store_commit(store, &error));
}

static void test_evidence_full(void **state)
{
	struct rlimit before, tight;
	g_autoptr(Store) store = open_store(place.url, STORE_WRITE);
	g_autoptr(GBytes) bytes = g_bytes_new_take(g_strnfill(100 << 10, 'y'), 100 << 10);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	tight = before;
	tight.rlim_cur = 50 << 10;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	FAULTS(FAULT_TEMP, store_keep(store, bytes, &error) != NULL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	g_autofree char *hash = store_keep(store, bytes, NULL);
	assert_non_null(hash);
}

/* --- interruption --- */

static guint steps_left;

static gboolean count_down(gpointer data)
{
	return steps_left-- > 0;
}

/* A batch of two decisions, a kept mail and a seal; FALSE when it was stopped. */
static gboolean batch(Store *store, Part *part)
{
	g_autoptr(Decision) one = decision_new(part, NULL, T0), two = decision_new(part, NULL, T0);
	g_autoptr(GBytes) raw_mail = g_bytes_new_static("From: a\r\n", 9);
	fill(ADD(one, Register, register, "WR-1"), 1);
	fill(ADD(one, Draft, draft, "WR-1/1.1"), 1);
	ADD(two, Item, item, "WR-1:site");
	one->row = "one";
	two->row = "two";
	decision_finish(one);
	decision_finish(two);
	if (!store_begin(store, NULL))
		return FALSE;
	g_autofree char *hash = store_keep(store, raw_mail, NULL);
	return hash && store_decision(store, one, NULL, NULL, NULL) && store_decision(store, two, NULL, NULL, NULL) &&
	       store_value_put(store, "raw", hash, NULL) && store_seal(store, T0, NULL, NULL) && store_commit(store, NULL);
}

/* Stopped before any of its steps the batch is not there at all; what is there is always in order. */
static void test_interruption(void **state)
{
	gboolean done = FALSE;
	guint n;
	for (n = 0; !done; n++) {
		Store *store = open_store(place.url, STORE_WRITE);
		g_autoptr(Part) part = part_new(NULL, NULL);
		steps_left = n;
		store_on_step(count_down, NULL);
		done = batch(store, part);
		store_on_step(NULL, NULL);
		store_close(store);
		g_autoptr(Store) after = open_store(place.url, STORE_READ);
		g_autoptr(GPtrArray) entries = store_entries(after, NULL, 0, 100, NULL);
		g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
		table_int("entries", entries->len, done ? 3 : 0);
		OK(store_verify(after, findings, NULL, &error));
	}
	assert_true(n > 8);
}

/* Stopped while the schema is made, the store is as empty as before. */
static void test_interrupted_migration(void **state)
{
	steps_left = 0;
	store_on_step(count_down, NULL);
	FAULTS(FAULT_TEMP, store_open(place.url, STORE_WRITE, &error) != NULL);
	store_on_step(NULL, NULL);
	FAULTS(FAULT_PERM, store_open(place.url, STORE_READ, &error) != NULL);
	store_close(open_store(place.url, STORE_WRITE));
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, make_place, clear_place)
	const struct CMUnitTest tests[] = {
		CASE(test_modes),          CASE(test_one_writer), CASE(test_schema),   CASE(test_damaged),
		CASE(test_strange_word),   CASE(test_commit_and_rollback), CASE(test_savepoints), CASE(test_snapshot),
		CASE(test_disk_full),      CASE(test_evidence_full), CASE(test_interruption),
		CASE(test_interrupted_migration), CASE(test_remembered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
