/* SPDX-License-Identifier: MIT
 *
 * ask-table.c: the table of asks (design.md section 4). One row a kind: to whom, which words, how long, what silence
 * does. A row's words are all that can answer it; what each does stands in stage.c.
 */
#include "domain/ask.h"
#include <stddef.h>

ENUMTAB_DEFINE(takes, TAKES, TAKES_LIST);
ENUMTAB_DEFINE(silence, SILENCE, SILENCE_LIST);

#define DUE(setting) .due = offsetof(Rules, setting)
#define ESCALATES                                                                                                      \
	.silence = SILENCE_ESCALATES,                                                                                  \
	.silence_note = "If you do not answer, nothing is decided: the robot asks again, and later asks somebody else " \
			"how it goes on."
#define PLAIN(text) {text, NULL, FALSE, FALSE, text, NULL}
#define BUTTON(text, name) {text, NULL, FALSE, FALSE, text, name}
#define WITH(text, shown) {text, NULL, TRUE, TRUE, shown, NULL}
#define MAYBE(text, shown, name) {text, NULL, TRUE, FALSE, shown, name}
#define FREE_TEXT(shown) {"*", NULL, FALSE, FALSE, shown, NULL}

static const AskRow ask_rows[] = {
	{.kind = ASK_PROPOSAL, .role = ROLE_VP, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_PROPOSAL, .what = "takes up or refuses a proposal from outside",
	 .rule = "DSP4003 R3.1-1, R3.1-2",
	 .words = {WITH("TAKE", "TAKE address …, the people who decide for the partner"), WITH("REFUSE", "REFUSE why")},
	 .n_words = 2},
	{.kind = ASK_PARTNER_BOARD, .role = ROLE_PARTNER_BOARD, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_PARTNER_BOARD, .what = "agrees to the proposal for the partner",
	 .rule = "DSP4003 R3.1-2, R3.1-8",
	 .words = {BUTTON("AGREE", "Agree"), WITH("DECLINE", "DECLINE why")}, .n_words = 2},
	{.kind = ASK_ASSIGN_OWNER, .role = ROLE_VP, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_ASSIGN_OWNER, .what = "names the owner", .rule = "DSP4003 R3.1-2, R2.3-2, R2.3-1",
	 .words = {WITH("OWNER", "OWNER address, or OWNER address OC committee"), WITH("REFUSE", "REFUSE why")},
	 .n_words = 2},
	{.kind = ASK_OWN, .role = ROLE_PROPOSED_OWNER, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_OWN, .what = "accepts the ownership", .rule = "DSP4003 R2.2-1",
	 .words = {BUTTON("ACCEPT", "Accept"), MAYBE("DECLINE", "DECLINE why", "Decline")}, .n_words = 2},
	{.kind = ASK_COMPLETE, .role = ROLE_OWNER, .takes = TAKES_FIRST, ESCALATES, DUE(draft_days),
	 .letter = LETTER_ASK_COMPLETE, .what = "sends a draft, or declares it complete",
	 .rule = "DSP4003 R2.2-1, R3.1-3, R3.1-4",
	 .words = {BUTTON("COMPLETE", "Complete")}, .n_words = 1},
	{.kind = ASK_RETURN, .role = ROLE_VP, .takes = TAKES_FIRST, .silence = SILENCE_DECIDES, .silent = "FINE",
	 .silence_note = "If nobody answers, the draft goes to the committees.", DUE(return_days), .attach = TRUE,
	 .letter = LETTER_ASK_RETURN, .what = "looks at the complete draft", .rule = "DSP4003 R3.1-5",
	 .words = {BUTTON("FINE", "Fine"), WITH("RETURN", "RETURN why"), WITH("CALL", "CALL day and time")},
	 .n_words = 3},
	{.kind = ASK_FEEDBACK, .role = ROLE_CHAIR, .takes = TAKES_ANY, .silence = SILENCE_ENDS,
	 .silence_note = "If you do not answer, the ballot goes ahead without your feedback.", DUE(review_days),
	 .attach = TRUE,
	 .letter = LETTER_ASK_FEEDBACK, .what = "gives feedback on the draft",
	 .rule = "DSP4003 R3.1-6, R2.3-8, R2.4-1, R2.4-2",
	 .words = {BUTTON("NONE", "None"), WITH("PROPOSE", "PROPOSE milestone"), WITH("DATE", "DATE milestone day"),
		   WITH("COMMIT", "COMMIT milestone company …"), FREE_TEXT("your feedback in your own words")},
	 .n_words = 5},
	{.kind = ASK_OPEN_BALLOT, .role = ROLE_CHAIR, .takes = TAKES_FIRST, .silence = SILENCE_DECIDES,
	 .silent = "OPEN",
	 .silence_note = "If nobody answers, the ballot opens on that date.", DUE(ask_days), .attach = TRUE,
	 .letter = LETTER_ASK_OPEN_BALLOT, .what = "opens the ballot", .rule = "DSP4003 R3.2-1, R3.2-3",
	 .words = {BUTTON("OPEN", "Open"), BUTTON("PARALLEL", "Parallel"), WITH("LATER", "LATER day")}, .n_words = 3},
	{.kind = ASK_VOTE, .role = ROLE_SEAT, .takes = TAKES_LAST, .silence = SILENCE_STAYS, .attach = TRUE,
	 .silence_note = "A seat that does not vote does not count for the quorum.",
	 .letter = LETTER_ASK_VOTE, .what = "votes", .rule = "DSP4003 R3.2-1, B-10 to B-22",
	 .words = {BUTTON("YES", "Vote yes"), {"NO", NULL, FALSE, FALSE, "NO, with your reason below", "Vote no"},
		   BUTTON("ABSTAIN", "Abstain")},
	 .n_words = 3},
	{.kind = ASK_REASON, .role = ROLE_PERSON, .takes = TAKES_FIRST, .silence = SILENCE_ENDS, DUE(ask_days),
	 .silence_note = "Your NO counts with or without it.",
	 .letter = LETTER_ASK_REASON, .what = "gives the reason of a NO", .rule = "B-17",
	 .words = {FREE_TEXT("your reason in your own words")}, .n_words = 1},
	{.kind = ASK_AGAIN, .role = ROLE_CHAIR, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_AGAIN, .what = "says what follows a missed quorum", .rule = "B-18",
	 .words = {BUTTON("AGAIN", "Ballot again"), MAYBE("BACK", "BACK why", "Send back")}, .n_words = 2},
	{.kind = ASK_OUTCOME, .role = ROLE_CHAIR, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days), .attach = TRUE,
	 .letter = LETTER_ASK_OUTCOME, .what = "reports the vote in the meeting", .rule = "B-23",
	 .words = {WITH("PASSED", "PASSED day for/against/abstain"), WITH("FAILED", "FAILED day for/against/abstain"),
		   WITH("DEFERRED", "DEFERRED day")},
	 .n_words = 3},
	{.kind = ASK_BOARD_DATE, .role = ROLE_EC_CHAIR, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_BOARD_DATE, .what = "sets the date of the board's vote", .rule = "DSP4003 R2.5-1",
	 .words = {WITH("DATE", "DATE day")}, .n_words = 1},
	{.kind = ASK_ANOTHER_DATE, .role = ROLE_PERSON, .takes = TAKES_FIRST, .silence = SILENCE_ENDS, DUE(ask_days),
	 .silence_note = "If you do not answer, the date stands.",
	 .letter = LETTER_ASK_ANOTHER_DATE, .what = "may ask for another date", .rule = "DSP4003 R2.5-1",
	 .words = {WITH("OTHER", "OTHER day why")}, .n_words = 1},
	{.kind = ASK_BOARD_OPEN, .role = ROLE_BOARD_CHAIR, .takes = TAKES_FIRST, .silence = SILENCE_DECIDES,
	 .silent = "OPEN",
	 .silence_note = "If you do not answer by then, the ballot opens.", DUE(board_open_silence), .attach = TRUE,
	 .letter = LETTER_ASK_BOARD_OPEN, .what = "opens the board's vote", .rule = "DSP4003 R3.2-4, R3.2-5",
	 .words = {BUTTON("OPEN", "Open"), WITH("CALL", "CALL day and time")}, .n_words = 2},
	{.kind = ASK_RESOLUTION, .role = ROLE_BOARD_CHAIR, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_RESOLUTION, .what = "gives the resolution's number and date",
	 .rule = "DSP4003 R2.6-2, R3.2-9",
	 .words = {WITH("RESOLUTION", "RESOLUTION number, day, and its text below")}, .n_words = 1},
	{.kind = ASK_AFTER_REJECTION, .role = ROLE_VP, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_AFTER_REJECTION, .what = "says what follows the board's rejection",
	 .rule = "DSP4003 R2.6-1",
	 .words = {BUTTON("DRAFTING", "Back to drafting"), WITH("DECLINED", "DECLINED why")}, .n_words = 2},
	{.kind = ASK_SEND, .role = ROLE_OWNER, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days), .attach = TRUE,
	 .letter = LETTER_ASK_SEND, .what = "sends the approved register to the partner", .rule = "DSP4003 R3.2-6",
	 .words = {BUTTON("SEND", "Send")}, .n_words = 1},
	{.kind = ASK_ACCEPTANCE, .role = ROLE_PARTNER, .takes = TAKES_ALL, ESCALATES, DUE(ask_days), .attach = TRUE,
	 .letter = LETTER_ASK_ACCEPTANCE, .what = "accepts the register for the partner",
	 .rule = "DSP4003 R3.2-7, R3.2-8, R3.2-12",
	 .words = {BUTTON("ACCEPT", "Accept"), MAYBE("CHANGES", "CHANGES, with the changed text attached", NULL),
		   WITH("DECLINE", "DECLINE why")},
	 .n_words = 3},
	{.kind = ASK_CHANGED_TEXT, .role = ROLE_PERSON, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_CHANGED_TEXT, .what = "sends the text with the partner's changes",
	 .rule = "DSP4003 R3.2-12",
	 .words = {FREE_TEXT("the changed text, attached")}, .n_words = 1},
	{.kind = ASK_WHICH, .role = ROLE_VP, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_WHICH, .what = "says which of two contrary answers stands", .rule = "DSP4003 R3.2-7",
	 .words = {BUTTON("ACCEPTED", "Accepted"), BUTTON("DECLINED", "Declined"), BUTTON("AGAIN", "Ask again")},
	 .n_words = 3},
	{.kind = ASK_SIGNIFICANT, .role = ROLE_VP, .takes = TAKES_FIRST, .silence = SILENCE_DECIDES,
	 .silent = "SIGNIFICANT",
	 .silence_note = "If you do not answer, the changes count as significant and the board votes again.",
	 DUE(ask_days), .attach = TRUE,
	 .letter = LETTER_ASK_SIGNIFICANT, .what = "says whether the partner's changes are significant",
	 .rule = "DSP4003 R3.2-13",
	 .words = {MAYBE("SIGNIFICANT", "SIGNIFICANT why", NULL), WITH("MINOR", "MINOR why")}, .n_words = 2},
	{.kind = ASK_CONTACT, .role = ROLE_OWNER, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_CONTACT, .what = "names a contact of the partner", .rule = "DSP4003 R2.1-2",
	 .words = {FREE_TEXT("name and address of the contact")}, .n_words = 1},
	{.kind = ASK_CONTACTS, .role = ROLE_OWNER, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_CONTACTS, .what = "lists the partner's contacts", .rule = "DSP4003 R2.2-2",
	 .words = {FREE_TEXT("the contacts, one a line: name and address")}, .n_words = 1},
	{.kind = ASK_PR_CONTACT, .role = ROLE_OWNER, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_PR_CONTACT, .what = "names the partner's PR contact", .rule = "DSP4003 R2.2-3",
	 .words = {FREE_TEXT("name and address of the PR contact")}, .n_words = 1},
	{.kind = ASK_LIST_DONE, .role = ROLE_LIST_REQUESTS, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_LIST_DONE, .what = "puts the partner's contacts on the list", .rule = "DSP4003 R2.2-2",
	 .words = {BUTTON("DONE", "Done"), FREE_TEXT("a question for the owner")}, .n_words = 2},
	{.kind = ASK_PRESS_TEXT, .role = ROLE_MARKETING, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_PRESS_TEXT, .what = "drafts the announcement", .rule = "DSP4003 R3.2-15, R3.2-16",
	 .words = {FREE_TEXT("the text of the announcement")}, .n_words = 1},
	{.kind = ASK_PRESS_APPROVE, .role = ROLE_PERSON, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_PRESS_APPROVE, .what = "approves the announcement", .rule = "DSP4003 R3.2-16",
	 .words = {BUTTON("APPROVE", "Approve"), WITH("HOLD", "HOLD day"), WITH("CHANGE", "CHANGE what")},
	 .n_words = 3},
	{.kind = ASK_TAKE_OVER, .role = ROLE_VP, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_TAKE_OVER, .what = "agrees to new contacts during the acceptance",
	 .rule = "DSP4003 R3.2-7",
	 .words = {BUTTON("AGREE", "Agree"), MAYBE("REFUSE", "REFUSE why", "Refuse")}, .n_words = 2},
	{.kind = ASK_CONFIRM, .role = ROLE_PERSON, .takes = TAKES_FIRST, .silence = SILENCE_ENDS, DUE(ask_days),
	 .silence_note = "If you do not answer, nothing happens and nothing counts.",
	 .letter = LETTER_ASK_CONFIRM, .what = "confirms a mail in their name", .rule = "B-2",
	 .words = {BUTTON("CONFIRM", "Confirm"), {"NOT ME", "NOT_ME NOTME", FALSE, FALSE, "NOT ME", "Not me"}},
	 .n_words = 2},
	{.kind = ASK_STUCK, .role = ROLE_VP, .takes = TAKES_FIRST, ESCALATES, DUE(ask_days),
	 .letter = LETTER_ASK_STUCK, .what = "says how a stuck question goes on", .rule = "P-4",
	 .words = {WITH("WAIT", "WAIT day"), WITH("REPLACE", "REPLACE address"), MAYBE("BACK", "BACK why", "Back"),
		   WITH("WITHDRAW", "WITHDRAW why")},
	 .n_words = 4},
};

G_STATIC_ASSERT(G_N_ELEMENTS(ask_rows) == ASK_KIND_COUNT);

const AskRow *ask_row(AskKind kind)
{
	g_assert((guint)kind < ASK_KIND_COUNT);
	g_assert(ask_rows[kind].kind == kind);
	return &ask_rows[kind];
}

char *ask_how(AskKind kind)
{
	const AskRow *row = ask_row(kind);
	GString *how = g_string_new("Reply with ");
	for (guint i = 0; i < row->n_words; i++)
		g_string_append_printf(how, "%s%s", i == 0 ? "" : i + 1 == row->n_words ? ", or " : ", ",
				       row->words[i].form);
	g_string_append(how, row->n_words == 1 && row->words[0].word[0] == '*' ? "." : ", in the first line.");
	return g_string_free(how, FALSE);
}
