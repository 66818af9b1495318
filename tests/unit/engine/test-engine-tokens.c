/* SPDX-License-Identifier: MIT */
#include "../table.h"
#include "engine/address.h"
#include "engine/tokens.h"
#include <glib/gstdio.h>
#include <string.h>

typedef struct Fixture {
	char *dir, *key;
	Store *store;
	Tokens *tokens;
} Fixture;

static int setup(void **state)
{
	Fixture *fixture = g_new0(Fixture, 1);
	fixture->dir = g_dir_make_tmp("ballotd-tokens-XXXXXX", NULL);
	fixture->key = g_build_filename(fixture->dir, "key", NULL);
	fixture->store = store_open(":memory:", STORE_WRITE, NULL);
	fixture->tokens = tokens_open(fixture->key, "1", NULL);
	*state = fixture;
	return fixture->store && fixture->tokens && store_begin(fixture->store, NULL) ? 0 : 1;
}

static int teardown(void **state)
{
	Fixture *fixture = *state;
	tokens_free(fixture->tokens);
	store_close(fixture->store);
	g_unlink(fixture->key);
	g_rmdir(fixture->dir);
	g_free(fixture->key);
	g_free(fixture->dir);
	g_free(fixture);
	return 0;
}

static void test_key_file(void **state)
{
	Fixture *fixture = *state;
	GStatBuf st;
	assert_int_equal(g_stat(fixture->key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, 32);
	g_autoptr(Tokens) again = tokens_open(fixture->key, "1", NULL);
	g_autofree char *one = tokens_make(fixture->tokens, "ASK-1.1", TOKEN_PLACE_ADDRESS);
	g_autofree char *other = tokens_make(again, "ASK-1.1", TOKEN_PLACE_ADDRESS);
	assert_string_equal(one, other);
	g_chmod(fixture->key, 0644);
	g_autoptr(GError) error = NULL;
	assert_null(tokens_open(fixture->key, "1", &error));
	assert_non_null(error);
}

/* Another place, id or epoch is another token. */
static void test_differ(void **state)
{
	Fixture *fixture = *state;
	g_autoptr(Tokens) epoch = tokens_open(fixture->key, "2", NULL);
	g_autofree char *base = tokens_make(fixture->tokens, "ASK-1.1", TOKEN_PLACE_ADDRESS);
	g_autofree char *place = tokens_make(fixture->tokens, "ASK-1.1", TOKEN_PLACE_MESSAGE);
	g_autofree char *id = tokens_make(fixture->tokens, "ASK-1.2", TOKEN_PLACE_ADDRESS);
	g_autofree char *later = tokens_make(epoch, "ASK-1.1", TOKEN_PLACE_ADDRESS);
	assert_int_equal(strlen(base), TOKEN_LENGTH);
	assert_string_not_equal(base, place);
	assert_string_not_equal(base, id);
	assert_string_not_equal(base, later);
}

typedef struct FindCase {
	const char *name;
	struct {
		const char *id; /* whose token; "-": none of ours; "!": ours with a letter changed */
		TokenPlace place;
	} tokens[3];
	TokenState state;
	const char *found;
	TokenPlace place;
} FindCase;

static const FindCase find_cases[] = {
	{"none", {{NULL, TOKEN_NOWHERE}}, TOKEN_ABSENT, NULL, TOKEN_NOWHERE},
	{"address", {{"ASK-1.1", TOKEN_IN_ADDRESS}}, TOKEN_FOUND, "ASK-1.1", TOKEN_IN_ADDRESS},
	{"message", {{"ASK-1.1", TOKEN_IN_REPLY_TO}}, TOKEN_FOUND, "ASK-1.1", TOKEN_IN_REPLY_TO},
	{"subject", {{"ASK-1.1", TOKEN_IN_SUBJECT}}, TOKEN_FOUND, "ASK-1.1", TOKEN_IN_SUBJECT},
	{"unknown", {{"-", TOKEN_IN_ADDRESS}}, TOKEN_UNKNOWN, NULL, TOKEN_IN_ADDRESS},
	{"forged", {{"!ASK-1.1", TOKEN_IN_ADDRESS}}, TOKEN_FORGED, NULL, TOKEN_IN_ADDRESS},
	{"address beats thread", {{"ASK-1.1", TOKEN_IN_ADDRESS}, {"ASK-2.1", TOKEN_IN_REPLY_TO}}, TOKEN_FOUND,
	 "ASK-1.1",
	 TOKEN_IN_ADDRESS},
	{"thread where the address is broken", {{"!ASK-1.1", TOKEN_IN_ADDRESS}, {"ASK-1.1", TOKEN_IN_REPLY_TO}},
	 TOKEN_FOUND,
	 "ASK-1.1", TOKEN_IN_REPLY_TO},
	{"two addresses", {{"ASK-1.1", TOKEN_IN_ADDRESS}, {"ASK-2.1", TOKEN_IN_ADDRESS}}, TOKEN_CONTRADICTED, NULL,
	 TOKEN_IN_ADDRESS},
	{"one address twice", {{"ASK-1.1", TOKEN_IN_ADDRESS}, {"ASK-1.1", TOKEN_IN_ADDRESS}}, TOKEN_FOUND, "ASK-1.1",
	 TOKEN_IN_ADDRESS},
	{"standing", {{"standing:WR-12:jane", TOKEN_IN_ADDRESS}}, TOKEN_FOUND, "standing:WR-12:jane", TOKEN_IN_ADDRESS},
};

static void mail_token_free(gpointer data)
{
	MailToken *token = data;
	g_free(token->token);
	g_free(token);
}

static char *case_token(const Tokens *tokens, const char *id, TokenPlace place)
{
	gboolean message = place == TOKEN_IN_REPLY_TO || place == TOKEN_IN_REFERENCES;
	gboolean broken = *id == '!';
	if (*id == '-')
		return g_strdup("0123456789ABCDEF");
	char *token = tokens_make(tokens, id + broken, message ? TOKEN_PLACE_MESSAGE : TOKEN_PLACE_ADDRESS);
	if (broken)
		token[TOKEN_LENGTH - 1] = token[TOKEN_LENGTH - 1] == '0' ? '1' : '0';
	return token;
}

static void test_find(void **state)
{
	Fixture *fixture = *state;
	assert_true(tokens_enter(fixture->tokens, fixture->store, "ASK-1.1", NULL));
	assert_true(tokens_enter(fixture->tokens, fixture->store, "ASK-2.1", NULL));
	assert_true(tokens_enter(fixture->tokens, fixture->store, "standing:WR-12:jane", NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(find_cases); i++) {
		const FindCase *c = &find_cases[i];
		g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(mail_token_free);
		for (gsize j = 0; j < G_N_ELEMENTS(c->tokens) && c->tokens[j].id; j++) {
			MailToken *token = g_new0(MailToken, 1);
			token->place = c->tokens[j].place;
			token->token = case_token(fixture->tokens, c->tokens[j].id, token->place);
			g_ptr_array_add(found, token);
		}
		g_auto(TokenFinding) finding = {0};
		assert_true(tokens_find(fixture->tokens, fixture->store, found, &finding, NULL));
		table_int(c->name, finding.state, c->state);
		if (c->state == TOKEN_FOUND) {
			table_text(c->name, finding.id, c->found);
			table_int(c->name, finding.place, c->place);
		}
	}
}

typedef struct AddressCase {
	const char *sub_address, *token, *want;
} AddressCase;

static void test_addresses(void **state)
{
	static const AddressCase cases[] = {
		{"plus", "ABC", "robot+ABC@dmtf.example"},
		{"none", "ABC", "robot@dmtf.example"},
		{"r-%s@answers.dmtf.example", "ABC", "r-ABC@answers.dmtf.example"},
		{"plus", NULL, "robot@dmtf.example"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = address_with("robot@dmtf.example", cases[i].sub_address, cases[i].token);
		table_text(cases[i].sub_address, got, cases[i].want);
		assert_true(address_is_robot("robot@dmtf.example", cases[i].sub_address, got));
	}
	assert_false(address_is_robot("robot@dmtf.example", "plus", "robota@dmtf.example"));
	assert_false(address_is_robot("robot@dmtf.example", "plus", "robot+x@evil.example"));
	assert_false(address_is_robot("robot@dmtf.example", "plus", NULL));
}

typedef struct GuessCase {
	const char *name, *pattern, *message, *found;
} GuessCase;

static const GuessCase guess_cases[] = {
	{"in To", "robot+%s@d.example", "From: a@b\nTo: Robot <robot+0123456789ABCDEF@d.example>\n\nx", "0123456789ABCDEF"},
	{"in any case", "robot+%s@d.example", "To: Robot+0123456789abcdef@D.Example\n\nx", "0123456789ABCDEF"},
	{"a bounce key beside it", "robot+%s@d.example",
	 "To: robot+b-0123456789ABCDEF@d.example,\r\n robot+FEDCBA9876543210@d.example\r\n\r\nx", "FEDCBA9876543210"},
	{"as a pattern", "r-%s@d.example", "To: r-0123456789ABCDEF@d.example\n\n", "0123456789ABCDEF"},
	{"in the body only", "robot+%s@d.example", "To: x\r\n\r\nrobot+0123456789ABCDEF@d.example\n", NULL},
	{"too short", "robot+%s@d.example", "To: robot+0123456789ABCDE@d.example\n\nx", NULL},
	{"of another robot", "robot+%s@d.example", "To: robot+0123456789ABCDEF@e.example\n\nx", NULL},
	{"cut off", "robot+%s@d.example", "To: robot+0123456789ABCDEF@d.exa", NULL},
	{"at the very start", "robot+%s@d.example", "+0123456789ABCDEF@d.example", NULL},
	{"without sub-addresses", "robot@d.example", "To: robot@d.example\n\n", NULL},
	{"nothing", "robot+%s@d.example", "", NULL},
};

static void test_guess(void **state)
{
	for (gsize i = 0; i < G_N_ELEMENTS(guess_cases); i++) {
		const GuessCase *c = &guess_cases[i];
		g_autofree char *found = tokens_guess(c->message, strlen(c->message), c->pattern);
		table_text(c->name, found, c->found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_key_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_differ, setup, teardown),
		cmocka_unit_test_setup_teardown(test_find, setup, teardown),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_guess),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
