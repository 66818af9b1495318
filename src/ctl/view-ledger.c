/* SPDX-License-Identifier: MIT
 *
 * view-ledger.c: mail that came, letters that went. Subjects lose the tokens in them, letters their Message-IDs: either
 * would let a reader of this list answer in somebody's name.
 */
#include "ctl/view.h"

static guint rows_most(const Ctl *ctl)
{
	return ctl->options.max > 0 ? (guint)ctl->options.max : G_MAXINT;
}

/* --- mails --- */

static json_t *mail_row(const MailRow *mail, const Withheld *withheld)
{
	json_t *row = json_object();
	gboolean secret = withheld_vote(withheld, mail->asked);
	g_autofree char *id = g_strdup_printf("MAIL-%" G_GINT64_FORMAT, mail->n);
	g_autofree char *subject = mail->subject ? withheld_subject(mail->subject) : NULL;
	json_put_text(row, "id", id);
	json_put_text(row, "mailbox", mail->mailbox);
	view_put_instant(row, "received", mail->received);
	view_put_instant(row, "handled", mail->handled);
	json_put_text(row, "from", mail->from);
	json_put_text(row, "subject", secret ? NULL : subject);
	json_put_text(row, "message_id", mail->message_id);
	json_put_text(row, "class", mail->class);
	json_object_set_new(row, "size", json_integer(mail->size));
	json_put_text(row, "disposition",
		      mail->disposition < 0 ? "in hand" : enumtab_word(&disposition_words, mail->disposition));
	json_put_text(row, "why", secret ? NULL : mail->why);
	json_put_text(row, "register_id", mail->register_id);
	json_put_text(row, "asked", withheld_reason(withheld, mail->asked) ? NULL : mail->asked);
	json_put_text(row, "letter", secret ? NULL : mail->letter);
	json_put_text(row, "raw", secret ? NULL : mail->raw);
	json_object_set_new(row, "entry", json_integer(mail->entry));
	json_object_set_new(row, "moved", json_boolean(mail->moved));
	return row;
}

json_t *view_mails(Ctl *ctl, GError **error)
{
	g_autoptr(Json) out = json_object();
	g_autoptr(Withheld) withheld = withheld_read(engine_store(ctl->engine), error);
	g_autoptr(GPtrArray) mails =
		withheld ? store_mails(engine_store(ctl->engine), ctl->options.reg, rows_most(ctl), error) : NULL;
	if (!mails)
		return NULL;
	json_t *list = json_array();
	json_object_set_new(out, "mails", list);
	for (guint i = mails->len; i-- > 0;)
		json_array_append_new(list, mail_row(g_ptr_array_index(mails, i), withheld));
	return g_steal_pointer(&out);
}

/* --- outbox --- */

/* On a ballot where a NO needs its reason, a vote that was not counted was one. */
static gboolean letter_betrays(const OutRow *letter, const Withheld *withheld)
{
	return withheld_vote(withheld, letter->asked) &&
	       g_strcmp0(letter->kind, enumtab_word(&letter_kind_words, LETTER_VOTE_NOT_COUNTED)) == 0;
}

static json_t *letter_row(const OutRow *letter, const Withheld *withheld)
{
	json_t *row = json_object();
	gboolean secret = letter_betrays(letter, withheld);
	json_object_set_new(row, "n", json_integer(letter->n));
	json_put_text(row, "key", secret ? NULL : letter->key);
	json_put_text(row, "kind", secret ? "vote" : letter->kind);
	json_put_text(row, "recipient", letter->recipient);
	json_put_text(row, "person", letter->person);
	json_put_text(row, "subject", letter->subject);
	json_put_text(row, "register_id", letter->register_id);
	json_put_text(row, "asked", letter->asked);
	json_put_text(row, "template_hash", secret ? NULL : letter->template_hash);
	view_put_instant(row, "created", letter->created);
	view_put_instant(row, "not_after", letter->not_after);
	view_put_instant(row, "next_try", letter->next_try);
	view_put_instant(row, "finished", letter->finished);
	json_put_text(row, "fate", enumtab_word(&fate_words, letter->fate));
	json_object_set_new(row, "tries", json_integer(letter->tries));
	json_put_text(row, "reply", letter->reply);
	return row;
}

json_t *view_outbox(Ctl *ctl, GError **error)
{
	g_autoptr(Json) out = json_object();
	g_autoptr(Withheld) withheld = withheld_read(engine_store(ctl->engine), error);
	g_autoptr(GPtrArray) letters =
		withheld ? store_outs(engine_store(ctl->engine), ctl->options.reg, rows_most(ctl), error) : NULL;
	if (!letters)
		return NULL;
	json_t *list = json_array();
	json_object_set_new(out, "letters", list);
	for (guint i = letters->len; i-- > 0;) {
		const OutRow *letter = g_ptr_array_index(letters, i);
		if (!withheld_reason(withheld, letter->asked) && !withheld_reason(withheld, letter->while_ask))
			json_array_append_new(list, letter_row(letter, withheld));
	}
	return g_steal_pointer(&out);
}
