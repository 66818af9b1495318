/* SPDX-License-Identifier: MIT
 *
 * read.h: `ballotctl read [--ask=KIND] FILE|-…`: what the robot would make of messages, without any state.
 */
#pragma once
#include "mail/reading.h"

/* The words of an ask's kind; false when there is no such kind. The words are borrowed for the whole run. */
typedef gboolean (*ReadWordsFunc)(const char *kind, const AnswerWord **out_words, gsize *out_n);

/* Reads the messages in files, Maildirs and mboxes named by argv[1] on ("-" or nothing: standard input) through a
 * reader process and prints one JSON document a line, in order. words_func may be NULL: only "vote" is known then.
 * program: the reader's, NULL for reader_program().
 * Returns the exit status: 0 whatever the classes, 1 when a file could not be opened, 2 for wrong usage. */
int read_command(int argc, char **argv, const ReaderConfig *config, ReadWordsFunc words_func, const char *program);
