/* SPDX-License-Identifier: MIT
 *
 * profile.c: the settings of profile.h, one row of a table each, and the rule as letters print it. What is computed
 * from conditions stands in condition.c.
 */
#include "domain/profile.h"
#include <string.h>

ENUMTAB_DEFINE(visibility, VISIBILITY, VISIBILITY_LIST);
ENUMTAB_DEFINE(quorum_missed, QUORUM_MISSED, QUORUM_MISSED_LIST);
ENUMTAB_DEFINE(vote_change, VOTE_CHANGE, VOTE_CHANGE_LIST);
ENUMTAB_DEFINE(ballot_mode, BALLOT_MODE, BALLOT_MODE_LIST);

#define EXPECTED_YES_NO "\"yes\" or \"no\""
#define EXPECTED_REMINDERS                                                                                             \
	"\"none\", or up to " G_STRINGIFY(REMINDER_MAX) " of \"half\" and times before the close with a unit, as in "  \
	"\"half, 2d, 1d\", each once"

static const char *set_word(const EnumTab *table, const char *value, const char *expected, int *out)
{
	int word = enumtab_value(table, value);
	if (word < 0)
		return expected;
	*out = word;
	return NULL;
}

static const char *set_flag(const char *value, gboolean *out)
{
	if (!g_str_equal(value, "yes") && !g_str_equal(value, "no"))
		return EXPECTED_YES_NO;
	*out = g_str_equal(value, "yes");
	return NULL;
}

static char *flag_text(gboolean flag)
{
	return g_strdup(flag ? "yes" : "no");
}

static const char *set_duration(Profile *profile, const char *value)
{
	gint64 seconds;
	if (!duration_parse(value, &seconds) || seconds == 0)
		return "a duration with a unit, as in \"7d\"";
	profile->duration = seconds;
	return NULL;
}

static char *get_duration(const Profile *profile)
{
	return duration_format(profile->duration);
}

static const char *set_voters(Profile *profile, const char *value)
{
	if (!g_str_equal(value, "company") && !g_str_equal(value, "person"))
		return "\"company\" or \"person\"";
	profile->by_company = g_str_equal(value, "company");
	return NULL;
}

static char *get_voters(const Profile *profile)
{
	return g_strdup(profile->by_company ? "company" : "person");
}

static const char *set_conditions(Conditions *conditions, Counted default_counted, const char *value)
{
	const char *expected = NULL;
	return conditions_parse(value, default_counted, conditions, &expected) ? NULL : expected;
}

static const char *set_quorum(Profile *profile, const char *value)
{
	return set_conditions(&profile->quorum, COUNTED_VOTED, value);
}

static char *get_quorum(const Profile *profile)
{
	return conditions_text(&profile->quorum);
}

static const char *set_threshold(Profile *profile, const char *value)
{
	return set_conditions(&profile->threshold, COUNTED_YES, value);
}

static char *get_threshold(const Profile *profile)
{
	return conditions_text(&profile->threshold);
}

static const char *set_change(Profile *profile, const char *value)
{
	int word = profile->change;
	const char *expected = set_word(&vote_change_words, value, "\"last\" or \"first\"", &word);
	profile->change = (VoteChange)word;
	return expected;
}

static char *get_change(const Profile *profile)
{
	return g_strdup(enumtab_word(&vote_change_words, profile->change));
}

/* Reads one reminder into reminders[n]; false when it is none, or there already. */
static gboolean read_reminder(const char *word, gint64 *reminders, guint n)
{
	gint64 before = REMINDER_HALF;
	if (!g_str_equal(word, "half") && (!duration_parse(word, &before) || before == 0))
		return FALSE;
	for (guint i = 0; i < n; i++)
		if (reminders[i] == before)
			return FALSE;
	reminders[n] = before;
	return TRUE;
}

static const char *set_reminders(Profile *profile, const char *value)
{
	gint64 reminders[REMINDER_MAX] = {0};
	guint n = 0;
	if (!g_str_equal(value, "none")) {
		g_auto(GStrv) words = g_strsplit(value, ",", -1);
		if (g_strv_length(words) > REMINDER_MAX || !words[0])
			return EXPECTED_REMINDERS;
		for (; words[n]; n++)
			if (!read_reminder(g_strstrip(words[n]), reminders, n))
				return EXPECTED_REMINDERS;
	}
	memcpy(profile->reminders, reminders, sizeof reminders);
	profile->n_reminders = n;
	return NULL;
}

static char *get_reminders(const Profile *profile)
{
	g_autoptr(GString) text = g_string_new(profile->n_reminders == 0 ? "none" : NULL);
	for (guint i = 0; i < profile->n_reminders; i++) {
		gint64 before = profile->reminders[i];
		g_autofree char *word = before == REMINDER_HALF ? g_strdup("half") : duration_format(before);
		g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", word);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static const char *set_quorum_missed(Profile *profile, const char *value)
{
	int word = profile->quorum_missed;
	const char *expected = set_word(&quorum_missed_words, value, "\"extend once\" or \"fail\"", &word);
	profile->quorum_missed = (QuorumMissed)word;
	return expected;
}

static char *get_quorum_missed(const Profile *profile)
{
	return g_strdup(enumtab_word(&quorum_missed_words, profile->quorum_missed));
}

static const char *set_visibility(Profile *profile, const char *value)
{
	int word = profile->visibility;
	const char *expected =
		set_word(&visibility_words, value, "\"roll call at close\", \"tally at close\" or \"secret\"", &word);
	profile->visibility = (Visibility)word;
	return expected;
}

static char *get_visibility(const Profile *profile)
{
	return g_strdup(enumtab_word(&visibility_words, profile->visibility));
}

static const char *set_early_close(Profile *profile, const char *value)
{
	return set_flag(value, &profile->early_close);
}

static char *get_early_close(const Profile *profile)
{
	return flag_text(profile->early_close);
}

static const char *set_no_needs_reason(Profile *profile, const char *value)
{
	return set_flag(value, &profile->no_needs_reason);
}

static char *get_no_needs_reason(const Profile *profile)
{
	return flag_text(profile->no_needs_reason);
}

static const char *set_doers_must_approve(Profile *profile, const char *value)
{
	return set_flag(value, &profile->doers_must_approve);
}

static char *get_doers_must_approve(const Profile *profile)
{
	return flag_text(profile->doers_must_approve);
}

static const char *set_mode(Profile *profile, const char *value)
{
	int word = profile->mode;
	const char *expected = set_word(&ballot_mode_words, value, "\"mail\" or \"meeting\"", &word);
	profile->mode = (BallotMode)word;
	return expected;
}

static char *get_mode(const Profile *profile)
{
	return g_strdup(enumtab_word(&ballot_mode_words, profile->mode));
}

/* Every setting of a profile: its key, and the functions set_NOUN and get_NOUN above. */
#define PROFILE_SETTINGS(X)                                                                                            \
	X("duration", duration) X("voters", voters) X("quorum", quorum) X("threshold", threshold) X("change", change)  \
	X("reminders", reminders) X("quorum-missed", quorum_missed) X("visibility", visibility)                        \
	X("early-close", early_close) X("no-needs-reason", no_needs_reason)                                            \
	X("doers-must-approve", doers_must_approve) X("mode", mode)

typedef struct ProfileSetting {
	const char *key;
	const char *(*set)(Profile *profile, const char *value); /* NULL, or what was expected */
	char *(*get)(const Profile *profile);
} ProfileSetting;

#define SETTING_ROW_(key, noun) {key, set_##noun, get_##noun},
static const ProfileSetting settings[] = {PROFILE_SETTINGS(SETTING_ROW_)};

#define SETTING_KEY_(key, noun) key,
const char *const profile_keys[] = {PROFILE_SETTINGS(SETTING_KEY_) NULL};

static const ProfileSetting *setting_find(const char *key)
{
	for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
		if (g_str_equal(settings[i].key, key))
			return &settings[i];
	return NULL;
}

const char *profile_set(Profile *profile, const char *key, const char *value)
{
	const ProfileSetting *setting = setting_find(key);
	return setting ? setting->set(profile, value) : "a setting of a ballot profile, as ballotd.conf(5) lists them";
}

Profile *profile_new(const char *name, gboolean board)
{
	static const Condition half = {CONDITION_SHARE, MORE_THAN, 1, 2, COUNTED_VOTED, BASE_ROLL};
	Profile *profile = g_new0(Profile, 1);
	profile->name = g_strdup(name);
	profile->duration = (board ? 10 : 7) * DAY;
	profile->by_company = !board;
	profile->quorum.all[profile->quorum.n++] = half;
	profile->threshold.n = 1;
	profile->threshold.all[0] = half;
	profile->threshold.all[0].counted = COUNTED_YES;
	if (!board)
		profile->threshold.all[0] = (Condition){.form = CONDITION_MORE_YES};
	const gint64 reminders[] = {REMINDER_HALF, 2 * DAY, DAY};
	memcpy(profile->reminders, reminders, sizeof reminders);
	profile->n_reminders = G_N_ELEMENTS(reminders);
	return profile;
}

void profile_free(Profile *profile)
{
	if (!profile)
		return;
	g_free(profile->name);
	g_free(profile);
}

char *profile_text(const Profile *profile)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_append_printf(text, "name = %s\n", profile->name);
	for (guint i = 0; i < G_N_ELEMENTS(settings); i++) {
		g_autofree char *value = settings[i].get(profile);
		g_string_append_printf(text, "%s = %s\n", settings[i].key, value);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Takes one line; *seen has a bit for each setting that came before. */
static gboolean parse_line(Profile *profile, char *line, guint *seen)
{
	char *equals = strstr(line, " = ");
	if (!equals)
		return FALSE;
	*equals = '\0';
	const ProfileSetting *setting = setting_find(line);
	if (!setting)
		return FALSE;
	guint bit = 1u << (setting - settings);
	if (*seen & bit)
		return FALSE;
	*seen |= bit;
	return setting->set(profile, equals + strlen(" = ")) == NULL;
}

Profile *profile_parse(const char *text)
{
	if (!text || !g_str_has_prefix(text, "name = "))
		return NULL;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(Profile) profile = profile_new(lines[0] + strlen("name = "), FALSE);
	guint seen = 0;
	for (guint i = 1; lines[i]; i++)
		if (*lines[i] && !parse_line(profile, lines[i], &seen))
			return NULL;
	return g_steal_pointer(&profile);
}

/* What has to be counted, as in "4 must vote yes", "at most 1 may abstain". */
static const char *counted_verb(Counted counted)
{
	switch (counted) {
	case COUNTED_YES:
		return "vote yes";
	case COUNTED_NO:
		return "vote no";
	case COUNTED_ABSTAIN:
		return "abstain";
	case COUNTED_VOTED:
		return "vote";
	case COUNTED_COUNT:
		break;
	}
	g_assert_not_reached();
}

/* A share of the votes cast in words, as the roll alone does not give its number. */
static char *share_words(const Condition *share)
{
	const char *of = share->base == BASE_CAST ? "all who answer yes, no or abstain" : "all who answer yes or no";
	return g_strdup_printf("%s %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT " of %s %s %s",
			       enumtab_word(&relation_words, share->relation), share->p, share->q, of,
			       share->relation == AT_MOST ? "may" : "must", counted_verb(share->counted));
}

static char *condition_rule(const Condition *condition, gint64 roll)
{
	switch (condition->form) {
	case CONDITION_MORE_YES:
		return g_strdup("more yes than no, a tie fails");
	case CONDITION_UNANIMOUS:
		return g_strdup("at least one yes and no vote against");
	case CONDITION_SHARE:
		break;
	case CONDITION_FORM_COUNT:
		g_assert_not_reached();
	}
	gint64 needed = condition_needed(condition, roll);
	const char *verb = counted_verb(condition->counted);
	if (needed < 0)
		return condition->base == BASE_ROLL ? condition_text(condition) : share_words(condition);
	if (condition->relation == AT_MOST)
		return g_strdup_printf("at most %" G_GINT64_FORMAT " may %s", needed, verb);
	return g_strdup_printf("%" G_GINT64_FORMAT " must %s", needed, verb);
}

static void rule_conditions(GString *rule, const Conditions *conditions, gint64 roll)
{
	for (guint i = 0; i < conditions->n; i++) {
		g_autofree char *words = condition_rule(&conditions->all[i], roll);
		g_string_append_printf(rule, ", %s", words);
	}
}

char *profile_rule(const Profile *profile, gint64 roll)
{
	const char *one = profile->by_company ? "company" : "person";
	const char *many = profile->by_company ? "companies" : "persons";
	g_autoptr(GString) rule = g_string_new(NULL);
	g_string_append_printf(rule, "one vote per %s, %" G_GINT64_FORMAT " %s on the roll", one, roll,
			       roll == 1 ? one : many);
	rule_conditions(rule, &profile->quorum, roll);
	rule_conditions(rule, &profile->threshold, roll);
	if (profile->doers_must_approve)
		g_string_append(rule, ", every company named as doing the work must vote yes");
	if (profile->no_needs_reason)
		g_string_append(rule, ", a no without a reason does not count");
	g_string_append(rule, profile->change == CHANGE_LAST ? ", the last vote before the close counts"
							     : ", the first vote counts and cannot be changed");
	if (profile->early_close)
		g_string_append(rule, ", the ballot closes early once every seat has voted");
	return g_string_free(g_steal_pointer(&rule), FALSE);
}
