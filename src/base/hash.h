/* SPDX-License-Identifier: MIT
 *
 * hash.h: SHA-256 and HMAC-SHA256 over nettle (which GnuTLS stands on too), and the alphabet that tokens are written in.
 *
 * Base32 here has no look-alikes (no I, L, O, U): digits and the other letters, upper case; reading folds case and
 * takes O for 0, I and L for 1.
 */
#pragma once
#include <glib.h>

#define HASH_BYTES 32

/* Lower-case hex of SHA-256. Free with g_free. */
char *hash_hex(const void *bytes, gsize length);

/* The same over bytes that do not lie together: made, added to, and ended, which frees it and returns the hex (free with
 * g_free). */
typedef struct HashSum HashSum;
HashSum *hash_sum_new(void);
void hash_sum_add(HashSum *sum, const void *bytes, gsize length);
char *hash_sum_end(HashSum *sum);

/* HMAC-SHA256 over the strings parts[0..n-1], each preceded by its length as 8 bytes big-endian, so that no two lists
 * of parts give the same input. out receives HASH_BYTES bytes. */
void hash_hmac(const guint8 *key, gsize key_length, const char *const *parts, gsize n, guint8 out[HASH_BYTES]);

/* True when both texts are equal; the time taken depends on their lengths only. NULL equals nothing. */
gboolean hash_equal(const char *a, const char *b);

/* The first `bits` (a multiple of 5, at most 256) of bytes in base32. Free with g_free. */
char *hash_base32(const guint8 *bytes, guint bits);

/* A base32 text as somebody wrote it, in the alphabet's own letters: upper case, O as 0, I and L as 1. NULL when text
 * is NULL or holds anything else. Free with g_free. */
char *hash_base32_fold(const char *text);
