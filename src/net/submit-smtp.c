/* SPDX-License-Identifier: MIT
 *
 * submit-smtp.c: submit.h over SMTP with libcurl. One easy handle serves letter after letter over its one connection;
 * any error destroys it, because after a time-out the late answer would be taken for the next letter's. What the server
 * answered is read from the dialogue itself (the debug function): libcurl's own record of it is stale after a break.
 */
#include "base/fault.h"
#include "net/submit-driver.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KEEP_BUFFER ((gsize)256 << 10)

typedef enum Stage { STAGE_OPENING, STAGE_ENVELOPE, STAGE_DATA } Stage;

typedef struct SmtpSubmit {
	Submit base;
	char *address; /* scheme://host:port for libcurl */
	CURL *easy;    /* NULL until needed and after any error */
	guint letters; /* sent over this handle */
	char problem[CURL_ERROR_SIZE];
	/* the letter in progress */
	GByteArray *crlf; /* its text, when it had to be converted; the buffer is kept */
	const char *text;
	gsize length, offset;
	Stage stage;
	gboolean quitting; /* what is said from here on is about the connection */
	int code;          /* of the last answer since the last command; 0 when there is none */
	GString *reply;    /* that answer's last line */
} SmtpSubmit;

static size_t give_text(char *buffer, size_t size, size_t count, void *context)
{
	SmtpSubmit *self = context;
	gsize n = MIN(size * count, self->length - self->offset);
	memcpy(buffer, self->text + self->offset, n);
	self->offset += n;
	return n;
}

static size_t drop_text(char *bytes, size_t size, size_t count, void *context)
{
	return size * count;
}

static gboolean starts(const char *line, gsize length, const char *word)
{
	return length >= strlen(word) && g_ascii_strncasecmp(line, word, strlen(word)) == 0;
}

static void note_command(SmtpSubmit *self, const char *line, gsize length)
{
	self->quitting = self->quitting || starts(line, length, "QUIT");
	if (self->quitting)
		return;
	self->code = 0;
	if (starts(line, length, "MAIL FROM:"))
		self->stage = STAGE_ENVELOPE;
	else if (starts(line, length, "DATA"))
		self->stage = STAGE_DATA;
}

/* "250-first", "250 last": the last line of an answer has a blank after its code (RFC 5321 4.2). */
static void note_answer(SmtpSubmit *self, const char *line, gsize length)
{
	if (self->quitting || length < 3 || !g_ascii_isdigit(line[0]) || !g_ascii_isdigit(line[1])
	    || !g_ascii_isdigit(line[2]) || (length > 3 && line[3] == '-'))
		return;
	self->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	g_string_truncate(self->reply, 0);
	g_string_append_len(self->reply, line, (gssize)MIN(length, (gsize)1024));
	g_strchomp(self->reply->str);
}

static int note_dialogue(CURL *easy, curl_infotype type, char *bytes, size_t length, void *context)
{
	if (type == CURLINFO_HEADER_OUT)
		note_command(context, bytes, length);
	else if (type == CURLINFO_HEADER_IN)
		note_answer(context, bytes, length);
	return 0;
}

static int look_for_stop(void *context, curl_off_t down, curl_off_t downed, curl_off_t up, curl_off_t upped)
{
	SmtpSubmit *self = context;
	return g_atomic_int_get(&self->base.stopping);
}

/* Plain text is for this machine only, whatever the name leads to. */
static curl_socket_t open_loopback(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)&address->addr;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)&address->addr;
	gboolean loopback = (address->family == AF_INET && (ntohl(v4->sin_addr.s_addr) >> 24) == 127)
	                    || (address->family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr));
	return loopback ? socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol)
	                : CURL_SOCKET_BAD;
}

static void set_security(SmtpSubmit *self, CURL *easy)
{
	const SubmitConfig *config = &self->base.config;
	curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)(config->plain_text_loopback ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (config->ca_file != NULL) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, config->ca_file);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	if (config->plain_text_loopback)
		curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_loopback);
	if (config->password != NULL) {
		curl_easy_setopt(easy, CURLOPT_USERNAME, self->base.place->user);
		curl_easy_setopt(easy, CURLOPT_PASSWORD, config->password);
	}
}

static gboolean ensure_handle(SmtpSubmit *self)
{
	if (self->easy != NULL)
		return TRUE;
	CURL *easy = self->easy = curl_easy_init();
	if (easy == NULL)
		return FALSE;
	self->letters = 0;
	curl_easy_setopt(easy, CURLOPT_URL, self->address);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)self->base.config.connect_ms);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)self->base.config.letter_ms);
	curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(self->base.config.letter_ms + 999) / 1000);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, self->problem);
	curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, note_dialogue);
	curl_easy_setopt(easy, CURLOPT_DEBUGDATA, self);
	curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, look_for_stop);
	curl_easy_setopt(easy, CURLOPT_XFERINFODATA, self);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_text);
	curl_easy_setopt(easy, CURLOPT_READDATA, self);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop_text);
	set_security(self, easy);
	return TRUE;
}

/* libcurl says QUIT and waits for the answer for minutes: with no ear left, it does not. */
static void drop_handle(SmtpSubmit *self)
{
	curl_socket_t fd = CURL_SOCKET_BAD;
	if (self->easy == NULL)
		return;
	if (curl_easy_getinfo(self->easy, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK && fd != CURL_SOCKET_BAD)
		shutdown(fd, SHUT_RD);
	g_clear_pointer(&self->easy, curl_easy_cleanup);
}

static void reset_letter(SmtpSubmit *self)
{
	self->offset = 0;
	self->stage = STAGE_OPENING;
	self->quitting = FALSE;
	self->code = 0;
	self->problem[0] = '\0';
	g_string_truncate(self->reply, 0);
}

static gboolean has_bare_newline(const char *text, gsize length)
{
	const char *end = text + length;
	for (const char *c = text; (c = memchr(c, '\n', (gsize)(end - c))) != NULL; c++)
		if (c == text || c[-1] != '\r')
			return TRUE;
	return FALSE;
}

/* SMTP's lines end in CRLF; a letter that is written so already is sent from where it lies. */
static void take_text(SmtpSubmit *self, GBytes *message)
{
	self->text = g_bytes_get_data(message, &self->length);
	if (self->length == 0 || !has_bare_newline(self->text, self->length))
		return;
	const char *end = self->text + self->length;
	g_byte_array_set_size(self->crlf, 0);
	for (const char *line = self->text; line < end;) {
		const char *newline = memchr(line, '\n', (gsize)(end - line));
		gsize n = (gsize)((newline != NULL ? newline : end) - line);
		gboolean bare = newline != NULL && (n == 0 || line[n - 1] != '\r');
		g_byte_array_append(self->crlf, (const guint8 *)line, (guint)n);
		if (newline != NULL)
			g_byte_array_append(self->crlf, (const guint8 *)(bare ? "\r\n" : "\n"), bare ? 2 : 1);
		line += n + 1;
	}
	self->text = (const char *)self->crlf->data;
	self->length = self->crlf->len;
}

/* Answers that are about our sign-in and not about the letter (RFC 4954 6). */
static gboolean is_about_access(int code)
{
	return code == 421 || code == 530 || code == 534 || code == 535 || code == 538;
}

static SubmitOutcome judge(const SmtpSubmit *self, CURLcode result)
{
	if (self->stage == STAGE_OPENING)
		return SUBMIT_DEFERRED;
	if (result == CURLE_OK && self->stage == STAGE_DATA && self->code >= 200 && self->code < 300)
		return SUBMIT_ACCEPTED;
	if (self->code >= 500 && !is_about_access(self->code))
		return SUBMIT_REFUSED;
	if (self->code >= 400)
		return SUBMIT_DEFERRED;
	/* 354 asked for the text, and libcurl took all of it: its end may have reached the server. */
	return self->stage == STAGE_DATA && self->code != 0 && self->offset == self->length ? SUBMIT_UNKNOWN
	                                                                                    : SUBMIT_NOT_SENT;
}

static char *describe(const SmtpSubmit *self, CURLcode result, SubmitOutcome outcome)
{
	const char *problem = self->problem[0] != '\0' ? self->problem : curl_easy_strerror(result);
	if (outcome == SUBMIT_UNKNOWN)
		return g_strdup_printf("no answer to the letter: %s", problem);
	if (self->code != 0 && (outcome == SUBMIT_ACCEPTED || self->code >= 400))
		return g_strdup(self->reply->str);
	return g_strdup(problem);
}

static CURLcode perform(SmtpSubmit *self, const char *envelope_from, const char *recipient)
{
	struct curl_slist only = {(char *)recipient, NULL};
	reset_letter(self);
	if (!ensure_handle(self))
		return CURLE_OUT_OF_MEMORY;
	curl_easy_setopt(self->easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(self->easy, CURLOPT_MAIL_FROM, envelope_from);
	curl_easy_setopt(self->easy, CURLOPT_MAIL_RCPT, &only);
	curl_easy_setopt(self->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)self->length);
	CURLcode result = curl_easy_perform(self->easy);
	self->letters++;
	if (result == CURLE_OK)
		curl_easy_setopt(self->easy, CURLOPT_MAIL_RCPT, NULL);
	else
		drop_handle(self);
	return result;
}

static SubmitOutcome hand_over(Submit *submit, const char *envelope_from, const char *recipient, GBytes *message,
                               char **out_reply)
{
	SmtpSubmit *self = (SmtpSubmit *)submit;
	take_text(self, message);
	gboolean used = self->easy != NULL && self->letters > 0;
	CURLcode result = perform(self, envelope_from, recipient);
	SubmitOutcome outcome = judge(self, result);
	/* A connection that was idle may have been closed by the server: that says nothing about this letter. */
	if (used && result != CURLE_OK && (outcome == SUBMIT_NOT_SENT || self->code == 421)) {
		result = perform(self, envelope_from, recipient);
		outcome = judge(self, result);
	}
	if (outcome != SUBMIT_ACCEPTED)
		drop_handle(self);
	*out_reply = describe(self, result, outcome);
	if (self->crlf->len > KEEP_BUFFER) {
		g_byte_array_unref(self->crlf);
		self->crlf = g_byte_array_new();
	}
	return outcome;
}

static gboolean fault_check(const SmtpSubmit *self, CURLcode result, GError **error)
{
	const Place *place = self->base.place;
	const char *problem = self->problem[0] != '\0' ? self->problem : curl_easy_strerror(result);
	if (result == CURLE_LOGIN_DENIED)
		return fault_set(error, FAULT_PERM, "%s: signing in was refused; check the user and the password: %s",
		                 place->host, self->code != 0 ? self->reply->str : problem);
	if (result == CURLE_PEER_FAILED_VERIFICATION && strstr(problem, "does not match") != NULL)
		return fault_set(error, FAULT_PERM,
		                 "%s: the server's certificate is for another name; use the name that it bears (%s)",
		                 place->host, problem);
	if (result == CURLE_PEER_FAILED_VERIFICATION)
		return fault_set(error, FAULT_PERM,
		                 "%s: the server's certificate is not to be trusted; name its CA in ca-file (%s)",
		                 place->host, problem);
	if (result == CURLE_SSL_CACERT_BADFILE)
		return fault_set(error, FAULT_PERM, "%s: no CA certificate could be read", self->base.config.ca_file);
	if (result == CURLE_USE_SSL_FAILED)
		return fault_set(error, FAULT_PERM, "%s: the server offers no STARTTLS; use smtps://", place->host);
	return fault_set(error, FAULT_TEMP, "%s port %u: %s", place->host, place->port, problem);
}

static gboolean check(Submit *submit, GError **error)
{
	SmtpSubmit *self = (SmtpSubmit *)submit;
	reset_letter(self);
	if (!ensure_handle(self))
		return fault_set(error, FAULT_TEMP, "libcurl cannot be started");
	curl_easy_setopt(self->easy, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(self->easy, CURLOPT_CUSTOMREQUEST, "NOOP");
	CURLcode result = curl_easy_perform(self->easy);
	drop_handle(self);
	return result == CURLE_OK || fault_check(self, result, error);
}

static void smtp_submit_free(Submit *submit)
{
	SmtpSubmit *self = (SmtpSubmit *)submit;
	drop_handle(self);
	g_byte_array_unref(self->crlf);
	g_string_free(self->reply, TRUE);
	g_free(self->address);
	g_free(self);
}

Submit *submit_smtp_new(const SubmitConfig *config, const Place *place, GError **error)
{
	static const SubmitDriver driver = {hand_over, check, smtp_submit_free};
	static gsize ready;
	if (g_once_init_enter(&ready))
		g_once_init_leave(&ready, curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 1 : 2);
	if (ready != 1) {
		fault_set(error, FAULT_PERM, "libcurl cannot be started");
		return NULL;
	}
	if (config->password != NULL && (!place_is_plain(place->user) || !place_is_plain(config->password))) {
		fault_set(error, FAULT_PERM, "%s: a password needs a user in the URL, both of printable ASCII",
		          config->url);
		return NULL;
	}
	gboolean v6 = strchr(place->host, ':') != NULL;
	SmtpSubmit *self = g_new0(SmtpSubmit, 1);
	self->base.driver = &driver;
	self->address = g_strdup_printf("%s://%s%s%s:%u", place->scheme, v6 ? "[" : "", place->host, v6 ? "]" : "",
	                                place->port);
	self->crlf = g_byte_array_new();
	self->reply = g_string_new(NULL);
	return &self->base;
}
