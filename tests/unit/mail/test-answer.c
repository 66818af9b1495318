/* SPDX-License-Identifier: MIT
 *
 * test-answer.c: words of an ask in replies: where they count, and what makes them unclear.
 */
#include "../table.h"
#include "mail/answer.h"

static const AnswerWord vote[] = {
	{"YES", "approve approved +1 ja oui sí 賛成 赞成 同意", FALSE, FALSE},
	{"NO", "reject -1 nein non 反対", FALSE, FALSE},
	{"ABSTAIN", "abstains enthaltung abstención", FALSE, FALSE},
};

typedef struct Case {
	const char *text, *answer, *comment;
} Case;

static void run(const AnswerWord *words, gsize n, const Case *cases, guint count)
{
	for (guint i = 0; i < count; i++) {
		g_autoptr(InMail) mail = inmail_new();

		mail->class = MAIL_REPLY;
		g_free(mail->text);
		mail->text = g_strdup(cases[i].text);
		answer_read(mail, words, n);
		table_text(cases[i].text, mail->answer, cases[i].answer);
		table_text(cases[i].text, mail->comment, cases[i].comment);
		if (g_str_equal(cases[i].answer, "unclear") || g_str_equal(cases[i].answer, "none"))
			assert_non_null(mail->why);
		else
			assert_null(mail->why);
	}
}

static void test_plain(void **state)
{
	static const Case cases[] = {
		{"YES", "YES", NULL},
		{"yes.", "YES", NULL},
		{"*YES*", "YES", NULL},
		{"\"Yes!\" 👍", "YES", NULL},
		{"NO\n\nThe cost section is too thin.", "NO", "The cost section is too thin."},
		{"NO, the cost section is too thin.\nSecond.", "NO", "the cost section is too thin.\nSecond."},
		{"YES for Acme", "YES", "for Acme"},
		{"Abstain - conflict of interest", "ABSTAIN", "conflict of interest"},
		{"+1", "YES", NULL},
		{"-1 (binding)", "NO", "(binding)"},
		{"−1", "NO", NULL},
		{"Hi all,\n\nYES\n\nJane", "YES", "Jane"},
		{"Liebe Jane,\n\nJa\n", "YES", NULL},
		{"Oui", "YES", NULL},
		{"Sí, gracias", "YES", "gracias"},
		{"賛成です", "YES", "です"},
		{"反対", "NO", NULL},
		{"赞成", "YES", NULL},
		{"Nein.", "NO", NULL},
		{"Vote: YES", "YES", NULL},
		{"[x] YES\n[ ] NO", "YES", "[ ] NO"},
		{"Thank you for the draft, it reads well.\n\nYES", "YES", "Thank you for the draft, it reads well."},
	};
	run(vote, 3, cases, G_N_ELEMENTS(cases));
}

static void test_sentences(void **state)
{
	static const Case cases[] = {
		{"Acme votes YES.", "YES", NULL},
		{"I vote approve", "YES", NULL},
		{"My vote is NO.", "NO", NULL},
		{"So +1 from me.", "YES", NULL},
		{"Great work, +1!", "YES", NULL},
		{"We approve.", "YES", NULL},
		{"Hello, yes from us.", "YES", NULL},
		{"NO\n\nI agree with Bob on the costs.", "NO", "I agree with Bob on the costs."},
		{"YES\n\nNo further comments.", "YES", "No further comments."},
	};
	run(vote, 3, cases, G_N_ELEMENTS(cases));
}

static void test_unclear(void **state)
{
	static const char *const texts[] = {
		"Yes, if the cost section is fixed", "YES provided that M4 moves", "Ja, sofern die Kosten sinken",
		"Oui, à condition que ça change",
		"YES or NO?", "YES/NO", "Yes and no", "YES, NO or ABSTAIN", "YES?", "YES\n\nNO", "No objection",
		"No, no objections", "No problem",
		"No decision yet", "We do not vote YES", "I would vote YES", "YES\nprovided that M4 moves",
		"Yes, but only once M4 is gone",
		"No, that is fine", "No changes", "NO comments from us", "I approve of the idea but vote NO",
		"YES\n\nSorry, I mean NO.",
		"Unless somebody objects, YES", "賛成できません", "同意しません", "YES (with reservations)",
		"YES for Acme,\nprovided that M4 moves",
		"NO. I vote YES.", "I vote YES and NO", "NO: YES", "YES - NO.", "NO – yes",
	};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		Case one = {texts[i], "unclear", texts[i]};

		run(vote, 3, &one, 1);
	}
}

static void test_none(void **state)
{
	static const Case cases[] = {
		{"What does M4 mean?", "none", "What does M4 mean?"},
		{"I can translate this to a +1", "none", "I can translate this to a +1"},
		{"The cost, no, the benefits are what I mean.", "none", "The cost, no, the benefits are what I mean."},
		{"We cannot decide.", "none", "We cannot decide."},
		{"It needs 2-1 more.", "none", "It needs 2-1 more."},
		{"Nobody knows yesterday's note", "none", "Nobody knows yesterday's note"},
		{"", "none", NULL},
	};
	run(vote, 3, cases, G_N_ELEMENTS(cases));
}

static void test_places(void **state)
{
	g_autoptr(InMail) mail = inmail_new();

	mail->class = MAIL_REPLY;
	mail->form = g_strdup("YES");
	answer_read(mail, vote, 3);
	table_text("ticked", mail->answer, "YES");
	g_free(mail->form);
	mail->form = g_strdup("YES\nNO");
	answer_read(mail, vote, 3);
	table_text("ticked twice", mail->answer, "unclear");
	g_clear_pointer(&mail->form, g_free);
	g_free(mail->subject);
	mail->subject = g_strdup("[WR-12] [#0123456789ABCDEF] NO");
	answer_read(mail, vote, 3);
	table_text("subject", mail->answer, "NO");
	g_free(mail->text);
	mail->text = g_strdup("see my question");
	answer_read(mail, vote, 3);
	table_text("subject beside text", mail->answer, "none");
	mail->class = MAIL_AUTO_REPLY;
	g_free(mail->text);
	mail->text = g_strdup("YES");
	answer_read(mail, vote, 3);
	table_text("a machine", mail->answer, "none");
}

static void test_arguments(void **state)
{
	static const AnswerWord words[] = {
		{"OWNER", NULL, TRUE, TRUE}, {"REFUSE", NULL, TRUE, FALSE}, {"NOT ME", NULL, FALSE, FALSE},
			{"CONFIRM", NULL, FALSE, FALSE},
		{"DATE", NULL, TRUE, TRUE},
	};
	static const struct {
		const char *text, *answer, *argument, *comment;
	} cases[] = {
		{"OWNER bob@acme.example OC technical", "OWNER", "bob@acme.example OC technical", NULL},
		{"owner: bob@acme.example\n\nHe agreed.", "OWNER", "bob@acme.example", "He agreed."},
		{"OWNER\nbob@acme.example", "OWNER", "bob@acme.example", "bob@acme.example"},
		{"OWNER", "unclear", NULL, NULL},
		{"REFUSE", "REFUSE", NULL, NULL},
		{"REFUSE if you ask me: too early", "REFUSE", "if you ask me: too early", NULL},
		{"Not me!", "NOT ME", NULL, NULL},
		{"DATE 2026-12-04", "DATE", "2026-12-04", NULL},
		{"Confirm", "CONFIRM", NULL, NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(InMail) mail = inmail_new();

		mail->class = MAIL_REPLY;
		g_free(mail->text);
		mail->text = g_strdup(cases[i].text);
		answer_read(mail, words, G_N_ELEMENTS(words));
		table_text(cases[i].text, mail->answer, cases[i].answer);
		table_text(cases[i].text, mail->argument, cases[i].argument);
		table_text(cases[i].text, mail->comment, cases[i].comment);
	}
}

static void test_any(void **state)
{
	static const AnswerWord words[] = {{"*", NULL, FALSE, FALSE}, {"NONE", NULL, FALSE, FALSE}, {"PROPOSE", NULL,
		TRUE, TRUE}};
	static const Case cases[] = {
		{"None.", "NONE", NULL},
		{"None of the milestones is clear to us.", "*", "None of the milestones is clear to us."},
		{"Section 3 is too short.", "*", "Section 3 is too short."},
		{"PROPOSE a test event in March", "PROPOSE", NULL},
	};
	run(words, G_N_ELEMENTS(words), cases, G_N_ELEMENTS(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain), cmocka_unit_test(test_sentences), cmocka_unit_test(test_unclear),
			cmocka_unit_test(test_none),
		cmocka_unit_test(test_places), cmocka_unit_test(test_arguments), cmocka_unit_test(test_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
