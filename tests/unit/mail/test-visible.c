/* SPDX-License-Identifier: MIT
 *
 * test-visible.c: the new text of replies, by client, language and quoting style. The messages are made up for this.
 */
#include "../table.h"
#include "mail/html-text.h"
#include "mail/visible.h"

typedef struct Case {
	const char *name, *text, *want;
} Case;

static void run(const Case *cases, guint n)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *form = NULL;
		g_autofree char *got = visible_text(cases[i].text, &form);

		table_text(cases[i].name, got, cases[i].want);
	}
}

#define QUOTE "> Jane, Acme Corp has one vote on this.\n>\n> NO\n"

static void test_introductions(void **state)
{
	static const Case cases[] = {
		{"english", "YES\n\nOn Tue, Dec 1, 2026 at 9:00 AM DMTF Robot <robot@dmtf.example> wrote:\n" QUOTE,
			"YES"},
		{"english, two lines",
			"YES\n\nOn Tue, Dec 1, 2026 at 9:00 AM DMTF Robot\n<robot@dmtf.example> wrote:\n" QUOTE,
		 "YES"},
		{"english, no marks",
			"YES\n\nOn Tue, Dec 1, 2026 at 9:00 AM DMTF Robot <robot@dmtf.example> wrote:\n\nNO\n", "YES"},
		{"english, two lines below an answer with a date",
			"DATE 2026-12-04\n\nOn Tue, Dec 1, 2026 at 9:00 AM DMTF Robot <\nrobot@dmtf.example> wrote:\n\n"
			QUOTE, "DATE 2026-12-04"},
		{"german", "JA\n\nAm 01.12.2026 um 09:00 schrieb DMTF Robot <robot@dmtf.example>:\n" QUOTE, "JA"},
		{"german, no marks",
			"JA\n\nAm Di., 1. Dez. 2026 um 09:00 Uhr schrieb Robot <robot@dmtf.example>:\n\nNO", "JA"},
		{"french", "OUI\n\nLe mar. 1 déc. 2026 à 09:00, Robot <robot@dmtf.example> a écrit :\n" QUOTE, "OUI"},
		{"spanish", "SÍ\n\nEl mar, 1 dic 2026 a las 9:00, Robot (<robot@dmtf.example>) escribió:\n" QUOTE,
			"SÍ"},
		{"italian", "sì\n\nIl giorno mar 1 dic 2026 alle ore 09:00 Robot <robot@dmtf.example> ha "
			 "scritto:\n" QUOTE, "sì"},
		{"portuguese", "sim\n\nEm ter., 1 de dez. de 2026 às 09:00, Robot <robot@dmtf.example> "
			 "escreveu:\n" QUOTE, "sim"},
		{"dutch", "ja\n\nOp di 1 dec 2026 om 09:00 schreef Robot <robot@dmtf.example>:\n" QUOTE, "ja"},
		{"polish", "tak\n\nwt., 1 gru 2026 o 09:00 Robot <robot@dmtf.example> napisał(a):\n" QUOTE, "tak"},
		{"russian", "да\n\nвт, 1 дек. 2026 г. в 09:00, Robot <robot@dmtf.example>:\n" QUOTE, "да"},
		{"japanese", "賛成\n\n2026年12月1日(火) 9:00 Robot <robot@dmtf.example>:\n" QUOTE, "賛成"},
		{"chinese", "赞成\n\n在 2026年12月1日，上午9:00，Robot <robot@dmtf.example> 写道：\n" QUOTE, "赞成"},
		{"swedish", "ja\n\nDen tis 1 dec. 2026 kl 09:00 skrev Robot <robot@dmtf.example>:\n" QUOTE, "ja"},
		{"language we do not know", "ee\n\nZz 2026-12-01 09:00 Robot <robot@dmtf.example> xyzzy:\n" QUOTE,
			"ee"},
	};
	run(cases, G_N_ELEMENTS(cases));
}

static void test_blocks(void **state)
{
	static const Case cases[] = {
		{"outlook", "YES\n\nFrom: Robot <robot@dmtf.example>\nSent: Tuesday, December 1, 2026 9:00 AM\n"
			    "To: Jane Doe <jane@acme.example>\nSubject: [WR-12] Work register\n\n"
			    "Reply with YES or NO\nNO\n", "YES"},
		{"outlook, german, rule", "JA\n\n________________________________\nVon: Robot <robot@dmtf.example>\n"
					  "Gesendet: Dienstag, 1. Dezember 2026 09:00\nAn: Jane\nBetreff: x\n\nNO\n",
						"JA"},
		{"bold labels", "YES\n\n*From:* Robot [mailto:robot@dmtf.example]\n*Sent:* 1 December 2026 09:00\n"
			 "*To:* Jane\n"
				"*Subject:* x\n\nNO\n", "YES"},
		{"original message", "YES\n\n-----Original Message-----\nNO\n", "YES"},
		{"ursprüngliche", "JA\n\n-----Ursprüngliche Nachricht-----\nNO\n", "JA"},
		{"forwarded", "YES\n\n---------- Forwarded message ---------\nFrom: x\nNO", "YES"},
		{"dashes with a verb",
			"YES\n\n---- On Tue, 01 Dec 2026 09:00:00 +0000 robot@dmtf.example wrote ----\n\nNO\n", "YES"},
		{"reply above", "YES\n\n## Reply above this line ##\n\nNO\n", "YES"},
		{"cut", "YES\n" HTML_CUT "\nNO\n", "YES"},
	};
	run(cases, G_N_ELEMENTS(cases));
}

static void test_styles(void **state)
{
	static const Case cases[] = {
		{"bottom", "On Tue, Dec 1, 2026 Robot <robot@dmtf.example> wrote:\n" QUOTE "\nYES\n", "YES"},
		{"between", "On Tue, Dec 1, 2026 Robot <robot@dmtf.example> wrote:\n> first?\n\none\n\n> second?\n\n"
			 "two\n", "one\n\ntwo"},
		{"prose with a date", "YES\n\nOn 4 December 2026 at 17:00 we will:\n- meet\n- vote\n",
		 "YES\n\nOn 4 December 2026 at 17:00 we will:\n- meet\n- vote"},
		{"prose that names headers", "YES\n\nSubject: I would change it.\n",
			"YES\n\nSubject: I would change it."},
		{"signature", "YES\n\nFine.\n\n-- \nJane Doe\nAcme Corp\n", "YES\n\nFine."},
		{"mobile", "YES\n\nSent from my phone\n\nOn Tue, Dec 1, 2026 Robot <robot@dmtf.example> "
			 "wrote:\n" QUOTE, "YES"},
		{"mobile, german", "JA\n\nVon meinem iPhone gesendet\n", "JA"},
		{"outlook mobile", "YES\n\nGet Outlook for iOS<https://aka.ms/x>\n", "YES"},
		{"disclaimer", "YES\n\nThis e-mail is confidential and intended solely for the addressee. If you "
			 "have received it in "
			       "error, notify the sender and delete it.\n", "YES"},
		{"disclaimer below a rule",
			"YES\n\n**********************************\nThis message is confidential and may be "
					    "privileged.\n\nBig Corp, registered in Nowhere\n"
					    "**********************************\n", "YES"},
		{"list footer", "YES\n\n_______________________________________________\nac mailing list\n"
			 "ac@lists.example\n", "YES"},
		{"wrapped quote", "YES\n\n> a very long line that a client somewhere on the way has wrapped behind\n"
			 "the margin\n> b\n", "YES"},
		{"empty", "", ""},
		{"only a quote", QUOTE, ""},
	};
	run(cases, G_N_ELEMENTS(cases));
}

static void test_form(void **state)
{
	g_autofree char *form = NULL;
	g_autofree char *text = visible_text("> Your vote:\n> [x] YES\n> [ ] NO\n> [X] why not\n", &form);

	table_text("text", text, "");
	table_text("form", form, "YES\nwhy not");
}

static void test_html(void **state)
{
	static const Case cases[] = {
		{"gmail", "<div dir=\"ltr\">YES<div>Fine.</div></div><br><div class=\"gmail_quote\"><div "
			 "class=\"gmail_attr\">On Tue, "
			  "Robot wrote:<br></div><blockquote class=\"gmail_quote\">NO</blockquote></div>",
				"YES\nFine."},
		{"gmail, between", "<div class=\"gmail_quote\"><div class=\"gmail_attr\">Robot wrote:</div><blockquote "
				   "class=\"gmail_quote\">first?</blockquote><div>one</div><blockquote "
				   "class=\"gmail_quote\">second?"
				   "</blockquote><div>two</div></div>", "one\n\ntwo"},
		{"outlook", "<p>YES</p><div id=\"divRplyFwdMsg\"><b>Xxx:</b> Robot</div><div>NO</div>", "YES"},
		{"outlook renamed", "<p>YES</p><div id=\"x_divRplyFwdMsg\">Robot</div><div>NO</div>", "YES"},
		{"outlook, border", "<div>YES</div><div style=\"border:none;border-top:solid #E1E1E1 "
			 "1.0pt\"><p><b>From:</b> Robot "
				    "&lt;robot@dmtf.example&gt;<br><b>Sent:</b> Tuesday, 1 December 2026 "
				    "09:00<br><b>To:</b> Jane<br>"
				    "<b>Subject:</b> x</p></div><p>NO</p>", "YES"},
		{"apple", "YES<br><blockquote type=\"cite\">On 1 Dec 2026, Robot wrote:<br>NO</blockquote>", "YES"},
		{"thunderbird", "<p>YES</p><div class=\"moz-cite-prefix\">foo bar</div><blockquote "
			 "type=\"cite\">NO</blockquote>", "YES"},
		{"yahoo", "<div>YES</div><div id=\"ydp1\" class=\"yahoo_quoted\"><div>On Tuesday Robot "
			 "wrote:</div>NO</div>", "YES"},
		{"indent is no quote",
			"<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">YES</blockquote>", "YES"},
		{"script and style", "<style>p{}</style><script>NO</script><p>YES</p>", "YES"},
		{"hidden", "<div style=\"display:none\">NO</div>YES", "YES"},
		{"list", "<ul><li>one</li><li>two</li></ul>", "- one\n- two"},
		{"entities", "<p>a &amp; b &lt;c&gt; caf&eacute;</p>", "a & b <c> café"},
		{"not closed", "<p>YES<b>!", "YES!"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = html_text(cases[i].text);
		g_autofree char *form = NULL;
		g_autofree char *got = visible_text(text, &form);

		table_text(cases[i].name, got, cases[i].want);
	}
}

static void test_html_hostile(void **state)
{
	g_autoptr(GString) html = g_string_new("<p>YES</p><a ");

	for (guint i = 0; i < 20000; i++)
		g_string_append_printf(html, "a%u=1 ", i);
	g_string_append(html, ">x</a><img src=\"");
	for (guint i = 0; i < 20000; i++)
		g_string_append(html, "AAAA");
	g_string_append(html, "\"><p>below</p>");
	g_autofree char *text = html_text(html->str);

	table_text("oversized tags are left out", text, "YES\n\nx\n\nbelow\n");
	g_string_assign(html, "");
	for (guint i = 0; i < 60000; i++)
		g_string_append(html, "<div>");
	gint64 start = g_get_monotonic_time();
	g_autofree char *deep = html_text(html->str);

	assert_true(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC);
	g_string_assign(html, "");
	for (guint i = 0; i < 40000; i++)
		g_string_append(html, "<a b=\">");
	g_autofree char *open = html_text(html->str);

	assert_non_null(open);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_introductions), cmocka_unit_test(test_blocks), cmocka_unit_test(test_styles),
		cmocka_unit_test(test_form), cmocka_unit_test(test_html), cmocka_unit_test(test_html_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
