/* SPDX-License-Identifier: MIT
 *
 * fetch-discard: fetches every message of a mailbox and throws it away, by the robot's own means and in its batches:
 * the first baseline of tests/bench/intake, what the mail costs before anybody has looked at it.
 *
 *     fetch-discard URL PASSWORD-FILE CA-FILE
 *
 * Prints as JSON how many messages and bytes there were. Exit status 1 when the mailbox cannot be read to its end.
 */
#include <stdio.h>

#include "base/fault.h"
#include "net/inbox.h"

static gboolean fetch_all(Inbox *inbox, guint *out_messages, guint64 *out_bytes, GError **error)
{
	static const InboxLimits limits = {.max_messages = 100};
	InboxMark mark = {0};
	gboolean at_end = FALSE;
	while (!at_end) {
		g_autoptr(GPtrArray) messages = inbox_messages_new();
		InboxMark next;
		if (!inbox_fetch(inbox, &mark, &limits, messages, &next, &at_end, error))
			return FALSE;
		mark = next;
		*out_messages += messages->len;
		for (guint i = 0; i < messages->len; i++)
			*out_bytes += g_bytes_get_size(((const InboxMessage *)messages->pdata[i])->bytes);
	}
	return TRUE;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *password = NULL;
	if (argc != 4) {
		fputs("usage: fetch-discard URL PASSWORD-FILE CA-FILE\n", stderr);
		return 2;
	}
	if (!g_file_get_contents(argv[2], &password, NULL, &error)) {
		fprintf(stderr, "fetch-discard: %s\n", error->message);
		return 1;
	}
	InboxConfig config = {.url = argv[1], .password = g_strchomp(password), .ca_file = argv[3]};
	g_autoptr(Inbox) inbox = inbox_open(&config, &error);
	guint messages = 0;
	guint64 bytes = 0;
	if (!inbox || !fetch_all(inbox, &messages, &bytes, &error)) {
		fprintf(stderr, "fetch-discard: %s\n", error->message);
		return 1;
	}
	printf("{\"messages\": %u, \"bytes\": %" G_GUINT64_FORMAT "}\n", messages, bytes);
	return 0;
}
