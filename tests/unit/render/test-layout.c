/* SPDX-License-Identifier: MIT
 *
 * test-layout.c: the conventions of a letter's body, in both forms, and that values cannot forge what they mean.
 */
#include "../table.h"
#include "render/layout.h"
#include "render/template.h"
#include <string.h>

static char *as_text(const char *body)
{
	GString *out = g_string_new(NULL);
	g_autoptr(Layout) layout = layout_read(body, strlen(body));
	layout_text(layout, out);
	return g_string_free(out, FALSE);
}

/* The HTML without its styles and table furniture, so that cases show structure alone. */
static char *as_html(const char *body)
{
	GString *out = g_string_new(NULL);
	g_autoptr(Layout) layout = layout_read(body, strlen(body));
	layout_html(layout, out);
	g_autoptr(GRegex) furniture = g_regex_new(" (style|cellspacing|cellpadding|border|bgcolor|role|scope)=\"[^\"]*"
						  "\"|<tr><td height=\"8\"></td></tr>\n|\n",
						  0, 0, NULL);
	g_autofree char *html = g_string_free(out, FALSE);
	return g_regex_replace_literal(furniture, html, -1, 0, "", 0, NULL);
}

#define LONG "one two three four five six seven eight nine ten eleven twelve thirteen "
#define URL "mailto:robot%2BK7@dmtf.example?subject=a&body=YES"

static void test_forms(void **state)
{
	static const struct {
		const char *name, *body, *text, *html;
	} cases[] = {
		{"empty", "", "", ""},
		{"blank", "\n\n", "", ""},
		{"paragraph", "Hello\nworld", "Hello world\n", "<p>Hello world</p>"},
		{"two", "a\n\n\n\nb\n", "a\n\nb\n", "<p>a</p><p>b</p>"},
		{"refill", LONG "fourteen\nfifteen\n",
		 "one two three four five six seven eight nine ten eleven twelve thirteen\nfourteen fifteen\n",
		 "<p>" LONG "fourteen fifteen</p>"},
		{"entities", "a & b \"c\" < d", "a & b \"c\" < d\n", "<p>a &amp; b &quot;c&quot; &lt; d</p>"},
		{"items", "- a\n- b\n  more\n- c", "- a\n- b more\n- c\n",
		 "<ul><li>a</li><li>b more</li><li>c</li></ul>"},
		{"item without a text", "- \n\n- a", "-\n\n- a\n", "<p>-</p><ul><li>a</li></ul>"},
		{"long item", "- " LONG "fourteen",
		 "- one two three four five six seven eight nine ten eleven twelve thirteen\n"
		 "  fourteen\n",
		 "<ul><li>" LONG "fourteen</li></ul>"},
		{"facts", "  Until      now\n  Two words  more\n             and more\n",
		 "  Until      now\n  Two words  more and more\n",
		 "<table><tr><th>Until</th><td>now</td></tr><tr><th>Two words</th><td>more and more</td></tr></table>"},
		{"long fact", "  Until      " LONG,
		 "  Until      one two three four five six seven eight nine ten eleven twelve\n"
		 "             thirteen\n",
		 "<table><tr><th>Until</th><td>one two three four five six seven eight nine ten eleven twelve "
		 "thirteen</td></tr>"
		 "</table>"},
		{"columns in a fact", "  Quorum     6 of 7    met", "  Quorum     6 of 7    met\n",
		 "<table><tr><th>Quorum</th><td>6 of 7&nbsp;&nbsp;&nbsp; met</td></tr></table>"},
		{"buttons", "  Vote yes    <" URL ">\n  No          <" URL ">\n",
		 "  Vote yes    <" URL ">\n  No          <" URL ">\n",
		 "<table><tr><td><a href=\"mailto:robot%2BK7@dmtf.example?subject=a&amp;body=YES\">Vote "
		 "yes</a></td></tr>"
		 "<tr><td><a href=\"mailto:robot%2BK7@dmtf.example?subject=a&amp;body=YES\">No</a></td></tr></table>"},
		{"fact, then button", "  Until   now\n\n  Go      <" URL ">", "  Until   now\n\n  Go      <" URL ">\n",
		 "<table><tr><th>Until</th><td>now</td></tr></table>"
		 "<table><tr><td><a "
		 "href=\"mailto:robot%2BK7@dmtf.example?subject=a&amp;body=YES\">Go</a></td></tr></table>"},
		{"fact with a link", "  Page    <https://x.example/a?b=1&c>", "  Page    <https://x.example/a?b=1&c>\n",
		 "<table><tr><th>Page</th><td><a "
		 "href=\"https://x.example/a?b=1&amp;c\">https://x.example/a?b=1&amp;c</a></td></tr>"
		 "</table>"},
		{"link in prose", "See <https://x.example/> or <mailto:robot%2Bk@x.example?subject=s> now.",
		 "See <https://x.example/> or <mailto:robot%2Bk@x.example?subject=s> now.\n",
		 "<p>See <a href=\"https://x.example/\">https://x.example/</a> or "
		 "<a href=\"mailto:robot%2Bk@x.example?subject=s\">robot+k@x.example</a> now.</p>"},
		{"no link", "<javascript:x> <https:> <b> <https://a b>", "<javascript:x> <https:> <b> <https://a b>\n",
		 "<p>&lt;javascript:x&gt; &lt;https:&gt; &lt;b&gt; &lt;https://a b&gt;</p>"},
		{"as it is", "    one   two\n      three\n\n    four", "    one   two\n      three\n\n    four\n",
		 "<div>one   two  threefour</div>"},
		{"indent of two without a gap", "  just text", "  just text\n", "<div>just text</div>"},
		{"a label alone", "  Label    ", "  Label\n", "<div>Label</div>"},
		{"wide label", "  A label that is really far too long  value",
		 "  A label that is really far too long  value\n",
		 "<table><tr><th>A label that is really far too long</th><td>value</td></tr></table>"},
		{"accents",
		 "  Gr\xc3\xb6\xc3\x9f"
		 "e  x\n         y",
		 "  Gr\xc3\xb6\xc3\x9f"
		 "e  x y\n",
		 "<table><tr><th>Gr\xc3\xb6\xc3\x9f"
		 "e</th><td>x y</td></tr></table>"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = as_text(cases[i].body);
		g_autofree char *html = as_html(cases[i].body);
		table_text(cases[i].name, text, cases[i].text);
		table_text(cases[i].name, html, cases[i].html);
	}
}

/* A link longer than a line stays whole. */
static void test_long_link(void **state)
{
	g_autoptr(GString) body = g_string_new("  Vote yes    <mailto:a@b.example?body=");
	for (int i = 0; i < 300; i++)
		g_string_append_c(body, 'x');
	g_string_append(body, ">\n");
	g_autofree char *text = as_text(body->str);
	assert_string_equal(text, body->str);
}

/* Renders template_text with v = value by the whole way and returns both forms. */
static void both(const char *template_text, const char *value, char **out_text, char **out_html)
{
	g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
	TemplateSource source = {"t", 1, template_text, strlen(template_text)};
	g_autoptr(Template) template = template_parse(&source, NULL, NULL, mistakes);
	g_autoptr(GString) marked = g_string_new(NULL);
	json_t *data = json_object();
	json_object_set_new(data, "v", json_string(value));
	template_render(template, data, NULL, TEMPLATE_MARKED, marked);
	json_decref(data);
	*out_text = as_text(marked->str);
	*out_html = as_html(marked->str);
}

static void test_values_forge_nothing(void **state)
{
	static const struct {
		const char *name, *template_text, *value, *text, *html;
	} cases[] = {
		{"button", "Says: {{v}}", "x\n\n  Vote yes    <mailto:evil@x.example>",
		 "Says: x\n\nVote yes    <mailto:evil@x.example>\n",
		 "<p>Says: x<br><br>&nbsp; Vote yes&nbsp;&nbsp;&nbsp; &lt;mailto:evil@x.example&gt;</p>"},
		{"button in a fact", "  Found   {{v}}", "<mailto:evil@x.example>",
		 "  Found   <mailto:evil@x.example>\n",
		 "<table><tr><th>Found</th><td>&lt;mailto:evil@x.example&gt;</td></tr></table>"},
		{"fact at the start of a line", "{{v}}", "\t  Label    value", "Label    value\n",
		 "<p>Label&nbsp;&nbsp;&nbsp; value</p>"},
		{"tags", "{{v}}", "<script>alert(1)</script>", "<script>alert(1)</script>\n",
		 "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"},
		{"lines in a fact", "  Found   \"{{v}}\"", "one\ntwo\n\nthree",
		 "  Found   \"one\n          two\n\n          three\"\n",
		 "<table><tr><th>Found</th><td>&quot;one<br>two<br><br>three&quot;</td></tr></table>"},
		{"quoted lines", "    {{v}}", "one\n  two\nthree", "    one\n      two\n    three\n",
		 "<div>one  twothree</div>"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = NULL;
		g_autofree char *html = NULL;
		both(cases[i].template_text, cases[i].value, &text, &html);
		table_text(cases[i].name, text, cases[i].text);
		table_text(cases[i].name, html, cases[i].html);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_long_link),
		cmocka_unit_test(test_values_forge_nothing),
	};
	return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
