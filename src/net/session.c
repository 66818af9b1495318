/* SPDX-License-Identifier: MIT
 *
 * session.c: see session.h.
 */
#include "net/session.h"
#include "base/fault.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

#define BUFFER_BYTES 8192
#define SMALL_ANSWER ((gsize)256 << 10)
#define GOODBYE_MS 1000

static ssize_t low_read(mailstream_low *low, void *buffer, size_t length)
{
	return stream_read(low->data, buffer, length);
}

static ssize_t low_write(mailstream_low *low, const void *bytes, size_t length)
{
	return stream_write(low->data, bytes, length);
}

static int low_close(mailstream_low *low)
{
	return 0;
}

static int low_fd(mailstream_low *low)
{
	return stream_fd(low->data);
}

static void low_free(mailstream_low *low)
{
	free(low);
}

static void low_cancel(mailstream_low *low)
{
}

/* The stream is the session's; libetpan frees its own shell of it alone. */
static mailstream_low_driver low_driver = {
	.mailstream_read = low_read,
	.mailstream_write = low_write,
	.mailstream_close = low_close,
	.mailstream_get_fd = low_fd,
	.mailstream_free = low_free,
	.mailstream_cancel = low_cancel,
};

/* libetpan hands messages to their handler only while somebody watches progress. */
static void ignore_progress(size_t current, size_t maximum, void *context)
{
}

gboolean session_is_broken(const Session *session)
{
	return stream_trouble(session->stream) != NULL;
}

void session_begin(Session *session, gsize max_bytes)
{
	stream_begin(session->stream, session->command_ms, max_bytes);
}

gboolean session_is_no(int answer)
{
	return answer >= MAILIMAP_ERROR_APPEND && answer <= MAILIMAP_ERROR_STARTTLS;
}

/* What the server said with its last answer, on one line; never NULL. Free with g_free. */
static char *server_words(const Session *session)
{
	const char *words = session->imap->imap_response;
	g_autofree char *valid = g_utf8_make_valid(words != NULL ? words : "", -1);
	return text_line(valid, 200);
}

/* A NO that is about the server's moment and not about what was asked (RFC 5530). */
static gboolean is_passing(const Session *session, const char *words)
{
	static const char *const codes[] = {"UNAVAILABLE", "INUSE", "SERVERBUG", "LIMIT", NULL};
	const struct mailimap_response_info *info = session->imap->imap_response_info;
	return (info != NULL && info->rsp_atom != NULL && g_strv_contains(codes, info->rsp_atom))
	       || strstr(words, "emporar") != NULL;
}

static void note_news(Session *session)
{
	struct mailimap_selection_info *selected = session->imap->imap_selection_info;
	if (selected == NULL)
		return;
	if (session->uidvalidity != 0 && selected->sel_uidvalidity != session->uidvalidity)
		stream_break(session->stream, "the folder was made anew");
	session->news = session->news || selected->sel_has_exists;
	selected->sel_has_exists = 0;
}

gboolean session_end(Session *session, int answer, const char *doing, GError **error)
{
	note_news(session);
	const char *trouble = stream_trouble(session->stream);
	if (answer == MAILIMAP_NO_ERROR && trouble == NULL)
		return TRUE;
	if (trouble != NULL)
		return fault_set(error, FAULT_TEMP, "%s: %s failed: %s", session->name, doing, trouble);
	g_autofree char *words = server_words(session);
	if (session_is_no(answer))
		return fault_set(error, is_passing(session, words) ? FAULT_TEMP : FAULT_PERM, "%s: %s was refused: %s",
		                 session->name, doing, words);
	stream_break(session->stream, "the server's answer made no sense");
	if (answer == MAILIMAP_ERROR_FATAL || answer == MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION)
		return fault_set(error, FAULT_TEMP, "%s: %s failed: the server said goodbye: %s", session->name, doing,
		                 words);
	return fault_set(error, FAULT_TEMP, "%s: %s failed: the server's answer made no sense (%d): %s", session->name,
	                 doing, answer, words);
}

static gboolean has(const Session *session, const char *capability)
{
	return mailimap_has_extension(session->imap, (char *)capability);
}

/* Asked anew after each change of state; what a server said before TLS or sign-in is worth nothing after it. */
static gboolean ask_capabilities(Session *session, GError **error)
{
	session_begin(session, SMALL_ANSWER);
	if (!session_end(session, mailimap_custom_command(session->imap, "CAPABILITY"), "asking what it can do", error))
		return FALSE;
	session->can_move = has(session, "MOVE");
	session->can_idle = has(session, "IDLE");
	session->can_uidplus = has(session, "UIDPLUS");
	session->can_condstore = has(session, "CONDSTORE") || has(session, "QRESYNC");
	return TRUE;
}

static gboolean start_tls(Session *session, const char *ca_file, GError **error)
{
	session_begin(session, SMALL_ANSWER);
	int answer = mailimap_starttls(session->imap);
	if (session->imap->imap_stream->read_buffer_len != 0) {
		stream_break(session->stream, "bytes ahead of TLS");
		return fault_set(error, FAULT_TEMP, "%s: the server sent bytes ahead of TLS", session->name);
	}
	if (session_is_no(answer) || answer == MAILIMAP_ERROR_PROTOCOL) {
		stream_break(session->stream, "no STARTTLS");
		return fault_set(error, FAULT_PERM, "%s: the server offers no STARTTLS; use imaps://", session->name);
	}
	return session_end(session, answer, "STARTTLS", error) && stream_secure(session->stream, ca_file, error);
}

static gboolean sign_in(Session *session, const Inbox *inbox, GError **error)
{
	if (has(session, "LOGINDISABLED"))
		return fault_set(error, FAULT_PERM, "%s: the server takes no password here", session->name);
	session_begin(session, SMALL_ANSWER);
	int answer = mailimap_login(session->imap, inbox->place->user, inbox->config.password);
	if (answer != MAILIMAP_ERROR_LOGIN)
		return session_end(session, answer, "signing in", error);
	g_autofree char *words = server_words(session);
	if (is_passing(session, words))
		return fault_set(error, FAULT_TEMP, "%s: signing in is not possible now: %s", session->name, words);
	return fault_set(error, FAULT_PERM, "%s: signing in was refused; check the user and the password: %s",
	                 session->name, words);
}

static gboolean select_folder(Session *session, const char *folder, GError **error)
{
	session_begin(session, SMALL_ANSWER);
	guint64 modseq = 0;
	int answer = session->can_condstore ? mailimap_select_condstore(session->imap, folder, &modseq)
	                                    : mailimap_select(session->imap, folder);
	if (answer == MAILIMAP_ERROR_SELECT) {
		g_autofree char *words = server_words(session);
		return fault_set(error, is_passing(session, words) ? FAULT_TEMP : FAULT_PERM,
		                 "%s: the folder cannot be opened: %s", session->name, words);
	}
	if (!session_end(session, answer, "opening the folder", error))
		return FALSE;
	session->uidvalidity = session->imap->imap_selection_info->sel_uidvalidity;
	session->uidnext = session->imap->imap_selection_info->sel_uidnext;
	session->highestmodseq = modseq;
	session->news = FALSE;
	if (session->uidvalidity != 0)
		return TRUE;
	return fault_set(error, FAULT_PERM, "%s: the server gives the folder no UIDVALIDITY", session->name);
}

/* From the connection to the greeting. */
static gboolean greet(Session *session, const Inbox *inbox, GError **error)
{
	const InboxConfig *config = &inbox->config;
	gboolean tls_first = g_str_equal(inbox->place->scheme, "imaps");
	stream_begin(session->stream, config->connect_ms, SMALL_ANSWER);
	if (tls_first && !stream_secure(session->stream, config->ca_file, error))
		return FALSE;
	if (!tls_first && config->plain_text_loopback && !stream_is_loopback(session->stream))
		return fault_set(error, FAULT_PERM, "%s: plain text is for this machine only", session->name);
	session->imap = mailimap_new(0, NULL);
	mailimap_set_progress_callback(session->imap, ignore_progress, ignore_progress, NULL);
	mailstream_low *low = mailstream_low_new(session->stream, &low_driver);
	int answer = mailimap_connect(session->imap, mailstream_new(low, BUFFER_BYTES));
	if (answer == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return tls_first || config->plain_text_loopback || start_tls(session, config->ca_file, error);
	if (answer == MAILIMAP_NO_ERROR_AUTHENTICATED) {
		stream_break(session->stream, "PREAUTH");
		return fault_set(error, FAULT_PERM, "%s: the server wants no sign-in; that is not safe", session->name);
	}
	return session_end(session, answer, "the greeting", error);
}

Session *session_open(const Inbox *inbox, GError **error)
{
	const Place *place = inbox->place;
	const char *folder = *place->path != '\0' ? place->path : "INBOX";
	g_autoptr(Session) session = g_new0(Session, 1);
	session->name = g_strdup_printf("%s@%s/%s", place->user, place->host, folder);
	session->command_ms = inbox->config.command_ms;
	session->stream = stream_open(place->host, place->port, inbox->config.connect_ms, inbox->waker, error);
	if (session->stream == NULL || !greet(session, inbox, error) || !ask_capabilities(session, error)
	    || !sign_in(session, inbox, error) || !ask_capabilities(session, error)
	    || !select_folder(session, folder, error))
		return NULL;
	return g_steal_pointer(&session);
}

void session_free(Session *session)
{
	if (session == NULL)
		return;
	if (session->stream != NULL)
		stream_begin(session->stream, GOODBYE_MS, SMALL_ANSWER);
	if (session->imap != NULL)
		mailimap_free(session->imap);
	stream_free(session->stream);
	g_free(session->name);
	g_free(session);
}
