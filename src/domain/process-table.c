/* SPDX-License-Identifier: MIT
 *
 * process-table.c: the transition table of the process, whole. Read it top to bottom by stage; the `why` of a row is
 * its log line, what its letters say and its line in the manual. First match wins; each stage and event that can occur
 * together ends in a row without a guard.
 */
#include "domain/ballot.h"
#include "domain/process.h"

#define OPEN_STAGES                                                                                                    \
	(FROM(STAGE_PROPOSAL) | FROM(STAGE_DRAFTING) | FROM(STAGE_REVIEW) | FROM(STAGE_COMMITTEES) |                   \
	 FROM(STAGE_SCHEDULING) | FROM(STAGE_BOARD) | FROM(STAGE_ACCEPTANCE))
#define WITH_TEXT                                                                                                      \
	(FROM(STAGE_REVIEW) | FROM(STAGE_COMMITTEES) | FROM(STAGE_SCHEDULING) | FROM(STAGE_BOARD) | FROM(STAGE_ACCEPTANCE))
#define VOTING (FROM(STAGE_COMMITTEES) | FROM(STAGE_BOARD))

const Row process_rows[] = {
	/* proposal: R3.1-1, R3.1-2, R3.1-8 */
	{"proposal", FROM_ANY, "initiative propose", NULL, GO_STAY, proposal_propose, "A register is proposed."},
	{"proposal-taken", FROM_ANY, "proposal TAKE", NULL, GO_STAY, proposal_taken, "The VP takes the proposal up; the partner's board is asked."},
	{"proposal-refused", FROM_ANY, "proposal REFUSE", NULL, GO_STAY, proposal_refused, "The VP does not take the proposal up."},
	{"partner-board-agrees", FROM(STAGE_PROPOSAL), "partner-board AGREE", NULL, GO_STAY, partner_board_agrees, "The partner's board agrees; the VP names the owner."},
	{"partner-board-declines", FROM(STAGE_PROPOSAL), "partner-board DECLINE", NULL, GO_DECLINED, NULL, "The partner's board does not want a register."},
	{"owner-named", FROM_ANY, "assign-owner OWNER", owner_named_fits, GO_STAY, owner_named, "The VP has named an owner, who is asked."},
	{"owner-unfit", FROM_ANY, "assign-owner OWNER", NULL, GO_STAY, owner_unfit, "An owner is an active member of the Alliance Committee (R2.3-2)."},
	{"owner-refused-proposal", FROM(STAGE_PROPOSAL), "assign-owner REFUSE", NULL, GO_DECLINED, NULL, "The VP refuses the proposal."},
	{"owner-refused-later", FROM_ANY, "assign-owner REFUSE", NULL, GO_STAY, owner_unfit, "A register under way needs an owner."},
	{"owner-accepts", FROM(STAGE_PROPOSAL), "own ACCEPT", owner_still_fits, STAGE_DRAFTING, owner_accepts, "The owner has accepted; drafting begins."},
	{"owner-takes-over", FROM_ANY, "own ACCEPT", owner_still_fits, GO_STAY, owner_accepts, "The new owner has accepted and takes over."},
	{"owner-no-longer-fits", FROM_ANY, "own ACCEPT", NULL, GO_STAY, owner_declines, "An owner is an active member of the Alliance Committee (R2.3-2); the VP names another."},
	{"owner-declines", FROM_ANY, "own DECLINE", NULL, GO_STAY, owner_declines, "The person asked does not want to own the register; the VP names another."},

	/* drafts: R3.1-4, B-1 */
	{"draft-not-theirs", OPEN_STAGES, "initiative draft", draft_sender_may, GO_STAY, draft_refuse, "Drafts come from the owner, the partner's contacts or the VP."},
	{"draft-before-owner", FROM(STAGE_PROPOSAL), "initiative draft", NULL, GO_STAY, draft_refuse, "The register has no owner yet; the draft is kept until it has one."},
	{"draft-taken", FROM(STAGE_DRAFTING), "initiative draft", NULL, GO_STAY, draft_take, "A draft was numbered, hashed and kept."},
	{"draft-restarts-review", FROM(STAGE_REVIEW), "initiative draft", NULL, GO_STAY, review_restart, "A new draft starts the feedback anew."},
	{"draft-voids-ballots", WITH_TEXT, "initiative draft", NULL, GO_STAY, draft_voids, "A changed text voids every ballot and approval of the old one (B-1)."},
	{"draft-none-open", FROM_ANY, "initiative draft", NULL, GO_STAY, draft_refuse, "No text of this register is open for drafts."},
	{"milestones-given", FROM(STAGE_DRAFTING), "initiative milestones", NULL, GO_STAY, milestones_given, "The milestones of the draft were given."},
	{"milestones-too-late", FROM_ANY, "initiative milestones", NULL, GO_STAY, draft_refuse, "Milestones change only while the register is drafted."},
	{"complete-declared", FROM(STAGE_DRAFTING), "complete COMPLETE", draft_ready, GO_STAY, draft_complete, "The owner declares the draft complete; the VP looks at it."},
	{"complete-too-early", FROM(STAGE_DRAFTING), "complete COMPLETE", NULL, GO_STAY, draft_not_ready, "The draft is not complete yet."},
	{"return-fine", FROM(STAGE_DRAFTING), "return FINE", NULL, STAGE_REVIEW, NULL, "The draft is complete; the committees are asked for feedback."},
	{"return-returned", FROM(STAGE_DRAFTING), "return RETURN", NULL, GO_STAY, draft_returned, "The VP returns the draft to the owner."},
	{"return-call", FROM(STAGE_DRAFTING), "return CALL", day_given, GO_STAY, draft_call, "The VP calls a conference with the partner; the draft waits for it (R3.1-5)."},
	{"return-call-no-day", FROM(STAGE_DRAFTING), "return CALL", NULL, GO_STAY, board_day_refused, "A call needs a day and time."},

	/* review: R3.1-6, R3.1-7, R3.1-9 */
	{"feedback-none", OPEN_STAGES, "feedback NONE", NULL, GO_STAY, feedback_none, "A committee has no feedback."},
	{"feedback-milestone", OPEN_STAGES, "feedback PROPOSE", NULL, GO_STAY, feedback_given, "A milestone is proposed (R2.4-1)."},
	{"feedback-date", OPEN_STAGES, "feedback DATE", NULL, GO_STAY, feedback_given, "A completion date is commented on (R2.4-2)."},
	{"feedback-commit", OPEN_STAGES, "feedback COMMIT", NULL, GO_STAY, feedback_given, "Companies commit to a deliverable (R3.2-2)."},
	{"feedback-text", OPEN_STAGES, "feedback *", NULL, GO_STAY, feedback_given, "Feedback is shown to the chairs asked, the OC's chair and the VP."},
	{"open-said", FROM(STAGE_REVIEW), "open-ballot OPEN", review_over, STAGE_COMMITTEES, NULL, "The time for feedback is over; the ballot opens in the Originating Committee."},
	{"open-said-early", FROM(STAGE_REVIEW), "open-ballot OPEN", NULL, GO_STAY, review_open_early, "The ballot opens when the time for feedback is over."},
	{"parallel-said", FROM(STAGE_REVIEW), "open-ballot PARALLEL", NULL, GO_STAY, review_parallel, "All committees ballot at once when the time for feedback is over (R3.2-3)."},
	{"later-said", FROM(STAGE_REVIEW), "open-ballot LATER", day_given, GO_STAY, review_later, "The chair moves the end of the feedback."},
	{"later-in-committee", FROM_ANY, "open-ballot LATER", day_given, GO_STAY, committee_later, "The chair moves the opening of the ballot."},
	{"later-no-day", FROM_ANY, "open-ballot LATER", NULL, GO_STAY, board_day_refused, "LATER needs a day."},
	{"review-over", FROM(STAGE_REVIEW), "moment review-over", NULL, STAGE_COMMITTEES, NULL, "The time for feedback is over; balloting begins."},
	{"pull-back", FROM(STAGE_REVIEW), "initiative pull-back", from_owner, STAGE_DRAFTING, NULL, "The owner pulls the draft back."},
	{"pull-back-refused", FROM_ANY, "initiative pull-back", NULL, GO_STAY, draft_refuse, "Only the owner pulls a draft back, and only during the feedback; after that it is RECALL."},

	/* committees: R3.2-1, R3.2-3, R2.3-3, R2.3-4, R2.3-6 */
	{"committee-opens", FROM(STAGE_COMMITTEES), "open-ballot OPEN", NULL, GO_STAY, committee_opens, "The ballot opens in this committee."},
	{"committee-opens-parallel", FROM(STAGE_COMMITTEES), "open-ballot PARALLEL", NULL, GO_STAY, committee_opens, "The ballot opens in this committee."},
	{"last-committee-waits", FROM(STAGE_COMMITTEES), "ballot approved", weight_unknown, GO_STAY, committee_approved, "All committees have approved; the VP has yet to say whether the changes are significant."},
	{"last-committee-approves", FROM(STAGE_COMMITTEES), "ballot approved", all_approved, GO_NEXT, committee_approved, "All committees that have a part in it have approved."},
	{"committee-approves", FROM(STAGE_COMMITTEES), "ballot approved", NULL, GO_STAY, committee_approved, "A committee has approved; others are still to vote."},
	{"committee-rejects", FROM(STAGE_COMMITTEES), "ballot rejected", NULL, GO_FALL, text_rejected, "A committee has rejected the text; the other ballots on it are cancelled (B-5)."},
	{"quorum-failed", VOTING, "ballot no-quorum", NULL, GO_STAY, quorum_failed, "Too few voted, twice; the chair says what follows (B-18)."},
	{"ballot-again", VOTING, "again AGAIN", NULL, GO_STAY, ballot_again, "The same text is balloted again (B-18)."},
	{"sent-back", FROM(STAGE_COMMITTEES), "again BACK", NULL, GO_FALL, sent_back, "The chair sends the text back; approvals of other committees stand as long as it is unchanged (B-18)."},
	{"sent-back-by-board", FROM(STAGE_BOARD), "again BACK", NULL, STAGE_SCHEDULING, NULL, "The board's chair sends it back to scheduling."},
	{"meeting-passed", VOTING, "outcome PASSED", NULL, GO_STAY, outcome_passed, "The body approved the text in a meeting (B-23)."},
	{"meeting-failed", VOTING, "outcome FAILED", NULL, GO_STAY, outcome_failed, "The body did not approve the text in a meeting (B-23)."},
	{"meeting-deferred", VOTING, "outcome DEFERRED", day_given, GO_STAY, outcome_deferred, "The body votes in a later meeting."},
	{"meeting-deferred-no-day", VOTING, "outcome DEFERRED", NULL, GO_STAY, board_day_refused, "DEFERRED needs a day."},

	/* scheduling: R2.5-1 */
	{"board-day", FROM(STAGE_SCHEDULING), "board-date DATE", day_given, GO_STAY, board_day_set, "The day of the board's vote is set."},
	{"board-day-unfit", FROM(STAGE_SCHEDULING), "board-date DATE", NULL, GO_STAY, board_day_refused, "The day must lie ahead."},
	{"board-day-other", FROM(STAGE_SCHEDULING), "another-date OTHER", NULL, GO_STAY, board_day_other, "Another day is asked for; the Executive Committee is asked again."},
	{"board-day-came", FROM(STAGE_SCHEDULING), "moment board-day", NULL, STAGE_BOARD, NULL, "It is the day of the board's vote."},

	/* board: R3.2-4, R3.2-5, R2.6-1, R2.6-2 */
	{"board-opens", FROM(STAGE_BOARD), "board-open OPEN", NULL, GO_STAY, board_opens, "The board votes."},
	{"board-call", FROM(STAGE_BOARD), "board-open CALL", day_given, GO_STAY, board_call, "The board calls a conference with the partner (R3.2-5)."},
	{"board-call-no-day", FROM(STAGE_BOARD), "board-open CALL", NULL, GO_STAY, board_day_refused, "A call needs a day and time."},
	{"board-approves", FROM(STAGE_BOARD), "ballot approved", NULL, GO_STAY, board_approved, "The board has approved; its chair gives the resolution's number and date."},
	{"board-rejects", FROM(STAGE_BOARD), "ballot rejected", board_asks_vp, GO_STAY, board_rejected, "The board has not approved; the VP says what follows."},
	{"board-rejects-change", FROM(STAGE_BOARD), "ballot rejected", NULL, GO_FALL, text_rejected, "The board has not approved the partner's change."},
	{"resolution", FROM(STAGE_BOARD), "resolution RESOLUTION", resolution_fits, GO_NEXT, resolution_recorded, "The board's resolution and its date are recorded; the owner is asked to send the register."},
	{"resolution-unfit", FROM(STAGE_BOARD), "resolution RESOLUTION", NULL, GO_STAY, resolution_unfit, "A resolution has a number and a date."},
	{"after-rejection-drafting", FROM(STAGE_BOARD), "after-rejection DRAFTING", NULL, STAGE_DRAFTING, text_rejected, "After the board's rejection the register goes back to drafting."},
	{"after-rejection-declined", FROM(STAGE_BOARD), "after-rejection DECLINED", NULL, GO_DECLINED, NULL, "After the board's rejection the register ends."},

	/* acceptance: R3.2-6, R3.2-7, R3.2-8, R3.2-12, R3.2-13 */
	{"sent", FROM(STAGE_ACCEPTANCE), "send SEND", NULL, GO_STAY, register_sent, "The approved register goes to the partner in the owner's name."},
	{"partner-accepts", FROM(STAGE_ACCEPTANCE), "acceptance ACCEPT", NULL, GO_STAY, partner_says, "A contact of the partner accepts."},
	{"partner-declines", FROM(STAGE_ACCEPTANCE), "acceptance DECLINE", NULL, GO_STAY, partner_says, "A contact of the partner declines."},
	{"partner-changes", FROM(STAGE_ACCEPTANCE), "acceptance CHANGES", has_document, STAGE_COMMITTEES, partner_changes, "The partner wants changes; the Originating Committee ballots them (R3.2-12)."},
	{"partner-changes-no-text", FROM(STAGE_ACCEPTANCE), "acceptance CHANGES", NULL, GO_STAY, partner_changes_ask, "The partner wants changes and is asked for the changed text."},
	{"changed-text", FROM(STAGE_ACCEPTANCE), "changed-text *", has_document, STAGE_COMMITTEES, partner_changes, "The partner's changed text has come; the Originating Committee ballots it (R3.2-12)."},
	{"changed-text-missing", FROM(STAGE_ACCEPTANCE), "changed-text *", NULL, GO_STAY, partner_changes_ask, "The changed text is not attached."},
	{"acceptance-holds", FROM(STAGE_ACCEPTANCE), "moment accept-hold", NULL, GO_STAY, partner_hold_over, "No other contact has contradicted."},
	{"answered-alike-yes", FROM(STAGE_ACCEPTANCE), "partner accepted", NULL, GO_ACCEPTED, NULL, "The partner has accepted; the partnership is established (R3.2-8)."},
	{"answered-alike-no", FROM(STAGE_ACCEPTANCE), "partner declined", NULL, GO_DECLINED, NULL, "The partner has declined."},
	{"which-accepted", FROM(STAGE_ACCEPTANCE), "which ACCEPTED", which_was_said, GO_ACCEPTED, which_taken, "The VP says that the acceptance stands."},
	{"which-nobody-accepted", FROM(STAGE_ACCEPTANCE), "which ACCEPTED", NULL, GO_STAY, which_nobody_said, "No contact of the partner has accepted (R3.2-7)."},
	{"which-declined", FROM(STAGE_ACCEPTANCE), "which DECLINED", which_was_said, GO_DECLINED, NULL, "The VP says that the partner has declined."},
	{"which-nobody-declined", FROM(STAGE_ACCEPTANCE), "which DECLINED", NULL, GO_STAY, which_nobody_said, "No contact of the partner has declined."},
	{"which-again", FROM(STAGE_ACCEPTANCE), "which AGAIN", NULL, GO_STAY, which_again, "The partner is asked again."},
	{"weighed-wider", OPEN_STAGES, "significant MINOR", text_wider, GO_STAY, weighed_wider, "A change that widens the scope is never minor (R3.2-13)."},
	{"weighed-minor-last", FROM(STAGE_COMMITTEES), "significant MINOR", weighed_last, GO_NEXT, weighed, "The changes are minor and all committees have approved."},
	{"weighed-minor", OPEN_STAGES, "significant MINOR", NULL, GO_STAY, weighed, "The changes are minor; the board's approval stands."},
	{"weighed-significant-last", FROM(STAGE_COMMITTEES), "significant SIGNIFICANT", weighed_last, GO_NEXT, weighed, "The changes are significant; the board votes again."},
	{"weighed-significant", OPEN_STAGES, "significant SIGNIFICANT", NULL, GO_STAY, weighed, "The changes are significant; the board votes again (R3.2-13)."},
	{"take-over-agreed", FROM(STAGE_ACCEPTANCE), "take-over AGREE", NULL, GO_STAY, take_over_agreed, "The partner's new contacts are asked."},
	{"take-over-refused", OPEN_STAGES, "take-over REFUSE", NULL, GO_STAY, NULL, "The people asked before remain the ones who answer."},
	{"contact-named", FROM_ANY, "contact *", NULL, GO_STAY, contact_named, "The owner has named a contact; the VP sees to the roster."},

	/* everywhere: S2, S5, confirmations */
	{"recall", WITH_TEXT, "initiative recall", from_owner_or_vp, STAGE_DRAFTING, text_rejected, "The text was recalled; ballots and approvals of it are void (S5)."},
	{"recall-refused", FROM_ANY, "initiative recall", NULL, GO_STAY, draft_refuse, "The owner or the VP recalls a text that is under way, before the partner has accepted it."},
	{"withdraw", OPEN_STAGES, "initiative withdraw", withdraw_may, GO_WITHDRAWN, NULL, "The register was withdrawn (S5)."},
	{"withdraw-refused", FROM_ANY, "initiative withdraw", NULL, GO_STAY, draft_refuse, "Before the board's approval the owner or the VP withdraws a register, after it the VP alone; an active one ends by the board only."},
	{"stuck-wait", FROM_ANY, "stuck WAIT", day_given, GO_STAY, stuck_wait, "The question stays open until another day."},
	{"stuck-wait-no-day", FROM_ANY, "stuck WAIT", NULL, GO_STAY, board_day_refused, "WAIT needs a day."},
	{"stuck-replace", FROM_ANY, "stuck REPLACE", NULL, GO_STAY, stuck_replace, "Somebody else is asked."},
	{"stuck-back", WITH_TEXT, "stuck BACK", NULL, STAGE_DRAFTING, text_rejected, "The text goes back to drafting."},
	{"stuck-back-early", FROM_ANY, "stuck BACK", NULL, GO_STAY, stuck_back, "There is no text under way that could go back."},
	{"stuck-withdraw", OPEN_STAGES, "stuck WITHDRAW", NULL, GO_WITHDRAWN, NULL, "The register was withdrawn."},
	{"stuck-withdraw-none", FROM_ANY, "stuck WITHDRAW", NULL, GO_STAY, stuck_back, "There is no open register that could be withdrawn."},
	{"confirmed", FROM_ANY, "confirm CONFIRM", NULL, GO_STAY, confirmed, "What was asked for is confirmed."},
	{"not-me", FROM_ANY, "confirm NOT ME", NULL, GO_STAY, not_me, "The mail was not theirs; nothing happened."},
	{"reason-given", FROM_ANY, "reason *", NULL, GO_STAY, ballot_reason, "The reason of the NO is recorded with it."},

	/* after both approvals: R2.2-2, R2.2-3, R3.2-10, R3.2-11, R3.2-15, R3.2-16 */
	{"contacts-listed", FROM_ANY, "contacts *", NULL, GO_STAY, contacts_listed, "The list desk is asked to enter the partner's contacts (R2.2-2)."},
	{"pr-contact-named", FROM_ANY, "pr-contact *", NULL, GO_STAY, pr_contact_named, "The press desk has the partner's PR contact (R2.2-3)."},
	{"list-done", FROM_ANY, "list-done DONE", NULL, GO_STAY, list_done, "The list desk has done it."},
	{"list-question", FROM_ANY, "list-done *", NULL, GO_STAY, list_question, "The list desk has a question, which goes to the owner."},
	{"press-text", FROM_ANY, "press-text *", NULL, GO_STAY, press_text_given, "The announcement is drafted; VP, Marketing and the partner's PR contact approve it."},
	{"press-approved", FROM_ANY, "press-approve APPROVE", NULL, GO_STAY, press_approved, "The announcement is approved."},
	{"press-held", FROM_ANY, "press-approve HOLD", day_given, GO_STAY, press_held, "The announcement is approved, not before a day."},
	{"press-held-no-day", FROM_ANY, "press-approve HOLD", NULL, GO_STAY, board_day_refused, "HOLD needs a day."},
	{"press-change", FROM_ANY, "press-approve CHANGE", NULL, GO_STAY, press_change, "The announcement is to be changed; Marketing is asked again."},
	{"item-outcome", FROM_ANY, "item outcome", NULL, GO_STAY, item_outcome, "A task was tried."},
	{"item-moment", FROM_ANY, "moment item", NULL, GO_STAY, item_moment, "A task is due again."},

	/* ballots, by their chairs: B-13; letters on demand */
	{"extend", FROM_ANY, "initiative extend", NULL, GO_STAY, ballot_extend, "The chair extends the ballot."},
	{"cancel", FROM_ANY, "initiative cancel", NULL, GO_STAY, ballot_cancel_one, "The chair cancels the ballot."},
	{"roll", FROM_ANY, "initiative roll", NULL, GO_STAY, ballot_roll, "The chair changes the roll."},
	{"release", FROM_ANY, "initiative release", NULL, GO_STAY, ballot_release, "The VP lets the ballot be tallied although a mailbox cannot be read."},
	{"fresh-ballot", FROM_ANY, "initiative ballot", NULL, GO_STAY, ballot_fresh, "The open questions were sent again."},
	{"digest", FROM_ANY, "initiative digest", NULL, GO_STAY, digest_asked, "The digest was sent."},
	{"status", FROM_ANY, "initiative status", NULL, GO_STAY, status_asked, "The state was sent."},
	{NULL, 0, NULL, NULL, 0, NULL, NULL},
};
