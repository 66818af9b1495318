/* SPDX-License-Identifier: MIT */
#include "reader/wire.h"
#include <string.h>

#define TEXT_MAX (4u * 1024 * 1024)
#define LIST_MAX 1000u
#define ABSENT G_MAXUINT32

typedef struct Input {
	const char *at, *end;
	gboolean bad;
} Input;

static void put_u32(GByteArray *out, guint32 value)
{
	g_byte_array_append(out, (const guint8 *)&value, sizeof value);
}

static void put_i64(GByteArray *out, gint64 value)
{
	g_byte_array_append(out, (const guint8 *)&value, sizeof value);
}

static void put_bytes(GByteArray *out, const void *bytes, gsize length)
{
	put_u32(out, (guint32)length);
	g_byte_array_append(out, bytes, (guint)length);
}

static void put_text(GByteArray *out, const char *text)
{
	if (text)
		put_bytes(out, text, strlen(text));
	else
		put_u32(out, ABSENT);
}

static void put_list(GByteArray *out, char *const *list)
{
	guint n = list ? g_strv_length((char **)list) : 0;

	put_u32(out, n);
	for (guint i = 0; i < n; i++)
		put_text(out, list[i]);
}

static guint frame_open(GByteArray *out)
{
	put_u32(out, 0);
	return out->len;
}

static void frame_close(GByteArray *out, guint start)
{
	guint32 length = out->len - start;

	memcpy(out->data + start - WIRE_HEAD, &length, sizeof length);
}

static gboolean take(Input *in, void *to, gsize length)
{
	if (in->bad || (gsize)(in->end - in->at) < length) {
		in->bad = TRUE;
		memset(to, 0, length);
		return FALSE;
	}
	memcpy(to, in->at, length);
	in->at += length;
	return TRUE;
}

static guint32 get_u32(Input *in)
{
	guint32 value;

	take(in, &value, sizeof value);
	return value;
}

static gint64 get_i64(Input *in)
{
	gint64 value;

	take(in, &value, sizeof value);
	return value;
}

static guint32 get_count(Input *in)
{
	guint32 count = get_u32(in);

	if (count > LIST_MAX)
		in->bad = TRUE;
	return in->bad ? 0 : count;
}

static int get_enum(Input *in, const EnumTab *table)
{
	guint32 value = get_u32(in);

	if (value >= (guint32)table->count)
		in->bad = TRUE;
	return in->bad ? 0 : (int)value;
}

static const char *get_bytes(Input *in, gsize *out_length)
{
	guint32 length = get_u32(in);
	const char *at = in->at;

	*out_length = length;
	if (in->bad || length == ABSENT || (gsize)(in->end - in->at) < length) {
		in->bad |= length != ABSENT;
		*out_length = 0;
		return NULL;
	}
	in->at += length;
	return at;
}

/* NULL when absent; text must be UTF-8 without NUL. */
static char *get_text(Input *in)
{
	gsize length;
	const char *at = get_bytes(in, &length);

	if (!at)
		return NULL;
	if (length > TEXT_MAX || memchr(at, 0, length) || !g_utf8_validate_len(at, length, NULL)) {
		in->bad = TRUE;
		return NULL;
	}
	return g_strndup(at, length);
}

/* Into a member that is never NULL. */
static void get_text_into(Input *in, char **member)
{
	g_free(*member);
	*member = get_text(in);
	if (!*member) {
		in->bad = TRUE;
		*member = g_strdup("");
	}
}

static char **get_list(Input *in)
{
	guint32 n = get_count(in);
	GPtrArray *list = g_ptr_array_new();

	for (guint32 i = 0; i < n && !in->bad; i++) {
		char *text = get_text(in);

		if (text)
			g_ptr_array_add(list, text);
	}
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_free(list, FALSE);
}

static void put_words(GByteArray *out, const AnswerWord *words, gsize n)
{
	put_u32(out, (guint32)n);
	for (gsize i = 0; i < n; i++) {
		put_text(out, words[i].word);
		put_text(out, words[i].synonyms);
		put_u32(out, (words[i].takes_argument ? 1 : 0) | (words[i].needs_argument ? 2 : 0));
	}
}

static void get_words(Input *in, WireWords *out)
{
	out->n = get_count(in);
	out->words = g_new0(AnswerWord, out->n + 1);
	for (gsize i = 0; i < out->n; i++) {
		char *word = get_text(in);

		out->words[i].word = word ? word : g_strdup("");
		out->words[i].synonyms = get_text(in);
		guint32 flags = get_u32(in);

		out->words[i].takes_argument = (flags & 3) != 0;
		out->words[i].needs_argument = (flags & 2) != 0;
	}
}

void wire_put_request(GByteArray *out, const ReaderConfig *config, const AnswerWord *words, gsize n, const InMail *mail,
                      const char *bytes, gsize length)
{
	guint start = frame_open(out);

	put_list(out, config->robots);
	put_text(out, config->sub_address);
	put_text(out, config->domain);
	put_text(out, config->authserv_id);
	put_i64(out, (gint64)config->bytes_max);
	put_i64(out, (gint64)config->content_max);
	put_words(out, words, n);
	put_u32(out, mail != NULL);
	if (mail) {
		put_u32(out, mail->class);
		put_text(out, mail->subject);
		put_text(out, mail->text);
		put_text(out, mail->form);
	} else {
		put_bytes(out, bytes, length);
	}
	frame_close(out, start);
}

gboolean wire_get_request(const char *frame, gsize length, WireRequest *out)
{
	Input in = {frame, frame + length, FALSE};

	*out = (WireRequest){0};
	out->config.robots = get_list(&in);
	out->config.sub_address = get_text(&in);
	out->config.domain = get_text(&in);
	out->config.authserv_id = get_text(&in);
	out->config.bytes_max = (gsize)get_i64(&in);
	out->config.content_max = (gsize)get_i64(&in);
	get_words(&in, &out->words);
	if (get_u32(&in)) {
		out->mail = inmail_new();
		out->mail->class = (MailClass)get_enum(&in, &mail_class_words);
		get_text_into(&in, &out->mail->subject);
		get_text_into(&in, &out->mail->text);
		out->mail->form = get_text(&in);
	} else {
		out->bytes = get_bytes(&in, &out->length);
	}
	return !in.bad && (out->mail || out->bytes);
}

void wire_request_clear(WireRequest *request)
{
	g_strfreev(request->config.robots);
	g_free(request->config.sub_address);
	g_free(request->config.domain);
	g_free(request->config.authserv_id);
	for (gsize i = 0; request->words.words && i < request->words.n; i++) {
		g_free((char *)request->words.words[i].word);
		g_free((char *)request->words.words[i].synonyms);
	}
	g_free(request->words.words);
	inmail_free(request->mail);
}

static void put_answer(GByteArray *out, const InMail *mail)
{
	put_text(out, mail->answer);
	put_text(out, mail->why);
	put_text(out, mail->argument);
	put_text(out, mail->comment);
}

static void put_lists(GByteArray *out, const InMail *mail)
{
	put_u32(out, mail->tokens->len);
	for (guint i = 0; i < mail->tokens->len; i++) {
		const MailToken *token = g_ptr_array_index(mail->tokens, i);

		put_text(out, token->token);
		put_u32(out, token->place);
	}
	put_u32(out, mail->failed->len);
	for (guint i = 0; i < mail->failed->len; i++) {
		const MailFailure *failure = g_ptr_array_index(mail->failed, i);

		put_text(out, failure->recipient);
		put_text(out, failure->status);
		put_u32(out, failure->final);
	}
	put_u32(out, mail->parts->len);
	for (guint i = 0; i < mail->parts->len; i++) {
		const MailPart *part = g_ptr_array_index(mail->parts, i);
		gsize length = 0;
		const void *content = part->content ? g_bytes_get_data(part->content, &length) : NULL;

		put_text(out, part->name);
		put_text(out, part->type);
		put_i64(out, (gint64)part->bytes);
		put_text(out, part->hash);
		if (part->content)
			put_bytes(out, content ? content : "", length);
		else
			put_u32(out, ABSENT);
	}
}

void wire_put_mail(GByteArray *out, const InMail *mail)
{
	guint start = frame_open(out);

	put_u32(out, mail->class);
	put_text(out, mail->from);
	put_text(out, mail->from_name);
	put_text(out, mail->message_id);
	put_text(out, mail->in_reply_to);
	put_list(out, mail->references);
	put_list(out, mail->recipients);
	put_text(out, mail->subject);
	put_i64(out, mail->date);
	put_text(out, mail->digest);
	put_text(out, mail->bounce_key);
	put_u32(out, mail->verdict);
	put_u32(out, mail->method);
	put_text(out, mail->signer);
	put_text(out, mail->text);
	put_text(out, mail->form);
	put_text(out, mail->why_unreadable);
	put_i64(out, mail->away_until);
	put_text(out, mail->returned_id);
	put_lists(out, mail);
	put_answer(out, mail);
	frame_close(out, start);
}

void wire_put_answer(GByteArray *out, const InMail *mail)
{
	guint start = frame_open(out);

	put_answer(out, mail);
	frame_close(out, start);
}

static void get_tokens(Input *in, InMail *mail)
{
	for (guint32 n = get_count(in); n > 0 && !in->bad; n--) {
		MailToken *token = g_new0(MailToken, 1);

		g_ptr_array_add(mail->tokens, token);
		get_text_into(in, &token->token);
		token->place = (TokenPlace)get_enum(in, &token_place_words);
	}
}

static void get_failures(Input *in, InMail *mail)
{
	for (guint32 n = get_count(in); n > 0 && !in->bad; n--) {
		MailFailure *failure = g_new0(MailFailure, 1);

		g_ptr_array_add(mail->failed, failure);
		get_text_into(in, &failure->recipient);
		failure->status = get_text(in);
		failure->final = get_u32(in) != 0;
	}
}

static void get_parts(Input *in, InMail *mail)
{
	for (guint32 n = get_count(in); n > 0 && !in->bad; n--) {
		MailPart *part = g_new0(MailPart, 1);
		gsize length;

		g_ptr_array_add(mail->parts, part);
		get_text_into(in, &part->name);
		get_text_into(in, &part->type);
		part->bytes = (gsize)get_i64(in);
		part->hash = get_text(in);
		const char *content = get_bytes(in, &length);

		if (content)
			part->content = g_bytes_new(content, length);
	}
}

static void get_answer(Input *in, InMail *mail)
{
	mail->answer = get_text(in);
	mail->why = get_text(in);
	mail->argument = get_text(in);
	mail->comment = get_text(in);
}

InMail *wire_get_mail(const char *frame, gsize length)
{
	Input in = {frame, frame + length, FALSE};
	g_autoptr(InMail) mail = inmail_new();

	mail->class = (MailClass)get_enum(&in, &mail_class_words);
	mail->from = get_text(&in);
	mail->from_name = get_text(&in);
	mail->message_id = get_text(&in);
	mail->in_reply_to = get_text(&in);
	g_strfreev(mail->references);
	mail->references = get_list(&in);
	g_strfreev(mail->recipients);
	mail->recipients = get_list(&in);
	get_text_into(&in, &mail->subject);
	mail->date = get_i64(&in);
	mail->digest = get_text(&in);
	mail->bounce_key = get_text(&in);
	mail->verdict = (Verdict)get_enum(&in, &verdict_words);
	mail->method = (VerdictMethod)get_enum(&in, &verdict_method_words);
	mail->signer = get_text(&in);
	get_text_into(&in, &mail->text);
	mail->form = get_text(&in);
	mail->why_unreadable = get_text(&in);
	mail->away_until = get_i64(&in);
	mail->returned_id = get_text(&in);
	get_tokens(&in, mail);
	get_failures(&in, mail);
	get_parts(&in, mail);
	get_answer(&in, mail);
	return in.bad || in.at != in.end ? NULL : g_steal_pointer(&mail);
}

gboolean wire_get_answer(const char *frame, gsize length, InMail *mail)
{
	Input in = {frame, frame + length, FALSE};
	InMail read = {0};

	get_answer(&in, &read);
	if (in.bad || in.at != in.end || !read.answer) {
		g_free(read.answer);
		g_free(read.why);
		g_free(read.argument);
		g_free(read.comment);
		return FALSE;
	}
	g_free(mail->answer);
	g_free(mail->why);
	g_free(mail->argument);
	g_free(mail->comment);
	mail->answer = read.answer;
	mail->why = read.why;
	mail->argument = read.argument;
	mail->comment = read.comment;
	return TRUE;
}

void wire_put_hello(GByteArray *out)
{
	guint start = frame_open(out);

	g_byte_array_append(out, (const guint8 *)WIRE_HELLO, strlen(WIRE_HELLO));
	frame_close(out, start);
}

gsize wire_frame(const char *bytes, gsize length)
{
	guint32 body;

	if (length < WIRE_HEAD)
		return 0;
	memcpy(&body, bytes, sizeof body);
	if (body > WIRE_FRAME_MAX)
		return G_MAXSIZE;
	return length < WIRE_HEAD + body ? 0 : WIRE_HEAD + body;
}
