/* SPDX-License-Identifier: MIT
 *
 * session-idle.c: IDLE (RFC 2177), sent and read by ourselves over the session's stream: libetpan's own waits for ever
 * when anything comes before the "+". Lines are read through libetpan's buffer, so that no byte is lost between the
 * two.
 */
#include "base/fault.h"
#include "net/session.h"
#include <stdio.h>
#include <string.h>

#define IDLE_BYTES ((gsize)1 << 20)

typedef struct Line {
	MMAPString *text;
	char tag[16];
} Line;

typedef enum LineKind { LINE_CONTINUE, LINE_UNTAGGED, LINE_OK, LINE_REFUSED, LINE_BROKEN } LineKind;

/* Only EXISTS and EXPUNGE matter; what they say exactly, the next look at the folder tells. */
static void note_untagged(Session *session, const char *line)
{
	unsigned number;
	char word[10];
	if (sscanf(line, "* %u %9s", &number, word) == 2
	    && (g_ascii_strcasecmp(word, "EXISTS") == 0 || g_ascii_strcasecmp(word, "RECENT") == 0))
		session->news = TRUE;
}

static LineKind read_line(Session *session, Line *line)
{
	const char *text = mailstream_read_line_remove_eol(session->imap->imap_stream, line->text);
	if (text == NULL)
		return LINE_BROKEN;
	if (g_str_has_prefix(text, "+"))
		return LINE_CONTINUE;
	if (g_str_has_prefix(text, "* ")) {
		if (g_ascii_strncasecmp(text, "* BYE", 5) == 0 || g_str_has_suffix(text, "}")) {
			stream_break(session->stream,
			             "the server said goodbye, or what makes no sense, while waiting for mail");
			return LINE_BROKEN;
		}
		note_untagged(session, text);
		return LINE_UNTAGGED;
	}
	gsize length = strlen(line->tag);
	if (strncmp(text, line->tag, length) == 0 && text[length] == ' ')
		return g_ascii_strncasecmp(text + length + 1, "OK", 2) == 0 ? LINE_OK : LINE_REFUSED;
	stream_break(session->stream, "the server said what makes no sense while waiting for mail");
	return LINE_BROKEN;
}

/* Reads lines up to one that is not untagged. */
static LineKind read_answer(Session *session, Line *line)
{
	LineKind kind;
	do
		kind = read_line(session, line);
	while (kind == LINE_UNTAGGED);
	return kind;
}

/* What lies in libetpan's buffer is looked at before the socket is waited for. */
static LineKind wait_for_news(Session *session, Line *line, guint timeout_ms)
{
	gint64 end = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
	LineKind kind = LINE_UNTAGGED;
	while (kind == LINE_UNTAGGED && !session->news) {
		gint64 left = (end - g_get_monotonic_time()) / 1000;
		if (session->imap->imap_stream->read_buffer_len == 0
		    && stream_wait(session->stream, (guint)CLAMP(left, 0, G_MAXINT)) != STREAM_READY)
			break;
		session_begin(session, IDLE_BYTES);
		kind = read_line(session, line);
	}
	return kind;
}

static gboolean send_text(Session *session, const char *text)
{
	session_begin(session, IDLE_BYTES);
	return stream_write(session->stream, text, strlen(text)) >= 0;
}

static SessionIdle idle_with(Session *session, Line *line, guint timeout_ms)
{
	g_autofree char *command = g_strdup_printf("%s IDLE\r\n", line->tag);
	LineKind kind = send_text(session, command) ? read_answer(session, line) : LINE_BROKEN;
	if (kind == LINE_REFUSED)
		return SESSION_IDLE_REFUSED;
	if (kind == LINE_CONTINUE)
		kind = wait_for_news(session, line, timeout_ms);
	if (kind == LINE_UNTAGGED && send_text(session, "DONE\r\n") && read_answer(session, line) == LINE_OK)
		return SESSION_IDLE_ENDED;
	stream_break(session->stream, "the server said what makes no sense while waiting for mail");
	return SESSION_IDLE_BROKEN;
}

SessionIdle session_idle(Session *session, guint timeout_ms, GError **error)
{
	Line line = {mmap_string_new(""), ""};
	g_snprintf(line.tag, sizeof line.tag, "idle%u", ++session->idles);
	SessionIdle result = idle_with(session, &line, timeout_ms);
	mmap_string_free(line.text);
	if (result == SESSION_IDLE_BROKEN)
		fault_set(error, FAULT_TEMP, "%s: waiting for mail failed: %s", session->name,
		          stream_trouble(session->stream));
	return result;
}
