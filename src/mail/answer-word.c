/* SPDX-License-Identifier: MIT */
#include "mail/answer-word.h"
#include <string.h>

const char *answer_skip_marks(const char *text)
{
	static const char *const marks[] = {"*", "_", "\"", "'", "(", "[", "<", "`", "«", "»", "“", "”", "„", "‘",
		"•", "·", "–", "—", "→", "#", "「", "『", "【", ":", "=", " "};
	gboolean again = TRUE;

	while (again) {
		again = FALSE;
		if (g_ascii_isalnum(*text))
			return text;
		if (text[0] == '-' && (text[1] == ' ' || text[1] == '-')) {
			text++;
			again = TRUE;
		}
		for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
			if (*text == *marks[i] && g_str_has_prefix(text, marks[i])) {
				text += strlen(marks[i]);
				again = TRUE;
			}
		}
	}
	return text;
}

static gboolean word_in(const char *text, const char *const *list, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		gsize length = strlen(list[i]);

		for (const char *p = text; (p = strstr(p, list[i])) != NULL; p++) {
			gunichar before = p > text ? g_utf8_get_char(g_utf8_prev_char(p)) : ' ';

			if (!g_unichar_isalnum(before) && !g_unichar_isalnum(g_utf8_get_char(p + length)))
				return TRUE;
			if (g_utf8_get_char(list[i]) >= 0x3000)
				return TRUE;
		}
	}
	return FALSE;
}

static gboolean word_first(const char *text, const char *const *list, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		gsize length = strlen(list[i]);

		if (strncmp(text, list[i], length) == 0 && !g_unichar_isalnum(g_utf8_get_char(text + length)))
			return TRUE;
	}
	return FALSE;
}

gboolean answer_is_greeting(const char *line)
{
	static const char *const greetings[] = {"hi", "hello", "hey", "dear", "hallo", "liebe", "lieber", "liebes",
		"sehr geehrte", "sehr geehrter",
		"guten tag", "guten morgen", "moin", "servus", "bonjour", "bonsoir", "salut", "cher", "chère",
		"chers", "hola", "estimado", "estimada",
		"estimados", "buenos días", "buenas tardes", "good morning", "good afternoon", "good evening",
		"greetings", "all", "team", "everyone",
		"folks", "ciao", "gentile", "olá", "caro", "prezado", "beste", "geachte", "hej", "hei", "kære",
		"witam", "cześć", "здравствуйте", "привет",
		"добрый день", "dobrý den", "您好", "你好", "大家好", "お世話になっております", "お世話になります", "こんにちは", "thanks",
		"thank you", "danke", "merci", "gracias"};
	gsize length = strlen(line);

	if (length > 60 || length == 0 || strpbrk(line, ".?"))
		return FALSE;
	if (word_first(line, greetings, G_N_ELEMENTS(greetings))) {
		const char *comma = strchr(line, ',');

		return !comma || !comma[1];
	}
	return line[length - 1] == ',' && length < 30 && !strchr(strchr(line, ' ') ? strchr(line, ' ') + 1 : line, ' ');
}

gboolean answer_has_condition(const char *sentence)
{
	static const char *const conditions[] = {"if", "provided", "providing", "unless", "as long as",
		"on condition", "condition", "conditional", "conditionally",
		"subject to", "assuming", "only when", "only after", "once", "until", "contingent", "pending",
		"as soon as", "so long as", "in case", "when",
		"wenn", "falls", "sofern", "solange", "sobald", "vorausgesetzt", "unter der bedingung",
		"unter vorbehalt", "bedingung", "es sei denn", "nur wenn",
		"à condition", "a condition", "sous réserve", "pourvu", "sauf si", "si", "dès que", "tant que",
		"siempre que", "con la condición",
		"condición", "a menos que", "si se", "salvo que", "a condizione", "purché", "mits", "tenzij",
		"条件", "もし", "ならば", "如果", "除非", "前提"};
	static const char *const reservations[] = {"but", "aber", "mais", "pero", "however", "jedoch", "cependant",
		"sin embargo", "except"};
	static const char *const demands[] = {"only", "not", "must", "should", "need", "needs", "fix", "fixed",
		"change", "changed", "first", "without",
		"remove", "removed", "nur", "nicht", "muss", "müssen", "erst", "ohne", "doit", "pas", "seulement",
		"debe", "solo", "sin"};

	if (word_in(sentence, conditions, G_N_ELEMENTS(conditions)))
		return TRUE;
	return word_in(sentence, reservations, G_N_ELEMENTS(reservations)) && word_in(sentence, demands,
		G_N_ELEMENTS(demands));
}

gboolean answer_has_negation(const char *sentence)
{
	static const char *const negations[] = {"not", "n't", "never", "don't", "doesn't", "didn't", "won't", "can't",
		"cannot", "dont", "cant", "neither", "nor",
		"would", "could", "might", "may", "unable", "nicht", "nie", "kein", "keine", "keinen", "könnte",
		"würde", "ne", "pas", "jamais", "nunca",
		"refuse to", "hesitate", "unsure", "maybe", "perhaps", "vielleicht", "peut-être", "quizás", "non",
		"podría", "whether", "instead of",
		"rather than", "if", "when", "wenn", "si", "isn't", "aren't", "wasn't", "haven't", "hasn't",
		"wouldn't", "considering", "undecided"};

	return word_in(sentence, negations, G_N_ELEMENTS(negations));
}

gboolean answer_goes_on(const char *rest)
{
	static const char *const going[] = {"for", "from", "to", "on", "by", "in", "because", "due", "as", "since",
		"per",
		"please", "thanks", "thank", "and", "but", "we", "i", "our", "the", "this", "that", "it", "my", "at",
		"of",
		"für", "von", "weil", "da", "wir", "ich", "zu", "danke", "bitte", "und", "pour", "de", "car", "nous",
		"je",
		"merci", "et", "à", "du", "por", "para", "porque", "nosotros", "gracias", "y", "a"};

	return word_first(rest, going, G_N_ELEMENTS(going));
}

gboolean answer_is_polite(const char *rest)
{
	static const char *const endings[] = {"です", "でございます", "します", "いたします", "致します", "とします", "する", "だ", "である", "で",
		"票", "的", "了", "意见", "意見"};

	for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
		gsize length = strlen(endings[i]);

		if (strncmp(rest, endings[i], length) == 0 && !g_unichar_isalnum(g_utf8_get_char(rest + length)))
			return TRUE;
	}
	return FALSE;
}

gboolean answer_is_denial(const char *word, gsize length)
{
	static const char *const denials[] = {"no", "non", "nein", "nay", "nope", "いいえ"};

	for (gsize i = 0; i < G_N_ELEMENTS(denials); i++) {
		if (strlen(denials[i]) == length && memcmp(denials[i], word, length) == 0)
			return TRUE;
	}
	return FALSE;
}

gboolean answer_is_content(const char *rest)
{
	static const char *const content[] = {"fine", "ok", "okay", "good", "go ahead", "worries", "agree", "approve",
		"accept", "happy",
		"need to", "gut", "passt", "einverstanden", "bien", "d'accord", "bueno", "de acuerdo", "changes",
		"comments", "comment",
		"questions", "vote", "answer", "decision", "draft", "idea", "one", "change"};

	return word_in(rest, content, G_N_ELEMENTS(content));
}

gboolean answer_is_objection(const char *rest)
{
	static const char *const turns[] = {"objection", "objections", "object", "concern", "concerns", "problem",
		"problems", "issue", "issues", "doubt", "doubts",
		"reservation", "reservations", "einwand", "einwände", "bedenken", "problème", "problèmes", "objeción",
		"objeciones", "inconvenientes"};

	return word_in(rest, turns, G_N_ELEMENTS(turns));
}

static gboolean ends_with(const char *text, gsize length, const char *const *list, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		gsize end = strlen(list[i]);

		if (length < end || strncmp(text + length - end, list[i], end) != 0)
			continue;
		if (length == end || !g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(text + length - end))) ||
		    g_utf8_get_char(list[i]) >= 0x3000)
			return TRUE;
	}
	return FALSE;
}

AnswerStatement answer_is_stated(const char *before)
{
	static const char *const strong[] = {"vote", "votes", "voted", "voting", "vote is", "votes are", "vote:",
		"votes:", "vote is:",
		"vote of", "vote to", "vote for", "answer is", "answer:", "decision is", "decision:", "choice is",
		"choice:",
		"response is", "response:", "position is", "position:", "stimme mit", "stimmt mit", "stimmen mit",
		"stimme ist",
		"stimme:", "antwort:", "antwort ist", "vote est", "réponse:", "réponse est", "réponse :", "vote :",
		"voto", "voto es",
		"voto:", "vota", "votamos", "votons", "respuesta:", "respuesta es", "puts", "put me down for",
		"count me as",
		"recorded as", "i mean", "make that", "correction:", "投票", "回答"};
	static const char *const weak[] = {"my", "our", "so", "big", "here's a", "i", "we", "hereby", "wir", "ich",
		"je", "nous", "yo",
		"stimme", "stimmt", "stimmen", "answer", "is a", "as", "say", "says", "votre"};
	gsize length = strlen(before);

	while (length && (before[length - 1] == ' ' || strchr("\"'*_(", before[length - 1])))
		length--;
	if (length == 0 || strchr(",!;", before[length - 1]))
		return ANSWER_ASIDE;
	if (ends_with(before, length, strong, G_N_ELEMENTS(strong)))
		return ANSWER_STATED;
	if (ends_with(before, length, weak, G_N_ELEMENTS(weak)))
		return ANSWER_SAID;
	return before[length - 1] == ':' && length < 30 && !strchr(before, ',') ? ANSWER_ASIDE : ANSWER_NOT_STATED;
}

char *answer_line_normal(const char *folded)
{
	static const char *const from[] = {"−1", "–1", "—1", "－1", "＋1", "\xef\xb8\x8f", "[x]", "(x)", "☒", "☑", "✅",
		"✔", "[✓]"};
	static const char *const to[] = {"-1", "-1", "-1", "-1", "+1", "", "", "", "", "", "", "", ""};

	if (!strpbrk(folded, "[(\xe2\xef")) /* what the written forms begin with */
		return g_strdup(folded);
	g_autoptr(GString) out = g_string_new(folded);

	for (guint i = 0; i < G_N_ELEMENTS(from); i++)
		g_string_replace(out, from[i], to[i], 0);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

const char *answer_skip_tail(const char *text)
{
	while (*text) {
		gunichar c = g_utf8_get_char(text);

		if (g_unichar_isalnum(c) || (strchr("+([", *text) && g_unichar_isalnum(g_utf8_get_char(text + 1))) ||
			*text == '?')
			break;
		text = g_utf8_next_char(text);
	}
	return text;
}

char *answer_sentence(const char *rest)
{
	for (const char *p = rest; *p; p++) {
		if (strchr(".!?", *p) && (p[1] == ' ' || p[1] == '\0'))
			return g_strndup(rest, (gsize)(p - rest + 1));
		if (strncmp(p, "。", 3) == 0)
			return g_strndup(rest, (gsize)(p - rest));
	}
	return g_strdup(rest);
}
