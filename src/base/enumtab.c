/* SPDX-License-Identifier: MIT
 *
 * enumtab.c: see enumtab.h.
 */
#include "base/enumtab.h"

const char *enumtab_word(const EnumTab *table, int value)
{
	g_assert(value >= 0 && value < table->count);
	return table->words[value];
}

int enumtab_value(const EnumTab *table, const char *word)
{
	if (!word)
		return -1;
	for (int value = 0; value < table->count; value++)
		if (g_str_equal(table->words[value], word))
			return value;
	return -1;
}
