/* SPDX-License-Identifier: MIT */
#include "reader/child.h"
#include "reader/wire.h"
#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#define CHILD_MEMORY (512ul * 1024 * 1024)
#define CHILD_CHUNK (256u * 1024)

static void limit(int resource, rlim_t value)
{
	struct rlimit limits = {value, value};

	setrlimit((__rlimit_resource_t)resource, &limits);
}

/* Nothing here is fatal: an older kernel or a stricter parent only leaves a limit as it was. */
static void limits_set(void)
{
#ifndef __SANITIZE_ADDRESS__
	limit(RLIMIT_AS, CHILD_MEMORY);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, 16);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static gboolean flush(int socket, GByteArray *out)
{
	gsize done = 0;

	while (done < out->len) {
		gssize n = write(socket, out->data + done, out->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return FALSE;
		done += (gsize)n;
	}
	g_byte_array_set_size(out, 0);
	return TRUE;
}

static gboolean serve(const char *frame, gsize length, GByteArray *out)
{
	WireRequest request;
	gboolean sound = wire_get_request(frame, length, &request);

	if (sound) {
		g_autoptr(InMail) mail = reading_mail(request.bytes, request.length, &request.config,
						      request.words.words, request.words.n);

		wire_put_mail(out, mail);
	}
	wire_request_clear(&request);
	return sound;
}

/* Serves every whole frame in the buffer and drops it from there. */
static gboolean serve_all(int socket, GByteArray *in, GByteArray *out)
{
	const char *bytes = (const char *)in->data;
	gsize done = 0, length;

	while ((length = wire_frame(bytes + done, in->len - done)) > 0) {
		if (length == G_MAXSIZE || !serve(bytes + done + WIRE_HEAD, length - WIRE_HEAD, out))
			return FALSE;
		done += length;
		if (out->len > CHILD_CHUNK && !flush(socket, out))
			return FALSE;
	}
	if (done)
		g_byte_array_remove_range(in, 0, (guint)done);
	return flush(socket, out);
}

int child_run(int socket)
{
	g_autoptr(GByteArray) in = g_byte_array_new();
	g_autoptr(GByteArray) out = g_byte_array_new();

	reading_open();
	limits_set();
	wire_put_hello(out);
	if (!flush(socket, out))
		return EX_IOERR;
	while (TRUE) {
		guint had = in->len;

		g_byte_array_set_size(in, had + CHILD_CHUNK);
		gssize n = read(socket, in->data + had, CHILD_CHUNK);

		g_byte_array_set_size(in, had + (n > 0 ? (guint)n : 0));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 ? EX_OK : EX_IOERR;
		if (!serve_all(socket, in, out))
			return EX_PROTOCOL;
	}
}
