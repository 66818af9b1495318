/* SPDX-License-Identifier: MIT */
#include "engine/sender.h"

struct Sender {
	GAsyncQueue *letters; /* OutRow *, or the end mark */
	GPtrArray *threads;   /* GThread * */
	SenderDone done;
	gpointer data;
	gint closing;
};

typedef struct SenderThread {
	Sender *sender;
	Submit *submit;
} SenderThread;

static OutRow end_mark; /* in the queue: this thread ends */

void sending_free(Sending *sending)
{
	if (!sending)
		return;
	out_row_free(sending->row);
	g_free(sending->reply);
	g_free(sending);
}

static gpointer sender_run(gpointer data)
{
	SenderThread *self = data;
	Sender *sender = self->sender;
	for (;;) {
		OutRow *row = g_async_queue_pop(sender->letters);
		if (row == &end_mark)
			break;
		if (g_atomic_int_get(&sender->closing)) {
			out_row_free(row);
			continue;
		}
		Sending *sending = g_new0(Sending, 1);
		sending->row = row;
		sending->outcome = submit_send(self->submit, row->envelope_from ? row->envelope_from : "", row->recipient,
					       row->bytes, &sending->reply);
		sender->done(sending, sender->data);
	}
	submit_free(self->submit);
	g_free(self);
	return NULL;
}

Sender *sender_open(const SubmitConfig *config, guint connections, SenderDone done, gpointer data, GError **error)
{
	Sender *sender = g_new0(Sender, 1);
	sender->letters = g_async_queue_new();
	sender->threads = g_ptr_array_new();
	sender->done = done;
	sender->data = data;
	for (guint i = 0; i < MAX(connections, 1); i++) {
		Submit *submit = submit_open(config, error);
		if (!submit) {
			sender_close(sender);
			return NULL;
		}
		SenderThread *self = g_new0(SenderThread, 1);
		self->sender = sender;
		self->submit = submit;
		g_ptr_array_add(sender->threads, g_thread_new("submit", sender_run, self));
	}
	return sender;
}

void sender_push(Sender *sender, OutRow *row)
{
	g_async_queue_push(sender->letters, row);
}

void sender_close(Sender *sender)
{
	if (!sender)
		return;
	g_atomic_int_set(&sender->closing, 1);
	for (guint i = 0; i < sender->threads->len; i++)
		g_async_queue_push(sender->letters, &end_mark);
	for (guint i = 0; i < sender->threads->len; i++)
		g_thread_join(g_ptr_array_index(sender->threads, i));
	g_ptr_array_unref(sender->threads);
	g_async_queue_unref(sender->letters);
	g_free(sender);
}
