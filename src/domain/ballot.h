/* SPDX-License-Identifier: MIT
 *
 * ballot.h: one ballot in one body: opened on a text, voted, tallied, extended, cancelled.
 *
 * The ballot's head carries running counts, so a vote touches the head and one seat and never a roll. What counts is
 * when our server received the mail (B-20); the tally comes only after the close and its grace, when every mailbox was
 * read past it, which the engine sees to before it lets the moment come.
 */
#pragma once
#include "domain/process.h"

/* Opens a ballot of the body on the revision's current text: roll, dates, letters; or, where the body votes in a
 * meeting (B-23), asks its chair for the outcome. */
void ballot_open(Turn *t, const char *body);

/* The open ballot of a body on the turn's revision, or NULL. */
Ballot *ballot_of(const Turn *t, const char *body);

/* An answer to a vote ask: counted, superseding, late, or refused; always a letter. */
void ballot_vote(Turn *t);

/* The reason of a NO that came after it (B-17). */
void ballot_reason(Turn *t);

/* Moments of ballots. */
void ballot_tally(Turn *t);
void ballot_remind(Turn *t, const Moment *moment);

/* Voids every open ballot of the register: B-1, B-5, S5. Everyone asked is told why. */
void ballots_cancel(Turn *t, const char *why);

/* The chair's outcome of a meeting (B-23). */
void ballot_outcome(Turn *t, BallotState state);

/* The bodies a text needs the approval of, OC first: OC, AC, every committee with milestones (R2.3-3, R2.3-4). */
char *ballot_required(const Turn *t);

/* The committee a body votes through: itself, or a working group's parent; NULL for a body that does not vote. */
const char *ballot_committee(const Part *part, const char *body);

/* Initiatives of the chair: EXTEND, CANCEL, ROLL (B-13). */
void ballot_extend(Turn *t);
void ballot_cancel_one(Turn *t);
void ballot_roll(Turn *t);
/* RELEASE by the VP: the tally no longer waits for a mailbox that cannot be read (design: recorded). */
void ballot_release(Turn *t);
/* The open questions to the sender, sent again. */
void ballot_fresh(Turn *t);

/* --- between ballot.c and ballot-chair.c --- */
/* Ends a ballot: its state and why, its moments gone, its ask ended. */
void ballot_close(Turn *t, Ballot *ballot, BallotState state, const char *why);
/* A letter of that kind to everyone asked, the chair, the owner and the VP, each once. */
void ballot_tell(Turn *t, const Ballot *ballot, LetterKind kind, const char *why);
/* Moves the close; everyone who may vote gets a letter. */
void ballot_prolong(Turn *t, Ballot *ballot, const Profile *profile, Instant closes, const char *why);
/* Puts a seat on the roll (again) and asks the people who may vote for it. */
void ballot_seat(Turn *t, const Ballot *ballot, Ask *ask, const char *unit, gboolean by_company);
