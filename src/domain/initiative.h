/* SPDX-License-Identifier: MIT
 *
 * initiative.h: mail that answers no ask (design 4b): who may send it, by which words it is known, what it does.
 *
 * An initiative is known by its first word, at the start of the text or of the subject ("[WR-12] RECALL", "PROPOSE
 * SNIA", "digest"). Without a valid token it changes nothing but opens a `confirm` ask at the sender's roster address;
 * `digest`, `status` and `ballot` (a fresh ballot) are answered to the roster address only, so they need none.
 */
#pragma once
#include "domain/decision.h"

typedef struct InitiativeRow {
	InitiativeKind kind;
	const char *words;     /* as AskWord synonyms: "PULL_BACK PULL-BACK"; upper case */
	gboolean harmless;     /* needs no token: its answer goes to the roster address only */
	gboolean needs_register; /* a register must be known: by token, or "[WR-12]" in the subject */
	const char *form;      /* as refusals show it: "RECALL why" */
	const char *who;       /* in words: "the owner or the Vice President of Alliances" */
	const char *what;      /* in words, for the manual */
} InitiativeRow;

extern const InitiativeRow initiative_rows[]; /* closed by kind INITIATIVE_NONE */

/* The initiative that a mail's first line, else its subject (after any "Re:" and "[WR-12]"), begins with; what follows
 * the word in *out_argument (borrowed from text or subject; may be empty). NULL when there is none. */
const InitiativeRow *initiative_find(const char *text, const char *subject, const char **out_argument);

/* The register or ballot that a subject or argument names ("WR-12", "BAL-40"), or NULL. g_free. */
char *initiative_subject(const char *text, const char *prefix);
