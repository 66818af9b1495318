/* SPDX-License-Identifier: MIT
 *
 * answer-word.h: finding the words of an ask in a line, and the small words around them that decide whether one is
 * meant: negation, condition, greeting, statement. Lines are case-folded (lines.h text_fold) except where said.
 */
#pragma once
#include "mail/answer.h"

/* Skips bullets, quotes, asterisks, brackets and blanks at the start of a line. */
const char *answer_skip_marks(const char *text);

gboolean answer_is_greeting(const char *line);     /* "hi all,", "liebe jane," and nothing else */
gboolean answer_has_condition(const char *sentence);
gboolean answer_has_negation(const char *sentence);
gboolean answer_goes_on(const char *rest);         /* the word is followed by what may follow it in a statement */
gboolean answer_is_objection(const char *rest);    /* "objection", "concerns": turns "no" into its opposite */

gboolean answer_is_polite(const char *rest);       /* an ending that Japanese or Chinese may put after the word */
gboolean answer_is_denial(const char *word, gsize length); /* "no" itself, which also begins agreement: "no, fine" */
gboolean answer_is_content(const char *rest);      /* what may follow a "no" that is no vote: "no changes",
	"no, fine" */

typedef enum AnswerStatement {
	ANSWER_NOT_STATED,
	ANSWER_ASIDE,  /* after a comma or nothing: counts when its sentence ends with it */
	ANSWER_SAID,   /* "i", "so", "my" */
	ANSWER_STATED, /* "i vote", "my answer is" */
	ANSWER_STATEMENT_COUNT
} AnswerStatement;

/* Whether what stands before a word in its sentence makes it the speaker's own statement. */
AnswerStatement answer_is_stated(const char *before);

/* A folded line with minus signs of every kind and ticked boxes in the form the words are written in. g_free. */
char *answer_line_normal(const char *folded);

/* Skips punctuation, emoji and closing marks after a word, up to the next word or question mark. */
const char *answer_skip_tail(const char *text);

/* The first sentence of what follows a word. Free with g_free. */
char *answer_sentence(const char *rest);
