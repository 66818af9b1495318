/* SPDX-License-Identifier: MIT
 *
 * letter.h: every letter the robot sends, and one letter as the process orders it.
 *
 * A Letter names its template, its one addressee and what it is about by id; the engine looks those up when it writes
 * the letter (engine/compose), and adds the values given here. Letters that ask something name the Asked they carry
 * the token of. `while_ask` and `not_after` say until when the letter is still true; after that it is withdrawn.
 */
#pragma once
#include "base/enumtab.h"
#include "base/moment.h"

/* Kind, name of its template in mailtemplates/. The asks come first: `ask-KIND` for each kind of ask. */
#define LETTER_LIST(X)                                                                                                 \
	X(LETTER_ASK_PROPOSAL, "ask-proposal") X(LETTER_ASK_PARTNER_BOARD, "ask-partner-board")                        \
	X(LETTER_ASK_ASSIGN_OWNER, "ask-assign-owner") X(LETTER_ASK_OWN, "ask-own")                                    \
	X(LETTER_ASK_COMPLETE, "ask-complete") X(LETTER_ASK_RETURN, "ask-return")                                      \
	X(LETTER_ASK_FEEDBACK, "ask-feedback") X(LETTER_ASK_OPEN_BALLOT, "ask-open-ballot")                            \
	X(LETTER_ASK_VOTE, "ask-vote") X(LETTER_ASK_REASON, "ask-reason") X(LETTER_ASK_AGAIN, "ask-again")             \
	X(LETTER_ASK_OUTCOME, "ask-outcome") X(LETTER_ASK_BOARD_DATE, "ask-board-date")                                \
	X(LETTER_ASK_ANOTHER_DATE, "ask-another-date") X(LETTER_ASK_BOARD_OPEN, "ask-board-open")                      \
	X(LETTER_ASK_RESOLUTION, "ask-resolution") X(LETTER_ASK_AFTER_REJECTION, "ask-after-rejection")                \
	X(LETTER_ASK_SEND, "ask-send") X(LETTER_ASK_ACCEPTANCE, "ask-acceptance")                                      \
	X(LETTER_ASK_CHANGED_TEXT, "ask-changed-text") X(LETTER_ASK_WHICH, "ask-which")                                \
	X(LETTER_ASK_SIGNIFICANT, "ask-significant") X(LETTER_ASK_CONTACT, "ask-contact")                              \
	X(LETTER_ASK_CONTACTS, "ask-contacts") X(LETTER_ASK_PR_CONTACT, "ask-pr-contact")                              \
	X(LETTER_ASK_LIST_DONE, "ask-list-done") X(LETTER_ASK_PRESS_TEXT, "ask-press-text")                            \
	X(LETTER_ASK_PRESS_APPROVE, "ask-press-approve") X(LETTER_ASK_TAKE_OVER, "ask-take-over")                        \
	X(LETTER_ASK_CONFIRM, "ask-confirm")                          \
	X(LETTER_ASK_STUCK, "ask-stuck")                                                                               \
	/* what became of one's mail */                                                                                \
	X(LETTER_RECEIPT, "vote-receipt")           /* B-3 */                                                          \
	X(LETTER_VOTE_LATE, "vote-late")            /* B-20 */                                                         \
	X(LETTER_VOTE_NOT_COUNTED, "vote-refused")  /* not on the roll, ballot closed or cancelled */                  \
	X(LETTER_UNCLEAR, "answer-unclear")         /* B-2: found, expected, now */                                    \
	X(LETTER_ANSWERED, "answer-taken")          /* one line: what was understood and what follows */               \
	X(LETTER_ANSWER_REFUSED, "answer-refused")  /* understood, but not possible: found, expected */                \
	X(LETTER_SETTLED, "answer-settled")         /* somebody else has answered, or it is no longer asked */         \
	X(LETTER_PROPOSAL_TAKEN, "proposal-taken") X(LETTER_PROPOSAL_HELD, "proposal-held")                            \
	X(LETTER_PROPOSAL_REFUSED, "proposal-refused")                                                                 \
	X(LETTER_DRAFT_TAKEN, "draft-taken")        /* number, hashes, what changed */                                 \
	X(LETTER_DRAFT_REFUSED, "draft-refused")                                                                       \
	X(LETTER_INITIATIVE_REFUSED, "initiative-refused")                                                             \
	X(LETTER_UNKNOWN_SENDER, "unknown-sender")                                                                     \
	X(LETTER_TOO_LARGE, "mail-too-large")                                                                          \
	/* what happened to a register or ballot, to those it concerns */                                              \
	X(LETTER_REMINDER, "ask-reminder")          /* the ask again, with its date */                                 \
	X(LETTER_WITHDRAWN_ASK, "ask-withdrawn")    /* no longer asked, and why */                                     \
	X(LETTER_MOVED, "register-moved")           /* a stage began, and why */                                       \
	X(LETTER_FEEDBACK, "feedback-shown")        /* R3.1-7, R3.1-9 */                                               \
	X(LETTER_RESULT, "ballot-result")           /* B-4 */                                                          \
	X(LETTER_CANCELLED, "ballot-cancelled")     /* B-5, S5 */                                                      \
	X(LETTER_EXTENDED, "ballot-extended")       /* B-18 */                                                         \
	X(LETTER_ROLL, "ballot-roll-changed")       /* B-13 */                                                         \
	X(LETTER_HELD_TALLY, "ballot-tally-held")                                                                      \
	X(LETTER_CALL, "call-announced")            /* R3.1-5, R3.2-5 */                                               \
	X(LETTER_BOARD_DATE, "board-date")                                                                             \
	X(LETTER_QUESTION, "question-passed-on")    /* a desk answers with a question: to the owner */                 \
	X(LETTER_ACTIVE, "register-active")         /* R3.2-8 */                                                       \
	X(LETTER_ENDED, "register-ended")           /* declined or withdrawn */                                        \
	X(LETTER_PR_CONTACT, "press-contact")       /* R2.2-3, to the press mailbox */                                 \
	X(LETTER_PRESS, "press-announcement")       /* R3.2-15, to the press mailbox, both approvals in it */          \
	X(LETTER_UNREACHABLE, "letter-unreachable") /* to chair and VP */                                              \
	X(LETTER_DIGEST, "digest") X(LETTER_STATUS, "status")
ENUMTAB_DECLARE(LetterKind, letter_kind, LETTER, LETTER_LIST);

typedef struct LetterValue {
	char *name, *text;
} LetterValue;

typedef struct Letter {
	LetterKind kind;
	char *key;         /* unique for ever; the Message-ID follows from it */
	char *person;      /* roster id, or NULL */
	char *address;     /* comparable; where person is NULL */
	char *asked;       /* the Asked whose token it bears, or NULL */
	char *while_ask;   /* withdrawn when this ask is no longer open, or NULL */
	Instant not_after; /* withdrawn when not sent by then, or INSTANT_NONE */
	char *register_id, *revision, *draft, *ballot, *item, *vote; /* what it is about, or NULL */
	gboolean owner_writes;   /* From: the owner "via" the robot (R3.2-6) */
	gboolean attach_draft;   /* the draft's file goes with it */
	gboolean attach_approval; /* the approval sheet goes with it */
	gboolean answers_mail;   /* In-Reply-To is the mail that brought the event */
	GPtrArray *values; /* LetterValue *: named texts for the template */
} Letter;

/* Adds a value; a NULL text is left out. */
void letter_value(Letter *letter, const char *name, const char *text);
void letter_valuef(Letter *letter, const char *name, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The value of that name, or NULL. */
const char *letter_get(const Letter *letter, const char *name);
void letter_free(Letter *letter); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Letter, letter_free)
