/* SPDX-License-Identifier: MIT
 *
 * evidence.h: large mail and documents as content-addressed files: DIR/ab/abcdef…, named by their SHA-256.
 *
 * A file is written under a temporary name and renamed, so that a name never stands for half of it; all that were
 * written are made durable by one evidence_sync. Kept bytes are never changed. The directory is for its owner only.
 */
#pragma once
#include <glib.h>

typedef struct Evidence Evidence;

/* Of a directory that is made when it is first needed. */
Evidence *evidence_new(const char *directory);
void evidence_free(Evidence *evidence); /* takes NULL */

/* The SHA-256 of the bytes in hex, once they are written. FAULT_TEMP when they cannot be. Free with g_free. */
char *evidence_keep(Evidence *evidence, GBytes *bytes, GError **error);

/* Makes durable what was kept since the last call. */
gboolean evidence_sync(Evidence *evidence, GError **error);

/* Removes the file of a hash; there is no fault in there being none. */
gboolean evidence_drop(Evidence *evidence, const char *hash, GError **error);

/* The bytes of the file of a hash; whether they still are what the hash says is for the caller to see. FAULT_PERM when
 * there is none. */
GBytes *evidence_get(Evidence *evidence, const char *hash, GError **error);
