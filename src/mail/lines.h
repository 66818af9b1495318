/* SPDX-License-Identifier: MIT
 *
 * lines.h: a text as an array of its lines, with what can be said of each line by itself.
 */
#pragma once
#include <glib.h>

typedef enum LineKind {
	LINE_TEXT,
	LINE_BLANK,
	LINE_QUOTED,
	LINE_CUT,    /* html-text.h: all below is somebody else's */
	LINE_GONE,   /* decided: not part of the new text */
	LINE_KIND_COUNT
} LineKind;

typedef struct Line {
	char *text; /* without trailing blanks; NUL-terminated, borrowed from the buffer */
	LineKind kind;
	gboolean credit; /* html-text.h: introduces a quote */
} Line;

typedef struct Lines {
	char *buffer;
	Line *line;
	guint n;
} Lines;

Lines *lines_split(const char *text);
void lines_free(Lines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lines, lines_free)

/* The index of the first line from `at` on that is not blank (or gone), or n. */
guint lines_next(const Lines *lines, guint at);

/* What can be found in a piece of text (raw or folded). */
gboolean text_has_mailbox(const char *text); /* something@something */
gboolean text_has_time(const char *text);    /* 18:54, 18.30, 9h05, 下午3:05 */
gboolean text_has_date(const char *text);    /* a year with a day, or 3/4/17, 2017-11-24, 27 grudnia 2016 */

/* Case-folded copy with blanks of every kind made one and quotes and asterisks kept. Free with g_free. */
char *text_fold(const char *text);
