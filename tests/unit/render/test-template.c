/* SPDX-License-Identifier: MIT
 *
 * test-template.c: every construct of the template language, every mistake with its line, what becomes of values.
 */
#include "../table.h"
#include "base/json.h"
#include "render/template.h"
#include <string.h>

static gboolean no_cycle_parts(const char *name, TemplateSource *out_source, gpointer data)
{
	static const struct {
		const char *name, *text;
	} parts[] = {{"sign", "the {{robot}}\n"}, {"broken", "\n{{#x}}\n"}, {"self", "{{>self}}"}, {"close", "{{/x}}"}};
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		if (strcmp(parts[i].name, name) == 0) {
			*out_source = (TemplateSource){parts[i].name, 1, parts[i].text, strlen(parts[i].text)};
			return TRUE;
		}
	return FALSE;
}

/* The rendering, or the mistakes joined by "|". */
static char *render(const char *text, const char *json, const char *over_json, TemplateKind kind)
{
	g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
	TemplateSource source = {"t", 1, text, strlen(text)};
	g_autoptr(Template) template = template_parse(&source, no_cycle_parts, NULL, mistakes);
	if (!template) {
		g_ptr_array_add(mistakes, NULL);
		return g_strjoinv("|", (char **)mistakes->pdata);
	}
	assert_int_equal(mistakes->len, 0);
	g_autoptr(Json) data = json_loads(json, 0, NULL);
	g_autoptr(Json) over = over_json ? json_loads(over_json, 0, NULL) : NULL;
	assert_non_null(data);
	GString *out = g_string_new(NULL);
	template_render(template, data, over, kind, out);
	return g_string_free(out, FALSE);
}

static void test_constructs(void **state)
{
	static const struct {
		const char *text, *json, *want;
	} cases[] = {
		{"plain", "{}", "plain"},
		{"", "{}", ""},
		{"a {{name}} b", "{\"name\":\"Jane\"}", "a Jane b"},
		{"a {{ name }} b", "{\"name\":\"Jane\"}", "a Jane b"},
		{"{{a.b}}{{a.c.d}}", "{\"a\":{\"b\":1,\"c\":{\"d\":\"x\"}}}", "1x"},
		{"[{{none}}{{a.none}}{{b.c}}]", "{\"a\":{},\"b\":\"text\"}", "[]"},
		{"{{n}} {{r}} {{t}} {{f}} {{z}} {{o}} {{l}}",
		 "{\"n\":-3,\"r\":1.5,\"t\":true,\"f\":false,\"z\":null,\"o\":{},\"l\":[1]}", "-3 1.5 true false   "},
		{"{{#l}}<{{x}}>{{/l}}", "{\"l\":[{\"x\":1},{\"x\":2}]}", "<1><2>"},
		{"{{#l}}{{.}},{{/l}}", "{\"l\":[\"a\",\"b\"]}", "a,b,"},
		{"{{#l}}{{.}}{{^-last}}, {{/-last}}{{/l}}", "{\"l\":[\"a\",\"b\",\"c\"]}", "a, b, c"},
		{"{{#l}}{{#-first}}^{{/-first}}{{#y}}{{#-last}}${{/-last}}{{/y}}{{.}}{{/l}}",
		 "{\"l\":[1,2],\"y\":true}", "^1$2"},
		{"{{#-first}}x{{/-first}}", "{}", ""},
		{"{{#o}}{{x}}{{outer}}{{/o}}", "{\"o\":{\"x\":1},\"outer\":2}", "12"},
		{"{{#o}}{{x}}{{/o}}", "{\"o\":{\"x\":1},\"x\":2}", "1"},
		{"{{#l}}{{#m}}{{.}}{{n}}{{/m}}{{/l}}", "{\"l\":[{\"n\":1,\"m\":[7,8]},{\"n\":2,\"m\":[9]}]}", "718192"},
		{"{{#t}}yes{{/t}}{{^t}}no{{/t}}", "{\"t\":\"x\"}", "yes"},
		{"{{#t}}yes{{/t}}{{^t}}no{{/t}}", "{\"t\":\"\"}", "no"},
		{"{{#t}}yes{{/t}}{{^t}}no{{/t}}", "{\"t\":0}", "no"},
		{"{{#t}}yes{{/t}}{{^t}}no{{/t}}", "{\"t\":0.0}", "no"},
		{"{{#t}}yes{{/t}}{{^t}}no{{/t}}", "{\"t\":[]}", "no"},
		{"{{#t}}yes{{/t}}{{^t}}no{{/t}}", "{\"t\":null}", "no"},
		{"{{#t}}yes{{/t}}{{^t}}no{{/t}}", "{\"t\":false}", "no"},
		{"{{#t}}yes{{/t}}{{^t}}no{{/t}}", "{}", "no"},
		{"{{#t}}yes{{/t}}{{^t}}no{{/t}}", "{\"t\":{}}", "yes"},
		{"{{#a.b}}{{c}}{{/a.b}}", "{\"a\":{\"b\":{\"c\":5}}}", "5"},
		{"{{#t}}a{{/t}}{{#t}}b{{/t}}c", "{\"t\":1}", "abc"},
		{"{{#t}}{{#f}}a{{/f}}{{/t}}b", "{\"t\":1}", "b"},
		{"a{{! nothing\n at all }}b", "{}", "ab"},
		{"a\n  {{! alone }}  \nb\n", "{}", "a\nb\n"},
		{"a\n{{#t}}\nb\n{{/t}}\nc\n", "{\"t\":1}", "a\nb\nc\n"},
		{"a\n{{#t}}\nb\n{{/t}}\nc\n", "{}", "a\nc\n"},
		{"{{#t}}\nb\n{{/t}}", "{\"t\":1}", "b\n"},
		{"{{#t}} b\n{{/t}}", "{\"t\":1}", " b\n"},
		{"{{#t}}{{/t}}\nb", "{\"t\":1}", "\nb"},
		{"  {{v}}\nb", "{\"v\":1}", "  1\nb"},
		{"x\n{{>sign}}\ny", "{\"robot\":\"R2\"}", "x\nthe R2\ny"},
		{"x {{>sign}}y", "{\"robot\":\"R2\"}", "x the R2\ny"},
		{"{{{raw}}}", "{\"raw\":\"<b>\"}", "<b>"},
		{"a } b { c }} d", "{}", "a } b { c }} d"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = render(cases[i].text, cases[i].json, NULL, TEMPLATE_TEXT);
		table_text(cases[i].text, got, cases[i].want);
	}
}

static void test_mistakes(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"a\nb {{name", "t:2: found \"{{name\" without an end, expected }} on the same line"},
		{"{{name\n}}", "t:1: found \"{{name\" without an end, expected }} on the same line"},
		{"\n\n{{{name}}", "t:3: found \"{{{name}}\" without an end, expected }}} on the same line"},
		{"{{! never", "t:1: found \"{{! never\" without an end, expected }} on the same line"},
		{"{{}}", "t:1: found a tag without a name, expected {{name}}"},
		{"{{a b}}",
		 "t:1: found \"a b\" as a name, expected letters, digits, \"_\" and \"-\", parts separated by dots"},
		{"\n{{a..b}}",
		 "t:2: found \"a..b\" as a name, expected letters, digits, \"_\" and \"-\", parts separated by dots"},
		{"{{#x}}\n\n", "t:1: found {{#x}} without an end, expected {{/x}}"},
		{"a\n{{/x}}", "t:2: found {{/x}}, expected no end: no section is open here"},
		{"{{#x}}\n{{/y}}\n", "t:2: found {{/y}}, expected {{/x}} for the section of line 1"},
		{"{{! two\nlines }}\n{{>none}}", "t:3: found {{>none}}, expected the name of a part: no such file"},
		{"{{>self}}", "self:1: found {{>self}} inside the part self itself"},
		{"{{>broken}}", "broken:2: found {{#x}} without an end, expected {{/x}}"},
		{"{{#x}}{{>close}}{{/x}}", "close:1: found {{/x}}, expected no end: no section is open here"},
		{"{{&x}}", "t:1: found {{&, expected a name or one of {{{ {{# {{^ {{/ {{! {{>"},
		{"{{=<% %>=}}", "t:1: found {{=, expected a name or one of {{{ {{# {{^ {{/ {{! {{>"},
		{"\xff", "t:1: found bytes that are not UTF-8, expected UTF-8 text"},
		{"{{}}\n{{/x}}\n{{y", "t:1: found a tag without a name, expected {{name}}"
				      "|t:2: found {{/x}}, expected no end: no section is open here"
				      "|t:3: found \"{{y\" without an end, expected }} on the same line"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = render(cases[i].text, "{}", NULL, TEMPLATE_TEXT);
		table_text(cases[i].text, got, cases[i].want);
	}
	g_autoptr(GString) deep = g_string_new(NULL);
	for (int i = 0; i < 16; i++)
		g_string_append(deep, "{{#x}}");
	g_autofree char *got = render(deep->str, "{}", NULL, TEMPLATE_TEXT);
	assert_non_null(strstr(got, "t:1: found sections 16 deep, expected fewer"));
}

static void test_escaping(void **state)
{
	static const struct {
		const char *text, *value, *plain, *marked, *html, *header;
	} cases[] = {
		{"{{v}}", "a & <b> \"c\" 'd'", "a & <b> \"c\" 'd'",
		 "a & \x02"
		 "b\x03 \"c\" 'd'",
		 "a &amp; &lt;b&gt; &quot;c&quot; &#39;d&#39;", "a & <b> \"c\" 'd'"},
		{"{{{v}}}", "<a&b>", "<a&b>", "<a&b>", "<a&b>", "<a&b>"},
		{"{{{v}}}", "a\nb\x1b", "a\nb", "a\nb", "a\nb", "a b "},
		{"x {{v}}", "1\r\n2\n", "x 1\n2",
		 "x 1\x01"
		 "2",
		 "x 1\n2", "x 1 2"},
		{"{{v}}", "  in\tdent", "  in\tdent", "in dent", "  in dent", "in dent"},
		{"{{v}}", "\x01\t  x", "\t  x", "x", "   x", "x"},
		{"x\n{{v}}", "  y", "x\n  y", "x\ny", "x\n  y", "x\n y"},
		{"a{{v}}b", "\x01\x02\x7f\x1b[31m", "a[31mb", "a[31mb", "a[31mb", "a [31mb"},
		{"a{{v}}b", "\xc2\x85\xe2\x80\xae\xe2\x81\xa6x\xe2\x80\xa8y", "ax\nyb", "ax\x01yb", "ax\nyb", "a x yb"},
		{"a{{v}}b",
		 "Gr\xc3\xb6\xc3\x9f"
		 "e \xe2\x80\x93 \xe2\x82\xac",
		 "aGr\xc3\xb6\xc3\x9f"
		 "e \xe2\x80\x93 \xe2\x82\xac"
		 "b",
		 "aGr\xc3\xb6\xc3\x9f"
		 "e \xe2\x80\x93 \xe2\x82\xac"
		 "b",
		 "aGr\xc3\xb6\xc3\x9f"
		 "e \xe2\x80\x93 \xe2\x82\xac"
		 "b",
		 "aGr\xc3\xb6\xc3\x9f"
		 "e \xe2\x80\x93 \xe2\x82\xac"
		 "b"},
		{"s: {{v}}", "x\r\nBcc: evil@x.example", "s: x\nBcc: evil@x.example",
		 "s: x\x01"
		 "Bcc: evil@x.example",
		 "s: x\nBcc: evil@x.example", "s: x Bcc: evil@x.example"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *const want[] = {cases[i].plain, cases[i].marked, cases[i].html, cases[i].header};
		g_autoptr(Json) data = json_object();
		json_object_set_new(data, "v", json_string(cases[i].value));
		g_autofree char *json = json_dumps(data, 0);
		for (int kind = 0; kind < TEMPLATE_KIND_COUNT; kind++) {
			g_autofree char *got = render(cases[i].text, json, NULL, (TemplateKind)kind);
			g_autofree char *name = g_strdup_printf("case %u kind %d", i, kind);
			table_text(name, got, want[kind]);
		}
	}
}

static void test_over(void **state)
{
	g_autofree char *got = render("{{a}}{{b}}", "{\"a\":1,\"b\":2}", "{\"a\":3}", TEMPLATE_TEXT);
	assert_string_equal(got, "32");
}

static gboolean known(const char *variable, gpointer data)
{
	static const char *const names[] = {"name", "list", "list.x", "list.inner", "list.inner.y", "a.b"};
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], variable) == 0)
			return TRUE;
	return FALSE;
}

static void test_check(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"{{name}} {{a.b}} "
		 "{{#list}}{{x}}{{name}}{{.}}{{#inner}}{{y}}{{x}}{{/inner}}{{^-last}},{{/-last}}{{/list}}",
		 ""},
		{"{{x}}\n",
		 "t:1: found the variable \"x\", which this letter does not have; mailtemplates/README lists those "
		 "it has\n"},
		{"\n{{^list}}{{x}}{{/list}}", "t:2: found the variable \"x\", which this letter does not have; "
					      "mailtemplates/README lists those it has\n"},
		{"\n{{#list}}\n{{y}}{{/list}}{{#nope}}{{name}}{{/nope}}",
		 "t:3: found the variable \"y\", which this letter does not have; mailtemplates/README lists those it "
		 "has\n"
		 "t:3: found the variable \"nope\", which this letter does not have; mailtemplates/README lists those "
		 "it has\n"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
		TemplateSource source = {"t", 1, cases[i].text, strlen(cases[i].text)};
		g_autoptr(Template) template = template_parse(&source, NULL, NULL, mistakes);
		assert_non_null(template);
		template_check(template, known, NULL, mistakes);
		g_autoptr(GString) all = g_string_new(NULL);
		for (guint m = 0; m < mistakes->len; m++)
			g_string_append_printf(all, "%s\n", (char *)mistakes->pdata[m]);
		table_text(cases[i].text, all->str, cases[i].want);
	}
}

static void test_variables(void **state)
{
	const char *text = "{{b}} {{#list}}{{a.c}}{{.}}{{/list}} {{b}}";
	g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
	TemplateSource source = {"t", 1, text, strlen(text)};
	g_autoptr(Template) template = template_parse(&source, NULL, NULL, mistakes);
	g_auto(GStrv) names = template_variables(template);
	g_autofree char *joined = g_strjoinv(" ", names);
	assert_string_equal(joined, ". a.c b list");
}

typedef struct UseCase {
	const char *text, *name;
	gboolean used;
} UseCase;

/* A name may be a member of each section around it; what is used brings what it is a member of. */
static const UseCase use_cases[] = {
	{"{{a.b}}", "a.b", TRUE},
	{"{{a.b}}", "a", TRUE},
	{"{{a.b}}", "a.c", FALSE},
	{"{{a.b}}", "b", FALSE},
	{"{{#a}}{{b}}{{/a}}", "a.b", TRUE},
	{"{{#a}}{{b}}{{/a}}", "b", TRUE},
	{"{{#a}}{{b}}{{/a}}{{c}}", "a.c", FALSE},
	{"{{^a}}{{b}}{{/a}}", "a.b", FALSE},
	{"{{^a}}{{b}}{{/a}}", "b", TRUE},
	{"{{#a}}{{#b.c}}{{d}}{{/b.c}}{{/a}}", "a.b.c.d", TRUE},
	{"{{#a}}{{#b.c}}{{d}}{{/b.c}}{{/a}}", "b.c.d", TRUE},
	{"{{#a}}{{#b.c}}{{d}}{{/b.c}}{{/a}}", "a.d", TRUE},
	{"{{#a}}{{#-last}}{{b}}{{/-last}}{{.}}{{/a}}", "a.b", TRUE},
	{"{{#a}}{{^b}}{{{c}}}{{/b}}{{/a}}", "a.c", TRUE},
	{"{{>sign}}", "robot", TRUE},
};

static void test_uses(void **state)
{
	for (gsize i = 0; i < G_N_ELEMENTS(use_cases); i++) {
		const UseCase *c = &use_cases[i];
		g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
		TemplateSource source = {"t", 1, c->text, strlen(c->text)};
		g_autoptr(Template) template = template_parse(&source, no_cycle_parts, NULL, mistakes);
		assert_non_null(template);
		g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		template_uses(template, names);
		table_int(c->text, g_hash_table_contains(names, c->name), c->used);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_constructs), cmocka_unit_test(test_mistakes), cmocka_unit_test(test_escaping),
		cmocka_unit_test(test_over),	   cmocka_unit_test(test_check),    cmocka_unit_test(test_variables),
		cmocka_unit_test(test_uses),
	};
	return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
