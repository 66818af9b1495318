/* SPDX-License-Identifier: MIT
 *
 * test-hash.c: digests against known answers; the keys and texts of the HMAC cases are those of RFC 4231, each part
 * preceded by its length, the answers reckoned by another implementation.
 */
#include "../table.h"
#include "base/hash.h"
#include <string.h>

static void test_hex(void **state)
{
	g_autofree char *abc = hash_hex("abc", 3);
	g_autofree char *none = hash_hex(NULL, 0);
	assert_string_equal(abc, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(none, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_sum(void **state)
{
	HashSum *sum = hash_sum_new();
	hash_sum_add(sum, "a", 1);
	hash_sum_add(sum, NULL, 0);
	hash_sum_add(sum, "bc", 2);
	g_autofree char *abc = hash_sum_end(sum);
	assert_string_equal(abc, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_hmac(void **state)
{
	static const struct {
		const char *name;
		guint8 key_byte; /* repeated key_length times; 0: the key is "Jefe" */
		gsize key_length;
		const char *parts[2];
		gsize n;
		const char *want;
	} cases[] = {
		{"nothing", 0x0b, 20, {NULL}, 0, "999a901219f032cd497cadb5e6051e97b6a29ab297bd6ae722bd6062a2f59542"},
		{"one part", 0x0b, 20, {"Hi There"}, 1,
		 "70454c00e162637b41588d34d6e73e7ab2fb58fdde827b1e084ecaeb378dca60"},
		{"two parts", 0, 4, {"what do ya want ", "for nothing?"}, 2,
		 "2adf7332d323203dd3dd441f723b556d218a9e97e6fbcef63aacb34bc269ec44"},
		{"the same text in one part", 0, 4, {"what do ya want for nothing?"}, 1,
		 "f80838b2e599dfbe7a38f7a7a17809946762357529df986b87919b732a79be43"},
		{"an empty part", 0, 4, {""}, 1, "e62981925ed82120e6e8f9f18b27a4474b34ed069ed98f2a8d4686863fb58bc2"},
		{"a key longer than a block", 0xaa, 131, {"Test Using Larger Than Block-Size Key - Hash Key First"}, 1,
		 "89b7722a94d5e6bd2ea45844714b7e1c67bd6f830adc148c508f6ad1855c0c2a"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		guint8 key[131], out[HASH_BYTES];
		memset(key, cases[i].key_byte, sizeof key);
		if (cases[i].key_byte == 0)
			memcpy(key, "Jefe", 4);
		hash_hmac(key, cases[i].key_length, cases[i].parts, cases[i].n, out);
		GString *hex = g_string_new(NULL);
		for (guint b = 0; b < HASH_BYTES; b++)
			g_string_append_printf(hex, "%02x", out[b]);
		g_autofree char *got = g_string_free(hex, FALSE);
		table_text(cases[i].name, got, cases[i].want);
	}
}

static void test_equal(void **state)
{
	static const struct {
		const char *a, *b;
		gboolean want;
	} cases[] = {
		{"7KQ2", "7KQ2", TRUE},  {"", "", TRUE},         {"7KQ2", "7KQ3", FALSE},   {"7KQ2", "8KQ2", FALSE},
		{"7KQ2", "7KQ", FALSE},  {"7KQ", "7KQ2", FALSE}, {"", "7", FALSE},          {NULL, NULL, FALSE},
		{NULL, "", FALSE},       {"7", NULL, FALSE},     {"\x80", "\x00", FALSE},   {"a\x80", "a\x81", FALSE},
		{"7kq2", "7KQ2", FALSE},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		table_int(cases[i].a ? cases[i].a : "NULL", hash_equal(cases[i].a, cases[i].b), cases[i].want);
}

static void test_base32(void **state)
{
	guint8 digest[HASH_BYTES];
	gsize length = sizeof digest;
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(checksum, (const guchar *)"abc", 3);
	g_checksum_get_digest(checksum, digest, &length);
	static const struct {
		guint bits;
		const char *want;
	} cases[] = {
		{0, ""},
		{5, "Q"},
		{80, "Q9W1DFWF077YMGA1"},
		{255, "Q9W1DFWF077YMGA183F5VBH24ER06RD3JRBQN75M23ZP3WG02PP"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = hash_base32(digest, cases[i].bits);
		table_text(cases[i].want, got, cases[i].want);
	}
}

static void test_base32_fold(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"q9w1dfwf077ymga1", "Q9W1DFWF077YMGA1"}, {"oOiIlL", "001111"}, {"", ""}, {"U", NULL}, {"K7-Q", NULL},
		{"K7\xc3\xa4", NULL}, {NULL, NULL},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = hash_base32_fold(cases[i].text);
		table_text(cases[i].text ? cases[i].text : "NULL", got, cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hex),    cmocka_unit_test(test_sum),         cmocka_unit_test(test_hmac),
		cmocka_unit_test(test_equal),  cmocka_unit_test(test_base32),      cmocka_unit_test(test_base32_fold),
	};
	return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}
