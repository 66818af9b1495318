/* SPDX-License-Identifier: MIT
 *
 * visible.h: what the sender of a reply wrote himself: the text without quotes, introductions of quotes, signature and
 * disclaimer, whichever client and language it came from.
 *
 * The rules are general. A line that begins with ">" is quoted. What stands above a line of dashes with words, a block
 * of From/Sent/To/Subject lines or a "cut" mark of html-text.h is new, what stands below is not. A line (or up to five)
 * with an address or a date and a verb or a colon introduces a quote: when ">" lines follow, it goes with them and the
 * text below them is new (bottom posting, answers between the lines); when none follow, everything below is the quote.
 * A signature begins at "-- ", a client's own line ("Sent from my …") and a disclaimer at the end are left out.
 */
#pragma once
#include <glib.h>

/* The new text, trimmed, "\n" line ends; "" when there is none. out_form receives the lines of the quoted text that
 * hold a ticked box ("[x] YES"), their word only, one a line, or NULL. Both to free with g_free. */
char *visible_text(const char *text, char **out_form);
