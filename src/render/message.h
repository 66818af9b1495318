/* SPDX-License-Identifier: MIT
 *
 * message.h: a finished letter as the bytes that leave the machine, and the mailto links that answer it.
 *
 * Equal specifications give equal bytes, so that a retry is the same mail: date, Message-ID and boundaries come from
 * the specification, nothing from the clock or from chance. All text is UTF-8; nothing in any field can add a header.
 */
#pragma once
#include <glib.h>

#include "base/moment.h"

typedef struct MessageHeader {
	const char *name; /* letters, digits and "-" */
	const char *value;
} MessageHeader;

typedef struct MessageAttachment {
	const char *name; /* file name; written by RFC 2231 where it is not ASCII */
	const char *type; /* "application/pdf"; anything else than type/subtype becomes application/octet-stream */
	GBytes *bytes;
} MessageAttachment;

/* Everything is borrowed. Text that is not UTF-8 is made valid; CR, LF and other controls in headers become blanks. */
typedef struct MessageSpec {
	const char *from_address;
	const char *from_name; /* NULL: none; the same for to_name */
	const char *to_address;
	const char *to_name;
	const char *reply_to; /* an address, or NULL */
	const char *subject;
	const char *message_id;	 /* without angles; the same for the next two */
	const char *in_reply_to; /* or NULL; ids that are no plausible msg-id are left out */
	const char *const
		*references; /* NULL-terminated, oldest first, or NULL; of many the first and the newest stay */
	Instant date;
	const char *auto_submitted; /* "auto-generated", "auto-replied", or NULL: no such header */
	const MessageHeader *headers;
	gsize headers_count;
	const char *text;
	const char *html; /* NULL: text alone */
	const MessageAttachment *attachments;
	gsize attachments_count;
} MessageSpec;

/* The message with CRLF line ends, no line longer than 998 bytes. Free with g_bytes_unref. */
GBytes *message_compose(const MessageSpec *spec);

/* "mailto:robot%2Btoken@dmtf.example?subject=…&body=…" (RFC 6068): everything but unreserved characters and the
 * address's @ is percent-encoded, line ends of the body as %0D%0A. subject and body may be NULL. Free with g_free. */
char *message_mailto(const char *address, const char *subject, const char *body);
