/* SPDX-License-Identifier: MIT */
#include "render/letter-variables.h"

#include <string.h>

#include "base/text.h"

const char *const letter_variables_shared[] = {
	"organization", "robot", "name", "first", "company", "address", "why",
	"register", "register.id", "register.partner", "register.title", "register.oc", "register.owner",
	"register.status", "register.resolution", "register.resolution_text", "register.resolution_date",
	"register.accepted", "register.accepted_by", "register.page",
	"revision", "revision.id", "revision.route",
	"draft", "draft.id", "draft.number", "draft.name", "draft.content", "draft.content_full", "draft.from",
	"draft.received", "draft.bytes", "draft.milestones", "draft.milestones.name", "draft.milestones.body",
	"draft.milestones.date", "draft.milestones.text", "draft.milestones.doers", "draft.milestones.significant",
	"stage", "stage.name", "stage.number", "stage.count",
	"ask", "ask.id", "ask.kind", "ask.what", "ask.how", "ask.silence", "ask.rule", "ask.detail", "ask.body",
	"ask.until", "ask.buttons", "ask.buttons.label", "ask.buttons.padded", "ask.buttons.link",
	"ballot", "ballot.id", "ballot.body", "ballot.question", "ballot.rule", "ballot.state", "ballot.opens",
	"ballot.closes", "ballot.decided", "ballot.roll", "ballot.voted", "ballot.not_voted", "ballot.yes", "ballot.no",
	"ballot.abstain", "ballot.absent", "ballot.result", "ballot.headline", "ballot.why", "ballot.late",
	"ballot.unconfirmed", "ballot.doers",
	"ballot.conditions", "ballot.conditions.name", "ballot.conditions.found", "ballot.conditions.needed",
	"ballot.conditions.met", "ballot.votes", "ballot.votes.seat", "ballot.votes.choice", "ballot.votes.receipt",
	"ballot.comments", "ballot.comments.id", "ballot.comments.author", "ballot.comments.text",
	"vote", "vote.id", "vote.choice", "vote.seat", "vote.received", "vote.from", "vote.checked", "vote.replaces",
	"vote.comment", "vote.receipt",
	"item", "item.id", "item.kind", "item.state", "item.text", "item.note",
	"head", "head.hash", "head.n",
	NULL,
};

#define ASKS "role body_name"
#define FOUND "found expected now"
#define PROPOSAL "partner_name proposer contacts"

typedef struct OwnRow {
	const char *letter;
	const char *values; /* words */
} OwnRow;

static const OwnRow own_rows[] = {
	{"layout", ""},
	{"ask-proposal", ASKS " " PROPOSAL " text"},
	{"ask-partner-board", ASKS " " PROPOSAL},
	{"ask-assign-owner", ASKS},
	{"ask-own", ASKS},
	{"ask-complete", ASKS " changes problems"},
	{"ask-return", ASKS " changes problems"},
	{"ask-feedback", ASKS " changes"},
	{"ask-open-ballot", ASKS},
	{"ask-vote", ASKS " changes results scope benefits"},
	{"ask-reason", ASKS},
	{"ask-again", ASKS},
	{"ask-outcome", ASKS},
	{"ask-board-date", ASKS " results"},
	{"ask-another-date", ASKS " day"},
	{"ask-board-open", ASKS " results scope benefits"},
	{"ask-resolution", ASKS},
	{"ask-after-rejection", ASKS},
	{"ask-send", ASKS " contacts"},
	{"ask-acceptance", ASKS},
	{"ask-changed-text", ASKS},
	{"ask-which", ASKS},
	{"ask-significant", ASKS " changes"},
	{"ask-contact", ASKS},
	{"ask-contacts", ASKS},
	{"ask-pr-contact", ASKS},
	{"ask-list-done", ASKS " text where"},
	{"ask-press-text", ASKS},
	{"ask-press-approve", ASKS " text approvals embargo"},
	{"ask-take-over", ASKS},
	{"ask-confirm", ASKS " from_address quoted effect"},
	{"ask-stuck", ASKS},
	{"ask-reminder", ASKS},
	{"ask-withdrawn", "what by"},
	{"answer-settled", "what by"},
	{"vote-receipt", "replaces overtaken"},
	{"vote-late", FOUND " received"},
	{"vote-refused", FOUND " received"},
	{"answer-unclear", FOUND},
	{"answer-taken", "understood next"},
	{"answer-refused", FOUND},
	{"proposal-taken", PROPOSAL " next"},
	{"proposal-held", PROPOSAL " next"},
	{"proposal-refused", PROPOSAL " " FOUND},
	{"draft-taken", "changes problems"},
	{"draft-refused", FOUND " problems"},
	{"initiative-refused", FOUND},
	{"unknown-sender", FOUND},
	{"mail-too-large", FOUND},
	{"register-moved", "stage_name next"},
	{"feedback-shown", "author body_name kind text"},
	{"ballot-result", "next results"},
	{"ballot-cancelled", ""},
	{"ballot-extended", ""},
	{"ballot-roll-changed", "text"},
	{"ballot-tally-held", "text"},
	{"call-announced", "when author text"},
	{"board-date", "day"},
	{"question-passed-on", "author body_name kind text what"},
	{"register-active", "next"},
	{"register-ended", "outcome"},
	{"press-contact", "text"},
	{"press-announcement", "text approvals embargo"},
	{"letter-unreachable", "who reply what"},
	{"digest", "period quiet troubles troubles.text waiting waiting.register waiting.what waiting.who waiting.age "
	           "waiting.due waiting.overdue ballots ballots.ballot ballots.register ballots.body ballots.voted "
	           "ballots.roll ballots.quorum ballots.closes moved moved.register moved.what moved.when due due.what "
	           "due.register due.when tasks tasks.register tasks.what tasks.state tasks.note"},
	{"status", "registers registers.id registers.partner registers.stage registers.since registers.waits yours "
	           "yours.register yours.what yours.until help"},
};

const char *letter_variables_own(const char *letter)
{
	for (gsize i = 0; i < G_N_ELEMENTS(own_rows); i++)
		if (strcmp(own_rows[i].letter, letter) == 0)
			return own_rows[i].values;
	return NULL;
}

gboolean letter_variable_known(const char *letter, const char *variable)
{
	const char *own = letter_variables_own(letter);
	return own && (g_strv_contains(letter_variables_shared, variable) || words_has(own, variable));
}
