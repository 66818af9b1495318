/* SPDX-License-Identifier: MIT
 *
 * walk-canonical.c: what makes two states of the process the same.
 */
#include "base/text.h"
#include "walk.h"
#include <string.h>

static const char *content_of(const World *world, const char *draft)
{
	const Draft *it = PART_GET(world->part, Draft, draft, draft);
	return it ? it->content : "-";
}

/* What an id stands for, without its number. */
static void put_subject(const World *world, GString *out, const char *subject)
{
	const Ask *ask = PART_GET(world->part, Ask, ask, subject);
	const Asked *asked = PART_GET(world->part, Asked, asked, subject);
	const Ballot *ballot = PART_GET(world->part, Ballot, ballot, subject);
	if (ask)
		g_string_append_printf(out, "%s.%s", enumtab_word(&ask_kind_words, ask->kind),
				       ask->body ? ask->body : "");
	else if (asked)
		g_string_append_printf(out, "to %s", asked->person);
	else if (ballot)
		g_string_append_printf(out, "ballot of %s", ballot->body);
	else if (PART_GET(world->part, Draft, draft, subject))
		g_string_append(out, content_of(world, subject));
	else if (subject && !g_str_has_prefix(subject, "MAIL-"))
		g_string_append(out, g_str_has_prefix(subject, "BAL-") ? "reminder" : subject);
}

static int by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Appends the lines in an order of their own. */
static void put_sorted(GString *out, GPtrArray *lines)
{
	g_ptr_array_sort(lines, by_text);
	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(out, "%s\n", (char *)lines->pdata[i]);
}

static void put_moments(const World *world, GString *out)
{
	g_autoptr(GPtrArray) all = part_all(world->part, &moment_type);
	Instant last = INSTANT_NONE;
	for (guint done = 0; done < all->len; done++) {
		Moment *next = NULL;
		guint at = 0;
		for (guint i = 0; i < all->len; i++) {
			Moment *moment = all->pdata[i];
			if (moment && (!next || moment->at < next->at)) {
				next = moment;
				at = i;
			}
		}
		all->pdata[at] = NULL;
		g_string_append_printf(out, "%s%s ", next->at == last ? "&" : next->at <= world->now ? "now " : "then ",
				       enumtab_word(&moment_kind_words, next->kind));
		put_subject(world, out, next->subject);
		g_string_append_c(out, '\n');
		last = next->at;
	}
}

static void put_people(const World *world, GString *out, const Ask *ask)
{
	g_autoptr(GPtrArray) people = ask_people(world->part, ask->id);
	for (guint i = 0; i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		if (asked->state != ASK_SUPERSEDED)
			g_string_append_printf(out, " %s=%s", asked->person ? asked->person : asked->address,
					       asked->answer ? asked->answer : "");
	}
}

static void put_asks(const World *world, GString *out)
{
	g_autoptr(GPtrArray) all = part_all(world->part, &ask_type);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < all->len; i++) {
		const Ask *ask = all->pdata[i];
		if (ask->state != ASK_OPEN)
			continue;
		GString *line = g_string_new(enumtab_word(&ask_kind_words, ask->kind));
		g_string_append_printf(line, " %s %s %s ", ask->body ? ask->body : "",
				       enumtab_word(&role_words, ask->role), ask->due <= world->now ? "due" : "");
		put_subject(world, line, ask->subject);
		if (ask->kind != ASK_VOTE && ask->kind != ASK_FEEDBACK)
			put_people(world, line, ask);
		const char *word = ask->kind == ASK_CONFIRM && ask->detail ? strstr(ask->detail, "\nword=") : NULL;
		if (word)
			g_string_append_len(line, word + 6, (gssize)strcspn(word + 6, "\n"));
		g_ptr_array_add(lines, g_string_free(line, FALSE));
	}
	put_sorted(out, lines);
}

static void put_ballots(const World *world, GString *out)
{
	g_autoptr(GPtrArray) all = part_all(world->part, &ballot_type);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < all->len; i++) {
		const Ballot *ballot = all->pdata[i];
		char *line = NULL;
		if (ballot->state == BALLOT_OPEN || ballot->state == BALLOT_MEETING)
			line = g_strdup_printf("open %s %s %d %d of %d: %d %d %d %s", ballot->body, ballot->content,
					       (int)ballot->extensions, (int)ballot->voted, (int)ballot->roll,
					       (int)ballot->yes, (int)ballot->no, (int)ballot->abstain,
					       world->now >= ballot->closes ? "closed" : "");
		else if (ballot->state == BALLOT_APPROVED)
			line = g_strdup_printf("approved %s %s", ballot->body, ballot->content);
		if (line && g_hash_table_add(seen, line))
			g_ptr_array_add(lines, line);
		else
			g_free(line);
	}
	put_sorted(out, lines);
}

static void put_items(const World *world, GString *out)
{
	g_autoptr(GPtrArray) all = part_all(world->part, &item_type);
	for (guint i = 0; i < all->len; i++) {
		const Item *item = all->pdata[i];
		g_string_append_printf(out, "%s %s %s %s\n", item->id, enumtab_word(&item_state_words, item->state),
				       item->approvals ? item->approvals : "",
				       item->not_before > world->now ? "held" : "");
	}
}

char *walk_canonical(World *world)
{
	GString *out = g_string_new(NULL);
	const Register *reg = world_register(world);
	const Revision *rev = world_revision(world);
	if (reg)
		g_string_append_printf(out, "%s %s %s %s %s\n", enumtab_word(&register_status_words, reg->status),
				       reg->oc, reg->owner ? reg->owner : "", reg->accepted_by ? reg->accepted_by : "",
				       reg->resolution ? "resolved" : "");
	if (rev)
		g_string_append_printf(
			out, "%s %s %s from %s needs %s has %s board %s %s %s %s %s\n",
			enumtab_word(&stage_words, rev->stage), enumtab_word(&route_name_words, rev->route),
			rev->content ? rev->content : "", content_of(world, rev->offered),
			rev->required ? rev->required : "", rev->approved ? rev->approved : "",
			rev->board_approved ? rev->board_approved : "", enumtab_word(&voting_order_words, rev->order),
			enumtab_word(&significance_words, rev->significance),
			world->now >= rev->review_until ? "over" : "", rev->board_day > world->now ? "day" : "");
	g_string_append_printf(out, "announced %u\n", g_hash_table_size(world->announced));
	put_ballots(world, out);
	put_asks(world, out);
	put_moments(world, out);
	put_items(world, out);
	return g_string_free(out, FALSE);
}
