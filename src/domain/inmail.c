/* SPDX-License-Identifier: MIT
 *
 * inmail.c: see inmail.h.
 */
#include "domain/inmail.h"

ENUMTAB_DEFINE(mail_class, MAIL_CLASS, MAIL_CLASS_LIST);
ENUMTAB_DEFINE(verdict, VERDICT, VERDICT_LIST);
ENUMTAB_DEFINE(verdict_method, VERDICT_METHOD, VERDICT_METHOD_LIST);
ENUMTAB_DEFINE(token_place, TOKEN_PLACE, TOKEN_PLACE_LIST);

static void token_free(gpointer data)
{
	MailToken *token = data;
	g_free(token->token);
	g_free(token);
}

static void failure_free(gpointer data)
{
	MailFailure *failure = data;
	g_free(failure->recipient);
	g_free(failure->status);
	g_free(failure);
}

static void part_free(gpointer data)
{
	MailPart *part = data;
	g_free(part->name);
	g_free(part->type);
	g_free(part->hash);
	g_clear_pointer(&part->content, g_bytes_unref);
	g_free(part);
}

InMail *inmail_new(void)
{
	InMail *mail = g_new0(InMail, 1);
	mail->references = g_new0(char *, 1);
	mail->recipients = g_new0(char *, 1);
	mail->subject = g_strdup("");
	mail->text = g_strdup("");
	mail->tokens = g_ptr_array_new_with_free_func(token_free);
	mail->failed = g_ptr_array_new_with_free_func(failure_free);
	mail->parts = g_ptr_array_new_with_free_func(part_free);
	return mail;
}

void inmail_free(InMail *mail)
{
	if (!mail)
		return;
	char *const texts[] = {mail->from,           mail->from_name,   mail->message_id, mail->in_reply_to,
			       mail->subject,        mail->digest,      mail->bounce_key, mail->signer,
			       mail->text,           mail->form,        mail->why_unreadable,
			       mail->returned_id,    mail->answer,      mail->why,        mail->argument,
			       mail->comment};
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_strfreev(mail->references);
	g_strfreev(mail->recipients);
	g_ptr_array_unref(mail->tokens);
	g_ptr_array_unref(mail->failed);
	g_ptr_array_unref(mail->parts);
	g_free(mail);
}
