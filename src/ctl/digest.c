/* SPDX-License-Identifier: MIT
 *
 * digest.c: the digest, printed as its letter would say it, or sent.
 */
#include "base/fault.h"
#include "ctl/client.h"
#include "ctl/print.h"
#include "engine/report.h"
#include "render/letter-variables.h"
#include "render/letterbook.h"
#include <stdio.h>

/* What the letter has beside the report. */
static void put_usual(const Ctl *ctl, json_t *facts)
{
	json_put_text(facts, "organization", engine_rules(ctl->engine)->organization);
	json_put_text(facts, "robot", ctl->settings->address);
}

static json_t *digest_facts(Ctl *ctl, GError **error)
{
	const Letter letter = {.kind = LETTER_DIGEST, .person = engine_roster(ctl->engine)->vp_alliances};
	if (!store_begin(engine_store(ctl->engine), error))
		return NULL;
	json_t *facts = report_facts(ctl->engine, &letter, engine_now(ctl->engine), error);
	store_rollback(engine_store(ctl->engine));
	return facts;
}

static char *digest_text(Ctl *ctl, json_t *facts, GError **error)
{
	const char *name = enumtab_word(&letter_kind_words, LETTER_DIGEST);
	const char *const names[] = {name, NULL};
	char *text = NULL;
	g_autoptr(LetterBook) book = letterbook_load(ctl->settings->templates, names, letter_variable_known, error);
	put_usual(ctl, facts);
	return book && letterbook_render(book, name, facts, &text, NULL, error) ? text : NULL;
}

static int digest_print(Ctl *ctl)
{
	g_autoptr(GError) fault = NULL;
	if (!ctl_become_owner(ctl->settings, &fault))
		return ctl_fault(g_steal_pointer(&fault), CTL_CONFIG);
	ctl->engine = engine_open(ctl->settings, ENGINE_READ, ctl->clock, NULL, &fault);
	g_autoptr(Json) facts = ctl->engine ? digest_facts(ctl, &fault) : NULL;
	if (!facts)
		return ctl_fault(g_steal_pointer(&fault), CTL_CONFIG);
	g_autofree char *text = ctl->json ? print_json(facts) : digest_text(ctl, facts, &fault);
	if (!text)
		return ctl_fault(g_steal_pointer(&fault), CTL_CONFIG);
	puts(text);
	return CTL_DONE;
}

static int digest_send(Ctl *ctl)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(Json) request = json_pack("{s:s}", "act", "digest");
	g_autoptr(Json) reply = client_act(ctl->settings, ctl->clock, request, &fault);
	if (!reply)
		return ctl_fault(g_steal_pointer(&fault), CTL_CONFIG);
	g_autofree char *text = ctl->json ? print_json(reply) : g_strdup(json_text(reply, "why"));
	puts(text ? text : "");
	return (int)json_int(reply, "status", CTL_LATER);
}

int run_digest(Ctl *ctl)
{
	return ctl->options.send ? digest_send(ctl) : digest_print(ctl);
}
