/* SPDX-License-Identifier: MIT
 *
 * rules.h: the settings that the process itself depends on, as plain values.
 *
 * The engine reads them from the configuration (section [process] and the profiles) and passes them in. Durations are
 * seconds. The defaults are those of DSP4003's restatement; `rules_new` sets them.
 */
#pragma once
#include "base/moment.h"
#include "domain/profile.h"

typedef struct Rules {
	char *organization;
	char *default_oc;        /* body id, or NULL: the Alliance Committee (R2.3-1) */
	gint64 ask_days;         /* due date of an ask that has none of its own */
	gint64 draft_days;       /* complete: how long the owner has for a draft */
	gint64 return_days;      /* return: how long the VP has; silence is FINE */
	gint64 review_days;      /* R3.1-6 */
	gint64 accept_hold;      /* how long an acceptance can be contradicted by another contact */
	gint64 close_grace;      /* a ballot is tallied only after close + this */
	gint64 escalate_after;   /* after the due date, an ask without answer goes to the VP */
	gint64 board_open_silence; /* silence of the board's chair on the day */
	gint64 item_retry;       /* first interval between tries of a publication task; doubles up to a day */
	gint64 digest_every;     /* 0: only on demand */
	int deadline_hour;       /* local hour at which dates fall: ballots close, answers are due */
	GTimeZone *zone;
	GHashTable *profiles;    /* its name, borrowed -> Profile *, owned */
} Rules;

/* The defaults; profiles `committee` and `board`; zone UTC. Free with rules_free (takes NULL). */
Rules *rules_new(void);
void rules_free(Rules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rules, rules_free)

/* The profile of that name, or NULL. */
const Profile *rules_profile(const Rules *rules, const char *name);

/* The first instant at deadline_hour, local time, that is at least `duration` after `from`: dates people are given fall
 * at a stated hour of a day, never in the middle of the night. Durations below a day are taken as they are. */
Instant rules_deadline(const Rules *rules, Instant from, gint64 duration);
