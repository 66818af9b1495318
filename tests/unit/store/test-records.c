/* SPDX-License-Identifier: MIT
 *
 * test-records.c: records of every type through the store and back, the columns against the types, what scopes load.
 */
#include "fixture.h"
#include "store/schema.h"

static void test_round_trip(void **state)
{
	for (guint i = 0; record_types[i]; i++) {
		const RecordType *type = record_types[i];
		g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
		g_autoptr(Part) part = part_new(NULL, NULL);
		Decision *d = decision_new(part, NULL, T0);
		fill(decision_add(d, type, "X-2"), 1);
		decision_add(d, type, "X-10");
		decided(store, d, "made");
		g_autoptr(Record) full = store_get(store, type, "X-2", NULL), empty = store_get(store, type, "X-10", NULL);
		table_text(type->name, record_differs(full, part_get(part, type, "X-2")), NULL);
		table_text(type->name, record_differs(empty, part_get(part, type, "X-10")), NULL);

		d = decision_new(part, NULL, T0 + 1);
		fill(decision_edit(d, type, "X-2"), 2);
		decision_drop(d, type, "X-10");
		decided(store, d, "changed");
		g_autoptr(Record) again = store_get(store, type, "X-2", NULL);
		table_text(type->name, record_differs(again, part_get(part, type, "X-2")), NULL);
		assert_null(store_get(store, type, "X-10", NULL));
	}
}

static void test_find(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autoptr(Part) part = part_new(NULL, NULL);
	Decision *d = decision_new(part, NULL, T0);
	const char *const ids[] = {"ASK-10", "ASK-9", "ASK-100"};
	for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
		record_set(&ADD(d, Ask, ask, ids[i])->register_id, i < 2 ? "WR-1" : "WR-2");
	decided(store, d, "made");
	g_autoptr(GPtrArray) some = store_find(store, &ask_type, "register_id", "WR-1", NULL);
	g_autoptr(GPtrArray) all = store_find(store, &ask_type, NULL, NULL, NULL);
	assert_int_equal(some->len, 2);
	table_text("first", record_id(some->pdata[0]), "ASK-9");
	table_text("second", record_id(some->pdata[1]), "ASK-10");
	assert_int_equal(all->len, 3);
	table_text("last", record_id(all->pdata[2]), "ASK-100");
}

static void test_invalid_text(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autoptr(Part) part = part_new(NULL, NULL);
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	Decision *d = decision_new(part, NULL, T0);
	record_set(&ADD(d, Comment, comment, "WR-1.c1")->text, "caf\xe9");
	decided(store, d, "made");
	OK(store_verify(store, findings, NULL, &error));
}

/* --- columns --- */

static const Field *field_named(const RecordType *type, const char *name)
{
	for (guint i = 0; i < type->n_fields; i++)
		if (g_str_equal(type->fields[i].name, name))
			return &type->fields[i];
	fail_msg("the column %s of %s is no field", name, type->name);
	return NULL;
}

/* In any order: migrations append. */
static void test_columns(void **state)
{
	Place place;
	place_make(&place);
	store_close(open_store(place.url, STORE_WRITE));
	sqlite3 *db;
	assert_int_equal(sqlite3_open(place.path, &db), SQLITE_OK);
	for (guint i = 0; record_types[i]; i++) {
		const RecordType *type = record_types[i];
		sqlite3_stmt *info;
		assert_int_equal(sqlite3_prepare_v2(db, "SELECT name, type, \"notnull\" FROM pragma_table_info(?)", -1, &info,
						    NULL), SQLITE_OK);
		sqlite3_bind_text(info, 1, type->name, -1, SQLITE_STATIC);
		guint n = 0;
		for (; sqlite3_step(info) == SQLITE_ROW; n++) {
			const Field *field = field_named(type, (const char *)sqlite3_column_text(info, 0));
			gboolean text = field->type == FIELD_TEXT || field->type == FIELD_ENUM;
			table_text(field->name, (const char *)sqlite3_column_text(info, 1), text ? "TEXT" : "INTEGER");
			table_int(field->name, sqlite3_column_int(info, 2), field->type != FIELD_TEXT || field == type->fields);
		}
		table_int(type->name, n, type->n_fields);
		sqlite3_finalize(info);
	}
	sqlite3_close(db);
	place_clear(&place);
}

/* Each table says what it is; the tables from the journal are the record types. */
static void test_marks(void **state)
{
	for (guint i = 0; schema_sqlite[i]; i++) {
		g_auto(GStrv) lines = g_strsplit(schema_sqlite[i], "\n", -1);
		for (guint l = 0; lines[l]; l++) {
			if (!g_str_has_prefix(lines[l], "CREATE TABLE \""))
				continue;
			assert_true(l > 0);
			g_autofree char *name = g_strdup(lines[l] + strlen("CREATE TABLE \""));
			*strchr(name, '"') = '\0';
			gboolean projection = g_str_has_prefix(lines[l - 1], "-- from-journal");
			if (!projection && !g_str_has_prefix(lines[l - 1], "-- ledger") &&
			    !g_str_has_prefix(lines[l - 1], "-- journal"))
				fail_msg("%s says nothing of what it is", name);
			table_int(name, projection, record_type_named(name) != NULL);
		}
	}
}

/* --- scopes --- */

static void add_draft(Decision *d, const char *revision, const char *id)
{
	g_autofree char *milestone = g_strconcat(id, "#M1", NULL);
	Draft *draft = ADD(d, Draft, draft, id);
	record_set(&draft->register_id, "WR-1");
	record_set(&draft->revision, revision);
	record_set(&ADD(d, Milestone, milestone, milestone)->draft, id);
}

static void add_ask(Decision *d, const char *id, const char *reg, AskKind kind, AskState ask_state)
{
	Ask *ask = ADD(d, Ask, ask, id);
	record_set(&ask->register_id, reg);
	record_set(&ask->subject, kind == ASK_VOTE ? "BAL-1" : reg);
	ask->kind = kind;
	ask->state = ask_state;
	for (guint i = 1; i <= 2; i++) {
		g_autofree char *one = g_strdup_printf("%s.%u", id, i);
		Asked *asked = ADD(d, Asked, asked, one);
		record_set(&asked->ask, id);
		asked->state = ask_state;
		record_set(&asked->person, i == 1 ? "jane" : "bob");
		record_set(&asked->address, i == 1 ? "jane@acme.example" : "bob@bolt.example");
		if (kind == ASK_VOTE)
			record_set(&asked->seat, i == 1 ? "BAL-1:acme" : "BAL-1:bolt");
	}
}

static void add_seat(Decision *d, const char *unit)
{
	g_autofree char *id = g_strdup_printf("BAL-1:%s", unit), *vote = g_strdup_printf("BAL-1:%s.1", unit);
	Seat *seat = ADD(d, Seat, seat, id);
	record_set(&seat->ballot, "BAL-1");
	record_set(&seat->unit, unit);
	record_set(&seat->vote, vote);
	Vote *cast = ADD(d, Vote, vote, vote);
	record_set(&cast->ballot, "BAL-1");
	record_set(&cast->seat, id);
}

static void add_moment(Decision *d, const char *id, const char *reg, Instant at)
{
	Moment *moment = ADD(d, Moment, moment, id);
	record_set(&moment->register_id, reg);
	moment->at = at;
}

/* WR-1 with a closed and an open revision, three asks and a ballot of two seats; WR-2 beside it. */
static Store *small_world(void)
{
	Store *store = open_store(":memory:", STORE_WRITE);
	g_autoptr(Part) part = part_new(NULL, NULL);
	Decision *d = decision_new(part, NULL, T0);
	Register *reg = ADD(d, Register, register, "WR-1");
	record_set(&reg->revision, "WR-1/2");
	record_set(&reg->approved_draft, "WR-1/1.2");
	ADD(d, Register, register, "WR-2");
	record_set(&ADD(d, Revision, revision, "WR-1/1")->register_id, "WR-1");
	Revision *revision = ADD(d, Revision, revision, "WR-1/2");
	record_set(&revision->register_id, "WR-1");
	record_set(&revision->offered, "WR-1/1.3");
	add_draft(d, "WR-1/1", "WR-1/1.1");
	add_draft(d, "WR-1/1", "WR-1/1.2");
	add_draft(d, "WR-1/1", "WR-1/1.3");
	add_draft(d, "WR-1/2", "WR-1/2.1");
	add_ask(d, "ASK-1", "WR-1", ASK_COMPLETE, ASK_OPEN);
	add_ask(d, "ASK-2", "WR-1", ASK_RETURN, ASK_WITHDRAWN);
	add_ask(d, "ASK-3", "WR-1", ASK_VOTE, ASK_OPEN);
	add_ask(d, "ASK-4", "WR-2", ASK_COMPLETE, ASK_OPEN);
	Ballot *ballot = ADD(d, Ballot, ballot, "BAL-1");
	record_set(&ballot->register_id, "WR-1");
	record_set(&ballot->revision, "WR-1/2");
	record_set(&ballot->ask, "ASK-3");
	add_seat(d, "acme");
	add_seat(d, "bolt");
	record_set(&ADD(d, Item, item, "WR-1:site")->register_id, "WR-1");
	record_set(&ADD(d, Comment, comment, "WR-1.c1")->register_id, "WR-1");
	add_moment(d, "due/ASK-1/1", "WR-1", T0 + DAY);
	add_moment(d, "due/ASK-4/1", "WR-2", T0 + 2 * DAY);
	add_moment(d, "digest/robot/1", NULL, T0 + 3 * DAY);
	decision_count(d, "ask");
	record_set(&ADD(d, Fact, fact, "roster")->text, "{}");
	decided(store, d, "made");
	return store;
}

static char *loaded(Store *store, const Scope *scope)
{
	g_autoptr(Part) part = part_new(NULL, NULL);
	GString *all = g_string_new(NULL);
	OK(store_load(store, scope, part, &error));
	for (guint i = 0; record_types[i]; i++) {
		g_autoptr(GPtrArray) records = part_all(part, record_types[i]);
		for (guint r = 0; r < records->len; r++)
			g_string_append_printf(all, "%s%s", all->len ? " " : "", record_id(records->pdata[r]));
	}
	return g_string_free(all, FALSE);
}

static void test_scopes(void **state)
{
	static const char whole[] = "WR-1 WR-1/2 WR-1/1.2 WR-1/1.3 WR-1/2.1 WR-1/1.2#M1 WR-1/1.3#M1 WR-1/2.1#M1 BAL-1 "
				    "ASK-1 ASK-3 ASK-1.1 ASK-1.2 due/ASK-1/1 WR-1:site WR-1.c1 ask";
	static const struct {
		const char *name;
		Scope scope;
		const char *want;
	} cases[] = {
		{"nothing", {0}, "ask roster"},
		{"register", {.register_id = "WR-1"}, whole},
		{"no such register", {.register_id = "WR-9"}, "ask"},
		{"ballot", {.ballot = "BAL-1"}, "WR-1 BAL-1 ASK-3 ask"},
		{"seat", {.ballot = "BAL-1", .seat = "acme"}, "WR-1 BAL-1 BAL-1:acme BAL-1:acme.1 ASK-3 ASK-3.1 ask"},
		{"roll", {.ballot = "BAL-1", .roll = TRUE},
		 "WR-1 BAL-1 BAL-1:acme BAL-1:bolt BAL-1:acme.1 BAL-1:bolt.1 ASK-3 ASK-3.1 ASK-3.2 ask"},
		{"closed ask", {.ask = "ASK-2", .register_id = "WR-2"},
		 "WR-1 WR-2 WR-1/2 WR-1/1.2 WR-1/1.3 WR-1/2.1 WR-1/1.2#M1 WR-1/1.3#M1 WR-1/2.1#M1 BAL-1 ASK-1 ASK-2 ASK-3 "
		 "ASK-4 ASK-1.1 ASK-1.2 ASK-2.1 ASK-2.2 ASK-4.1 ASK-4.2 due/ASK-1/1 due/ASK-4/1 WR-1:site WR-1.c1 ask"},
		{"open ask", {.ask = "ASK-1"}, whole},
		{"vote ask", {.ask = "ASK-3"}, "WR-1 ASK-3 ASK-3.1 ASK-3.2 ask"},
		{"vote", {.ask = "ASK-3", .ballot = "BAL-1", .seat = "acme"},
		 "WR-1 BAL-1 BAL-1:acme BAL-1:acme.1 ASK-3 ASK-3.1 ask"},
		{"ask and ballot", {.ask = "ASK-4", .ballot = "BAL-1"},
		 "WR-1 WR-2 BAL-1 ASK-3 ASK-4 ASK-4.1 ASK-4.2 due/ASK-4/1 ask"},
	};
	g_autoptr(Store) store = small_world();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = loaded(store, &cases[i].scope);
		table_text(cases[i].name, got, cases[i].want);
	}
}

static void test_due(void **state)
{
	g_autoptr(Store) store = small_world();
	Instant next = 0;
	g_autoptr(GPtrArray) none = store_due(store, T0, 10, &next, NULL);
	assert_int_equal(none->len, 0);
	assert_int_equal(next, T0 + DAY);
	g_autoptr(GPtrArray) two = store_due(store, T0 + 2 * DAY, 10, &next, NULL);
	assert_int_equal(two->len, 2);
	table_text("oldest", record_id(two->pdata[0]), "due/ASK-1/1");
	assert_int_equal(next, T0 + 3 * DAY);
	g_autoptr(GPtrArray) one = store_due(store, T0 + 9 * DAY, 1, &next, NULL);
	assert_int_equal(one->len, 1);
	assert_int_equal(next, INSTANT_NONE);
}

static void test_asked_of(void **state)
{
	g_autoptr(Store) store = small_world();
	g_autoptr(GPtrArray) jane = store_asked_of(store, "jane", NULL, NULL);
	g_autoptr(GPtrArray) bob = store_asked_of(store, NULL, "bob@bolt.example", NULL);
	g_autoptr(GPtrArray) nobody = store_asked_of(store, NULL, NULL, NULL);
	assert_int_equal(jane->len, 3);
	table_text("newest", record_id(jane->pdata[0]), "ASK-4.1");
	assert_int_equal(bob->len, 3);
	assert_int_equal(nobody->len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_find),    cmocka_unit_test(test_invalid_text),
		cmocka_unit_test(test_columns),    cmocka_unit_test(test_marks),   cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_due),        cmocka_unit_test(test_asked_of),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
