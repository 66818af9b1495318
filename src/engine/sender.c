/* SPDX-License-Identifier: MIT */
#include "engine/sender.h"

#define END_STEP_US 20000
#define END_STEPS 250 /* five seconds for the letters in hand, then they are broken off */

struct Sender {
	GAsyncQueue *letters; /* OutRow *, or the end mark */
	GPtrArray *threads;   /* GThread * */
	GPtrArray *submits;   /* Submit *, one a thread */
	SenderDone done;
	gpointer data;
	gint closing, busy;   /* busy: threads with a letter in hand */
	GMutex lock;          /* over what follows */
	GCond returned;
	guint out;            /* letters pushed whose outcome has not been given yet */
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

static void letter_back(Sender *sender)
{
	g_mutex_lock(&sender->lock);
	if (--sender->out == 0)
		g_cond_signal(&sender->returned);
	g_mutex_unlock(&sender->lock);
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
			letter_back(sender);
			continue;
		}
		g_atomic_int_inc(&sender->busy);
		Sending *sending = g_new0(Sending, 1);
		sending->row = row;
		sending->outcome = submit_send(self->submit, row->envelope_from ? row->envelope_from : "",
					       row->recipient,
					       row->bytes, &sending->reply);
		sender->done(sending, sender->data);
		letter_back(sender);
		g_atomic_int_add(&sender->busy, -1);
	}
	g_free(self);
	return NULL;
}

Sender *sender_open(const SubmitConfig *config, guint connections, SenderDone done, gpointer data, GError **error)
{
	Sender *sender = g_new0(Sender, 1);
	sender->letters = g_async_queue_new();
	g_mutex_init(&sender->lock);
	g_cond_init(&sender->returned);
	sender->threads = g_ptr_array_new();
	sender->submits = g_ptr_array_new_with_free_func((GDestroyNotify)submit_free);
	sender->done = done;
	sender->data = data;
	for (guint i = 0; i < MAX(connections, 1); i++) {
		Submit *submit = submit_open(config, error);
		if (!submit) {
			sender_close(sender);
			return NULL;
		}
		g_ptr_array_add(sender->submits, submit);
		SenderThread *self = g_new0(SenderThread, 1);
		self->sender = sender;
		self->submit = submit;
		g_ptr_array_add(sender->threads, g_thread_new("submit", sender_run, self));
	}
	return sender;
}

void sender_push(Sender *sender, OutRow *row)
{
	g_mutex_lock(&sender->lock);
	sender->out++;
	g_mutex_unlock(&sender->lock);
	g_async_queue_push(sender->letters, row);
}

void sender_wait(Sender *sender)
{
	g_mutex_lock(&sender->lock);
	while (sender->out)
		g_cond_wait(&sender->returned, &sender->lock);
	g_mutex_unlock(&sender->lock);
}

void sender_close(Sender *sender)
{
	if (!sender)
		return;
	g_atomic_int_set(&sender->closing, 1);
	for (guint i = 0; i < sender->threads->len; i++)
		g_async_queue_push(sender->letters, &end_mark);
	for (guint i = 0; i < END_STEPS && g_atomic_int_get(&sender->busy) > 0; i++)
		g_usleep(END_STEP_US);
	for (guint i = 0; g_atomic_int_get(&sender->busy) > 0 && i < sender->submits->len; i++)
		submit_stop(g_ptr_array_index(sender->submits, i));
	for (guint i = 0; i < sender->threads->len; i++)
		g_thread_join(g_ptr_array_index(sender->threads, i));
	g_ptr_array_unref(sender->threads);
	g_ptr_array_unref(sender->submits);
	g_async_queue_unref(sender->letters);
	g_mutex_clear(&sender->lock);
	g_cond_clear(&sender->returned);
	g_free(sender);
}
