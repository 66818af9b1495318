/* SPDX-License-Identifier: MIT */
#include "mail/answer.h"
#include "mail/answer-word.h"
#include "mail/lines.h"
#include <string.h>

#define ANSWER_LINES_MAX 400
#define STATED_LINES 12 /* at the start and at the end: where people state what they want */
#define STATED_BYTES 1000

typedef struct Reading {
	InMail *mail;
	const AnswerWord *words;
	AnswerWord *folds; /* the same, case-folded */
	gsize n;
	GPtrArray *lines;  /* char *: the new text as written */
	GPtrArray *folded; /* the same, case-folded */
	guint first;       /* the first line that is no greeting */
	int found;         /* index of the word, -1 none */
	guint line;        /* where it stands */
	char *rest;        /* what follows it on its line, as written; owned */
	const char *why;   /* unclear because of … */
} Reading;

static gboolean blank_line(const char *text)
{
	return !*answer_skip_marks(text);
}

static void reading_open(Reading *reading)
{
	reading->folds = answer_words_fold(reading->words, reading->n);
	char **lines = g_strsplit(reading->mail->text, "\n", ANSWER_LINES_MAX);

	reading->lines = g_ptr_array_new_with_free_func(g_free);
	reading->folded = g_ptr_array_new_with_free_func(g_free);
	for (char **line = lines; *line; line++) {
		g_ptr_array_add(reading->folded, text_fold(*line));
		g_ptr_array_add(reading->lines, *line);
	}
	g_free(lines);
	while (reading->first < reading->lines->len) {
		const char *line = g_ptr_array_index(reading->folded, reading->first);

		if (!blank_line(line) && !answer_is_greeting(line))
			break;
		reading->first++;
	}
}

static void reading_close(Reading *reading)
{
	g_ptr_array_unref(reading->lines);
	g_ptr_array_unref(reading->folded);
	answer_words_free(reading->folds, reading->n);
	g_free(reading->rest);
}

static const char *line_at(const Reading *reading, guint i)
{
	return i < reading->folded->len ? g_ptr_array_index(reading->folded, i) : "";
}

/* "yes/no", "yes, no or abstain", "yes and no": another word directly after the first, and then an end. */
static gboolean second_word(const Reading *reading, const char *rest, int first)
{
	static const char *const joints[] = {"or ", "and ", "/", ",", "oder ", "und ", "ou ", "et ", "o ", "y ", "|",
		";", "to ", "-> ", "→ "};
	const char *p = rest;

	while (*p == ' ')
		p++;
	for (guint i = 0; i < G_N_ELEMENTS(joints); i++) {
		if (!g_str_has_prefix(p, joints[i]))
			continue;
		gsize length;
		const char *word = answer_skip_marks(p + strlen(joints[i]));
		int other = answer_word_at(reading->folds, reading->n, word, &length);

		if (other >= 0 && other != first) {
			const char *after = word + length;

			while (*after == ' ')
				after++;
			return !g_unichar_isalnum(g_utf8_get_char(after)) || g_str_has_prefix(after, "or ") ||
				g_str_has_prefix(after, "and ");
		}
	}
	return FALSE;
}

/* Why a word followed by `rest` (on a line, folded) does not count, or NULL. */
static const char *rest_judge(const Reading *reading, int word, const char *rest)
{
	g_autofree char *sentence = answer_sentence(rest);

	if (second_word(reading, rest, word))
		return "it names two different answers";
	if (reading->words[word].takes_argument)
		return NULL;
	if (strchr(sentence, '?') && sentence[strlen(sentence) - 1] == '?')
		return "it is a question";
	if (answer_has_condition(sentence))
		return "an answer cannot have a condition";
	if (answer_is_objection(sentence))
		return "it can be read both ways";
	if (*rest == ' ' && g_unichar_isalnum(g_utf8_get_char(rest + 1)) && !answer_goes_on(rest + 1))
		return "the line goes on after the word in a way that may change it";
	return NULL;
}

/* A word alone on its line, whose sentence goes on in the next line with a condition. */
static gboolean next_line_conditions(const Reading *reading, guint line)
{
	static const char *const begins[] = {"if ", "provided", "unless", "as long as", "on condition", "subject to",
		"only if", "wenn ", "falls ", "sofern ", "à condition", "si ", "siempre que", "but only"};
	const char *next = line_at(reading, line + 1);

	for (guint i = 0; i < G_N_ELEMENTS(begins); i++) {
		if (g_str_has_prefix(next, begins[i]) && !g_str_has_prefix(next, "if you") && !g_str_has_prefix(next,
			"wenn sie"))
			return TRUE;
	}
	return FALSE;
}

static void reading_set(Reading *reading, int word, guint line, const char *written, const char *why)
{
	reading->found = word;
	reading->line = line;
	reading->why = why;
	g_free(reading->rest);
	reading->rest = g_strdup(written);
}

/* The part of the written line that corresponds to the last bytes of its folded form (same words, other case). */
static const char *written_tail(const char *written, const char *folded_tail)
{
	glong keep = g_utf8_strlen(folded_tail, -1);
	glong length = g_utf8_strlen(written, -1);

	while (length > 0 && g_unichar_isspace(g_utf8_get_char(g_utf8_offset_to_pointer(written, length - 1))))
		length--;
	return keep >= length ? written : g_utf8_offset_to_pointer(written, length - keep);
}

/* The word leads a line. */
static gboolean line_leads(Reading *reading, guint line)
{
	g_autofree char *normal = answer_line_normal(line_at(reading, line));
	const char *at = answer_skip_marks(normal);
	gsize length;
	int word = answer_word_at(reading->folds, reading->n, at, &length);

	if (word < 0)
		return FALSE;
	const char *rest = at + length;
	const char *why = rest_judge(reading, word, rest);

	if (!why && !*answer_skip_tail(rest) && next_line_conditions(reading, line))
		why = "an answer cannot have a condition";
	reading_set(reading, word, line, written_tail(g_ptr_array_index(reading->lines, line), rest), why);
	return TRUE;
}

/* The word stands in a sentence of the line that states it. */
static gboolean line_states(Reading *reading, guint line)
{
	g_autofree char *normal = answer_line_normal(line_at(reading, line));
	const char *sentence = normal;

	for (const char *p = normal; *p && p - normal < STATED_BYTES; p = g_utf8_next_char(p)) {
		gsize length;

		if (p > normal && strchr(".!?", p[-1]))
			sentence = p + (*p == ' ');
		if (p > normal && (g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(p))) || p[-1] == '-' ||
			p[-1] == '\''))
			continue;
		int word = answer_word_at(reading->folds, reading->n, p, &length);

		if (word < 0 || reading->words[word].takes_argument)
			continue;
		g_autofree char *before = g_strndup(sentence, (gsize)(p - sentence));

		if ((!*before && line > reading->first) || !answer_is_stated(before))
			continue;
		const char *why = answer_has_negation(before) ? "it is negated or only considered"
			: rest_judge(reading, word, p + length);
		g_autofree char *said = answer_sentence(p + length);

		reading_set(reading, word, line, written_tail(g_ptr_array_index(reading->lines, line),
			p + length + strlen(said)), why);
		return TRUE;
	}
	return FALSE;
}

/* Other lines that hold a different word and nothing else contradict. */
static void alone_check(Reading *reading)
{
	for (guint i = reading->first; i < reading->folded->len; i++) {
		if (reading->found >= 0 && i == reading->line)
			continue;
		g_autofree char *normal = answer_line_normal(line_at(reading, i));
		const char *at = answer_skip_marks(normal);
		gsize length;
		int word = answer_word_at(reading->folds, reading->n, at, &length);

		if (word < 0)
			continue;
		const char *tail = answer_skip_tail(at + length);

		if (*tail && !(*tail == '(' && strchr(tail, ')') && !*answer_skip_tail(strchr(tail, ')') + 1)))
			continue;
		if (reading->found < 0)
			reading_set(reading, word, i, "", next_line_conditions(reading, i)
				? "an answer cannot have a condition" : NULL);
		else if (word != reading->found && !reading->words[reading->found].takes_argument)
			reading->why = "it gives two different answers";
	}
}

static void form_read(Reading *reading)
{
	g_auto(GStrv) ticks = reading->mail->form ? g_strsplit(reading->mail->form, "\n", 50) : NULL;

	for (char **tick = ticks; tick && *tick; tick++) {
		g_autofree char *folded = text_fold(*tick);
		gsize length;
		int word = answer_word_at(reading->folds, reading->n, answer_skip_marks(folded), &length);

		if (word < 0)
			continue;
		if (reading->found >= 0 && reading->found != word)
			reading->why = "it gives two different answers";
		else if (reading->found < 0)
			reading_set(reading, word, G_MAXUINT, "", NULL);
	}
}

/* The subject answers only where there is no text at all: the link of a letter was used. */
static void subject_read(Reading *reading)
{
	g_autofree char *folded = text_fold(reading->mail->subject);
	const char *at = folded;
	gsize length;

	for (const char *mark = strrchr(at, ']'); mark; mark = NULL)
		at = mark + 1;
	at = answer_skip_marks(at);
	int word = answer_word_at(reading->folds, reading->n, at, &length);

	if (word >= 0 && (reading->words[word].takes_argument || !*answer_skip_tail(at + length)))
		reading_set(reading, word, G_MAXUINT, written_tail(reading->mail->subject, at + length), NULL);
}

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
	gboolean leads = reading->first < reading->folded->len && line_leads(reading, reading->first);
	const AnswerWord *word = leads ? &reading->words[reading->found] : NULL;

	if (word && !reading->why && (word->takes_argument || !*answer_skip_tail(reading->rest)))
		result_word(reading);
	else if (*mail->text)
		result_set(mail, "*", NULL, g_strdup(mail->text));
	else
		result_set(mail, "none", g_strdup("There is no text."), NULL);
}

static void reading_run(Reading *reading)
{
	gboolean found = reading->first < reading->folded->len && line_leads(reading, reading->first);

	for (guint i = reading->first; !found && i < reading->folded->len; i++) {
		if (i < reading->first + STATED_LINES || i + STATED_LINES >= reading->folded->len)
			found = line_states(reading, i);
	}
	if (!reading->why)
		alone_check(reading);
	if (reading->found < 0 || !*reading->mail->text)
		form_read(reading);
	if (reading->found < 0 && !*reading->mail->text)
		subject_read(reading);
}

void answer_read(InMail *mail, const AnswerWord *words, gsize n)
{
	Reading reading = {.mail = mail, .words = words, .n = n, .found = -1};

	if (mail->class != MAIL_REPLY) {
		result_set(mail, "none", g_strdup_printf("It is no reply by a person (%s).",
			enumtab_word(&mail_class_words, mail->class)), NULL);
		return;
	}
	reading_open(&reading);
	if (takes_any(&reading)) {
		result_any(&reading);
	} else {
		g_autofree char *list = words_list(&reading);

		reading_run(&reading);
		if (reading.why)
			result_set(mail, "unclear",
				g_strdup_printf("It is unclear: %s; expected %s alone in the first line.",
					reading.why, list), g_strdup(mail->text));
		else if (reading.found >= 0)
			result_word(&reading);
		else
			result_set(mail, "none", g_strdup_printf("No line of it is %s.", list), g_strdup(mail->text));
	}
	reading_close(&reading);
}
