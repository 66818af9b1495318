/* SPDX-License-Identifier: MIT
 *
 * authres.h: what our own server says about the sender (RFC 8601).
 *
 * Believed are Authentication-Results headers with the configured authserv-id only, and of those only the topmost run:
 * the first such headers of the message that stand directly one below the other. Anything further down may have
 * arrived with the mail.
 */
#pragma once
#include "domain/inmail.h"
#include "mail/mime.h"

/* Sets mail->verdict, method and signer. DMARC decides where it is reported; else a DKIM or SPF pass counts when its
 * domain is that of From or above it. mail->from must be set. authserv_id NULL or "": nothing is believed. */
void authres_read(const MimeTree *tree, const char *authserv_id, InMail *mail);
