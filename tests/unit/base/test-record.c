/* SPDX-License-Identifier: MIT
 *
 * test-record.c: a sample record through copying, comparing and JSON.
 */
#include "../table.h"
#include "base/fault.h"
#include "base/json.h"
#include "base/record.h"
#include <string.h>

#define MOOD_LIST(X) X(MOOD_CALM, "calm") X(MOOD_CROSS, "cross")
ENUMTAB_DECLARE(Mood, mood, MOOD, MOOD_LIST);
ENUMTAB_DEFINE(mood, MOOD, MOOD_LIST);

typedef struct Sample {
	Record base;
	char *id;
	char *name;
	gint64 count;
	Instant due;
	Mood mood;
	char *role;
} Sample;

static const Field sample_fields[] = {
	{"id", FIELD_TEXT, FALSE, offsetof(Sample, id), NULL},
	{"name", FIELD_TEXT, TRUE, offsetof(Sample, name), NULL},
	{"count", FIELD_INT, FALSE, offsetof(Sample, count), NULL},
	{"due", FIELD_INSTANT, FALSE, offsetof(Sample, due), NULL},
	{"mood", FIELD_ENUM, FALSE, offsetof(Sample, mood), &mood_words},
	{"role", FIELD_TEXT, FALSE, offsetof(Sample, role), NULL},
};
static const RecordType sample_type = {"sample", sizeof(Sample), sample_fields, G_N_ELEMENTS(sample_fields)};

static Sample *sample_full(void)
{
	Sample *sample = record_new(&sample_type);
	record_set(&sample->id, "S-1");
	record_set(&sample->name, "J\xc3\xbcrg \"J\" Doe\n");
	record_set(&sample->role, "");
	sample->count = G_MAXINT64;
	sample->due = 1796421600;
	sample->mood = MOOD_CROSS;
	return sample;
}

static void test_round_trip(void **state)
{
	g_autoptr(Record) full = (Record *)sample_full();
	g_autoptr(Record) empty = record_new(&sample_type);
	g_autoptr(Record) back = record_new(&sample_type);
	g_autoptr(Json) json = record_to_json(full, RECORD_ALL);
	g_autoptr(GError) error = NULL;
	assert_true(record_from_json(back, json, &error));
	table_text("full", record_differs(full, back), NULL);
	assert_string_equal(record_id(back), "S-1");
	g_autoptr(Json) nothing = record_to_json(empty, RECORD_ALL);
	g_autofree char *text = json_canonical(nothing);
	assert_string_equal(text, "{\"mood\":\"calm\"}");
}

static void test_sides(void **state)
{
	static const struct {
		const char *name;
		RecordSide side;
		const char *want;
	} cases[] = {
		{"public", RECORD_PUBLIC,
		 "{\"count\":9223372036854775807,\"due\":1796421600,\"id\":\"S-1\",\"mood\":\"cross\",\"role\":\"\"}"},
		{"personal", RECORD_PERSONAL, "{\"id\":\"S-1\",\"name\":\"J\xc3\xbcrg \\\"J\\\" Doe\\n\"}"},
		{"all", RECORD_ALL,
		 "{\"count\":9223372036854775807,\"due\":1796421600,\"id\":\"S-1\",\"mood\":\"cross\","
		 "\"name\":\"J\xc3\xbcrg \\\"J\\\" Doe\\n\",\"role\":\"\"}"},
	};
	g_autoptr(Record) full = (Record *)sample_full();
	g_autoptr(Record) joined = record_new(&sample_type);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Json) json = record_to_json(full, cases[i].side);
		g_autofree char *text = json_canonical(json);
		table_text(cases[i].name, text, cases[i].want);
		assert_true(cases[i].side == RECORD_ALL || record_from_json(joined, json, NULL));
	}
	table_text("both sides make the whole", record_differs(full, joined), NULL);
}

static void test_copy_and_differs(void **state)
{
	g_autoptr(Record) full = (Record *)sample_full();
	for (guint i = 0; i < G_N_ELEMENTS(sample_fields); i++) {
		g_autoptr(Record) copy = record_copy(full);
		Sample *sample = (Sample *)copy;
		table_text("a copy", record_differs(full, copy), NULL);
		if (i == 0)
			record_set(&sample->id, "S-2");
		else if (i == 1)
			record_set(&sample->name, NULL);
		else if (i == 2)
			sample->count = G_MAXINT64 - 1;
		else if (i == 3)
			sample->due += G_GINT64_CONSTANT(1) << 32;
		else if (i == 4)
			sample->mood = MOOD_CALM;
		else
			record_set(&sample->role, NULL);
		table_text("one field changed", record_differs(full, copy), sample_fields[i].name);
	}
}

static void test_from_json(void **state)
{
	static const struct {
		const char *json;
		const char *fault; /* a part of the message; NULL: taken */
	} cases[] = {
		{"{}", NULL},
		{"{\"unknown\":[]}", NULL},
		{"{\"name\":null,\"count\":null,\"due\":0}", NULL},
		{"{\"id\":\"S-3\",\"count\":7,\"mood\":\"calm\"}", NULL},
		{"{\"id\":null}", "\"id\""},
		{"{\"count\":7,\"name\":5}", "\"name\""},
		{"{\"name\":\"x\",\"count\":\"7\"}", "\"count\""},
		{"{\"name\":\"x\",\"due\":1.5}", "\"due\""},
		{"{\"name\":\"x\",\"mood\":\"sad\"}", "\"sad\""},
		{"{\"name\":\"x\",\"mood\":1}", "\"mood\""},
		{"{\"name\":\"x\",\"mood\":null}", "\"mood\""},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Record) before = (Record *)sample_full();
		g_autoptr(Record) after = record_copy(before);
		g_autoptr(Json) json = json_parse(cases[i].json, strlen(cases[i].json), NULL);
		gboolean ok = record_from_json(after, json, &error);
		table_int(cases[i].json, ok, !cases[i].fault);
		if (ok)
			continue;
		table_int(cases[i].json, fault_code(error), FAULT_PERM);
		table_text("as it was", record_differs(before, after), NULL);
		assert_non_null(strstr(error->message, cases[i].fault));
	}
	Sample *sample = sample_full();
	g_autoptr(Json) json = json_parse(cases[2].json, strlen(cases[2].json), NULL);
	assert_true(record_from_json(sample, json, NULL));
	assert_null(sample->name);
	assert_true(sample->count == 0 && sample->due == 0 && sample->mood == MOOD_CROSS);
	record_free(sample);
}

static void test_set(void **state)
{
	char *text = NULL;
	record_set(&text, "one two");
	record_set(&text, text + 4);
	assert_string_equal(text, "two");
	record_set(&text, NULL);
	assert_null(text);
	record_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_sides),
		cmocka_unit_test(test_copy_and_differs),
		cmocka_unit_test(test_from_json),
		cmocka_unit_test(test_set),
	};
	return cmocka_run_group_tests_name("base/record", tests, NULL, NULL);
}
