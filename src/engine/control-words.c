/* SPDX-License-Identifier: MIT */
#include "engine/control-words.h"
#include <string.h>

static gboolean is_any(const AskWord *word)
{
	return word->word[0] == '*';
}

static gboolean word_begins(const char *line, const char *word, const char **out_rest)
{
	gsize length = strlen(word);
	if (g_ascii_strncasecmp(line, word, length) != 0 || (line[length] && !g_ascii_isspace(line[length])))
		return FALSE;
	*out_rest = line + length + strspn(line + length, " \t");
	return TRUE;
}

/* The word of the row that the line begins with, else its free text, else NULL. */
static const AskWord *word_find(const AskRow *row, const char *line, const char **out_rest)
{
	const AskWord *last = &row->words[row->n_words - 1], *any = is_any(last) ? last : NULL;
	for (guint i = 0; i < row->n_words; i++) {
		const AskWord *word = &row->words[i];
		if (word != any && word_begins(line, word->word, out_rest) && (word->argument || !**out_rest || !any))
			return word;
	}
	*out_rest = line;
	return any;
}

gboolean control_words(const AskRow *row, const char *line, Event *event)
{
	const char *rest = NULL;
	const AskWord *word = word_find(row, line, &rest);
	if (!word || (word->needed && !*rest) || (!word->argument && !is_any(word) && *rest))
		return FALSE;
	event->word = word->word;
	if (is_any(word))
		event->text = rest;
	else
		event->argument = *rest ? rest : NULL;
	return TRUE;
}
