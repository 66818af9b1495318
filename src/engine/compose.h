/* SPDX-License-Identifier: MIT
 *
 * compose.h: a letter of the process becomes the bytes of a mail, once and for all.
 *
 * Everything is fixed here: addressee, tokens, Date, Message-ID, boundaries, text. The row goes into the outbox in the
 * transaction of the decision that ordered the letter; every try sends these bytes.
 */
#pragma once
#include "engine/tokens.h"
#include "render/letterbook.h"

/* What letters are made with. Everything is borrowed. */
typedef struct Composer {
	Store *store;
	const Roster *roster;
	const Rules *rules;
	const LetterBook *book;
	const Tokens *tokens;
	const char *robot;       /* the robot's address */
	const char *sub_address; /* as in address.h */
	const char *site;        /* URL of the public register site, or NULL */
	gboolean verp;           /* bounces come to an address of their own */
} Composer;

/* What a letter is about besides itself. */
typedef struct ComposeContext {
	const Part *part;        /* of the decision */
	Instant now;             /* the letter's Date */
	const char *answers_id;  /* Message-ID of the mail that brought the event, or NULL */
	const char *head_hash;   /* of the journal at the decision, for results, or NULL */
	gint64 head_n;
	GHashTable *shared;      /* as in FactSource, or NULL */
	const json_t *more;      /* facts laid over the letter's own (a digest's lists), or NULL */
} ComposeContext;

/* Puts the letter into the outbox. A letter to a person who has no address is left out with a line in the log; a letter
 * whose key was there before stays as it was. False on a fault. */
gboolean compose_letter(const Composer *composer, const ComposeContext *context, const Letter *letter, GError **error);

/* A letter of the outbox again, as a new generation: same text, new key, Message-ID and tokens' addresses as before.
 * suffix makes the new key ("resend.2"). */
gboolean compose_again(const Composer *composer, const OutRow *row, const char *suffix, Instant now, GError **error);
