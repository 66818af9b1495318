/* SPDX-License-Identifier: MIT
 *
 * answer-scan.h: the search for a word of an ask in the new text, the quoted form and the subject of a reply.
 */
#pragma once
#include "mail/answer-index.h"

typedef struct Reading {
	InMail *mail;
	const AnswerWord *words;
	const AnswerIndex *index; /* the same, to search by */
	gsize n;
	GPtrArray *lines;  /* char *: the new text as written */
	GPtrArray *folded; /* the same, case-folded */
	guint first;       /* the first line that is no greeting */
	int found;         /* index of the word, -1 none */
	guint line;        /* where it stands */
	char *rest;        /* what follows it on its line, as written; owned */
	const char *why;   /* unclear because of … */
} Reading;

/* Prepares a reading whose mail, words, n are set and whose found is -1; ends it. */
void scan_open(Reading *reading);
void scan_close(Reading *reading);

/* True when one of the words leads the line; sets found, line, rest and, where it does not count, why. */
gboolean scan_leads(Reading *reading, guint line);

/* The whole search: sets found (or leaves -1), line, rest and why. */
void scan_run(Reading *reading);
