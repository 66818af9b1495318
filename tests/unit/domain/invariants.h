/* SPDX-License-Identifier: MIT
 *
 * invariants.h: what is true after every decision, whatever happened. Each returns NULL, or a sentence that says what
 * is violated (it lives in world->said until the next). Those about letters look at the last decision.
 */
#pragma once
#include "world.h"

/* I1: an active register has the approvals of its content of every body it needs and of the board, or of a content that
 * it differs from by changes recorded as minor, and a contact of the partner accepted it. */
const char *invariant_active(World *world);
/* I2: one counted vote a seat, from the roll, received while the ballot was open; the head counts what is counted. */
const char *invariant_votes(World *world);
/* I3: no result before the close, no choice in a letter before it but to its voter, none ever of a cancelled ballot. */
const char *invariant_secret(World *world);
/* I4: an announcement only of an active register, with all approvals, after its embargo, and one only. */
const char *invariant_press(World *world);
/* I5: an open ballot is on the revision's own content. */
const char *invariant_text(World *world);
/* I6: an open revision waits for somebody who was asked, or for an instant. */
const char *invariant_waits(World *world);
/* I8: what was active once stays active: only a removal by the board ends it, and no route here is one. */
const char *invariant_stays(World *world);
/* I9: past the proposal the owner is an active member of the Alliance Committee, or another is being looked for. */
const char *invariant_owner(World *world);
/* The records hang together: every reference leads somewhere, every open question was put to somebody, each letter has
 * an addressee and a key that none had before, and what the decision lists is all that changed. */
const char *invariant_whole(World *world);

/* All of them. */
const char *invariants_check(World *world);
