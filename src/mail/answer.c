/* SPDX-License-Identifier: MIT */
#include "mail/answer.h"
#include "mail/answer-scan.h"
#include "mail/answer-word.h"
#include <string.h>

static char *lines_join(const Reading *reading, guint skip, guint from)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = from; i < reading->lines->len; i++) {
		if (i != skip)
			g_string_append_printf(out, "%s\n", (const char *)g_ptr_array_index(reading->lines, i));
	}
	return g_strstrip(g_string_free(g_steal_pointer(&out), FALSE));
}

static char *rest_trimmed(const char *rest)
{
	const char *at = rest;

	if (!*answer_skip_tail(at))
		return g_strdup("");
	while (*at && (strchr(" :;,.!=*_\"')]>\t-", *at) || g_str_has_prefix(at, "–") || g_str_has_prefix(at, "—")))
		at = g_utf8_next_char(at);
	return g_strstrip(g_strdup(at));
}

static gboolean takes_any(const Reading *reading)
{
	for (gsize i = 0; i < reading->n; i++) {
		if (strcmp(reading->words[i].word, "*") == 0)
			return TRUE;
	}
	return FALSE;
}

static char *words_list(const Reading *reading)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (gsize i = 0; i < reading->n; i++) {
		if (strcmp(reading->words[i].word, "*") != 0)
			g_string_append_printf(out, "%s%s", out->len ? (i + 1 == reading->n ? " or " : ", ") : "",
				reading->words[i].word);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void result_set(InMail *mail, const char *answer, char *why, char *comment)
{
	g_free(mail->answer);
	mail->answer = g_strdup(answer);
	g_free(mail->why);
	mail->why = why;
	g_free(mail->comment);
	mail->comment = comment && *comment ? comment : NULL;
	if (comment && !*comment)
		g_free(comment);
	g_clear_pointer(&mail->argument, g_free);
}

static void result_word(Reading *reading)
{
	InMail *mail = reading->mail;
	const AnswerWord *word = &reading->words[reading->found];
	g_autofree char *rest = rest_trimmed(reading->rest);
	guint after = reading->line == reading->first ? reading->line + 1 : reading->first;
	g_autofree char *below = lines_join(reading, reading->line, reading->line == G_MAXUINT ? 0 : after);

	if (word->takes_argument) {
		result_set(mail, word->word, NULL, g_strdup(below));
		if (!*rest && word->needs_argument && *below) {
			g_free(rest);
			rest = g_strndup(below, strcspn(below, "\n"));
		}
		if (*rest)
			mail->argument = g_steal_pointer(&rest);
		else if (word->needs_argument)
			result_set(mail, "unclear", g_strdup_printf("%s needs to be followed by what it is about.",
				word->word), g_strdup(below));
		return;
	}
	result_set(mail, word->word, NULL, *rest && *below ? g_strdup_printf("%s\n%s", rest, below) : g_strdup(*rest
		? rest : below));
}

/* Where any text is taken, a word counts only alone in the first line. */
static void result_any(Reading *reading)
{
	InMail *mail = reading->mail;
	gboolean leads = reading->first < reading->folded->len && scan_leads(reading, reading->first);
	const AnswerWord *word = leads ? &reading->words[reading->found] : NULL;

	if (word && !reading->why && (word->takes_argument || !*answer_skip_tail(reading->rest)))
		result_word(reading);
	else if (*mail->text)
		result_set(mail, "*", NULL, g_strdup(mail->text));
	else
		result_set(mail, "none", g_strdup("There is no text."), NULL);
}

void answer_read(InMail *mail, const AnswerWord *words, gsize n)
{
	Reading reading = {.mail = mail, .words = words, .n = n, .found = -1};

	if (mail->class != MAIL_REPLY) {
		result_set(mail, "none", g_strdup_printf("It is no reply by a person (%s).",
			enumtab_word(&mail_class_words, mail->class)), NULL);
		return;
	}
	scan_open(&reading);
	if (takes_any(&reading)) {
		result_any(&reading);
	} else {
		g_autofree char *list = words_list(&reading);

		scan_run(&reading);
		if (reading.why)
			result_set(mail, "unclear",
				g_strdup_printf("It is unclear: %s; expected %s alone in the first line.",
					reading.why, list), g_strdup(mail->text));
		else if (reading.found >= 0)
			result_word(&reading);
		else
			result_set(mail, "none", g_strdup_printf("No line of it is %s.", list), g_strdup(mail->text));
	}
	scan_close(&reading);
}
