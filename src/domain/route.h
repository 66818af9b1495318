/* SPDX-License-Identifier: MIT
 *
 * route.h: which stages a revision passes, and where it falls back to (design.md section 2). A route is data, and a
 * stage knows nothing of routes.
 */
#pragma once
#include "domain/vocabulary.h"

#define ROUTE_STAGES 8
typedef struct Route {
	RouteName name;
	Stage stages[ROUTE_STAGES]; /* in order, closed by STAGE_CLOSED */
	Stage fall;       /* a committee rejects, or the text goes BACK */
	gboolean reoffer; /* falling means: the text approved before is offered again */
	gboolean board_asks; /* after the board's rejection the VP is asked first */
	const char *rule;
} Route;

const Route *route_row(RouteName name);

/* The stage after `stage`. minor: the changes were recorded as minor, so the board's stages are left out (R3.2-13). */
Stage route_next(RouteName name, Stage stage, gboolean minor);
