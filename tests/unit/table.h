/* SPDX-License-Identifier: MIT
 *
 * table.h: what unit tests share. Includes cmocka with what it needs first, and compares one value of a named case, so
 * that a failure names the case.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

/* Fails, naming the case, unless both texts are equal (or both NULL). */
static inline void table_text(const char *name, const char *got, const char *want)
{
	if (g_strcmp0(got, want) != 0)
		fail_msg("%s: got \"%s\", want \"%s\"", name, got ? got : "(null)", want ? want : "(null)");
}

/* The same for integers. */
static inline void table_int(const char *name, gint64 got, gint64 want)
{
	if (got != want)
		fail_msg("%s: got %" G_GINT64_FORMAT ", want %" G_GINT64_FORMAT, name, got, want);
}
