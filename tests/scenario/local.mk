# SPDX-License-Identifier: MIT
# Scenarios: the whole process and each way off it, in plain text; README explains them.
dist_check_SCRIPTS += %D%/run
TESTS += %D%/run
EXTRA_DIST += %D%/README %D%/language.py %D%/stage.py %D%/expectations.py %D%/small.roster
EXTRA_DIST += \
	%D%/acceptance-contradiction.scn \
	%D%/acceptance-declined.scn \
	%D%/acceptance-hold.scn \
	%D%/acceptance-which-accepted.scn \
	%D%/after-publication.scn \
	%D%/ballot-tie.scn \
	%D%/beginnings/acceptance.scn \
	%D%/beginnings/active.scn \
	%D%/beginnings/board.scn \
	%D%/beginnings/drafting.scn \
	%D%/beginnings/review.scn \
	%D%/beginnings/scheduling.scn \
	%D%/beginnings/voting.scn \
	%D%/board-date-moved.scn \
	%D%/board-quorum-back.scn \
	%D%/board-rejects-declined.scn \
	%D%/board-rejects-drafting.scn \
	%D%/board-silent-chair.scn \
	%D%/changes-minor.scn \
	%D%/changes-rejected.scn \
	%D%/changes-significant.scn \
	%D%/changes-wider.scn \
	%D%/changes-without-text.scn \
	%D%/committee-rejects.scn \
	%D%/draft-changed-while-looked-at.scn \
	%D%/draft-incomplete.scn \
	%D%/draft-returned.scn \
	%D%/feedback.scn \
	%D%/owner-found.scn \
	%D%/owner-refused.scn \
	%D%/press.scn \
	%D%/proposal-external.scn \
	%D%/proposal-partner-declines.scn \
	%D%/proposal-refused.scn \
	%D%/proposal-second.scn \
	%D%/quorum-extended.scn \
	%D%/quorum-missed-again.scn \
	%D%/quorum-missed-back.scn \
	%D%/recall.scn \
	%D%/resolution.scn \
	%D%/review-chair-changes-mind.scn \
	%D%/review-later.scn \
	%D%/review-new-draft.scn \
	%D%/review-pulled-back.scn \
	%D%/robot-down-no-votes.scn \
	%D%/robot-down.scn \
	%D%/roster-chair-changes.scn \
	%D%/roster-contact-changes.scn \
	%D%/roster-last-contact-leaves.scn \
	%D%/roster-owner-leaves.scn \
	%D%/roster-voter-leaves.scn \
	%D%/roster-with-mistakes.scn \
	%D%/stuck-back.scn \
	%D%/stuck-replace.scn \
	%D%/stuck-twice.scn \
	%D%/stuck-wait.scn \
	%D%/stuck-withdraw.scn \
	%D%/text-changed-under-ballot.scn \
	%D%/text-same-under-ballot.scn \
	%D%/vote-empty-and-automatic.scn \
	%D%/vote-from-other-address.scn \
	%D%/vote-second-address.scn \
	%D%/vote-token-wrong.scn \
	%D%/votes.scn \
	%D%/whole-way-parallel.scn \
	%D%/whole-way-series.scn \
	%D%/withdraw-after-board.scn \
	%D%/withdraw-by-vp.scn \
	%D%/withdraw.scn
