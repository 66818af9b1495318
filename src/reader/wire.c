/* SPDX-License-Identifier: MIT */
#include "reader/wire.h"
#include "reader/wire-io.h"
#include <string.h>

static void put_words(GByteArray *out, const AnswerWord *words, gsize n)
{
	wire_put_u32(out, (guint32)n);
	for (gsize i = 0; i < n; i++) {
		wire_put_text(out, words[i].word);
		wire_put_text(out, words[i].synonyms);
		wire_put_u32(out, (words[i].takes_argument ? 1 : 0) | (words[i].needs_argument ? 2 : 0));
	}
}

static void get_words(WireInput *in, WireWords *out)
{
	out->n = wire_get_count(in);
	out->words = g_new0(AnswerWord, out->n + 1);
	for (gsize i = 0; i < out->n; i++) {
		char *word = wire_get_text(in);

		out->words[i].word = word ? word : g_strdup("");
		out->words[i].synonyms = wire_get_text(in);
		guint32 flags = wire_get_u32(in);

		out->words[i].takes_argument = (flags & 3) != 0;
		out->words[i].needs_argument = (flags & 2) != 0;
	}
}

void wire_put_request(GByteArray *out, const ReaderConfig *config, const AnswerWord *words, gsize n, const char *bytes,
                      gsize length)
{
	guint start = wire_frame_open(out);

	wire_put_list(out, config->robots);
	wire_put_text(out, config->sub_address);
	wire_put_text(out, config->domain);
	wire_put_text(out, config->authserv_id);
	wire_put_i64(out, (gint64)config->bytes_max);
	wire_put_i64(out, (gint64)config->content_max);
	put_words(out, words, n);
	wire_put_bytes(out, bytes, length);
	wire_frame_close(out, start);
}

gboolean wire_get_request(const char *frame, gsize length, WireRequest *out)
{
	WireInput in = {frame, frame + length, FALSE};

	*out = (WireRequest){0};
	out->config.robots = wire_get_list(&in);
	out->config.sub_address = wire_get_text(&in);
	out->config.domain = wire_get_text(&in);
	out->config.authserv_id = wire_get_text(&in);
	out->config.bytes_max = (gsize)wire_get_i64(&in);
	out->config.content_max = (gsize)wire_get_i64(&in);
	get_words(&in, &out->words);
	out->bytes = wire_get_bytes(&in, &out->length);
	return !in.bad && out->bytes;
}

void wire_request_clear(WireRequest *request)
{
	g_strfreev(request->config.robots);
	g_free(request->config.sub_address);
	g_free(request->config.domain);
	g_free(request->config.authserv_id);
	for (gsize i = 0; request->words.words && i < request->words.n; i++) {
		g_free((char *)request->words.words[i].word);
		g_free((char *)request->words.words[i].synonyms);
	}
	g_free(request->words.words);
}

void wire_put_hello(GByteArray *out)
{
	guint start = wire_frame_open(out);

	g_byte_array_append(out, (const guint8 *)WIRE_HELLO, strlen(WIRE_HELLO));
	wire_frame_close(out, start);
}

gsize wire_frame(const char *bytes, gsize length)
{
	guint32 body;

	if (length < WIRE_HEAD)
		return 0;
	memcpy(&body, bytes, sizeof body);
	if (body > WIRE_FRAME_MAX)
		return G_MAXSIZE;
	return length < WIRE_HEAD + body ? 0 : WIRE_HEAD + body;
}
