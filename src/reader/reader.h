/* SPDX-License-Identifier: MIT
 *
 * reader.h: the robot's side of the reader process: bytes of mail in, InMail out, and what crashes the reader costs one
 * message.
 *
 * The process is started by posix_spawn with one socket, an empty environment and nothing else. Requests are sent ahead
 * of the answers; when the process dies or stalls, what was in flight is tried again one by one in a new process, and
 * the message that ends that one is reported as killer.
 */
#pragma once
#include "mail/reading.h"

typedef struct Reader Reader;

typedef struct ReaderRequest {
	GBytes *bytes; /* the message; borrowed until the batch is done */
	const AnswerWord *words; /* borrowed; may be NULL with n 0: no answer is read */
	gsize n;
} ReaderRequest;

typedef struct ReaderResult {
	InMail *mail;    /* owned; NULL when killed */
	gboolean killed; /* the message ended the reader or took too long: keep it aside */
} ReaderResult;

void reader_result_free(gpointer result);

/* The reader program: beside this executable, else where it is installed. Free with g_free. */
char *reader_program(void);

/* Starts a reader. NULL with a FAULT_PERM when the program cannot be started, FAULT_TEMP when it does not answer. */
Reader *reader_new(const char *program, GError **error);
void reader_free(Reader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reader, reader_free)

/* How long one message may take, in milliseconds (1000 unless set). */
void reader_set_patience(Reader *reader, guint milliseconds);

/* The reader's process id, for those who watch it; it changes when the reader is started anew. */
int reader_pid(const Reader *reader);

/* Reads requests (ReaderRequest *) in order and appends one ReaderResult * each to out_results (whose free function is
 * reader_result_free). False with a fault when no reader could be started; the results had until then stay. */
gboolean reader_read_batch(Reader *reader, const ReaderConfig *config, GPtrArray *requests, GPtrArray *out_results,
                           GError **error);

/* One message. NULL with FAULT_PERM and *out_killed = TRUE (out_killed may be NULL) when it ended the reader. */
InMail *reader_read(Reader *reader, const ReaderConfig *config, GBytes *bytes, const AnswerWord *words, gsize n,
                    gboolean *out_killed, GError **error);
