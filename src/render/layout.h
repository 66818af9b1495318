/* SPDX-License-Identifier: MIT
 *
 * layout.h: one body, two forms. A letter is written as plain text by a few conventions; from it come the text as it is
 * sent and the same content as HTML, so that both always say the same.
 *
 *   Prose without indent is a paragraph, refilled to 76 columns; a blank line ends it.
 *   - a line that begins with "- " is an item of a list; lines indented by two blanks go on with it.
 *     Label      value          two blanks, a label, at least two blanks, a value: a row of a table of facts
 *                more value     lines indented further go on with it
 *     Label      <mailto:…>     a row whose value is such a link: a button in HTML
 *       anything                any other indented line: kept as it is (quoted text, tables)
 *   <https://…> and <mailto:…> anywhere: a link.
 *
 * The input is rendered with TEMPLATE_MARKED (template.h): a value's own line ends continue where the value began, and
 * neither they nor a "<" in a value can make a row, a button or a link.
 */
#pragma once
#include <glib.h>

#define LAYOUT_COLUMNS 76

/* A marked body taken apart by these conventions, once for both forms. */
typedef struct Layout Layout;

Layout *layout_read(const char *body, gsize length);
void layout_free(Layout *layout); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Layout, layout_free)

/* Appends the text form: wrapped, at most one blank line in a row, ending in one line end. A link is never broken. */
void layout_text(const Layout *layout, GString *out);

/* Appends the HTML form: block elements with inline styles only, for the inside of a page's content cell. */
void layout_html(const Layout *layout, GString *out);
