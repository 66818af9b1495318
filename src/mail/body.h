/* SPDX-License-Identifier: MIT
 *
 * body.h: which parts of a message are its text, which are attachments.
 *
 * Text is what a mail client would show: of alternatives one (plain text, else HTML), of a signed message what was
 * signed, several inline texts one after the other. Nothing inside a message/rfc822 is text.
 */
#pragma once
#include "domain/inmail.h"
#include "mail/mime.h"

#define BODY_TEXT_MAX (256 * 1024) /* bytes of one text part that are looked at */
#define BODY_WHOLE_MAX (1024 * 1024) /* bytes of text after which no further part is taken */

typedef struct Body {
	char *text;           /* as html-text.h writes it; "" when there is none */
	gboolean encrypted;   /* PGP or S/MIME: no text without a key */
	const char *hostile;  /* why the text is not read, or NULL; static */
	GPtrArray *attached;  /* const MimePart *, in order */
} Body;

Body *body_read(const MimeTree *tree);
void body_free(Body *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Body, body_free)

/* Fills mail->parts from the attachments; contents are kept up to `limit` bytes each (0: none). */
void body_attachments(const Body *body, gsize limit, InMail *mail);

/* The HTML alternative as text when the message has both (to compare), or NULL. Free with g_free. */
char *body_html(const MimeTree *tree);
