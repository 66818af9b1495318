/* SPDX-License-Identifier: MIT */
#include "reader/wire-io.h"
#include "reader/wire.h"

static void put_answer(GByteArray *out, const InMail *mail)
{
	wire_put_text(out, mail->answer);
	wire_put_text(out, mail->why);
	wire_put_text(out, mail->argument);
	wire_put_text(out, mail->comment);
}

static void put_lists(GByteArray *out, const InMail *mail)
{
	wire_put_u32(out, mail->tokens->len);
	for (guint i = 0; i < mail->tokens->len; i++) {
		const MailToken *token = g_ptr_array_index(mail->tokens, i);

		wire_put_text(out, token->token);
		wire_put_u32(out, token->place);
	}
	wire_put_u32(out, mail->failed->len);
	for (guint i = 0; i < mail->failed->len; i++) {
		const MailFailure *failure = g_ptr_array_index(mail->failed, i);

		wire_put_text(out, failure->recipient);
		wire_put_text(out, failure->status);
		wire_put_u32(out, failure->final);
	}
	wire_put_u32(out, mail->parts->len);
	for (guint i = 0; i < mail->parts->len; i++) {
		const MailPart *part = g_ptr_array_index(mail->parts, i);
		gsize length = 0;
		const void *content = part->content ? g_bytes_get_data(part->content, &length) : NULL;

		wire_put_text(out, part->name);
		wire_put_text(out, part->type);
		wire_put_i64(out, (gint64)part->bytes);
		wire_put_text(out, part->hash);
		if (part->content)
			wire_put_bytes(out, content ? content : "", length);
		else
			wire_put_u32(out, WIRE_ABSENT);
	}
}

void wire_put_mail(GByteArray *out, const InMail *mail)
{
	guint start = wire_frame_open(out);

	wire_put_u32(out, mail->class);
	wire_put_text(out, mail->from);
	wire_put_text(out, mail->from_name);
	wire_put_text(out, mail->message_id);
	wire_put_text(out, mail->in_reply_to);
	wire_put_list(out, mail->references);
	wire_put_list(out, mail->recipients);
	wire_put_text(out, mail->subject);
	wire_put_i64(out, mail->date);
	wire_put_text(out, mail->digest);
	wire_put_text(out, mail->bounce_key);
	wire_put_u32(out, mail->unasked ? 1 : 0);
	wire_put_u32(out, mail->verdict);
	wire_put_u32(out, mail->method);
	wire_put_text(out, mail->signer);
	wire_put_text(out, mail->text);
	wire_put_text(out, mail->form);
	wire_put_text(out, mail->why_unreadable);
	wire_put_i64(out, mail->away_until);
	wire_put_text(out, mail->returned_id);
	put_lists(out, mail);
	put_answer(out, mail);
	wire_frame_close(out, start);
}

static void get_tokens(WireInput *in, InMail *mail)
{
	for (guint32 n = wire_get_count(in); n > 0 && !in->bad; n--) {
		MailToken *token = g_new0(MailToken, 1);

		g_ptr_array_add(mail->tokens, token);
		wire_get_text_into(in, &token->token);
		token->place = (TokenPlace)wire_get_enum(in, &token_place_words);
	}
}

static void get_failures(WireInput *in, InMail *mail)
{
	for (guint32 n = wire_get_count(in); n > 0 && !in->bad; n--) {
		MailFailure *failure = g_new0(MailFailure, 1);

		g_ptr_array_add(mail->failed, failure);
		wire_get_text_into(in, &failure->recipient);
		failure->status = wire_get_text(in);
		failure->final = wire_get_u32(in) != 0;
	}
}

static void get_parts(WireInput *in, InMail *mail)
{
	for (guint32 n = wire_get_count(in); n > 0 && !in->bad; n--) {
		MailPart *part = g_new0(MailPart, 1);
		gsize length;

		g_ptr_array_add(mail->parts, part);
		wire_get_text_into(in, &part->name);
		wire_get_text_into(in, &part->type);
		part->bytes = (gsize)wire_get_i64(in);
		part->hash = wire_get_text(in);
		const char *content = wire_get_bytes(in, &length);

		if (content)
			part->content = g_bytes_new(content, length);
	}
}

static void get_answer(WireInput *in, InMail *mail)
{
	mail->answer = wire_get_text(in);
	mail->why = wire_get_text(in);
	mail->argument = wire_get_text(in);
	mail->comment = wire_get_text(in);
}

InMail *wire_get_mail(const char *frame, gsize length)
{
	WireInput in = {frame, frame + length, FALSE};
	g_autoptr(InMail) mail = inmail_new();

	mail->class = (MailClass)wire_get_enum(&in, &mail_class_words);
	mail->from = wire_get_text(&in);
	mail->from_name = wire_get_text(&in);
	mail->message_id = wire_get_text(&in);
	mail->in_reply_to = wire_get_text(&in);
	g_strfreev(mail->references);
	mail->references = wire_get_list(&in);
	g_strfreev(mail->recipients);
	mail->recipients = wire_get_list(&in);
	wire_get_text_into(&in, &mail->subject);
	mail->date = wire_get_i64(&in);
	mail->digest = wire_get_text(&in);
	mail->bounce_key = wire_get_text(&in);
	mail->unasked = wire_get_u32(&in) != 0;
	mail->verdict = (Verdict)wire_get_enum(&in, &verdict_words);
	mail->method = (VerdictMethod)wire_get_enum(&in, &verdict_method_words);
	mail->signer = wire_get_text(&in);
	wire_get_text_into(&in, &mail->text);
	mail->form = wire_get_text(&in);
	mail->why_unreadable = wire_get_text(&in);
	mail->away_until = wire_get_i64(&in);
	mail->returned_id = wire_get_text(&in);
	get_tokens(&in, mail);
	get_failures(&in, mail);
	get_parts(&in, mail);
	get_answer(&in, mail);
	return in.bad || in.at != in.end ? NULL : g_steal_pointer(&mail);
}
