/* SPDX-License-Identifier: MIT */
#include "domain/route.h"

static const Route routes[] = {
	{ROUTE_CREATION,
	 {STAGE_PROPOSAL, STAGE_DRAFTING, STAGE_REVIEW, STAGE_COMMITTEES, STAGE_SCHEDULING, STAGE_BOARD,
	  STAGE_ACCEPTANCE, STAGE_CLOSED},
	 STAGE_DRAFTING,
	 FALSE,
	 TRUE,
	 "DSP4003 3"},
	{ROUTE_PARTNER_CHANGE,
	 {STAGE_COMMITTEES, STAGE_SCHEDULING, STAGE_BOARD, STAGE_ACCEPTANCE, STAGE_CLOSED},
	 STAGE_ACCEPTANCE,
	 TRUE,
	 FALSE,
	 "DSP4003 R3.2-12, R3.2-13"},
};
G_STATIC_ASSERT(G_N_ELEMENTS(routes) == ROUTE_COUNT);

const Route *route_row(RouteName name)
{
	g_assert((guint)name < ROUTE_COUNT && routes[name].name == name);
	return &routes[name];
}

Stage route_next(RouteName name, Stage stage, gboolean minor)
{
	const Route *route = route_row(name);
	guint i = 0;
	while (route->stages[i] != stage && route->stages[i] != STAGE_CLOSED)
		i++;
	g_assert(route->stages[i] == stage && stage != STAGE_CLOSED);
	do
		i++;
	while (minor && name == ROUTE_PARTNER_CHANGE &&
	       (route->stages[i] == STAGE_SCHEDULING || route->stages[i] == STAGE_BOARD));
	return route->stages[i];
}
