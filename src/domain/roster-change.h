/* SPDX-License-Identifier: MIT
 *
 * roster-change.h: what a new roster means for what is open (S1, S4).
 */
#pragma once
#include "domain/decision.h"

/* A register under a new roster: questions whose role has another holder are put to that one; voters who left lose
 * their letters and those who joined a seat get one; an owner who may no longer own is replaced (R2.3-2). The part
 * holds the register and its rolls, and its roster is the new one. */
void roster_changed(Decision *d, const Event *event);

/* Whether a register needs this body: it is its OC, has milestones in its text, or votes on it. For a roster that
 * would leave it out. */
gboolean roster_body_needed(const Part *part, const char *body);
