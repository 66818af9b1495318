/* SPDX-License-Identifier: MIT
 *
 * sheet.h: the approval sheet: who approved which text, when, under which resolution (R2.6-2, R3.2-9), as plain text
 * that goes with the register to the partner and into version control.
 */
#pragma once
#include "engine/facts.h"

/* The sheet of a register's draft: the offered one, or (draft NULL) the one accepted. NULL when there is no such
 * register or draft. g_free. */
char *sheet_text(const FactSource *source, const char *register_id, const char *draft);
