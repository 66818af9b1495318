/* SPDX-License-Identifier: MIT */
#include "domain/records.h"
#include <stddef.h>

#define TEXT(Noun, field) {#field, FIELD_TEXT, FALSE, offsetof(Noun, field), NULL},
#define PERSONAL_TEXT(Noun, field) {#field, FIELD_TEXT, TRUE, offsetof(Noun, field), NULL},
#define INT(Noun, field) {#field, FIELD_INT, FALSE, offsetof(Noun, field), NULL},
#define PERSONAL_INT(Noun, field) {#field, FIELD_INT, TRUE, offsetof(Noun, field), NULL},
#define INSTANT(Noun, field) {#field, FIELD_INSTANT, FALSE, offsetof(Noun, field), NULL},
#define WORD(Noun, field, table) {#field, FIELD_ENUM, FALSE, offsetof(Noun, field), &table##_words},
#define PERSONAL_WORD(Noun, field, table) {#field, FIELD_ENUM, TRUE, offsetof(Noun, field), &table##_words},

#define RECORD(Noun, noun) static const Field noun##_fields[] = {{"id", FIELD_TEXT, FALSE, offsetof(Noun, id), NULL},
#define END(Noun)                                                                                                      \
	}                                                                                                              \
	;
#include "domain/records.def"
#undef RECORD
#undef TEXT
#undef PERSONAL_TEXT
#undef INT
#undef PERSONAL_INT
#undef INSTANT
#undef WORD
#undef PERSONAL_WORD
#undef END

#define TEXT(Noun, field)
#define PERSONAL_TEXT(Noun, field)
#define INT(Noun, field)
#define PERSONAL_INT(Noun, field)
#define INSTANT(Noun, field)
#define WORD(Noun, field, table)
#define PERSONAL_WORD(Noun, field, table)
#define END(Noun)
#define RECORD(Noun, noun)                                                                                             \
	const RecordType noun##_type = {#noun, sizeof(Noun), noun##_fields, G_N_ELEMENTS(noun##_fields)};
#include "domain/records.def"
#undef RECORD

#define RECORD(Noun, noun) &noun##_type,
const RecordType *const record_types[] = {
#include "domain/records.def"
	NULL};
#undef RECORD

const RecordType *record_type_named(const char *name)
{
	for (gsize i = 0; record_types[i]; i++)
		if (g_strcmp0(record_types[i]->name, name) == 0)
			return record_types[i];
	return NULL;
}
