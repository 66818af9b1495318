/* SPDX-License-Identifier: MIT
 *
 * ballot-required.c: which bodies a text needs the approval of (R2.3-3, R2.3-4, R2.3-6, R3.2-12).
 */
#include "base/text.h"
#include "domain/ballot.h"

const char *ballot_committee(const Part *part, const char *id)
{
	const Body *body = roster_body(part->roster, id);
	if (body && body->kind == BODY_WORKING_GROUP)
		body = roster_body(part->roster, body->parent);
	return body && body->kind == BODY_COMMITTEE ? body->id : NULL;
}

static char *add_committee(const Part *part, char *list, const char *body)
{
	const char *committee = ballot_committee(part, body);
	char *longer = committee ? words_add(list, committee) : g_strdup(list);
	g_free(list);
	return longer;
}

/* A partner's change goes to the committees whose milestones it touches; the AC until the register was active once. */
static gboolean milestone_touched(const Part *part, const Revision *rev, const Milestone *milestone)
{
	if (rev->route != ROUTE_PARTNER_CHANGE)
		return TRUE;
	const char *other = g_strcmp0(milestone->draft, rev->draft) == 0 ? rev->offered : rev->draft;
	g_autofree char *id = g_strdup_printf("%s#%s", other, milestone->name);
	const Milestone *twin = PART_GET(part, Milestone, milestone, id);
	return !twin || g_strcmp0(twin->body, milestone->body) || g_strcmp0(twin->date, milestone->date) ||
	       g_strcmp0(twin->text, milestone->text) || g_strcmp0(twin->doers, milestone->doers);
}

char *ballot_required(const Turn *t)
{
	const Part *part = t->d->part;
	const Revision *rev = t->rev;
	g_autoptr(GPtrArray) milestones = part_all(part, &milestone_type);
	char *list = add_committee(part, NULL, t->reg->oc);
	list = add_committee(part, list, part->roster->alliance_committee);
	for (guint i = 0; i < milestones->len; i++) {
		const Milestone *milestone = milestones->pdata[i];
		gboolean of_text =
			g_strcmp0(milestone->draft, rev->draft) == 0 ||
			(rev->route == ROUTE_PARTNER_CHANGE && g_strcmp0(milestone->draft, rev->offered) == 0);
		if (of_text && milestone_touched(part, rev, milestone))
			list = add_committee(part, list, milestone->body);
	}
	return list;
}
