/* SPDX-License-Identifier: MIT
 *
 * reading.h: the bytes of a message as an InMail: the one entry into this layer.
 */
#pragma once
#include "mail/answer.h"

/* What the reader must know of the robot. All members may be NULL or 0. */
typedef struct ReaderConfig {
	char **robots;     /* addresses of the robot, comparable form */
	char *sub_address; /* "plus": LOCAL+TOKEN@DOMAIN; "none"; or a pattern: "r-TOKEN@dmtf.example" */
	char *domain;      /* domain of the robot's Message-IDs */
	char *authserv_id; /* whose Authentication-Results are believed */
	gsize bytes_max;   /* bytes of a message that are read, 0: 25 MB */
	gsize content_max; /* bytes of an attachment that is handed over, 0: none are */
} ReaderConfig;

#define READING_BYTES_MAX (25 * 1024 * 1024)

/* Once a process, before reading_mail. */
void reading_open(void);

/* Reads a message; never NULL, never fails: what cannot be read is of class MAIL_UNREADABLE and says why. With words
 * (n > 0) the answer is read too. Free with inmail_free. */
InMail *reading_mail(const char *bytes, gsize length, const ReaderConfig *config, const AnswerWord *words, gsize n);
