/* SPDX-License-Identifier: MIT */
#include "../table.h"
#include "engine/outbox.h"
#include <string.h>

#define NOW ((Instant)1780000000)

typedef struct OutcomeCase {
	const char *name;
	const char *recipient;
	gint64 tries; /* before */
	gint64 age;   /* since the letter was written */
	SubmitOutcome outcome;
	Fate fate;
	gint64 pause; /* to the next try; -1: none */
	gboolean unreachable;
} OutcomeCase;

static const OutcomeCase outcome_cases[] = {
	{"accepted", "jane@acme.example", 0, 0, SUBMIT_ACCEPTED, FATE_ACCEPTED, -1, FALSE},
	{"refused", "jane@acme.example", 0, 0, SUBMIT_REFUSED, FATE_REFUSED, -1, TRUE},
	{"deferred", "jane@acme.example", 0, 0, SUBMIT_DEFERRED, FATE_DEFERRED, 5 * MINUTE, FALSE},
	{"deferred again", "jane@acme.example", 1, HOUR, SUBMIT_DEFERRED, FATE_DEFERRED, 10 * MINUTE, FALSE},
	{"deferred often", "jane@acme.example", 20, DAY, SUBMIT_DEFERRED, FATE_DEFERRED, 6 * HOUR, FALSE},
	{"deferred for days", "jane@acme.example", 30, 5 * DAY, SUBMIT_DEFERRED, FATE_NOT_SENT, -1, TRUE},
	{"unknown", "jane@acme.example", 0, 0, SUBMIT_UNKNOWN, FATE_DEFERRED, 15 * MINUTE, FALSE},
	{"unknown twice", "jane@acme.example", 1, HOUR, SUBMIT_UNKNOWN, FATE_DEFERRED, 15 * MINUTE, FALSE},
	{"unknown a third time", "jane@acme.example", 2, HOUR, SUBMIT_UNKNOWN, FATE_UNKNOWN, -1, FALSE},
	{"broken off", "jane@acme.example", 0, 0, SUBMIT_NOT_SENT, FATE_DEFERRED, 5 * MINUTE, FALSE},
	{"no address", "jane@acme.example>\r\nRCPT", 0, 0, SUBMIT_NOT_SENT, FATE_NOT_SENT, -1, TRUE},
};

static void test_outcomes(void **state)
{
	for (gsize i = 0; i < G_N_ELEMENTS(outcome_cases); i++) {
		const OutcomeCase *c = &outcome_cases[i];
		OutRow row = {.recipient = (char *)c->recipient, .tries = c->tries, .created = NOW - c->age};
		gboolean unreachable = outbox_outcome(&row, c->outcome, "451 4.3.0 later\r\nplease", NOW);
		table_int(c->name, row.fate, c->fate);
		table_int(c->name, row.next_try, c->pause < 0 ? INSTANT_NONE : NOW + c->pause);
		table_int(c->name, row.finished, c->pause < 0 ? NOW : INSTANT_NONE);
		table_int(c->name, unreachable, c->unreachable);
		table_int(c->name, row.tries, c->tries + 1);
		table_text(c->name, row.reply, "451 4.3.0 later please");
		g_free(row.reply);
	}
}

/* A store with one ask in the given state. */
static Store *store_with_ask(AskState ask_state)
{
	Store *store = store_open(":memory:", STORE_WRITE, NULL);
	g_autoptr(Roster) roster = roster_new();
	g_autoptr(Rules) rules = rules_new();
	g_autoptr(Part) part = part_new(roster, rules);
	Event event = {.kind = EVENT_MOMENT, .at = NOW};
	g_autoptr(Decision) decision = decision_new(part, &event, NOW);
	ADD(decision, Ask, ask, "ASK-1")->state = ask_state;
	decision_row(decision, "test", DISPOSED_ANSWERED, "test");
	decision_finish(decision);
	assert_true(store_begin(store, NULL));
	assert_true(store_decision(store, decision, NULL, NULL, NULL));
	return store;
}

static void letter_add(Store *store, const char *key, const char *while_ask, Instant not_after)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("letter", 6);
	OutRow row = {.key = (char *)key, .kind = (char *)"ask-vote", .recipient = (char *)"jane@acme.example",
		      .message_id = (char *)key, .while_ask = (char *)while_ask, .not_after = not_after, .created = NOW,
		      .next_try = NOW, .fate = FATE_QUEUED, .bytes = bytes};
	assert_true(store_out_add(store, &row, NULL));
}

/* What is settled or too late does not leave; what is in the senders' hands is not handed out twice. */
static void test_take(void **state)
{
	static const AskState states[] = {ASK_OPEN, ASK_ANSWERED};
	for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autoptr(Store) store = store_with_ask(states[i]);
		Instant next;
		letter_add(store, "plain", NULL, INSTANT_NONE);
		letter_add(store, "asking", "ASK-1", INSTANT_NONE);
		letter_add(store, "dated", NULL, NOW - 1);
		letter_add(store, "gone", "ASK-2", INSTANT_NONE);
		g_autoptr(GPtrArray) taken = outbox_take(store, NOW, 10, NULL, &next, NULL);
		assert_int_equal(taken->len, states[i] == ASK_OPEN ? 2 : 1);
		assert_string_equal(((OutRow *)taken->pdata[0])->key, "plain");
		g_autoptr(OutRow) dated = store_out_key(store, "dated", NULL);
		assert_int_equal(dated->fate, FATE_WITHDRAWN);
		g_autoptr(OutRow) asking = store_out_key(store, "asking", NULL);
		assert_int_equal(asking->fate, states[i] == ASK_OPEN ? FATE_QUEUED : FATE_WITHDRAWN);
		g_autoptr(GHashTable) busy = g_hash_table_new(g_int64_hash, g_int64_equal);
		for (guint j = 0; j < taken->len; j++)
			g_hash_table_add(busy, &((OutRow *)taken->pdata[j])->n);
		g_autoptr(GPtrArray) more = outbox_take(store, NOW, 10, busy, &next, NULL);
		assert_int_equal(more->len, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_outcomes), cmocka_unit_test(test_take)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
