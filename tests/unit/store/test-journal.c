/* SPDX-License-Identifier: MIT
 *
 * test-journal.c: what an entry says and what it leaves out, chains, seals, payloads.
 */
#include "base/json.h"
#include "fixture.h"

static Entry *entry_n(Store *store, gint64 n)
{
	g_autoptr(GPtrArray) entries = store_entries(store, NULL, n - 1, 1, NULL);
	assert_int_equal(entries->len, 1);
	return g_ptr_array_steal_index(entries, 0);
}

static void cast_vote(Decision *d)
{
	Seat *seat = ADD(d, Seat, seat, "BAL-1:acme");
	record_set(&seat->vote, "BAL-1:acme.1");
	Vote *vote = ADD(d, Vote, vote, "BAL-1:acme.1");
	vote->choice = CHOICE_NO;
	record_set(&vote->comment, "Too costly");
	record_set(&vote->receipt, "7KQ2-9FXM");
	decision_letter(d, LETTER_RECEIPT, "BAL-1:acme.1", NULL, "jane@acme.example");
}

static const Event vote_event = {
	.kind = EVENT_ANSWER, .at = T0, .person = "jane", .address = "jane@acme.example", .standing = STANDING_TOKEN,
	.mail = "MAIL-7", .asked = "ASK-7.1", .word = "NO", .text = "Too costly", .subject = "Re: ballot",
};

/* Who voted what stands in the payload only. */
static void test_personal(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autoptr(Part) part = part_new(NULL, NULL);
	Decision *d = decision_new(part, &vote_event, T0);
	d->register_id = g_strdup("WR-1");
	d->disposition = DISPOSED_VOTE;
	cast_vote(d);
	decided(store, d, "vote-first");
	g_autoptr(Entry) entry = entry_n(store, 1);
	table_text("subject", entry->subject, "WR-1");
	table_text("row", entry->row, "vote-first");
	table_text("event", entry->event,
		   "{\"asked\":\"ASK-7.1\",\"at\":1767225600,\"kind\":\"answer\",\"mail\":\"MAIL-7\",\"standing\":\"token\"}");
	table_text("body", entry->body,
		   "{\"changes\":[{\"fields\":{\"vote\":\"BAL-1:acme.1\"},\"id\":\"BAL-1:acme\",\"type\":\"seat\"},"
		   "{\"fields\":{\"receipt\":\"7KQ2-9FXM\",\"standing\":\"token\",\"state\":\"counted\"},"
		   "\"id\":\"BAL-1:acme.1\",\"personal\":[\"choice\",\"comment\",\"person\",\"address\"],\"type\":\"vote\"}],"
		   "\"disposition\":\"vote recorded\",\"letters\":[\"vote-receipt\"]}");
	gboolean erased = TRUE;
	g_autofree char *payload = store_payload(store, 1, &erased, NULL);
	assert_false(erased);
	table_text("payload", payload,
		   "{\"changes\":[{\"fields\":{\"choice\":\"NO\",\"comment\":\"Too costly\"},\"id\":\"BAL-1:acme.1\","
		   "\"type\":\"vote\"}],\"event\":{\"address\":\"jane@acme.example\",\"choice\":\"NO\",\"person\":\"jane\","
		   "\"text\":\"Too costly\"},"
		   "\"letters\":[\"vote-receipt/BAL-1:acme.1/jane@acme.example\"]}");
}

/* An entry names only what differs; an unchanged record is not named, an emptied field is null. */
static void test_differences(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autoptr(Part) part = part_new(NULL, NULL);
	Decision *d = decision_new(part, NULL, T0);
	fill(ADD(d, Ballot, ballot, "BAL-1"), 1);
	ADD(d, Item, item, "WR-1:site");
	decided(store, d, "made");
	d = decision_new(part, NULL, T0);
	Ballot *ballot = EDIT(d, Ballot, ballot, "BAL-1");
	ballot->voted = 4100;
	record_set(&ballot->why, NULL);
	EDIT(d, Item, item, "WR-1:site");
	decided(store, d, "changed");
	g_autoptr(Entry) entry = entry_n(store, 2);
	table_text("subject", entry->subject, "robot");
	table_text("body", entry->body,
		   "{\"changes\":[{\"fields\":{\"voted\":4100,\"why\":null},\"id\":\"BAL-1\",\"type\":\"ballot\"}],"
		   "\"letters\":[]}");
	assert_null(entry->payload_digest);
	assert_null(store_payload(store, 2, NULL, NULL));
}

static void act(Store *store, const char *reg)
{
	g_autoptr(Part) part = part_new(NULL, NULL);
	Decision *d = decision_new(part, NULL, T0);
	d->register_id = g_strdup(reg);
	decided(store, d, "nothing");
}

static void test_chains(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	act(store, "WR-1");
	act(store, "WR-2");
	act(store, "WR-1");
	g_autoptr(GPtrArray) chain = store_entries(store, "WR-1", 0, 10, NULL);
	g_autoptr(GPtrArray) other = store_entries(store, "WR-2", 0, 10, NULL);
	g_autoptr(GPtrArray) later = store_entries(store, NULL, 1, 1, NULL);
	assert_int_equal(chain->len, 2);
	const Entry *first = chain->pdata[0], *second = chain->pdata[1], *beside = other->pdata[0];
	table_text("first", first->previous, "0000000000000000000000000000000000000000000000000000000000000000");
	table_text("second", second->previous, first->hash);
	table_text("another chain", beside->previous, first->previous);
	assert_string_not_equal(beside->hash, first->hash);
	assert_int_equal(second->n, 3);
	assert_int_equal(later->len, 1);
	assert_int_equal(((Entry *)later->pdata[0])->n, 2);
}

static char *seal(Store *store)
{
	char *hash = NULL;
	OK(store_begin(store, &error));
	OK(store_seal(store, T0, &hash, &error));
	OK(store_commit(store, &error));
	return hash;
}

static void test_seals(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autofree char *nothing = seal(store);
	assert_null(nothing);
	act(store, "WR-1");
	act(store, NULL);
	g_autofree char *first = seal(store), *again = seal(store);
	table_text("nothing moved", again, first);
	act(store, "WR-1");
	g_autofree char *second = seal(store);
	g_autoptr(GPtrArray) seals = store_entries(store, "seal", 0, 10, NULL);
	assert_int_equal(seals->len, 2);
	table_text("second", ((Entry *)seals->pdata[1])->hash, second);
	g_autoptr(Json) one = json_loads(((Entry *)seals->pdata[0])->body, 0, NULL);
	g_autoptr(Json) two = json_loads(((Entry *)seals->pdata[1])->body, 0, NULL);
	assert_int_equal(json_object_size(json_object_get(one, "heads")), 2);
	assert_int_equal(json_object_size(json_object_get(two, "heads")), 1);
	g_autoptr(Entry) last = entry_n(store, 4);
	table_text("head", json_text(json_object_get(two, "heads"), "WR-1"), last->hash);
}

static void test_number_and_hash(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autoptr(Part) part = part_new(NULL, NULL);
	g_autoptr(Decision) d = decision_new(part, NULL, T0);
	g_autofree char *hash = NULL;
	gint64 n = 0;
	d->row = "nothing";
	OK(store_begin(store, &error));
	OK(store_decision(store, d, &n, &hash, &error));
	OK(store_commit(store, &error));
	g_autoptr(Entry) entry = entry_n(store, n);
	table_text("hash", entry->hash, hash);
}

static void erase(Store *store, gint64 n)
{
	OK(store_begin(store, &error));
	OK(store_erase_payload(store, n, &error));
	OK(store_commit(store, &error));
}

static gboolean file_says(const Place *place, const char *words)
{
	g_autofree char *text = NULL;
	gsize length = 0;
	assert_true(g_file_get_contents(place->path, &text, &length, NULL));
	return memmem(text, length, words, strlen(words)) != NULL;
}

/* Erased words are nowhere in the file: not in the payload, not in the vote. */
static void test_erase(void **state)
{
	Place place;
	place_make(&place);
	Store *store = open_store(place.url, STORE_WRITE);
	g_autoptr(Part) part = part_new(NULL, NULL);
	Decision *d = decision_new(part, &vote_event, T0);
	cast_vote(d);
	decided(store, d, "vote");
	store_close(store);
	assert_true(file_says(&place, "Too costly"));

	store = open_store(place.url, STORE_WRITE);
	erase(store, 1);
	gboolean erased = FALSE;
	assert_null(store_payload(store, 1, &erased, NULL));
	assert_true(erased);
	g_autoptr(Record) record = store_get(store, &vote_type, "BAL-1:acme.1", NULL);
	const Vote *vote = (const Vote *)record;
	table_int("choice", vote->choice, CHOICE_NONE);
	table_text("comment", vote->comment, NULL);
	table_text("receipt", vote->receipt, "7KQ2-9FXM");
	erase(store, 1); /* again: nothing to do */
	erase(store, 7); /* none such */
	store_close(store);
	assert_false(file_says(&place, "Too costly"));
	place_clear(&place);
}

/* What a later entry says stays. */
static void test_erase_earlier(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autoptr(Part) part = part_new(NULL, NULL);
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	Decision *d = decision_new(part, NULL, T0);
	cast_vote(d);
	decided(store, d, "vote");
	d = decision_new(part, NULL, T0);
	record_set(&EDIT(d, Vote, vote, "BAL-1:acme.1")->comment, "On reflection");
	decided(store, d, "changed");
	erase(store, 1);
	g_autoptr(Record) vote = store_get(store, &vote_type, "BAL-1:acme.1", NULL);
	table_text("comment", ((Vote *)vote)->comment, "On reflection");
	table_int("choice", ((Vote *)vote)->choice, CHOICE_NONE);
	OK(store_verify(store, findings, NULL, &error));
	assert_int_equal(findings->len, 1);
}

/* --- canonical --- */

static void is_canonical(const char *label, const char *text)
{
	GError *error = NULL;
	g_autoptr(Json) document = json_parse(text, strlen(text), &error);
	no_fault(error);
	g_autofree char *want = json_canonical(document);
	table_text(label, text, want);
}

/* Every character that may stand in a text, and bytes that are no text. */
static char *every_character(gboolean broken)
{
	GString *text = g_string_new(NULL);
	for (char c = 1; c < 127; c++)
		g_string_append_c(text, c);
	g_string_append(text, "\x7f Grüße \xf0\x9f\x97\xb3");
	if (broken)
		g_string_append(text, "\xff\xc3");
	return g_string_free(text, FALSE);
}

static void fill_event(Event *event, const char *text, const EventFile *file)
{
	const char **const texts[] = {&event->person, &event->address, &event->name, &event->checked, &event->mail,
				      &event->asked, &event->register_id, &event->ballot, &event->word, &event->why,
				      &event->argument, &event->text, &event->subject, &event->draft, &event->moment,
				      &event->item};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = text;
	event->at = T0;
	event->file = file;
	event->done = TRUE;
}

/* What is written as it is thought up is what json_canonical makes of it, whatever stands in it. */
static void test_canonical(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	for (guint round = 0; round < 2 * EVENT_KIND_COUNT; round++) {
		g_autofree char *text = every_character(round % 2);
		const EventFile file = {.name = text, .type = text, .file = text, .bytes = -7};
		g_autoptr(Part) part = part_new(NULL, NULL);
		Event event = {.kind = (EventKind)(round / 2)};
		fill_event(&event, text, &file);
		Decision *d = decision_new(part, &event, T0);
		for (guint i = 0; record_types[i]; i++) {
			g_autofree char *id = g_strdup_printf("%s-%u", record_types[i]->name, round);
			Record *record = decision_add(d, record_types[i], id);
			fill(record, round);
			for (guint f = 1; f < record_types[i]->n_fields; f++)
				if (record_types[i]->fields[f].type == FIELD_TEXT)
					record_set((char **)((char *)record + record_types[i]->fields[f].offset), text);
		}
		decision_letter(d, LETTER_RECEIPT, text, NULL, "jane@acme.example");
		decided(store, d, "made");
		g_autoptr(Entry) entry = entry_n(store, (gint64)round + 1);
		g_autofree char *payload = store_payload(store, (gint64)round + 1, NULL, NULL);
		is_canonical("event", entry->event);
		is_canonical("body", entry->body);
		is_canonical("payload", payload);
	}
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	OK(store_verify(store, findings, NULL, &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_personal), cmocka_unit_test(test_differences),     cmocka_unit_test(test_chains),
		cmocka_unit_test(test_seals),    cmocka_unit_test(test_number_and_hash), cmocka_unit_test(test_erase),
		cmocka_unit_test(test_erase_earlier), cmocka_unit_test(test_canonical),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
