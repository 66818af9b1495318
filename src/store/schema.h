/* SPDX-License-Identifier: MIT
 *
 * schema.h: the migrations of schema/, made into C at build time: the text of each file, in the order of their numbers.
 */
#pragma once

extern const char *const schema_sqlite[]; /* NULL-terminated */
