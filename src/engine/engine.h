/* SPDX-License-Identifier: MIT
 *
 * engine.h: the robot as a whole: mail and moments in, decisions into the store, letters and publication out.
 *
 * Three ways to run it. `engine_pass` makes one full pass and returns (ballotd --once, simulation, tests). `engine_run`
 * stays (the daemon): one thread for each mailbox, some for submission, and this one, which alone touches the store.
 * `engine_event` and its kin act at once (ballotctl without a running daemon; with one, they arrive by `engine_call`).
 * The engine reads no clock: `now` comes with the call or through the port that cmd sets.
 */
#pragma once
#include "domain/decision.h"
#include "engine/settings.h"
#include "store/store.h"

typedef struct Engine Engine;

typedef enum EngineMode {
	ENGINE_DAEMON,  /* takes the writer's lock, migrates the schema */
	ENGINE_CONTROL, /* takes the writer's lock, refuses an older schema (ballotctl) */
	ENGINE_READ     /* reads only: no mail, no letters, no events */
} EngineMode;

/* The time, as seconds since 1970. Called in several threads. */
typedef Instant (*EngineClock)(gpointer data);

/* Opens store, keys, templates, and the roster in force (the journalled one; none before the first
 * engine_roster_load). settings is borrowed and must outlive the engine. Nothing is connected yet. FAULT_TEMP when
 * another process has the store; FAULT_PERM for what somebody has to change, a simulated store in a real run included.
 * Free with engine_close. */
Engine *engine_open(const Settings *settings, EngineMode mode, EngineClock clock, gpointer clock_data, GError **error);
void engine_close(Engine *engine); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Engine, engine_close)

/* Where the reader is (copied), when it is not where it is installed or beside this program. */
void engine_set_reader(Engine *engine, const char *program);

/* --- looking in; all borrowed --- */
const Settings *engine_settings(const Engine *engine);
Store *engine_store(Engine *engine);
const Roster *engine_roster(const Engine *engine); /* never NULL; changes with engine_roster_load */
const Rules *engine_rules(const Engine *engine);
/* The clock's time; under simulation that of the last pass or event. */
Instant engine_now(const Engine *engine);

/* --- one full pass --- */
typedef struct PassResult {
	guint mails, moments, letters, sent; /* handled, fired, written, accepted by the mail server */
	guint deferred;      /* letters that could not leave now; 1 at least while any waits for another try */
	guint held;          /* tallies that are due and wait for a mailbox */
	guint unread;        /* mailboxes that could not be read to their end */
	guint failed;        /* moments, mails or tasks that met a fault */
} PassResult;

/* Reads the roster file if it changed, every mailbox to its end, fires what is due, publishes, drains the outbox. A
 * fault is what stopped the whole pass (the store); what concerns one mailbox or letter is counted in *out and logged.
 * Under simulation, now must not be earlier than the last entry (FAULT_PERM). */
gboolean engine_pass(Engine *engine, Instant now, PassResult *out, GError **error);

/* Something due could not be done now: exit status 75. */
gboolean pass_incomplete(const PassResult *result);

/* --- acting at once --- */
typedef struct EngineOutcome {
	char *row, *why;        /* of the decision */
	Disposition disposition;
	char *register_id;      /* whose it is, or NULL */
	gint64 entry;           /* of the journal */
	guint letters;          /* that it wrote */
	char *letter;           /* key of the first one, or NULL */
} EngineOutcome;
void engine_outcome_clear(EngineOutcome *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EngineOutcome, engine_outcome_clear)

/* Decides one event in a transaction of its own. What the process refuses is an outcome, no fault. out may be NULL. */
gboolean engine_event(Engine *engine, const Event *event, Instant now, EngineOutcome *out, GError **error);

/* Puts the roster file in force: read, checked against what is open, journalled, decided as an event. Every mistake is
 * a line in findings (char *, owned by the array), and then the old roster stays: FALSE without a fault set means that
 * the file was refused. *out_changed (may be NULL): whether it differed from what was in force. */
gboolean engine_roster_load(Engine *engine, Instant now, GPtrArray *findings, gboolean *out_changed, GError **error);

/* Reads the templates anew; the old ones stay where there is a mistake. */
gboolean engine_letters_load(Engine *engine, GError **error);

/* A letter of the outbox once more, with a Message-ID of its own; the same text, to the person's present address. */
gboolean engine_resend(Engine *engine, const char *letter_key, Instant now, GError **error);

/* Keeps a document as evidence and returns its hash for an EventFile (g_free). */
char *engine_keep(Engine *engine, GBytes *bytes, GError **error);

/* Sends what is due to be sent now (ballotctl without a daemon). */
gboolean engine_drain(Engine *engine, Instant now, PassResult *out, GError **error);

/* --- facts of reports --- */
/* Makes the facts that a LETTER_DIGEST or LETTER_STATUS shows beside the usual ones (its lists); new reference, or NULL
 * with a fault. */
typedef json_t *(*EngineReport)(Engine *engine, const Letter *letter, Instant now, GError **error);
void engine_set_report(Engine *engine, EngineReport report);

/* --- the daemon --- */
/* Runs until engine_stop. TRUE when it ended as asked; a fault of the store that does not pass ends it. */
gboolean engine_run(Engine *engine, GError **error);

/* From any thread or a signal's main loop: ends engine_run after what is in hand; reads roster and templates anew. */
void engine_stop(Engine *engine);
void engine_reload(Engine *engine);

/* Runs call in the engine's thread, the one that opened it, and waits for it: at once from that thread, from another as
 * soon as engine_run takes it. FALSE when the engine is ending and the call was not made. */
typedef void (*EngineCall)(Engine *engine, gpointer data);
gboolean engine_call(Engine *engine, EngineCall call, gpointer data);
