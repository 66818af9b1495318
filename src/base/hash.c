/* SPDX-License-Identifier: MIT
 *
 * hash.c: see hash.h.
 */
#include "base/hash.h"
#include <string.h>

static const char base32_alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

char *hash_hex(const void *bytes, gsize length)
{
	return g_compute_checksum_for_data(G_CHECKSUM_SHA256, length ? bytes : "", length);
}

static void hmac_add_length(GHmac *hmac, guint64 length)
{
	guint64 big_endian = GUINT64_TO_BE(length);
	g_hmac_update(hmac, (const guchar *)&big_endian, sizeof big_endian);
}

void hash_hmac(const guint8 *key, gsize key_length, const char *const *parts, gsize n, guint8 out[HASH_BYTES])
{
	GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key, key_length);
	for (gsize i = 0; i < n; i++) {
		gsize length = strlen(parts[i]);
		hmac_add_length(hmac, length);
		if (length > 0) /* g_hmac_update takes 0 bytes as a mistake */
			g_hmac_update(hmac, (const guchar *)parts[i], (gssize)length);
	}
	gsize written = HASH_BYTES;
	g_hmac_get_digest(hmac, out, &written);
	g_assert(written == HASH_BYTES);
	g_hmac_unref(hmac);
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
