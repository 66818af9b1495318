/* SPDX-License-Identifier: MIT
 *
 * wire.h: what the robot and its reader process say to each other.
 *
 * Frames of a 32-bit length (host order: both ends are one machine and one build) and a body of numbers and texts. The
 * reader is not trusted: whatever it sends is bounded, valid UTF-8 and within its enumerations, or the frame is refused.
 */
#pragma once
#include "mail/reading.h"

#define WIRE_FRAME_MAX (64u * 1024 * 1024)
#define WIRE_HELLO "ballotd-reader 2"

typedef struct WireWords {
	AnswerWord *words;
	gsize n;
} WireWords;

/* A request as the reader gets it; everything is owned but bytes, which lies in the frame. */
typedef struct WireRequest {
	ReaderConfig config;
	WireWords words;
	const char *bytes;
	gsize length;
} WireRequest;

/* Appends a frame that asks to read a message. */
void wire_put_request(GByteArray *out, const ReaderConfig *config, const AnswerWord *words, gsize n, const char *bytes,
                      gsize length);
/* Reads the body of such a frame; false when it is not sound. Clear with wire_request_clear in either case. */
gboolean wire_get_request(const char *frame, gsize length, WireRequest *out);
void wire_request_clear(WireRequest *request);

/* Appends a frame with an InMail. */
void wire_put_mail(GByteArray *out, const InMail *mail);
/* Reads the body of such a frame; NULL when it is not sound. Free with inmail_free. */
InMail *wire_get_mail(const char *frame, gsize length);

/* Appends the frame the reader sends once it is ready. */
void wire_put_hello(GByteArray *out);

/* The length of the whole frame that begins at bytes, head included; 0 when more bytes are needed, G_MAXSIZE when it is
 * longer than WIRE_FRAME_MAX. */
gsize wire_frame(const char *bytes, gsize length);
#define WIRE_HEAD sizeof(guint32)
