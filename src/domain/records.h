/* SPDX-License-Identifier: MIT
 *
 * records.h: the stored nouns as structs; made from records.def, where every field is explained.
 *
 * For a noun Ballot: `struct Ballot`, whose first member is `Record base` and whose second is `id`; its RecordType is
 * `ballot_type`. record_types lists them all; a rebuilt store is compared type by type.
 */
#pragma once
#include "base/record.h"
#include "domain/vocabulary.h"

#define RECORD(Noun, noun)                                                                                             \
	extern const RecordType noun##_type;                                                                           \
	typedef struct Noun {                                                                                          \
		Record base;                                                                                           \
		char *id;
#define TEXT(Noun, field) char *field;
#define PERSONAL_TEXT(Noun, field) char *field;
#define INT(Noun, field) gint64 field;
#define PERSONAL_INT(Noun, field) gint64 field;
#define INSTANT(Noun, field) Instant field;
#define WORD(Noun, field, table) int field;
#define PERSONAL_WORD(Noun, field, table) int field;
#define END(Noun)                                                                                                      \
	}                                                                                                              \
	Noun;
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

/* All record types, NULL-terminated, in the order of records.def. */
extern const RecordType *const record_types[];

/* The type of that name, or NULL. */
const RecordType *record_type_named(const char *name);
