/* SPDX-License-Identifier: MIT
 *
 * condition.c: the conditions of profile.h: reading, writing and computing them, on whole numbers only.
 */
#include "domain/profile.h"
#include <string.h>

ENUMTAB_DEFINE(relation, RELATION, RELATION_LIST);
ENUMTAB_DEFINE(counted, COUNTED, COUNTED_LIST);
ENUMTAB_DEFINE(base, BASE, BASE_LIST);
ENUMTAB_DEFINE(condition_form, CONDITION_FORM, CONDITION_FORM_LIST);

/* So that count * q and p * base stay far inside 64 bits for any roll there can be. */
#define FRACTION_MAX 1000000

#define EXPECTED_FORM                                                                                                  \
	"\"more yes than no\", \"unanimous\", or \"at least|more than|at most P/Q [yes|no|abstain|voted] of "          \
	"roll|cast|votes\", several joined by \"and\""
#define EXPECTED_FRACTION "a fraction P/Q of whole numbers with P not above Q and Q from 1 to 1000000, as in 2/3"
#define EXPECTED_REACHABLE "a condition that can be met: nothing is more than 1/1"
#define EXPECTED_BASE "\"of roll\", \"of cast\" or \"of votes\" after the fraction"
#define EXPECTED_FEWER "at most " G_STRINGIFY(CONDITION_MAX) " conditions joined by \"and\""

/* Moves *text past the word when it stands there whole, and past the blanks after it. */
static gboolean take_word(const char **text, const char *word)
{
	gsize length = strlen(word);
	if (strncmp(*text, word, length) != 0 || ((*text)[length] != '\0' && (*text)[length] != ' '))
		return FALSE;
	*text += length;
	*text += strspn(*text, " ");
	return TRUE;
}

/* The value of the word of the table that stands at *text, which moves past it; -1 when none does. */
static int take_value(const char **text, const EnumTab *table)
{
	for (int value = 0; value < table->count; value++)
		if (take_word(text, table->words[value]))
			return value;
	return -1;
}

static gboolean take_number(const char **text, gint64 *out_number)
{
	if (!g_ascii_isdigit(**text))
		return FALSE;
	for (*out_number = 0; g_ascii_isdigit(**text); (*text)++) {
		*out_number = *out_number * 10 + (**text - '0');
		if (*out_number > FRACTION_MAX)
			return FALSE;
	}
	return TRUE;
}

static gboolean take_fraction(const char **text, gint64 *out_p, gint64 *out_q)
{
	if (!take_number(text, out_p) || *(*text)++ != '/' || !take_number(text, out_q))
		return FALSE;
	gsize blanks = strspn(*text, " ");
	if (**text != '\0' && blanks == 0)
		return FALSE;
	*text += blanks;
	return *out_q > 0 && *out_p <= *out_q;
}

/* Reads a share; *text stands before it and moves past it. NULL, or the sentence what was expected. */
static const char *take_share(const char **text, Counted default_counted, Condition *out)
{
	int relation = take_value(text, &relation_words);
	if (relation < 0)
		return EXPECTED_FORM;
	Condition share = {CONDITION_SHARE, (Relation)relation, 0, 1, default_counted, BASE_ROLL};
	if (!take_fraction(text, &share.p, &share.q))
		return EXPECTED_FRACTION;
	if (share.relation == MORE_THAN && share.p == share.q)
		return EXPECTED_REACHABLE;
	int counted = take_value(text, &counted_words);
	if (counted >= 0)
		share.counted = (Counted)counted;
	if (take_word(text, "of")) {
		int base = take_value(text, &base_words);
		if (base < 0)
			return EXPECTED_BASE;
		share.base = (Base)base;
	} else if (counted < 0) {
		return EXPECTED_BASE;
	}
	*out = share;
	return NULL;
}

static const char *take_condition(const char **text, Counted default_counted, Condition *out)
{
	if (take_word(text, condition_form_words.words[CONDITION_MORE_YES])) {
		*out = (Condition){.form = CONDITION_MORE_YES};
		return NULL;
	}
	if (take_word(text, condition_form_words.words[CONDITION_UNANIMOUS])) {
		*out = (Condition){.form = CONDITION_UNANIMOUS};
		return NULL;
	}
	return take_share(text, default_counted, out);
}

static const char *take_conditions(const char *text, Counted default_counted, Conditions *out)
{
	*out = (Conditions){0};
	text += strspn(text, " ");
	do {
		if (out->n == CONDITION_MAX)
			return EXPECTED_FEWER;
		const char *expected = take_condition(&text, default_counted, &out->all[out->n]);
		if (expected)
			return expected;
		out->n++;
	} while (take_word(&text, "and"));
	return *text ? EXPECTED_FORM : NULL;
}

gboolean conditions_parse(const char *text, Counted default_counted, Conditions *out, const char **out_expected)
{
	Conditions conditions;
	const char *expected = take_conditions(text ? text : "", default_counted, &conditions);
	if (expected) {
		*out_expected = expected;
		return FALSE;
	}
	*out = conditions;
	return TRUE;
}

char *condition_text(const Condition *condition)
{
	if (condition->form != CONDITION_SHARE)
		return g_strdup(enumtab_word(&condition_form_words, condition->form));
	return g_strdup_printf("%s %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT " %s of %s",
			       enumtab_word(&relation_words, condition->relation), condition->p, condition->q,
			       enumtab_word(&counted_words, condition->counted),
			       enumtab_word(&base_words, condition->base));
}

char *conditions_text(const Conditions *conditions)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < conditions->n; i++) {
		g_autofree char *one = condition_text(&conditions->all[i]);
		g_string_append_printf(text, "%s%s", i > 0 ? " and " : "", one);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static gint64 count_of(const Count *count, Counted counted)
{
	switch (counted) {
	case COUNTED_YES:
		return count->yes;
	case COUNTED_NO:
		return count->no;
	case COUNTED_ABSTAIN:
		return count->abstain;
	case COUNTED_VOTED:
		return count->voted;
	case COUNTED_COUNT:
		break;
	}
	g_assert_not_reached();
}

static gint64 base_of(const Count *count, Base base)
{
	switch (base) {
	case BASE_ROLL:
		return count->roll;
	case BASE_CAST:
		return count->yes + count->no + count->abstain;
	case BASE_VOTES:
		return count->yes + count->no;
	case BASE_COUNT:
		break;
	}
	g_assert_not_reached();
}

static gboolean share_holds(const Condition *share, gint64 counted, gint64 base)
{
	gint64 have = counted * share->q, line = share->p * base;
	switch (share->relation) {
	case AT_LEAST:
		return base > 0 && have >= line;
	case MORE_THAN:
		return base > 0 && have > line;
	case AT_MOST:
		return base == 0 || have <= line;
	case RELATION_COUNT:
		break;
	}
	g_assert_not_reached();
}

gboolean condition_holds(const Condition *condition, const Count *count)
{
	switch (condition->form) {
	case CONDITION_SHARE:
		return share_holds(condition, count_of(count, condition->counted), base_of(count, condition->base));
	case CONDITION_MORE_YES:
		return count->yes > count->no;
	case CONDITION_UNANIMOUS:
		return count->yes > 0 && count->no == 0;
	case CONDITION_FORM_COUNT:
		break;
	}
	g_assert_not_reached();
}

gboolean conditions_hold(const Conditions *conditions, const Count *count)
{
	for (guint i = 0; i < conditions->n; i++)
		if (!condition_holds(&conditions->all[i], count))
			return FALSE;
	return TRUE;
}

gint64 condition_needed(const Condition *condition, gint64 roll)
{
	if (condition->form != CONDITION_SHARE || condition->base != BASE_ROLL)
		return -1;
	gint64 line = condition->p * roll;
	switch (condition->relation) {
	case AT_LEAST:
		return roll > 0 ? (line + condition->q - 1) / condition->q : -1;
	case MORE_THAN:
		return roll > 0 ? line / condition->q + 1 : -1;
	case AT_MOST:
		return line / condition->q;
	case RELATION_COUNT:
		break;
	}
	g_assert_not_reached();
}
