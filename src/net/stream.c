/* SPDX-License-Identifier: MIT
 *
 * stream.c: see stream.h. The socket never blocks; every wait is one poll() over it and the waker. The only file that
 * knows GnuTLS.
 */
#include "net/stream.h"
#include "base/fault.h"
#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define AHEAD_BYTES 4096
#define TICK_MS 200

struct Stream {
	int fd;
	char *host;
	StreamWaker *waker; /* borrowed */
	gnutls_session_t tls;
	gnutls_certificate_credentials_t trust;
	gint64 deadline; /* monotonic, microseconds */
	guint deadline_ms;
	gsize bytes_left;
	char *trouble;
	gsize ahead_start, ahead_end; /* bytes that stream_wait had to read to know that there are any */
	guint8 ahead[AHEAD_BYTES];
};

void stream_break(Stream *stream, const char *why)
{
	if (stream->trouble == NULL)
		stream->trouble = g_strdup(why);
}

static int break_stream(Stream *stream, const char *why)
{
	stream_break(stream, why);
	return -1;
}

void stream_begin(Stream *stream, guint deadline_ms, gsize max_bytes)
{
	stream->deadline_ms = deadline_ms;
	stream->deadline = g_get_monotonic_time() + (gint64)deadline_ms * 1000;
	stream->bytes_left = max_bytes;
}

static int break_late(Stream *stream)
{
	g_autofree char *why = g_strdup_printf("no answer within %g s", stream->deadline_ms / 1000.0);
	return break_stream(stream, why);
}

/* Waits until the socket is ready for events; a mere wake is left for the next stream_wait, and a stop that follows it
 * is seen within a tick. 0, or -1 when broken. */
static int poll_command(Stream *stream, short events)
{
	gint64 longest_ms = G_MAXINT;
	struct pollfd fds[2] = {{stream->fd, events, 0}, {stream_waker_fd(stream->waker), POLLIN, 0}};
	for (;;) {
		if (stream_waker_stopping(stream->waker))
			return break_stream(stream, "stopped");
		gint64 left = stream->deadline - g_get_monotonic_time();
		if (left <= 0)
			return break_late(stream);
		int ready = poll(fds, 2, (int)MIN(left / 1000 + 1, longest_ms));
		if (ready < 0 && errno != EINTR)
			return break_stream(stream, g_strerror(errno));
		if (ready > 0 && fds[0].revents != 0)
			return 0;
		if (ready > 0 && fds[1].revents != 0) {
			fds[1].fd = -1;
			longest_ms = TICK_MS;
		}
	}
}

static gboolean poll_tls(Stream *stream)
{
	return poll_command(stream, gnutls_record_get_direction(stream->tls) == 1 ? POLLOUT : POLLIN) == 0;
}

/* Bytes, 0 when there are none now, -1 when broken. */
static gssize read_now(Stream *stream, void *buffer, gsize length)
{
	if (stream->tls == NULL) {
		gssize n = recv(stream->fd, buffer, length, 0);
		if (n > 0)
			return n;
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return 0;
		return break_stream(stream, n == 0 ? "the server closed the connection" : g_strerror(errno));
	}
	gssize n = gnutls_record_recv(stream->tls, buffer, length);
	if (n > 0)
		return n;
	if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
		return 0;
	gboolean closed = n == 0 || n == GNUTLS_E_PREMATURE_TERMINATION;
	return break_stream(stream, closed ? "the server closed the connection" : gnutls_strerror((int)n));
}

gssize stream_read(Stream *stream, void *buffer, gsize length)
{
	if (stream->trouble != NULL)
		return -1;
	gssize n = (gssize)MIN(stream->ahead_end - stream->ahead_start, length);
	if (n > 0) {
		memcpy(buffer, stream->ahead + stream->ahead_start, (gsize)n);
		stream->ahead_start += (gsize)n;
	}
	while (n == 0) {
		if (g_get_monotonic_time() >= stream->deadline)
			return break_late(stream);
		n = read_now(stream, buffer, length);
		if (n < 0)
			return -1;
		if (n == 0 && !(stream->tls != NULL ? poll_tls(stream) : poll_command(stream, POLLIN) == 0))
			return -1;
	}
	if ((gsize)n > stream->bytes_left)
		return break_stream(stream, "the answer is longer than any answer should be");
	stream->bytes_left -= (gsize)n;
	return n;
}

static gssize write_now(Stream *stream, const void *bytes, gsize length)
{
	if (stream->tls == NULL) {
		gssize n = send(stream->fd, bytes, length, MSG_NOSIGNAL);
		if (n >= 0)
			return n;
		return errno == EAGAIN || errno == EINTR ? 0 : break_stream(stream, g_strerror(errno));
	}
	gssize n = gnutls_record_send(stream->tls, bytes, length);
	if (n >= 0)
		return n;
	return n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED ? 0 : break_stream(stream, gnutls_strerror((int)n));
}

gssize stream_write(Stream *stream, const void *bytes, gsize length)
{
	gsize done = 0;
	while (done < length) {
		if (stream->trouble != NULL)
			return -1;
		gssize n = write_now(stream, (const guint8 *)bytes + done, length - done);
		if (n < 0)
			return -1;
		done += (gsize)n;
		if (n == 0 && poll_command(stream, POLLOUT) < 0)
			return -1;
	}
	return (gssize)length;
}

gboolean stream_pending(const Stream *stream)
{
	return stream->ahead_end > stream->ahead_start
	       || (stream->tls != NULL && gnutls_record_check_pending(stream->tls) > 0);
}

/* A readable socket may hold no more than a part of a TLS record, or a ticket: only reading tells. */
static gboolean read_ahead(Stream *stream)
{
	gssize n = read_now(stream, stream->ahead, sizeof stream->ahead);
	stream->ahead_start = 0;
	stream->ahead_end = n > 0 ? (gsize)n : 0;
	return n != 0;
}

StreamEvent stream_wait(Stream *stream, guint timeout_ms)
{
	gint64 end = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
	struct pollfd fds[2] = {{stream->fd, POLLIN, 0}, {stream_waker_fd(stream->waker), POLLIN, 0}};
	for (;;) {
		if (stream->trouble != NULL || stream_pending(stream))
			return STREAM_READY;
		if (stream_waker_stopping(stream->waker))
			return STREAM_WOKEN;
		gint64 left = MAX(end - g_get_monotonic_time(), 0);
		int ready = poll(fds, 2, (int)MIN((left + 999) / 1000, G_MAXINT));
		if (ready > 0 && fds[1].revents != 0) {
			stream_waker_clear(stream->waker);
			return STREAM_WOKEN;
		}
		if (ready > 0 && read_ahead(stream))
			return STREAM_READY;
		if (ready == 0 && left == 0)
			return STREAM_LATE;
	}
}

/* One address; the socket on success, else -1 with errno set or the stream's trouble. */
static gboolean connect_address(Stream *stream, const struct addrinfo *address)
{
	stream->fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (stream->fd < 0)
		return FALSE;
	int on = 1, failure = 0;
	socklen_t size = sizeof failure;
	setsockopt(stream->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(stream->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	if (connect(stream->fd, address->ai_addr, address->ai_addrlen) == 0)
		return TRUE;
	if (errno == EINPROGRESS && poll_command(stream, POLLOUT) == 0
	    && getsockopt(stream->fd, SOL_SOCKET, SO_ERROR, &failure, &size) == 0) {
		if (failure == 0)
			return TRUE;
		errno = failure;
	}
	int kept = errno;
	close(stream->fd);
	stream->fd = -1;
	errno = kept;
	return FALSE;
}

Stream *stream_open(const char *host, guint port, guint timeout_ms, StreamWaker *waker, GError **error)
{
	g_autoptr(Stream) stream = g_new0(Stream, 1);
	stream->fd = -1;
	stream->host = g_strdup(host);
	stream->waker = waker;
	g_autofree char *service = g_strdup_printf("%u", port);
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	struct addrinfo *addresses = NULL;
	int r = getaddrinfo(host, service, &hints, &addresses);
	if (r != 0) {
		fault_set(error, FAULT_TEMP, "%s: the name leads to no address: %s", host, gai_strerror(r));
		return NULL;
	}
	stream_begin(stream, timeout_ms, 0);
	gboolean connected = FALSE;
	for (struct addrinfo *a = addresses; a != NULL && !connected && stream->trouble == NULL; a = a->ai_next)
		connected = connect_address(stream, a);
	int failure = errno;
	freeaddrinfo(addresses);
	if (connected)
		return g_steal_pointer(&stream);
	fault_set(error, FAULT_TEMP, "%s port %u: cannot connect: %s", host, port,
	          stream->trouble != NULL ? stream->trouble : g_strerror(failure));
	return NULL;
}

static gboolean is_address_literal(const char *host)
{
	struct in6_addr address;
	return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

static gboolean load_trust(Stream *stream, const char *ca_file, GError **error)
{
	gnutls_certificate_allocate_credentials(&stream->trust);
	int n = ca_file != NULL ? gnutls_certificate_set_x509_trust_file(stream->trust, ca_file, GNUTLS_X509_FMT_PEM)
	                        : gnutls_certificate_set_x509_system_trust(stream->trust);
	if (n > 0)
		return TRUE;
	return fault_set(error, FAULT_PERM, "%s: no CA certificate could be read (%s)",
	                 ca_file != NULL ? ca_file : "the system's trust store",
	                 n < 0 ? gnutls_strerror(n) : "it holds none");
}

/* The sentence for a certificate that does not verify: what is wrong, and what to do. */
static gboolean fault_certificate(Stream *stream, GError **error)
{
	unsigned status = gnutls_session_get_verify_cert_status(stream->tls);
	if (status & GNUTLS_CERT_SIGNER_NOT_FOUND)
		return fault_set(error, FAULT_PERM,
		                 "%s: the server's certificate was issued by an unknown CA; name its CA in ca-file",
		                 stream->host);
	if (status & GNUTLS_CERT_UNEXPECTED_OWNER)
		return fault_set(error, FAULT_PERM,
		                 "%s: the server's certificate is for another name; use the name that it bears",
		                 stream->host);
	gnutls_datum_t text = {NULL, 0};
	gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0);
	fault_set(error, FAULT_PERM, "%s: the server's certificate is not to be trusted: %s", stream->host,
	          text.data != NULL ? (const char *)text.data : "no reason given");
	gnutls_free(text.data);
	return FALSE;
}

static gboolean shake_hands(Stream *stream, GError **error)
{
	int r;
	do
		r = gnutls_handshake(stream->tls);
	while (r < 0 && !gnutls_error_is_fatal(r) && poll_tls(stream));
	if (r == GNUTLS_E_SUCCESS)
		return TRUE;
	if (r == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
		return fault_certificate(stream, error);
	return fault_set(error, FAULT_TEMP, "%s: TLS could not be set up: %s", stream->host,
	                 stream->trouble != NULL ? stream->trouble : gnutls_strerror(r));
}

static gboolean has_early_bytes(Stream *stream)
{
	char byte;
	return stream_pending(stream) || recv(stream->fd, &byte, 1, MSG_PEEK) > 0;
}

gboolean stream_secure(Stream *stream, const char *ca_file, GError **error)
{
	g_assert(stream->tls == NULL);
	gboolean secured = FALSE;
	if (stream->trouble != NULL || has_early_bytes(stream))
		fault_set(error, FAULT_TEMP, "%s: %s", stream->host,
		          stream->trouble != NULL ? stream->trouble
		                                  : "the server spoke ahead of TLS; is this a port for TLS?");
	else if (load_trust(stream, ca_file, error)) {
		gnutls_init(&stream->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
		gnutls_set_default_priority(stream->tls);
		gnutls_credentials_set(stream->tls, GNUTLS_CRD_CERTIFICATE, stream->trust);
		if (!is_address_literal(stream->host))
			gnutls_server_name_set(stream->tls, GNUTLS_NAME_DNS, stream->host, strlen(stream->host));
		gnutls_session_set_verify_cert(stream->tls, stream->host, 0);
		gnutls_transport_set_int(stream->tls, stream->fd);
		secured = shake_hands(stream, error);
	}
	if (!secured)
		stream_break(stream, "TLS could not be set up");
	return secured;
}

void stream_free(Stream *stream)
{
	if (stream == NULL)
		return;
	if (stream->tls != NULL) {
		if (stream->trouble == NULL)
			gnutls_bye(stream->tls, GNUTLS_SHUT_WR);
		gnutls_deinit(stream->tls);
	}
	if (stream->trust != NULL)
		gnutls_certificate_free_credentials(stream->trust);
	if (stream->fd >= 0)
		close(stream->fd);
	g_free(stream->host);
	g_free(stream->trouble);
	g_free(stream);
}

const char *stream_trouble(const Stream *stream)
{
	return stream->trouble;
}

int stream_fd(const Stream *stream)
{
	return stream->fd;
}

gboolean stream_is_loopback(const Stream *stream)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} peer = {0};
	socklen_t size = sizeof peer;
	if (getpeername(stream->fd, &peer.any, &size) != 0)
		return FALSE;
	if (peer.any.sa_family == AF_INET)
		return (ntohl(peer.v4.sin_addr.s_addr) >> 24) == 127;
	return peer.any.sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&peer.v6.sin6_addr);
}
