/* SPDX-License-Identifier: MIT */
#include "mail/authres.h"
#include <string.h>

typedef struct Result {
	gboolean seen, pass, fail;
	char *domain;
} Result;

typedef struct Results {
	Result dmarc, dkim, spf;
	const char *from_domain;
} Results;

/* Comments out, quotes off, folds to blanks, lower case. */
static char *value_plain(MimeSpan value)
{
	GString *out = g_string_sized_new(value.length);
	int comment = 0;
	gboolean quoted = FALSE;

	for (gsize i = 0; i < value.length; i++) {
		char c = value.at[i];

		if (c == '\\' && (quoted || comment))
			i++;
		else if (!comment && c == '"')
			quoted = !quoted;
		else if (!quoted && c == '(')
			comment++;
		else if (!quoted && comment && c == ')')
			comment--;
		else if (!comment && (!quoted || (c != ';' && c != '=')))
			g_string_append_c(out, g_ascii_isspace(c) ? ' ' : g_ascii_tolower(c));
	}
	return g_string_free(out, FALSE);
}

/* The domain is From's own, or one above it that has a dot. */
static gboolean aligned(const char *domain, const char *from_domain)
{
	gsize n = strlen(domain), m = strlen(from_domain);

	if (strcmp(domain, from_domain) == 0)
		return TRUE;
	return n < m && strchr(domain, '.') && strcmp(from_domain + m - n, domain) == 0 &&
		from_domain[m - n - 1] == '.';
}

static char *property(const char *clause, const char *name)
{
	gsize length = strlen(name);

	for (const char *p = clause; (p = strstr(p, name)) != NULL; p++) {
		if ((p == clause || p[-1] == ' ') && p[length] == '=') {
			const char *value = p + length + 1;
			const char *end = value + strcspn(value, " ;");
			const char *at = memchr(value, '@', (gsize)(end - value));

			return g_strndup(at ? at + 1 : value, (gsize)(end - (at ? at + 1 : value)));
		}
	}
	return NULL;
}

static void result_take(Result *result, const char *value, char *domain, gboolean fits)
{
	gboolean pass = g_str_has_prefix(value, "pass") && !g_ascii_isalnum(value[4]);

	if (result->seen && !(pass && fits && !result->pass && !result->fail)) {
		g_free(domain);
		return;
	}
	result->seen = TRUE;
	result->pass = pass && fits;
	result->fail = (g_str_has_prefix(value, "fail") || g_str_has_prefix(value, "permerror")) &&
		!g_ascii_isalnum(value[4 + 5 * (*value == 'p')]);
	g_free(result->domain);
	result->domain = domain;
}

static void clause_read(const char *clause, Results *results)
{
	clause += strspn(clause, " ");
	if (g_str_has_prefix(clause, "dmarc=")) {
		char *domain = property(clause, "header.from");

		if (!results->dmarc.seen)
			result_take(&results->dmarc, clause + 6, domain, !domain || strcmp(domain,
				results->from_domain) == 0);
		else
			g_free(domain);
	} else if (g_str_has_prefix(clause, "dkim=")) {
		char *domain = property(clause, "header.d");

		domain = domain ? domain : property(clause, "header.i");
		result_take(&results->dkim, clause + 5, domain, domain && aligned(domain, results->from_domain));
	} else if (g_str_has_prefix(clause, "spf=")) {
		char *domain = property(clause, "smtp.mailfrom");

		if (!results->spf.seen)
			result_take(&results->spf, clause + 4, domain, domain && aligned(domain, results->from_domain));
		else
			g_free(domain);
	}
}

/* Reads one header; false when it is not our server's. */
static gboolean header_take(const MimeHeader *header, const char *authserv_id, Results *results)
{
	g_autofree char *plain = value_plain(header->value);
	g_auto(GStrv) clauses = g_strsplit(plain, ";", 100);
	g_autofree char *id = g_strstrip(g_strdup(clauses[0] ? clauses[0] : ""));

	id[strcspn(id, " ")] = '\0';
	if (g_ascii_strcasecmp(id, authserv_id) != 0)
		return FALSE;
	for (char **clause = clauses + 1; *clause; clause++)
		clause_read(*clause, results);
	return TRUE;
}

static gboolean is_results(const MimeHeader *header)
{
	return header->name.length == 22 && g_ascii_strncasecmp(header->name.at, "Authentication-Results", 22) == 0;
}

static void verdict_set(InMail *mail, Verdict verdict, VerdictMethod method, Result *result)
{
	mail->verdict = verdict;
	mail->method = method;
	g_free(mail->signer);
	mail->signer = g_steal_pointer(&result->domain);
}

void authres_read(const MimeTree *tree, const char *authserv_id, InMail *mail)
{
	const MimePart *root = mime_part(tree, 0);
	const char *at = mail->from ? strrchr(mail->from, '@') : NULL;
	Results results = {.from_domain = at ? at + 1 : NULL};
	gboolean run = FALSE;

	if (!authserv_id || !*authserv_id || !at)
		return;
	for (guint i = 0; i < root->n_headers; i++) {
		const MimeHeader *header = &g_array_index(tree->headers, MimeHeader, root->first_header + i);
		gboolean ours = is_results(header);

		if (run && !ours)
			break;
		if (ours && !header_take(header, authserv_id, &results))
			break;
		run |= ours;
	}
	if (results.dmarc.pass)
		verdict_set(mail, VERDICT_PASS, VERDICT_BY_DMARC, &results.dmarc);
	else if (results.dmarc.fail)
		verdict_set(mail, VERDICT_FAIL, VERDICT_BY_DMARC, &results.dmarc);
	else if (results.dkim.pass)
		verdict_set(mail, VERDICT_PASS, VERDICT_BY_DKIM, &results.dkim);
	else if (results.spf.pass)
		verdict_set(mail, VERDICT_PASS, VERDICT_BY_SPF, &results.spf);
	else if (results.dkim.fail)
		verdict_set(mail, VERDICT_FAIL, VERDICT_BY_DKIM, &results.dkim);
	else if (results.spf.fail)
		verdict_set(mail, VERDICT_FAIL, VERDICT_BY_SPF, &results.spf);
	g_free(results.dmarc.domain);
	g_free(results.dkim.domain);
	g_free(results.spf.domain);
}
