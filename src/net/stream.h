/* SPDX-License-Identifier: MIT
 *
 * stream.h: one connection to a mail server: TCP, and TLS whose certificate and name are verified.
 *
 * A stream trusts nothing that its peer does: each command begins with stream_begin(), which gives it a deadline and a
 * number of bytes that the answer may have; whoever sends more, or one byte now and then, breaks the stream. A broken
 * stream stays broken: reads and writes return -1 at once and stream_trouble() says why. A StreamWaker belongs to the
 * caller and outlives its streams: another thread can end a wait with it, or stop everything.
 * One thread uses a stream; only the waker may be used from another.
 */
#pragma once
#include <glib.h>

typedef struct Stream Stream;
typedef struct StreamWaker StreamWaker;

/* NULL with FAULT_TEMP when the process has no file descriptor left. Free with stream_waker_free. */
StreamWaker *stream_waker_new(GError **error);
void stream_waker_free(StreamWaker *waker); /* takes NULL */

/* Ends the current, or else the next, stream_wait. From any thread. */
void stream_waker_wake(StreamWaker *waker);

/* Like wake, and breaks every read, write and connect in progress and to come. From any thread; cannot be undone. */
void stream_waker_stop(StreamWaker *waker);

/* Takes back the wakes given so far. */
void stream_waker_clear(StreamWaker *waker);

/* The descriptor that is readable while a wake is due. Borrowed. */
int stream_waker_fd(const StreamWaker *waker);
gboolean stream_waker_stopping(StreamWaker *waker);

/* Connects to host:port by TCP within timeout_ms for all its addresses together (asking the name server is bounded by
 * the resolver's own limits). host is copied, waker is borrowed and must outlive the stream. NULL with FAULT_TEMP. */
Stream *stream_open(const char *host, guint port, guint timeout_ms, StreamWaker *waker, GError **error);

/* Closes and frees; says goodbye where that does not block. Takes NULL. */
void stream_free(Stream *stream);

/* Turns the connection into TLS, at once or after STARTTLS, within the current command's deadline. The certificate
 * must lead to a CA of ca_file (PEM; NULL: those of the system) and bear the host's name, which is also sent as SNI.
 * Bytes that came before the handshake are refused: they were never protected. False with FAULT_PERM when the
 * certificate is not to be trusted or ca_file cannot be read, FAULT_TEMP else; the stream is broken then. */
gboolean stream_secure(Stream *stream, const char *ca_file, GError **error);

/* Begins a command: from now on deadline_ms and max_bytes received. */
void stream_begin(Stream *stream, guint deadline_ms, gsize max_bytes);

/* 1 to length bytes, waiting for the first; -1 at the end of the stream, past the deadline, over the bytes, when
 * stopped. Never 0. */
gssize stream_read(Stream *stream, void *buffer, gsize length);

/* All of length, or -1. */
gssize stream_write(Stream *stream, const void *bytes, gsize length);

typedef enum StreamEvent {
	STREAM_READY, /* stream_read will not wait: there are bytes, or it is broken */
	STREAM_WOKEN, /* by the waker, whose wake is used up */
	STREAM_LATE   /* nothing within the time */
} StreamEvent;

/* Waits for bytes, a wake or timeout_ms, whatever comes first. */
StreamEvent stream_wait(Stream *stream, guint timeout_ms);

/* True when bytes were received and not yet read. */
gboolean stream_pending(const Stream *stream);

/* Breaks the stream by hand; why becomes its trouble unless it has one. */
void stream_break(Stream *stream, const char *why);

/* Why it is broken ("the server closed the connection"), or NULL when it is not. Borrowed. */
const char *stream_trouble(const Stream *stream);

/* True when the peer is on this machine (127.0.0.0/8 or ::1). */
gboolean stream_is_loopback(const Stream *stream);

/* The socket, or -1. Borrowed. */
int stream_fd(const Stream *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StreamWaker, stream_waker_free)
