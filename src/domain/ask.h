/* SPDX-License-Identifier: MIT
 *
 * ask.h: every question the robot can ask, as one table, and the small life of an ask.
 *
 * An Ask is put to a role about a subject; each person who holds the role gets a letter with a token of their own (an
 * Asked). The table says of whom it is asked, which words answer it, how long there is, what silence decides and which
 * letter asks. What an answer does stands in the transition table (stage.c) and the tables of ballot.c and item.c.
 * Dates: due; reminders half-way and at the date; escalation (S2) `escalate_after` later, except where silence decides
 * or ends it.
 */
#pragma once
#include "domain/decision.h"

#define TAKES_LIST(X)                                                                                                  \
	X(TAKES_FIRST, "first answer") X(TAKES_LAST, "last before due") X(TAKES_ANY, "any until closed")               \
	X(TAKES_ALL, "one of each person")
ENUMTAB_DECLARE(Takes, takes, TAKES, TAKES_LIST);

#define SILENCE_LIST(X)                                                                                                \
	X(SILENCE_ESCALATES, "escalates") /* nothing is decided; S2 after a while */                                   \
	X(SILENCE_ENDS, "ends")           /* the ask ends at its date, nothing follows */                              \
	X(SILENCE_DECIDES, "decides")     /* the `silent` word is taken as the answer */                               \
	X(SILENCE_STAYS, "stays")         /* open without a date of its own: something else ends it */
ENUMTAB_DECLARE(Silence, silence, SILENCE, SILENCE_LIST);

/* One word that answers an ask. */
typedef struct AskWord {
	const char *word;      /* canonical, upper case; "*" takes any text */
	const char *synonyms;  /* blank-separated, '_' stands for a blank; NULL: none */
	gboolean argument;     /* the rest of the line belongs to it */
	gboolean needed;       /* ... and must not be empty */
	const char *form;      /* as the letter shows it: "OWNER address [OC committee]" */
	const char *label;     /* of its button in a letter: "Accept"; NULL: no button */
} AskWord;

#define ASK_WORD_MAX 6
typedef struct AskRow {
	AskKind kind;
	Role role;
	Takes takes;
	Silence silence;
	const char *silent;      /* SILENCE_DECIDES: the word */
	const char *silence_note; /* what the letter says about silence, one sentence */
	LetterKind letter;
	const char *what;        /* for digests and lists: "says who owns the register" */
	const char *rule;        /* the source: "DSP4003 R2.3-2" */
	gsize due;               /* offset in Rules of how long there is; 0: no date of its own */
	gboolean attach;         /* the draft goes with the letter */
	AskWord words[ASK_WORD_MAX];
	guint n_words;
} AskRow;

/* The row of a kind; never NULL. */
const AskRow *ask_row(AskKind kind);

/* What to ask. Fields left zero: `people` is found from the role; `due` from the rules. */
typedef struct AskPut {
	AskKind kind;
	const char *register_id, *revision, *subject;
	const char *body;       /* chairs: whose */
	const char *detail;     /* what the letter quotes */
	Instant due;            /* INSTANT_NONE: as the row and the rules say */
	const char *person;     /* ask this person alone … */
	const char *addresses;  /* … or these addresses (words), who need not be in the roster */
	Role role;              /* ROLE_PERSON: as the row says */
	gboolean any_role;      /* `role` above is meant, whatever the row says */
} AskPut;

/* Opens an ask: the record, an Asked for each holder, their letters and moments. Withdraws an open ask of the same kind
 * on the same subject first (it is superseded). Returns it (in the part), never NULL: without any holder the VP, then
 * the EC's chair, is asked (S1). */
Ask *ask_open(Decision *d, const AskPut *put);

/* Ends an ask: state, its moments dropped, the other people asked told if `tell`. answer NULL unless answered. */
void ask_end(Decision *d, const char *ask, AskState how, const char *answer, const char *by_asked, gboolean tell,
	     const char *why);

/* The open ask of that kind on that register (subject NULL: any), or NULL. */
Ask *ask_find(const Part *part, AskKind kind, const char *register_id, const char *subject);

/* Ends every open ask of the register whose kind is in kinds (closed by ASK_KIND_COUNT) as withdrawn. */
void ask_end_kinds(Decision *d, const char *register_id, const AskKind *kinds, const char *why);

/* What the letter of an ask says on the answer: "Reply with ACCEPT or DECLINE why in the first line." g_free. */
char *ask_how(AskKind kind);

/* Moments of asks: remind, due, escalate. */
void ask_moment(Decision *d, const Moment *moment);
