/* SPDX-License-Identifier: MIT
 *
 * control-words.h: an answer as an administrator types it: one of the words that the ask takes, and what belongs to it.
 *
 * No mail is interpreted here: the word stands first, and nothing stands behind one that takes nothing.
 */
#pragma once
#include "domain/ask.h"
#include "domain/event.h"

/* Sets word, and argument or text (borrowed from line), of the event. FALSE when the line is no answer to such an ask.
 */
gboolean control_words(const AskRow *row, const char *line, Event *event);
