/* SPDX-License-Identifier: MIT
 *
 * hash.c: see hash.h.
 */
#include "base/hash.h"
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <string.h>

static const char base32_alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

struct HashSum {
	struct sha256_ctx context;
};

HashSum *hash_sum_new(void)
{
	HashSum *sum = g_new(HashSum, 1);
	sha256_init(&sum->context);
	return sum;
}

void hash_sum_add(HashSum *sum, const void *bytes, gsize length)
{
	sha256_update(&sum->context, length, bytes);
}

static char *sum_hex(HashSum *sum)
{
	static const char hex[] = "0123456789abcdef";
	guint8 digest[HASH_BYTES];
	sha256_digest(&sum->context, sizeof digest, digest);
	char *out = g_malloc(2 * HASH_BYTES + 1);
	for (guint i = 0; i < HASH_BYTES; i++) {
		out[2 * i] = hex[digest[i] >> 4];
		out[2 * i + 1] = hex[digest[i] & 15];
	}
	out[2 * HASH_BYTES] = '\0';
	return out;
}

char *hash_sum_end(HashSum *sum)
{
	char *hex = sum_hex(sum);
	g_free(sum);
	return hex;
}

char *hash_hex(const void *bytes, gsize length)
{
	HashSum sum;
	sha256_init(&sum.context);
	sha256_update(&sum.context, length, bytes);
	return sum_hex(&sum);
}

void hash_hmac(const guint8 *key, gsize key_length, const char *const *parts, gsize n, guint8 out[HASH_BYTES])
{
	struct hmac_sha256_ctx context;
	hmac_sha256_set_key(&context, key_length, key);
	for (gsize i = 0; i < n; i++) {
		gsize length = strlen(parts[i]);
		guint64 big_endian = GUINT64_TO_BE((guint64)length);
		hmac_sha256_update(&context, sizeof big_endian, (const guint8 *)&big_endian);
		hmac_sha256_update(&context, length, (const guint8 *)parts[i]);
	}
	hmac_sha256_digest(&context, HASH_BYTES, out);
}

gboolean hash_equal(const char *a, const char *b)
{
	if (!a || !b)
		return FALSE;
	gsize length = strlen(a);
	if (length != strlen(b))
		return FALSE;
	volatile guint8 difference = 0;
	for (gsize i = 0; i < length; i++)
		difference = (guint8)(difference | ((guint8)a[i] ^ (guint8)b[i]));
	return difference == 0;
}

char *hash_base32(const guint8 *bytes, guint bits)
{
	g_assert(bits % 5 == 0 && bits <= HASH_BYTES * 8);
	GString *out = g_string_sized_new(bits / 5);
	for (guint bit = 0; bit < bits; bit += 5) {
		guint digit = 0;
		for (guint i = bit; i < bit + 5; i++)
			digit = digit << 1 | ((bytes[i / 8] >> (7 - i % 8)) & 1);
		g_string_append_c(out, base32_alphabet[digit]);
	}
	return g_string_free(out, FALSE);
}

char *hash_base32_fold(const char *text)
{
	if (!text)
		return NULL;
	g_autofree char *folded = g_ascii_strup(text, -1);
	for (char *at = folded; *at; at++) {
		if (*at == 'O')
			*at = '0';
		else if (*at == 'I' || *at == 'L')
			*at = '1';
		if (!strchr(base32_alphabet, *at))
			return NULL;
	}
	return g_steal_pointer(&folded);
}
