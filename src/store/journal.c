/* SPDX-License-Identifier: MIT
 *
 * journal.c: writing decisions: an entry, its payload, and the projections that follow from it.
 *
 * Body: {"changes": [{"type", "id", "fields": {}, "personal": [names]} or {"type", "id", "gone": true}],
 * "disposition", "letters": [kinds]}. Payload: {"event": {}, "changes": [{"type", "id", "fields": {}}], "letters":
 * [keys]}: what is personal, the keys of letters among it because they name the addressee. A change gives only the
 * fields that differ from the row before it, null for one that was emptied; of a new record the fields that are not
 * empty, and every enum.
 */
#include "base/fault.h"
#include "base/json.h"
#include "store/private.h"
#include <errno.h>
#include <sys/random.h>

#define SALT_BYTES 16

/* --- the event --- */

static json_t *event_file(const EventFile *file)
{
	json_t *object = json_object();
	json_put_text(object, "name", file->name);
	json_put_text(object, "type", file->type);
	json_put_text(object, "file", file->file);
	json_object_set_new(object, "bytes", json_integer(file->bytes));
	return object;
}

/* The choice of a ballot is personal, whatever became of the mail that names it. */
static gboolean word_is_choice(const char *word)
{
	return enumtab_value(&choice_words, word) > CHOICE_NONE;
}

static json_t *event_public(const Event *event)
{
	json_t *object = json_object();
	if (!event)
		return object;
	json_put_text(object, "kind", enumtab_word(&event_kind_words, (int)event->kind));
	json_object_set_new(object, "at", json_integer(event->at));
	json_put_text(object, "asked", event->asked);
	json_put_text(object, "register_id", event->register_id);
	json_put_text(object, "ballot", event->ballot);
	json_put_text(object, "moment", event->moment);
	json_put_text(object, "item", event->item);
	json_put_text(object, "draft", event->draft);
	json_put_text(object, "mail", event->mail);
	json_put_text(object, "checked", event->checked);
	json_put_text(object, "word", word_is_choice(event->word) ? NULL : event->word);
	if (event->kind == EVENT_ANSWER || event->kind == EVENT_INITIATIVE)
		json_put_text(object, "standing", enumtab_word(&standing_words, (int)event->standing));
	if (event->kind == EVENT_INITIATIVE)
		json_put_text(object, "initiative", enumtab_word(&initiative_kind_words, (int)event->initiative));
	if (event->kind == EVENT_ITEM)
		json_object_set_new(object, "done", json_boolean(event->done));
	if (event->file)
		json_object_set_new(object, "file", event_file(event->file));
	return object;
}

/* The mail's subject is left out: it may bear a token, which no payload may. */
static json_t *event_personal(const Event *event)
{
	json_t *object = json_object();
	if (!event)
		return object;
	json_put_text(object, "person", event->person);
	json_put_text(object, "address", event->address);
	json_put_text(object, "name", event->name);
	json_put_text(object, "choice", word_is_choice(event->word) ? event->word : NULL);
	json_put_text(object, "why", event->why);
	json_put_text(object, "argument", event->argument);
	json_put_text(object, "text", event->text);
	return object;
}

/* --- the changes --- */

/* One decision on its way into the store. */
typedef struct Writing {
	Store *store;
	json_t *changes, *personal; /* of the body and of the payload */
} Writing;

static json_t *field_json(gconstpointer record, const Field *field)
{
	SqlValue value = field_value(record, field);
	if (value.type == SQL_NULL)
		return json_null();
	if (value.type == SQL_INT)
		return json_integer(value.number);
	return json_string(value.text);
}

static gboolean field_changed(gconstpointer record, gconstpointer old, const Field *field)
{
	SqlValue value = field_value(record, field);
	if (old) {
		SqlValue before = field_value(old, field);
		return !sql_equal(&value, &before);
	}
	return field->type == FIELD_ENUM || (field->type == FIELD_TEXT ? value.type != SQL_NULL : value.number != 0);
}

/* Fields that differ, public and personal apart; names of the latter. TRUE when there are any. */
static gboolean diff(gconstpointer record, gconstpointer old, json_t *fields, json_t *personal, json_t *names)
{
	const RecordType *type = ((const Record *)record)->type;
	gboolean changed = FALSE;
	for (guint i = 1; i < type->n_fields; i++) {
		const Field *field = &type->fields[i];
		if (!field_changed(record, old, field))
			continue;
		changed = TRUE;
		json_object_set_new(field->personal ? personal : fields, field->name, field_json(record, field));
		if (field->personal)
			json_array_append_new(names, json_string(field->name));
	}
	return changed;
}

static json_t *change_head(json_t *list, const RecordType *type, const char *id)
{
	json_t *change = json_object();
	json_object_set_new(change, "type", json_string(type->name));
	json_object_set_new(change, "id", json_string(id));
	json_array_append_new(list, change);
	return change;
}

static void list_change(Writing *writing, const RecordType *type, const char *id, json_t *fields, json_t *personal,
			json_t *names)
{
	json_t *change = change_head(writing->changes, type, id);
	json_object_set(change, "fields", fields);
	if (json_array_size(names) == 0)
		return;
	json_object_set(change, "personal", names);
	json_object_set(change_head(writing->personal, type, id), "fields", personal);
}

/* Texts come from outside in whatever bytes; journal and row hold the same valid UTF-8. */
static void make_valid(gpointer record)
{
	const RecordType *type = ((Record *)record)->type;
	for (guint i = 0; i < type->n_fields; i++) {
		if (type->fields[i].type != FIELD_TEXT)
			continue;
		char **text = (char **)((char *)record + type->fields[i].offset);
		if (!*text || g_utf8_validate(*text, -1, NULL))
			continue;
		char *valid = g_utf8_make_valid(*text, -1);
		g_free(*text);
		*text = valid;
	}
}

static gboolean write_gone(Writing *writing, const Change *change, gconstpointer old, GError **error)
{
	if (!old)
		return TRUE; /* made and dropped in one decision */
	json_object_set_new(change_head(writing->changes, change->type, change->id), "gone", json_true());
	return row_delete(writing->store, change->type, change->id, error);
}

static gboolean write_change(Writing *writing, const Change *change, GError **error)
{
	GError *why = NULL;
	g_autoptr(Record) old = store_get(writing->store, change->type, change->id, &why);
	if (why) {
		g_propagate_error(error, why);
		return FALSE;
	}
	if (!change->record)
		return write_gone(writing, change, old, error);
	g_autoptr(Record) record = record_copy(change->record);
	make_valid(record);
	g_autoptr(Json) fields = json_object(), personal = json_object(), names = json_array();
	if (!diff(record, old, fields, personal, names) && old)
		return TRUE;
	list_change(writing, change->type, record_id(record), fields, personal, names);
	return row_put(writing->store, record, old, error);
}

/* --- the entry --- */

static char *chain_head(Store *store, const char *subject, GError **error)
{
	GError *why = NULL;
	const char *known = g_hash_table_lookup(store->heads, subject);
	if (known)
		return g_strdup(known);
	char *head = store_text(store, "SELECT \"hash\" FROM \"entry\" WHERE \"subject\" = ? ORDER BY \"n\" DESC LIMIT 1",
				PARAMS(sql_text(subject)), &why);
	if (!why)
		return head ? head : g_strdup(ENTRY_FIRST);
	g_propagate_error(error, why);
	return NULL;
}

/* Gives the entry its number, its place in its chain and its hash, and appends it. */
static gboolean append_entry(Store *store, Entry *entry, GError **error)
{
	if (!store_next(store, NUMBERED_ENTRY, &entry->n, error))
		return FALSE;
	entry->previous = chain_head(store, entry->subject, error);
	if (!entry->previous)
		return FALSE;
	entry->hash = entry_hash(entry);
	gboolean done = store_execute(
		store,
		"INSERT INTO \"entry\" (\"n\", \"subject\", \"at\", \"event\", \"row\", \"body\", \"payload_digest\","
		" \"previous\", \"hash\") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		PARAMS(sql_int(entry->n), sql_text(entry->subject), sql_int(entry->at), sql_text(entry->event),
		       sql_text(entry->row), sql_text(entry->body), sql_text(entry->payload_digest),
		       sql_text(entry->previous), sql_text(entry->hash)),
		error);
	if (done) {
		store->last[NUMBERED_ENTRY] = entry->n;
		g_hash_table_insert(store->heads, g_strdup(entry->subject), g_strdup(entry->hash));
	}
	return done;
}

static gboolean random_bytes(guint8 *out, gsize n, GError **error)
{
	return getrandom(out, n, 0) == (ssize_t)n ||
	       fault_set(error, FAULT_TEMP, "The system gives no random numbers: %s.", g_strerror(errno));
}

/* The entry and, where there is one, its payload. */
static gboolean append_with_payload(Store *store, Entry *entry, const char *payload, GError **error)
{
	guint8 salt[SALT_BYTES];
	if (!payload)
		return append_entry(store, entry, error);
	if (!random_bytes(salt, sizeof salt, error))
		return FALSE;
	entry->payload_digest = payload_digest(salt, sizeof salt, payload);
	return append_entry(store, entry, error) &&
	       store_execute(store, "INSERT INTO \"payload\" (\"entry\", \"salt\", \"text\") VALUES (?, ?, ?)",
			     PARAMS(sql_int(entry->n), sql_blob(salt, sizeof salt), sql_text(payload)), error);
}

static char *body_text(const Decision *decision, json_t *changes)
{
	g_autoptr(Json) body = json_object();
	json_t *letters = json_array();
	for (guint i = 0; i < decision->letters->len; i++) {
		const Letter *letter = g_ptr_array_index(decision->letters, i);
		json_array_append_new(letters, json_string(enumtab_word(&letter_kind_words, (int)letter->kind)));
	}
	json_object_set(body, "changes", changes);
	json_object_set_new(body, "letters", letters);
	if (decision->event && decision->event->mail)
		json_put_text(body, "disposition", enumtab_word(&disposition_words, (int)decision->disposition));
	return json_canonical(body);
}

/* NULL when nothing in the decision is personal. */
static char *payload_text(const Decision *decision, json_t *personal)
{
	g_autoptr(Json) event = event_personal(decision->event), payload = json_object();
	json_t *letters = json_array();
	json_object_set_new(payload, "letters", letters);
	for (guint i = 0; i < decision->letters->len; i++) {
		const Letter *letter = g_ptr_array_index(decision->letters, i);
		json_array_append_new(letters, json_string(letter->key ? letter->key : ""));
	}
	json_object_set(payload, "event", event);
	json_object_set(payload, "changes", personal);
	gboolean empty = json_object_size(event) == 0 && json_array_size(personal) == 0 && json_array_size(letters) == 0;
	return empty ? NULL : json_canonical(payload);
}

static void give_entry(Entry *entry, gint64 *out_n, char **out_hash)
{
	if (out_n)
		*out_n = entry->n;
	if (out_hash)
		*out_hash = g_steal_pointer(&entry->hash);
}

gboolean store_decision(Store *store, const Decision *decision, gint64 *out_n, char **out_hash, GError **error)
{
	g_assert(store->in_transaction && decision->row);
	g_autoptr(Json) changes = json_array(), personal = json_array();
	Writing writing = {store, changes, personal};
	for (guint i = 0; i < decision->changes->len; i++)
		if (!write_change(&writing, g_ptr_array_index(decision->changes, i), error))
			return FALSE;
	g_autoptr(Entry) entry = g_new0(Entry, 1);
	g_autoptr(Json) event = event_public(decision->event);
	g_autofree char *payload = payload_text(decision, personal);
	entry->subject = g_strdup(decision->register_id ? decision->register_id : SUBJECT_ROBOT);
	entry->at = decision->now;
	entry->event = json_canonical(event);
	entry->row = g_strdup(decision->row);
	entry->body = body_text(decision, changes);
	if (!append_with_payload(store, entry, payload, error))
		return FALSE;
	give_entry(entry, out_n, out_hash);
	return TRUE;
}

/* --- seals --- */

static gboolean collect_head(const SqlValue *columns, gpointer data, GError **error)
{
	json_object_set_new(data, columns[0].text, json_string(columns[1].text));
	return TRUE;
}

gboolean store_seal(Store *store, Instant at, char **out_hash, GError **error)
{
	g_assert(store->in_transaction);
	gint64 last = 0;
	g_autoptr(Json) heads = json_object(), body = json_object();
	if (!store_number(store, "SELECT max(\"n\") FROM \"entry\" WHERE \"subject\" = ?",
			  PARAMS(sql_text(SUBJECT_SEAL)), 0, &last, error) ||
	    !store_query(store,
			 "SELECT e.\"subject\", e.\"hash\" FROM \"entry\" e WHERE e.\"n\" > ? AND e.\"n\" ="
			 " (SELECT max(l.\"n\") FROM \"entry\" l WHERE l.\"subject\" = e.\"subject\")",
			 PARAMS(sql_int(last)), collect_head, heads, error))
		return FALSE;
	g_autoptr(Entry) entry = g_new0(Entry, 1);
	if (json_object_size(heads) > 0) {
		json_object_set(body, "heads", heads);
		entry->subject = g_strdup(SUBJECT_SEAL);
		entry->at = at;
		entry->event = g_strdup("{}");
		entry->row = g_strdup(SUBJECT_SEAL);
		entry->body = json_canonical(body);
		if (!append_entry(store, entry, error))
			return FALSE;
	} else if (last > 0) {
		entry->hash = chain_head(store, SUBJECT_SEAL, error);
		if (!entry->hash)
			return FALSE;
	}
	give_entry(entry, NULL, out_hash);
	return TRUE;
}
