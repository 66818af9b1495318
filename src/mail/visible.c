/* SPDX-License-Identifier: MIT */
#include "mail/visible.h"
#include "mail/credit.h"
#include "mail/phrases.h"
#include <string.h>

#define SIGNATURE_LINES_MAX 16

static void lines_drop(Lines *lines, guint from, guint to)
{
	for (guint i = from; i < to && i < lines->n; i++) {
		if (lines->line[i].kind != LINE_QUOTED)
			lines->line[i].kind = LINE_GONE;
	}
}

/* Quoted lines below a cut must not count as a form that was filled in, so they go too. */
static void lines_cut(Lines *lines, guint from)
{
	lines_drop(lines, from, lines->n);
}

static gboolean is_rule(const char *text, guint least)
{
	gsize n = strspn(text, "-_=*~ \t\xe2\x80\x94\x93");

	return n == strlen(text) && n >= least;
}

/* How many lines of text stand above `at` and are still part of the new text. */
static gboolean text_above(const Lines *lines, guint at)
{
	for (guint i = 0; i < at; i++) {
		if (lines->line[i].kind == LINE_TEXT)
			return TRUE;
	}
	return FALSE;
}

static gboolean text_below(const Lines *lines, guint at)
{
	for (guint i = at; i < lines->n; i++) {
		if (lines->line[i].kind == LINE_TEXT)
			return TRUE;
	}
	return FALSE;
}

static gboolean quote_follows(const Lines *lines, guint at)
{
	guint next = lines_next(lines, at);

	return next < lines->n && lines->line[next].kind == LINE_QUOTED;
}

/* "-- " and what stands for it; a line that holds nothing but two dashes. */
static gboolean is_signature_mark(const char *text)
{
	return strcmp(text, "--") == 0 || strcmp(text, "—") == 0 || strcmp(text, "- --") == 0 || strcmp(text,
		"__") == 0;
}

/* Counted up to one more than anybody asks for. */
static guint text_lines_from(const Lines *lines, guint at)
{
	guint n = 0;

	for (guint i = at; i < lines->n && n <= SIGNATURE_LINES_MAX; i++)
		n += lines->line[i].kind == LINE_TEXT;
	return n;
}

typedef enum Step { STEP_ON, STEP_END, STEP_COUNT } Step;

/* A line the client adds must end the text: only blank lines, a quote or a cut follow, or a few lines of signature. */
static gboolean mobile_at(const Lines *lines, guint at)
{
	const char *text = lines->line[at].text;
	gsize length = strlen(text);

	if (length > 90)
		return FALSE;
	g_autofree char *folded = text_fold(text + strspn(text, "*_-[( \t"));

	if (!phrase_is_mobile(folded))
		return FALSE;
	if (g_str_has_suffix(folded, ".") && strlen(folded) > 50)
		return FALSE;
	guint next = at + 1;

	return next >= lines->n || lines->line[next].kind != LINE_TEXT || text_lines_from(lines, next) <= 3;
}

/* What follows a client's own line is the quote, unless it is introduced or marked as one and may hold answers. */
static Step mobile_step(Lines *lines, guint at)
{
	guint next = lines_next(lines, at + 1), n;

	lines->line[at].kind = LINE_GONE;
	if (next >= lines->n || lines->line[next].kind == LINE_QUOTED || credit_at(lines, next, &n) != CREDIT_NONE ||
		!text_above(lines, at))
		return STEP_ON;
	lines_cut(lines, at);
	return STEP_END;
}

/* A rule that a client, a list or a gateway puts above what it adds: a header block, "previous replies", the list's
 * footer, a disclaimer. */
static gboolean rule_cuts(const Lines *lines, guint at)
{
	guint next = lines_next(lines, at + 1);
	guint paragraphs = 0;
	g_autoptr(GString) below = g_string_new(NULL);

	if (next >= lines->n)
		return FALSE;
	if (lines->line[next].kind == LINE_CUT || credit_headers_at(lines, next))
		return TRUE;
	for (guint i = next; i < lines->n && paragraphs < 2 && i < next + 14; i++) {
		if (lines->line[i].kind == LINE_TEXT)
			g_string_append_printf(below, "%s ", lines->line[i].text);
		else if (lines->line[i - 1].kind == LINE_TEXT)
			paragraphs++;
	}
	g_autofree char *folded = text_fold(below->str);
	g_autofree char *first = text_fold(lines->line[next].text);

	if (strlen(first) < 40 && phrase_is_separator(first))
		return TRUE;
	if (!text_above(lines, at) || strlen(lines->line[at].text) < 10)
		return FALSE;
	return strstr(first, "mailing list") || strstr(folded, "listinfo") || phrase_disclaimer_words(folded) >= 2 ||
		(strlen(folded) < 120 && phrase_disclaimer_words(folded));
}

/* Pieces of quoted lines that somebody's client wrapped. */
static void wraps_quote(Lines *lines)
{
	for (guint i = 1; i + 1 < lines->n; i++) {
		Line *line = &lines->line[i];
		const Line *above = &lines->line[i - 1];

		if (line->kind == LINE_TEXT && above->kind == LINE_QUOTED && lines->line[i + 1].kind == LINE_QUOTED &&
			strlen(above->text) >= 60 &&
		    strlen(line->text) < 40 && g_unichar_islower(g_utf8_get_char(line->text)))
			line->kind = LINE_GONE;
	}
}

/* Looks for an introduction at a line, and takes it out with what it introduces. */
static Step credit_step(Lines *lines, guint at)
{
	guint n = 0;
	CreditStrength strength = credit_at(lines, at, &n);

	if (strength == CREDIT_NONE)
		return STEP_ON;
	if (quote_follows(lines, at + n)) {
		lines_drop(lines, at, at + n);
		return STEP_ON;
	}
	if (strength == CREDIT_WEAK && !lines->line[at].credit)
		return STEP_ON;
	if (!text_below(lines, at + n)) {
		lines_drop(lines, at, at + n);
		return STEP_ON;
	}
	lines_cut(lines, at);
	return STEP_END;
}

static Step headers_step(Lines *lines, guint at)
{
	guint n = credit_headers_at(lines, at);

	if (n == 0)
		return STEP_ON;
	if (quote_follows(lines, at + n) && !text_above(lines, at)) {
		lines_drop(lines, at, at + n);
		return STEP_ON;
	}
	lines_cut(lines, at);
	return STEP_END;
}

static Step line_step(Lines *lines, guint at)
{
	const Line *line = &lines->line[at];

	if (line->kind == LINE_CUT) {
		lines_cut(lines, at);
		return STEP_END;
	}
	if (line->kind != LINE_TEXT)
		return STEP_ON;
	if (is_signature_mark(line->text) && text_lines_from(lines, at + 1) <= SIGNATURE_LINES_MAX) {
		lines_cut(lines, at);
		return STEP_END;
	}
	if (credit_separator_at(lines, at)) {
		lines_cut(lines, at);
		return STEP_END;
	}
	if (is_rule(line->text, 3)) {
		if (rule_cuts(lines, at)) {
			lines_cut(lines, at);
			return STEP_END;
		}
		return STEP_ON;
	}
	if (mobile_at(lines, at))
		return mobile_step(lines, at);
	if (headers_step(lines, at) == STEP_END)
		return STEP_END;
	return credit_step(lines, at);
}

static void reply_above(Lines *lines)
{
	for (guint i = 0; i < lines->n; i++) {
		const Line *line = &lines->line[i];

		if (line->kind != LINE_TEXT || strlen(line->text) > 200 || !strpbrk(line->text, "-#=*_~"))
			continue;
		g_autofree char *folded = text_fold(line->text);

		if (phrase_is_reply_above(folded)) {
			lines_cut(lines, i);
			return;
		}
	}
}

/* The start of the last paragraph that ends at or before `end`, exclusive; *out_end its end. */
static gboolean paragraph_before(const Lines *lines, guint end, guint *out_start, guint *out_end)
{
	while (end > 0 && lines->line[end - 1].kind != LINE_TEXT)
		end--;
	*out_end = end;
	while (end > 0 && lines->line[end - 1].kind == LINE_TEXT)
		end--;
	*out_start = end;
	return *out_end > *out_start;
}

static guint paragraph_words(const Lines *lines, guint start, guint end, gsize *out_length)
{
	g_autoptr(GString) joined = g_string_new(NULL);

	for (guint i = start; i < end; i++)
		g_string_append_printf(joined, "%s ", lines->line[i].text);
	g_autofree char *folded = text_fold(joined->str);

	*out_length = joined->len;
	return phrase_disclaimer_words(folded);
}

/* Disclaimers stand at the end, as paragraphs full of their words, often below a rule. */
static void disclaimers_drop(Lines *lines)
{
	guint end = lines->n, start, stop;

	for (guint n = 0; n < 6 && paragraph_before(lines, end, &start, &stop); n++) {
		gsize length;
		guint words = paragraph_words(lines, start, stop, &length);
		gboolean ruled = is_rule(lines->line[start].text, 10);

		if (!ruled && start > 0 && lines->line[lines_next(lines, start)].kind == LINE_TEXT) {
			guint above = start;

			while (above > 0 && lines->line[above - 1].kind != LINE_TEXT)
				above--;
			ruled = above > 0 && is_rule(lines->line[above - 1].text, 10);
		}
		if (!(words >= 3 || (words >= 2 && length > 100) || (words >= 1 && ruled)))
			return;
		lines_drop(lines, start, stop);
		end = start;
	}
}

static void rules_drop(Lines *lines)
{
	for (guint i = lines->n; i > 0; i--) {
		Line *line = &lines->line[i - 1];

		if (line->kind == LINE_TEXT && !is_rule(line->text, 3))
			return;
		if (line->kind == LINE_TEXT)
			line->kind = LINE_GONE;
	}
}

/* Only what is quoted once: deeper stands what others ticked. */
static char *ticked_word(const char *text)
{
	static const char *const ticks[] = {"[x]", "[X]", "(x)", "(X)", "[*]", "☒", "☑", "✅", "[✓]", "[✔]"};

	text += strspn(text, " \t");
	text += *text == '>';
	text += strspn(text, " \t");
	for (guint i = 0; i < G_N_ELEMENTS(ticks); i++) {
		if (*text == *ticks[i] && g_str_has_prefix(text, ticks[i])) {
			const char *word = text + strlen(ticks[i]);

			return g_strstrip(g_strdup(word));
		}
	}
	return NULL;
}

static char *form_read(const Lines *lines)
{
	g_autoptr(GString) form = NULL;

	for (guint i = 0; i < lines->n; i++) {
		if (lines->line[i].kind != LINE_QUOTED)
			continue;
		g_autofree char *word = ticked_word(lines->line[i].text);

		if (!word || !*word || strlen(word) > 200)
			continue;
		if (!form)
			form = g_string_new(NULL);
		g_string_append_printf(form, "%s%s", form->len ? "\n" : "", word);
	}
	return form ? g_string_free(g_steal_pointer(&form), FALSE) : NULL;
}

static char *text_collect(const Lines *lines)
{
	GString *out = g_string_new(NULL);
	guint blanks = 0;

	for (guint i = 0; i < lines->n; i++) {
		const Line *line = &lines->line[i];

		if (line->kind != LINE_TEXT) {
			blanks++;
			continue;
		}
		if (out->len)
			g_string_append(out, blanks ? "\n\n" : "\n");
		g_string_append(out, line->text);
		blanks = 0;
	}
	return g_strstrip(g_string_free(out, FALSE));
}

char *visible_text(const char *text, char **out_form)
{
	g_autoptr(Lines) lines = lines_split(text);

	reply_above(lines);
	wraps_quote(lines);
	for (guint i = 0; i < lines->n; i++) {
		if (line_step(lines, i) == STEP_END)
			break;
	}
	rules_drop(lines);
	disclaimers_drop(lines);
	rules_drop(lines);
	*out_form = form_read(lines);
	return text_collect(lines);
}
