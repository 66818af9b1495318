/* SPDX-License-Identifier: MIT */
#include "mail/answer-index.h"
#include <string.h>

typedef struct Piece {
	const char *text; /* in the chunk */
	gsize length;
	int word;
} Piece;

struct AnswerIndex {
	AnswerWord *words; /* as they were given, copied: what the index is of */
	gsize n;
	GStringChunk *chunk;
	GArray *pieces;    /* Piece, by first byte; those of one byte in the order of the words */
	guint first[257];  /* where the pieces of each byte begin */
};

static void index_free(AnswerIndex *index)
{
	for (gsize i = 0; i < index->n; i++) {
		g_free((char *)index->words[i].word);
		g_free((char *)index->words[i].synonyms);
	}
	g_free(index->words);
	g_string_chunk_free(index->chunk);
	g_array_unref(index->pieces);
	g_free(index);
}

static gboolean index_is_of(const AnswerIndex *index, const AnswerWord *words, gsize n)
{
	if (index->n != n)
		return FALSE;
	for (gsize i = 0; i < n; i++) {
		if (strcmp(index->words[i].word, words[i].word) != 0 || g_strcmp0(index->words[i].synonyms,
			words[i].synonyms) != 0)
			return FALSE;
	}
	return TRUE;
}

/* An underscore in the list is a blank in the text. */
static void piece_add(const AnswerIndex *index, GArray *pieces, int word, const char *text, gsize length)
{
	Piece piece = {g_string_chunk_insert_len(index->chunk, text, (gssize)length), length, word};

	for (char *p = (char *)piece.text; *p; p++)
		*p = *p == '_' ? ' ' : *p;
	g_array_append_val(pieces, piece);
}

static void word_add(const AnswerIndex *index, GArray *pieces, int word)
{
	const AnswerWord *given = &index->words[word];
	g_autofree char *folded = g_utf8_casefold(given->word, -1);
	g_autofree char *synonyms = given->synonyms ? g_utf8_casefold(given->synonyms, -1) : NULL;

	if (strcmp(folded, "*") != 0)
		piece_add(index, pieces, word, folded, strlen(folded));
	for (const char *p = synonyms; p && *p; p += strspn(p, " ")) {
		gsize length = strcspn(p, " ");

		piece_add(index, pieces, word, p, length);
		p += length;
	}
}

static void pieces_sort(AnswerIndex *index, const GArray *pieces)
{
	for (guint byte = 0; byte < 256; byte++) {
		index->first[byte] = index->pieces->len;
		for (guint i = 0; i < pieces->len; i++) {
			const Piece *piece = &g_array_index(pieces, Piece, i);

			if (piece->length && (guchar)*piece->text == byte)
				g_array_append_val(index->pieces, *piece);
		}
	}
	index->first[256] = index->pieces->len;
}

const AnswerIndex *answer_index(const AnswerWord *words, gsize n)
{
	static AnswerIndex *kept;

	if (kept && index_is_of(kept, words, n))
		return kept;
	if (kept)
		index_free(kept);
	g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(Piece));

	kept = g_new0(AnswerIndex, 1);
	kept->words = g_new0(AnswerWord, n);
	kept->n = n;
	kept->chunk = g_string_chunk_new(2048);
	kept->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
	for (gsize i = 0; i < n; i++) {
		kept->words[i].word = g_strdup(words[i].word);
		kept->words[i].synonyms = g_strdup(words[i].synonyms);
		word_add(kept, pieces, (int)i);
	}
	pieces_sort(kept, pieces);
	return kept;
}

static gboolean word_ends(const char *word_end, const char *after)
{
	gunichar last = g_utf8_get_char(g_utf8_prev_char(word_end));
	gunichar next = g_utf8_get_char(after);

	if (last >= 0x3000 && last < 0xfb00)
		return TRUE;
	if (g_unichar_isdigit(last) && (g_unichar_isdigit(next) || ((next == '.' || next == ',' || next == ':') &&
		g_ascii_isdigit(after[1]))))
		return FALSE;
	if ((next == '-' || next == '\'' || next == '_' || next == '@' || next == '/') &&
		(g_unichar_isalnum(g_utf8_get_char(after + 1))))
		return next == '/';
	if (next == '.' && g_ascii_isalnum(after[1]))
		return FALSE;
	return !g_unichar_isalnum(next) && !g_unichar_ismark(next);
}

int answer_word_at(const AnswerIndex *index, const char *text, gsize *out_length)
{
	guchar byte = (guchar)*text;
	int best = -1;

	*out_length = 0;
	for (guint i = index->first[byte]; i < index->first[byte + 1]; i++) {
		const Piece *piece = &g_array_index(index->pieces, Piece, i);

		if (piece->length > *out_length && strncmp(text, piece->text, piece->length) == 0 &&
			word_ends(text + piece->length, text + piece->length)) {
			*out_length = piece->length;
			best = piece->word;
		}
	}
	return best;
}
