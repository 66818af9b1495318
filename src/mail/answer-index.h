/* SPDX-License-Identifier: MIT
 *
 * answer-index.h: the words of an ask and all their synonyms, case-folded and in order of their first byte.
 *
 * A search asks at the beginning of every word of a reply whether one of some two hundred pieces stands there. By its
 * first byte, few come into question. Folding and sorting them costs more than most searches, and one mail after the
 * other answers the same kind of ask; so the index of the list that was asked for last is kept and given again while
 * the words are the same. This layer runs in a process with one thread.
 */
#pragma once
#include "mail/answer.h"

typedef struct AnswerIndex AnswerIndex;

/* The index of a list of words; good until the next call with other words. */
const AnswerIndex *answer_index(const AnswerWord *words, gsize n);

/* The longest of the words (or synonyms) that stands at `text` (case-folded) and ends at a word's end: its index in the
 * list, or -1; *out_length its length in bytes. "*" is no word. */
int answer_word_at(const AnswerIndex *index, const char *text, gsize *out_length);
