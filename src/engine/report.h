/* SPDX-License-Identifier: MIT
 *
 * report.h: the facts of the digest and of a status letter: what moved, what waits for whom and how long, the open
 * ballots with their turnout, what is due, what is in trouble.
 *
 * A choice is never among them, and neither are the questions that would betray one (the reason of a NO, B-17).
 */
#pragma once
#include "engine/engine.h"

/* The lists of a LETTER_DIGEST or a LETTER_STATUS as their templates name them (mailtemplates/README); an EngineReport
 * for engine_set_report. A digest's period begins where the last weekly one ended. Reads the store only. New
 * reference; NULL with a fault of the store. */
json_t *report_facts(Engine *engine, const Letter *letter, Instant now, GError **error);

/* Sends the Vice President the digest when `digest-every` has passed since the last one; a first store waits that long
 * for its first digest. In a transaction of its own. To be called after the moments of a pass were fired. */
gboolean report_send_due(Engine *engine, Instant now, GError **error);

/* When the next digest falls due; INSTANT_NONE when digests go out on demand only. False on a fault. */
gboolean report_next(Engine *engine, Instant now, Instant *out_next, GError **error);
