/* SPDX-License-Identifier: MIT
 *
 * sender.h: the threads that hand letters to the mail server, each over a connection of its own.
 *
 * A Sender takes OutRows and gives them back with what became of them; it never touches the store. Results come in any
 * order, through a queue that belongs to the caller.
 */
#pragma once
#include "net/submit.h"
#include "store/store.h"

/* One try of one letter. */
typedef struct Sending {
	OutRow *row;
	SubmitOutcome outcome;
	char *reply;
} Sending;
void sending_free(Sending *sending); /* takes NULL; the row too */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sending, sending_free)

typedef struct Sender Sender;

/* Called in a sending thread with a finished try, which it takes. */
typedef void (*SenderDone)(Sending *sending, gpointer data);

/* Starts `connections` threads (no connection is made before there is a letter). NULL with the fault of submit_open. */
Sender *sender_open(const SubmitConfig *config, guint connections, SenderDone done, gpointer data, GError **error);

/* Hands over a letter; takes the row. */
void sender_push(Sender *sender, OutRow *row);

/* Sleeps until every letter handed over has come back: one wake-up for all of them instead of one for each. */
void sender_wait(Sender *sender);

/* Ends the threads after the letters in their hands; letters still waiting are dropped (the store has them). */
void sender_close(Sender *sender); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sender, sender_close)
