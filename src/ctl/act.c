/* SPDX-License-Identifier: MIT
 *
 * act.c: the commands that change something: each makes one request of control.h from its arguments, and says what
 * became of it.
 */
#include "ctl/client.h"
#include "ctl/print.h"
#include "base/fault.h"
#include "engine/control.h"
#include <stdio.h>

#define EVIDENCE_MOST ((gint64)16 << 20)

static json_t *request_new(const char *act)
{
	return json_pack("{s:s}", "act", act);
}

/* The arguments from the nth on as one line; g_free. */
static char *line_from(const Ctl *ctl, guint n)
{
	return g_strjoinv(" ", ctl->args + n);
}

static gboolean put_file(json_t *request, const char *key, const char *path, gint64 most)
{
	g_autoptr(GError) fault = NULL;
	json_t *file = path ? client_file(path, most, &fault) : NULL;
	if (file)
		json_object_set_new(request, key, file);
	if (fault)
		fprintf(stderr, "ballotctl: %s\n", fault->message);
	return !fault;
}

static void print_findings(const json_t *reply)
{
	const json_t *findings = json_object_get(reply, "findings");
	for (size_t i = 0; i < json_array_size(findings); i++)
		fprintf(stderr, "%s\n", json_string_value(json_array_get(findings, i)));
}

static void print_reply(const Ctl *ctl, const json_t *reply, int status)
{
	g_autofree char *text = ctl->json ? print_json(reply) : NULL;
	const char *why = json_text(reply, "why"), *reg = json_text(reply, "register");
	if (text) {
		puts(text);
		return;
	}
	print_findings(reply);
	if (status != CTL_DONE) {
		fprintf(stderr, "ballotctl: %s\n", why ? why : "It was refused.");
		return;
	}
	printf("%s%s%s\n", reg ? reg : "", reg ? ": " : "", why ? why : "Done.");
	if (json_int(reply, "deferred", 0) || json_text(reply, "letters_wait"))
		puts("Letters wait in the outbox; the robot sends them.");
}

/* Takes the request. */
static int act(Ctl *ctl, json_t *request)
{
	g_autoptr(Json) owned = request;
	g_autoptr(GError) fault = NULL;
	if (!put_file(request, "evidence", ctl->options.evidence, EVIDENCE_MOST))
		return CTL_NO;
	g_autoptr(Json) reply = client_act(ctl->settings, ctl->clock, request, &fault);
	if (!reply)
		return ctl_fault(g_steal_pointer(&fault), CTL_CONFIG);
	int status = (int)json_int(reply, "status", CTL_LATER);
	print_reply(ctl, reply, status);
	return status;
}

int run_propose(Ctl *ctl)
{
	g_autofree char *partner = line_from(ctl, 0);
	if (!ctl->options.by) {
		fputs("ballotctl propose: found no --by ADDRESS, expected the address of the one who proposes\n", stderr);
		return CTL_USAGE;
	}
	json_t *request = request_new("propose");
	json_put_text(request, "partner", partner);
	json_put_text(request, "by", ctl->options.by);
	json_put_text(request, "owner", ctl->options.owner);
	json_put_text(request, "oc", ctl->options.oc);
	return act(ctl, request);
}

int run_answer(Ctl *ctl)
{
	g_autofree char *words = line_from(ctl, 1);
	json_t *request = request_new("answer");
	json_put_text(request, "ask", ctl->args[0]);
	json_put_text(request, "words", words);
	json_put_text(request, "person", ctl->options.as);
	json_put_text(request, "comment", ctl->options.comment);
	if (!put_file(request, "document", ctl->options.document, ctl->settings->max_document)) {
		json_decref(request);
		return CTL_NO;
	}
	return act(ctl, request);
}

int run_milestones(Ctl *ctl)
{
	g_autoptr(GError) fault = NULL;
	g_autofree char *text = NULL;
	if (!g_file_get_contents(ctl->args[1], &text, NULL, &fault)) {
		fprintf(stderr, "ballotctl: %s\n", fault->message);
		return CTL_NO;
	}
	json_t *request = request_new("milestones");
	json_put_text(request, "register", ctl->args[0]);
	json_put_text(request, "text", text);
	return act(ctl, request);
}

static json_t *ballot_request(const Ctl *ctl, const char *name)
{
	json_t *request = request_new(name);
	json_put_text(request, "ballot", ctl->args[0]);
	return request;
}

int run_extend(Ctl *ctl)
{
	g_autofree char *day = line_from(ctl, 1);
	json_t *request = ballot_request(ctl, "extend");
	json_put_text(request, "day", day);
	return act(ctl, request);
}

int run_cancel(Ctl *ctl)
{
	json_t *request = ballot_request(ctl, "cancel");
	json_put_text(request, "why", ctl->options.why);
	return act(ctl, request);
}

int run_release(Ctl *ctl)
{
	return act(ctl, ballot_request(ctl, "release"));
}

int run_resend(Ctl *ctl)
{
	json_t *request = request_new("resend");
	json_put_text(request, "letter", ctl->args[0]);
	return act(ctl, request);
}

int run_roster_load(Ctl *ctl)
{
	return act(ctl, request_new("roster-load"));
}
