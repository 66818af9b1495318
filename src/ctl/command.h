/* SPDX-License-Identifier: MIT
 *
 * command.h: the commands of ballotctl, one table row each: name, arguments, options, handler, help. Parsing, usage,
 * the list of `ballotctl help` and the completion follow from the table.
 *
 * Most commands are a view: a function that makes one JSON document from a snapshot of the store. `--json` prints it as
 * it is; for people the row's sections say which parts become tables, in which order and with which columns.
 */
#pragma once
#include "base/json.h"
#include "engine/engine.h"

/* Exit statuses. */
#define CTL_DONE 0
#define CTL_NO 1
#define CTL_USAGE 2
#define CTL_LATER 75
#define CTL_CONFIG 78

/* What the options of all commands set; which a command takes stands in its row. */
typedef struct CtlOptions {
	char *as, *by, *comment, *document, *evidence, *oc, *owner, *reg, *why;
	int after, max;
	gboolean send;
} CtlOptions;

/* One call of ballotctl. */
typedef struct Ctl {
	const char *config;      /* path of the configuration */
	gboolean json;
	EngineClock clock;
	Settings *settings;      /* when the command needs it */
	Engine *engine;          /* opened for reading, when the command needs it */
	CtlOptions options;
	char **args;             /* what stands behind the command's name, NULL-terminated */
	guint n_args;
	gboolean no;             /* a view sets it: its document says that something is wrong (exit status 1) */
} Ctl;

typedef enum CtlNeeds { NEEDS_NOTHING, NEEDS_SETTINGS, NEEDS_STORE } CtlNeeds;

/* A part of a document as people see it: the object's members (key NULL), or the list at key, as a table. */
typedef struct CtlSection {
	const char *key;     /* of a list of objects, or NULL: the members of the document itself */
	const char *title;   /* above it, or NULL */
	const char *columns; /* keys, separated by blanks */
} CtlSection;

#define CTL_SECTIONS 9
typedef struct CtlCommand {
	const char *name;      /* one word or two: "roster check" */
	const char *arguments; /* as usage shows them */
	guint least, most;     /* how many */
	const char *options;   /* the long names it takes, separated by blanks */
	CtlNeeds needs;
	const char *help;      /* one line */
	/* NULL with a fault, or without one when nothing was found, which the view has said itself */
	json_t *(*view)(Ctl *ctl, GError **error);
	CtlSection sections[CTL_SECTIONS]; /* closed by an empty one */
	int (*run)(Ctl *ctl);  /* instead of a view; returns the exit status */
} CtlCommand;

extern const CtlCommand ctl_commands[]; /* closed by name NULL */

/* The command that the words begin with, and how many words its name takes. NULL: there is none. */
const CtlCommand *command_find(char *const *words, guint *out_words);

/* The whole of ballotctl but `main`: options, command, exit status. */
int ctl_main(int argc, char **argv, EngineClock clock);

/* --- for the handlers --- */

/* Says a sentence on standard error and returns the exit status that a fault asks for. Frees it. */
int ctl_fault(GError *fault, int status_of_perm);

/* Says that nothing of that kind and name is there; returns NULL, the result of a view. */
gpointer ctl_nothing(Ctl *ctl, const char *what, const char *name);

/* From root becomes the owner of the store, where that is somebody else. */
gboolean ctl_become_owner(const Settings *settings, GError **error);

/* --- views: view-*.c --- */
json_t *view_status(Ctl *ctl, GError **error);
json_t *view_asks(Ctl *ctl, GError **error);
json_t *view_registers(Ctl *ctl, GError **error);
json_t *view_register(Ctl *ctl, GError **error);
json_t *view_documents(Ctl *ctl, GError **error);
json_t *view_ballots(Ctl *ctl, GError **error);
json_t *view_ballot(Ctl *ctl, GError **error);
json_t *view_mails(Ctl *ctl, GError **error);
json_t *view_outbox(Ctl *ctl, GError **error);
json_t *view_journal(Ctl *ctl, GError **error);
json_t *view_verify(Ctl *ctl, GError **error);
json_t *view_export(Ctl *ctl, GError **error);
json_t *view_roster(Ctl *ctl, GError **error);
json_t *view_letters(Ctl *ctl, GError **error);
json_t *view_doctor(Ctl *ctl, GError **error);

/* --- the rest: check.c, act.c, digest.c --- */
int run_config_check(Ctl *ctl);
int run_config_show(Ctl *ctl);
int run_roster_check(Ctl *ctl);
int run_letters_check(Ctl *ctl);
int run_digest(Ctl *ctl);
int run_read(Ctl *ctl);
int run_help(Ctl *ctl);
int run_manual(Ctl *ctl);
int run_answer(Ctl *ctl);
int run_cancel(Ctl *ctl);
int run_extend(Ctl *ctl);
int run_milestones(Ctl *ctl);
int run_propose(Ctl *ctl);
int run_release(Ctl *ctl);
int run_resend(Ctl *ctl);
int run_roster_load(Ctl *ctl);
