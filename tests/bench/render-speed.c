/* SPDX-License-Identifier: MIT
 *
 * render-speed.c: how many letters a second are rendered (text and HTML) and composed, for each sample letter of the
 * unit tests. Prints, asserts nothing. Run from the top of the source tree.
 */
#include <string.h>

#include "base/json.h"
#include "render/letterbook.h"
#include "render/message.h"

#define ROUNDS 5000

static void measure(const LetterBook *book, const char *name)
{
	g_autofree char *path = g_strdup_printf("tests/unit/render/golden/%s.json", name);
	g_autoptr(Json) data = json_load_file(path, 0, NULL);
	g_assert(data);
	gint64 rendering = 0;
	gint64 composing = 0;
	gsize size = 0;
	for (int i = 0; i < ROUNDS; i++) {
		g_autofree char *text = NULL;
		g_autofree char *html = NULL;
		gint64 start = g_get_monotonic_time();
		g_assert(letterbook_render(book, name, data, &text, &html, NULL));
		gint64 rendered = g_get_monotonic_time();
		MessageSpec spec = {
			.from_address = "robot@dmtf.example",
			.from_name = "DMTF registers",
			.to_address = "jane@acme.example",
			.to_name = "Jane Doe",
			.subject = "[WR-12] Work register with SNIA",
			.message_id = "l.91be04@dmtf.example",
			.date = 1796421600,
			.text = text,
			.html = html,
		};
		g_autoptr(GBytes) bytes = message_compose(&spec);
		composing += g_get_monotonic_time() - rendered;
		rendering += rendered - start;
		size = g_bytes_get_size(bytes);
	}
	g_print("%-10s %6.1f us rendered  %6.1f us composed  %6.0f letters/s  %" G_GSIZE_FORMAT " bytes\n", name,
		(double)rendering / ROUNDS, (double)composing / ROUNDS, ROUNDS * 1e6 / (double)(rendering + composing),
		size);
}

int main(void)
{
	static const char *const names[] = {"ask-vote", "receipt", "unclear", "result", NULL};
	g_autoptr(GError) error = NULL;
	g_autoptr(LetterBook) book = letterbook_load("tests/unit/render/letters", names, NULL, &error);
	if (!book)
		g_error("%s", error->message);
	for (const char *const *name = names; *name; name++)
		measure(book, *name);
	return 0;
}
