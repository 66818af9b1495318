/* SPDX-License-Identifier: MIT
 *
 * letters.h: the messages of a Maildir and their UIDs.
 *
 * A Maildir has no UIDs: they are given out in the order of the files' times and kept in PATH/ballotd-uids, a text file
 * of lines "UID NAME" (NAME without its flags) below a first line "ballotd-uids 1 UIDVALIDITY UIDNEXT". Lines are
 * appended and synced before a UID is handed over, so that no UID ever names two messages; the file is written anew,
 * without what is gone, at the first look. A lost or damaged index gets a new UIDVALIDITY. One program at a time may
 * use it.
 */
#pragma once
#include <glib.h>

typedef struct Letter {
	guint32 uid;
	char *name; /* without flags */
	char *file; /* below the Maildir, "new/NAME" or "cur/NAME:2,S", as last seen */
	gint64 written_ns;
} Letter;

typedef struct Letters {
	char *path;
	guint32 uidvalidity; /* 0 before the first look */
	guint32 uidnext;
	GPtrArray *by_uid;   /* Letter, owned by by_name: those that were there at the last look, ascending */
	GHashTable *by_name; /* name -> Letter */
	gboolean indexed;    /* the index file is as it should be */
} Letters;

/* For the Maildir at path, whose folders exist; looks at nothing yet. Free with letters_free. */
Letters *letters_new(const char *path);
void letters_free(Letters *letters); /* takes NULL */

/* Looks what is there, gives UIDs to what is new and forgets what is gone. FAULT_TEMP or FAULT_PERM when a folder
 * cannot be read or the index not be written. */
gboolean letters_look(Letters *letters, GError **error);

/* Begins anew with another UIDVALIDITY; the next look gives out all UIDs again. */
gboolean letters_forget(Letters *letters, GError **error);

/* The position in by_uid of the first letter whose UID is at least uid; by_uid->len when there is none. */
guint letters_first_from(const Letters *letters, guint32 uid);

/* Sets a fault from errno: FAULT_TEMP when the disk is full or broken or descriptors are short, FAULT_PERM else. */
gboolean letters_fault(const char *path, const char *doing, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Letters, letters_free)
