/* SPDX-License-Identifier: MIT
 *
 * enumtab.h: the words of an enumeration, said once.
 *
 * An enumeration is written as a list macro `LIST(X)` of X(VALUE, "word"); ENUMTAB_DECLARE makes the enum (closed by
 * PREFIX_COUNT) and declares its table, ENUMTAB_DEFINE makes the table. The words are what the store, the journal,
 * JSON and the log hold, so they never change meaning once released.
 */
#pragma once
#include <glib.h>

typedef struct EnumTab {
	const char *name;         /* "stage", for messages */
	const char *const *words; /* count of them, by value */
	int count;
} EnumTab;

#define ENUMTAB_VALUE_(value, word) value,
#define ENUMTAB_WORD_(value, word) word,

/* ENUMTAB_DECLARE(Stage, stage, STAGE, STAGE_LIST): enum Stage { STAGE_LIST…, STAGE_COUNT } and `stage_words`. */
#define ENUMTAB_DECLARE(Type, noun, PREFIX, LIST)                                                                      \
	typedef enum Type { LIST(ENUMTAB_VALUE_) PREFIX##_COUNT } Type;                                                \
	extern const EnumTab noun##_words

#define ENUMTAB_DEFINE(noun, PREFIX, LIST)                                                                             \
	static const char *const noun##_word_list[] = {LIST(ENUMTAB_WORD_)};                                           \
	const EnumTab noun##_words = {#noun, noun##_word_list, PREFIX##_COUNT}

/* The word of a value; never NULL for a value of the enum (an assertion otherwise). Static storage. */
const char *enumtab_word(const EnumTab *table, int value);

/* The value of a word (exact, case counts), or -1. word may be NULL (-1). */
int enumtab_value(const EnumTab *table, const char *word);
