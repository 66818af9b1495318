/* SPDX-License-Identifier: MIT */
#include "engine/tokens.h"
#include "base/fault.h"
#include "base/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_BYTES 32
#define TOKEN_BITS 80
#define GUESS_BYTES 16384 /* of a header, in which a token is looked for */

struct Tokens {
	guint8 key[KEY_BYTES];
	char *epoch;
};

/* A fresh key, durable before it is used: a letter under a key that is lost could never be answered. */
static gboolean key_make(const char *path, guint8 key[KEY_BYTES], GError **error)
{
	if (getrandom(key, KEY_BYTES, 0) != KEY_BYTES)
		return fault_set(error, FAULT_TEMP, "the system has no random bytes: %s", g_strerror(errno));
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return fault_set(error, FAULT_PERM, "cannot make the key file %s: %s", path, g_strerror(errno));
	gboolean written = write(fd, key, KEY_BYTES) == KEY_BYTES && fsync(fd) == 0;
	int failed = errno;
	close(fd);
	if (!written) {
		g_unlink(path);
		return fault_set(error, FAULT_TEMP, "cannot write the key file %s: %s", path, g_strerror(failed));
	}
	return TRUE;
}

static gboolean key_read(int fd, const char *path, guint8 key[KEY_BYTES], GError **error)
{
	struct stat st;
	if (fstat(fd, &st) != 0 || (st.st_mode & 077) != 0)
		return fault_set(error, FAULT_PERM, "the key file %s can be read by others: run chmod 600 on it", path);
	if (st.st_size != KEY_BYTES || read(fd, key, KEY_BYTES) != KEY_BYTES)
		return fault_set(error, FAULT_PERM, "the key file %s does not hold %d bytes", path, KEY_BYTES);
	return TRUE;
}

Tokens *tokens_open(const char *key_file, const char *epoch, GError **error)
{
	g_autoptr(Tokens) tokens = g_new0(Tokens, 1);
	tokens->epoch = g_strdup(epoch);
	int fd = open(key_file, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		if (errno != ENOENT) {
			fault_set(error, FAULT_PERM, "cannot open the key file %s: %s", key_file, g_strerror(errno));
			return NULL;
		}
		return key_make(key_file, tokens->key, error) ? g_steal_pointer(&tokens) : NULL;
	}
	gboolean read_well = key_read(fd, key_file, tokens->key, error);
	close(fd);
	return read_well ? g_steal_pointer(&tokens) : NULL;
}

void tokens_free(Tokens *tokens)
{
	if (!tokens)
		return;
	explicit_bzero(tokens->key, sizeof tokens->key);
	g_free(tokens->epoch);
	g_free(tokens);
}

char *tokens_make(const Tokens *tokens, const char *id, const char *place)
{
	const char *parts[] = {tokens->epoch, id, place};
	guint8 digest[HASH_BYTES];
	hash_hmac(tokens->key, KEY_BYTES, parts, G_N_ELEMENTS(parts), digest);
	return hash_base32(digest, TOKEN_BITS);
}

char *tokens_bounce(const Tokens *tokens, const char *letter_key)
{
	return tokens_make(tokens, letter_key, "bounce");
}

gboolean tokens_enter(const Tokens *tokens, Store *store, const char *id, GError **error)
{
	static const char *const places[] = {TOKEN_PLACE_ADDRESS, TOKEN_PLACE_MESSAGE};
	for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *token = tokens_make(tokens, id, places[i]);
		token[TOKEN_LOOKUP] = '\0';
		if (!store_token_add(store, token, id, error))
			return FALSE;
	}
	return TRUE;
}

static const char *place_of(TokenPlace place)
{
	gboolean in_message = place == TOKEN_IN_REPLY_TO || place == TOKEN_IN_REFERENCES;
	return in_message ? TOKEN_PLACE_MESSAGE : TOKEN_PLACE_ADDRESS;
}

/* One token: its id (owned) in *out_id when it holds. */
static gboolean token_check(const Tokens *tokens, Store *store, const MailToken *found, TokenState *out_state,
			    char **out_id, GError **error)
{
	*out_state = TOKEN_UNKNOWN;
	*out_id = NULL;
	g_autofree char *token = hash_base32_fold(found->token);
	if (!token || strlen(token) != TOKEN_LENGTH)
		return TRUE;
	g_autofree char *lookup = g_strndup(token, TOKEN_LOOKUP);
	g_autoptr(GPtrArray) ids = store_token_find(store, lookup, error);
	if (!ids)
		return FALSE;
	for (guint i = 0; i < ids->len; i++) {
		const char *id = g_ptr_array_index(ids, i);
		g_autofree char *right = tokens_make(tokens, id, place_of(found->place));
		if (hash_equal(right, token)) {
			*out_state = TOKEN_FOUND;
			*out_id = g_strdup(id);
			return TRUE;
		}
		*out_state = TOKEN_FORGED;
	}
	return TRUE;
}

gboolean tokens_find(const Tokens *tokens, Store *store, const GPtrArray *found, TokenFinding *out, GError **error)
{
	*out = (TokenFinding){.state = TOKEN_ABSENT};
	for (guint i = 0; i < found->len; i++) {
		const MailToken *token = g_ptr_array_index(found, i);
		if (out->state == TOKEN_FOUND && (out->place != TOKEN_IN_ADDRESS || token->place != TOKEN_IN_ADDRESS))
			break;
		TokenState state;
		g_autofree char *id = NULL;
		if (!token_check(tokens, store, token, &state, &id, error)) {
			token_finding_clear(out);
			return FALSE;
		}
		if (state == TOKEN_FOUND && out->state == TOKEN_FOUND) {
			if (g_strcmp0(out->id, id) != 0)
				out->state = TOKEN_CONTRADICTED;
		} else if (out->state == TOKEN_ABSENT || state == TOKEN_FOUND ||
			   (state == TOKEN_FORGED && out->state == TOKEN_UNKNOWN)) {
			out->state = state;
			out->place = token->place;
			g_free(out->id);
			out->id = g_steal_pointer(&id);
		}
		if (out->state == TOKEN_CONTRADICTED)
			break;
	}
	return TRUE;
}

/* The bytes of a message up to the blank line that ends its header, or as many of them as are looked at. */
static gsize header_length(const char *bytes, gsize length)
{
	const char *end = bytes + MIN(length, GUESS_BYTES);
	for (const char *line = bytes; (line = memchr(line, '\n', (gsize)(end - line))) != NULL;) {
		line++;
		if (line < end && (*line == '\n' || (*line == '\r' && line + 1 < end && line[1] == '\n')))
			return (gsize)(line - bytes);
	}
	return (gsize)(end - bytes);
}

static gboolean token_shaped(const char *text)
{
	for (guint i = 0; i < TOKEN_LENGTH; i++)
		if (!g_ascii_isalnum(text[i]))
			return FALSE;
	return TRUE;
}

char *tokens_guess(const char *bytes, gsize length, const char *pattern)
{
	const char *hole = strstr(pattern, "%s");
	if (!hole || hole == pattern)
		return NULL;
	gsize before = (gsize)(hole - pattern), after = strlen(hole + 2);
	const char *end = bytes + header_length(bytes, length);
	/* the last character in front of the hole ("+") is rare and leads from place to place */
	for (const char *p = bytes; (p = memchr(p, hole[-1], (gsize)(end - p))) != NULL;) {
		p++;
		if ((gsize)(p - bytes) >= before && (gsize)(end - p) >= TOKEN_LENGTH + after && token_shaped(p) &&
		    g_ascii_strncasecmp(p - before, pattern, before) == 0 &&
		    g_ascii_strncasecmp(p + TOKEN_LENGTH, hole + 2, after) == 0)
			return g_ascii_strup(p, TOKEN_LENGTH);
	}
	return NULL;
}

void token_finding_clear(TokenFinding *finding)
{
	g_clear_pointer(&finding->id, g_free);
}
