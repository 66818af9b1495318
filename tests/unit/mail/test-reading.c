/* SPDX-License-Identifier: MIT
 *
 * test-reading.c: whole messages: structure, charsets, envelope, tokens, class, verdict, and hostile ones. All of them
 * are made up for this.
 */
#include "../table.h"
#include "mail/reading.h"
#include <string.h>

#define HEAD                                                                                                           \
	"From: Jane Doe <Jane@Acme.example>\nTo: robot@dmtf.example\nSubject: Re: [WR-12] x\n"                         \
	"Message-ID: <m1@acme.example>\n"
#define ANSWER HEAD "In-Reply-To: <0123456789ABCDEF.BAL-40@dmtf.example>\n"
#define TOKEN "0123456789ABCDEF"

static const AnswerWord vote[] = {{"YES", NULL, FALSE, FALSE}, {"NO", NULL, FALSE, FALSE}, {"ABSTAIN", NULL, FALSE,
	FALSE}};
static char *robots[] = {(char *)"robot@dmtf.example", NULL};
static const ReaderConfig config = {
	.robots = robots,
	.sub_address = (char *)"plus",
	.domain = (char *)"dmtf.example",
	.authserv_id = (char *)"mx.dmtf.example",
	.content_max = 1024,
};

static InMail *read_text(const char *text)
{
	return reading_mail(text, strlen(text), &config, vote, G_N_ELEMENTS(vote));
}

static void test_texts(void **state)
{
	static const struct {
		const char *name, *mail, *text;
	} cases[] = {
		{"plain", HEAD "\nYES\n", "YES"},
		{"crlf", "From: a@b.example\r\nSubject: x\r\n\r\nYES\r\nmore\r\n", "YES\nmore"},
		{"quoted-printable",
			HEAD "Content-Type: text/plain; charset=iso-8859-1\n"
				 "Content-Transfer-Encoding: quoted-printable\n\ncaf=E9 =\nau lait\n",
		 "café au lait"},
		{"base64", HEAD "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
			 "WUVT\n", "YES"},
		{"broken base64", HEAD "Content-Transfer-Encoding: base64\n\nWUVT!!\n==\n", "YES"},
		{"wrong label", HEAD "Content-Type: text/plain; charset=us-ascii\n\nprüfen\n", "prüfen"},
		{"no label, latin", HEAD "\npr\xfc" "fen\n", "prüfen"},
		{"utf-8 that is none", HEAD "Content-Type: text/plain; charset=utf-8\n\npr\xfc" "fen\n", "prüfen"},
		{"unknown charset", HEAD "Content-Type: text/plain; charset=x-nowhere\n\npr\xfc" "fen\n", "prüfen"},
		{"koi8-r", HEAD "Content-Type: text/plain; charset=koi8-r\n\n\xc4\xc1\n", "да"},
		{"iso-2022-jp", HEAD "Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B;?@.\x1b(B\n", "賛成"},
		{"flowed", HEAD "Content-Type: text/plain; format=flowed\n\none \ntwo\n> q \n> r\n", "one two"},
		{"alternative", HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n--b\n"
			 "Content-Type: text/html\n\n<p>html</p>\n--b--\n",
		 "plain"},
		{"alternative, empty plain",
		 HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/html\n\n"
		 "<p>html</p>\n--b--\n", "html"},
		{"not closed", HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nYES\n", "YES"},
		{"boundary that never comes", HEAD "Content-Type: multipart/mixed; boundary=b\n\nYES\n", "YES"},
		{"forwarded mail is no text", HEAD "Content-Type: message/rfc822\n\nFrom: x@y.example\n\nYES\n", ""},
		{"signed", HEAD "Content-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\n"
			 "\n--b\n\nYES\n--b\n"
				"Content-Type: application/pgp-signature\n\nx\n--b--\n", "YES"},
		{"signed in the text",
			HEAD "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nYES\n- -- \nJ\n"
				 "-----BEGIN PGP SIGNATURE-----\n\nx\n"
					    "-----END PGP SIGNATURE-----\n", "YES"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(InMail) mail = read_text(cases[i].mail);

		table_text(cases[i].name, mail->text, cases[i].text);
	}
}

static void test_contradicting_alternatives(void **state)
{
	g_autoptr(InMail) mail =
		read_text(ANSWER "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nYES\n--b\n"
			 "Content-Type: text/html\n\n"
						  "<p>NO</p>\n--b--\n");

	table_text("answer", mail->answer, "unclear");
}

static void test_envelope(void **state)
{
	g_autoptr(InMail) mail =
		read_text("From: =?utf-8?q?J=C3=A4ne?= <Jane@Acme.example>\n"
			 "To: \"Robot, the\" <robot+0123456789abcdef@DMTF.example>, bob@bolt.example\n"
			  "Delivered-To: robot@dmtf.example\nSubject: =?utf-8?b?w6Q=?= b\n"
			  "Message-ID: <m1@acme.example>\n"
			  "References: <a@b> <AAAAAAAAAAAAAAAA.1@dmtf.example>\n <BBBBBBBBBBBBBBBB.2@dmtf.example>\n"
			  "In-Reply-To: <BBBBBBBBBBBBBBBB.2@dmtf.example>\nDate: Tue, 1 Dec 2026 14:02:11 +0000\n\n"
			  "YES\n");
	const MailToken *first = g_ptr_array_index(mail->tokens, 0);
	const MailToken *second = g_ptr_array_index(mail->tokens, 1);
	const MailToken *third = g_ptr_array_index(mail->tokens, 2);

	table_text("from", mail->from, "jane@acme.example");
	table_text("name", mail->from_name, "Jäne");
	table_text("subject", mail->subject, "ä b");
	table_text("id", mail->message_id, "m1@acme.example");
	table_text("in reply to", mail->in_reply_to, "BBBBBBBBBBBBBBBB.2@dmtf.example");
	table_int("references", g_strv_length(mail->references), 3);
	table_int("recipients", g_strv_length(mail->recipients), 3);
	table_int("date", mail->date, 1796133731);
	table_int("tokens", mail->tokens->len, 3);
	table_text("address", first->token, TOKEN);
	table_int("place", first->place, TOKEN_IN_ADDRESS);
	table_text("reply", second->token, "BBBBBBBBBBBBBBBB");
	table_int("place", second->place, TOKEN_IN_REPLY_TO);
	table_text("references", third->token, "AAAAAAAAAAAAAAAA");
}

static void test_tokens(void **state)
{
	g_autoptr(InMail) bounce = read_text("From: x@y.example\nTo: robot+b-KEY234@dmtf.example\n\nx\n");
	g_autoptr(InMail) foreign = read_text("From: x@y.example\nTo: other+0123456789ABCDEF@dmtf.example\n"
					      "In-Reply-To: <0123456789ABCDEF.1@evil.example>\n"
					      "Subject: [#0123456789abcdef] x\n\nx\n");
	ReaderConfig pattern = config;
	const char *text = "From: x@y.example\nTo: r-0123456789ABCDEF@in.dmtf.example\n\nx\n";

	pattern.sub_address = (char *)"r-TOKEN@in.dmtf.example";
	g_autoptr(InMail) other = reading_mail(text, strlen(text), &pattern, NULL, 0);

	table_text("bounce key", bounce->bounce_key, "KEY234");
	table_int("no token", bounce->tokens->len, 0);
	table_int("only the subject's", foreign->tokens->len, 1);
	table_int("subject", ((MailToken *)g_ptr_array_index(foreign->tokens, 0))->place, TOKEN_IN_SUBJECT);
	table_int("pattern", other->tokens->len, 1);
}

static void test_senders(void **state)
{
	static const struct {
		const char *header, *from;
	} cases[] = {
		{"From: jane@acme.example\n", "jane@acme.example"},
		{"From: \"Doe, Jane\" <jane@acme.example>\n", "jane@acme.example"},
		{"From: jane@acme.example, bob@bolt.example\n", NULL},
		{"From: jane@acme.example\nFrom: bob@bolt.example\n", NULL},
		{"From: g:g:g:g:jane@acme.example;\n", NULL},
		{"Subject: x\n", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strconcat(cases[i].header, "\nYES\n", NULL);
		g_autoptr(InMail) mail = read_text(text);

		table_text(cases[i].header, mail->from, cases[i].from);
	}
}

static void test_digest(void **state)
{
	g_autoptr(InMail) a = read_text("Received: by x\n\tfor y\nDelivered-To: a@b.example\n" HEAD "\nYES\n");
	g_autoptr(InMail) b =
		read_text("Return-Path: <j@acme.example>\nAuthentication-Results: x; none\nARC-Seal: i=1\n" HEAD "\n"
			 "YES\n");
	g_autoptr(InMail) c = read_text(HEAD "\nNO\n");

	g_autoptr(InMail) d = read_text("YES\n"), e = read_text("NO\n");

	table_text("trace headers do not count", a->digest, b->digest);
	assert_string_not_equal(a->digest, c->digest);
	assert_string_not_equal(d->digest, e->digest); /* what is no header counts */
}

static void test_verdicts(void **state)
{
	static const struct {
		const char *headers;
		Verdict verdict;
		VerdictMethod method;
	} cases[] = {
		{"", VERDICT_NONE, VERDICT_BY_NOTHING},
		{"Authentication-Results: mx.dmtf.example; dmarc=pass header.from=acme.example\n", VERDICT_PASS,
			VERDICT_BY_DMARC},
		{"Authentication-Results: mx.dmtf.example 1;\n dmarc=fail (p=reject) header.from=acme.example\n",
			VERDICT_FAIL, VERDICT_BY_DMARC},
		{"Authentication-Results: mx.evil.example; dmarc=pass header.from=acme.example\n", VERDICT_NONE,
			VERDICT_BY_NOTHING},
		{"Authentication-Results: mx.dmtf.example; dmarc=pass header.from=evil.example\n", VERDICT_NONE,
			VERDICT_BY_NOTHING},
		{"Authentication-Results: mx.dmtf.example; dkim=pass header.d=acme.example\n", VERDICT_PASS,
			VERDICT_BY_DKIM},
		{"Authentication-Results: mx.dmtf.example; dkim=pass header.d=evil.example\n", VERDICT_NONE,
			VERDICT_BY_NOTHING},
		{"Authentication-Results: mx.dmtf.example; dkim=pass header.d=example\n", VERDICT_NONE,
			VERDICT_BY_NOTHING},
		{"Authentication-Results: mx.dmtf.example; spf=pass smtp.mailfrom=jane@acme.example\n", VERDICT_PASS,
			VERDICT_BY_SPF},
		{"Authentication-Results: mx.dmtf.example; spf=pass (dmarc=pass) smtp.mailfrom=evil.example\n",
			VERDICT_NONE, VERDICT_BY_NOTHING},
		{"Authentication-Results: mx.dmtf.example; x=\"; dmarc=pass\"\n", VERDICT_NONE, VERDICT_BY_NOTHING},
		{"Authentication-Results: mx.dmtf.example; dkim=fail header.d=acme.example\nReceived: x\n"
		 "Authentication-Results: mx.dmtf.example; dmarc=pass header.from=acme.example\n", VERDICT_FAIL,
			VERDICT_BY_DKIM},
		{"Authentication-Results: mx.dmtf.example; dmarc=fail header.from=acme.example\n"
		 "Authentication-Results: mx.dmtf.example; dmarc=pass header.from=acme.example\n", VERDICT_FAIL,
			VERDICT_BY_DMARC},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strconcat(cases[i].headers, HEAD, "\nYES\n", NULL);
		g_autoptr(InMail) mail = read_text(text);

		table_int(cases[i].headers, mail->verdict, cases[i].verdict);
		table_int(cases[i].headers, mail->method, cases[i].method);
	}
}

#define REPORT(action, status)                                                                                         \
	"From: MAILER-DAEMON@mx.example\nTo: robot+b-KEY@dmtf.example\nSubject: Delivery Status Notification\n"         \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt did not work.\n"          \
	"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"                             \
	"Final-Recipient: rfc822; <Jane@Acme.example>\nAction: " action "\nStatus: " status "\n\n--b\n"                \
	"Content-Type: message/rfc822\n\nMessage-ID: <TOKEN.1@dmtf.example>\nFrom: robot@dmtf.example\n\nYES\n--b--\n"

static void test_classes(void **state)
{
	static const struct {
		const char *name, *mail;
		MailClass class;
		const char *recipient;
	} cases[] = {
		{"reply", ANSWER "\nYES\n", MAIL_REPLY, NULL},
		{"on a list", ANSWER "List-Id: <ac.dmtf.example>\nPrecedence: list\n\nYES\n", MAIL_REPLY, NULL},
		{"failed", REPORT("failed", "5.1.1"), MAIL_BOUNCE, "jane@acme.example"},
		{"delayed", REPORT("delayed", "4.4.1"), MAIL_DELAYED, "jane@acme.example"},
		{"out of reach for days", REPORT("failed", "4.4.7"), MAIL_DELAYED, "jane@acme.example"},
		{"prove yourself", "From: noreply@gate.example\nSubject: Delivery failed: your message\nReturn-Path: <>\n\n"
				   "Your message could not be delivered: 550 waitlisted. Please add yourself to my guest list.\n",
		 MAIL_AUTO_REPLY, NULL},
		{"delivered", REPORT("delivered", "2.0.0"), MAIL_REPORT, NULL},
		{"exim", "From: Mail Delivery System <Mailer-Daemon@mx.example>\n"
			 "X-Failed-Recipients: bob@bolt.example\nAuto-Submitted: auto-replied\n"
			 "Subject: Mail delivery failed: returning message to sender\n\n"
			 "A message that you sent could not be delivered.\n\n  "
			 "bob@bolt.example\n    550 no such user\n", MAIL_BOUNCE, "bob@bolt.example"},
		{"prose", "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: robot@dmtf.example\n"
			 "Subject: failure notice\n\n"
			  "Sorry, I wasn't able to deliver your message.\n\n<bob@bolt.example>:\n"
			  "550 5.1.1 unknown user\n\n"
			  "--- Below this line is a copy of the message.\n\nReturn-Path: <robot@dmtf.example>\n"
			  "To: x@y.example\n", MAIL_BOUNCE,
		 "bob@bolt.example"},
		{"still trying", "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\n"
			 "Subject: Warning: could not send message for past 4 hours\n\n"
				 "Your message to <bob@bolt.example> has not yet been delivered.\n"
				 "You do not need to resend it.\n", MAIL_DELAYED,
		 "bob@bolt.example"},
		{"rfc 3834", HEAD "Auto-Submitted: auto-replied\n\nYES\n", MAIL_AUTO_REPLY, NULL},
		{"out of office", "From: a@b.example\nSubject: Automatic reply: [WR-12]\n\nI am away.\n",
			MAIL_AUTO_REPLY, NULL},
		{"abwesend", "From: a@b.example\nSubject: Abwesenheitsnotiz\n\nIch bin bis 4.12.2026 im Urlaub.\n",
			MAIL_AUTO_REPLY, NULL},
		{"no label at all", "From: a@b.example\nSubject: Re: x\n\nI am out of the office until Monday.\n",
			MAIL_AUTO_REPLY, NULL},
		{"a person who is away", ANSWER "\nYES\n\nI am out of the office until Monday, ask Bob.\n",
			MAIL_REPLY, NULL},
		{"generated", HEAD "Auto-Submitted: auto-generated\n\nYES\n", MAIL_BULK, NULL},
		{"newsletter", HEAD "Precedence: bulk\nList-Unsubscribe: <mailto:x@y>\n\nYES\n", MAIL_BULK, NULL},
		{"read receipt", HEAD "Content-Type: multipart/report; report-type=disposition-notification; "
			 "boundary=b\n\n--b\n\nread\n--b\n"
				      "Content-Type: message/disposition-notification\n\nDisposition: x\n--b--\n",
					MAIL_REPORT, NULL},
		{"encrypted", HEAD "Content-Type: multipart/encrypted; boundary=b\n\n--b\n"
			 "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n"
				   "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--b--\n",
					MAIL_UNREADABLE, NULL},
		{"encrypted in the text", HEAD "\n-----BEGIN PGP MESSAGE-----\n\nxx\n-----END PGP MESSAGE-----\n",
			MAIL_UNREADABLE, NULL},
		{"sealed", HEAD "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nxx\n",
			MAIL_UNREADABLE, NULL},
		{"nothing", "", MAIL_UNREADABLE, NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(InMail) mail = read_text(cases[i].mail);
		const MailFailure *failure = mail->failed->len ? g_ptr_array_index(mail->failed, 0) : NULL;

		table_text(cases[i].name, enumtab_word(&mail_class_words, mail->class),
			enumtab_word(&mail_class_words, cases[i].class));
		table_text(cases[i].name, failure ? failure->recipient : NULL, cases[i].recipient);
		if (mail->class != MAIL_REPLY)
			table_text(cases[i].name, mail->answer, "none");
	}
}

static void test_report(void **state)
{
	g_autoptr(InMail) mail = read_text(REPORT("failed", "5.1.1"));
	const MailFailure *failure = g_ptr_array_index(mail->failed, 0);

	table_text("status", failure->status, "5.1.1");
	assert_true(failure->final);
	table_text("returned", mail->returned_id, "TOKEN.1@dmtf.example");
	table_text("key", mail->bounce_key, "KEY");
}

static void test_away(void **state)
{
	static const struct {
		const char *text;
		gint64 day; /* days since 1970 */
	} cases[] = {
		{"I am away until 2026-12-04.", 20791},
		{"I am away until December 4, 2026.", 20791},
		{"I will return on Friday, 4th December.", 20791},
		{"Ich bin bis zum 4. Dezember 2026 im Urlaub.", 20791},
		{"Je suis absente jusqu'au 4 décembre 2026.", 20791},
		{"Estaré fuera hasta el 4 de diciembre de 2026.", 20791},
		{"Back on January 4.", 20822},
		{"I am away until 4/12/2026.", 0},
		{"I am away.", 0},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text =
			g_strconcat("From: a@b.example\nDate: Tue, 1 Dec 2026 09:00:00 +0000\n"
				 "Auto-Submitted: auto-replied\n\n", cases[i].text, NULL);
		g_autoptr(InMail) mail = read_text(text);

		table_int(cases[i].text, mail->away_until, cases[i].day * DAY);
	}
}

static void test_attachments(void **state)
{
	g_autoptr(InMail) mail =
		read_text(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nYES\n--b\n"
			 "Content-Type: application/pdf; name=x.pdf\n"
						"Content-Disposition: attachment; filename*=utf-8''..%2Fw%C3%A9.pdf\n"
						"Content-Transfer-Encoding: base64\n\nUERG\n--b\n"
						"Content-Type: application/ms-tnef\n\nxx\n--b--\n");
	const MailPart *pdf = g_ptr_array_index(mail->parts, 0);
	const MailPart *tnef = g_ptr_array_index(mail->parts, 1);

	table_int("number", mail->parts->len, 2);
	table_text("name", pdf->name, "wé.pdf");
	table_text("type", pdf->type, "application/pdf");
	table_int("bytes", (gint64)pdf->bytes, 3);
	assert_int_equal(g_bytes_get_size(pdf->content), 3);
	table_text("tnef", tnef->name, "winmail.dat");
}

static void hostile(const char *name, GString *bytes)
{
	gint64 start = g_get_monotonic_time();
	g_autoptr(InMail) mail = reading_mail(bytes->str, bytes->len, &config, vote, G_N_ELEMENTS(vote));

	table_text(name, enumtab_word(&mail_class_words, mail->class), "unreadable");
	table_text(name, mail->answer, "none");
	assert_non_null(mail->why_unreadable);
	assert_true(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC);
	g_string_free(bytes, TRUE);
}

static GString *repeat(const char *head, const char *piece, guint n, const char *tail)
{
	GString *out = g_string_new(head);

	for (guint i = 0; i < n; i++)
		g_string_append(out, piece);
	return g_string_append(out, tail);
}

static GString *nested(guint depth)
{
	GString *out = g_string_new(HEAD);

	for (guint i = 0; i < depth; i++)
		g_string_append_printf(out, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
	return g_string_append(out, "\nYES\n");
}

static void test_hostile(void **state)
{
	GString *nul = g_string_new_len(HEAD "\nYES\0NO\n", sizeof(HEAD "\nYES\0NO\n") - 1);
	GString *nul_head = g_string_new_len("X: \0\n" HEAD "\nYES\n", sizeof("X: \0\n" HEAD "\nYES\n") - 1);

	hostile("nul in the text", nul);
	hostile("nul in the header", nul_head);
	hostile("long header", repeat(HEAD "X: ", "aaaaaaaaaa", 2000, "\n\nYES\n"));
	hostile("many headers", repeat(HEAD, "X: a\n", 1001, "\nYES\n"));
	g_autofree char *filler = g_strnfill(300, 'a');
	g_autofree char *header = g_strdup_printf("X: %s\n", filler);

	hostile("long header block", repeat(HEAD, header, 990, "\nYES\n"));
	hostile("deep", nested(20));
	hostile("many parts", repeat(HEAD "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nYES\n", 300,
		"--b--\n"));
}

static void test_survives(void **state)
{
	g_autoptr(GString) groups = repeat("From: jane@acme.example\nTo: ", "g:", 7000, "x;\n\nYES\n");
	g_autoptr(InMail) mail = reading_mail(groups->str, groups->len, &config, vote, G_N_ELEMENTS(vote));
	g_autoptr(GString) large = repeat(HEAD "\nYES\n\n",
		"0123456789012345678901234567890123456789012345678901234567890123\n", 800000, "");
	g_autoptr(InMail) cut = reading_mail(large->str, large->len, &config, vote, G_N_ELEMENTS(vote));

	table_text("nested groups", mail->answer, "YES");
	table_text("50 MB", cut->answer, "YES");
	assert_true(strlen(cut->text) <= 256 * 1024);
}

static int open_once(void **state)
{
	reading_open();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts), cmocka_unit_test(test_contradicting_alternatives),
			cmocka_unit_test(test_envelope),
		cmocka_unit_test(test_tokens), cmocka_unit_test(test_senders), cmocka_unit_test(test_digest),
			cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_classes), cmocka_unit_test(test_report), cmocka_unit_test(test_away),
			cmocka_unit_test(test_attachments),
		cmocka_unit_test(test_hostile), cmocka_unit_test(test_survives),
	};

	return cmocka_run_group_tests(tests, open_once, NULL);
}
