/* SPDX-License-Identifier: MIT
 *
 * acting.h: a register brought forward by acts of an administrator, without mail: fast, and no reader is needed.
 */
#pragma once
#include "base/json.h"
#include "engine/control.h"
#include "robot.h"
#include <string.h>

/* Does an act written as JSON with ' for "; its reply must have that status. New reference. */
static inline json_t *acted(Robot *robot, int status, const char *format, ...) G_GNUC_PRINTF(3, 4);

static inline json_t *acted(Robot *robot, int status, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdelimit(g_strdup_vprintf(format, args), "'", '"');
	va_end(args);
	g_autoptr(GError) fault = NULL;
	g_autoptr(Json) request = json_parse(text, strlen(text), &fault);
	if (!request)
		fail_msg("%s: %s", text, fault->message);
	json_t *reply = control_act(robot->engine, request, "admin");
	if (json_int(reply, "status", -1) != status)
		fail_msg("%s: status %d, want %d: %s", text, (int)json_int(reply, "status", -1), status, json_text(reply, "why"));
	return reply;
}

static inline void act(Robot *robot, const char *request)
{
	g_autoptr(Json) reply = acted(robot, CONTROL_DONE, "%s", request);
}

/* The id of the open ask of a kind; g_free. */
static inline char *open_ask(Robot *robot, AskKind kind)
{
	g_autoptr(GPtrArray) all =
		store_find(engine_store(robot->engine), &ask_type, "kind", enumtab_word(&ask_kind_words, (int)kind), NULL);
	for (guint i = all->len; i-- > 0;) {
		const Ask *ask = g_ptr_array_index(all, i);
		if (ask->state == ASK_OPEN)
			return g_strdup(ask->id);
	}
	fail_msg("no %s is open", enumtab_word(&ask_kind_words, (int)kind));
	return NULL;
}

/* Answers an open ask; person NULL: the only one asked. */
static inline void answered(Robot *robot, AskKind kind, const char *person, const char *words)
{
	g_autofree char *ask = open_ask(robot, kind);
	g_autoptr(Json) reply = acted(robot, CONTROL_DONE, "{'act': 'answer', 'ask': '%s', 'words': '%s'%s%s%s}", ask, words,
				      person ? ", 'person': '" : "", person ? person : "", person ? "'" : "");
}

static inline void drafted(Robot *robot)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static("a register", 10);
	g_autofree char *hash = engine_keep(robot->engine, bytes, &error);
	const EventFile file = {.name = "snia-wr.md", .type = "text/markdown", .file = hash, .bytes = 10};
	const Event event = {.kind = EVENT_INITIATIVE, .initiative = INITIATIVE_DRAFT, .register_id = "WR-1", .at = robot->now,
			     .person = "erin", .address = "erin@elm.example", .standing = STANDING_CONTROL, .mail = "MAIL-1",
			     .file = &file, .text = "MILESTONE M1 alliance 2027-06-30 acme: Map the model"};
	if (!engine_event(robot->engine, &event, robot->now, NULL, &error))
		fail_msg("%s", error->message);
}

/* A register with SNIA that Erin owns, in drafting. */
static inline Robot *robot_drafting(const char *more)
{
	Robot *robot = robot_new(more);
	robot_pass(robot, MINUTE);
	act(robot, "{'act': 'propose', 'partner': 'SNIA', 'by': 'jane@acme.example', 'owner': 'erin@elm.example'}");
	answered(robot, ASK_OWN, NULL, "ACCEPT");
	return robot;
}

/* The Alliance Committee's seven seats vote on it: BAL-1. */
static inline Robot *robot_voting(const char *more)
{
	Robot *robot = robot_drafting(more);
	drafted(robot);
	answered(robot, ASK_COMPLETE, NULL, "COMPLETE");
	answered(robot, ASK_RETURN, NULL, "FINE");
	robot_pass(robot, 16 * DAY);
	return robot;
}
