/* SPDX-License-Identifier: MIT */
#include "mail/envelope.h"
#include "base/hash.h"
#include "base/text.h"
#include "mail/gmime.h"
#include <string.h>

#define RECIPIENTS_MAX 200
#define REFERENCES_MAX 100
#define TOKEN_LENGTH 16

static void from_read(const MimeTree *tree, InMail *mail)
{
	const MimePart *root = mime_part(tree, 0);
	g_autofree char *value = mime_value(tree, root, "From");
	g_autofree char *address = NULL;
	g_autofree char *name = NULL;

	if (!value || mime_header(tree, root, "From", 1) || gmime_mailbox(value, &name, &address) != 1)
		return;
	mail->from = text_address(address);
	mail->from_name = name ? gmime_words(name) : NULL;
}

static char *id_take(const char *open, const char *close)
{
	return g_utf8_make_valid(open, MIN(close - open, 1000));
}

/* The message ids of a value, without angle brackets. */
static GPtrArray *ids_read(const char *value)
{
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);

	for (const char *open = value ? strchr(value, '<') : NULL; open; open = strchr(open + 1, '<')) {
		const char *close = strchr(open, '>');

		if (!close)
			break;
		g_ptr_array_add(ids, id_take(open + 1, close));
		if (ids->len > REFERENCES_MAX)
			g_ptr_array_remove_index(ids, 0);
		open = close;
	}
	return ids;
}

static char *first_id(const MimeTree *tree, const char *name)
{
	g_autofree char *value = mime_value(tree, mime_part(tree, 0), name);
	g_autoptr(GPtrArray) ids = ids_read(value);

	if (ids->len)
		return g_strdup(g_ptr_array_index(ids, 0));
	return value && *value && !strchr(value, ' ') ? id_take(value, value + strlen(value)) : NULL;
}

static void recipients_read(const MimeTree *tree, InMail *mail)
{
	static const char *const names[] = {"To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To",
		"X-Envelope-To"};
	GPtrArray *all = g_ptr_array_new();

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		const MimeHeader *header;

		for (guint n = 0; n < 5 && (header = mime_header(tree, mime_part(tree, 0), names[i], n)) != NULL; n++) {
			g_autofree char *value = g_utf8_make_valid(header->value.at, (gssize)header->value.length);
			g_auto(GStrv) found = text_addresses(value);

			for (char **address = found; *address; address++) {
				if (all->len < RECIPIENTS_MAX && !g_ptr_array_find_with_equal_func(all, *address,
					g_str_equal, NULL))
					g_ptr_array_add(all, g_strdup(*address));
			}
		}
	}
	g_ptr_array_add(all, NULL);
	g_strfreev(mail->recipients);
	mail->recipients = (char **)g_ptr_array_free(all, FALSE);
}

static gboolean token_shaped(const char *text, gsize length)
{
	if (length != TOKEN_LENGTH)
		return FALSE;
	for (gsize i = 0; i < length; i++) {
		if (!g_ascii_isalnum(text[i]) || g_ascii_toupper(text[i]) == 'U')
			return FALSE;
	}
	return TRUE;
}

static void token_add(InMail *mail, const char *text, gsize length, TokenPlace place)
{
	if (!token_shaped(text, length))
		return;
	g_autofree char *token = g_ascii_strup(text, (gssize)length);

	for (guint i = 0; i < mail->tokens->len; i++) {
		const MailToken *had = g_ptr_array_index(mail->tokens, i);

		if (strcmp(had->token, token) == 0)
			return;
	}
	MailToken *found = g_new0(MailToken, 1);

	found->token = g_steal_pointer(&token);
	found->place = place;
	g_ptr_array_add(mail->tokens, found);
}

static void tag_take(InMail *mail, const char *tag, gsize length)
{
	if (length > 2 && length < 100 && g_ascii_strncasecmp(tag, "b-", 2) == 0 && !mail->bounce_key)
		mail->bounce_key = g_ascii_strup(tag + 2, (gssize)length - 2);
	else
		token_add(mail, tag, length, TOKEN_IN_ADDRESS);
}

/* The part of an address that stands for TOKEN in a pattern. */
static void pattern_match(InMail *mail, const char *pattern, const char *address)
{
	const char *hole = strstr(pattern, "TOKEN");
	gsize before = hole ? (gsize)(hole - pattern) : 0;
	const char *after = hole ? hole + strlen("TOKEN") : NULL;
	gsize length = strlen(address);

	if (!hole || length <= before + strlen(after) || g_ascii_strncasecmp(address, pattern, before) != 0)
		return;
	if (g_ascii_strcasecmp(address + length - strlen(after), after) == 0)
		tag_take(mail, address + before, length - before - strlen(after));
}

static void address_tokens(const ReaderConfig *config, InMail *mail)
{
	gboolean plus = !config->sub_address || strcmp(config->sub_address, "plus") == 0;

	for (char **address = mail->recipients; *address; address++) {
		for (char **robot = plus ? config->robots : NULL; robot && *robot; robot++) {
			const char *at = strchr(*robot, '@');
			g_autofree char *pattern = at ? g_strdup_printf("%.*s+TOKEN%s", (int)(at - *robot), *robot,
				at) : NULL;

			if (pattern)
				pattern_match(mail, pattern, *address);
		}
		if (!plus && strcmp(config->sub_address, "none") != 0)
			pattern_match(mail, config->sub_address, *address);
	}
}

/* "TOKEN.something@domain" */
static void id_token(const ReaderConfig *config, const char *id, TokenPlace place, InMail *mail)
{
	const char *at = id ? strrchr(id, '@') : NULL;

	if (at && config->domain && g_ascii_strcasecmp(at + 1, config->domain) == 0)
		token_add(mail, id, strcspn(id, "."), place);
}

static void subject_tokens(InMail *mail)
{
	for (const char *p = mail->subject; (p = strstr(p, "[#")) != NULL; p++)
		token_add(mail, p + 2, strcspn(p + 2, "]"), TOKEN_IN_SUBJECT);
}

static void tokens_read(const ReaderConfig *config, InMail *mail)
{
	address_tokens(config, mail);
	id_token(config, mail->in_reply_to, TOKEN_IN_REPLY_TO, mail);
	for (guint i = g_strv_length(mail->references); i > 0; i--)
		id_token(config, mail->references[i - 1], TOKEN_IN_REFERENCES, mail);
	subject_tokens(mail);
}

void envelope_read(const MimeTree *tree, const ReaderConfig *config, InMail *mail)
{
	const MimePart *root = mime_part(tree, 0);
	g_autofree char *subject = mime_value(tree, root, "Subject");
	g_autofree char *references = mime_value(tree, root, "References");
	g_autofree char *date = mime_value(tree, root, "Date");
	g_autofree char *words = gmime_words(subject);
	GPtrArray *ids = ids_read(references);

	from_read(tree, mail);
	recipients_read(tree, mail);
	mail->message_id = first_id(tree, "Message-ID");
	mail->in_reply_to = first_id(tree, "In-Reply-To");
	g_ptr_array_set_free_func(ids, NULL);
	g_ptr_array_add(ids, NULL);
	g_strfreev(mail->references);
	mail->references = (char **)g_ptr_array_free(ids, FALSE);
	g_free(mail->subject);
	mail->subject = text_line(words, 1000);
	mail->date = gmime_date(date);
	tokens_read(config, mail);
}

static gboolean is_trace(const MimeHeader *header)
{
	static const char *const exact[] = {"Received", "Return-Path", "Delivered-To", "X-Original-To",
		"Authentication-Results"};

	for (guint i = 0; i < G_N_ELEMENTS(exact); i++) {
		if (header->name.length == strlen(exact[i]) && g_ascii_strncasecmp(header->name.at, exact[i],
			header->name.length) == 0)
			return TRUE;
	}
	return (header->name.length > 4 && g_ascii_strncasecmp(header->name.at, "ARC-", 4) == 0) ||
	       (header->name.length > 11 && g_ascii_strncasecmp(header->name.at, "X-Envelope-", 11) == 0);
}

char *envelope_digest(const MimeTree *tree, const char *bytes, gsize length)
{
	HashSum *sum = hash_sum_new();
	const MimePart *root = mime_part(tree, 0);
	const char *from = tree->head.at, *end = bytes + length;

	/* everything but the trace headers: what is no header counts as well */
	for (guint i = 0; i < root->n_headers; i++) {
		const MimeHeader *header = &g_array_index(tree->headers, MimeHeader, root->first_header + i);

		if (!is_trace(header))
			continue;
		hash_sum_add(sum, from, (gsize)(header->whole.at - from));
		from = header->whole.at + header->whole.length;
	}
	hash_sum_add(sum, from, (gsize)(end - from));
	return hash_sum_end(sum);
}
