/* SPDX-License-Identifier: MIT
 *
 * inbox-maildir.c: inbox.h over a Maildir on this machine; letters.h gives its messages UIDs. Handled messages are
 * moved to PATH/.DONE/cur, which mail clients show as a folder beside the inbox.
 */
#include "base/fault.h"
#include "net/inbox-driver.h"
#include "net/letters.h"
#include "net/received.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct MaildirInbox {
	Inbox base;
	Letters *letters;
	char *done_path;
	int watch; /* inotify on new and cur, or -1 */
} MaildirInbox;

/* A look at the folder; what the watch has seen up to now is in it. */
static gboolean look(MaildirInbox *self, GError **error)
{
	char events[4096];
	while (self->watch >= 0 && read(self->watch, events, sizeof events) > 0)
		;
	return letters_look(self->letters, error);
}

/* The message of a letter; NULL without a fault when the file is gone. */
static InboxMessage *read_letter(const MaildirInbox *self, const Letter *letter, gsize max_bytes, GError **error)
{
	g_autofree char *path = g_build_filename(self->letters->path, letter->file, NULL);
	struct stat status;
	int fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);
	if (fd < 0) {
		if (errno != ENOENT)
			letters_fault(path, "cannot be read", error);
		return NULL;
	}
	gsize length = 0;
	gssize n = fstat(fd, &status);
	gsize wanted = n == 0 ? MIN((gsize)status.st_size, max_bytes) : 0;
	guint8 *bytes = g_malloc(MAX(wanted, 1));
	while (n >= 0 && length < wanted && (n = read(fd, bytes + length, wanted - length)) > 0)
		length += (gsize)n;
	close(fd);
	if (n < 0) {
		letters_fault(path, "cannot be read", error);
		g_free(bytes);
		return NULL;
	}
	InboxMessage *message = g_new0(InboxMessage, 1);
	message->uid = letter->uid;
	message->uidvalidity = self->letters->uidvalidity;
	message->received = received_header((const char *)bytes, length);
	if (message->received == INSTANT_NONE)
		message->received = status.st_mtim.tv_sec;
	message->size = (guint64)status.st_size;
	message->truncated = length < (gsize)status.st_size;
	message->bytes = g_bytes_new_take(bytes, length);
	return message;
}

/* Where to begin for a mark, after a look unless what was seen is not handed over yet. An index that is behind the mark
 * has forgotten UIDs: it begins anew. */
static gboolean begin_at(MaildirInbox *self, const InboxMark *mark, guint32 *out_from, GError **error)
{
	Letters *letters = self->letters;
	if (!letters->indexed && !look(self, error))
		return FALSE;
	if (mark->uidvalidity == letters->uidvalidity && mark->uidnext > letters->uidnext
	    && !letters_forget(letters, error))
		return FALSE;
	*out_from = mark->uidvalidity == letters->uidvalidity ? MAX(mark->uidnext, 1) : 1;
	return letters_first_from(letters, *out_from) < letters->by_uid->len || look(self, error);
}

typedef enum Batch { BATCH_WHOLE, BATCH_MISSING, BATCH_FAULT } Batch;

/* Reads the letters from position *at on, as far as limits go; BATCH_MISSING when a file is not where it was seen. */
static Batch read_batch(MaildirInbox *self, guint *at, const InboxLimits *limits, GPtrArray *messages, GError **error)
{
	GPtrArray *by_uid = self->letters->by_uid;
	gsize bytes = 0;
	for (guint n = 0; *at < by_uid->len && n < limits->max_messages; n++, ++*at) {
		if (n > 0 && bytes >= limits->max_batch_bytes)
			break;
		g_autoptr(GError) why = NULL;
		InboxMessage *message = read_letter(self, by_uid->pdata[*at], limits->max_bytes, &why);
		if (why != NULL) {
			g_propagate_error(error, g_steal_pointer(&why));
			return BATCH_FAULT;
		}
		if (message == NULL)
			return BATCH_MISSING;
		bytes += g_bytes_get_size(message->bytes);
		g_ptr_array_add(messages, message);
	}
	return BATCH_WHOLE;
}

/* A file renamed since the look keeps its UID, so a second look finds it; what moves faster has to wait. */
static gboolean fetch(Inbox *inbox, const InboxMark *mark, const InboxLimits *limits, GPtrArray *messages,
                      InboxMark *out_mark, gboolean *out_at_end, GError **error)
{
	MaildirInbox *self = (MaildirInbox *)inbox;
	Letters *letters = self->letters;
	guint32 from;
	if (!begin_at(self, mark, &from, error))
		return FALSE;
	guint before = messages->len, at = letters_first_from(letters, from);
	Batch batch = read_batch(self, &at, limits, messages, error);
	if (batch == BATCH_MISSING) {
		g_ptr_array_set_size(messages, (gint)before);
		if (!look(self, error))
			return FALSE;
		at = letters_first_from(letters, from);
		batch = read_batch(self, &at, limits, messages, error);
	}
	if (batch != BATCH_WHOLE) {
		g_ptr_array_set_size(messages, (gint)before);
		if (batch == BATCH_MISSING)
			fault_set(error, FAULT_TEMP, "%s: files do not stay in place", letters->path);
		return FALSE;
	}
	*out_at_end = at == letters->by_uid->len;
	guint32 next = *out_at_end ? letters->uidnext : ((Letter *)letters->by_uid->pdata[at])->uid;
	*out_mark = (InboxMark){letters->uidvalidity, MAX(next, from), 0};
	return TRUE;
}

static gboolean make_folders(const char *path, GError **error)
{
	static const char *const parts[] = {"tmp", "new", "cur"};
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *part = g_build_filename(path, parts[i], NULL);
		if (g_mkdir_with_parents(part, 0700) != 0)
			return letters_fault(part, "cannot be made", error);
	}
	return TRUE;
}

/* A handled message has been seen. */
static char *done_file(const MaildirInbox *self, const Letter *letter)
{
	const char *flags = strstr(letter->file, ":2,");
	g_autofree char *file = g_strconcat(letter->name, flags != NULL ? flags : ":2,",
	                                    flags != NULL && strchr(flags, 'S') != NULL ? "" : "S", NULL);
	return g_build_filename(self->done_path, "cur", file, NULL);
}

typedef enum Move { MOVE_MADE, MOVE_MISSING, MOVE_FAULT } Move;

static Move move_letter(MaildirInbox *self, const Letter *letter, GError **error)
{
	g_autofree char *from = g_build_filename(self->letters->path, letter->file, NULL);
	g_autofree char *to = done_file(self, letter);
	if (rename(from, to) == 0)
		return MOVE_MADE;
	if (errno == ENOENT)
		return MOVE_MISSING;
	letters_fault(from, "cannot be moved to the done folder", error);
	return MOVE_FAULT;
}

/* Moves those of uids that are there; sets *out_missing when one was not where it was seen. */
static gboolean move_letters(MaildirInbox *self, const guint32 *uids, gsize n, gboolean *out_missing, GError **error)
{
	GPtrArray *by_uid = self->letters->by_uid;
	for (gsize i = 0; i < n; i++) {
		guint at = letters_first_from(self->letters, uids[i]);
		const Letter *letter = at < by_uid->len ? by_uid->pdata[at] : NULL;
		if (letter == NULL || letter->uid != uids[i])
			continue;
		Move move = move_letter(self, letter, error);
		if (move == MOVE_FAULT)
			return FALSE;
		*out_missing = *out_missing || move == MOVE_MISSING;
	}
	return TRUE;
}

/* What was renamed since the look (another program gave it a flag) is found by a second one. */
static gboolean done(Inbox *inbox, guint32 uidvalidity, const guint32 *uids, gsize n, GError **error)
{
	MaildirInbox *self = (MaildirInbox *)inbox;
	gboolean missing = FALSE;
	if ((!self->letters->indexed && !look(self, error)) || !make_folders(self->done_path, error))
		return FALSE;
	if (uidvalidity != self->letters->uidvalidity)
		return TRUE;
	if (!move_letters(self, uids, n, &missing, error))
		return FALSE;
	return !missing || (look(self, error) && move_letters(self, uids, n, &missing, error));
}

static gboolean wait(Inbox *inbox, guint seconds, GError **error)
{
	MaildirInbox *self = (MaildirInbox *)inbox;
	struct pollfd fds[2] = {{stream_waker_fd(inbox->waker), POLLIN, 0}, {self->watch, POLLIN, 0}};
	guint longest = self->watch >= 0 ? seconds : MIN(seconds, 1);
	if (!stream_waker_stopping(inbox->waker))
		poll(fds, 2, (int)MIN((gint64)longest * 1000, G_MAXINT));
	stream_waker_clear(inbox->waker);
	return TRUE;
}

/* Leaves the UIDs alone: ballotd may be using them. */
static gboolean check(Inbox *inbox, GError **error)
{
	MaildirInbox *self = (MaildirInbox *)inbox;
	if (!make_folders(self->done_path, error))
		return FALSE;
	return access(self->letters->path, R_OK | W_OK | X_OK) == 0
	       || letters_fault(self->letters->path, "cannot be used", error);
}

static void maildir_inbox_free(Inbox *inbox)
{
	MaildirInbox *self = (MaildirInbox *)inbox;
	if (self->watch >= 0)
		close(self->watch);
	letters_free(self->letters);
	g_free(self->done_path);
	g_free(self);
}

static int watch_folders(const char *path)
{
	g_autofree char *new_path = g_build_filename(path, "new", NULL);
	g_autofree char *cur_path = g_build_filename(path, "cur", NULL);
	int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch < 0)
		return -1;
	inotify_add_watch(watch, new_path, IN_MOVED_TO | IN_CLOSE_WRITE);
	inotify_add_watch(watch, cur_path, IN_MOVED_TO | IN_CLOSE_WRITE);
	return watch;
}

Inbox *inbox_maildir_new(const InboxConfig *config, const Place *place, GError **error)
{
	static const InboxDriver driver = {fetch, done, wait, check, maildir_inbox_free};
	if (!g_file_test(place->path, G_FILE_TEST_IS_DIR)) {
		fault_set(error, FAULT_PERM, "%s: there is no such folder", place->path);
		return NULL;
	}
	if (config->done[0] == '\0' || strchr(config->done, '/') != NULL) {
		fault_set(error, FAULT_PERM, "%s: \"%s\" cannot be the name of the done folder", place->path,
		          config->done);
		return NULL;
	}
	if (!make_folders(place->path, error))
		return NULL;
	MaildirInbox *self = g_new0(MaildirInbox, 1);
	self->base.driver = &driver;
	self->letters = letters_new(place->path);
	self->done_path = g_strdup_printf("%s/.%s", place->path, config->done);
	self->watch = watch_folders(place->path);
	return &self->base;
}
