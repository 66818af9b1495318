/* SPDX-License-Identifier: MIT
 *
 * test-ledger.c: inbound mail, outbox, tokens, marks, strangers and values.
 */
#include "fixture.h"

static MailRow *mail_of(guint uid, const char *message_id, const char *digest)
{
	MailRow *row = g_new0(MailRow, 1);
	row->mailbox = g_strdup("robot");
	row->uidvalidity = 5;
	row->uid = uid;
	row->received = T0;
	row->size = 1234;
	row->class = g_strdup("ordinary");
	row->from = g_strdup("jane@acme.example");
	row->subject = g_strdup("Re: ballot");
	row->message_id = g_strdup(message_id);
	row->digest = g_strdup(digest);
	row->raw = g_strdup("ab");
	row->disposition = -1;
	row->tries = 1;
	return row;
}

static void test_mail(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autoptr(MailRow) first = mail_of(10, "<a@x>", "d1"), second = mail_of(11, NULL, "d2");
	OK(store_mail_put(store, first, &error));
	OK(store_mail_put(store, second, &error));
	assert_int_equal(first->n, 1);
	assert_int_equal(second->n, 2);
	first->disposition = DISPOSED_VOTE;
	first->why = g_strdup("voted");
	first->register_id = g_strdup("WR-1");
	first->asked = g_strdup("ASK-7.1");
	first->letter = g_strdup("vote-receipt/…");
	first->entry = 12;
	first->handled = T0 + 5;
	first->moved = TRUE;
	OK(store_mail_put(store, first, &error));

	g_autoptr(MailRow) got = store_mail_at(store, "robot", 5, 10, NULL);
	assert_non_null(got);
	table_int("n", got->n, 1);
	table_int("disposition", got->disposition, DISPOSED_VOTE);
	table_int("size", got->size, 1234);
	table_int("received", got->received, T0);
	table_int("handled", got->handled, T0 + 5);
	table_int("entry", got->entry, 12);
	table_int("moved", got->moved, TRUE);
	table_int("tries", got->tries, 1);
	table_text("class", got->class, "ordinary");
	table_text("from", got->from, "jane@acme.example");
	table_text("subject", got->subject, "Re: ballot");
	table_text("message_id", got->message_id, "<a@x>");
	table_text("digest", got->digest, "d1");
	table_text("raw", got->raw, "ab");
	table_text("why", got->why, "voted");
	table_text("register", got->register_id, "WR-1");
	table_text("asked", got->asked, "ASK-7.1");
	table_text("letter", got->letter, "vote-receipt/…");
	assert_null(store_mail_at(store, "robot", 6, 10, NULL));
	assert_null(store_mail_n(store, 9, NULL));
}

static void test_same_mail(void **state)
{
	static const struct {
		const char *name, *message_id, *from, *digest;
		gint64 want;
	} cases[] = {
		{"the same", "<a@x>", "jane@acme.example", "d1", 1},
		{"another digest", "<a@x>", "jane@acme.example", "d9", 0},
		{"another sender", "<a@x>", "bob@bolt.example", "d1", 0},
		{"another id", "<b@x>", "jane@acme.example", "d1", 0},
		{"no id", NULL, "jane@acme.example", "d1", 0},
		{"without an id, the same", NULL, "jane@acme.example", "d2", 2},
	};
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autoptr(MailRow) first = mail_of(10, "<a@x>", "d1"), second = mail_of(11, NULL, "d2"),
			   copy = mail_of(12, "<a@x>", "d1");
	OK(store_mail_put(store, first, &error));
	OK(store_mail_put(store, second, &error));
	OK(store_mail_put(store, copy, &error));
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(MailRow) got =
			store_mail_same(store, cases[i].message_id, cases[i].from, cases[i].digest, NULL);
		table_int(cases[i].name, got ? got->n : 0, cases[i].want);
	}
}

static void test_mail_lists(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	for (guint i = 1; i <= 4; i++) {
		g_autoptr(MailRow) row = mail_of(i, "<a@x>", "d");
		row->register_id = g_strdup(i % 2 ? "WR-1" : NULL);
		row->moved = i == 1;
		OK(store_mail_put(store, row, &error));
	}
	g_autoptr(GPtrArray) all = store_mails(store, NULL, 3, NULL), one = store_mails(store, "WR-1", 9, NULL),
			     unmoved = store_mails_unmoved(store, "robot", 5, NULL),
			     other = store_mails_unmoved(store, "robot", 6, NULL);
	assert_int_equal(all->len, 3);
	table_int("newest", ((MailRow *)all->pdata[0])->n, 4);
	assert_int_equal(one->len, 2);
	table_int("newest of WR-1", ((MailRow *)one->pdata[0])->n, 3);
	assert_int_equal(unmoved->len, 3);
	table_int("first unmoved", ((MailRow *)unmoved->pdata[0])->n, 2);
	assert_int_equal(other->len, 0);
}

/* --- outbox --- */

static OutRow *letter_of(const char *key, Instant next_try)
{
	OutRow *row = g_new0(OutRow, 1);
	row->key = g_strdup(key);
	row->kind = g_strdup("vote-receipt");
	row->template_hash = g_strdup("th");
	row->recipient = g_strdup("jane@acme.example");
	row->person = g_strdup("jane");
	row->envelope_from = g_strdup("robot+b-K@x");
	row->bounce_key = g_strconcat("K", key, NULL);
	row->message_id = g_strdup_printf("<%s@x>", key);
	row->register_id = g_strdup("WR-1");
	row->asked = g_strdup("ASK-7.1");
	row->while_ask = g_strdup("ASK-7");
	row->created = T0;
	row->not_after = T0 + DAY;
	row->next_try = next_try;
	row->subject = g_strdup("[WR-1] Receipt");
	row->bytes = g_bytes_new("From: a\0b", 9);
	return row;
}

static void test_outbox(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autoptr(OutRow) row = letter_of("k1", T0), twin = letter_of("k1", T0 + 5);
	OK(store_out_add(store, row, &error));
	twin->subject[0] = 'X';
	OK(store_out_add(store, twin, &error)); /* the first stays */
	table_int("n", twin->n, row->n);
	g_autoptr(OutRow) got = store_out_key(store, "k1", NULL);
	table_text("kind", got->kind, "vote-receipt");
	table_text("template", got->template_hash, "th");
	table_text("recipient", got->recipient, "jane@acme.example");
	table_text("person", got->person, "jane");
	table_text("envelope", got->envelope_from, "robot+b-K@x");
	table_text("bounce key", got->bounce_key, "Kk1");
	table_text("message id", got->message_id, "<k1@x>");
	table_text("register", got->register_id, "WR-1");
	table_text("asked", got->asked, "ASK-7.1");
	table_text("while", got->while_ask, "ASK-7");
	table_text("subject", got->subject, "[WR-1] Receipt");
	table_int("created", got->created, T0);
	table_int("not after", got->not_after, T0 + DAY);
	table_int("next try", got->next_try, T0);
	table_int("fate", got->fate, FATE_QUEUED);
	assert_true(g_bytes_equal(got->bytes, row->bytes));
	assert_null(store_out_key(store, "k2", NULL));
}

static void test_out_due(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	for (guint i = 0; i < 4; i++) {
		g_autofree char *key = g_strdup_printf("k%u", i);
		g_autoptr(OutRow) row = letter_of(key, T0 + (3 - i) * HOUR);
		OK(store_out_add(store, row, &error));
	}
	Instant next = 0;
	g_autoptr(GPtrArray) due = store_out_due(store, T0 + HOUR, 10, &next, NULL);
	assert_int_equal(due->len, 2);
	OutRow *first = due->pdata[0];
	table_text("oldest", first->key, "k3");
	assert_non_null(first->bytes);
	table_int("next", next, T0 + 2 * HOUR);
	first->fate = FATE_ACCEPTED;
	first->tries = 1;
	first->finished = T0 + HOUR;
	g_free(first->reply);
	first->reply = g_strdup("250 ok");
	OK(store_out_update(store, first, &error));
	((OutRow *)due->pdata[1])->fate = FATE_DEFERRED;
	((OutRow *)due->pdata[1])->next_try = T0 + 9 * HOUR;
	OK(store_out_update(store, due->pdata[1], &error));
	g_autoptr(OutRow) got = store_out_key(store, "k3", NULL);
	table_int("fate", got->fate, FATE_ACCEPTED);
	table_int("tries", got->tries, 1);
	table_int("finished", got->finished, T0 + HOUR);
	table_text("reply", got->reply, "250 ok");
	g_autoptr(GPtrArray) later = store_out_due(store, T0 + 9 * HOUR, 10, &next, NULL);
	assert_int_equal(later->len, 3);
	table_text("last", ((OutRow *)later->pdata[2])->key, "k2");
	table_int("none", next, INSTANT_NONE);
}

static void test_out_lists(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autoptr(OutRow) one = letter_of("k1", T0), two = letter_of("k2", T0);
	OK(store_out_add(store, one, &error));
	OK(store_out_add(store, two, &error));
	g_autoptr(GPtrArray) all = store_outs(store, NULL, 10, NULL), some = store_outs(store, "WR-1", 1, NULL),
			     none = store_outs(store, "WR-2", 10, NULL);
	assert_int_equal(all->len, 2);
	assert_null(((OutRow *)all->pdata[0])->bytes);
	assert_int_equal(some->len, 1);
	table_text("newest", ((OutRow *)some->pdata[0])->key, "k2");
	assert_int_equal(none->len, 0);
	g_autofree char *thread = store_out_thread(store, "WR-1", "jane@acme.example", NULL);
	table_text("thread", thread, "<k2@x>");
	assert_null(store_out_thread(store, "WR-1", "bob@bolt.example", NULL));
}

static void test_bounced(void **state)
{
	static const struct {
		const char *name, *bounce_key, *message_id, *recipient, *want;
	} cases[] = {
		{"by key", "Kk1", NULL, NULL, "k1"},
		{"by a key of nobody", "K9", "<k1@x>", NULL, NULL},
		{"by id", NULL, "<k1@x>", NULL, "k1"},
		{"by id and recipient", NULL, "<k1@x>", "jane@acme.example", "k1"},
		{"another recipient", NULL, "<k1@x>", "bob@bolt.example", NULL},
		{"nothing", NULL, NULL, NULL, NULL},
	};
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autoptr(OutRow) one = letter_of("k1", T0);
	OK(store_out_add(store, one, &error));
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(OutRow) got =
			store_out_bounced(store, cases[i].bounce_key, cases[i].message_id, cases[i].recipient, NULL);
		table_text(cases[i].name, got ? got->key : NULL, cases[i].want);
	}
}

/* --- the rest --- */

static void test_tokens(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	OK(store_token_add(store, "ABCD", "ASK-1.1", &error));
	OK(store_token_add(store, "ABCD", "ASK-1.1", &error));
	OK(store_token_add(store, "ABCD", "ASK-2.1", &error));
	g_autoptr(GPtrArray) two = store_token_find(store, "ABCD", NULL), none = store_token_find(store, "ABC", NULL);
	assert_int_equal(two->len, 2);
	table_text("second", two->pdata[1], "ASK-2.1");
	assert_int_equal(none->len, 0);
}

static void test_marks(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	Mark mark = {1, 2, 3, 4};
	OK(store_mark_get(store, "robot", &mark, &error));
	table_int("none", mark.uidvalidity + mark.uidnext + mark.modseq + mark.read_until, 0);
	for (gint64 i = 1; i <= 2; i++) {
		Mark put = {i, i + 10, i + 20, T0 + i};
		OK(store_mark_put(store, "robot", &put, &error));
		OK(store_mark_get(store, "robot", &mark, &error));
		assert_memory_equal(&mark, &put, sizeof mark);
	}
}

static void test_strangers(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	Instant last = 7;
	gint64 count = 7;
	OK(store_stranger_get(store, "a@x.example", T0, &last, &count, &error));
	table_int("never", last, INSTANT_NONE);
	table_int("none", count, 0);
	OK(store_stranger_put(store, "a@x.example", T0, &error));
	OK(store_stranger_put(store, "b@x.example", T0 + HOUR, &error));
	OK(store_stranger_put(store, "a@x.example", T0 + 2 * HOUR, &error));
	OK(store_stranger_get(store, "a@x.example", T0 + HOUR, &last, &count, &error));
	table_int("last", last, T0 + 2 * HOUR);
	table_int("count of all", count, 2);
}

static void test_values(void **state)
{
	g_autoptr(Store) store = open_store(":memory:", STORE_WRITE);
	g_autofree char *none = store_value_get(store, "simulated", NULL);
	assert_null(none);
	OK(store_value_put(store, "simulated", "yes", &error));
	OK(store_value_put(store, "simulated", "for good", &error));
	g_autofree char *got = store_value_get(store, "simulated", NULL);
	table_text("simulated", got, "for good");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mail),      cmocka_unit_test(test_same_mail), cmocka_unit_test(test_mail_lists),
		cmocka_unit_test(test_outbox),    cmocka_unit_test(test_out_due),   cmocka_unit_test(test_out_lists),
		cmocka_unit_test(test_bounced),   cmocka_unit_test(test_tokens),    cmocka_unit_test(test_marks),
		cmocka_unit_test(test_strangers), cmocka_unit_test(test_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
