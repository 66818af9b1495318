/* SPDX-License-Identifier: MIT
 *
 * process-rows.h: the guards and applies that the transition table names, by the file that holds them.
 */
#pragma once

#include "domain/records.h"

typedef struct Turn Turn;

/* proposal.c: from a proposal to an owner */
gboolean owner_named_fits(const Turn *t);
gboolean owner_still_fits(const Turn *t);
void proposal_propose(Turn *t);
void proposal_taken(Turn *t);
void proposal_refused(Turn *t);
void partner_board_agrees(Turn *t);
void owner_named(Turn *t);
void owner_unfit(Turn *t);
void owner_accepts(Turn *t);
void owner_declines(Turn *t);
void owner_ask(Turn *t, const char *detail);

/* drafting.c: drafts, COMPLETE, what the VP says to it */
gboolean draft_sender_may(const Turn *t);
gboolean draft_ready(const Turn *t);
void draft_take(Turn *t);
void draft_refuse(Turn *t);
void draft_complete(Turn *t);
void draft_not_ready(Turn *t);
void draft_take_complete(Turn *t);
void draft_returned(Turn *t);
void draft_call(Turn *t);
void draft_voids(Turn *t);
void milestones_given(Turn *t);
void drafting_enter(Turn *t);
Draft *draft_new(Turn *t, gboolean pending, GString *problems);
void draft_current(Turn *t, Draft *draft);
/* Takes the draft that came (or was confirmed) as the text. FALSE when there is none, or it has to be confirmed. */
gboolean draft_put(Turn *t);
/* The letter that a draft is in: what changed since `before` (or NULL), and what is wrong with it. */
void letter_draft_taken(Turn *t, const Draft *before, const Draft *draft, const char *problems);
void call_announce(Turn *t, Instant when);

/* review.c: feedback, the chair's OPEN, and the committees' ballots */
gboolean review_over(const Turn *t);
gboolean day_given(const Turn *t);
gboolean is_board(const Turn *t);
gboolean all_approved(const Turn *t);
gboolean weight_unknown(const Turn *t);
gboolean from_owner(const Turn *t);
gboolean from_owner_or_vp(const Turn *t);
gboolean from_vp(const Turn *t);
gboolean from_partner(const Turn *t);
gboolean withdraw_may(const Turn *t);
void review_enter(Turn *t);
void review_restart(Turn *t);
void review_open_early(Turn *t);
void review_parallel(Turn *t);
void review_later(Turn *t);
void feedback_given(Turn *t);
void feedback_none(Turn *t);
void committees_enter(Turn *t);
void committee_opens(Turn *t);
void committee_later(Turn *t);
void committee_approved(Turn *t);
void text_rejected(Turn *t);
void quorum_failed(Turn *t);
void ballot_again(Turn *t);
void sent_back(Turn *t);
void outcome_passed(Turn *t);
void outcome_failed(Turn *t);
void outcome_deferred(Turn *t);

/* board.c: scheduling, the board's vote, its resolution */
void scheduling_enter(Turn *t);
void board_day_set(Turn *t);
void board_day_refused(Turn *t);
void board_day_other(Turn *t);
void board_enter(Turn *t);
void board_opens(Turn *t);
void board_call(Turn *t);
void board_approved(Turn *t);
void board_rejected(Turn *t);
gboolean resolution_fits(const Turn *t);
void resolution_recorded(Turn *t);
void resolution_unfit(Turn *t);
gboolean board_asks_vp(const Turn *t);

/* acceptance.c: the partner's answer */
void acceptance_enter(Turn *t);
void register_sent(Turn *t);
void partner_says(Turn *t);
void partner_hold_over(Turn *t);
void partner_changes(Turn *t);
void partner_changes_ask(Turn *t);
gboolean has_document(const Turn *t);
gboolean which_was_said(const Turn *t);
void which_taken(Turn *t);
void which_nobody_said(Turn *t);
void which_again(Turn *t);
void weighed(Turn *t);
void weighed_wider(Turn *t);
gboolean text_wider(const Turn *t);
gboolean weighed_last(const Turn *t);
void take_over_agreed(Turn *t);
void contact_named(Turn *t);

/* stuck.c: S2, and what is confirmed */
void stuck_wait(Turn *t);
void stuck_replace(Turn *t);
void stuck_back(Turn *t);
void confirmed(Turn *t);
void not_me(Turn *t);

/* item.c: publication, contacts, press */
void items_open(Turn *t);
void contacts_listed(Turn *t);
void pr_contact_named(Turn *t);
void list_done(Turn *t);
void list_question(Turn *t);
void press_text_given(Turn *t);
void press_approved(Turn *t);
void press_held(Turn *t);
void press_change(Turn *t);
void item_outcome(Turn *t);
void item_moment(Turn *t);

/* letters only */
void digest_asked(Turn *t);
void status_asked(Turn *t);
