/* SPDX-License-Identifier: MIT
 *
 * settings-options.c: the table of options, and their values as text.
 */
#include "engine/settings-options.h"
#include <stddef.h>
#include <string.h>

ENUMTAB_DEFINE(section, SECTION, SECTION_LIST);
ENUMTAB_DEFINE(purpose, PURPOSE, PURPOSE_LIST);
ENUMTAB_DEFINE(envelope, ENVELOPE, ENVELOPE_LIST);

#define KB ((gint64)1 << 10)
#define MB ((gint64)1 << 20)
#define GB ((gint64)1 << 30)
#define YEAR (366 * DAY)

#define IN_SETTINGS(field) .home = HOME_SETTINGS, .offset = offsetof(Settings, field)
#define IN_RULES(field) .home = HOME_RULES, .offset = offsetof(Rules, field)
#define IN_MAILBOX(field) .home = HOME_MAILBOX, .offset = offsetof(MailboxSettings, field)

/* Rows by kind of value; what is not named in a row is its zero: no default, not required. */
#define TEXT_(section_, key_, home_, ...) {.section = section_, .key = key_, .type = OPTION_TEXT, home_, __VA_ARGS__}
#define PATH_(section_, key_, home_, ...) {.section = section_, .key = key_, .type = OPTION_PATH, home_, __VA_ARGS__}
#define SPAN_(section_, key_, home_, standard_, least_, help_)                                                         \
	{.section = section_, .key = key_, .type = OPTION_DURATION, home_, .standard = standard_, .least = least_,     \
	 .most = 10 * YEAR, .help = help_}
#define COUNT_(section_, key_, home_, standard_, least_, most_, help_)                                                 \
	{.section = section_, .key = key_, .type = OPTION_NUMBER, home_, .standard = standard_, .least = least_,       \
	 .most = most_, .help = help_}
#define SIZE_(section_, key_, home_, standard_, least_, most_, help_)                                                  \
	{.section = section_, .key = key_, .type = OPTION_SIZE, home_, .standard = standard_, .least = least_,         \
	 .most = most_, .help = help_}
#define OTHER_(section_, key_, type_, home_, ...) {.section = section_, .key = key_, .type = type_, home_, __VA_ARGS__}
#define PROFILE_(key_, standard_, help_)                                                                               \
	{.section = SECTION_PROFILE, .key = key_, .type = OPTION_PROFILE, .home = HOME_PROFILE, .standard = standard_, \
	 .help = help_}

const Option settings_options[] = {
	TEXT_(SECTION_ROBOT, "organization", IN_RULES(organization), .required = TRUE,
	      .help = "The organisation, as letters name it."),
	OTHER_(SECTION_ROBOT, "address", OPTION_ADDRESS, IN_SETTINGS(address), .required = TRUE,
	       .help = "The robot's own address, which every letter comes from."),
	OTHER_(SECTION_ROBOT, "sub-address", OPTION_PATTERN, IN_SETTINGS(sub_address), .standard = "plus",
	       .help = "How a token gets into an address: plus, an address with one %s, or none."),
	OTHER_(SECTION_ROBOT, "envelope-sender", OPTION_WORD, IN_SETTINGS(envelope_sender), .standard = "verp",
	       .words = &envelope_words,
	       .help = "Who bounces go to: verp, an address of its own for every letter; plain, the robot's address."),
	OTHER_(SECTION_ROBOT, "store", OPTION_STORE, IN_SETTINGS(store), .required = TRUE,
	       .help = "Where everything is kept: sqlite:PATH. Letters, drafts and raw mail lie in files beside it."),
	PATH_(SECTION_ROBOT, "roster", IN_SETTINGS(roster), .standard = "roster.conf",
	      .help = "Who is who: see ballotd-roster(5)."),
	PATH_(SECTION_ROBOT, "templates", IN_SETTINGS(templates), .standard = "mailtemplates",
	      .help = "The directory of the letters' templates."),
	OTHER_(SECTION_ROBOT, "time-zone", OPTION_ZONE, IN_SETTINGS(time_zone), .standard = "UTC",
	       .help = "The place whose clock and calendar dates are given in."),
	OTHER_(SECTION_ROBOT, "simulation", OPTION_FLAG, IN_SETTINGS(simulation), .standard = "no",
	       .help = "yes lets --now move the clock; a store once simulated is refused by a real run."),
	TEXT_(SECTION_ROBOT, "authserv-id", IN_SETTINGS(authserv_id),
	      .help = "Whose Authentication-Results are believed; without it, nobody's."),
	PATH_(SECTION_ROBOT, "ca-file", IN_SETTINGS(ca_file),
	      .help = "Certificate authorities to trust instead of the system's, where a server names none itself."),
	OTHER_(SECTION_ROBOT, "plain-text", OPTION_LOOPBACK, IN_SETTINGS(plain_text),
	       .help = "loopback allows connections without TLS to servers of this machine."),

	OTHER_(SECTION_MAILBOX, "url", OPTION_INBOX, IN_MAILBOX(server.url), .required = TRUE,
	       .help = "imaps://USER@HOST/FOLDER, imap:// (STARTTLS is required), or maildir:PATH."),
	PATH_(SECTION_MAILBOX, "password-file", IN_MAILBOX(server.password_file),
	      .help = "A file that holds the password and that nobody else may read."),
	OTHER_(SECTION_MAILBOX, "purpose", OPTION_WORD, IN_MAILBOX(purpose), .standard = "robot",
	       .words = &purpose_words,
	       .help = "What the mailbox is for: robot, requests, partner, press, feedback or bounces."),
	TEXT_(SECTION_MAILBOX, "done", IN_MAILBOX(done), .standard = "Processed",
	      .help = "The folder that handled mail is moved to."),
	PATH_(SECTION_MAILBOX, "ca-file", IN_MAILBOX(server.ca_file),
	      .help = "Certificate authorities to trust instead of those of [robot] or the system."),
	OTHER_(SECTION_MAILBOX, "plain-text", OPTION_LOOPBACK, IN_MAILBOX(server.plain_text),
	       .help = "loopback allows a connection without TLS, to this machine only."),

	OTHER_(SECTION_SUBMIT, "url", OPTION_OUTLET, IN_SETTINGS(submit.url), .required = TRUE,
	       .help = "smtp://USER@HOST:PORT (STARTTLS is required), smtps://, or maildir:PATH."),
	PATH_(SECTION_SUBMIT, "password-file", IN_SETTINGS(submit.password_file),
	      .help = "A file that holds the password and that nobody else may read."),
	PATH_(SECTION_SUBMIT, "ca-file", IN_SETTINGS(submit.ca_file),
	      .help = "Certificate authorities to trust instead of those of [robot] or the system."),
	OTHER_(SECTION_SUBMIT, "plain-text", OPTION_LOOPBACK, IN_SETTINGS(submit.plain_text),
	       .help = "loopback allows a connection without TLS, to this machine only."),
	COUNT_(SECTION_SUBMIT, "connections", IN_SETTINGS(connections), "2", 1, 16,
	       "How many letters may be on their way at once."),

	TEXT_(SECTION_PROCESS, "default-oc", IN_RULES(default_oc),
	      .help = "The body that originates a register when the Vice President names none (R2.3-1); without it, "
		      "the Alliance Committee."),
	SPAN_(SECTION_PROCESS, "ask-days", IN_RULES(ask_days), "7d", 1,
	      "How long people have for an answer that has no date of its own."),
	SPAN_(SECTION_PROCESS, "draft-days", IN_RULES(draft_days), "30d", 1,
	      "How long the owner has for a complete draft."),
	SPAN_(SECTION_PROCESS, "return-days", IN_RULES(return_days), "5d", 1,
	      "How long the Vice President has to return a complete draft; silence lets it pass."),
	SPAN_(SECTION_PROCESS, "review-days", IN_RULES(review_days), "14d", 1,
	      "How long committees have for feedback (R3.1-6)."),
	SPAN_(SECTION_PROCESS, "update-review-days", IN_SETTINGS(update_review_days), "7d", 1,
	      "How long committees have for feedback on an update of a register."),
	SPAN_(SECTION_PROCESS, "accept-hold", IN_RULES(accept_hold), "2d", 0,
	      "How long an acceptance can be contradicted by another contact of the partner."),
	SPAN_(SECTION_PROCESS, "close-grace", IN_RULES(close_grace), "10m", 0,
	      "A ballot is counted this long after its close, once every mailbox was read past it."),
	SPAN_(SECTION_PROCESS, "escalate-after", IN_RULES(escalate_after), "7d", 1,
	      "How long after its date an ask that nobody answered goes to the Vice President."),
	SPAN_(SECTION_PROCESS, "board-open-silence", IN_RULES(board_open_silence), "1d", 0,
	      "How long the board's chair may stay silent on the day before the vote opens all the same."),
	SPAN_(SECTION_PROCESS, "item-retry", IN_RULES(item_retry), "10m", 1,
	      "The first interval between two tries of a publication task; it doubles up to a day."),
	SPAN_(SECTION_PROCESS, "digest-every", IN_RULES(digest_every), "7d", 0,
	      "How often the Vice President gets a digest; 0d: only on demand."),
	{.section = SECTION_PROCESS, .key = "deadline-hour", .type = OPTION_HOUR, IN_RULES(deadline_hour),
	 .standard = "17", .least = 0, .most = 23,
	 .help = "The hour of the day, in the time zone, at which ballots close and answers are due."},
	SPAN_(SECTION_PROCESS, "review-period", IN_SETTINGS(review_period), "24mo", DAY,
	      "How long a register may go without an update (R4-1)."),
	OTHER_(SECTION_PROCESS, "contacts-need-oc", OPTION_FLAG, IN_SETTINGS(contacts_need_oc), .standard = "no",
	       .help = "yes: a change of representatives needs the originating committee's approval (R3.2-14)."),
	TEXT_(SECTION_PROCESS, "delegation-rules", IN_SETTINGS(delegation_rules),
	      .help = "A link to the rules that partners with delegated work agree to (R5.1-3)."),
	TEXT_(SECTION_PROCESS, "standard-types", IN_SETTINGS(standard_types),
	      .help = "Types of standards beside those of DSP4004, with commas between them (R5.2-2)."),
	COUNT_(SECTION_PROCESS, "stranger-limit", IN_SETTINGS(stranger_limit), "20", 0, 10000,
	       "How many letters an hour strangers are answered with, all together."),
	SPAN_(SECTION_PROCESS, "keep-mail", IN_SETTINGS(keep_mail), "0d", 0,
	      "How long the raw mail is kept; 0d: for ever. Drafts stay with their register."),

	SIZE_(SECTION_LIMITS, "max-mail", IN_SETTINGS(max_mail), "20M", 64 * KB, GB,
	      "A mail that is larger is not read; its size, headers and hash are kept."),
	SIZE_(SECTION_LIMITS, "max-document", IN_SETTINGS(max_document), "10M", 64 * KB, GB,
	      "A draft that is larger is refused."),
	COUNT_(SECTION_LIMITS, "batch", IN_SETTINGS(batch), "250", 1, 250,
	       "How many messages are fetched and recorded together."),
	SPAN_(SECTION_LIMITS, "poll-interval", IN_SETTINGS(poll_interval), "30s", 1,
	      "How often a mailbox is looked at whose server does not announce new mail."),

	PATH_(SECTION_PUBLISH, "site", IN_SETTINGS(site),
	      .help = "The directory of the public site, one page per register; without it nothing is posted."),
	TEXT_(SECTION_PUBLISH, "public-url", IN_SETTINGS(public_url),
	      .help = "The address people find that site under."),
	PATH_(SECTION_PUBLISH, "git", IN_SETTINGS(git),
	      .help = "The git repository that approved registers are checked into; without it nothing is."),

	PROFILE_("duration", "7d, board 10d", "From opening to close (B-10)."),
	PROFILE_("voters", "company, board person", "Who has a vote: each company, or each person (B-12)."),
	PROFILE_("quorum", "more than 1/2 of roll", "Conditions on how many vote; abstentions count (B-14)."),
	PROFILE_("threshold", "more yes than no, board more than 1/2 of roll", "Conditions for approval (B-15)."),
	PROFILE_("change", "last", "Which vote of a seat counts: the last before the close, or the first (B-16)."),
	PROFILE_("reminders", "half, 2d, 1d",
		 "When those who have not voted are reminded: half-way, times before the close, or none (B-22)."),
	PROFILE_("quorum-missed", "extend once", "What a missed quorum leads to: extend once, or fail (B-18)."),
	PROFILE_("visibility", "roll call at close",
		 "What the result shows: roll call at close, tally at close, or secret (B-21)."),
	PROFILE_("early-close", "no", "yes closes a ballot once every seat has voted, and says so beforehand (B-19)."),
	PROFILE_("no-needs-reason", "no",
		 "yes: a NO without a reason does not count; no: the reason is asked for (B-17)."),
	PROFILE_("doers-must-approve", "no", "yes: each company named as doing the work must vote YES (B-24)."),
	PROFILE_("mode", "mail", "mail; or meeting, where the chair reports the outcome (B-23)."),
};
const guint settings_n_options = G_N_ELEMENTS(settings_options);

static const struct {
	char suffix;
	gint64 bytes;
} size_units[] = {{'G', GB}, {'M', MB}, {'k', KB}};

gboolean option_parse_size(const char *text, gint64 *out_bytes)
{
	char *end;
	if (!g_ascii_isdigit(*text))
		return FALSE;
	gint64 count = g_ascii_strtoll(text, &end, 10), unit = 1;
	for (guint i = 0; i < G_N_ELEMENTS(size_units); i++)
		if (*end == size_units[i].suffix) {
			unit = size_units[i].bytes;
			end++;
			break;
		}
	if (*end != '\0' || count > G_MAXINT64 / GB)
		return FALSE;
	*out_bytes = count * unit;
	return TRUE;
}

char *option_size_text(gint64 bytes)
{
	for (guint i = 0; i < G_N_ELEMENTS(size_units); i++)
		if (bytes > 0 && bytes % size_units[i].bytes == 0)
			return g_strdup_printf("%" G_GINT64_FORMAT "%c", bytes / size_units[i].bytes,
					       size_units[i].suffix);
	return g_strdup_printf("%" G_GINT64_FORMAT, bytes);
}

static char *profile_line(const Profile *profile, const char *key)
{
	g_autofree char *text = profile_text(profile);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *start = g_strconcat(key, " = ", NULL);
	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, start))
			return g_strdup(*line + strlen(start));
	return NULL;
}

gboolean option_is_text(const Option *option)
{
	return option->type <= OPTION_ZONE;
}

char *option_text(const Option *option, gconstpointer home)
{
	gconstpointer at = (const char *)home + option->offset;
	switch (option->type) {
	case OPTION_TEXT:
	case OPTION_ADDRESS:
	case OPTION_PATTERN:
	case OPTION_PATH:
	case OPTION_STORE:
	case OPTION_INBOX:
	case OPTION_OUTLET:
	case OPTION_ZONE: /* the last text: option_is_text */
		return g_strdup(*(char *const *)at);
	case OPTION_WORD:
		return g_strdup(enumtab_word(option->words, *(const int *)at));
	case OPTION_FLAG:
		return g_strdup(*(const gboolean *)at ? "yes" : "no");
	case OPTION_LOOPBACK:
		return g_strdup(*(const gboolean *)at ? "loopback" : NULL);
	case OPTION_DURATION:
		return duration_format(*(const gint64 *)at);
	case OPTION_NUMBER:
		return g_strdup_printf("%" G_GINT64_FORMAT, *(const gint64 *)at);
	case OPTION_HOUR:
		return g_strdup_printf("%d", *(const int *)at);
	case OPTION_SIZE:
		return option_size_text(*(const gint64 *)at);
	case OPTION_PROFILE:
		return profile_line(home, option->key);
	}
	g_assert_not_reached();
}
