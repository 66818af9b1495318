/* SPDX-License-Identifier: MIT
 *
 * core.h: the engine from inside: what its files share. Not for other layers.
 *
 * Everything here belongs to the engine's thread; mailbox and submission threads only see the queue of notes.
 */
#pragma once
#include "base/json.h"
#include "base/text.h"
#include "engine/compose.h"
#include "engine/engine.h"
#include "engine/log.h"
#include "engine/outbox.h"
#include "engine/sender.h"
#include "net/inbox.h"
#include "reader/reader.h"

/* One mailbox of the settings, with how far it was read. */
typedef struct Mailbox {
	const MailboxSettings *settings; /* borrowed */
	Inbox *inbox;      /* in the daemon its thread's alone */
	Mark mark;
	gboolean reached;  /* in this pass it answered, so that what it holds came at `now` (simulation) */
	gboolean finished; /* in this pass: read to its end, or given up */
	GThread *thread;   /* of the daemon, or NULL */
	GArray *left;      /* of the daemon: UIDs handled before and not yet moved, or NULL; its thread's */
	gint met;          /* of the daemon: it was read to its end once, or could not be; set by its thread */
	Engine *engine;
} Mailbox;

/* What other threads tell the engine's. */
typedef enum NoteKind { NOTE_MAIL, NOTE_MOVED, NOTE_SENT, NOTE_CALL, NOTE_WAKE } NoteKind;

typedef struct Note {
	NoteKind kind;
	Mailbox *box;          /* mail, moved */
	GPtrArray *messages;   /* mail: InboxMessage *; taken by the engine */
	InboxMark mark;        /* mail: up to where; moved: whose UIDs */
	gboolean at_end;
	Instant began;         /* when the fetch began */
	GArray *uids;          /* guint32; mail: filled in by the engine, what is to be moved; moved: what was */
	Sending *sending;      /* sent; taken by the engine */
	EngineCall call;
	gpointer data;
	gboolean answered, taken; /* mail and call: the engine is done with it; it was handled */
} Note;

struct Engine {
	const Settings *settings;
	EngineMode mode;
	EngineClock clock;
	gpointer clock_data;
	EngineReport report;
	Store *store;
	Tokens *tokens;
	LetterBook *book;
	Roster *roster;
	Reader *reader;
	ReaderConfig reading;
	char *program;          /* of the reader, or NULL: as it is found */
	Composer composer;
	GPtrArray *mailboxes;   /* Mailbox * */
	Sender *sender;
	GAsyncQueue *notes;     /* Note * */
	GMutex answer_lock;     /* of Note.answered */
	GCond answer_given;
	GThread *thread;        /* the engine's own: the one that opened it */
	gboolean closed;        /* under answer_lock: calls of other threads are no longer taken */
	gint stopping, reloading, alive; /* alive: mailbox threads */
	GHashTable *sending;    /* gint64 *: numbers of the letters in the senders' hands */
	GHashTable *troubled;   /* ids of moments that met a fault in this pass: not again before the next */
	Instant moment_next;    /* when the next moment falls due; INSTANT_NONE: to be looked up */
	Instant held;           /* the latest tally that is due and waits for a mailbox */
	gboolean items_changed; /* a task of publication may be waiting */
	gboolean no_way;        /* the mail server could not be reached: the outbox rests until send_after */
	Instant send_after;
	Instant forgotten;      /* when old mail was let go last by this process */
	Instant sealed;         /* when the journal was sealed last by this process */
	PassResult result;      /* of the pass in progress, or since the start */
};

/* --- decide.c --- */
/* Decides one event, stores the decision and writes its letters; in the caller's transaction. answers_id is the
 * Message-ID of the mail that brought it, or NULL. out may be NULL. */
gboolean engine_decide(Engine *engine, const Event *event, Instant now, const char *answers_id, EngineOutcome *out,
		       GError **error);

/* Stores a decision that the engine made itself (a letter that no rule orders), and writes its letters. Finishes it. */
gboolean engine_post(Engine *engine, Decision *decision, const char *answers_id, EngineOutcome *out, GError **error);

/* An empty part, for such a decision: the register's row where one is named. NULL on a fault. */
Part *engine_part(Engine *engine, const char *register_id, GError **error);

/* --- moments.c --- */
/* Fires what is due at an instant up to `until`, oldest first, each in a savepoint of the caller's transaction. A tally
 * waits until every robot mailbox was read past it, and is counted as held. */
gboolean moments_fire(Engine *engine, Instant until, Instant now, GError **error);

/* --- force.c: what is in force --- */
/* Journals the settings and letters where they changed. In a transaction of its own. */
gboolean force_note(Engine *engine, Instant now, GError **error);
/* Takes the roster that the journal has; leaves an empty one where it has none. */
gboolean force_roster(Engine *engine, GError **error);
/* Under simulation the instant of the last event, else INSTANT_NONE. */
Instant force_latest(const Engine *engine);
/* Under simulation notes that an event came at `now`. */
gboolean force_reached(Engine *engine, Instant now, GError **error);
/* A store is simulated or real for good; notes which. FAULT_PERM when the settings say otherwise. */
gboolean force_simulation(Engine *engine, GError **error);

/* --- publishing.c --- */
/* Does the tasks that are ready; each outcome is an event. */
gboolean publishing_run(Engine *engine, Instant now, GError **error);

/* --- posting.c --- */
/* Hands due letters to the senders as far as they have room; *out_next when more falls due. */
gboolean posting_pump(Engine *engine, Instant now, Instant *out_next, GError **error);
/* Writes outcomes (Sending *) down in one transaction. */
gboolean posting_settle(Engine *engine, GPtrArray *sendings, Instant now, GError **error);
/* The same, and rests the outbox for a while where no server answered at all. */
gboolean posting_take(Engine *engine, GPtrArray *sendings, Instant now, GError **error);
GPtrArray *posting_returned(void); /* an empty array that owns its Sendings */
/* Sends everything that is due and waits for it; counts what could not leave. */
gboolean posting_drain(Engine *engine, Instant now, GError **error);
gboolean posting_open(Engine *engine, GError **error); /* starts the senders, once */
/* An addressee cannot be reached: an event. mail is the bounce that says so, or NULL. In the caller's transaction. */
gboolean posting_unreachable(Engine *engine, const OutRow *row, const char *mail, Instant now, GError **error);

/* --- pass.c --- */
/* Fires what is due and publishes, until nothing follows any more. */
gboolean engine_work(Engine *engine, Instant now, GError **error);
/* Takes the roster file where it differs from what is in force; one with mistakes is shown and left. FAULT_PERM where
 * none is in force. */
gboolean engine_roster_take(Engine *engine, Instant now, GError **error);

/* --- retention.c --- */
/* Lets go of the bytes of mail that is older than the settings keep it; at most once a day. */
gboolean retention_run(Engine *engine, Instant now, GError **error);

/* --- intake.c --- */
/* One mail on its way in. */
typedef struct Arrival {
	Mailbox *box;           /* borrowed */
	InboxMessage *message;
	Instant received;       /* as the process sees it: under simulation the pass's now */
	MailRow *row;
	InMail *mail;           /* NULL where the reader was not asked, or did not live through it */
	gboolean known;         /* handled before: at most to be moved */
	gboolean replay;        /* was in hand when the robot ended */
	gboolean killed;        /* ended the reader */
	char *guess;            /* the token that the envelope shows, before the mail is read; or NULL */
	TokenFinding token;
	Asked *asked;           /* whose letter is answered, or NULL */
	Ask *ask;
	char *argument;         /* of an initiative: the rest of its line, or NULL */
	char *ballot;           /* that it names, or NULL */
} Arrival;

Arrival *arrival_new(Mailbox *box, InboxMessage *message);
void arrival_free(gpointer arrival); /* takes NULL */

/* Handles mails (Arrival *, any order; sorted by receipt) and stores the marks (Mailbox * -> Mark *, or NULL) with
 * them. Faults of single mails are theirs; after a fault returned here everything may be repeated. */
gboolean intake_batch(Engine *engine, GPtrArray *arrivals, GHashTable *marks, Instant now, GError **error);
/* True when the mail is to be moved out of its inbox. */
gboolean arrival_moves(const Arrival *arrival);

/* --- weigh.c: what one mail is and what follows; in the mail's savepoint. Fills in the row. --- */
gboolean weigh_mail(Engine *engine, Arrival *arrival, Instant now, GError **error);
void weigh_end(Arrival *arrival, Disposition disposition, const char *why);
void weigh_outcome(Arrival *arrival, const EngineOutcome *outcome);

/* --- reply.c: what a person wrote --- */
gboolean weigh_reply(Engine *engine, Arrival *arrival, Instant now, GError **error);

/* --- bounces.c --- */
gboolean bounce_take(Engine *engine, Arrival *arrival, Instant now, GError **error);

/* --- strangers.c --- */
gboolean stranger_take(Engine *engine, Arrival *arrival, Instant now, GError **error);
gboolean too_large_take(Engine *engine, Arrival *arrival, Instant now, GError **error);

/* --- mailbox.c --- */
Mailbox *mailbox_new(Engine *engine, const MailboxSettings *settings);
void mailbox_free(gpointer mailbox); /* takes NULL */
gboolean mailbox_open(Mailbox *box, GError **error); /* connects nothing */
/* Writes down that mails were moved out (guint32 UIDs). In a transaction of its own. */
gboolean mailbox_moved(Engine *engine, Mailbox *box, gint64 uidvalidity, const GArray *uids, GError **error);
/* The UIDs that were handled and not moved before the robot ended. NULL on a fault. */
GArray *mailbox_unmoved(Engine *engine, Mailbox *box, GError **error);
InboxLimits mailbox_limits(const Engine *engine);
