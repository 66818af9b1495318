/* SPDX-License-Identifier: MIT
 *
 * store.h: what ballotd keeps, behind an interface that does not show which database keeps it.
 *
 * Three sorts of tables. *Projections* are the records of domain/records.def, one table each, always equal to the fold
 * of the journal. The *journal* is the truth: entries chained by subject, with the personal part of each beside it and
 * erasable. *Ledgers* (mail, outbox, marks, tokens …) say what was done with the outside world and are not rebuilt.
 * Everything about one event commits in one transaction; a batch of mails shares a transaction with a savepoint each.
 * One thread at a time uses a Store. Functions return FALSE/NULL with a fault: FAULT_TEMP when the database is busy
 * or the disk is full, FAULT_PERM when what is stored cannot be what it should be.
 */
#pragma once
#include "domain/decision.h"
#include "domain/disposition.h"
#include "domain/inmail.h"
#include "domain/part.h"

typedef struct Store Store;

typedef enum StoreMode {
	STORE_WRITE,  /* takes the writer's lock; creates an empty store and migrates the schema (ballotd) */
	STORE_ENGINE, /* takes the writer's lock; refuses an older schema (ballotctl without a running ballotd) */
	STORE_READ    /* reads only, in snapshots */
} StoreMode;

/* Opens the store of a URL, "sqlite:PATH" (":memory:" in tests). FAULT_TEMP when another writer has it. */
Store *store_open(const char *url, StoreMode mode, GError **error);
void store_close(Store *store); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/* --- transactions; a savepoint lives inside a transaction and does not nest --- */
gboolean store_begin(Store *store, GError **error);
gboolean store_commit(Store *store, GError **error); /* durable when it returns TRUE */
void store_rollback(Store *store);
gboolean store_savepoint(Store *store, GError **error);
gboolean store_release(Store *store, GError **error);
void store_rollback_savepoint(Store *store);

/* --- projections --- */
/* A new record, or NULL; NULL without an error when there is none. */
gpointer store_get(Store *store, const RecordType *type, const char *id, GError **error);

/* The records in which a text or a word has that value, by id as numbers count. field NULL: all. Owned array. */
GPtrArray *store_find(Store *store, const RecordType *type, const char *field, const char *value, GError **error);

/* Fills the part with what a scope names (part.h): also a register's approved and offered drafts, every vote of a seat,
 * and an ask's register; the counters always, the facts only with an empty scope. The people of a vote ask come by
 * seat or roll when the scope names its ballot too. */
gboolean store_load(Store *store, const Scope *scope, Part *part, GError **error);

/* The moments due at `now`, oldest first, at most `max`; and when the next one after `now` is, or INSTANT_NONE. */
GPtrArray *store_due(Store *store, Instant now, guint max, Instant *out_next, GError **error);

/* The open Asked records of a person or address, newest first (for mail without a token). */
GPtrArray *store_asked_of(Store *store, const char *person, const char *address, GError **error);

/* --- journal --- */
typedef struct Entry {
	gint64 n;             /* 1, 2, … over the whole store */
	char *subject;        /* the chain: a register id, or "robot", or "seal" */
	Instant at;
	char *event;          /* the event in public fields, canonical JSON */
	char *row;            /* name of the row that decided, or of the act ("roster", "seal") */
	char *body;           /* canonical JSON: changes without personal fields, kinds of letters (journal.c) */
	char *payload_digest; /* SHA-256 of salt and payload, or NULL without a payload */
	char *previous, *hash; /* hex; previous of a chain's first entry is 64 zeros */
} Entry;
void entry_free(Entry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Entry, entry_free)

/* Writes a decision that is finished, inside a transaction: one entry with its payload, the changed projections.
 * Letters are the caller's (outbox); the payload names their keys. The number and hash of the entry in *out_n and
 * *out_hash (either may be NULL; free the hash). */
gboolean store_decision(Store *store, const Decision *decision, gint64 *out_n, char **out_hash, GError **error);

/* Binds the heads of all chains that moved since the last seal in an entry of subject "seal", inside a transaction;
 * *out_hash its hash (may be NULL). Nothing is written, and *out_hash the last seal's (NULL: none yet), when none
 * moved. */
gboolean store_seal(Store *store, Instant at, char **out_hash, GError **error);

/* Entries with n > after, in order, at most max; for `journal`, `export` and the rebuild. subject NULL: all. */
GPtrArray *store_entries(Store *store, const char *subject, gint64 after, guint max, GError **error);

/* The payload of an entry as JSON text, or NULL: none, or erased (*out_erased says which; may be NULL). */
char *store_payload(Store *store, gint64 n, gboolean *out_erased, GError **error);

/* Overwrites the payload of an entry and its salt, and empties the fields of the projections that still hold what stood
 * in it; inside a transaction. Verify then no longer compares those fields. TRUE when there is none to erase. */
gboolean store_erase_payload(Store *store, gint64 n, GError **error);

/* Checks every chain and seal, rebuilds all projections into an empty store from the exported entries alone and
 * compares, in one snapshot. Each difference is a line in out_findings (char *, owned by the array): "ballot BAL-4:
 * closes is …, the journal says …", without the values where the field is personal; erased payloads are lines that
 * begin with "sealed:". TRUE when nothing but sealed lines was found; FALSE without a fault when there was more. */
gboolean store_verify(Store *store, GPtrArray *out_findings, gint64 *out_entries, GError **error);

/* --- ledger: inbound mail --- */
typedef struct MailRow {
	gint64 n;          /* MAIL-n; 0 before it is stored */
	char *mailbox;     /* name in the configuration */
	gint64 uidvalidity, uid;
	Instant received, handled;
	gint64 size;
	char *class, *from, *subject, *message_id, *digest;
	char *raw;         /* hash in the evidence store, or NULL */
	int disposition;   /* Disposition; -1: in hand */
	char *why;
	char *register_id, *asked, *letter; /* what it was about; key of the letter that answered it */
	gint64 entry;      /* journal entry, or 0 */
	gboolean moved;    /* out of the inbox */
	gint64 tries;      /* times it was in hand: a mail that ended the robot twice is kept aside */
} MailRow;
void mail_row_free(MailRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailRow, mail_row_free)

/* Inserts (n == 0, sets n) or updates; where a mail lies (mailbox, uidvalidity, uid) stays as it was inserted. */
gboolean store_mail_put(Store *store, MailRow *row, GError **error);
/* Notes that the mail at a place was moved out of its inbox. No error where there is none. */
gboolean store_mail_moved(Store *store, const char *mailbox, gint64 uidvalidity, gint64 uid, GError **error);
/* By place in the mailbox, or by identity (Message-ID, From and digest; mailbox ignored). NULL without error: none. */
MailRow *store_mail_at(Store *store, const char *mailbox, gint64 uidvalidity, gint64 uid, GError **error);
MailRow *store_mail_same(Store *store, const char *message_id, const char *from, const char *digest, GError **error);
MailRow *store_mail_n(Store *store, gint64 n, GError **error);
GPtrArray *store_mails(Store *store, const char *register_id, guint max, GError **error); /* newest first */
GPtrArray *store_mails_unmoved(Store *store, const char *mailbox, gint64 uidvalidity, GError **error);

/* --- ledger: outbox --- */
#define FATE_LIST(X)                                                                                                   \
	X(FATE_QUEUED, "queued") X(FATE_DEFERRED, "deferred") X(FATE_ACCEPTED, "accepted") X(FATE_REFUSED, "refused")  \
	X(FATE_UNKNOWN, "unknown") X(FATE_NOT_SENT, "not sent") X(FATE_WITHDRAWN, "withdrawn") X(FATE_BOUNCED, "bounced")
ENUMTAB_DECLARE(Fate, fate, FATE, FATE_LIST);

typedef struct OutRow {
	gint64 n;             /* 0 before it is stored */
	char *key, *kind, *template_hash;
	char *recipient, *person;
	char *envelope_from, *bounce_key, *message_id;
	char *register_id, *asked, *while_ask;
	Instant created, not_after, next_try, finished;
	int fate;
	gint64 tries;
	char *reply;          /* the server's last words */
	char *subject;
	GBytes *bytes;        /* the whole message; NULL in listings */
} OutRow;
void out_row_free(OutRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutRow, out_row_free)

/* Inserts and sets n; a row of the same key that is already there stays (TRUE, n is its). Updates are of fate, tries,
 * next try, end and reply only. */
gboolean store_out_add(Store *store, OutRow *row, GError **error);
gboolean store_out_update(Store *store, const OutRow *row, GError **error);
/* Letters to be tried at `now`, oldest first, with bytes; and the next try after, or INSTANT_NONE. */
GPtrArray *store_out_due(Store *store, Instant now, guint max, Instant *out_next, GError **error);
GPtrArray *store_outs(Store *store, const char *register_id, guint max, GError **error); /* newest first, no bytes */
OutRow *store_out_key(Store *store, const char *key, GError **error);          /* with bytes */
/* By its bounce key; without one (NULL) by Message-ID and, unless that is NULL, recipient. With bytes. */
OutRow *store_out_bounced(Store *store, const char *bounce_key, const char *message_id, const char *recipient,
			  GError **error);
/* The newest letter of that register to that person: what the next one's References continue. */
char *store_out_thread(Store *store, const char *register_id, const char *recipient, GError **error);

/* --- ledger: tokens, marks, strangers, plain values --- */
gboolean store_token_add(Store *store, const char *lookup, const char *asked, GError **error);
/* The asked ids that were added under that beginning of a token (usually one). */
GPtrArray *store_token_find(Store *store, const char *lookup, GError **error);

typedef struct Mark {
	gint64 uidvalidity, uidnext, modseq;
	Instant read_until; /* every mail received before this has been handled */
} Mark;
gboolean store_mark_get(Store *store, const char *mailbox, Mark *out, GError **error); /* zeroes when there is none */
gboolean store_mark_put(Store *store, const char *mailbox, const Mark *mark, GError **error);

/* When a stranger was answered last, and how many of all strangers were answered since an instant. */
gboolean store_stranger_get(Store *store, const char *address, Instant since, Instant *out_last, gint64 *out_count,
			    GError **error);
gboolean store_stranger_put(Store *store, const char *address, Instant at, GError **error);

/* Plain values: key epoch, simulated, last pass … NULL without error when there is none. */
char *store_value_get(Store *store, const char *name, GError **error);
gboolean store_value_put(Store *store, const char *name, const char *value, GError **error);

/* --- evidence: raw mail and documents under their SHA-256: rows, and where they are large files beside the store --- */
/* Keeps bytes; returns their SHA-256 hex. The next store_commit writes or syncs all that were kept since the last one,
 * before it commits; a rollback, to a savepoint or altogether, takes nothing back. */
char *store_keep(Store *store, GBytes *bytes, GError **error);

/* The bytes of a hash. FAULT_PERM when they are not kept, or are no longer what the hash says. */
GBytes *store_kept(Store *store, const char *hash, GError **error);
/* Lets go of the bytes of mail received before an instant, except what a draft or a younger mail names; the mails' rows
 * keep the hash. In a transaction. */
gboolean store_forget_mail(Store *store, Instant before, guint *out_forgotten, GError **error);

/* For tests of interruption: called before every statement that writes, every file kept and every commit; when it
 * returns FALSE the call fails with FAULT_TEMP as if the process had been stopped there. NULL: no more. */
void store_on_step(gboolean (*step)(gpointer data), gpointer data);
