/* SPDX-License-Identifier: MIT
 *
 * vocabulary.h: the closed lists of words that the process is written in.
 *
 * Each list is said here once; the enum, the word in the store and the parser follow (enumtab.h). What may happen to
 * a thing in each state stands in the tables that use these words: route.c, stage.c, ask.c, initiative.c, item.c.
 */
#pragma once
#include "base/enumtab.h"

#define REGISTER_STATUS_LIST(X)                                                                                        \
	X(REGISTER_PROPOSED, "proposed") X(REGISTER_ACTIVE, "active") X(REGISTER_REMOVED, "removed")                   \
	X(REGISTER_WITHDRAWN, "withdrawn") X(REGISTER_DECLINED, "declined")
ENUMTAB_DECLARE(RegisterStatus, register_status, REGISTER_STATUS, REGISTER_STATUS_LIST);

#define ROUTE_LIST(X) X(ROUTE_CREATION, "creation") X(ROUTE_PARTNER_CHANGE, "partner-change")
ENUMTAB_DECLARE(RouteName, route_name, ROUTE, ROUTE_LIST);

/* In the order of the creation route. CLOSED is where a revision ends, however it ended. */
#define STAGE_LIST(X)                                                                                                  \
	X(STAGE_PROPOSAL, "proposal") X(STAGE_DRAFTING, "drafting") X(STAGE_REVIEW, "review")                          \
	X(STAGE_COMMITTEES, "committees") X(STAGE_SCHEDULING, "scheduling") X(STAGE_BOARD, "board")                    \
	X(STAGE_ACCEPTANCE, "acceptance") X(STAGE_CLOSED, "closed")
ENUMTAB_DECLARE(Stage, stage, STAGE, STAGE_LIST);

#define VOTING_ORDER_LIST(X) X(ORDER_SERIES, "series") X(ORDER_PARALLEL, "parallel")
ENUMTAB_DECLARE(VotingOrder, voting_order, VOTING_ORDER, VOTING_ORDER_LIST);

#define SIGNIFICANCE_LIST(X)                                                                                           \
	X(SIGNIFICANCE_OPEN, "open") X(SIGNIFICANCE_MINOR, "minor") X(SIGNIFICANCE_YES, "significant")
ENUMTAB_DECLARE(Significance, significance, SIGNIFICANCE, SIGNIFICANCE_LIST);

/* MEETING: the body votes in a meeting and its chair reports the outcome (B-23). */
#define BALLOT_STATE_LIST(X)                                                                                           \
	X(BALLOT_OPEN, "open") X(BALLOT_MEETING, "meeting") X(BALLOT_APPROVED, "approved")        \
	X(BALLOT_REJECTED, "rejected") X(BALLOT_NO_QUORUM, "no-quorum") X(BALLOT_CANCELLED, "cancelled")
ENUMTAB_DECLARE(BallotState, ballot_state, BALLOT_STATE, BALLOT_STATE_LIST);

#define CHOICE_LIST(X) X(CHOICE_NONE, "none") X(CHOICE_YES, "YES") X(CHOICE_NO, "NO") X(CHOICE_ABSTAIN, "ABSTAIN")
ENUMTAB_DECLARE(Choice, choice, CHOICE, CHOICE_LIST);

#define VOTE_STATE_LIST(X)                                                                                             \
	X(VOTE_COUNTED, "counted") X(VOTE_SUPERSEDED, "superseded") X(VOTE_LATE, "late")                                \
	X(VOTE_UNCONFIRMED, "unconfirmed")
ENUMTAB_DECLARE(VoteState, vote_state, VOTE_STATE, VOTE_STATE_LIST);

#define ASK_STATE_LIST(X)                                                                                              \
	X(ASK_OPEN, "open") X(ASK_ANSWERED, "answered") X(ASK_SUPERSEDED, "superseded") X(ASK_WITHDRAWN, "withdrawn")
ENUMTAB_DECLARE(AskState, ask_state, ASK_STATE, ASK_STATE_LIST);

/* The questions the robot can ask; what each takes stands in the table of ask.c. */
#define ASK_KIND_LIST(X)                                                                                               \
	X(ASK_PROPOSAL, "proposal") X(ASK_PARTNER_BOARD, "partner-board") X(ASK_ASSIGN_OWNER, "assign-owner")          \
	X(ASK_OWN, "own") X(ASK_COMPLETE, "complete") X(ASK_RETURN, "return") X(ASK_FEEDBACK, "feedback")              \
	X(ASK_OPEN_BALLOT, "open-ballot") X(ASK_VOTE, "vote") X(ASK_REASON, "reason") X(ASK_AGAIN, "again")            \
	X(ASK_OUTCOME, "outcome") X(ASK_BOARD_DATE, "board-date") X(ASK_ANOTHER_DATE, "another-date")                  \
	X(ASK_BOARD_OPEN, "board-open") X(ASK_RESOLUTION, "resolution") X(ASK_AFTER_REJECTION, "after-rejection")      \
	X(ASK_SEND, "send") X(ASK_ACCEPTANCE, "acceptance") X(ASK_CHANGED_TEXT, "changed-text") X(ASK_WHICH, "which")  \
	X(ASK_SIGNIFICANT, "significant") X(ASK_CONTACT, "contact") X(ASK_CONTACTS, "contacts")                        \
	X(ASK_PR_CONTACT, "pr-contact") X(ASK_LIST_DONE, "list-done") X(ASK_PRESS_TEXT, "press-text")                  \
	X(ASK_PRESS_APPROVE, "press-approve") X(ASK_TAKE_OVER, "take-over") X(ASK_CONFIRM, "confirm") X(ASK_STUCK, "stuck")
ENUMTAB_DECLARE(AskKind, ask_kind, ASK_KIND, ASK_KIND_LIST);

/* Roles that questions are put to; who holds each follows the roster (roster.h) and the register. */
#define ROLE_LIST(X)                                                                                                   \
	X(ROLE_VP, "vp-alliances") X(ROLE_OWNER, "owner") X(ROLE_PROPOSED_OWNER, "proposed-owner")                     \
	X(ROLE_CHAIR, "chair") X(ROLE_WG_CHAIR, "wg-chair") X(ROLE_SEAT, "seat") X(ROLE_EC_CHAIR, "executive-chair")   \
	X(ROLE_BOARD_CHAIR, "board-chair") X(ROLE_PARTNER_BOARD, "partner-board") X(ROLE_PARTNER, "partner-contacts")  \
	X(ROLE_PARTNER_PRESS, "partner-press") X(ROLE_MARKETING, "marketing") X(ROLE_PRESS, "press")                   \
	X(ROLE_LIST_REQUESTS, "list-requests") X(ROLE_PERSON, "person") X(ROLE_ADDRESS, "address")
ENUMTAB_DECLARE(Role, role, ROLE, ROLE_LIST);

/* What a stored instant brings when it comes. */
#define MOMENT_KIND_LIST(X)                                                                                            \
	X(MOMENT_REMIND, "remind") X(MOMENT_DUE, "due") X(MOMENT_ESCALATE, "escalate")                              \
	X(MOMENT_TALLY, "tally") X(MOMENT_BALLOT_REMIND, "ballot-remind") X(MOMENT_REVIEW_OVER, "review-over")         \
	X(MOMENT_BOARD_DAY, "board-day") X(MOMENT_ACCEPT_HOLD, "accept-hold") X(MOMENT_ITEM, "item")
ENUMTAB_DECLARE(MomentKind, moment_kind, MOMENT_KIND, MOMENT_KIND_LIST);

#define ITEM_KIND_LIST(X)                                                                                              \
	X(ITEM_SITE, "site") X(ITEM_CHECKIN, "checkin") X(ITEM_LIST, "list") X(ITEM_GROUP, "group")                    \
	X(ITEM_PR_CONTACT, "pr-contact") X(ITEM_PRESS, "press")
ENUMTAB_DECLARE(ItemKind, item_kind, ITEM_KIND, ITEM_KIND_LIST);

/* WAITING: for a person's answer; READY: the robot does it at the next pass; DONE and DROPPED are final. */
#define ITEM_STATE_LIST(X)                                                                                             \
	X(ITEM_WAITING, "waiting") X(ITEM_READY, "ready") X(ITEM_DONE, "done") X(ITEM_DROPPED, "dropped")
ENUMTAB_DECLARE(ItemState, item_state, ITEM_STATE, ITEM_STATE_LIST);

/* R2.3-8: the three heads that feedback is asked for under; COMMIT, DATE and PROPOSE come from working groups. */
#define COMMENT_KIND_LIST(X)                                                                                           \
	X(COMMENT_GENERAL, "general") X(COMMENT_TECHNICAL, "technical") X(COMMENT_MARKETING, "marketing")              \
	X(COMMENT_INTEROPERABILITY, "interoperability") X(COMMENT_PROPOSE, "propose") X(COMMENT_DATE, "date")          \
	X(COMMENT_COMMIT, "commit") X(COMMENT_ON_BALLOT, "ballot") X(COMMENT_NONE, "none")
ENUMTAB_DECLARE(CommentKind, comment_kind, COMMENT_KIND, COMMENT_KIND_LIST);

/* How sure we are of who wrote (R: weak answers are confirmed at the roster address before they count). */
#define STANDING_LIST(X)                                                                                               \
	X(STANDING_TOKEN, "token")     /* valid token, from an address of the person asked */                          \
	X(STANDING_CONTROL, "control") /* given by an administrator through ballotctl, on behalf */                   \
	X(STANDING_WEAK, "weak")       /* valid token from another address, or no token: to be confirmed */
ENUMTAB_DECLARE(Standing, standing, STANDING, STANDING_LIST);
