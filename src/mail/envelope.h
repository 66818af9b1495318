/* SPDX-License-Identifier: MIT
 *
 * envelope.h: what the header of a message says: who, to whom, about which mail, with which token of ours.
 */
#pragma once
#include "mail/mime.h"
#include "mail/reading.h"

/* Fills everything of an InMail that stands in its header: addresses, ids, subject, date, tokens, bounce key. */
void envelope_read(const MimeTree *tree, const ReaderConfig *config, InMail *mail);

/* SHA-256 of a message without its trace headers, lower-case hex. Free with g_free. */
char *envelope_digest(const MimeTree *tree, const char *bytes, gsize length);
