/* SPDX-License-Identifier: MIT
 *
 * test-text.c: addresses in their comparable form, lists of words, text for mail and log.
 */
#include "../table.h"
#include "base/text.h"
#include <string.h>

static void test_address(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"jane@acme.example", "jane@acme.example"},
		{"Jane.Doe@ACME.Example", "jane.doe@acme.example"},
		{"robot+K7Q29F@dmtf.example", "robot+k7q29f@dmtf.example"},
		{"jane@m\xc3\xbcnchen.example", "jane@xn--mnchen-3ya.example"},
		{"jane@M\xc3\x9cNCHEN.Example", "jane@xn--mnchen-3ya.example"},
		{"jane@XN--MNCHEN-3YA.example", "jane@xn--mnchen-3ya.example"},
		{"J\xc3\x9cRG@acme.example", "j\xc3\x9crg@acme.example"}, /* only ASCII folds in the local part */
		{"root@localhost", "root@localhost"},
		{"\"a@b\"@acme.example", "\"a@b\"@acme.example"},
		{"\"a\\\"b\"@acme.example", "\"a\\\"b\"@acme.example"},
		{"\"a\\ b\"@acme.example", NULL},
		{"\"a b\"@acme.example", NULL},
		{"\"a@acme.example", NULL},
		{"a\"b\"@acme.example", NULL},
		{"jane", NULL},
		{"@acme.example", NULL},
		{"jane@", NULL},
		{"jane@acme@bolt.example", NULL},
		{"jane@acme..example", NULL},
		{"jane@.example", NULL},
		{"jane@acme.example.", NULL},
		{"jane@acme example", NULL},
		{"jane @acme.example", NULL},
		{"jane@acme.example\r\nRCPT TO:<x@y>", NULL},
		{"jane@acme.example\n", NULL},
		{"jane\x01@acme.example", NULL},
		{"jane\x7f@acme.example", NULL},
		{"jane\xe2\x80\x8b@acme.example", NULL}, /* zero-width space */
		{"jane\xe2\x80\xae@acme.example", NULL}, /* right-to-left override */
		{"jane\xc2\xa0x@acme.example", NULL},    /* no-break space */
		{"jane,bob@acme.example", NULL},
		{"<jane@acme.example>", NULL},
		{"mailto:jane@acme.example", NULL},
		{"jane@[127.0.0.1]", NULL},
		{"jane@acme.example/x", NULL},
		{"jane\xff@acme.example", NULL},
		{"", NULL},
		{NULL, NULL},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = text_address(cases[i].text);
		table_text(cases[i].text ? cases[i].text : "NULL", got, cases[i].want);
	}
}

static void test_address_length(void **state)
{
	for (guint length = 253; length <= 256; length++) {
		g_autofree char *local = g_strnfill(length - strlen("@acme.example"), 'a');
		g_autofree char *address = g_strconcat(local, "@acme.example", NULL);
		g_autofree char *got = text_address(address);
		table_text("length", got, length <= 254 ? address : NULL);
	}
	g_autofree char *local = g_strnfill(254 - strlen("@m\xc3\xbcnchen.example"), 'a');
	g_autofree char *grows = g_strconcat(local, "@m\xc3\xbcnchen.example", NULL);
	assert_null(text_address(grows)); /* its A-label is longer than itself */
}

static void test_addresses(void **state)
{
	static const struct {
		const char *text, *want; /* joined by blanks */
	} cases[] = {
		{"Jane <jane@acme.example>, bob@bolt.example", "jane@acme.example bob@bolt.example"},
		{"JANE@acme.example jane@ACME.example", "jane@acme.example"},
		{"TAKE sam@snia.example,sue@snia.example;pat@snia.example",
		 "sam@snia.example sue@snia.example pat@snia.example"},
		{"write to mailto:jane@acme.example.", "jane@acme.example"},
		{"(jane@acme.example) 'bob@bolt.example' *joe@crest.example*!",
		 "jane@acme.example bob@bolt.example joe@crest.example"},
		{"\"Doe, Jane\" <jane@acme.example>", "jane@acme.example"},
		{"\"a@b\"@acme.example", "\"a@b\"@acme.example"},
		{"\"jane@acme.example\"", "jane@acme.example"},
		{"one\ntwo@acme.example\r\nthree@bolt.example", "two@acme.example three@bolt.example"},
		{"nobody here, not @ even @home", ""},
		{"broken\xff@acme.example ok@acme.example", "ok@acme.example"},
		{"", ""},
		{NULL, ""},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) got = text_addresses(cases[i].text);
		g_autofree char *joined = g_strjoinv(" ", got);
		table_text(cases[i].text ? cases[i].text : "NULL", joined, cases[i].want);
	}
}

static void test_words(void **state)
{
	static const struct {
		const char *list, *word;
		gboolean has;
		const char *added, *removed;
		guint count;
	} cases[] = {
		{NULL, "board", FALSE, "board", NULL, 0},
		{"", "board", FALSE, "board", NULL, 0},
		{"board", "board", TRUE, "board", NULL, 1},
		{"alliance technical", "technical", TRUE, "alliance technical", "alliance", 2},
		{"alliance technical", "alliance", TRUE, "alliance technical", "technical", 2},
		{"alliance technical", "tech", FALSE, "alliance technical tech", "alliance technical", 2},
		{"alliance technical", "nical", FALSE, "alliance technical nical", "alliance technical", 2},
		{"a b a", "a", TRUE, "a b a", "b", 3},
		{" a  b ", "b", TRUE, " a  b ", "a", 2},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *name = cases[i].list ? cases[i].list : "NULL";
		g_autofree char *added = words_add(cases[i].list, cases[i].word);
		g_autofree char *removed = words_remove(cases[i].list, cases[i].word);
		table_int(name, words_has(cases[i].list, cases[i].word), cases[i].has);
		table_text(name, added, cases[i].added);
		table_text(name, removed, cases[i].removed);
		table_int(name, words_count(cases[i].list), cases[i].count);
	}
	assert_false(words_has("a b", ""));
	g_auto(GStrv) none = words_split(NULL);
	assert_non_null(none);
	assert_null(none[0]);
}

static void test_wrap(void **state)
{
	static const struct {
		const char *name, *text;
		guint columns, indent;
		const char *want;
	} cases[] = {
		{"fits", "one two", 7, 0, "one two"},
		{"one over", "one two", 6, 0, "one\ntwo"},
		{"three lines", "one two three four", 9, 0, "one two\nthree\nfour"},
		{"hanging", "one two three", 8, 2, "one two\n  three"},
		{"hanging over a second line of the source", "one\ntwo three", 7, 2, "one\n  two\n  three"},
		{"line ends are kept", "one\n\ntwo\n", 10, 0, "one\n\ntwo\n"},
		{"an empty line gets no indent", "one\n\ntwo", 10, 4, "one\n\n    two"},
		{"a line that begins with a blank", "  one two three four\nfive", 8, 0, "  one two three four\nfive"},
		{"a long word", "a https://host.example/long b", 10, 0, "a\nhttps://host.example/long\nb"},
		{"a long word first", "https://host.example/long b", 10, 2, "https://host.example/long\n  b"},
		{"characters, not bytes", "\xc3\xa4\xc3\xa4\xc3\xa4 \xc3\xb6\xc3\xb6\xc3\xb6", 7, 0,
		 "\xc3\xa4\xc3\xa4\xc3\xa4 \xc3\xb6\xc3\xb6\xc3\xb6"},
		{"characters, one over", "\xc3\xa4\xc3\xa4\xc3\xa4 \xc3\xb6\xc3\xb6\xc3\xb6", 6, 0,
		 "\xc3\xa4\xc3\xa4\xc3\xa4\n\xc3\xb6\xc3\xb6\xc3\xb6"},
		{"the mark above a signature", "-- \nJane", 76, 0, "-- \nJane"},
		{"nothing", "", 76, 0, ""},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = text_wrap(cases[i].text, cases[i].columns, cases[i].indent);
		table_text(cases[i].name, got, cases[i].want);
	}
}

static void test_line(void **state)
{
	static const struct {
		const char *name, *text;
		gsize max;
		const char *want;
	} cases[] = {
		{"short", "one two", 20, "one two"},
		{"exactly", "one two", 7, "one two"},
		{"cut", "one two", 6, "one tw…"},
		{"cut at a blank", "one two", 4, "one…"},
		{"blanks", "  one \t\r\n two  ", 20, "one two"},
		{"controls", "one\x1b[31mtwo\x07", 20, "one [31mtwo"},
		{"C1 controls", "one\xc2\x9btwo", 20, "one two"},
		{"direction", "one\xe2\x80\xaetwo", 20, "one two"},
		{"line separator", "one\xe2\x80\xa8two", 20, "one two"},
		{"characters, not bytes", "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", 3, "\xc3\xa4\xc3\xa4\xc3\xa4…"},
		{"trailing blanks are not cut", "one   ", 3, "one"},
		{"not UTF-8", "a\xff" "b", 20, "a\xef\xbf\xbd" "b"},
		{"nothing", "", 5, ""},
		{"NULL", NULL, 5, ""},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = text_line(cases[i].text, cases[i].max);
		table_text(cases[i].name, got, cases[i].want);
	}
}

static void test_and(void **state)
{
	char *const items[] = {"a", "b", "c", NULL};
	static const char *const want[] = {"a, b and c", "b and c", "c", ""};
	for (guint i = 0; i < G_N_ELEMENTS(want); i++) {
		g_autofree char *got = text_and(items + i);
		table_text(want[i], got, want[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_address), cmocka_unit_test(test_address_length), cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_words),   cmocka_unit_test(test_wrap),           cmocka_unit_test(test_line),
		cmocka_unit_test(test_and),
	};
	return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
