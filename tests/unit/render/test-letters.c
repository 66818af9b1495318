/* SPDX-License-Identifier: MIT
 *
 * test-letters.c: the letters as they ship. Every letter the process can order is there, uses only variables it has,
 * keeps to the width of mail, begins with what it wants, and says the same as text and as HTML.
 */
#include "../table.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/ask.h"
#include "domain/letter.h"
#include "render/layout.h"
#include "render/letter-variables.h"
#include "render/letterbook.h"
#include <string.h>

static char *shipped_path(const char *file)
{
	const char *top = g_getenv("top_srcdir");
	return g_build_filename(top ? top : ".", "mailtemplates", file, NULL);
}

/* The names of all letters; free the array only. */
static const char **letter_names(void)
{
	const char **names = g_new0(const char *, LETTER_COUNT + 1);
	for (guint i = 0; i < LETTER_COUNT; i++)
		names[i] = enumtab_word(&letter_kind_words, (int)i);
	return names;
}

static LetterBook *load_shipped(void)
{
	g_autofree char *dir = shipped_path(NULL);
	g_autofree const char **names = letter_names();
	g_autoptr(GError) error = NULL;
	LetterBook *book = letterbook_load(dir, names, letter_variable_known, &error);
	if (!book)
		fail_msg("%s", error->message);
	return book;
}

/* JSON written with single quotes. */
static json_t *sample(const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
	json_t *value = json_parse(json, strlen(json), &error);
	if (!value)
		fail_msg("%s", error->message);
	return value;
}

/* What facts.c of the engine gives every letter, as far as the letter is about such a thing. */
static const char shared_facts[] =
	"{'organization': 'DMTF', 'robot': 'robot@dmtf.example', 'reply': 'robot+K7Q29F@dmtf.example',"
	"'name': 'Jane Doe', 'first': 'Jane', 'company': 'Acme Corp', 'address': 'jane@acme.example',"
	"'why': 'The VALUE-WHY of the process.',"
	"'register': {'id': 'WR-12', 'partner': 'SNIA', 'title': 'Work register with SNIA',"
	"  'oc': 'Alliance Committee', 'owner': 'Olga Ott', 'status': 'proposed', 'resolution': '2026-17',"
	"  'resolution_text': 'Resolved.', 'resolution_date': 'Friday 4 December 2026',"
	"  'accepted': 'Monday 7 December 2026, 09:00 New York (14:00 UTC)', 'accepted_by': 'Sam Roy',"
	"  'page': 'https://registers.dmtf.example/WR-12.html'},"
	"'revision': {'id': 'WR-12/1', 'route': 'creation'},"
	"'draft': {'id': 'WR-12/1.3', 'number': 3, 'name': 'snia-wr-3.docx', 'content': '5f1c9a77aa01',"
	"  'content_full': '5f1c9a77aa015f1c9a77aa015f1c9a77aa015f1c9a77aa015f1c9a77aa015f1c',"
	"  'from': 'Olga Ott', 'received': 'Friday 27 November 2026, 10:00 New York (15:00 UTC)', 'bytes': 20480,"
	"  'milestones': [{'name': 'M1', 'body': 'Technical Committee', 'date': '2027-06-30',"
	"    'text': 'Map the model', 'doers': 'Acme Corp and Bolt', 'significant': true},"
	"    {'name': 'M2', 'body': 'Marketing Committee', 'text': 'Announce the result',"
	"    'significant': false}]},"
	"'stage': {'name': 'committees', 'number': 4, 'count': 7},"
	"'stages': [{'name': 'review', 'state': 'done'}, {'name': 'committees', 'state': 'now'},"
	"  {'name': 'board', 'state': 'next'}],"
	"'ballot': {'id': 'BAL-40', 'body': 'Alliance Committee',"
	"  'question': 'Shall the Alliance Committee approve the work register with SNIA?',"
	"  'rule': 'one vote per company, 7 companies on the roll, 4 must vote, more yes than no, a tie fails',"
	"  'state': 'approved', 'opens': 'Friday 27 November 2026, 17:00 New York (22:00 UTC)',"
	"  'closes': 'Friday 4 December 2026, 17:00 New York (22:00 UTC)', 'roll': 7, 'voted': 6,"
	"  'not_voted': 1, 'yes': 4, 'no': 1, 'abstain': 1, 'result': 'approved',"
	"  'headline': 'Approved by the Alliance Committee',"
	"  'late': 'Dune Computing', 'unconfirmed': 'Elm Software', 'doers': 'Acme Corp YES',"
	"  'why': 'Every condition was met.', 'absent': 'Grit',"
	"  'conditions': [{'name': 'Quorum', 'found': '6 of 7', 'needed': '4', 'met': 'met'},"
	"    {'name': 'Threshold', 'found': '4 yes, 1 no', 'needed': 'more yes than no', 'met': 'met'}],"
	"  'votes': [{'seat': 'Acme Corp', 'choice': 'YES', 'receipt': '7KQ2-9FXM'},"
	"    {'seat': 'Crest', 'choice': 'NO', 'receipt': '8ABC-DEFG'}],"
	"  'comments': [{'id': 'WR-12#c1', 'author': 'Crest', 'text': 'The cost section is not acceptable.'}]},"
	"'vote': {'choice': 'YES', 'seat': 'Acme Corp', 'received': 'Tuesday 1 December 2026, 14:02:11 UTC',"
	"  'from': 'jane@acme.example', 'checked': 'your own address',"
	"  'replaces': 'NO, received Tuesday 1 December 2026, 12:10:00 UTC', 'comment': 'Fine with the milestone.',"
	"  'receipt': '7KQ2-9FXM'},"
	"'item': {'id': 'WR-12/press', 'kind': 'press', 'state': 'waiting', 'text': 'VALUE-ITEM'},"
	"'head': {'hash': '91be04', 'n': 1204},"
	"'period': '27 November to 4 December 2026', 'help': 'RECALL why\\nWITHDRAW why',"
	"'moved': [{'register': 'WR-12', 'what': 'MOVED-WHAT', 'when': 'Friday 4 December 2026'}],"
	"'waiting': [{'register': 'WR-12', 'what': 'names the owner', 'who': 'Vera Pine', 'age': '9 days',"
	"  'due': 'Friday 4 December 2026', 'overdue': true}],"
	"'ballots': [{'ballot': 'BAL-40', 'register': 'WR-12', 'body': 'Alliance Committee', 'voted': 6,"
	"  'roll': 7, 'quorum': '4', 'closes': 'Friday 4 December 2026'}],"
	"'due': [{'what': 'DUE-WHAT', 'register': 'WR-12', 'when': 'Monday 14 December 2026'}],"
	"'tasks': [{'register': 'WR-12', 'what': 'TASK-WHAT', 'state': 'waiting', 'note': 'TASK-NOTE'}],"
	"'troubles': [{'text': 'TROUBLE-TEXT'}],"
	"'registers': [{'id': 'WR-12', 'partner': 'SNIA', 'stage': 'review',"
	"  'since': 'Friday 4 December 2026', 'waits': 'Vera Pine'}],"
	"'yours': [{'register': 'WR-12', 'what': 'votes', 'until': 'Friday 4 December 2026'}]}";

/* The ask as the engine gives it: words, rule and silence of the real table. */
static json_t *sample_ask(AskKind kind)
{
	const AskRow *row = ask_row(kind);
	g_autoptr(GString) how = g_string_new("Reply with ");
	json_t *ask = json_object();
	json_t *buttons = json_array();
	for (guint i = 0; i < row->n_words; i++) {
		g_string_append_printf(how, "%s%s", i ? ", or " : "", row->words[i].form);
		if (!row->words[i].label)
			continue;
		g_autofree char *padded = g_strdup_printf("%-12s", row->words[i].label);
		g_autofree char *link =
			g_strdup_printf("mailto:robot%%2BK7Q29F@dmtf.example?subject=x&body=%u", i);
		json_t *button = json_object();
		json_put_text(button, "label", row->words[i].label);
		json_put_text(button, "padded", padded);
		json_put_text(button, "link", link);
		json_array_append_new(buttons, button);
	}
	json_put_text(ask, "id", "ASK-7");
	json_put_text(ask, "kind", enumtab_word(&ask_kind_words, (int)kind));
	json_put_text(ask, "what", row->what);
	json_put_text(ask, "how", how->str);
	json_put_text(ask, "silence", row->silence_note);
	json_put_text(ask, "rule", row->rule);
	json_put_text(ask, "detail", "VALUE-DETAIL\nand its second line");
	json_put_text(ask, "until", "Thursday 3 December 2026, 17:00 New York (22:00 UTC)");
	json_object_set_new(ask, "buttons", buttons);
	return ask;
}

/* The kind of ask that a letter puts; for the letters about an answer, the vote. */
static AskKind letter_asks(LetterKind letter)
{
	for (guint kind = 0; kind < ASK_KIND_COUNT; kind++)
		if (ask_row((AskKind)kind)->letter == letter)
			return (AskKind)kind;
	return ASK_VOTE;
}

/* The shared facts, the ask and each value of the letter's own as VALUE-NAME; lists are in the shared facts. */
static json_t *sample_facts(LetterKind letter)
{
	json_t *facts = sample(shared_facts);
	const char *name = enumtab_word(&letter_kind_words, (int)letter);
	g_auto(GStrv) own = words_split(letter_variables_own(name));
	json_object_set_new(facts, "ask", sample_ask(letter_asks(letter)));
	for (char **value = own; *value; value++) {
		if (strchr(*value, '.') || json_object_get(facts, *value) || g_str_equal(*value, "quiet"))
			continue;
		g_autofree char *upper = g_ascii_strup(*value, -1);
		g_autofree char *text = g_strdup_printf("VALUE-%s", upper);
		json_put_text(facts, *value, text);
	}
	return facts;
}

static void check_lines(const char *name, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	if (!lines[0] || !*lines[0] || *lines[0] == ' ')
		fail_msg("%s: begins with \"%s\", want a sentence", name, lines[0] ? lines[0] : "");
	for (char **line = lines; *line; line++)
		if (g_utf8_strlen(*line, -1) > LAYOUT_COLUMNS && !strstr(*line, "<mailto:"))
			fail_msg("%s: wider than %d: %s", name, LAYOUT_COLUMNS, *line);
	if (strstr(text, "{{") || strstr(text, "}}"))
		fail_msg("%s: an unresolved tag in %s", name, text);
	if (strstr(text, "\n\n\n"))
		fail_msg("%s: two blank lines in %s", name, text);
}

/* A text with all runs of blanks and line ends as one blank, as HTML compares. g_free. */
static char *squeeze(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
	g_autoptr(GString) out = g_string_new(NULL);
	for (char **word = words; *word; word++)
		if (**word)
			g_string_append_printf(out, "%s ", *word);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void wants(const char *name, const char *text, const char *html, const char *fact)
{
	g_autofree char *flat = squeeze(text);
	g_autofree char *flat_html = squeeze(html);
	g_autoptr(GString) unlinked = g_string_new(flat_html);
	g_string_replace(unlinked, "&quot;", "\"", 0);
	g_string_replace(unlinked, "&#39;", "'", 0);
	if (!strstr(flat, fact))
		fail_msg("%s: no \"%s\" in %s", name, fact, text);
	if (!strstr(unlinked->str, fact))
		fail_msg("%s: no \"%s\" in the HTML %s", name, fact, html);
}

static void test_full(void **state)
{
	g_autoptr(LetterBook) book = load_shipped();
	for (guint i = 0; i < LETTER_COUNT; i++) {
		const char *name = enumtab_word(&letter_kind_words, (int)i);
		g_autoptr(Json) facts = sample_facts((LetterKind)i);
		g_autofree char *text = NULL;
		g_autofree char *html = NULL;
		assert_true(letterbook_render(book, name, facts, &text, &html, NULL));
		check_lines(name, text);
		if (g_getenv("SHOW_LETTERS"))
			g_print("=== %s\n%s\n", name, text);
	}
}

/* What is absent leaves no hole: a letter about a register and nothing else still begins and reads well. */
static void test_bare(void **state)
{
	static const char *const absent[] = {"name", "first", "company", "why", "draft", "stage", "stages", "ballot",
	                                     "vote", "item", "head", "revision", NULL};
	g_autoptr(LetterBook) book = load_shipped();
	for (guint i = 0; i < LETTER_COUNT; i++) {
		const char *name = enumtab_word(&letter_kind_words, (int)i);
		g_autoptr(Json) facts = sample(shared_facts);
		g_autoptr(Json) ask = sample_ask(letter_asks((LetterKind)i));
		json_object_del(ask, "detail");
		json_object_del(ask, "until");
		json_object_set(facts, "ask", ask);
		for (const char *const *key = absent; *key; key++)
			json_object_del(facts, *key);
		g_autofree char *text = NULL;
		g_autofree char *html = NULL;
		assert_true(letterbook_render(book, name, facts, &text, &html, NULL));
		check_lines(name, text);
		if (strstr(text, "VALUE-"))
			fail_msg("%s: a value of its own without being given: %s", name, text);
	}
}

/* Each asking letter says how to answer, until when, what silence does, and the rule, in both forms; its buttons are
 * links; and the table of facts has at most six rows. */
static void test_asks(void **state)
{
	g_autoptr(LetterBook) book = load_shipped();
	for (guint i = 0; i < ASK_KIND_COUNT; i++) {
		const AskRow *row = ask_row((AskKind)i);
		const char *name = enumtab_word(&letter_kind_words, (int)row->letter);
		g_autoptr(Json) facts = sample_facts(row->letter);
		g_autofree char *text = NULL;
		g_autofree char *html = NULL;
		assert_true(letterbook_render(book, name, facts, &text, &html, NULL));
		if (row->kind != ASK_VOTE) {
			wants(name, text, html, "Thursday 3 December 2026, 17:00 New York (22:00 UTC)");
			wants(name, text, html, row->silence_note);
		}
		wants(name, text, html, row->rule);
		for (guint w = 0; w < row->n_words; w++) {
			g_autofree char *word = g_strndup(row->words[w].word, strcspn(row->words[w].word, " "));
			if (*word != '*')
				wants(name, text, html, word);
			if (row->words[w].label && !strstr(html, row->words[w].label))
				fail_msg("%s: no button %s", name, row->words[w].label);
		}
		guint rows = 0;
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		for (char **line = lines + 1; *line && !(rows && !**line); line++)
			rows += strncmp(*line, "  ", 2) == 0 && (*line)[2] != ' ';
		if (rows < 1 || rows > 6)
			fail_msg("%s: %u rows of facts, want 1 to 6: %s", name, rows, text);
	}
}

/* The facts that each of these letters is for stand in both of its forms. */
static void test_values_shown(void **state)
{
	static const struct { LetterKind letter; const char *facts; } cases[] = {
		{LETTER_RECEIPT, "a later vote for Acme Corp counts|VALUE-OVERTAKEN|VALUE-REPLACES|7KQ2-9FXM|"
		                 "jane@acme.example|Fine with the milestone."},
		{LETTER_ASK_PROPOSAL, "VALUE-PARTNER_NAME|VALUE-PROPOSER|VALUE-TEXT"},
		{LETTER_UNCLEAR, "VALUE-FOUND|VALUE-EXPECTED|VALUE-NOW|Thursday 3 December 2026"},
		{LETTER_ANSWER_REFUSED, "VALUE-FOUND|VALUE-EXPECTED|VALUE-WHY"},
		{LETTER_VOTE_LATE, "VALUE-FOUND, received VALUE-RECEIVED|BAL-40|22:00 UTC"},
		{LETTER_VOTE_NOT_COUNTED, "VALUE-FOUND|VALUE-WHY"},
		{LETTER_ANSWERED, "VALUE-UNDERSTOOD|VALUE-NEXT"},
		{LETTER_SETTLED, "VALUE-BY|VALUE-WHAT"},
		{LETTER_RESULT, "Approved by the Alliance Committee: |not count: Dune Computing.|counted: Elm Software.|"
		                "work: Acme Corp YES.|6 of 7, needed 4: met|Acme Corp YES 7KQ2-9FXM|WR-12#c1|"
		                "Crest|91be04|4 must vote|Every condition was met.|Grit|Yes 4"},
		{LETTER_ASK_VOTE, "Acme Corp has one vote on this|snia-wr-3.docx|VALUE-RESULTS|VALUE-SCOPE|"
		                  "VALUE-BENEFITS|VALUE-CHANGES|22:00 UTC|5f1c9a77aa015f1c9a77aa01|stage 4 of 7|"
		                  "BAL-40"},
		{LETTER_ASK_BOARD_OPEN, "VALUE-RESULTS|VALUE-SCOPE|VALUE-BENEFITS"},
		{LETTER_ASK_CONFIRM, "VALUE-FROM_ADDRESS|VALUE-QUOTED|VALUE-EFFECT"},
		{LETTER_ASK_ACCEPTANCE, "Olga Ott|robot@dmtf.example|no account|approval sheet|2026-17"},
		{LETTER_ASK_COMPLETE, "MILESTONE M1 technical 2027-06-30 acme,bolt: Map the model|VALUE-PROBLEMS|M2! "},
		{LETTER_ASK_RESOLUTION, "RESOLUTION 2026-17 4 December 2026"},
		{LETTER_ASK_STUCK, "VALUE-DETAIL"},
		{LETTER_REMINDER, "as the one who votes|BAL-40|VALUE-WHY|snia-wr-3.docx"},
		{LETTER_DRAFT_TAKEN, "VALUE-CHANGES|VALUE-PROBLEMS|Draft 3|Map the model"},
		{LETTER_FEEDBACK, "VALUE-AUTHOR|VALUE-TEXT|VALUE-BODY_NAME|VALUE-KIND"},
		{LETTER_QUESTION, "VALUE-AUTHOR|VALUE-TEXT"},
		{LETTER_CALL, "VALUE-WHEN|VALUE-TEXT|VALUE-AUTHOR"},
		{LETTER_BOARD_DATE, "VALUE-DAY"},
		{LETTER_ENDED, "VALUE-OUTCOME|VALUE-WHY"},
		{LETTER_MOVED, "VALUE-STAGE_NAME|VALUE-NEXT|VALUE-WHY"},
		{LETTER_PRESS, "VALUE-TEXT|VALUE-APPROVALS|VALUE-EMBARGO"},
		{LETTER_PR_CONTACT, "VALUE-TEXT"},
		{LETTER_UNREACHABLE, "VALUE-WHO|VALUE-WHAT|jane@acme.example"},
		{LETTER_UNKNOWN_SENDER, "PROPOSE|robot@dmtf.example"},
		{LETTER_PROPOSAL_REFUSED, "VALUE-PARTNER_NAME|VALUE-WHY|PROPOSE"},
		{LETTER_DIGEST, "MOVED-WHAT|Vera Pine|OVERDUE|6 of 7|DUE-WHAT|TASK-NOTE|TROUBLE-TEXT"},
		{LETTER_STATUS, "WR-12 with SNIA: review|votes|RECALL why"},
	};
	g_autoptr(LetterBook) book = load_shipped();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *name = enumtab_word(&letter_kind_words, (int)cases[i].letter);
		g_autoptr(Json) facts = sample_facts(cases[i].letter);
		g_auto(GStrv) wanted = g_strsplit(cases[i].facts, "|", -1);
		g_autofree char *text = NULL;
		g_autofree char *html = NULL;
		assert_true(letterbook_render(book, name, facts, &text, &html, NULL));
		for (char **fact = wanted; *fact; fact++)
			wants(name, text, html, *fact);
	}
}

/* The usual receipt: no later vote has overtaken this one. */
static void test_receipt(void **state)
{
	g_autoptr(LetterBook) book = load_shipped();
	g_autoptr(Json) facts = sample_facts(LETTER_RECEIPT);
	json_object_del(facts, "overtaken");
	g_autofree char *text = NULL;
	g_autofree char *html = NULL;
	assert_true(letterbook_render(book, "vote-receipt", facts, &text, &html, NULL));
	assert_true(g_str_has_prefix(text, "Recorded: YES for Acme Corp.\n"));
	assert_null(strstr(text, "not counted"));
	wants("vote-receipt", text, html, "To change it, reply again before Friday 4 December 2026");
}

/* Letters without a register have a subject of their own, all others the register's. */
static void test_subjects(void **state)
{
	static const LetterKind own[] = {LETTER_PROPOSAL_TAKEN, LETTER_PROPOSAL_HELD, LETTER_PROPOSAL_REFUSED,
	                                 LETTER_UNKNOWN_SENDER, LETTER_TOO_LARGE, LETTER_DIGEST, LETTER_STATUS};
	g_autoptr(LetterBook) book = load_shipped();
	for (guint i = 0; i < LETTER_COUNT; i++) {
		const char *name = enumtab_word(&letter_kind_words, (int)i);
		g_autoptr(Json) facts = sample_facts((LetterKind)i);
		g_autofree char *subject = letterbook_subject(book, name, facts);
		gboolean wanted = FALSE;
		for (gsize n = 0; n < G_N_ELEMENTS(own); n++)
			wanted = wanted || own[n] == (LetterKind)i;
		table_int(name, subject != NULL, wanted);
		if (subject && (strchr(subject, '{') || !*subject))
			fail_msg("%s: subject \"%s\"", name, subject);
	}
}

/* The table of variables, LETTER_LIST and mailtemplates/README name the same letters and values. */
static void test_readme(void **state)
{
	g_autofree char *path = shipped_path("README");
	g_autofree char *readme = NULL;
	assert_true(g_file_get_contents(path, &readme, NULL, NULL));
	for (guint i = 0; i < LETTER_COUNT; i++) {
		const char *name = enumtab_word(&letter_kind_words, (int)i);
		g_autofree char *head = g_strdup_printf("\n    %s\n", name);
		const char *at = strstr(readme, head);
		if (!letter_variables_own(name) || !at)
			fail_msg("%s: not in the table of variables or in README", name);
		const char *end = strstr(at + strlen(head), "\n    ");
		while (end && end[5] == ' ')
			end = strstr(end + 1, "\n    ");
		g_autofree char *entry = end ? g_strndup(at, (gsize)(end - at)) : g_strdup(at);
		g_auto(GStrv) own = words_split(letter_variables_own(name));
		for (char **value = own; *value; value++)
			if (!strchr(*value, '.') && !strstr(entry, *value))
				fail_msg("%s: README does not list %s", name, *value);
	}
	assert_false(letter_variable_known("ask-vote", "partner_name"));
	assert_false(letter_variable_known("ask-vote", "ballot.cloess"));
	assert_false(letter_variable_known("nothing", "name"));
	assert_false(letter_variable_known("ask-vote", "reply"));
	assert_true(letter_variable_known("layout", "register.title"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_bare),
		cmocka_unit_test(test_asks),
		cmocka_unit_test(test_values_shown),
		cmocka_unit_test(test_receipt),
		cmocka_unit_test(test_subjects),
		cmocka_unit_test(test_readme),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
