/* SPDX-License-Identifier: MIT */
#include "mail/reading.h"
#include "mail/authres.h"
#include "mail/body.h"
#include "mail/classify.h"
#include "mail/envelope.h"
#include "mail/gmime.h"
#include "mail/visible.h"
#include <libxml/parser.h>
#include <string.h>

void reading_open(void)
{
	gmime_open();
	xmlInitParser();
}

static void unreadable(InMail *mail, char *why)
{
	mail->class = MAIL_UNREADABLE;
	g_free(mail->why_unreadable);
	mail->why_unreadable = why;
}

static gboolean is_empty(const InMail *mail, const Body *body)
{
	return !*mail->text && !*body->text && body->attached->len == 0 && !*mail->subject;
}

static void text_read(const MimeTree *tree, const Body *body, InMail *mail)
{
	g_free(mail->text);
	mail->text = visible_text(body->text, &mail->form);
	mail->class = classify_mail(tree, body->text, mail);
	if (mail->class != MAIL_REPLY && mail->class != MAIL_BULK)
		return;
	if (body->hostile)
		unreadable(mail, g_strdup(body->hostile));
	else if (body->encrypted && !*mail->text)
		unreadable(mail, g_strdup("It is encrypted."));
	else if (is_empty(mail, body))
		unreadable(mail, g_strdup("It holds no text."));
}

static gboolean is_choice(const InMail *mail)
{
	return strcmp(mail->answer, "unclear") != 0 && strcmp(mail->answer, "none") != 0;
}

/* Where a message says one thing as plain text and another as HTML, its sender saw the one and we would count the
 * other: that is unclear. */
static void html_compare(const MimeTree *tree, InMail *mail, const AnswerWord *words, gsize n)
{
	g_autofree char *html = is_choice(mail) && strcmp(mail->answer, "*") != 0 ? body_html(tree) : NULL;

	if (!html)
		return;
	g_autoptr(InMail) other = inmail_new();

	g_free(other->text);
	other->text = visible_text(html, &other->form);
	if (strcmp(other->text, mail->text) == 0 && g_strcmp0(other->form, mail->form) == 0)
		return;
	g_free(other->subject);
	other->subject = g_strdup(mail->subject);
	other->class = mail->class;
	answer_read(other, words, n);
	if (!is_choice(other) || strcmp(other->answer, mail->answer) == 0)
		return;
	g_free(mail->answer);
	mail->answer = g_strdup("unclear");
	g_free(mail->why);
	mail->why = g_strdup("It is unclear: its plain text and its HTML give different answers.");
}

InMail *reading_mail(const char *bytes, gsize length, const ReaderConfig *config, const AnswerWord *words, gsize n)
{
	InMail *mail = inmail_new();
	gsize max = config->bytes_max ? config->bytes_max : READING_BYTES_MAX;

	length = MIN(length, max);
	g_autoptr(MimeTree) tree = mime_split(bytes, length);

	mail->digest = envelope_digest(tree, bytes, length);
	if (tree->head.length && memchr(tree->head.at, 0, tree->head.length))
		tree->hostile = "its header holds a NUL byte";
	if (tree->hostile) {
		unreadable(mail, g_strdup_printf("It is not read because %s.", tree->hostile));
	} else {
		g_autoptr(Body) body = body_read(tree);

		envelope_read(tree, config, mail);
		authres_read(tree, config->authserv_id, mail);
		text_read(tree, body, mail);
		body_attachments(body, config->content_max, mail);
	}
	if (n > 0)
		answer_read(mail, words, n);
	if (n > 0 && mail->class == MAIL_REPLY)
		html_compare(tree, mail, words, n);
	return mail;
}
