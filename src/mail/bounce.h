/* SPDX-License-Identifier: MIT
 *
 * bounce.h: reports on the fate of a mail: which recipients failed or are delayed, and which mail it was.
 *
 * A report in the form of RFC 3464 is taken at its word, wherever its fields stand (a part of its own, or in the text).
 * What older systems send is read by habit: who sends it, what the subject says, SMTP replies in the text, and the
 * addresses that stand beside them, above the returned mail.
 *
 * A server that gave up because the recipient was out of reach all the time reports MAIL_DELAYED too, with the failure
 * marked final: the address is not wrong, the letter has not arrived.
 */
#pragma once
#include "domain/inmail.h"
#include "mail/mime.h"

/* Reads the message as a report. Returns MAIL_BOUNCE, MAIL_DELAYED or MAIL_REPORT after filling mail->failed and
 * mail->returned_id, or MAIL_REPLY when it is none. mail's from, subject and recipients must be set; text is the text
 * part as it came. */
MailClass bounce_read(const MimeTree *tree, const char *text, InMail *mail);
