/* SPDX-License-Identifier: MIT
 *
 * engine.c: opening and closing, and the small acts that need no mail.
 */
#include "base/fault.h"
#include "engine/core.h"
#include "engine/report.h"
#include "engine/roster-file.h"
#include "render/letter-variables.h"
#include "engine/address.h"
#include <string.h>

#define KEY_SUFFIX ".key"
#define EPOCH_VALUE "key-epoch"
#define FIRST_EPOCH "1"

/* The key lies beside the store; a store without a file (in memory, another machine's) has it beside the settings. */
static char *key_path(const Settings *settings)
{
	const char *path = g_str_has_prefix(settings->store, "sqlite:") ? settings->store + strlen("sqlite:") : NULL;
	if (path && *path == '/')
		return g_strconcat(path, KEY_SUFFIX, NULL);
	g_autofree char *dir = g_path_get_dirname(settings->path);
	return g_build_filename(dir, "ballotd" KEY_SUFFIX, NULL);
}

static gboolean open_tokens(Engine *engine, GError **error)
{
	GError *fault = NULL;
	g_autofree char *path = key_path(engine->settings);
	g_autofree char *epoch = store_value_get(engine->store, EPOCH_VALUE, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return FALSE;
	}
	engine->tokens = tokens_open(path, epoch ? epoch : FIRST_EPOCH, error);
	return engine->tokens != NULL;
}

/* The templates of every kind of letter. */
static gboolean open_letters(Engine *engine, GError **error)
{
	const char *names[LETTER_COUNT + 1] = {NULL};
	for (int i = 0; i < LETTER_COUNT; i++)
		names[i] = enumtab_word(&letter_kind_words, i);
	LetterBook *book = letterbook_load(engine->settings->templates, names, letter_variable_known, error);
	if (!book)
		return FALSE;
	letterbook_free(engine->book);
	engine->book = book;
	engine->composer.book = book;
	return TRUE;
}

/* The reader writes the place of the token in a pattern as TOKEN. */
static char *reader_pattern(const char *sub_address)
{
	const char *mark = sub_address ? strstr(sub_address, "%s") : NULL;
	if (!mark)
		return g_strdup(sub_address);
	return g_strdup_printf("%.*sTOKEN%s", (int)(mark - sub_address), sub_address, mark + 2);
}

static void open_composer(Engine *engine)
{
	const Settings *settings = engine->settings;
	engine->composer = (Composer){.store = engine->store, .rules = settings->rules, .tokens = engine->tokens,
				      .robot = settings->address, .sub_address = settings->sub_address,
				      .site = settings->public_url, .verp = settings->envelope_sender == ENVELOPE_VERP};
	char *robots[] = {settings->address, NULL};
	engine->reading = (ReaderConfig){.robots = g_strdupv(robots),
					  .sub_address = reader_pattern(settings->sub_address),
					 .domain = g_strdup(address_domain(settings->address)),
					 .authserv_id = g_strdup(settings->authserv_id),
					 .bytes_max = (gsize)settings->max_mail,
					 .content_max = (gsize)settings->max_document};
}

static void open_mailboxes(Engine *engine)
{
	for (guint i = 0; i < engine->settings->mailboxes->len; i++)
		g_ptr_array_add(engine->mailboxes, mailbox_new(engine, g_ptr_array_index(engine->settings->mailboxes,
			i)));
}

static gboolean open_marks(Engine *engine, GError **error)
{
	for (guint i = 0; i < engine->mailboxes->len; i++) {
		Mailbox *box = g_ptr_array_index(engine->mailboxes, i);
		if (!store_mark_get(engine->store, box->settings->name, &box->mark, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean open_all(Engine *engine, GError **error)
{
	static const StoreMode modes[] = {[ENGINE_DAEMON] = STORE_WRITE, [ENGINE_CONTROL] = STORE_ENGINE,
					  [ENGINE_READ] = STORE_READ};
	engine->store = store_open(engine->settings->store, modes[engine->mode], error);
	if (!engine->store)
		return FALSE;
	if (engine->mode != ENGINE_READ && (!force_simulation(engine, error) || !open_tokens(engine, error)))
		return FALSE;
	open_composer(engine);
	open_mailboxes(engine);
	if (engine->mode != ENGINE_READ && (!open_letters(engine, error) || !open_marks(engine, error)))
		return FALSE;
	if (!force_roster(engine, error))
		return FALSE;
	/* ballotctl acts by a roster too: where a robot never got so far, by the file's. Simulated time is for passes. */
	gboolean acts = engine->mode == ENGINE_CONTROL && !engine->settings->simulation;
	return !acts || engine->roster->body_order->len || engine_roster_take(engine, engine_now(engine), error);
}

Engine *engine_open(const Settings *settings, EngineMode mode, EngineClock clock, gpointer clock_data, GError **error)
{
	g_autoptr(Engine) engine = g_new0(Engine, 1);
	engine->settings = settings;
	engine->mode = mode;
	engine->clock = clock;
	engine->clock_data = clock_data;
	engine->mailboxes = g_ptr_array_new_with_free_func(mailbox_free);
	engine->notes = g_async_queue_new();
	engine->sending = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	engine->troubled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	engine->items_changed = TRUE;
	engine->thread = g_thread_self();
	engine->report = report_facts;
	g_mutex_init(&engine->answer_lock);
	g_cond_init(&engine->answer_given);
	return open_all(engine, error) ? g_steal_pointer(&engine) : NULL;
}

void engine_close(Engine *engine)
{
	if (!engine)
		return;
	sender_close(engine->sender);
	g_ptr_array_unref(engine->mailboxes);
	reader_free(engine->reader);
	letterbook_free(engine->book);
	roster_free(engine->roster);
	tokens_free(engine->tokens);
	store_close(engine->store);
	g_strfreev(engine->reading.robots);
	g_free(engine->reading.sub_address);
	g_free(engine->reading.domain);
	g_free(engine->reading.authserv_id);
	g_free(engine->program);
	g_hash_table_unref(engine->sending);
	g_hash_table_unref(engine->troubled);
	g_async_queue_unref(engine->notes);
	g_mutex_clear(&engine->answer_lock);
	g_cond_clear(&engine->answer_given);
	g_free(engine);
}

const Settings *engine_settings(const Engine *engine)
{
	return engine->settings;
}

Store *engine_store(Engine *engine)
{
	return engine->store;
}

const Roster *engine_roster(const Engine *engine)
{
	return engine->roster;
}

const Rules *engine_rules(const Engine *engine)
{
	return engine->settings->rules;
}

Instant engine_now(const Engine *engine)
{
	Instant latest = engine->settings->simulation ? force_latest(engine) : INSTANT_NONE;
	return latest != INSTANT_NONE ? latest : engine->clock(engine->clock_data);
}

void engine_set_reader(Engine *engine, const char *program)
{
	g_free(engine->program);
	engine->program = g_strdup(program);
}

void engine_set_report(Engine *engine, EngineReport report)
{
	engine->report = report;
}

gboolean engine_letters_load(Engine *engine, GError **error)
{
	return open_letters(engine, error);
}

gboolean engine_resend(Engine *engine, const char *letter_key, Instant now, GError **error)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(OutRow) row = store_out_key(engine->store, letter_key, &fault);
	if (!row) {
		if (fault)
			g_propagate_error(error, g_steal_pointer(&fault));
		else
			fault_set(error, FAULT_PERM, "there is no letter \"%s\" in the outbox", letter_key);
		return FALSE;
	}
	g_autofree char *suffix = g_strdup_printf("again-%" G_GINT64_FORMAT, now);
	if (!store_begin(engine->store, error))
		return FALSE;
	if (compose_again(&engine->composer, row, suffix, now, error) && store_commit(engine->store, error))
		return TRUE;
	store_rollback(engine->store);
	return FALSE;
}

char *engine_keep(Engine *engine, GBytes *bytes, GError **error)
{
	if (!store_begin(engine->store, error))
		return NULL;
	g_autofree char *hash = store_keep(engine->store, bytes, error);
	if (hash && store_commit(engine->store, error))
		return g_steal_pointer(&hash);
	store_rollback(engine->store);
	return NULL;
}
