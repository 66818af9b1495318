/* SPDX-License-Identifier: MIT
 *
 * profile.h: how a body ballots: the settings B-10 to B-24 of one ballot profile, and its conditions, computed exactly.
 *
 * A condition is one of the forms of the configuration: `more yes than no`, `unanimous`, or
 * `at least|more than|at most P/Q yes|no|abstain|voted of roll|cast|votes`; several are joined by `and`. All
 * arithmetic is on whole numbers (count * Q against P * base), never on floating point. A ballot carries a copy of its
 * profile as text, so that a later change of the configuration cannot touch it.
 */
#pragma once
#include "base/enumtab.h"
#include "base/moment.h"

#define RELATION_LIST(X) X(AT_LEAST, "at least") X(MORE_THAN, "more than") X(AT_MOST, "at most")
ENUMTAB_DECLARE(Relation, relation, RELATION, RELATION_LIST);
#define COUNTED_LIST(X)                                                                                                \
	X(COUNTED_YES, "yes") X(COUNTED_NO, "no") X(COUNTED_ABSTAIN, "abstain") X(COUNTED_VOTED, "voted")
ENUMTAB_DECLARE(Counted, counted, COUNTED, COUNTED_LIST);
#define BASE_LIST(X) X(BASE_ROLL, "roll") X(BASE_CAST, "cast") X(BASE_VOTES, "votes")
ENUMTAB_DECLARE(Base, base, BASE, BASE_LIST);
#define CONDITION_FORM_LIST(X)                                                                                         \
	X(CONDITION_SHARE, "share") X(CONDITION_MORE_YES, "more yes than no") X(CONDITION_UNANIMOUS, "unanimous")
ENUMTAB_DECLARE(ConditionForm, condition_form, CONDITION_FORM, CONDITION_FORM_LIST);

typedef struct Condition {
	ConditionForm form;
	Relation relation; /* the rest: CONDITION_SHARE only */
	gint64 p, q;
	Counted counted;
	Base base;
} Condition;

#define CONDITION_MAX 6
typedef struct Conditions {
	Condition all[CONDITION_MAX];
	guint n;
} Conditions;

#define VISIBILITY_LIST(X)                                                                                             \
	X(VISIBLE_ROLL_CALL, "roll call at close") X(VISIBLE_TALLY, "tally at close") X(VISIBLE_NEVER, "secret")
ENUMTAB_DECLARE(Visibility, visibility, VISIBILITY, VISIBILITY_LIST);
#define QUORUM_MISSED_LIST(X) X(QUORUM_EXTEND_ONCE, "extend once") X(QUORUM_FAIL, "fail")
ENUMTAB_DECLARE(QuorumMissed, quorum_missed, QUORUM_MISSED, QUORUM_MISSED_LIST);
#define VOTE_CHANGE_LIST(X) X(CHANGE_LAST, "last") X(CHANGE_FIRST, "first")
ENUMTAB_DECLARE(VoteChange, vote_change, VOTE_CHANGE, VOTE_CHANGE_LIST);
#define BALLOT_MODE_LIST(X) X(MODE_MAIL, "mail") X(MODE_MEETING, "meeting")
ENUMTAB_DECLARE(BallotMode, ballot_mode, BALLOT_MODE, BALLOT_MODE_LIST);

#define REMINDER_MAX 8
#define REMINDER_HALF ((gint64)-1) /* half-way between opening and close */

typedef struct Profile {
	char *name;
	gint64 duration;           /* seconds (B-10) */
	gboolean by_company;       /* B-12: one vote a company, else one a person */
	Conditions quorum;         /* B-14; over `voted` unless said otherwise */
	Conditions threshold;      /* B-15 */
	VoteChange change;         /* B-16 */
	gint64 reminders[REMINDER_MAX]; /* B-22: seconds before the close, or REMINDER_HALF */
	guint n_reminders;
	QuorumMissed quorum_missed; /* B-18 */
	Visibility visibility;     /* B-21 */
	gboolean early_close;      /* B-19: announced, and every seat has voted */
	gboolean no_needs_reason;  /* a NO without a comment does not count (else B-17) */
	gboolean doers_must_approve; /* B-24, P-3: the companies doing the work must vote YES */
	BallotMode mode;           /* B-23 */
} Profile;

/* The defaults of rules.md for a committee, or for the board. Free with profile_free (takes NULL). */
Profile *profile_new(const char *name, gboolean board);
void profile_free(Profile *profile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Profile, profile_free)

/* Sets one setting by its key in the configuration (duration, voters, quorum, threshold, change, reminders,
 * quorum-missed, visibility, early-close, no-needs-reason, doers-must-approve, mode). NULL when it was taken; else a
 * sentence saying what was expected (static). An unknown key is reported the same way. */
const char *profile_set(Profile *profile, const char *key, const char *value);

/* All keys profile_set takes, NULL-terminated. */
extern const char *const profile_keys[];

/* The whole profile as `key = value` lines, and back. profile_parse never fails on what profile_text wrote; NULL on
 * anything else that does not parse. */
char *profile_text(const Profile *profile);
Profile *profile_parse(const char *text);

typedef struct Count {
	gint64 roll, voted, yes, no, abstain;
} Count;

/* Whether a condition holds for the count. A share of an empty base does not hold, except `at most`. `more yes than
 * no` with a tie does not hold (B-15); `unanimous` needs a YES of every seat that voted yes or no, and one at least. */
gboolean condition_holds(const Condition *condition, const Count *count);
gboolean conditions_hold(const Conditions *conditions, const Count *count);

/* Parses conditions; default_counted is what a share counts when the text leaves it out (`voted` for a quorum, `yes`
 * for a threshold). False and the sentence what was expected in *out_expected (static) otherwise. */
gboolean conditions_parse(const char *text, Counted default_counted, Conditions *out, const char **out_expected);

/* In the words of the configuration. Free with g_free. */
char *condition_text(const Condition *condition);
char *conditions_text(const Conditions *conditions);

/* The least count that meets the condition where that depends on the roll alone ("4" of roll 7 for more than half); for
 * `at most` the greatest. -1 where it depends on the votes cast, or the roll is empty and nothing meets it. */
gint64 condition_needed(const Condition *condition, gint64 roll);

/* "one vote per company, 7 companies on the roll, 4 must vote, more yes than no, a tie fails, the last vote before the
 * close counts": the rule as letters print it. Free with g_free. */
char *profile_rule(const Profile *profile, gint64 roll);
