/* SPDX-License-Identifier: MIT
 *
 * interrupt.h: what test-interrupt is made of: a robot in a folder whose every step is counted, and what is left of it.
 *
 * A step is a statement that writes, a file kept, a commit; a letter about to be handed over, a letter handed over;
 * mails about to be moved, mails moved; a page or a check-in about to be made, made. Each pass runs in a process of its
 * own, which ends itself at the step it is told to, or in which the port answers there as it is told to; the next pass
 * is another process on what is on the disk.
 */
#pragma once
#include "base/moment.h"
#include <jansson.h>

#define STEPS_MOST 8192

typedef enum StepKind {
	STEP_STORE, STEP_SUBMIT, STEP_SUBMITTED, STEP_MOVE, STEP_MOVED, STEP_PUBLISH, STEP_PUBLISHED
} StepKind;

/* What happens at the step. */
typedef enum StepAct {
	ACT_NOTHING,
	ACT_STOP,    /* the process ends */
	ACT_TEMP,    /* a passing fault: the store's, the mailbox's, or the mail server's 4xx */
	ACT_PERM,    /* the mail server refuses the letter */
	ACT_UNKNOWN  /* nobody knows what became of the letter: before it was handed over, or after */
} StepAct;

/* Shared with the process of a pass. */
typedef struct Steps {
	gint count; /* made in the pass */
	gint at;    /* where something happens, from 1 */
	StepAct act;
	guint8 kind[STEPS_MOST];
} Steps;

typedef struct World {
	char *dir;  /* the robot's */
	char *kept; /* where copies of it lie */
	Steps *steps;
	guint mails;
} World;

/* A robot in a new folder, without a store yet. Free with world_free, which removes it. */
World *world_new(void);
void world_free(World *world);

/* Copies the folder under a name; puts it back as it was then. */
void world_keep(World *world, const char *name);
void world_restore(World *world, const char *name);

/* How the process of a pass ended. */
typedef enum PassEnd { PASS_DONE, PASS_INCOMPLETE, PASS_FAULT, PASS_STOPPED, PASS_DIED } PassEnd;

/* One pass as of `now`, in which `act` happens at step `at` (ACT_NOTHING: an undisturbed one). */
PassEnd world_pass(World *world, Instant now, gint at, StepAct act);

/* A mail of the cast: an answer to the newest letter of that kind to that person (kind NULL: a mail of their own). The
 * address is another one where `from` names it, else the person's. document: a name for a file to attach, or NULL. */
void world_mail(World *world, const char *person, const char *from, const char *kind, const char *text,
		const char *document);
void world_mail_raw(World *world, const char *bytes);

/* All that the store holds but times of tries and servers' words, as lines that can be compared. */
char *state_dump(const World *world);

/* The letters that were handed over: Message-ID -> how often. */
GHashTable *state_letters(const World *world);

/* Message-IDs whose outcome is written down as accepted. */
GHashTable *state_accepted(const World *world);

/* Whether the store is what its journal says; else what is not, in *out_why. */
gboolean state_verify(const World *world, char **out_why);

/* The first line in which two dumps differ. */
char *state_difference(const char *expected, const char *found);

/* --- interrupt-script.c --- */
#define SCRIPT_START ((Instant)1772463600) /* Monday 2 March 2026, 10:00 New York */
#define SCRIPT_PASSES 19

typedef struct ScriptPass {
	const char *name;
	gint64 after;                /* seconds since the start */
	void (*write)(World *world); /* the mails that wait for it */
} ScriptPass;

extern const ScriptPass script[SCRIPT_PASSES];
