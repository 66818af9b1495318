/* SPDX-License-Identifier: MIT
 *
 * answer.h: which of an ask's words a reply answers with.
 *
 * It never guesses. A word counts alone or leading in the first line of the new text (after a greeting), stated in a
 * sentence there ("Acme votes YES.", "So +1 from me."), alone on a later line, ticked in the quoted form, or in the
 * subject when there is no text (a mailto: link). A negation, a condition, a question or two different words make it
 * "unclear". Quoted text never answers, and neither does anything but a reply.
 */
#pragma once
#include "domain/inmail.h"

typedef struct AnswerWord {
	const char *word;     /* canonical: "YES", "NOT ME"; "*" where the ask takes any text */
	const char *synonyms; /* other words, separated by blanks, underscores for blanks; or NULL */
	gboolean takes_argument; /* what follows on its line is its argument */
	gboolean needs_argument;
} AnswerWord;

/* Sets mail->answer, argument, comment and why from mail's class, text, form and subject. */
void answer_read(InMail *mail, const AnswerWord *words, gsize n);
