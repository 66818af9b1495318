/* SPDX-License-Identifier: MIT
 *
 * waker.c: the waker of stream.h, an event descriptor that another thread can set.
 */
#include "base/fault.h"
#include "net/stream.h"
#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct StreamWaker {
	int fd;
	gint stopping;
};

StreamWaker *stream_waker_new(GError **error)
{
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (fd < 0) {
		fault_set(error, FAULT_TEMP, "cannot make an event descriptor: %s", g_strerror(errno));
		return NULL;
	}
	StreamWaker *waker = g_new0(StreamWaker, 1);
	waker->fd = fd;
	return waker;
}

void stream_waker_free(StreamWaker *waker)
{
	if (waker == NULL)
		return;
	close(waker->fd);
	g_free(waker);
}

void stream_waker_wake(StreamWaker *waker)
{
	guint64 one = 1;
	gssize written;
	do
		written = write(waker->fd, &one, sizeof one);
	while (written < 0 && errno == EINTR);
}

void stream_waker_stop(StreamWaker *waker)
{
	g_atomic_int_set(&waker->stopping, 1);
	stream_waker_wake(waker);
}

void stream_waker_clear(StreamWaker *waker)
{
	guint64 count;
	while (read(waker->fd, &count, sizeof count) < 0 && errno == EINTR)
		;
}

int stream_waker_fd(const StreamWaker *waker)
{
	return waker->fd;
}

gboolean stream_waker_stopping(StreamWaker *waker)
{
	return g_atomic_int_get(&waker->stopping) != 0;
}
