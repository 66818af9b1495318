/* SPDX-License-Identifier: MIT
 *
 * process-rows.h: the guards and applies that the transition table names, by the file that holds them.
 */
#pragma once

struct Turn;

/* proposal.c: from a proposal to an owner */
gboolean owner_named_fits(const struct Turn *t);
gboolean owner_still_fits(const struct Turn *t);
void proposal_propose(struct Turn *t);
void proposal_taken(struct Turn *t);
void proposal_refused(struct Turn *t);
void partner_board_agrees(struct Turn *t);
void owner_named(struct Turn *t);
void owner_unfit(struct Turn *t);
void owner_accepts(struct Turn *t);
void owner_declines(struct Turn *t);
void owner_ask(struct Turn *t, const char *detail);

/* drafting.c: drafts, COMPLETE, what the VP says to it */
gboolean draft_sender_may(const struct Turn *t);
gboolean draft_ready(const struct Turn *t);
gboolean content_same(const struct Turn *t);
void draft_take(struct Turn *t);
void draft_refuse(struct Turn *t);
void draft_complete(struct Turn *t);
void draft_not_ready(struct Turn *t);
void draft_returned(struct Turn *t);
void draft_call(struct Turn *t);
void draft_voids(struct Turn *t);
void milestones_given(struct Turn *t);
void drafting_enter(struct Turn *t);
struct Draft *draft_new(struct Turn *t, gboolean pending);
void draft_current(struct Turn *t, struct Draft *draft);

/* review.c: feedback, the chair's OPEN, and the committees' ballots */
gboolean review_over(const struct Turn *t);
gboolean day_given(const struct Turn *t);
gboolean is_board(const struct Turn *t);
gboolean all_approved(const struct Turn *t);
gboolean weight_unknown(const struct Turn *t);
gboolean from_owner(const struct Turn *t);
gboolean from_owner_or_vp(const struct Turn *t);
gboolean from_vp(const struct Turn *t);
void review_enter(struct Turn *t);
void review_restart(struct Turn *t);
void review_open_early(struct Turn *t);
void review_parallel(struct Turn *t);
void review_later(struct Turn *t);
void feedback_given(struct Turn *t);
void feedback_none(struct Turn *t);
void committees_enter(struct Turn *t);
void committee_opens(struct Turn *t);
void committee_later(struct Turn *t);
void committee_approved(struct Turn *t);
void text_rejected(struct Turn *t);
void quorum_failed(struct Turn *t);
void ballot_again(struct Turn *t);
void sent_back(struct Turn *t);
void outcome_passed(struct Turn *t);
void outcome_failed(struct Turn *t);
void outcome_deferred(struct Turn *t);

/* board.c: scheduling, the board's vote, its resolution */
void scheduling_enter(struct Turn *t);
void board_day_set(struct Turn *t);
void board_day_refused(struct Turn *t);
void board_day_other(struct Turn *t);
void board_enter(struct Turn *t);
void board_opens(struct Turn *t);
void board_call(struct Turn *t);
void board_approved(struct Turn *t);
void board_rejected(struct Turn *t);
gboolean resolution_fits(const struct Turn *t);
void resolution_recorded(struct Turn *t);
void resolution_unfit(struct Turn *t);
gboolean board_asks_vp(const struct Turn *t);

/* acceptance.c: the partner's answer */
void acceptance_enter(struct Turn *t);
void register_sent(struct Turn *t);
void partner_says(struct Turn *t);
void partner_hold_over(struct Turn *t);
void partner_changes(struct Turn *t);
void partner_changes_ask(struct Turn *t);
gboolean has_document(const struct Turn *t);
void which_again(struct Turn *t);
void weighed(struct Turn *t);
void weighed_wider(struct Turn *t);
gboolean text_wider(const struct Turn *t);
gboolean weighed_last(const struct Turn *t);
void take_over_agreed(struct Turn *t);
void contact_named(struct Turn *t);

/* stuck.c: S2, and what is confirmed */
void stuck_wait(struct Turn *t);
void stuck_replace(struct Turn *t);
void stuck_back(struct Turn *t);
void confirmed(struct Turn *t);
void not_me(struct Turn *t);

/* item.c: publication, contacts, press */
void items_open(struct Turn *t);
void contacts_listed(struct Turn *t);
void pr_contact_named(struct Turn *t);
void list_done(struct Turn *t);
void list_question(struct Turn *t);
void press_text_given(struct Turn *t);
void press_approved(struct Turn *t);
void press_held(struct Turn *t);
void press_change(struct Turn *t);
void item_outcome(struct Turn *t);
void item_moment(struct Turn *t);

/* letters only */
void digest_asked(struct Turn *t);
void status_asked(struct Turn *t);
