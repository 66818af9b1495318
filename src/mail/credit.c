/* SPDX-License-Identifier: MIT */
#include "mail/credit.h"
#include "mail/phrases.h"
#include <string.h>

#define CREDIT_LINES_MAX 6
#define CREDIT_LENGTH_MAX 500

static gboolean ends_with_colon(const char *text)
{
	gsize n = strlen(text);

	while (n && (strchr("*_ \"'", text[n - 1])))
		n--;
	return (n && text[n - 1] == ':') || (n >= 3 && memcmp(text + n - 3, "：", 3) == 0);
}

static CreditStrength credit_weigh(const char *joined)
{
	g_autofree char *folded = text_fold(joined);
	gboolean colon = ends_with_colon(folded);
	gboolean mailbox = text_has_mailbox(folded);
	gboolean moment = text_has_date(folded) || text_has_time(folded);
	gboolean both = text_has_date(folded) && text_has_time(folded);
	gboolean begins = phrase_begins_credit(folded) || g_ascii_isdigit(folded[0]) || strchr("\"'<", folded[0]);
	gboolean verb = phrase_has_verb(folded);

	if (colon && verb && (mailbox || moment) && (begins || mailbox))
		return CREDIT_STRONG;
	if (colon && mailbox && moment)
		return CREDIT_STRONG;
	if (verb && mailbox && both && begins)
		return CREDIT_STRONG;
	if (colon && begins && both && strchr(folded, ','))
		return CREDIT_STRONG;
	if ((colon && (verb || mailbox || both)) || (verb && mailbox) || (begins && both && mailbox))
		return CREDIT_WEAK;
	return CREDIT_NONE;
}

/* A line that can begin an introduction of several lines. */
static gboolean can_begin(const char *text)
{
	g_autofree char *folded = text_fold(text);

	return phrase_begins_credit(folded) || text_has_date(folded) || text_has_mailbox(folded);
}

static gboolean can_end(const char *text)
{
	if (ends_with_colon(text))
		return TRUE;
	g_autofree char *folded = text_fold(text);

	return phrase_has_verb(folded) || text_has_mailbox(folded);
}

static CreditStrength credit_from(const Lines *lines, guint at, gboolean over_blank, guint *out_n);

/* Whether the line, alone or with those right below it, introduces a quote without what stands above the blank line. */
static gboolean stands_alone(const Lines *lines, guint at)
{
	guint n;

	return credit_from(lines, at, FALSE, &n) == CREDIT_STRONG;
}

/* over_blank: whether a blank line may stand below the first one. */
static CreditStrength credit_from(const Lines *lines, guint at, gboolean over_blank, guint *out_n)
{
	g_autoptr(GString) joined = g_string_new(NULL);

	for (guint i = at; i < lines->n && i < at + CREDIT_LINES_MAX; i++) {
		const Line *line = &lines->line[i];

		if (over_blank && line->kind == LINE_BLANK && i == at + 1 && !ends_with_colon(joined->str))
			continue;
		if (line->kind != LINE_TEXT || joined->len + strlen(line->text) > CREDIT_LENGTH_MAX)
			break;
		if (i > at && lines->line[i - 1].kind == LINE_BLANK && stands_alone(lines, i))
			break;
		if (joined->len)
			g_string_append_c(joined, ' ');
		g_string_append(joined, line->text);
		if (can_end(line->text)) {
			CreditStrength strength = credit_weigh(joined->str);

			*out_n = i - at + 1;
			if (strength != CREDIT_NONE && (ends_with_colon(line->text) || strength == CREDIT_STRONG))
				return strength;
		}
		if (ends_with_colon(line->text) || !can_begin(lines->line[at].text))
			break;
	}
	return CREDIT_NONE;
}

/* Whether the lines from `at` on have what every introduction has: a mailbox, or a colon at the end of a line. Most
 * lines of a letter end here. */
static gboolean may_introduce(const Lines *lines, guint at)
{
	for (guint i = at; i < lines->n && i < at + CREDIT_LINES_MAX; i++) {
		if (strpbrk(lines->line[i].text, "@[") || ends_with_colon(lines->line[i].text))
			return TRUE;
	}
	return FALSE;
}

CreditStrength credit_at(const Lines *lines, guint at, guint *out_n)
{
	if (lines->line[at].credit) {
		guint next = lines_next(lines, at + 1);

		*out_n = 1;
		return next < lines->n && lines->line[next].kind == LINE_QUOTED ? CREDIT_STRONG : CREDIT_WEAK;
	}
	return may_introduce(lines, at) ? credit_from(lines, at, TRUE, out_n) : CREDIT_NONE;
}

static const char *label_end(const char *text, gsize *out_length)
{
	const char *colon = strchr(text, ':');
	const char *wide = strstr(text, "：");

	if (wide && (!colon || wide < colon)) {
		*out_length = (gsize)(wide - text);
		return wide + 3;
	}
	if (!colon)
		return NULL;
	*out_length = (gsize)(colon - text);
	return colon + 1;
}

static PhraseLabel label_of(const Line *line, gboolean *out_shaped)
{
	const char *text = line->text;
	gsize length;

	*out_shaped = FALSE;
	if (line->kind != LINE_TEXT && line->kind != LINE_QUOTED)
		return PHRASE_NO_LABEL;
	while (*text == '>' || *text == ' ' || *text == '*' || *text == '\t')
		text++;
	if (!label_end(text, &length) || length > 40)
		return PHRASE_NO_LABEL;
	g_autofree char *label = g_strndup(text, length);
	g_autofree char *folded = text_fold(label);

	*out_shaped = length > 0 && !strchr(folded, '/') && !strchr(folded, ',');
	return phrase_label(folded, strlen(folded));
}

typedef struct Block {
	guint labels, shaped, last;
	gboolean kinds[PHRASE_LABEL_COUNT];
	gboolean mailbox, moment;
} Block;

/* Header lines may be folded over one more line and stand with blank lines between them. */
static void block_read(const Lines *lines, guint at, Block *block)
{
	guint other = 0;

	for (guint i = at; i < lines->n && i < at + 24 && other < 2; i++) {
		const Line *line = &lines->line[i];
		gboolean shaped;

		if (line->kind == LINE_BLANK) {
			guint next = lines_next(lines, i);

			if (next > i + 1 || next >= lines->n || label_of(&lines->line[next],
				&shaped) == PHRASE_NO_LABEL)
				break;
			continue;
		}
		PhraseLabel label = label_of(line, &shaped);

		if (label == PHRASE_NO_LABEL && !shaped) {
			other++;
			continue;
		}
		other = 0;
		block->shaped++;
		block->labels += label != PHRASE_NO_LABEL;
		block->kinds[label] = TRUE;
		block->mailbox |= text_has_mailbox(line->text);
		block->moment |= text_has_date(line->text) || text_has_time(line->text);
		block->last = i;
	}
}

guint credit_headers_at(const Lines *lines, guint at)
{
	gboolean shaped;
	PhraseLabel first = label_of(&lines->line[at], &shaped);

	if (!shaped || lines->line[at].kind != LINE_TEXT)
		return 0;
	Block block = {0};

	block_read(lines, at, &block);
	gboolean evidence = block.mailbox || block.moment;
	guint kinds = block.kinds[PHRASE_FROM] + block.kinds[PHRASE_DATE] + block.kinds[PHRASE_TO] +
		block.kinds[PHRASE_SUBJECT];
	gboolean known = first != PHRASE_NO_LABEL && kinds >= 2 && evidence && (block.labels >= 3 ||
		block.kinds[PHRASE_FROM]);
	gboolean subject = first != PHRASE_NO_LABEL && kinds >= 3;
	gboolean two = first != PHRASE_NO_LABEL && kinds >= 2 && block.mailbox && block.moment;
	gboolean foreign = block.shaped >= 3 && block.mailbox && block.moment && block.last - at < 8;

	return known || subject || two || foreign ? block.last - at + 1 : 0;
}

gboolean credit_separator_at(const Lines *lines, guint at)
{
	const char *text = lines->line[at].text;
	gsize lead = strspn(text, "-_=*~# \t");
	gsize length = strlen(text);

	if (lines->line[at].kind != LINE_TEXT || length > 120)
		return FALSE;
	if (g_ascii_isalnum(*text) && g_ascii_tolower(*text) != 'b') /* neither a rule nor "begin forwarded" */
		return FALSE;
	g_autofree char *folded = text_fold(text);

	if (g_str_has_prefix(folded, "begin forwarded message"))
		return TRUE;
	if (lead < 2 || lead == length)
		return FALSE;
	gsize tail = length;

	while (tail > lead && strchr("-_=*~#: \t", text[tail - 1]))
		tail--;
	return (tail < length || lead >= 4) && (phrase_is_separator(folded) || (tail < length &&
		phrase_has_verb(folded)));
}
