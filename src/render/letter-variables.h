/* SPDX-License-Identifier: MIT
 *
 * letter-variables.h: which variables each letter may use, as one table. The letterbook's check reads it, so that a
 * mistyped name in a template is found when the robot starts; mailtemplates/README says the same for people.
 */
#pragma once
#include <glib.h>

/* True when the letter (or "layout") may use the variable: one that every letter has ("ballot.closes",
 * "ask.buttons.label"), or a value of its own. A LetterKnown of letterbook.h. */
gboolean letter_variable_known(const char *letter, const char *variable);

/* The values a letter has beside those that every letter has: one string, separated by blanks, "" for none; NULL for an
 * unknown letter. Static. */
const char *letter_variables_own(const char *letter);

/* The variables that every letter may use, NULL-terminated; static. */
extern const char *const letter_variables_shared[];
