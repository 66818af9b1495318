/* SPDX-License-Identifier: MIT */
#include "mail/answer-scan.h"
#include "mail/answer-word.h"
#include "mail/lines.h"
#include <string.h>

#define ANSWER_LINES_MAX 400
#define STATED_LINES 12 /* at the start and at the end: where people state what they want */
#define STATED_BYTES 1000

static gboolean blank_line(const char *text)
{
	return !*answer_skip_marks(text);
}

void scan_open(Reading *reading)
{
	reading->index = answer_index(reading->words, reading->n);
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

void scan_close(Reading *reading)
{
	g_ptr_array_unref(reading->lines);
	g_ptr_array_unref(reading->folded);
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
		int other = answer_word_at(reading->index, word, &length);

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

/* Whether nothing but another word follows on the line ("NO: YES"). */
static gboolean opposite_follows(const Reading *reading, const char *rest, int first)
{
	const char *word = answer_skip_tail(rest);
	gsize length;
	int other = answer_word_at(reading->index, word, &length);

	return other >= 0 && other != first && word > rest && !*answer_skip_tail(word + length);
}

/* The sentence after a word, with what of it stands on the next lines; a word alone on its line ends there. */
static char *sentence_whole(const Reading *reading, guint line, const char *rest)
{
	g_autoptr(GString) whole = g_string_new(rest);

	for (guint i = line + 1; i < line + 4 && *answer_skip_tail(rest) && *line_at(reading, i); i++)
		g_string_append_printf(whole, " %s", line_at(reading, i));
	return answer_sentence(whole->str);
}

/* Why a word that reads as agreement or the opposite by what follows does not count, or NULL. */
static const char *sentence_judge(const char *sentence, gboolean denial)
{
	gsize length = strlen(sentence);

	if (length && sentence[length - 1] == '?')
		return "it is a question";
	if (answer_has_condition(sentence))
		return "an answer cannot have a condition";
	return answer_is_objection(sentence) || (denial && answer_is_content(sentence)) ? "it can be read both ways"
		: NULL;
}

/* Why a word (its end at `rest`, on a folded line) does not count, or NULL. */
static const char *rest_judge(const Reading *reading, guint line, int word, const char *rest, gsize length)
{
	gunichar next = g_utf8_get_char(rest);

	if (second_word(reading, rest, word))
		return "it names two different answers";
	if (opposite_follows(reading, rest, word))
		return "it gives two different answers";
	if (reading->words[word].takes_argument)
		return NULL;
	g_autofree char *whole = sentence_whole(reading, line, rest);
	const char *why = sentence_judge(whole, answer_is_denial(rest - length, length));

	if (why)
		return why;
	if ((*rest == ' ' && g_unichar_isalnum(g_utf8_get_char(rest + 1)) && !answer_goes_on(rest + 1)) ||
	    (g_unichar_isalnum(next) && !answer_is_polite(rest)))
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
gboolean scan_leads(Reading *reading, guint line)
{
	g_autofree char *normal = answer_line_normal(line_at(reading, line));
	const char *at = answer_skip_marks(normal);
	gsize length;
	int word = answer_word_at(reading->index, at, &length);

	if (word < 0)
		return FALSE;
	const char *rest = at + length;
	const char *why = rest_judge(reading, line, word, rest, length);

	if (!why && !*answer_skip_tail(rest) && next_line_conditions(reading, line))
		why = "an answer cannot have a condition";
	reading_set(reading, word, line, written_tail(g_ptr_array_index(reading->lines, line), rest), why);
	return TRUE;
}

/* The word of a statement at `at`, or -1: what stands before and after it in its sentence decides. */
static int stated_at(const Reading *reading, const char *sentence, const char *at, AnswerStatement least,
	gsize *out_length,
                     const char **out_why)
{
	int word = answer_word_at(reading->index, at, out_length);

	if (word < 0 || reading->words[word].takes_argument)
		return -1;
	g_autofree char *before = g_strndup(sentence, (gsize)(at - sentence));
	const char *tail = answer_skip_tail(at + *out_length);
	AnswerStatement statement = answer_is_stated(before);
	gboolean ends = !*tail || strpbrk(at + *out_length, ".!;") == at + *out_length || g_str_has_prefix(tail,
		"from ") ||
	                g_str_has_prefix(tail, "for ") || g_str_has_prefix(tail, "thank");

	if (statement < least || statement == ANSWER_NOT_STATED || (statement == ANSWER_ASIDE && !ends))
		return -1;
	*out_why = answer_has_condition(before)  ? "an answer cannot have a condition"
	           : answer_has_negation(before) ? "it is negated or only considered"
	                                         : NULL;
	return word;
}

/* The start of the sentence that the character at p belongs to, given the one before it. */
static const char *sentence_start(const char *line, const char *p, const char *sentence)
{
	return p > line && strchr(".!?", p[-1]) ? p + (*p == ' ') : sentence;
}

static gboolean begins_word(const char *line, const char *p)
{
	return p == line || (!g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(p))) && p[-1] != '-' && p[-1] != '\'');
}

/* The word stands in a sentence of the line that states it. */
static gboolean line_states(Reading *reading, guint line)
{
	g_autofree char *normal = answer_line_normal(line_at(reading, line));
	const char *sentence = normal;

	for (const char *p = normal; *p && p - normal < STATED_BYTES; p = g_utf8_next_char(p)) {
		gsize length;
		const char *why = NULL;

		sentence = sentence_start(normal, p, sentence);
		if (!begins_word(normal, p) || (p == sentence && line > reading->first))
			continue;
		int word = stated_at(reading, sentence, p, ANSWER_ASIDE, &length, &why);

		if (word < 0)
			continue;
		const char *rest = p + length;
		g_autofree char *said = answer_sentence(rest);

		why = why ? why : rest_judge(reading, line, word, rest, length);
		reading_set(reading, word, line, written_tail(g_ptr_array_index(reading->lines, line),
			rest + strlen(said)), why);
		return TRUE;
	}
	return FALSE;
}

/* A plain statement ("we vote no") of another word anywhere contradicts. */
static void statements_check(Reading *reading)
{
	for (guint i = reading->first; i < reading->folded->len && i < reading->first + 40; i++) {
		g_autofree char *normal = answer_line_normal(line_at(reading, i));
		const char *sentence = normal;

		for (const char *p = normal; *p && p - normal < STATED_BYTES; p = g_utf8_next_char(p)) {
			gsize length;
			const char *why = NULL;

			sentence = sentence_start(normal, p, sentence);
			int word = begins_word(normal, p) ? stated_at(reading, sentence, p, ANSWER_STATED, &length,
				&why) : -1;

			if (word >= 0 && word != reading->found)
				reading->why = "it gives two different answers";
		}
	}
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
		int word = answer_word_at(reading->index, at, &length);

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
		int word = answer_word_at(reading->index, answer_skip_marks(folded), &length);

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
	int word = answer_word_at(reading->index, at, &length);

	if (word >= 0 && (reading->words[word].takes_argument || !*answer_skip_tail(at + length)))
		reading_set(reading, word, G_MAXUINT, written_tail(reading->mail->subject, at + length), NULL);
}

void scan_run(Reading *reading)
{
	gboolean found = reading->first < reading->folded->len && scan_leads(reading, reading->first);

	for (guint i = reading->first; !found && i < reading->folded->len; i++) {
		if (i < reading->first + STATED_LINES || i + STATED_LINES >= reading->folded->len)
			found = line_states(reading, i);
	}
	if (!reading->why)
		alone_check(reading);
	if (reading->found >= 0 && !reading->why && !reading->words[reading->found].takes_argument)
		statements_check(reading);
	if (reading->found < 0 || !*reading->mail->text)
		form_read(reading);
	if (reading->found < 0 && !*reading->mail->text)
		subject_read(reading);
}
