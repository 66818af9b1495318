/* SPDX-License-Identifier: MIT
 *
 * disposition.h: what became of an inbound mail: every one ends in exactly one of these.
 */
#pragma once
#include "base/enumtab.h"

#define DISPOSITION_LIST(X)                                                                                            \
	X(DISPOSED_ANSWERED, "answered")                                                                               \
	X(DISPOSED_VOTE, "vote recorded")                                                                              \
	X(DISPOSED_VOTE_SUPERSEDING, "vote superseding")                                                               \
	X(DISPOSED_CONFIRMED, "confirmed")                                                                             \
	X(DISPOSED_NOT_ME, "not me")                                                                                   \
	X(DISPOSED_CONFIRMATION_ASKED, "confirmation asked")                                                           \
	X(DISPOSED_HELD, "held for a person")                                                                          \
	X(DISPOSED_UNCLEAR, "unclear, asked again")                                                                    \
	X(DISPOSED_DUPLICATE, "duplicate")                                                                             \
	X(DISPOSED_LATE, "late")                                                                                       \
	X(DISPOSED_NOT_COMPLETED, "not completed in time")                                                             \
	X(DISPOSED_NOT_ON_ROLL, "not on the roll")                                                                     \
	X(DISPOSED_WRONG_PERSON, "right token, wrong person")                                                          \
	X(DISPOSED_TOKEN_UNKNOWN, "token unknown")                                                                     \
	X(DISPOSED_TOKEN_FORGED, "token forged")                                                                       \
	X(DISPOSED_ASK_SETTLED, "ask already settled")                                                                 \
	X(DISPOSED_PROPOSAL_HELD, "proposal held for the VP")                                                          \
	X(DISPOSED_INITIATIVE, "initiative taken")                                                                     \
	X(DISPOSED_INITIATIVE_REFUSED, "initiative refused")                                                           \
	X(DISPOSED_REFUSED, "answer refused")                                                                          \
	X(DISPOSED_DRAFT, "draft taken")                                                                               \
	X(DISPOSED_DRAFT_REFUSED, "draft refused")                                                                     \
	X(DISPOSED_FEEDBACK, "feedback taken")                                                                         \
	X(DISPOSED_REQUEST, "request taken")                                                                           \
	X(DISPOSED_CALENDAR_REPLY, "calendar reply noted")                                                             \
	X(DISPOSED_PASSED_ON, "passed on")                                                                             \
	X(DISPOSED_AUTO_REPLY, "auto-reply noted")                                                                     \
	X(DISPOSED_BOUNCE, "bounce noted")                                                                             \
	X(DISPOSED_DELAY, "delay noted")                                                                               \
	X(DISPOSED_REPORT, "report noted")                                                                             \
	X(DISPOSED_BULK, "list or bulk, ignored")                                                                      \
	X(DISPOSED_OWN_MAIL, "own mail, ignored")                                                                      \
	X(DISPOSED_NOT_OURS, "not ours, left")                                                                         \
	X(DISPOSED_UNKNOWN_ANSWERED, "unknown sender, answered once")                                                  \
	X(DISPOSED_UNKNOWN_SILENT, "unknown sender, silent")                                                           \
	X(DISPOSED_TOO_LARGE, "too large")                                                                             \
	X(DISPOSED_UNREADABLE, "unreadable, kept aside")                                                               \
	X(DISPOSED_KILLED_READER, "killed the reader, kept aside")                                                     \
	X(DISPOSED_UNDECIDED, "kept aside, undecided")
ENUMTAB_DECLARE(Disposition, disposition, DISPOSED, DISPOSITION_LIST);
