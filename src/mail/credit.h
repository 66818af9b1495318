/* SPDX-License-Identifier: MIT
 *
 * credit.h: the lines that introduce somebody else's text: "On Monday Jane wrote:", a From/Sent/To/Subject block, a
 * separator with words.
 */
#pragma once
#include "mail/lines.h"

typedef enum CreditStrength {
	CREDIT_NONE,
	CREDIT_WEAK,  /* counts only when quoted lines follow */
	CREDIT_STRONG,
	CREDIT_STRENGTH_COUNT
} CreditStrength;

/* Whether an introduction begins at line `at`; *out_n receives how many lines it takes (blank ones too). */
CreditStrength credit_at(const Lines *lines, guint at, guint *out_n);

/* How many lines a block of header lines (From:, Sent:, To:, Subject: in any language) takes at `at`, or 0. */
guint credit_headers_at(const Lines *lines, guint at);

/* True when the line separates a quoted or forwarded message ("-----Original Message-----"). */
gboolean credit_separator_at(const Lines *lines, guint at);
