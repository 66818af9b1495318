/* SPDX-License-Identifier: MIT */
#include "ctl/command.h"
#include <string.h>

#define ON_BEHALF "evidence"

const CtlCommand ctl_commands[] = {
	{"status", "", 0, 0, "", NEEDS_STORE, "how the robot is: what is open, what waits, what is in trouble", view_status,
	 {{NULL, NULL, "now robot store simulation registers_proposed registers_active asks_open asks_overdue ballots_open "
		       "letters_waiting letters_in_trouble mails_aside next_moment next_digest"},
	  {"mailboxes", "Mailboxes", "name purpose read_until"}}},
	{"registers", "", 0, 0, "", NEEDS_STORE, "every register and where it stands", view_registers,
	 {{"registers", NULL, "id partner status stage owner_name moved"}}},
	{"show", "REGISTER", 1, 1, "", NEEDS_STORE, "one register whole", view_register,
	 {{NULL, NULL, "id partner status stage oc_name owner_name proposed moved review_until board_day resolution "
		       "resolution_date accepted"},
	  {"asks", "Open questions", "id what people due overdue"},
	  {"ballots", "Ballots", "id body_name state voted roll closes"},
	  {"drafts", "Drafts", "id name received content current"},
	  {"milestones", "Milestones of the current draft", "name body_name date text"},
	  {"comments", "Comments", "id kind body_name received text"},
	  {"tasks", "Publication", "id state note tries"},
	  {"moments", "Coming up", "at kind subject"}}},
	{"ballots", "", 0, 0, "", NEEDS_STORE, "every ballot with its turnout", view_ballots,
	 {{"ballots", NULL, "id register_id body_name state voted roll closes"}}},
	{"ballot", "BALLOT", 1, 1, "", NEEDS_STORE, "one ballot, its roll and, once decided, its votes", view_ballot,
	 {{NULL, NULL, "id register_id body_name state content opens closes roll voted yes no abstain quorum "
		       "threshold rule decided why"},
	  {"seats", "Seats", "unit name voted choice receipt comment voters"}}},
	{"asks", "[REGISTER]", 0, 1, "", NEEDS_STORE, "every open question: what, of whom, until when", view_asks,
	 {{"asks", NULL, "id register_id kind people due overdue answers"}}},
	{"mails", "", 0, 0, "register max", NEEDS_STORE, "every inbound mail and what became of it", view_mails,
	 {{"mails", NULL, "id received from subject disposition register_id why"}}},
	{"outbox", "", 0, 0, "register max", NEEDS_STORE, "every letter and its fate", view_outbox,
	 {{"letters", NULL, "created recipient kind register_id fate tries reply key"}}},
	{"journal", "[REGISTER]", 0, 1, "after max", NEEDS_STORE, "the entries of the journal", view_journal,
	 {{"entries", NULL, "n at subject kind row hash"}}},
	{"verify", "", 0, 0, "", NEEDS_STORE, "checks the journal, rebuilds the store from it and compares", view_verify,
	 {{NULL, NULL, "entries same"}, {"differences", "Differences", "text"}, {"erased", "Erased", "text"}}},
	{"export", "BALLOT|REGISTER", 1, 1, "", NEEDS_STORE, "the evidence as one JSON document", view_export, {{0}}},
	{"document show", "REGISTER", 1, 1, "", NEEDS_STORE, "the drafts of a register, with their hashes", view_documents,
	 {{"drafts", NULL, "id name bytes received sender file content"}}},
	{"propose", "PARTNER", 1, G_MAXUINT, "by owner oc " ON_BEHALF, NEEDS_SETTINGS,
	 "proposes a register for somebody", NULL, {{0}}, run_propose},
	{"answer", "ASK WORD…", 2, G_MAXUINT, "as comment document " ON_BEHALF, NEEDS_SETTINGS,
	 "answers a question for somebody", NULL, {{0}}, run_answer},
	{"milestones", "REGISTER FILE", 2, 2, ON_BEHALF, NEEDS_SETTINGS,
	 "gives the milestones of the current draft", NULL, {{0}}, run_milestones},
	{"extend", "BALLOT DAY", 2, G_MAXUINT, ON_BEHALF, NEEDS_SETTINGS,
	 "moves the close of a ballot, for its chair", NULL, {{0}}, run_extend},
	{"cancel", "BALLOT", 1, 1, "why " ON_BEHALF, NEEDS_SETTINGS,
	 "cancels a ballot, for its chair", NULL, {{0}}, run_cancel},
	{"release", "BALLOT", 1, 1, ON_BEHALF, NEEDS_SETTINGS, "lets a tally go on that waits for a mailbox, for the VP", NULL,
	 {{0}}, run_release},
	{"resend", "LETTER", 1, 1, "", NEEDS_SETTINGS, "sends a letter of the outbox again", NULL, {{0}}, run_resend},
	{"roster check", "[FILE]", 0, 1, "", NEEDS_SETTINGS, "checks the roster file", NULL, {{0}}, run_roster_check},
	{"roster load", "", 0, 0, "", NEEDS_SETTINGS, "puts the roster file in force", NULL, {{0}}, run_roster_load},
	{"roster show", "", 0, 0, "", NEEDS_STORE, "the roster in force", view_roster,
	 {{NULL, NULL, "alliance_committee board executive marketing vp_alliances"},
	  {"bodies", "Bodies", "id name kind chair vice_chair members profile"},
	  {"companies", "Companies", "id name level"},
	  {"persons", "Persons", "id name mail company"},
	  {"partners", "Partners", "id name domain contacts press"},
	  {"desks", "Roles with an address", "id address answered_by"}}},
	{"letters check", "", 0, 0, "", NEEDS_SETTINGS, "checks the letters' templates", NULL, {{0}}, run_letters_check},
	{"letters show", "[NAME]", 0, 1, "", NEEDS_SETTINGS, "the letters there are, or one template", view_letters,
	 {{"letters", NULL, "name hash"}, {NULL, NULL, "name hash variables text"}}},
	{"config check", "[FILE]", 0, 1, "", NEEDS_NOTHING, "checks the configuration", NULL, {{0}}, run_config_check},
	{"config show", "", 0, 0, "", NEEDS_SETTINGS, "the configuration in force, defaults included", NULL, {{0}},
	 run_config_show},
	{"doctor", "", 0, 0, "", NEEDS_SETTINGS,
	 "tries every mailbox and the mail server, and says what is wrong", view_doctor,
	 {{"checks", NULL, "check result text"}}},
	{"digest", "", 0, 0, "send", NEEDS_SETTINGS, "prints the digest, or sends it to the VP", NULL, {{0}}, run_digest},
	{"read", "[--ask=KIND] FILE|-…", 0, G_MAXUINT, NULL, NEEDS_NOTHING,
	 "what the robot would make of a message", NULL, {{0}}, run_read},
	{"manual", "", 0, 0, "", NEEDS_NOTHING, "prints ballotd-process(7), the process as its tables", NULL, {{0}},
	 run_manual},
	{"help", "", 0, 0, "", NEEDS_NOTHING, "this list", NULL, {{0}}, run_help},
	{0},
};

/* Whether the command's name is what the words begin with. */
static gboolean name_fits(const char *name, char *const *words, guint *out_words)
{
	const char *second = strchr(name, ' ');
	gsize length = second ? (gsize)(second - name) : strlen(name);
	if (!words[0] || strlen(words[0]) != length || strncmp(words[0], name, length) != 0)
		return FALSE;
	*out_words = second ? 2 : 1;
	return !second || (words[1] && g_str_equal(words[1], second + 1));
}

const CtlCommand *command_find(char *const *words, guint *out_words)
{
	for (const CtlCommand *command = ctl_commands; command->name; command++)
		if (name_fits(command->name, words, out_words))
			return command;
	return NULL;
}
