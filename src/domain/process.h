/* SPDX-License-Identifier: MIT
 *
 * process.h: what the files of the process share while one event is decided; not for other layers.
 *
 * A Turn is one event with what it is about. Rows of the transition table (stage.c) are matched by the stage and by
 * `on`, a text that says what happened: "own ACCEPT" (an ask and the word that answers it), "initiative recall",
 * "moment board-day", "ballot approved". The first row whose guard holds is taken: its apply runs, then the revision
 * moves where the row says. A guard only looks; an apply that finds a reason to refuse says so with turn_refuse and
 * nothing moves. The stage of a revision is assigned in one place, stage_enter.
 */
#pragma once
#include "domain/ask.h"
#include "domain/decision.h"
#include "domain/initiative.h"
#include "domain/process-rows.h"
#include "domain/role.h"

struct Turn {
	Decision *d;
	const Event *event;
	Register *reg;     /* or NULL */
	Revision *rev;     /* the open revision, or NULL */
	Ask *ask;          /* answers: what is answered */
	Asked *asked;
	Ballot *ballot;    /* events of a ballot */
	Item *item;
	const char *word, *argument, *text;
	const char *person;  /* who acts, roster id or NULL */
	const char *address; /* where a reply to the one who acts goes when person is NULL */
	Instant at;        /* when it happened */
	gboolean silent;   /* silence answers, nobody wrote */
	gboolean refused;
	gboolean keep_ask; /* the answer leaves the ask open (CALL, LATER) */
	gboolean quiet;    /* the apply has written the answer itself; no answer-taken */
};

typedef enum Go {
	GO_STAY = -1,
	GO_NEXT = -2, /* as the route says */
	GO_FALL = -3, /* where the route falls back to */
	GO_ACCEPTED = -4,
	GO_DECLINED = -5,
	GO_WITHDRAWN = -6
	/* or a Stage */
} Go;

#define FROM(stage) (1u << (stage))
#define FROM_ANY (~0u)

typedef struct Row {
	const char *name;
	guint from;       /* stages, as bits; FROM_ANY includes no open revision at all */
	const char *on;
	gboolean (*guard)(const Turn *); /* NULL: always */
	int to;           /* Go or Stage */
	void (*apply)(Turn *); /* NULL: nothing but the move */
	const char *why;  /* one sentence: log line, letter, manual */
} Row;

extern const Row process_rows[]; /* closed by name NULL */

/* Finds and takes the row for what happened. FALSE when no row fits (nothing was done). */
gboolean turn_run(Turn *t, const char *on);

/* A turn about a register as the decision's event brings it; finds the open revision. */
Turn turn_of(Decision *d, const char *register_id);

/* The same turn for something that follows from it within the same decision ("ballot approved"). */
gboolean turn_follow(const Turn *t, const char *on, Ballot *ballot);

/* Refuses what was asked for: nothing moves, the ask stays open, the sender reads what was found and expected. */
void turn_refuse(Turn *t, const char *found, const char *expected, const char *now);

/* A letter to whoever acts in this turn, answering the mail; NULL when nobody wrote. */
Letter *turn_letter(Turn *t, LetterKind kind);

/* The letter to the owner, VP, the OC's chair or partner about the register; once per person and `about`. */
Letter *register_letter(Decision *d, LetterKind kind, const char *about, const Register *reg, Role role, const char *body);

/* Moments. One per kind and subject; a later one replaces it. */
void moment_set(Decision *d, MomentKind kind, const char *subject, const char *register_id, Instant at);
void moment_drop(Decision *d, MomentKind kind, const char *subject);

/* --- stage.c --- */
void stage_enter(Turn *t, Stage stage, const char *why);
void register_end(Turn *t, RegisterStatus status, const char *outcome, const char *why);
void revision_accept(Turn *t);

/* --- decide.c --- */
/* Decides an answer or initiative within a decision, as if it had just come: for what a person confirms. */
void decide_again(Decision *d, const Event *event);
/* A mail of uncertain origin: its roster address is asked to confirm, and nothing counts until it does. */
void confirm_open(Turn *t, const char *draft);

/* --- ask.c --- */
Asked *asked_add(Decision *d, Ask *ask, const char *person, const char *address, const char *seat);
void ask_letter(Decision *d, const Ask *ask, const Asked *asked, LetterKind kind, const char *about);
/* What a letter about an ask is about: register, draft, ballot, item; and until when it is true. */
void letter_about_ask(Decision *d, Letter *letter, const Ask *ask);
void ask_redate(Decision *d, Ask *ask, Instant due);
GPtrArray *ask_people(const Part *part, const char *ask); /* Asked *; free the array */
/* The answer that silence gives: taken like any other. */
void ask_silence(Decision *d, Ask *ask);
