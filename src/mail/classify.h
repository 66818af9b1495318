/* SPDX-License-Identifier: MIT
 *
 * classify.h: what kind of mail it is: written by a person, or by which kind of machine.
 *
 * Labels come first (RFC 3834 Auto-Submitted, RFC 3464, 8098 and 5965 reports), then the labels real systems use
 * instead, then subjects and first sentences. In doubt a mail is a person's.
 */
#pragma once
#include "domain/inmail.h"
#include "mail/mime.h"

/* The class of a readable mail. mail's headers and text must be set; body is the text as it came. Fills mail->failed,
 * returned_id and away_until where they apply. */
MailClass classify_mail(const MimeTree *tree, const char *body, InMail *mail);
