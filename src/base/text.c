/* SPDX-License-Identifier: MIT
 *
 * text.c: see text.h.
 */
#include "base/text.h"
#include <string.h>

#define ADDRESS_MAX_BYTES 254

/* No control, blank, comma, angle, nor anything invisible that makes two addresses look alike. */
static gboolean address_char(gunichar c)
{
	return c != ',' && c != '<' && c != '>' && g_unichar_isgraph(c) && !g_unichar_isspace(c);
}

/* The unquoted @, when there is exactly one and every character is plausible; else NULL. */
static const char *address_at(const char *address)
{
	const char *at = NULL;
	gboolean quoted = FALSE, escaped = FALSE;
	for (const char *p = address; *p; p = g_utf8_next_char(p)) {
		if (!address_char(g_utf8_get_char(p)))
			return NULL;
		if (escaped || (quoted && *p == '\\'))
			escaped = !escaped;
		else if (*p == '"' && (p == address || quoted))
			quoted = !quoted;
		else if (!quoted && strchr("\"():;[]\\", *p))
			return NULL;
		else if (!quoted && *p == '@' && at)
			return NULL;
		else if (!quoted && *p == '@')
			at = p;
	}
	return quoted || at == address ? NULL : at;
}

/* The domain's A-labels in lower case, or NULL when it is no host name. Free with g_free. */
static char *address_domain(const char *domain)
{
	g_autofree char *ascii = g_hostname_to_ascii(domain);
	if (!ascii || !*ascii)
		return NULL;
	g_autofree char *lower = g_ascii_strdown(ascii, -1);
	if (strspn(lower, "abcdefghijklmnopqrstuvwxyz0123456789-._") != strlen(lower))
		return NULL;
	if (lower[0] == '.' || g_str_has_suffix(lower, ".") || strstr(lower, ".."))
		return NULL;
	return g_steal_pointer(&lower);
}

char *text_address(const char *address)
{
	if (!address || strlen(address) > ADDRESS_MAX_BYTES || !g_utf8_validate(address, -1, NULL))
		return NULL;
	const char *at = address_at(address);
	if (!at)
		return NULL;
	g_autofree char *domain = address_domain(at + 1);
	if (!domain)
		return NULL;
	g_autofree char *local = g_ascii_strdown(address, at - address);
	g_autofree char *result = g_strconcat(local, "@", domain, NULL);
	return strlen(result) <= ADDRESS_MAX_BYTES ? g_steal_pointer(&result) : NULL;
}

/* The end of the quoted string that begins at text, if a @ follows it (a quoted local part); else NULL. */
static const char *quoted_local_end(const char *text)
{
	const char *p = text + 1;
	while (*p && *p != '"' && *p != '\n')
		p += *p == '\\' && p[1] ? 2 : 1;
	return p[0] == '"' && p[1] == '@' ? p + 1 : NULL;
}

char **text_addresses(const char *text)
{
	static const char separators[] = " \t\r\n\v\f,;:<>()[]\"";
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal); /* borrows from found */
	for (const char *p = text ? text : ""; *p;) {
		const char *start = p;
		const char *quoted = *p == '"' ? quoted_local_end(p) : NULL;
		p = quoted ? quoted : p;
		p += strcspn(p, separators);
		if (p == start) {
			p++;
			continue;
		}
		g_autofree char *word = g_strndup(start, (gsize)(p - start));
		gsize lead = strspn(word, "'`*");
		gsize end = strlen(word);
		while (end > lead && strchr(".!?'`*", word[end - 1]))
			word[--end] = '\0';
		char *address = strchr(word, '@') ? text_address(word + lead) : NULL;
		if (address && !g_hash_table_contains(seen, address)) {
			g_hash_table_add(seen, address); /* of an equal key it would keep the newer one, which is freed here */
			g_ptr_array_add(found, address);
		} else {
			g_free(address);
		}
	}
	g_ptr_array_add(found, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&found), FALSE);
}

/* Where word stands in list as a whole word, or NULL. */
static const char *words_find(const char *list, const char *word)
{
	gsize length = strlen(word);
	for (const char *p = list; p && length > 0; p = *p ? p : NULL) {
		gsize here = strcspn(p, " ");
		if (here == length && strncmp(p, word, length) == 0)
			return p;
		p += here;
		p += strspn(p, " ");
	}
	return NULL;
}

gboolean words_has(const char *list, const char *word)
{
	return words_find(list, word) != NULL;
}

char *words_add(const char *list, const char *word)
{
	g_assert(*word && !strchr(word, ' '));
	if (!list || !*list)
		return g_strdup(word);
	return words_find(list, word) ? g_strdup(list) : g_strconcat(list, " ", word, NULL);
}

char *words_remove(const char *list, const char *word)
{
	g_auto(GStrv) words = words_split(list);
	g_autoptr(GString) rest = g_string_new(NULL);
	for (char **w = words; *w; w++)
		if (!g_str_equal(*w, word))
			g_string_append_printf(rest, "%s%s", rest->len ? " " : "", *w);
	return rest->len ? g_string_free(g_steal_pointer(&rest), FALSE) : NULL;
}

guint words_count(const char *list)
{
	g_auto(GStrv) words = words_split(list);
	return g_strv_length(words);
}

char **words_split(const char *list)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	for (const char *p = list ? list : ""; *p; p += strspn(p, " ")) {
		gsize length = strcspn(p, " ");
		if (length > 0)
			g_ptr_array_add(words, g_strndup(p, length));
		p += length;
	}
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

static void append_blanks(GString *out, guint n)
{
	for (guint i = 0; i < n; i++)
		g_string_append_c(out, ' ');
}

/* Appends one source line, folded at blanks; `indent` goes before each line but the text's first. */
static void wrap_line(GString *out, const char *line, guint columns, guint indent)
{
	guint column = 0;
	gboolean fresh = TRUE; /* nothing on this line but the indent */
	const char *word = line + strspn(line, " ");
	if (out->len > 0 && *word) {
		append_blanks(out, indent);
		column = indent;
	}
	for (gsize length; *word; word += length + strspn(word + length, " ")) {
		length = strcspn(word, " ");
		guint width = (guint)g_utf8_strlen(word, (gssize)length);
		if (!fresh && column + 1 + width > columns) {
			g_string_append_c(out, '\n');
			append_blanks(out, indent);
			column = indent;
			fresh = TRUE;
		}
		if (!fresh)
			g_string_append_c(out, ' ');
		g_string_append_len(out, word, (gssize)length);
		column += width + (fresh ? 0 : 1);
		fresh = FALSE;
	}
}

char *text_wrap(const char *text, guint columns, guint indent)
{
	GString *out = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		if (line != lines)
			g_string_append_c(out, '\n');
		gboolean whole = (line == lines || indent == 0) && g_utf8_strlen(*line, -1) <= (glong)columns;
		if (whole || **line == ' ' || **line == '\t')
			g_string_append(out, *line);
		else
			wrap_line(out, *line, columns, indent);
	}
	return g_string_free(out, FALSE);
}

/* Blanks, line ends, controls, and the marks that turn the direction of what follows. */
static gboolean line_blank(gunichar c)
{
	return g_unichar_isspace(c) || g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *text_line(const char *text, gsize max)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	GString *out = g_string_new(NULL);
	gboolean blank = FALSE;
	gsize count = 0;
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (line_blank(c)) {
			blank = count > 0;
			continue;
		}
		if (count + (blank ? 2 : 1) > max) {
			g_string_append(out, "…");
			break;
		}
		if (blank)
			g_string_append_c(out, ' ');
		g_string_append_unichar(out, c);
		count += blank ? 2 : 1;
		blank = FALSE;
	}
	return g_string_free(out, FALSE);
}

char *text_and(char *const *items)
{
	GString *out = g_string_new(NULL);
	for (char *const *item = items; *item; item++) {
		if (item != items)
			g_string_append(out, item[1] ? ", " : " and ");
		g_string_append(out, *item);
	}
	return g_string_free(out, FALSE);
}
