/* SPDX-License-Identifier: MIT */
#include "walk.h"
#include "base/hash.h"
#include "base/text.h"
#include <string.h>

/* One event that can happen in a state. */
typedef struct Step {
	Event event;
	EventFile file;
	char *asked, *argument, *moment, *said;
	const Roster *roster;
} Step;

typedef struct Node {
	World *world;
	struct Node *from;
	char *said; /* the step that led here */
	guint deep;
} Node;

typedef struct Walker {
	const Walk *walk;
	GHashTable *seen;    /* hash of the canonical text */
	GQueue queue;        /* Node *, borrowed from nodes */
	GPtrArray *nodes;
	Roster *rosters[2];
} Walker;

static void step_free(gpointer data)
{
	Step *step = data;
	g_free(step->asked);
	g_free(step->argument);
	g_free(step->moment);
	g_free(step->said);
	g_free(step);
}

static void node_free(gpointer data)
{
	Node *node = data;
	world_free(node->world);
	g_free(node->said);
	g_free(node);
}

static void path_put(GString *out, const Node *node)
{
	if (!node)
		return;
	path_put(out, node->from);
	g_string_append_printf(out, "\n  %s", node->said);
}

static void walk_fail(const Walk *walk, const Node *node, const char *said, const World *world, const char *wrong)
{
	g_autoptr(GString) path = g_string_new(NULL);
	path_put(path, node);
	fail_msg("%s:%s\n  %s: row %s\n  %s", walk->name, path->str, said, world->last->row, wrong);
}

/* --- the alphabet --- */

/* What stands behind a word that takes an argument. */
static char *argument_for(const World *world, AskKind kind, const char *word)
{
	static const char *const days[] = {"CALL", "LATER", "DATE", "OTHER", "WAIT", "HOLD", "DEFERRED", NULL};
	if (g_strv_contains(days, word))
		return instant_format(world->now + 10 * DAY);
	if (g_str_equal(word, "OWNER"))
		return g_strdup("carl@crest.example");
	if (g_str_equal(word, "TAKE"))
		return g_strdup("board@oasis.example");
	if (g_str_equal(word, "REPLACE"))
		return g_strdup("sam@snia.example");
	if (g_str_equal(word, "RESOLUTION"))
		return g_strdup("2026-17 4 May 2026");
	return g_strdup("why");
}

static Step *step_new(GPtrArray *steps, EventKind kind, const char *said)
{
	Step *step = g_new0(Step, 1);
	step->event.kind = kind;
	step->said = g_strdup(said);
	g_ptr_array_add(steps, step);
	return step;
}

static void with_file(Step *step, const char *file)
{
	step->file = (EventFile){.name = "a.docx", .type = "application/octet-stream", .file = file, .bytes = 10};
	step->event.file = &step->file;
}

static void add_answer(const World *world, GPtrArray *steps, const Ask *ask, const Asked *asked, const AskWord *word,
		       const char *file)
{
	const Person *person = roster_person(world->roster, asked->person);
	g_autofree char *said = g_strdup_printf("%s %s %s%s%s", asked->person ? asked->person : asked->address,
						enumtab_word(&ask_kind_words, ask->kind), word->word, file ? " " : "",
						file ? file : "");
	Step *step = step_new(steps, EVENT_ANSWER, said);
	step->asked = g_strdup(asked->id);
	step->argument = word->argument ? argument_for(world, ask->kind, word->word) : NULL;
	step->event.asked = step->asked;
	step->event.argument = step->argument;
	step->event.person = person ? person->id : NULL;
	step->event.address = person ? person->mail[0] : "board@oasis.example";
	step->event.word = word->word;
	step->event.text = word->word[0] == '*' || g_str_equal(word->word, "NO") ? "sam@snia.example said so" : NULL;
	if (file)
		with_file(step, file);
}

/* The other of the two texts there are. */
static const char *other_file(const World *world)
{
	const Revision *rev = world_revision(world);
	const Draft *draft = rev ? PART_GET(world->part, Draft, draft, rev->draft) : NULL;
	return draft && g_str_equal(draft->file, "file-a") ? "file-b" : "file-a";
}

static void add_answers(const Walk *walk, const World *world, GPtrArray *steps)
{
	g_autoptr(GPtrArray) all = part_all(world->part, &asked_type);
	for (guint i = 0; i < all->len; i++) {
		const Asked *asked = all->pdata[i];
		const Ask *ask = PART_GET(world->part, Ask, ask, asked->ask);
		const AskRow *row = ask_row(ask->kind);
		if (ask->state != ASK_OPEN || asked->state != ASK_OPEN ||
		    words_has(walk->left_out, enumtab_word(&ask_kind_words, ask->kind)))
			continue;
		for (guint k = 0; k < row->n_words; k++) {
			const AskWord *word = &row->words[k];
			if (ask->kind == ASK_VOTE && !strchr(walk->choices, word->word[0]))
				continue;
			add_answer(world, steps, ask, asked, word, NULL);
			if (ask->kind == ASK_CHANGED_TEXT || g_str_equal(word->word, "CHANGES"))
				add_answer(world, steps, ask, asked, word, other_file(world));
		}
	}
}

static void add_initiative(const Walk *walk, const World *world, GPtrArray *steps, InitiativeKind kind,
			   const char *person, const char *file)
{
	const Register *reg = world_register(world);
	const char *name = enumtab_word(&initiative_kind_words, kind);
	if (!reg || words_has(walk->left_out, name))
		return;
	g_autofree char *said =
		g_strdup_printf("%s initiative %s%s%s", person, name, file ? " " : "", file ? file : "");
	Step *step = step_new(steps, EVENT_INITIATIVE, said);
	step->argument = g_strdup(reg->id);
	step->event.initiative = kind;
	step->event.register_id = step->argument;
	step->event.person = person;
	step->event.address = roster_person(world->roster, person)->mail[0];
	step->event.word = name;
	if (file)
		with_file(step, file);
}

static void add_weak_vote(const Walk *walk, const World *world, GPtrArray *steps)
{
	static const AskWord yes = {"YES", NULL, FALSE, FALSE, "YES", NULL};
	g_autofree char *id = world_asked(world, ASK_VOTE, "tess");
	const Asked *asked = PART_GET(world->part, Asked, asked, id);
	const Ask *ask = asked ? PART_GET(world->part, Ask, ask, asked->ask) : NULL;
	if (!ask || ask->state != ASK_OPEN || words_has(walk->left_out, "weak"))
		return;
	add_answer(world, steps, ask, asked, &yes, NULL);
	((Step *)steps->pdata[steps->len - 1])->event.standing = STANDING_WEAK;
}

static GPtrArray *steps_of(const Walker *walker, const World *world)
{
	GPtrArray *steps = g_ptr_array_new_with_free_func(step_free);
	const Moment *moment = world_next_moment(world);
	add_answers(walker->walk, world, steps);
	add_weak_vote(walker->walk, world, steps);
	add_initiative(walker->walk, world, steps, INITIATIVE_DRAFT, "bob", "file-a");
	add_initiative(walker->walk, world, steps, INITIATIVE_DRAFT, "bob", "file-b");
	add_initiative(walker->walk, world, steps, INITIATIVE_RECALL, "bob", NULL);
	add_initiative(walker->walk, world, steps, INITIATIVE_PULL_BACK, "bob", NULL);
	add_initiative(walker->walk, world, steps, INITIATIVE_WITHDRAW, "vera", NULL);
	if (moment) {
		Step *step = step_new(steps, EVENT_MOMENT, moment->id);
		step->moment = g_strdup(moment->id);
		step->event.moment = step->moment;
		step->event.at = moment->at;
	}
	for (guint i = 0; i < 2 && walker->rosters[0]; i++)
		if (walker->rosters[i] != world->roster && world_register(world)) {
			Step *step = step_new(steps, EVENT_ROSTER, i ? "the other roster" : "the first roster");
			step->roster = walker->rosters[i];
			step->argument = g_strdup(world_register(world)->id);
			step->event.register_id = step->argument;
		}
	return steps;
}

/* --- walking --- */

static const char *step_take(World *world, const Step *step, const char *mail)
{
	Event event = step->event;
	if (step->roster) {
		world->roster = (Roster *)step->roster;
		world->part->roster = step->roster;
	}
	if (event.kind == EVENT_MOMENT)
		world->now = MAX(world->now, event.at);
	event.at = event.at ? event.at : world->now;
	event.mail = event.kind == EVENT_MOMENT || event.kind == EVENT_ROSTER ? NULL : mail;
	return world_try(world, &event);
}

static gboolean has_key(const Decision *decision, const char *key)
{
	for (guint i = 0; i < decision->letters->len; i++)
		if (g_str_equal(((Letter *)decision->letters->pdata[i])->key, key))
			return TRUE;
	return FALSE;
}

/* Letters that tell something new; what is asked again or shown to others is no telling, and what has the key of a
 * letter before is not sent. */
static guint tellings(const Decision *decision, const Decision *before)
{
	guint n = 0;
	for (guint i = 0; i < decision->letters->len; i++) {
		const Letter *letter = decision->letters->pdata[i];
		n += letter->kind > LETTER_ASK_STUCK && letter->kind != LETTER_FEEDBACK &&
		     !has_key(before, letter->key);
	}
	return n;
}

/* I7: the event decided twice leaves what it left before. */
static void check_doubled(const Walk *walk, const Node *node, const Step *step, const World *after,
			  const char *canonical)
{
	g_autoptr(World) again = world_copy(after);
	const char *wrong = step_take(again, step, "MAIL-walk");
	g_autofree char *said = g_strdup_printf("%s, twice", step->said);
	g_autofree char *now = walk_canonical(again);
	if (wrong)
		walk_fail(walk, node, said, again, wrong);
	g_autofree char *both =
		g_strcmp0(now, canonical) ? g_strdup_printf("I7: left\n%s\nnot\n%s", now, canonical) : NULL;
	if (both)
		walk_fail(walk, node, said, again, both);
	if (step->event.kind == EVENT_ANSWER && tellings(again->last, after->last) > 1)
		walk_fail(walk, node, said, again, "I7: more than one letter");
}

/* I7: what is settled is answered once more, with its first word, and nothing comes of it but a letter. */
static void check_settled(const Walk *walk, const Node *node, const char *canonical)
{
	g_autoptr(World) world = world_copy(node->world);
	g_autoptr(GPtrArray) all = part_all(world->part, &asked_type);
	for (guint i = 0; i < all->len; i++) {
		g_autofree char *id = g_strdup(((Asked *)all->pdata[i])->id);
		const Asked *asked = all->pdata[i];
		const Ask *ask = PART_GET(world->part, Ask, ask, asked->ask);
		if (ask->state == ASK_OPEN && asked->state == ASK_OPEN)
			continue;
		Event event = {.kind = EVENT_ANSWER,
			       .at = world->now,
			       .asked = id,
			       .person = asked->person,
			       .address = asked->address,
			       .word = ask_row(ask->kind)->words[0].word,
			       .argument = "2027-01-01",
			       .mail = "MAIL-settled"};
		const char *wrong = world_try(world, &event);
		g_autofree char *now = walk_canonical(world);
		g_autofree char *both =
			g_strcmp0(now, canonical) ? g_strdup_printf("I7: left\n%s\nnot\n%s", now, canonical) : NULL;
		g_autofree char *said = g_strdup_printf("%s again", id);
		wrong = wrong ? wrong : both ? both : world->last->letters->len > 1 ? "I7: more than one letter" : NULL;
		if (wrong)
			walk_fail(walk, node, said, world, wrong);
	}
}

/* What no step from here can look at is dropped, so that states stay small: old questions, the seats of ballots
 * decided. */
static void forget(World *world)
{
	g_autoptr(GPtrArray) asks = part_all(world->part, &ask_type);
	g_autoptr(GPtrArray) people = part_all(world->part, &asked_type);
	g_autoptr(GPtrArray) seats = part_all(world->part, &seat_type);
	g_autoptr(GPtrArray) votes = part_all(world->part, &vote_type);
	g_autoptr(GHashTable) gone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < asks->len; i++) {
		const Ask *ask = asks->pdata[i];
		if (ask->state != ASK_OPEN && ask->kind != ASK_ACCEPTANCE &&
		    (i + 8 < asks->len || ask->kind == ASK_VOTE))
			g_hash_table_add(gone, g_strdup(ask->id));
	}
	for (guint i = 0; i < people->len; i++)
		if (g_hash_table_contains(gone, ((Asked *)people->pdata[i])->ask))
			part_drop(world->part, &asked_type, ((Asked *)people->pdata[i])->id);
	for (guint i = 0; i < votes->len; i++) {
		const Ballot *ballot = PART_GET(world->part, Ballot, ballot, ((Vote *)votes->pdata[i])->ballot);
		if (ballot->state != BALLOT_OPEN)
			part_drop(world->part, &vote_type, ((Vote *)votes->pdata[i])->id);
	}
	for (guint i = 0; i < seats->len; i++) {
		const Ballot *ballot = PART_GET(world->part, Ballot, ballot, ((Seat *)seats->pdata[i])->ballot);
		if (ballot->state != BALLOT_OPEN)
			part_drop(world->part, &seat_type, ((Seat *)seats->pdata[i])->id);
	}
	GHashTableIter iter;
	gpointer id;
	g_hash_table_iter_init(&iter, gone);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		part_drop(world->part, &ask_type, id);
	g_clear_pointer(&world->last, decision_free);
}

/* Takes ownership of the world when its state is new. */
static void reach(Walker *walker, World *world, Node *from, const char *said, const char *canonical)
{
	char *hash = hash_hex(canonical, strlen(canonical));
	if (!g_hash_table_add(walker->seen, hash)) {
		world_free(world);
		return;
	}
	Node *node = g_new0(Node, 1);
	*node = (Node){.world = world, .from = from, .said = g_strdup(said), .deep = from ? from->deep + 1 : 0};
	g_ptr_array_add(walker->nodes, node);
	check_settled(walker->walk, node, canonical);
	forget(world);
	g_queue_push_tail(&walker->queue, node);
}

static void expand(Walker *walker, Node *node)
{
	const Walk *walk = walker->walk;
	const Revision *rev = world_revision(node->world);
	guint here = rev ? FROM(rev->stage) : FROM(STAGE_CLOSED);
	g_autoptr(GPtrArray) steps = (walk->stages & here) && (!walk->deep || node->deep < walk->deep)
					     ? steps_of(walker, node->world) : g_ptr_array_new();
	for (guint i = 0; i < steps->len; i++) {
		const Step *step = steps->pdata[i];
		World *world = world_copy(node->world);
		const char *wrong = step_take(world, step, "MAIL-walk");
		if (wrong)
			walk_fail(walk, node, step->said, world, wrong);
		g_autofree char *canonical = walk_canonical(world);
		if (!step->roster &&
		    !(step->event.kind == EVENT_INITIATIVE && step->event.file)) /* another draft is another */
			check_doubled(walk, node, step, world, canonical);
		reach(walker, world, node, step->said, canonical);
	}
	g_clear_pointer(&node->world, world_free);
}

guint walk_run(const Walk *walk)
{
	Walker walker = {.walk = walk, .queue = G_QUEUE_INIT};
	g_autoptr(World) first = world_bent(walk->bends[0]);
	((Profile *)rules_profile(first->rules, "committee"))->n_reminders = 0; /* reminders decide nothing */
	((Profile *)rules_profile(first->rules, "board"))->n_reminders = 0;
	walk->start(first);
	walker.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	walker.nodes = g_ptr_array_new_with_free_func(node_free);
	if (walk->bends[0] != walk->bends[1]) {
		walker.rosters[0] = first->roster;
		walker.rosters[1] = world_roster(walk->bends[1]);
	}
	World *start = world_copy(first);
	g_autofree char *canonical = walk_canonical(start);
	reach(&walker, start, NULL, "the start", canonical);
	for (Node *node = g_queue_pop_head(&walker.queue); node; node = g_queue_pop_head(&walker.queue))
		expand(&walker, node);
	guint states = g_hash_table_size(walker.seen);
	g_hash_table_unref(walker.seen);
	g_ptr_array_unref(walker.nodes);
	roster_free(walker.rosters[1]);
	return states;
}
