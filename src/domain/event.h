/* SPDX-License-Identifier: MIT
 *
 * event.h: what can happen to a register, as plain data: an answer to an ask, an initiative, a moment that came, the
 * outcome of a task, a letter that could not be delivered, a new roster.
 */
#pragma once
#include "domain/vocabulary.h"
#include "domain/disposition.h"
#include "base/moment.h"
#include <glib.h>

#define EVENT_KIND_LIST(X)                                                                                             \
	X(EVENT_ANSWER, "answer") X(EVENT_INITIATIVE, "initiative") X(EVENT_MOMENT, "moment")                          \
	X(EVENT_ITEM, "item") X(EVENT_UNREACHABLE, "unreachable") X(EVENT_ROSTER, "roster")
ENUMTAB_DECLARE(EventKind, event_kind, EVENT_KIND, EVENT_KIND_LIST);

/* Mail that answers no ask (design 4b). Who may, and the words, stand in initiative.c. */
#define INITIATIVE_LIST(X)                                                                                             \
	X(INITIATIVE_NONE, "none") X(INITIATIVE_PROPOSE, "propose") X(INITIATIVE_DRAFT, "draft")                       \
	X(INITIATIVE_WITHDRAW, "withdraw") X(INITIATIVE_RECALL, "recall") X(INITIATIVE_PULL_BACK, "pull-back")         \
	X(INITIATIVE_EXTEND, "extend") X(INITIATIVE_CANCEL, "cancel") X(INITIATIVE_ROLL, "roll")                       \
	X(INITIATIVE_RELEASE, "release") X(INITIATIVE_MILESTONES, "milestones")           \
	X(INITIATIVE_DIGEST, "digest") X(INITIATIVE_FRESH_BALLOT, "ballot")         \
	X(INITIATIVE_STATUS, "status")
ENUMTAB_DECLARE(InitiativeKind, initiative_kind, INITIATIVE, INITIATIVE_LIST);

/* A document that came with the event; its bytes lie in the evidence store under `file`. */
typedef struct EventFile {
	const char *name, *type, *file; /* file: SHA-256 hex */
	gint64 bytes;
} EventFile;

typedef struct Event {
	EventKind kind;
	Instant at;              /* receipt time of a mail; the moment's own instant; now for the rest */
	/* who (answers and initiatives) */
	const char *person;      /* roster id of the sender, or NULL */
	const char *address;     /* comparable, or NULL for a moment */
	const char *name;        /* display name of a sender without roster id, or NULL */
	Standing standing;
	const char *checked;     /* how the sender was checked, for receipts: "DMARC pass", or NULL */
	const char *mail;        /* id of the mail that is the evidence, or NULL */
	/* answer */
	const char *asked;       /* ASK-7.1: the person whose letter is answered */
	/* initiative */
	InitiativeKind initiative;
	const char *register_id; /* the register (or NULL) … */
	const char *ballot;      /* … or ballot it is about */
	/* both */
	const char *word;        /* canonical word: "YES", "OWNER", "*" for free text, "unclear", "none" */
	const char *why;         /* why unclear or none, one sentence */
	const char *argument;    /* rest of the word's line, or NULL */
	const char *text;        /* the comment or the whole new text, or NULL */
	const char *subject;     /* of the mail */
	const EventFile *file;   /* a document, or NULL */
	const char *draft;       /* a draft already kept, that a confirmation lets count, or NULL */
	/* moment, item, unreachable */
	const char *moment;      /* id of the moment that came */
	const char *item;        /* id of the item */
	gboolean done;           /* item: whether it was done */
} Event;

/* An event as text that can be kept with a `confirm` ask until its sender confirms, and back: what was said, of whom and
 * about what; not its instant, standing or file (a document is kept as a pending draft and named). */
char *event_keep(const Event *event); /* g_free */

typedef struct KeptEvent {
	Event event;        /* its strings live in values */
	GHashTable *values;
} KeptEvent;

KeptEvent *event_unkeep(const char *text); /* never NULL; what is missing is NULL */
void kept_event_free(KeptEvent *kept);     /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KeptEvent, kept_event_free)
