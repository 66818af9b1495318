/* SPDX-License-Identifier: MIT
 *
 * bounce-text.h: the habits of mail servers that report in prose.
 */
#pragma once
#include "domain/inmail.h"

/* True when the local part or name is one that mail systems send from ("mailer-daemon"). from may be NULL. */
gboolean bounce_sender(const char *from, const char *name);

/* True when a folded subject says that a mail was not delivered. */
gboolean bounce_subject(const char *folded);

/* How strongly a folded text says that a delivery failed: number of phrases and SMTP replies, up to 4. */
guint bounce_phrases(const char *folded);

/* True when a folded text says that delivery is still being tried. */
gboolean bounce_still_trying(const char *folded);

/* True when a folded text says that the time for delivery is over. */
gboolean bounce_time_over(const char *folded);

/* The text above the returned mail. Free with g_free. */
char *bounce_head(const char *text);

/* Adds the recipients that the head of a report names to mail->failed; skip: comparable addresses never meant. */
void bounce_recipients(const char *head, const char *const *skip, gboolean final, InMail *mail);

/* Adds one recipient unless it is there or no address. status may be NULL. */
void bounce_add(InMail *mail, const char *recipient, const char *status, gboolean final);

/* The first enhanced status code in a text ("5.1.1"), or NULL. Free with g_free. */
char *bounce_status(const char *text);
