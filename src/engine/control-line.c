/* SPDX-License-Identifier: MIT
 *
 * control-line.c: the control socket itself: its address, its permissions, and one line in each direction.
 */
#include "base/fault.h"
#include "engine/control.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 8
#define CHUNK 65536

char *control_user(uid_t uid)
{
	struct passwd entry, *found = NULL;
	char buffer[4096];
	if (getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) == 0 && found)
		return g_strdup(found->pw_name);
	return g_strdup_printf("uid %u", (guint)uid);
}

/* A path too long for an address is reached through its directory, opened as *out_dir (else -1). */
static gboolean address_make(const char *path, struct sockaddr_un *out, int *out_dir, GError **error)
{
	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	*out_dir = -1;
	if (strlen(path) < sizeof out->sun_path) {
		g_strlcpy(out->sun_path, path, sizeof out->sun_path);
		return TRUE;
	}
	g_autofree char *dir = g_path_get_dirname(path), *name = g_path_get_basename(path);
	*out_dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*out_dir < 0)
		return fault_set(error, FAULT_TEMP, "The directory %s cannot be opened: %s.", dir, g_strerror(errno));
	if (g_snprintf(out->sun_path, sizeof out->sun_path, "/proc/self/fd/%d/%s", *out_dir, name) <
	    (gint)sizeof out->sun_path)
		return TRUE;
	close(*out_dir);
	return fault_set(error, FAULT_PERM, "The name of the control socket, %s, is too long.", name);
}

static int stream_socket(GError **error)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		fault_set(error, FAULT_TEMP, "No socket can be made: %s.", g_strerror(errno));
	return fd;
}

int control_listen(const char *path, GError **error)
{
	struct sockaddr_un address;
	int dir;
	if (!address_make(path, &address, &dir, error))
		return -1;
	int fd = stream_socket(error);
	if (fd >= 0) {
		unlink(path);
		/* the mode that the socket is born with, so that nobody else can ever open it */
		if (fchmod(fd, S_IRUSR | S_IWUSR) != 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
		    listen(fd, BACKLOG) != 0) {
			fault_set(error, FAULT_TEMP, "The control socket %s cannot be made: %s.", path, g_strerror(errno));
			close(fd);
			fd = -1;
		}
	}
	if (dir >= 0)
		close(dir);
	return fd;
}

int control_connect(const char *path, gboolean *out_absent, GError **error)
{
	struct sockaddr_un address;
	int dir;
	if (out_absent)
		*out_absent = FALSE;
	if (!address_make(path, &address, &dir, error)) {
		if (out_absent)
			*out_absent = TRUE;
		return -1;
	}
	int fd = stream_socket(error);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
		if (out_absent)
			*out_absent = errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR;
		fault_set(error, FAULT_TEMP, "The robot's control socket %s cannot be reached: %s.", path, g_strerror(errno));
		close(fd);
		fd = -1;
	}
	if (dir >= 0)
		close(dir);
	return fd;
}

/* Waits until the socket is ready or the deadline has passed. */
static gboolean wait_for(int socket, short events, int wake, gint64 deadline, GError **error)
{
	for (;;) {
		struct pollfd ready[] = {{.fd = socket, .events = events}, {.fd = wake, .events = POLLIN}};
		gint64 left = (deadline - g_get_monotonic_time()) / 1000;
		int found = left > 0 ? poll(ready, G_N_ELEMENTS(ready), (int)left) : 0;
		if (found < 0 && errno == EINTR)
			continue;
		if (found > 0 && ready[1].revents)
			return fault_set(error, FAULT_TEMP, "The robot is ending.");
		if (found > 0)
			return TRUE;
		return fault_set(error, FAULT_TEMP, "The other side of the control socket was silent too long.");
	}
}

static gboolean passing(int code)
{
	return code == EAGAIN || code == EINTR;
}

char *control_read_line(int socket, int wake, guint timeout_ms, gsize *out_length, GError **error)
{
	g_autoptr(GByteArray) line = g_byte_array_new();
	g_autofree char *chunk = g_malloc(CHUNK);
	gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
	for (;;) {
		if (!wait_for(socket, POLLIN, wake, deadline, error))
			return NULL;
		ssize_t n = read(socket, chunk, CHUNK);
		if (n < 0 && passing(errno))
			continue;
		const char *end = n > 0 ? memchr(chunk, '\n', (gsize)n) : NULL;
		if (n <= 0) {
			fault_set(error, FAULT_TEMP, "The control socket was closed before a whole line had come.");
			return NULL;
		}
		g_byte_array_append(line, (const guint8 *)chunk, end ? (guint)(end - chunk) : (guint)n);
		if (line->len > CONTROL_LINE_MAX) {
			fault_set(error, FAULT_PERM, "The line is longer than %u MB.", (guint)(CONTROL_LINE_MAX >> 20));
			return NULL;
		}
		if (end)
			break;
	}
	*out_length = line->len;
	g_byte_array_append(line, (const guint8 *)"", 1);
	return (char *)g_byte_array_free(g_steal_pointer(&line), FALSE);
}

gboolean control_write_line(int socket, const json_t *document, guint timeout_ms, GError **error)
{
	g_autofree char *text = json_canonical(document);
	g_autofree char *line = g_strconcat(text, "\n", NULL);
	gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
	for (gsize at = 0, length = strlen(line); at < length;) {
		if (!wait_for(socket, POLLOUT, -1, deadline, error))
			return FALSE;
		ssize_t n = send(socket, line + at, length - at, MSG_NOSIGNAL);
		if (n < 0 && !passing(errno))
			return fault_set(error, FAULT_TEMP, "The control socket broke: %s.", g_strerror(errno));
		at += n > 0 ? (gsize)n : 0;
	}
	return TRUE;
}
