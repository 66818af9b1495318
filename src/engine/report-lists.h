/* SPDX-License-Identifier: MIT
 *
 * report-lists.h: the lists that a digest is made of, one function each; report.c puts them together.
 */
#pragma once
#include "base/json.h"
#include "engine/engine.h"

/* What one report is made from, read once. */
typedef struct Report {
	Engine *engine;
	Store *store;
	const Roster *roster;
	GTimeZone *zone;
	Instant now, since;
	GPtrArray *registers, *asks, *ballots; /* Register *, open Ask *, every Ballot * */
	json_t *out;
	guint overdue, troubles;
} Report;

/* The register of that id, or NULL. */
const Register *report_register(const Report *report, const char *id);

/* "WR-12" or, where a question is about no register yet, "Proposal". */
const char *report_subject(const char *register_id);

gboolean report_waiting(Report *report, GError **error);
gboolean report_ballots(Report *report, GError **error);
gboolean report_moved(Report *report, GError **error);
gboolean report_due(Report *report, GError **error);
gboolean report_tasks(Report *report, GError **error);
gboolean report_troubles(Report *report, GError **error);

/* The names of the people whose answer to an ask is still missing: "Jane Doe, Bob Roe and 3 others". g_free; NULL with
 * a fault. */
char *report_people(Report *report, const Ask *ask, GError **error);

/* Sets key to an instant as letters give it; nothing for INSTANT_NONE. */
void report_put_instant(const Report *report, json_t *object, const char *key, Instant instant);
