/* SPDX-License-Identifier: MIT
 *
 * test-verify.c: every column of every projection altered in turn is named; so is every way to alter the journal.
 */
#include "fixture.h"

static Place place;
static Store *store;

/* An entry for each type, made full, then another for each, changed; a seal at the end. */
static int make_store(void **state)
{
	place_make(&place);
	store = open_store(place.url, STORE_WRITE);
	g_autoptr(Part) part = part_new(NULL, NULL);
	for (guint round = 1; round <= 2; round++)
		for (guint i = 0; record_types[i]; i++) {
			Decision *d = decision_new(part, NULL, T0 + round);
			d->register_id = g_strdup(i % 2 ? "WR-1" : "WR-2");
			fill(round == 1 ? decision_add(d, record_types[i], "X-1") : decision_edit(d, record_types[i], "X-1"),
			     round);
			decided(store, d, "made");
		}
	OK(store_begin(store, &error));
	OK(store_seal(store, T0, NULL, &error));
	OK(store_commit(store, &error));
	return 0;
}

static int clear_store(void **state)
{
	store_close(store);
	place_clear(&place);
	return 0;
}

static GPtrArray *findings(gboolean want_ok)
{
	GError *error = NULL;
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	gint64 entries = 0;
	gboolean ok = store_verify(store, found, &entries, &error);
	no_fault(error);
	table_int(found->len ? found->pdata[0] : "no finding", ok, want_ok);
	assert_true(entries > 0);
	return found;
}

static void named(const GPtrArray *found, const char *beginning)
{
	for (guint i = 0; i < found->len; i++)
		if (g_str_has_prefix(found->pdata[i], beginning))
			return;
	fail_msg("no finding begins with \"%s\"; the first is \"%s\"", beginning,
		 found->len ? (char *)found->pdata[0] : "(none)");
}

static void test_clean(void **state)
{
	g_autoptr(GPtrArray) found = findings(TRUE);
	assert_int_equal(found->len, 0);
	OK(store_begin(store, &error)); /* inside a transaction as well */
	g_autoptr(GPtrArray) again = findings(TRUE);
	assert_int_equal(again->len, 0);
	store_rollback(store);
}

static void alter(const RecordType *type, const Field *field)
{
	gboolean text = field->type == FIELD_TEXT || field->type == FIELD_ENUM;
	raw(&place, text ? "UPDATE \"%s\" SET \"%s\" = \"%s\" || 'x'" : "UPDATE \"%s\" SET \"%s\" = \"%s\" + 1", type->name,
	    field->name, field->name);
}

static void restore(const RecordType *type, const Field *field)
{
	if (field->type == FIELD_TEXT || field->type == FIELD_ENUM)
		raw(&place, "UPDATE \"%s\" SET \"%s\" = substr(\"%s\", 1, length(\"%s\") - 1)", type->name, field->name,
		    field->name, field->name);
	else
		raw(&place, "UPDATE \"%s\" SET \"%s\" = \"%s\" - 1", type->name, field->name, field->name);
}

static void test_every_column(void **state)
{
	for (guint i = 0; record_types[i]; i++)
		for (guint f = 0; f < record_types[i]->n_fields; f++) {
			const Field *field = &record_types[i]->fields[f];
			alter(record_types[i], field);
			g_autoptr(GPtrArray) found = findings(FALSE);
			g_autofree char *column = g_strdup_printf("%s X-1: %s is ", record_types[i]->name, field->name);
			g_autofree char *id = g_strdup_printf("%s X-1x: it is in the store", record_types[i]->name);
			named(found, f ? column : id);
			table_int(field->name, found->len, f ? 1 : 2);
			restore(record_types[i], field);
		}
	g_autoptr(GPtrArray) found = findings(TRUE);
	assert_int_equal(found->len, 0);
}

/* What is personal is named, not shown. */
static void test_not_shown(void **state)
{
	raw(&place, "UPDATE \"vote\" SET \"choice\" = 'ABSTAIN'");
	g_autoptr(GPtrArray) found = findings(FALSE);
	assert_int_equal(found->len, 1);
	table_text("choice", found->pdata[0], "vote X-1: choice is not what the journal says");
}

static void test_instant_shown(void **state)
{
	raw(&place, "UPDATE \"moment\" SET \"at\" = %" G_GINT64_FORMAT, T0);
	g_autoptr(GPtrArray) found = findings(FALSE);
	assert_int_equal(found->len, 1);
	named(found, "moment X-1: at is 2026-01-01T00:00:00Z, the journal says 2026-01-01T00:00:0");
}

/* Each damage, on a store of its own; and how a finding begins. */
static const struct {
	const char *sql, *named;
} damages[] = {
	{"UPDATE \"ask\" SET \"subject\" = NULL", "ask X-1: subject is empty"},
	{"DELETE FROM \"ballot\"", "ballot X-1: it is in the journal, the store lacks it"},
	{"INSERT INTO \"counter\" VALUES ('ask', 7)", "counter ask: it is in the store"},
	{"PRAGMA foreign_keys = 0; DELETE FROM \"entry\" WHERE \"n\" = 9", "entry 10: it follows entry 8"},
	{"PRAGMA foreign_keys = 0; DELETE FROM \"entry\" WHERE \"n\" = 9", "entry 9: it is missing"},
	{"DELETE FROM \"payload\" WHERE \"entry\" = 9; DELETE FROM \"entry\" WHERE \"n\" = 9", "entry 11: the chain WR-2 is"},
	{"UPDATE \"entry\" SET \"at\" = \"at\" + 1 WHERE \"n\" = 5", "entry 5: it was altered"},
	{"UPDATE \"entry\" SET \"row\" = 'other' WHERE \"n\" = 5", "entry 5: it was altered"},
	{"UPDATE \"entry\" SET \"event\" = '{\"a\":1}' WHERE \"n\" = 5", "entry 5: it was altered"},
	{"UPDATE \"entry\" SET \"body\" = '{}' WHERE \"n\" = 5", "entry 5: it was altered"},
	{"UPDATE \"entry\" SET \"body\" = '{' WHERE \"n\" = 5", "entry 5: The JSON document is broken"},
	{"UPDATE \"entry\" SET \"subject\" = 'WR-3' WHERE \"n\" = 5", "entry 5: it was altered"},
	{"UPDATE \"entry\" SET \"hash\" = 'abc' WHERE \"n\" = 5", "entry 7: the chain WR-2 is broken before it"},
	{"UPDATE \"entry\" SET \"previous\" = 'abc' WHERE \"n\" = 5", "entry 5: it was altered"},
	{"UPDATE \"entry\" SET \"payload_digest\" = 'abc' WHERE \"n\" = 1", "entry 1: it was altered"},
	{"UPDATE \"entry\" SET \"payload_digest\" = NULL WHERE \"n\" = 1", "entry 1: its payload was altered"},
	{"UPDATE \"payload\" SET \"text\" = '{}' WHERE \"entry\" = 1", "entry 1: its payload was altered"},
	{"UPDATE \"payload\" SET \"salt\" = x'00' WHERE \"entry\" = 1", "entry 1: its payload was altered"},
	{"DELETE FROM \"payload\" WHERE \"entry\" = 1", "entry 1: its payload is missing"},
};

static void test_damages(void **state)
{
	for (gsize i = 0; i < G_N_ELEMENTS(damages); i++) {
		raw(&place, "%s", damages[i].sql);
		g_autoptr(GPtrArray) found = findings(FALSE);
		named(found, damages[i].named);
		clear_store(state);
		make_store(state);
	}
}

static void test_seal_names_another_head(void **state)
{
	raw(&place, "UPDATE \"entry\" SET \"body\" = replace(\"body\", 'WR-2', 'WR-9') WHERE \"subject\" = 'seal'");
	g_autoptr(GPtrArray) found = findings(FALSE);
	g_autofree char *want = g_strdup_printf("entry %u: the seal names another last entry of WR-9",
						2 * g_strv_length((char **)record_types) + 1);
	named(found, want);
}

/* --- erased payloads --- */

static void erase(gint64 n)
{
	OK(store_begin(store, &error));
	OK(store_erase_payload(store, n, &error));
	OK(store_commit(store, &error));
}

/* The entry of the first round that made the type, or of the second that changed it. */
static gint64 entry_of(const RecordType *type, guint round)
{
	gint64 count = (gint64)g_strv_length((char **)record_types);
	for (gint64 i = 0; record_types[i]; i++)
		if (record_types[i] == type)
			return (round - 1) * count + i + 1;
	return 0;
}

static void test_sealed(void **state)
{
	erase(entry_of(&vote_type, 1));
	g_autoptr(GPtrArray) first = findings(TRUE); /* the later entry still says all */
	assert_int_equal(first->len, 1);
	named(first, "sealed: entry ");
	raw(&place, "UPDATE \"vote\" SET \"comment\" = \"comment\" || 'x'");
	g_autoptr(GPtrArray) said = findings(FALSE);
	named(said, "vote X-1: comment is not");
	erase(entry_of(&vote_type, 2));
	g_autoptr(GPtrArray) both = findings(TRUE);
	assert_int_equal(both->len, 2);
	raw(&place, "UPDATE \"vote\" SET \"comment\" = 'erased as well'");
	g_autoptr(GPtrArray) sealed = findings(TRUE);
	assert_int_equal(sealed->len, 2);
	raw(&place, "UPDATE \"vote\" SET \"receipt\" = 'forged'");
	g_autoptr(GPtrArray) open = findings(FALSE);
	named(open, "vote X-1: receipt is ");
}

/* What was dropped and made again begins anew. */
static void test_dropped(void **state)
{
	g_autoptr(Part) part = part_new(NULL, NULL);
	part_put(part, store_get(store, &item_type, "X-1", NULL));
	Decision *d = decision_new(part, NULL, T0);
	decision_drop(d, &item_type, "X-1");
	decided(store, d, "dropped");
	d = decision_new(part, NULL, T0);
	record_set(&ADD(d, Item, item, "X-1")->note, "new");
	decided(store, d, "made again");
	g_autoptr(GPtrArray) found = findings(TRUE);
	assert_int_equal(found->len, 0);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, make_store, clear_store)
	const struct CMUnitTest tests[] = {
		CASE(test_clean),   CASE(test_every_column), CASE(test_not_shown),
		CASE(test_instant_shown), CASE(test_damages), CASE(test_seal_names_another_head),
		CASE(test_sealed),  CASE(test_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
