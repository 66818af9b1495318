/* SPDX-License-Identifier: MIT
 *
 * roster-file.c: see roster-file.h. Groups are read kind by kind, so that they may stand in any order in the file; a
 * name is known when its group is there, whatever else is wrong with that group, so that one mistake is named once.
 */
#include "engine/roster-file.h"
#include "base/text.h"
#include "engine/keyfile.h"
#include <string.h>

typedef struct RosterReader {
	Keyfile *file;
	const Rules *rules;
	Roster *roster;
} RosterReader;

static gboolean known(const RosterReader *reader, const char *kind, const char *id)
{
	g_autofree char *name = g_strdup_printf("%s %s", kind, id);
	return keyfile_group(reader->file, name) != NULL;
}

/* A copy of the entry's value, which must be the id of a group of that kind; NULL without an entry. */
static char *read_id(RosterReader *reader, const KeyEntry *entry, const char *kind)
{
	if (!entry)
		return NULL;
	if (!known(reader, kind, entry->value))
		keyfile_mistake(reader->file, entry->line, "found \"%s\" for \"%s\", but there is no [%s %s]",
				entry->value, entry->key, kind, entry->value);
	return g_strdup(entry->value);
}

/* The persons an entry lists, each known and listed once; an empty list without an entry. Free with g_strfreev. */
static char **read_persons(RosterReader *reader, const KeyEntry *entry)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	char **ids = keyfile_list(entry ? entry->value : "");
	for (char **id = ids; *id; id++) {
		if (!known(reader, "person", *id))
			keyfile_mistake(reader->file, entry->line,
					"found \"%s\" in \"%s\", but there is no [person %s]", *id, entry->key, *id);
		if (!g_hash_table_add(seen, *id))
			keyfile_mistake(reader->file, entry->line, "found \"%s\" twice in \"%s\"", *id, entry->key);
	}
	return ids;
}

static char *read_text(RosterReader *reader, const KeyGroup *group, const char *key)
{
	const KeyEntry *entry = keyfile_require(reader->file, group, key);
	return g_strdup(entry ? entry->value : "");
}

/* The value of a required word of the table; -1 when it is missing or wrong, which is noted. */
static int read_word(RosterReader *reader, const KeyGroup *group, const char *key, const EnumTab *words,
		     const char *expected)
{
	const KeyEntry *entry = keyfile_require(reader->file, group, key);
	int value = enumtab_value(words, entry ? entry->value : NULL);
	if (entry && value < 0)
		keyfile_mistake(reader->file, entry->line, "found \"%s\" for \"%s\", expected %s", entry->value, key,
				expected);
	return value;
}

static void read_company(RosterReader *reader, const KeyGroup *group)
{
	Company *company = g_new0(Company, 1);
	company->id = g_strdup(group->id);
	company->name = read_text(reader, group, "name");
	int level = read_word(reader, group, "level", &level_words, "board, leadership, participation or alliance");
	company->level = (Level)MAX(level, 0);
	roster_add_company(reader->roster, company);
}

/* The addresses of a person, those only that are nobody else's. Never empty: whoever has none gets the id in its place,
 * which goes no further than the mistake that is noted with it. */
static char **read_mail(RosterReader *reader, const KeyGroup *group)
{
	const KeyEntry *entry = keyfile_require(reader->file, group, "mail");
	g_auto(GStrv) words = keyfile_list(entry ? entry->value : "");
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) mail = g_ptr_array_new_with_free_func(g_free);
	for (char **word = words; *word; word++) {
		g_autofree char *address = text_address(*word);
		const Person *other = address ? g_hash_table_lookup(reader->roster->by_address, address) : NULL;
		if (!address)
			keyfile_mistake(reader->file, entry->line, "found \"%s\" in \"mail\", expected an address",
					*word);
		else if (other)
			keyfile_mistake(reader->file, entry->line, "%s is an address of [person %s] already", address,
					other->id);
		else if (!g_hash_table_add(seen, address))
			keyfile_mistake(reader->file, entry->line, "found %s twice in \"mail\"", address);
		else
			g_ptr_array_add(mail, g_steal_pointer(&address));
	}
	if (mail->len == 0)
		g_ptr_array_add(mail, g_strdup(group->id));
	g_ptr_array_add(mail, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&mail), FALSE);
}

static char *read_fingerprint(RosterReader *reader, const KeyEntry *entry)
{
	if (!entry)
		return NULL;
	g_auto(GStrv) blocks = g_strsplit(entry->value, " ", -1);
	g_autofree char *joined = g_strjoinv("", blocks);
	char *fingerprint = g_ascii_strup(joined, -1);
	gsize length = strlen(fingerprint);
	if (strspn(fingerprint, "0123456789ABCDEF") != length || (length != 40 && length != 64))
		keyfile_mistake(reader->file, entry->line,
				"found \"%s\" for \"openpgp\", expected a fingerprint of 40 or 64 hexadecimal digits",
				entry->value);
	return fingerprint;
}

static void read_person(RosterReader *reader, const KeyGroup *group)
{
	Person *person = g_new0(Person, 1);
	person->id = g_strdup(group->id);
	person->name = read_text(reader, group, "name");
	person->mail = read_mail(reader, group);
	person->company = read_id(reader, keyfile_take(group, "company"), "company");
	person->openpgp = read_fingerprint(reader, keyfile_take(group, "openpgp"));
	roster_add_person(reader->roster, person);
}

/* Whether there is such a body and it is of that kind; one whose kind is itself a mistake passes. */
static gboolean is_of_kind(const RosterReader *reader, const char *body, BodyKind kind)
{
	g_autofree char *name = g_strdup_printf("body %s", body);
	const KeyGroup *group = keyfile_group(reader->file, name);
	const KeyEntry *entry = keyfile_take(group, "kind");
	int value = enumtab_value(&body_kind_words, entry ? entry->value : NULL);
	return group && (value < 0 || value == (int)kind);
}

static char *read_parent(RosterReader *reader, const KeyGroup *group, BodyKind kind)
{
	const KeyEntry *entry = keyfile_take(group, "parent");
	if (kind != BODY_WORKING_GROUP) {
		if (entry)
			keyfile_mistake(reader->file, entry->line, "found a parent for a body of kind %s; only a "
					"working-group has one", enumtab_word(&body_kind_words, kind));
		return NULL;
	}
	if (!entry)
		keyfile_mistake(reader->file, group->line, "[%s] has no \"parent\", expected the committee that the "
				"working group reports to", group->name);
	else if (known(reader, "body", entry->value) && !is_of_kind(reader, entry->value, BODY_COMMITTEE))
		keyfile_mistake(reader->file, entry->line,
				"found \"%s\" for \"parent\", expected a body of kind committee", entry->value);
	return read_id(reader, entry, "body");
}

/* One key "alternates MEMBER". */
static void read_alternates(RosterReader *reader, Body *body, const KeyEntry *entry)
{
	const char *member = entry->key + strlen("alternates");
	member += strspn(member, " \t");
	if (!g_strv_contains((const char *const *)body->members, member))
		keyfile_mistake(reader->file, entry->line, "found alternates for \"%s\", who is not among the members",
				member);
	char **persons = read_persons(reader, entry);
	if (g_strv_contains((const char *const *)persons, member))
		keyfile_mistake(reader->file, entry->line, "found \"%s\" as an alternate of the same person", member);
	g_hash_table_replace(body->alternates, g_strdup(member), persons);
}

static void read_members(RosterReader *reader, const KeyGroup *group, Body *body)
{
	gboolean votes = body->kind == BODY_COMMITTEE || body->kind == BODY_BOARD;
	const KeyEntry *entry =
		votes ? keyfile_require(reader->file, group, "members") : keyfile_take(group, "members");
	body->members = read_persons(reader, entry);
	body->alternates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
	for (guint i = 0; i < group->entries->len; i++) {
		const char *key = ((const KeyEntry *)g_ptr_array_index(group->entries, i))->key;
		if (!g_str_has_prefix(key, "alternates ") && !g_str_has_prefix(key, "alternates\t"))
			continue;
		const KeyEntry *alternates = keyfile_take(group, key);
		if (alternates)
			read_alternates(reader, body, alternates);
	}
}

static char *read_profile(RosterReader *reader, const KeyGroup *group, BodyKind kind)
{
	const KeyEntry *entry = keyfile_take(group, "profile");
	if (!entry)
		return g_strdup(kind == BODY_BOARD ? "board" : "committee");
	if (!rules_profile(reader->rules, entry->value))
		keyfile_mistake(reader->file, entry->line,
				"found \"%s\" for \"profile\", but the configuration has no [profile %s]", entry->value,
				entry->value);
	return g_strdup(entry->value);
}

static void read_body(RosterReader *reader, const KeyGroup *group)
{
	Body *body = g_new0(Body, 1);
	body->id = g_strdup(group->id);
	body->name = read_text(reader, group, "name");
	int kind = read_word(reader, group, "kind", &body_kind_words, "committee, working-group, board or executive");
	body->kind = kind < 0 ? BODY_EXECUTIVE : (BodyKind)kind; /* the kind that asks for least */
	body->parent = kind < 0 ? read_id(reader, keyfile_take(group, "parent"), "body")
				: read_parent(reader, group, body->kind);
	body->chair = read_id(reader, keyfile_take(group, "chair"), "person");
	body->vice_chair = read_id(reader, keyfile_take(group, "vice-chair"), "person");
	read_members(reader, group, body);
	body->profile = read_profile(reader, group, body->kind);
	roster_add_body(reader->roster, body);
}

static void read_partner(RosterReader *reader, const KeyGroup *group)
{
	const KeyEntry *domain = keyfile_take(group, "domain");
	Partner *partner = g_new0(Partner, 1);
	partner->id = g_strdup(group->id);
	partner->name = read_text(reader, group, "name");
	partner->domain = g_strdup(domain ? domain->value : NULL);
	partner->contacts = read_persons(reader, keyfile_take(group, "contacts"));
	partner->press = read_persons(reader, keyfile_take(group, "press"));
	roster_add_partner(reader->roster, partner);
}

/* Who answers for a desk: persons by id, others by address. */
static char **read_answered_by(RosterReader *reader, const KeyEntry *entry)
{
	char **who = keyfile_list(entry ? entry->value : "");
	for (char **one = who; *one; one++) {
		char *address = text_address(*one);
		if (address) {
			g_free(*one);
			*one = address;
		} else if (!known(reader, "person", *one)) {
			keyfile_mistake(reader->file, entry->line,
					"found \"%s\" in \"answered-by\", expected an address or the id of a [person]",
					*one);
		}
	}
	return who;
}

static void read_desk(RosterReader *reader, const KeyGroup *group)
{
	const KeyEntry *address = keyfile_require(reader->file, group, "address");
	Desk *desk = g_new0(Desk, 1);
	desk->id = g_strdup(group->id);
	desk->address = text_address(address ? address->value : NULL);
	desk->answered_by = read_answered_by(reader, keyfile_take(group, "answered-by"));
	if (address && !desk->address)
		keyfile_mistake(reader->file, address->line, "found \"%s\" for \"address\", expected an address",
				address->value);
	if (g_str_equal(desk->id, "list-requests")) {
		const KeyEntry *list = keyfile_take(group, "partner-list"), *wg = keyfile_take(group, "partner-group");
		reader->roster->partner_list = g_strdup(list ? list->value : NULL);
		reader->roster->partner_group = g_strdup(wg ? wg->value : NULL);
	} else if (!g_str_equal(desk->id, "press")) {
		keyfile_mistake(reader->file, group->line, "found [%s], expected [role press] or [role list-requests]",
				group->name);
	}
	roster_add_desk(reader->roster, desk);
}

/* A role that a body of that kind holds. */
static char *read_role_body(RosterReader *reader, const KeyGroup *roles, const char *key, BodyKind kind)
{
	const KeyEntry *entry = keyfile_require(reader->file, roles, key);
	if (entry && known(reader, "body", entry->value) && !is_of_kind(reader, entry->value, kind))
		keyfile_mistake(reader->file, entry->line, "found \"%s\" for \"%s\", expected a body of kind %s",
				entry->value, key, enumtab_word(&body_kind_words, kind));
	return read_id(reader, entry, "body");
}

static void read_roles(RosterReader *reader)
{
	static const char *const desks[] = {"role press", "role list-requests"};
	const KeyGroup *roles = keyfile_group(reader->file, "roles");
	Roster *roster = reader->roster;
	for (guint i = 0; i < G_N_ELEMENTS(desks); i++)
		if (!keyfile_group(reader->file, desks[i]))
			keyfile_mistake(reader->file, 0, "there is no [%s]", desks[i]);
	if (!roles) {
		keyfile_mistake(reader->file, 0, "there is no [roles]");
		return;
	}
	roster->alliance_committee = read_role_body(reader, roles, "alliance-committee", BODY_COMMITTEE);
	roster->board = read_role_body(reader, roles, "board", BODY_BOARD);
	roster->executive = read_role_body(reader, roles, "executive", BODY_EXECUTIVE);
	roster->marketing = read_role_body(reader, roles, "marketing", BODY_COMMITTEE);
	roster->vp_alliances = read_id(reader, keyfile_require(reader->file, roles, "vp-alliances"), "person");
	keyfile_unknown(reader->file, roles, "alliance-committee, board, executive, vp-alliances, marketing");
}

/* Every kind of group that bears an id, in the order they are read: persons before the bodies they sit in. */
static const struct {
	const char *kind;
	void (*read)(RosterReader *reader, const KeyGroup *group);
	const char *keys;
} kinds[] = {
	{"company", read_company, "name, level"},
	{"person", read_person, "name, mail, company, openpgp"},
	{"body", read_body, "name, kind, parent, chair, vice-chair, members, alternates MEMBER, profile"},
	{"partner", read_partner, "name, domain, contacts, press"},
	{"role", read_desk, "address, answered-by, and for list-requests partner-list, partner-group"},
};

static gboolean id_fits(const char *id)
{
	return g_ascii_isalnum(*id) &&
	       strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == strlen(id);
}

/* Notes groups of no known kind, ids that cannot be, and persons whose id names a company, a body or a partner too:
 * letters and tables name things by id alone. */
static void check_group(RosterReader *reader, const KeyGroup *group)
{
	gboolean of_kind = g_str_equal(group->name, "roles");
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		of_kind = of_kind || (group->id && g_str_equal(group->kind, kinds[i].kind));
	if (!of_kind)
		keyfile_mistake(reader->file, group->line, "found [%s], expected [company ID], [person ID], [body ID], "
				"[partner ID], [roles] or [role ID]", group->name);
	else if (group->id && !id_fits(group->id))
		keyfile_mistake(reader->file, group->line, "found \"%s\" as an id, expected letters, digits, . _ and -",
				group->id);
	static const char *const others[] = {"company", "body", "partner"};
	for (guint i = 0; i < G_N_ELEMENTS(others) && group->id && g_str_equal(group->kind, "person"); i++)
		if (known(reader, others[i], group->id))
			keyfile_mistake(reader->file, group->line, "found [%s] and [%s %s], expected an id of its own",
					group->name, others[i], group->id);
}

static void read_kind(RosterReader *reader, guint kind)
{
	for (guint i = 0; i < reader->file->groups->len; i++) {
		const KeyGroup *group = g_ptr_array_index(reader->file->groups, i);
		if (!group->id || !g_str_equal(group->kind, kinds[kind].kind) ||
		    keyfile_group(reader->file, group->name) != group) /* a repetition, noted */
			continue;
		kinds[kind].read(reader, group);
		keyfile_unknown(reader->file, group, kinds[kind].keys);
	}
}

static Roster *roster_read(Keyfile *file, const Rules *rules, GError **error)
{
	g_autoptr(Roster) roster = roster_new();
	RosterReader reader = {file, rules, roster};
	for (guint i = 0; i < file->groups->len; i++)
		check_group(&reader, g_ptr_array_index(file->groups, i));
	for (guint kind = 0; kind < G_N_ELEMENTS(kinds); kind++)
		read_kind(&reader, kind);
	read_roles(&reader);
	if (rules->default_oc && !is_of_kind(&reader, rules->default_oc, BODY_COMMITTEE))
		keyfile_mistake(file, 0,
				"there is no [body %s] of kind committee, which default-oc in the configuration names",
				rules->default_oc);
	return keyfile_right(file, error) ? g_steal_pointer(&roster) : NULL;
}

Roster *roster_load(const char *path, const Rules *rules, GError **error)
{
	g_autoptr(Keyfile) file = keyfile_load(path, error);
	return file ? roster_read(file, rules, error) : NULL;
}

Roster *roster_parse(const char *text, gsize length, const char *name, const Rules *rules, GError **error)
{
	g_autoptr(Keyfile) file = keyfile_parse(text, length, name);
	return roster_read(file, rules, error);
}
