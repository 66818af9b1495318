/* SPDX-License-Identifier: MIT
 *
 * intake.c: a batch of mail through the steps of design section 5: taken in hand, read, weighed, decided, committed.
 *
 * In hand first: if the robot ends in the middle, the next start finds the mails marked and takes them one by one, and
 * a mail that ended it twice is kept aside. One transaction holds a batch with its marks, a savepoint each mail.
 */
#include "engine/core.h"
#include "base/fault.h"
#include "domain/ask.h"
#include "engine/address.h"
#include "reader/words.h"

#define TRIES_MOST 2 /* times in hand when the robot ended */

Arrival *arrival_new(Mailbox *box, InboxMessage *message)
{
	Arrival *arrival = g_new0(Arrival, 1);
	arrival->box = box;
	arrival->message = message;
	return arrival;
}

void arrival_free(gpointer data)
{
	Arrival *arrival = data;
	if (!arrival)
		return;
	inbox_message_free(arrival->message);
	mail_row_free(arrival->row);
	inmail_free(arrival->mail);
	g_free(arrival->guess);
	token_finding_clear(&arrival->token);
	record_free(arrival->asked);
	record_free(arrival->ask);
	g_free(arrival->argument);
	g_free(arrival->ballot);
	g_free(arrival);
}

gboolean arrival_moves(const Arrival *arrival)
{
	return arrival->row && arrival->row->disposition >= 0 && !arrival->row->moved;
}

/* --- in hand --- */

static gboolean hand_new(Engine *engine, Arrival *arrival, GError **error)
{
	const InboxMessage *message = arrival->message;
	MailRow *row = arrival->row = g_new0(MailRow, 1);
	row->mailbox = g_strdup(arrival->box->settings->name);
	row->uidvalidity = message->uidvalidity;
	row->uid = message->uid;
	row->received = arrival->received;
	row->size = (gint64)message->size;
	row->disposition = -1;
	row->tries = 1;
	/* of a shared mailbox only what turns out to be ours is kept */
	if (arrival->box->settings->purpose == PURPOSE_ROBOT) {
		row->raw = store_keep(engine->store, message->bytes, error);
		if (!row->raw)
			return FALSE;
	}
	return store_mail_put(engine->store, row, error);
}

static gboolean hand_one(Engine *engine, Arrival *arrival, Instant now, GError **error)
{
	const InboxMessage *message = arrival->message;
	GError *fault = NULL;
	arrival->received = engine->settings->simulation ? now : message->received;
	arrival->row = store_mail_at(engine->store, arrival->box->settings->name, message->uidvalidity, message->uid,
				     &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return FALSE;
	}
	if (!arrival->row)
		return hand_new(engine, arrival, error);
	arrival->known = arrival->row->disposition >= 0;
	if (arrival->known)
		return TRUE;
	arrival->replay = TRUE;
	arrival->received = arrival->row->received;
	arrival->row->tries++;
	return store_mail_put(engine->store, arrival->row, error);
}

static gboolean hand_all(Engine *engine, GPtrArray *arrivals, Instant now, GError **error)
{
	gboolean done = store_begin(engine->store, error);
	for (guint i = 0; done && i < arrivals->len; i++)
		done = hand_one(engine, g_ptr_array_index(arrivals, i), now, error);
	done = done && store_commit(engine->store, error);
	if (!done)
		store_rollback(engine->store);
	return done;
}

/* A batch that met a fault and not a crash: its mails did not end the robot. */
static void hand_back(Engine *engine, GPtrArray *arrivals)
{
	gboolean done = store_begin(engine->store, NULL);
	for (guint i = 0; done && i < arrivals->len; i++) {
		const Arrival *arrival = g_ptr_array_index(arrivals, i);
		if (!arrival->row || arrival->known || !arrival->row->n)
			continue;
		g_autoptr(MailRow) row = store_mail_n(engine->store, arrival->row->n, NULL);
		if (!row || row->disposition >= 0)
			continue;
		row->tries = MAX(row->tries - 1, 0);
		done = store_mail_put(engine->store, row, NULL);
	}
	if (!done || !store_commit(engine->store, NULL))
		store_rollback(engine->store);
}

/* --- reading --- */

static gboolean arrival_aside(const Arrival *arrival)
{
	return arrival->replay && arrival->row->tries > TRIES_MOST;
}

static gboolean reader_ready(Engine *engine, GError **error)
{
	if (engine->reader)
		return TRUE;
	g_autofree char *found = engine->program ? g_strdup(engine->program) : reader_program();
	engine->reader = reader_new(found, error);
	return engine->reader != NULL;
}

/* One round of questions to the reader, and who they are about. */
typedef struct Round {
	GPtrArray *requests, *arrivals, *words;
} Round;

static void round_clear(Round *round)
{
	g_ptr_array_unref(round->requests);
	g_ptr_array_unref(round->arrivals);
	g_ptr_array_unref(round->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Round, round_clear)

static Round round_begin(void)
{
	return (Round){g_ptr_array_new_with_free_func(g_free), g_ptr_array_new(),
		       g_ptr_array_new_with_free_func(g_free)};
}

/* An ask's words in the reader's form; owned array. */
static AnswerWord *words_of(const Ask *ask, gsize *out_n)
{
	const AskRow *row = ask_row(ask->kind);
	AnswerWord *words = g_new0(AnswerWord, row->n_words);
	for (guint i = 0; i < row->n_words; i++)
		words[i] = (AnswerWord){.word = row->words[i].word, .synonyms = row->words[i].synonyms,
					.takes_argument = row->words[i].argument,
					.needs_argument = row->words[i].needed};
	*out_n = row->n_words;
	return words;
}

/* Asks for a mail, and for what it says in the words of the ask that it answers, where that is known. */
static void round_add(Round *round, Arrival *arrival)
{
	ReaderRequest *request = g_new0(ReaderRequest, 1);
	request->bytes = arrival->message->bytes;
	if (arrival->ask) {
		AnswerWord *words = words_of(arrival->ask, &request->n);
		request->words = words;
		g_ptr_array_add(round->words, words);
	}
	g_ptr_array_add(round->requests, request);
	g_ptr_array_add(round->arrivals, arrival);
}

/* Asks the reader, where there is anything to ask, and gives each mail to its arrival. */
static gboolean round_run(Engine *engine, const Round *round, GError **error)
{
	if (!round->requests->len)
		return TRUE;
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(reader_result_free);
	if (!reader_ready(engine, error) ||
	    !reader_read_batch(engine->reader, &engine->reading, round->requests, results, error))
		return FALSE;
	for (guint i = 0; i < results->len; i++) {
		ReaderResult *result = g_ptr_array_index(results, i);
		Arrival *arrival = g_ptr_array_index(round->arrivals, i);
		arrival->killed = result->killed;
		inmail_free(arrival->mail);
		arrival->mail = g_steal_pointer(&result->mail);
	}
	return TRUE;
}

/* Whose letter a mail with these tokens answers. */
static gboolean find_asked(Engine *engine, Arrival *arrival, const GPtrArray *tokens, GError **error)
{
	GError *fault = NULL;
	token_finding_clear(&arrival->token);
	g_clear_pointer(&arrival->asked, record_free);
	g_clear_pointer(&arrival->ask, record_free);
	if (!tokens_find(engine->tokens, engine->store, tokens, &arrival->token, error))
		return FALSE;
	if (arrival->token.state != TOKEN_FOUND || g_str_has_prefix(arrival->token.id, "standing:"))
		return TRUE;
	arrival->asked = store_get(engine->store, &asked_type, arrival->token.id, &fault);
	if (arrival->asked)
		arrival->ask = store_get(engine->store, &ask_type, arrival->asked->ask, &fault);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

/* The letter that a mail answers by what its header shows, so that the mail is read and understood in one go. */
static gboolean find_guessed(Engine *engine, Arrival *arrival, GError **error)
{
	gsize length;
	const char *bytes = g_bytes_get_data(arrival->message->bytes, &length);
	g_autofree char *pattern = address_with(engine->settings->address, engine->settings->sub_address, "%s");
	arrival->guess = bytes ? tokens_guess(bytes, length, pattern) : NULL;
	if (!arrival->guess)
		return TRUE;
	MailToken token = {.token = arrival->guess, .place = TOKEN_IN_ADDRESS};
	gpointer list[] = {&token};
	const GPtrArray tokens = {list, G_N_ELEMENTS(list)};
	return find_asked(engine, arrival, &tokens, error);
}

/* Whether the mail as it was read bears the token that was guessed, and no other that outweighs or contradicts it. */
static gboolean guess_holds(const Arrival *arrival)
{
	const GPtrArray *tokens = arrival->mail->tokens;
	const MailToken *first = tokens->len ? tokens->pdata[0] : NULL, *next = tokens->len > 1 ? tokens->pdata[1] : NULL;
	return arrival->guess && arrival->token.state == TOKEN_FOUND && first && first->place == TOKEN_IN_ADDRESS &&
	       g_str_equal(first->token, arrival->guess) && !(next && next->place == TOKEN_IN_ADDRESS);
}

static gboolean read_mails(Engine *engine, GPtrArray *arrivals, GError **error)
{
	g_auto(Round) round = round_begin();
	for (guint i = 0; i < arrivals->len; i++) {
		Arrival *arrival = g_ptr_array_index(arrivals, i);
		if (arrival->known || arrival_aside(arrival))
			continue;
		if (!find_guessed(engine, arrival, error))
			return FALSE;
		round_add(&round, arrival);
	}
	return round_run(engine, &round, error);
}

/* Mails that answer another letter than was guessed are read once more, in the words of its ask. */
static gboolean read_answers(Engine *engine, GPtrArray *arrivals, GError **error)
{
	g_auto(Round) round = round_begin();
	for (guint i = 0; i < arrivals->len; i++) {
		Arrival *arrival = g_ptr_array_index(arrivals, i);
		if (!arrival->mail || guess_holds(arrival))
			continue;
		if (!find_asked(engine, arrival, arrival->mail->tokens, error))
			return FALSE;
		if (arrival->ask && arrival->mail->class == MAIL_REPLY)
			round_add(&round, arrival);
	}
	return round_run(engine, &round, error);
}

/* --- deciding --- */

/* One mail in a savepoint. What goes wrong with it for good keeps it aside; what may pass stops the batch. */
static gboolean take_one(Engine *engine, Arrival *arrival, Instant now, GError **error)
{
	g_autoptr(GError) fault = NULL;
	if (!store_savepoint(engine->store, error))
		return FALSE;
	gboolean aside = arrival_aside(arrival);
	if (aside)
		weigh_end(arrival, DISPOSED_UNDECIDED, "The robot ended twice with this mail in hand.");
	if (aside || weigh_mail(engine, arrival, now, &fault)) {
		engine->result.mails++;
		arrival->row->handled = now;
		return store_mail_put(engine->store, arrival->row, error) && store_release(engine->store, error);
	}
	store_rollback_savepoint(engine->store);
	engine->moment_next = INSTANT_NONE;
	engine->result.failed++;
	if (fault_code(fault) == FAULT_TEMP) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return FALSE;
	}
	log_trouble("mail=MAIL-%" G_GINT64_FORMAT " why=\"%s\"", arrival->row->n, fault->message);
	weigh_end(arrival, DISPOSED_UNDECIDED, fault->message);
	arrival->row->handled = now;
	return store_mail_put(engine->store, arrival->row, error);
}

static gboolean take_all(Engine *engine, GPtrArray *arrivals, Instant now, GError **error)
{
	for (guint i = 0; i < arrivals->len; i++) {
		Arrival *arrival = g_ptr_array_index(arrivals, i);
		if (arrival->known)
			continue;
		if (!moments_fire(engine, MIN(arrival->received, now) - 1, now, error) ||
		    !take_one(engine, arrival, now, error))
			return FALSE;
	}
	return TRUE;
}

/* The marks of all the boxes the arrivals come from. */
static gboolean put_marks(Engine *engine, GHashTable *marks, GError **error)
{
	GHashTableIter iter;
	gpointer box, mark;
	g_hash_table_iter_init(&iter, marks);
	while (g_hash_table_iter_next(&iter, &box, &mark))
		if (!store_mark_put(engine->store, ((Mailbox *)box)->settings->name, mark, error))
			return FALSE;
	return TRUE;
}

static gboolean intake_decide(Engine *engine, GPtrArray *arrivals, GHashTable *marks, Instant now, GError **error)
{
	if (!read_mails(engine, arrivals, error) || !read_answers(engine, arrivals, error) ||
	    !store_begin(engine->store, error))
		return FALSE;
	if (take_all(engine, arrivals, now, error) && (!marks || put_marks(engine, marks, error)) &&
	    store_commit(engine->store, error))
		return TRUE;
	store_rollback(engine->store);
	engine->moment_next = INSTANT_NONE;
	return FALSE;
}

static int compare_received(gconstpointer a, gconstpointer b)
{
	const Arrival *one = *(const Arrival *const *)a, *other = *(const Arrival *const *)b;
	return (one->received > other->received) - (one->received < other->received);
}

/* Mails that were in hand when the robot ended come first, each in a batch of its own. */
static gboolean intake_replays(Engine *engine, GPtrArray *arrivals, GPtrArray *rest, Instant now, GError **error)
{
	for (guint i = 0; i < arrivals->len; i++) {
		Arrival *arrival = g_ptr_array_index(arrivals, i);
		if (!arrival->replay) {
			g_ptr_array_add(rest, arrival);
			continue;
		}
		g_autoptr(GPtrArray) alone = g_ptr_array_new();
		g_ptr_array_add(alone, arrival);
		if (!intake_decide(engine, alone, NULL, now, error))
			return FALSE;
	}
	return TRUE;
}

gboolean intake_batch(Engine *engine, GPtrArray *arrivals, GHashTable *marks, Instant now, GError **error)
{
	if (!hand_all(engine, arrivals, now, error))
		return FALSE;
	g_ptr_array_sort(arrivals, compare_received);
	g_autoptr(GPtrArray) rest = g_ptr_array_new();
	if (intake_replays(engine, arrivals, rest, now, error) && intake_decide(engine, rest, marks, now, error))
		return TRUE;
	hand_back(engine, arrivals);
	return FALSE;
}
