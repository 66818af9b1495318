/* SPDX-License-Identifier: MIT
 *
 * test-values.c: faults, words of enumerations, JSON.
 */
#include "../table.h"
#include "base/enumtab.h"
#include "base/fault.h"
#include "base/json.h"
#include <string.h>

#define FRUIT_LIST(X) X(FRUIT_APPLE, "apple") X(FRUIT_PEAR, "pear")
ENUMTAB_DECLARE(Fruit, fruit, FRUIT, FRUIT_LIST);
ENUMTAB_DEFINE(fruit, FRUIT, FRUIT_LIST);

static void test_fault(void **state)
{
	for (FaultCode code = FAULT_TEMP; code < FAULT_COUNT; code++) {
		g_autoptr(GError) error = NULL;
		assert_false(fault_set(&error, code, "The server said %d %s.", 451, "later"));
		assert_true(g_error_matches(error, FAULT, (int)code));
		assert_string_equal(error->message, "The server said 451 later.");
		table_int("code", fault_code(error), code);
	}
	assert_false(fault_set(NULL, FAULT_TEMP, "Nobody hears this."));
	g_autoptr(GError) foreign = g_error_new_literal(g_quark_from_static_string("elsewhere"), 0, "x");
	table_int("another domain", fault_code(foreign), FAULT_PERM);
}

static void test_enumtab(void **state)
{
	table_int("count", fruit_words.count, FRUIT_COUNT);
	table_text("name", fruit_words.name, "fruit");
	for (int value = 0; value < FRUIT_COUNT; value++)
		table_int("round trip", enumtab_value(&fruit_words, enumtab_word(&fruit_words, value)), value);
	static const char *const refused[] = {"Apple", "app", "apples", "", NULL};
	for (guint i = 0; i < G_N_ELEMENTS(refused); i++)
		table_int("refused", enumtab_value(&fruit_words, refused[i]), -1);
}

static void test_json_canonical(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"{ \"b\" : 1, \"a\" : [ true, null ] }", "{\"a\":[true,null],\"b\":1}"},
		{"{\"\xc3\xa4\":\"\\u00e4/\"}", "{\"\xc3\xa4\":\"\xc3\xa4/\"}"},
		{" 7 ", "7"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Json) value = json_parse(cases[i].text, strlen(cases[i].text), NULL);
		g_autofree char *got = json_canonical(value);
		table_text(cases[i].text, got, cases[i].want);
	}
}

static void test_json_access(void **state)
{
	g_autoptr(Json) object = json_object();
	json_put_text(object, "name", "Jane");
	json_put_text(object, "odd", "a\xff" "b");
	json_object_set_new(object, "n", json_integer(-5));
	json_object_set_new(object, "real", json_real(1.5));
	table_text("name", json_text(object, "name"), "Jane");
	table_text("made valid", json_text(object, "odd"), "a\xef\xbf\xbd" "b");
	table_text("no text", json_text(object, "n"), NULL);
	table_text("absent", json_text(object, "x"), NULL);
	table_text("no object", json_text(NULL, "x"), NULL);
	table_int("n", json_int(object, "n", 9), -5);
	table_int("a real is no integer", json_int(object, "real", 9), 9);
	table_int("absent", json_int(object, "x", 9), 9);
	json_put_text(object, "name", NULL);
	assert_null(json_object_get(object, "name"));
}

static void test_json_parse(void **state)
{
	static const struct {
		const char *text, *fault;
	} cases[] = {
		{"{\"a\":1}\n", NULL},
		{"{\"a\":1,\n \"a\":2}", "line 2"},
		{"{\"a\":1,\n\n}", "line 3"},
		{"{\"a\":\"\xff\"}", "line 1"},
		{"{} {}", "line 1"},
		{"", "line 1"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Json) value = json_parse(cases[i].text, strlen(cases[i].text), &error);
		table_int(cases[i].text, value != NULL, !cases[i].fault);
		if (!value) {
			table_int(cases[i].text, fault_code(error), FAULT_PERM);
			assert_non_null(strstr(error->message, cases[i].fault));
		}
	}
	g_autoptr(GError) error = NULL;
	assert_null(json_parse("", ((gsize)64 << 20) + 1, &error)); /* refused before it is looked at */
	assert_non_null(strstr(error->message, "67108865"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fault),          cmocka_unit_test(test_enumtab),
		cmocka_unit_test(test_json_canonical), cmocka_unit_test(test_json_access),
		cmocka_unit_test(test_json_parse),
	};
	return cmocka_run_group_tests_name("base/values", tests, NULL, NULL);
}
