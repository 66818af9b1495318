/* SPDX-License-Identifier: MIT
 *
 * invariants-rest.c: the invariants that are not about approvals: that things go on, stay, and hang together.
 */
#include "invariants.h"

G_GNUC_PRINTF(2, 3) static const char *say(World *world, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_free(world->said);
	world->said = g_strdup_vprintf(format, args);
	va_end(args);
	return world->said;
}

/* What the ask is about in the end. */
static const Ask *bottom(const World *world, const Ask *ask)
{
	const Ask *about = ask->kind == ASK_STUCK ? PART_GET(world->part, Ask, ask, ask->subject) : NULL;
	return about ? about : ask;
}

/* Whether the answer to the ask moves the revision on: opinions, confirmations and people do not. */
static gboolean moves_on(const World *world, const Ask *any)
{
	const Ask *ask = bottom(world, any);
	const Revision *rev = PART_GET(world->part, Revision, revision, ask->revision);
	if (rev && rev->stage == STAGE_PROPOSAL)
		return TRUE;
	return ask->kind != ASK_FEEDBACK && ask->kind != ASK_REASON && ask->kind != ASK_CONFIRM &&
	       ask->kind != ASK_ANOTHER_DATE && ask->kind != ASK_CONTACT && ask->kind != ASK_ASSIGN_OWNER &&
	       ask->kind != ASK_OWN;
}

static gboolean somebody_asked(const World *world, const Ask *ask)
{
	g_autoptr(GPtrArray) people = ask_people(world->part, ask->id);
	for (guint i = 0; i < people->len; i++)
		if (((Asked *)people->pdata[i])->state == ASK_OPEN)
			return TRUE;
	return FALSE;
}

/* An instant that moves the revision, or a date of a question that does. */
static gboolean moment_moves_on(const World *world, const Moment *moment)
{
	const Ask *ask = PART_GET(world->part, Ask, ask, moment->subject);
	return moment->kind != MOMENT_ITEM && (!ask || moves_on(world, ask));
}

const char *invariant_waits(World *world)
{
	g_autoptr(GPtrArray) registers = part_all(world->part, &register_type);
	g_autoptr(GPtrArray) asks = part_all(world->part, &ask_type);
	g_autoptr(GPtrArray) moments = part_all(world->part, &moment_type);
	for (guint i = 0; i < registers->len; i++) {
		const Register *reg = registers->pdata[i];
		gboolean asked = FALSE, dated = FALSE;
		for (guint k = 0; k < asks->len && !asked; k++) {
			const Ask *ask = asks->pdata[k];
			asked = ask->state == ASK_OPEN && !g_strcmp0(ask->register_id, reg->id) &&
				moves_on(world, ask) && somebody_asked(world, ask);
		}
		for (guint k = 0; k < moments->len && !dated; k++)
			dated = !g_strcmp0(((Moment *)moments->pdata[k])->register_id, reg->id) &&
				moment_moves_on(world, moments->pdata[k]);
		if (reg->revision && !dated)
			return say(world, "I6: nothing will move %s on when nobody answers", reg->revision);
		if (reg->revision && !asked && !dated)
			return say(world, "I6: %s waits for nobody", reg->revision);
	}
	return NULL;
}

const char *invariant_stays(World *world)
{
	g_autoptr(GPtrArray) registers = part_all(world->part, &register_type);
	for (guint i = 0; i < registers->len; i++) {
		const Register *reg = registers->pdata[i];
		if (reg->status != REGISTER_ACTIVE && g_hash_table_contains(world->was_active, reg->id))
			return say(world, "I8: %s was active and is %s", reg->id,
				   enumtab_word(&register_status_words, reg->status));
	}
	return NULL;
}

const char *invariant_owner(World *world)
{
	g_autoptr(GPtrArray) registers = part_all(world->part, &register_type);
	for (guint i = 0; i < registers->len; i++) {
		const Register *reg = registers->pdata[i];
		const Revision *rev = PART_GET(world->part, Revision, revision, reg->revision);
		gboolean needs = (rev && rev->stage != STAGE_PROPOSAL) || reg->status == REGISTER_ACTIVE;
		if (needs && !roster_can_own(world->roster, reg->owner) &&
		    !ask_find(world->part, ASK_ASSIGN_OWNER, reg->id, NULL) &&
		    !ask_find(world->part, ASK_OWN, reg->id, NULL))
			return say(world, "I9: %s is owned by %s, who cannot", reg->id,
				   reg->owner ? reg->owner : "nobody");
	}
	return NULL;
}

static const char *letters_whole(World *world)
{
	g_autoptr(GHashTable) keys = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < world->last->letters->len; i++) {
		const Letter *letter = world->last->letters->pdata[i];
		if (!g_hash_table_add(keys, letter->key))
			return say(world, "two letters have the key %s", letter->key);
		if (!letter->person && !letter->address)
			return say(world, "%s has no addressee", letter->key);
		if (letter->asked && !PART_GET(world->part, Asked, asked, letter->asked))
			return say(world, "%s bears the token of nobody", letter->key);
		if (world->keys && !g_hash_table_add(world->keys, g_strdup(letter->key)))
			return say(world, "%s was the key of an earlier letter", letter->key);
	}
	return NULL;
}

static const char *asks_whole(World *world)
{
	g_autoptr(GPtrArray) asks = part_all(world->part, &ask_type);
	g_autoptr(GPtrArray) moments = part_all(world->part, &moment_type);
	for (guint i = 0; i < asks->len; i++) {
		const Ask *ask = asks->pdata[i];
		const Register *reg = PART_GET(world->part, Register, register, ask->register_id);
		if (ask->state != ASK_OPEN)
			continue;
		if (!somebody_asked(world, ask))
			return say(world, "%s (%s) is open and put to nobody", ask->id,
				   enumtab_word(&ask_kind_words, ask->kind));
		if (ask->revision && (!reg || g_strcmp0(reg->revision, ask->revision)) && moves_on(world, ask))
			return say(world, "%s (%s) is open on a revision that is not", ask->id,
				   enumtab_word(&ask_kind_words, ask->kind));
		if (ask->kind == ASK_STUCK && PART_GET(world->part, Ask, ask, ask->subject)->state != ASK_OPEN)
			return say(world, "%s asks about what is not stuck", ask->id);
	}
	for (guint i = 0; i < moments->len; i++) {
		const Moment *moment = moments->pdata[i];
		const Ask *ask = PART_GET(world->part, Ask, ask, moment->subject);
		if (ask && ask->state != ASK_OPEN)
			return say(world, "%s is left of a question that is not open", moment->id);
	}
	return NULL;
}

/* What the changes made of the mirror is what stands. */
static const char *mirror_whole(World *world)
{
	for (guint i = 0; world->mirror && record_types[i]; i++) {
		g_autoptr(GPtrArray) is = part_all(world->part, record_types[i]);
		g_autoptr(GPtrArray) folded = part_all(world->mirror, record_types[i]);
		if (is->len != folded->len)
			return say(world, "the changes leave %u %s records, there are %u", folded->len,
				   record_types[i]->name, is->len);
		for (guint k = 0; k < is->len; k++) {
			gconstpointer twin = part_get(world->mirror, record_types[i], record_id(is->pdata[k]));
			const char *field = twin ? record_differs(is->pdata[k], twin) : "id";
			if (field)
				return say(world, "the change of %s.%s is not listed", record_id(is->pdata[k]), field);
		}
	}
	return NULL;
}

const char *invariant_whole(World *world)
{
	const char *wrong = letters_whole(world);
	wrong = wrong ? wrong : asks_whole(world);
	return wrong ? wrong : mirror_whole(world);
}

const char *invariants_check(World *world)
{
	const char *(*const all[])(World *) = {invariant_active, invariant_votes, invariant_secret,
					       invariant_press,	 invariant_text,  invariant_waits,
					       invariant_stays,	 invariant_owner, invariant_whole};
	const char *wrong = NULL;
	for (guint i = 0; i < G_N_ELEMENTS(all) && !wrong; i++)
		wrong = all[i](world);
	return wrong;
}
