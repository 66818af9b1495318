/* SPDX-License-Identifier: MIT
 *
 * milestones.h: milestones as an owner writes them in a mail, the content hash, and what changed between two drafts.
 *
 * One line each: `MILESTONE M1 technical 2027-06-30 acme,bolt: Map the storage model`: name (with `!` behind it when it
 * is significant), the committee or working group, a date as written or `-`, the companies doing the work, a colon, the
 * text. Date and companies may be left out.
 */
#pragma once
#include "domain/process.h"

/* Reads the milestone lines of a text into records of the draft. Problems, one sentence a line, go to `problems`; a line
 * with a problem is left out. Returns how many lines began with MILESTONE. */
guint milestones_read(Decision *d, const char *text, const char *draft, GString *problems);

/* Copies the milestones of one draft to another: a draft without milestone lines keeps those of the one before. */
void milestones_copy(Decision *d, const char *from, const char *to);

/* The milestones of a draft, by name; free the array. */
GPtrArray *milestones_of(const Part *part, const char *draft);

/* The content hash (B-1): over the file's hash and the milestones, sorted by name. g_free. */
char *milestones_content(const Part *part, const Draft *draft);

/* What changed from one draft to the next, a line each; "nothing" when both hold the same. before may be NULL. g_free. */
char *draft_changes(const Part *part, const Draft *before, const Draft *after);

/* Whether the later draft brings in a body that the earlier did not name: a wider scope (R3.2-13, R4-4). */
gboolean draft_widens(const Part *part, const char *before, const char *after);
