/* SPDX-License-Identifier: MIT
 *
 * checkin.h: the approved register under version control (R3.2-11; CVS in the document, git here).
 *
 * git runs as a program of its own, without a shell, with a time limit. Checking in what is there already is no error
 * and makes no second commit.
 */
#pragma once
#include "base/moment.h"

typedef struct CheckinFile {
	const char *name; /* path inside the repository, "WR-12/approval.txt"; no "..", no leading slash or dash */
	GBytes *bytes;
} CheckinFile;

typedef struct Checkin {
	const char *repository; /* a work tree, or a bare repository */
	const char *author, *address;
	const char *message;
	Instant date;
	const CheckinFile *files;
	gsize n_files;
} Checkin;

/* Commits the files. FAULT_PERM when there is no repository or git is missing, FAULT_TEMP with git's words for the
 * rest. */
gboolean checkin_commit(const Checkin *checkin, GError **error);
