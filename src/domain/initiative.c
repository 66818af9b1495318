/* SPDX-License-Identifier: MIT */
#include "domain/initiative.h"
#include "domain/ballot.h"
#include "domain/process.h"
#include <string.h>

const InitiativeRow initiative_rows[] = {
	{INITIATIVE_PROPOSE, "PROPOSE", FALSE, FALSE, "PROPOSE partner",
	 "a board- or leadership-level member company, or the partner", "proposes a register (R3.1-1)"},
	{INITIATIVE_DRAFT, "DRAFT", FALSE, TRUE, "DRAFT, with the file attached",
	 "the owner, the partner's contacts, the Vice President of Alliances", "sends the next draft (R3.1-4)"},
	{INITIATIVE_WITHDRAW, "WITHDRAW", FALSE, TRUE, "WITHDRAW why", "the owner or the Vice President of Alliances",
	 "ends a register before it is accepted (S5)"},
	{INITIATIVE_RECALL, "RECALL", FALSE, TRUE, "RECALL why", "the owner or the Vice President of Alliances",
	 "takes a text back to drafting (S5)"},
	{INITIATIVE_PULL_BACK, "PULL_BACK PULL-BACK PULLBACK", FALSE, TRUE, "PULL BACK", "the owner",
	 "takes the draft back during the feedback"},
	{INITIATIVE_EXTEND, "EXTEND", FALSE, FALSE, "EXTEND ballot day", "the chair of the body",
	 "moves a ballot's close"},
	{INITIATIVE_CANCEL, "CANCEL", FALSE, FALSE, "CANCEL ballot why", "the chair of the body", "cancels a ballot"},
	{INITIATIVE_ROLL, "ROLL", FALSE, FALSE, "ROLL ballot ADD company, or ROLL ballot DROP company",
	 "the chair of the body", "changes the roll of an open ballot (B-13)"},
	{INITIATIVE_RELEASE, "RELEASE", FALSE, FALSE, "RELEASE ballot", "the Vice President of Alliances",
	 "lets a held ballot be tallied"},
	{INITIATIVE_MILESTONES, "MILESTONES", FALSE, TRUE, "MILESTONES, with a line for each below", "the owner",
	 "gives the milestones of the draft"},
	{INITIATIVE_DIGEST, "DIGEST", TRUE, FALSE, "DIGEST", "the Vice President of Alliances", "asks for the digest"},
	{INITIATIVE_FRESH_BALLOT, "BALLOT", TRUE, TRUE, "BALLOT", "anybody who was asked",
	 "has the open questions sent again"},
	{INITIATIVE_STATUS, "STATUS HELP", TRUE, FALSE, "STATUS", "anybody in the roster", "asks what is open"},
	{INITIATIVE_NONE, NULL, FALSE, FALSE, NULL, NULL, NULL},
};

/* Whether text begins with the word ('_' is a blank), in any case, and the word ends there; the rest in *out_rest. */
static gboolean begins_with(const char *text, const char *word, gsize length, const char **out_rest)
{
	for (gsize i = 0; i < length; i++) {
		char expected = word[i] == '_' ? ' ' : word[i];
		if (g_ascii_toupper(text[i]) != expected)
			return FALSE;
	}
	if (g_ascii_isalnum(text[length]) || text[length] == '-' || text[length] == '_')
		return FALSE;
	text += length;
	while (*text == ' ' || *text == '\t' || *text == ':')
		text++;
	*out_rest = text;
	return TRUE;
}

static const InitiativeRow *match(const char *text, const char **out_rest)
{
	for (const InitiativeRow *row = initiative_rows; row->kind != INITIATIVE_NONE; row++)
		for (const char *word = row->words; *word;) {
			gsize length = strcspn(word, " ");
			if (begins_with(text, word, length, out_rest))
				return row;
			word += length + (word[length] == ' ');
		}
	return NULL;
}

#define REPLY_MARK_MAX 6 /* characters of "Re", "Antw", "答复" and the like */

/* What follows one "Re:" (in any language, with a wide colon, too), or NULL when the text begins with none. */
static const char *after_reply_mark(const char *text)
{
	const char *at = text;
	for (guint i = 0; i <= REPLY_MARK_MAX && *at; i++, at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (c == ':' || c == 0xFF1A)
			return i ? g_utf8_next_char(at) : NULL;
		if (!g_unichar_isalpha(c))
			return NULL;
	}
	return NULL;
}

/* The initiative that a subject begins with, after "Re:" and the like and after "[WR-12]". */
static const InitiativeRow *match_subject(const char *subject, const char **out_rest)
{
	while (subject) {
		while (*subject == ' ' || *subject == '\t')
			subject++;
		const InitiativeRow *row = match(subject, out_rest);
		if (row)
			return row;
		const char *bracket = *subject == '[' ? strchr(subject, ']') : NULL;
		subject = bracket ? bracket + 1 : after_reply_mark(subject);
	}
	return NULL;
}

const InitiativeRow *initiative_find(const char *text, const char *subject, const char **out_argument)
{
	const char *start = text ? text : "";
	while (g_ascii_isspace(*start))
		start++;
	const InitiativeRow *row = match(start, out_argument);
	return row ? row : match_subject(subject, out_argument);
}

char *initiative_subject(const char *text, const char *prefix)
{
	const char *found = text ? strstr(text, prefix) : NULL;
	while (found && !g_ascii_isdigit(found[strlen(prefix)]))
		found = strstr(found + 1, prefix);
	if (!found)
		return NULL;
	const char *end = found + strlen(prefix);
	while (g_ascii_isdigit(*end))
		end++;
	return g_strndup(found, (gsize)(end - found));
}

/* A letter of the robot's own to whoever asked, always to the roster address. */
static void send_to_asker(Turn *t, LetterKind kind)
{
	Letter *letter = turn_letter(t, kind);
	if (letter)
		g_clear_pointer(&letter->asked, g_free);
}

void digest_asked(Turn *t)
{
	gboolean vp = role_held_by(t->d->part, ROLE_VP, NULL, NULL, t->person);
	send_to_asker(t, vp ? LETTER_DIGEST : LETTER_STATUS);
}

void status_asked(Turn *t)
{
	send_to_asker(t, LETTER_STATUS);
}

void ballot_release(Turn *t)
{
	if (!t->ballot || !role_held_by(t->d->part, ROLE_VP, t->reg ? t->reg->id : NULL, NULL, t->person)) {
		turn_refuse(t, t->argument, "the number of an open ballot, from the Vice President of Alliances",
			    "The tally waits.");
		return;
	}
	EDIT(t->d, Ballot, ballot, t->ballot->id)->released = 1;
}
