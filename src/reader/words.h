/* SPDX-License-Identifier: MIT
 *
 * words.h: the words a vote is cast with, in the languages that are shipped.
 */
#pragma once
#include "mail/answer.h"

/* YES, NO and ABSTAIN with their synonyms; static. */
const AnswerWord *words_vote(gsize *out_n);
