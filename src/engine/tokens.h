/* SPDX-License-Identifier: MIT
 *
 * tokens.h: what ties a reply to the question it answers: 80 bits that only the robot can make.
 *
 * A token is HMAC-SHA256 over (epoch, id, place) under a key that lies in a file of its own beside the store; id is an
 * Asked ("ASK-7.1") or a standing right to write about a register ("standing:WR-12:jane"). The token in an address and
 * the one in a Message-ID differ, so that who sees one does not know the other. The store keeps the first eight
 * characters only, to find the id by; a match is always recomputed. A new epoch makes every older token void.
 */
#pragma once
#include "store/store.h"

#define TOKEN_LENGTH 16
#define TOKEN_LOOKUP 8
#define TOKEN_PLACE_ADDRESS "address"
#define TOKEN_PLACE_MESSAGE "message-id"

typedef struct Tokens Tokens;

/* Reads the key file, or makes one (mode 0600) when there is none. epoch is copied. NULL with FAULT_PERM when the file
 * is not a key or is readable by others. Free with tokens_free (takes NULL). */
Tokens *tokens_open(const char *key_file, const char *epoch, GError **error);
void tokens_free(Tokens *tokens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tokens, tokens_free)

/* The token of an id in a place: TOKEN_LENGTH characters. g_free. */
char *tokens_make(const Tokens *tokens, const char *id, const char *place);

/* The key that a letter's bounces come back under, from the letter's own key. g_free. */
char *tokens_bounce(const Tokens *tokens, const char *letter_key);

/* Makes both tokens of an id findable. */
gboolean tokens_enter(const Tokens *tokens, Store *store, const char *id, GError **error);

typedef enum TokenState {
	TOKEN_ABSENT,      /* the mail has none */
	TOKEN_FOUND,
	TOKEN_UNKNOWN,     /* nothing of ours begins so */
	TOKEN_FORGED,      /* something of ours begins so, but this is not it */
	TOKEN_CONTRADICTED /* addressed to two different questions at once */
} TokenState;

typedef struct TokenFinding {
	TokenState state;
	TokenPlace place; /* where it was found */
	char *id;         /* TOKEN_FOUND: the id, owned */
} TokenFinding;

/* Looks at the tokens of a mail (MailToken *, strongest place first) and takes the first that holds. Two address tokens
 * that hold for different ids contradict each other. False on a fault of the store only. */
gboolean tokens_find(const Tokens *tokens, Store *store, const GPtrArray *found, TokenFinding *out, GError **error);
void token_finding_clear(TokenFinding *finding);

/* The first token in the header of a message that stands where `pattern` (an address with "%s" for the token, as
 * address_with writes it) has it. A guess, looked for in the first 16 KB without reading the message: which letter a
 * mail answers is for tokens_find to say. NULL when there is none. g_free. */
char *tokens_guess(const char *bytes, gsize length, const char *pattern);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TokenFinding, token_finding_clear)
