/* SPDX-License-Identifier: MIT
 *
 * test-mail-values.c: the plain values around a mail: events that are kept until they are confirmed, initiatives in
 * subjects and texts, milestones as owners write them, an empty inbound mail.
 */
#include "world.h"
#include "domain/inmail.h"
#include "domain/milestones.h"
#include <string.h>

static void test_event_kept(void **state)
{
	const Event event = {
		.kind = EVENT_INITIATIVE,
		.person = "jane",
		.address = "jane@acme.example",
		.standing = STANDING_WEAK,
		.checked = "DMARC pass",
		.mail = "MAIL-7",
		.initiative = INITIATIVE_RECALL,
		.register_id = "WR-12",
		.ballot = "BAL-4",
		.word = "*",
		.argument = "a=b \\n \"quoted\"",
		.text = "line one\nline two\r\n\ttab = equals\n\nÄ€ \xF0\x9F\x98\x80 \x01 \\ end\n",
		.subject = "Re: [WR-12] =?",
		.draft = "WR-12/1.3",
		.asked = "ASK-7.1",
	};
	g_autofree char *text = event_keep(&event);
	g_autoptr(KeptEvent) kept = event_unkeep(text);
	const Event *back = &kept->event;
	table_int("kind", back->kind, EVENT_INITIATIVE);
	table_int("initiative", back->initiative, INITIATIVE_RECALL);
	const char *const pairs[][3] = {
		{"person", back->person, event.person},     {"address", back->address, event.address},
		{"checked", back->checked, event.checked},  {"mail", back->mail, event.mail},
		{"register", back->register_id, "WR-12"},   {"ballot", back->ballot, "BAL-4"},
		{"word", back->word, "*"},                  {"argument", back->argument, event.argument},
		{"text", back->text, event.text},           {"subject", back->subject, event.subject},
		{"draft", back->draft, event.draft},        {"asked", back->asked, event.asked},
	};
	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
		table_text(pairs[i][0], pairs[i][1], pairs[i][2]);
	table_int("its standing is not kept", back->standing, STANDING_TOKEN);
	table_int("nor its instant", back->at, INSTANT_NONE);
}

static void test_event_kept_odd(void **state)
{
	static const char *const odd[] = {NULL, "", "no equals\n===\n", "kind=nothing\ninitiative=?\n", "text="};
	for (guint i = 0; i < G_N_ELEMENTS(odd); i++) {
		g_autoptr(KeptEvent) kept = event_unkeep(odd[i]);
		table_int("kind", kept->event.kind, EVENT_ANSWER);
		table_int("initiative", kept->event.initiative, INITIATIVE_NONE);
		assert_null(kept->event.word);
	}
	kept_event_free(NULL);
}

static void test_initiative_find(void **state)
{
	static const struct {
		const char *text, *subject;
		InitiativeKind kind;
		const char *argument;
	} cases[] = {
		{"RECALL a mistake", NULL, INITIATIVE_RECALL, "a mistake"},
		{"recall: a mistake", "", INITIATIVE_RECALL, "a mistake"},
		{"\n  Pull back please", "x", INITIATIVE_PULL_BACK, "please"},
		{"PULL-BACK", NULL, INITIATIVE_PULL_BACK, ""},
		{"pullback", NULL, INITIATIVE_PULL_BACK, ""},
		{"Hello,\nplease recall it.", "[WR-12] RECALL now", INITIATIVE_RECALL, "now"},
		{"", "Re: [WR-12] withdraw", INITIATIVE_WITHDRAW, ""},
		{"", "AW: WG: [WR-12] withdraw", INITIATIVE_WITHDRAW, ""},
		{"", "SV: Re: [WR-12] [list] Status", INITIATIVE_STATUS, ""},
		{"", "RE: PROPOSE SNIA", INITIATIVE_PROPOSE, "SNIA"},
		{"", "\xE7\xAD\x94\xE5\xA4\x8D: PROPOSE SNIA", INITIATIVE_PROPOSE, "SNIA"},
		{"", "\xD0\x9D\xD0\xB0: PROPOSE SNIA", INITIATIVE_PROPOSE, "SNIA"},
		{"", "Antw: PROPOSE SNIA", INITIATIVE_PROPOSE, "SNIA"},
		{"", "PROPOSE: SNIA", INITIATIVE_PROPOSE, "SNIA"},
		{NULL, "digest", INITIATIVE_DIGEST, ""},
		{"HELP", NULL, INITIATIVE_STATUS, ""},
		{"", "ROLL: BAL-4 ADD acme", INITIATIVE_ROLL, "BAL-4 ADD acme"},
		{"", "\xE5\x9B\x9E\xE5\xA4\x8D\xEF\xBC\x9A[WR-12] recall", INITIATIVE_RECALL, ""},
		{"", "One more word: recall", INITIATIVE_NONE, NULL},
		{"ROLL BAL-4 ADD acme", NULL, INITIATIVE_ROLL, "BAL-4 ADD acme"},
		{"drafting goes well", "hello", INITIATIVE_NONE, NULL},
		{"Drafts-man here", "", INITIATIVE_NONE, NULL},
		{"", "[WR-12] Ballots are fun", INITIATIVE_NONE, NULL},
		{"", "[WR-12", INITIATIVE_NONE, NULL},
		{"", ":", INITIATIVE_NONE, NULL},
		{NULL, NULL, INITIATIVE_NONE, NULL},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *argument = NULL;
		const InitiativeRow *row = initiative_find(cases[i].text, cases[i].subject, &argument);
		const char *name = cases[i].text && *cases[i].text ? cases[i].text : cases[i].subject;
		table_int(name ? name : "(null)", row ? row->kind : INITIATIVE_NONE, cases[i].kind);
		if (row)
			table_text(name, argument, cases[i].argument);
	}
}

static void test_initiative_subject(void **state)
{
	static const char *const cases[][3] = {
		{"Re: [WR-12] Recall", "WR-", "WR-12"},
		{"EXTEND BAL-40 2026", "BAL-", "BAL-40"},
		{"WR-", "WR-", NULL},
		{"WR-x", "WR-", NULL},
		{NULL, "WR-", NULL},
		{"WR-x WR-7", "WR-", "WR-7"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *found = initiative_subject(cases[i][0], cases[i][1]);
		table_text(cases[i][0] ? cases[i][0] : "(null)", found, cases[i][2]);
	}
}

/* --- milestones --- */

static Draft *draft_with(World *world, Decision *d, const char *id, const char *file, const char *text,
			 GString *problems)
{
	Draft *draft = ADD(d, Draft, draft, id);
	record_set(&draft->file, file);
	milestones_read(d, text, id, problems);
	return draft;
}

static void test_milestone_lines(void **state)
{
	static const struct {
		const char *line;
		const char *problem; /* part of it; NULL: it is good */
	} cases[] = {
		{"MILESTONE M1 technical 2027-06-30 acme,bolt: Map the model", NULL},
		{"  milestone M1! storage 4Q2027 -: Map: the model  ", NULL},
		{"MILESTONE M1 interop - -:", NULL},
		{"MILESTONE M1\ttechnical\t-\t-: tabs", NULL},
		{"MILESTONE M1 technical 2027-06-30: no companies", NULL},
		{"MILESTONE M1 technical acme, bolt: no date", NULL},
		{"MILESTONE M1 technical: neither", NULL},
		{"MILESTONE M1: no body", "before the colon"},
		{"MILESTONE ! technical: no name", "before the colon"},
		{"MILESTONE M1 technical 30 June 2027 acme: a date with blanks", "no company"},
		{"MILESTONE M1 technical - - no colon", "before the colon"},
		{"MILESTONE M1 nowhere - -: x", "no committee"},
		{"MILESTONE M1 board - -: x", "no committee"},
		{"MILESTONE M1 executive - -: x", "no committee"},
		{"MILESTONE M1 technical - acme,nobody: x", "no company"},
		{"MILESTONE M0 technical - -: a second M0", "two milestones"},
		{"MILESTONE M1 technical - -: x\nMILESTONE M1! interop - -: y", "two milestones"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(World) world = world_new();
		const Event event = {.kind = EVENT_ROSTER};
		g_autoptr(Decision) d = decision_new(world->part, &event, world->now);
		g_autoptr(GString) problems = g_string_new(NULL);
		milestones_read(d, "MILESTONE M0 technical - -: there before", "D", problems);
		guint n = milestones_read(d, cases[i].line, "D", problems);
		assert_true(n >= 1);
		if (!cases[i].problem)
			table_text(cases[i].line, problems->str, "");
		else if (!strstr(problems->str, cases[i].problem))
			fail_msg("%s: \"%s\"", cases[i].line, problems->str);
	}
}

static void test_milestone_values(void **state)
{
	g_autoptr(World) world = world_new();
	const Event event = {.kind = EVENT_ROSTER};
	g_autoptr(Decision) d = decision_new(world->part, &event, world->now);
	g_autoptr(GString) problems = g_string_new(NULL);
	draft_with(world, d, "A", "file-a", world_milestones, problems);
	const Milestone *second = PART_GET(world->part, Milestone, milestone, "A#M2");
	table_text("body", second->body, "interop");
	table_text("date", second->date, "4Q2027");
	table_text("doers", second->doers, "bolt");
	table_text("text", second->text, "Show that it works together");
	table_int("significant", second->significant, TRUE);
	table_int("not a milestone line", milestones_read(d, "MILESTONES\nmilestone\n", "A", problems), 0);
}

static void test_content(void **state)
{
	static const struct {
		const char *file, *text;
		gboolean same;
		const char *changes; /* part of it */
		gboolean wider;
	} cases[] = {
		{"file-a",
		 "MILESTONE M2! interop 4Q2027 bolt: Show that it works together\n"
		 "MILESTONE M1 storage 2027-06-30 acme: Map the storage model",
		 TRUE, "nothing", FALSE},
		{"file-b", world_milestones, FALSE, "the document changed", FALSE},
		{"file-a", "MILESTONE M1 storage 2027-06-30 acme: Map the storage model", FALSE, "M2 removed", FALSE},
		{"file-a",
		 "MILESTONE M2! interop 4Q2027 bolt: Show that it works together\n"
		 "MILESTONE M1 storage 2027-07-30 acme: Map the storage model",
		 FALSE, "date 2027-07-30, was 2027-06-30", FALSE},
		{"file-a",
		 "MILESTONE M2 interop 4Q2027 bolt: Show that it works together\n"
		 "MILESTONE M1 storage 2027-06-30 acme: Map the storage model",
		 FALSE, "M2 reworded", FALSE},
		{"file-a",
		 "MILESTONE M2! interop 4Q2027 bolt: Show that it works together\n"
		 "MILESTONE M1 marketing 2027-06-30 acme: Map the storage model",
		 FALSE, "Marketing Committee, was Storage", TRUE},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(World) world = world_new();
		const Event event = {.kind = EVENT_ROSTER};
		g_autoptr(Decision) d = decision_new(world->part, &event, world->now);
		g_autoptr(GString) problems = g_string_new(NULL);
		Draft *a = draft_with(world, d, "A", "file-a", world_milestones, problems);
		Draft *b = draft_with(world, d, "B", cases[i].file, cases[i].text, problems);
		g_autofree char *before = milestones_content(world->part, a),
				*after = milestones_content(world->part, b);
		g_autofree char *changes = draft_changes(world->part, a, b);
		table_int(cases[i].changes, g_str_equal(before, after), cases[i].same);
		if (!strstr(changes, cases[i].changes))
			fail_msg("\"%s\" lacks \"%s\"", changes, cases[i].changes);
		table_int(cases[i].changes, draft_widens(world->part, "A", "B"), cases[i].wider);
		g_autofree char *first = draft_changes(world->part, NULL, a);
		assert_non_null(strstr(first, "first"));
	}
}

static void test_inmail_empty(void **state)
{
	g_autoptr(InMail) mail = inmail_new();
	table_text("subject", mail->subject, "");
	table_text("text", mail->text, "");
	table_int("lists are there",
		  mail->references[0] == NULL && mail->recipients[0] == NULL && mail->tokens->len == 0 &&
			  mail->failed->len == 0 && mail->parts->len == 0,
		  TRUE);
	table_int("class", mail->class, MAIL_REPLY);
	inmail_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_event_kept),         cmocka_unit_test(test_event_kept_odd),
		cmocka_unit_test(test_initiative_find),    cmocka_unit_test(test_initiative_subject),
		cmocka_unit_test(test_milestone_lines),    cmocka_unit_test(test_milestone_values),
		cmocka_unit_test(test_content),            cmocka_unit_test(test_inmail_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
