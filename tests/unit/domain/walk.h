/* SPDX-License-Identifier: MIT
 *
 * walk.h: every way that a small alphabet of events can go, from a given state, breadth first.
 *
 * Two states are the same when their canonical texts are: what stands, in which order its instants fall, who is asked
 * what; not the numbers of asks and drafts, nor when things happened. After each step the invariants are checked, the
 * step's event is decided a second time (I7), and in each new state everything settled is answered once more (I7).
 */
#pragma once
#include "world.h"

typedef struct Walk {
	const char *name;
	void (*start)(World *);
	guint stages;          /* FROM() bits: a state outside is checked and not walked from */
	const char *choices;   /* first letters of the choices that voters make: "YN" */
	const char *left_out;  /* words of kinds of asks that nobody answers by mail, and of initiatives not taken */
	guint bends[2];        /* rosters that are loaded in turn; both 0: none */
	guint deep;            /* at most so many steps from the start; 0: no end */
	guint states;          /* how many there are */
} Walk;

/* The text that two same states share. g_free. */
char *walk_canonical(World *world);

/* Walks all; fails the test, with the way that led there, on a violation. Returns how many states there are. */
guint walk_run(const Walk *walk);
