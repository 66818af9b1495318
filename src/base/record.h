/* SPDX-License-Identifier: MIT
 *
 * record.h: a stored thing as a plain struct with a table of its fields.
 *
 * Every noun that is stored (a register, a ballot, an ask …) is a struct whose first member is `Record base`, and a
 * RecordType that names its fields once. From that table follow copying, freeing, comparing, JSON, the columns of the
 * store and the check that a rebuilt store is the same. The first field is always the text `id`, the key. Fields
 * marked PERSONAL (names, comments, choices, addresses) never enter the hash chain, only the payload beside it.
 */
#pragma once
#include "base/enumtab.h"
#include "base/moment.h"
#include <jansson.h>

typedef enum FieldType {
	FIELD_TEXT,    /* char *, owned, NULL allowed (not for id) */
	FIELD_INT,     /* gint64 */
	FIELD_INSTANT, /* Instant */
	FIELD_ENUM     /* int, words in `words` */
} FieldType;

typedef struct Field {
	const char *name; /* also the column's name */
	FieldType type;
	gboolean personal;
	gsize offset;
	const EnumTab *words; /* FIELD_ENUM only */
} Field;

typedef struct RecordType {
	const char *name; /* also the table's name */
	gsize size;
	const Field *fields;
	guint n_fields;
} RecordType;

typedef struct Record {
	const RecordType *type;
} Record;

/* A zeroed record. Free with record_free. */
gpointer record_new(const RecordType *type);
gpointer record_copy(gconstpointer record);
void record_free(gpointer record); /* takes NULL */

/* The id; borrowed. */
const char *record_id(gconstpointer record);

/* Sets a text field to a copy of value: record_set(&ask->role, "owner"). NULL clears. */
void record_set(char **field, const char *value);

/* Texts come from outside in whatever bytes: makes each of the record's valid UTF-8. */
void record_make_valid(gpointer record);

/* The name of the first field in which two records of one type differ, or NULL. */
const char *record_differs(gconstpointer a, gconstpointer b);

typedef enum RecordSide { RECORD_ALL, RECORD_PUBLIC, RECORD_PERSONAL } RecordSide;

/* A JSON object of the fields on that side (PUBLIC and PERSONAL both leave out the other; id is on every side).
 * Fields that are empty (NULL, 0 except enums) are left out; instants are integers, enums words. New reference. */
json_t *record_to_json(gconstpointer record, RecordSide side);

/* Sets the fields present in object; absent ones are left as they are, a null empties (id and enums excepted). False
 * with a FAULT_PERM naming the field, and the record as it was, when a type or word does not fit. */
gboolean record_from_json(gpointer record, const json_t *object, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Record, record_free)
