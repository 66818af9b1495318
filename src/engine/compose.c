/* SPDX-License-Identifier: MIT */
#include "engine/compose.h"
#include "base/fault.h"
#include "engine/address.h"
#include "engine/facts.h"
#include "engine/sheet.h"
#include "render/message.h"
#include <string.h>

/* A letter on its way through this file. */
typedef struct Draught {
	const Composer *composer;
	const ComposeContext *context;
	const Letter *letter;
	const char *template;
	const char *recipient, *recipient_name;
	char *reply_id;  /* Asked or standing id that answers come back under, or NULL */
	char *token, *reply, *message_id, *bounce_key;
	char *subject, *text, *html;
	GPtrArray *blobs; /* of attachments: GBytes and texts */
	GArray *attachments;
} Draught;

static void draught_clear(Draught *draught)
{
	g_free(draught->reply_id);
	g_free(draught->token);
	g_free(draught->reply);
	g_free(draught->message_id);
	g_free(draught->bounce_key);
	g_free(draught->subject);
	g_free(draught->text);
	g_free(draught->html);
	g_clear_pointer(&draught->blobs, g_ptr_array_unref);
	g_clear_pointer(&draught->attachments, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draught, draught_clear)

static gboolean draught_addressee(Draught *draught)
{
	const Letter *letter = draught->letter;
	const Person *person = roster_person(draught->composer->roster, letter->person);
	draught->recipient = person ? person->mail[0] : letter->address;
	draught->recipient_name = person ? person->name : NULL;
	return draught->recipient != NULL;
}

/* Under which token an answer to the letter comes back: the ask's, else a standing one of that person and register. */
static gboolean draught_tokens(Draught *draught, GError **error)
{
	const Composer *composer = draught->composer;
	const Letter *letter = draught->letter;
	gboolean standing = !letter->asked && letter->person && letter->register_id;
	if (letter->asked)
		draught->reply_id = g_strdup(letter->asked);
	else if (standing)
		draught->reply_id = g_strdup_printf("standing:%s:%s", letter->register_id, letter->person);
	g_autofree char *serial = tokens_make(composer->tokens, letter->key, "letter");
	const char *domain = address_domain(composer->robot);
	if (draught->reply_id) {
		g_autofree char *mark = tokens_make(composer->tokens, draught->reply_id, TOKEN_PLACE_MESSAGE);
		draught->token = tokens_make(composer->tokens, draught->reply_id, TOKEN_PLACE_ADDRESS);
		draught->message_id = g_strdup_printf("%s.%s@%s", mark, serial, domain);
	} else {
		draught->message_id = g_strdup_printf("0.%s@%s", serial, domain);
	}
	draught->reply = address_with(composer->robot, composer->sub_address, draught->token);
	draught->bounce_key = tokens_bounce(composer->tokens, letter->key);
	/* the receipt of an answer bears the token that the question bore, which is known already */
	gboolean known = letter->asked && letter->kind > LETTER_ASK_STUCK;
	return known || !draught->reply_id ||
	       tokens_enter(composer->tokens, composer->store, draught->reply_id, error);
}

static FactSource draught_source(const Draught *draught)
{
	const Composer *composer = draught->composer;
	const ComposeContext *context = draught->context;
	return (FactSource){.store = composer->store, .part = context->part, .roster = composer->roster,
			    .rules = composer->rules, .robot = composer->robot, .reply = draught->reply,
			    .token = draught->token, .site = composer->site, .head_hash = context->head_hash,
			    .head_n = context->head_n, .now = context->now, .shared = context->shared,
			    .uses = letterbook_uses(composer->book, draught->template)};
}

static gboolean draught_render(Draught *draught, GError **error)
{
	const Composer *composer = draught->composer;
	const Letter *letter = draught->letter;
	FactSource source = draught_source(draught);
	g_autoptr(Json) facts = facts_of_letter(&source, letter, error);
	if (!facts)
		return FALSE;
	if (draught->context->more)
		json_object_update(facts, (json_t *)draught->context->more);
	if (!letterbook_render(composer->book, draught->template, facts, &draught->text, &draught->html, error))
		return FALSE;
	draught->subject = letterbook_subject(composer->book, draught->template, facts);
	if (draught->subject)
		return TRUE;
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(record_free);
	const Register *reg = facts_get(&source, &register_type, letter->register_id, owned);
	draught->subject = reg ? facts_subject(reg->id, reg->partner_name)
			       : g_strdup_printf("%s registers", composer->rules->organization);
	return TRUE;
}

static void draught_attach(Draught *draught, char *name, const char *type, GBytes *bytes)
{
	MessageAttachment attachment = {.name = name, .type = type, .bytes = bytes};
	g_ptr_array_add(draught->blobs, bytes);
	g_array_append_val(draught->attachments, attachment);
}

/* The draft that goes with a letter: named, or its revision's current one. */
static const Draft *draught_draft(const Draught *draught, const FactSource *source, GPtrArray *owned)
{
	const Letter *letter = draught->letter;
	const Ballot *ballot = facts_get(source, &ballot_type, letter->ballot, owned);
	const Register *reg = facts_get(source, &register_type, letter->register_id, owned);
	const char *revision_id = letter->revision ? letter->revision : reg ? reg->revision : NULL;
	const Revision *revision = facts_get(source, &revision_type, revision_id, owned);
	const char *id = letter->draft ? letter->draft
			 : ballot ? ballot->draft
			 : revision ? revision->draft
			 : reg ? reg->approved_draft : NULL;
	return facts_get(source, &draft_type, id, owned);
}

static gboolean draught_attachments(Draught *draught, GPtrArray *owned, GError **error)
{
	const Letter *letter = draught->letter;
	draught->blobs = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	draught->attachments = g_array_new(FALSE, TRUE, sizeof(MessageAttachment));
	if (!letter->attach_draft && !letter->attach_approval)
		return TRUE;
	FactSource source = draught_source(draught);
	const Draft *draft = draught_draft(draught, &source, owned);
	if (!draft)
		return TRUE;
	if (letter->attach_draft && draft->file) {
		GBytes *bytes = store_kept(draught->composer->store, draft->file, error);
		if (!bytes)
			return FALSE;
		draught_attach(draught, draft->name, draft->type, bytes);
	}
	char *sheet = letter->attach_approval ? sheet_text(&source, letter->register_id, draft->id) : NULL;
	if (sheet)
		draught_attach(draught, (char *)"approval.txt", "text/plain", g_bytes_new_take(sheet, strlen(sheet)));
	return TRUE;
}

/* "DMTF registers"; what goes out in the owner's name says so (R3.2-6): "Jane Doe via DMTF registers". g_free. */
static char *draught_from_name(const Draught *draught, const FactSource *source, GPtrArray *owned)
{
	const char *organization = source->rules->organization;
	const Register *reg = draught->letter->owner_writes
				      ? facts_get(source, &register_type, draught->letter->register_id, owned) : NULL;
	if (reg && reg->owner)
		return g_strdup_printf("%s via %s registers", roster_name(source->roster, reg->owner), organization);
	return g_strdup_printf("%s registers", organization);
}

static GBytes *draught_bytes(Draught *draught, GPtrArray *owned, GError **error)
{
	const Composer *composer = draught->composer;
	const ComposeContext *context = draught->context;
	const Letter *letter = draught->letter;
	FactSource source = draught_source(draught);
	g_autoptr(GError) fault = NULL;
	g_autofree char *thread = letter->register_id
		? store_out_thread(composer->store, letter->register_id, draught->recipient, &fault) : NULL;
	if (fault) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return NULL;
	}
	const char *answers = letter->answers_mail ? context->answers_id : NULL;
	const char *references[] = {thread ? thread : answers, thread ? answers : NULL, NULL};
	g_autofree char *from_name = draught_from_name(draught, &source, owned);
	MessageHeader header = {.name = "X-Ballotd-Letter", .value = draught->template};
	MessageSpec spec = {.from_address = composer->robot, .from_name = from_name, .to_address = draught->recipient,
			    .to_name = draught->recipient_name, .reply_to = draught->reply,
			    .subject = draught->subject, .message_id = draught->message_id,
			    .in_reply_to = answers ? answers : thread, .references = references,
			    .date = context->now, .auto_submitted = answers ? "auto-replied" : "auto-generated",
			    .headers = &header, .headers_count = 1, .text = draught->text, .html = draught->html,
			    .attachments = (const MessageAttachment *)draught->attachments->data,
			    .attachments_count = draught->attachments->len};
	return message_compose(&spec);
}

static gboolean draught_post(Draught *draught, GBytes *bytes, GError **error)
{
	const Composer *composer = draught->composer;
	const Letter *letter = draught->letter;
	g_autofree char *bounce = g_strconcat("b-", draught->bounce_key, NULL);
	g_autofree char *envelope = address_with(composer->robot, composer->verp ? composer->sub_address : "none",
						 bounce);
	OutRow row = {.key = letter->key, .kind = (char *)draught->template,
		      .template_hash = (char *)letterbook_hash(composer->book, draught->template),
		      .recipient = (char *)draught->recipient, .person = letter->person, .envelope_from = envelope,
		      .bounce_key = draught->bounce_key, .message_id = draught->message_id,
		      .register_id = letter->register_id, .asked = letter->asked, .while_ask = letter->while_ask,
		      .created = draught->context->now, .not_after = letter->not_after,
		      .next_try = draught->context->now, .fate = FATE_QUEUED, .subject = draught->subject,
		      .bytes = bytes};
	return store_out_add(composer->store, &row, error);
}

gboolean compose_letter(const Composer *composer, const ComposeContext *context, const Letter *letter, GError **error)
{
	g_auto(Draught) draught = {.composer = composer, .context = context, .letter = letter};
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(record_free);
	draught.template = enumtab_word(&letter_kind_words, letter->kind);
	if (!draught_addressee(&draught)) {
		g_message("letter=%s why=\"nobody has an address for it\"", letter->key);
		return TRUE;
	}
	if (!draught_tokens(&draught, error) || !draught_render(&draught, error) ||
	    !draught_attachments(&draught, owned, error))
		return FALSE;
	g_autoptr(GBytes) bytes = draught_bytes(&draught, owned, error);
	return bytes && draught_post(&draught, bytes, error);
}

/* The message with another Message-ID, found in the header as message_compose wrote it. NULL when it is not there. */
static GBytes *bytes_renamed(GBytes *bytes, const char *old_id, const char *new_id)
{
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);
	g_autofree char *header = g_strdup_printf("<%s>", old_id);
	const char *end = g_strstr_len(data, (gssize)length, "\r\n\r\n");
	const char *name = end ? g_strstr_len(data, end - data, "Message-I") : NULL;
	const char *place = name ? g_strstr_len(name, end - name, header) : NULL;
	if (!place)
		return NULL;
	GByteArray *out = g_byte_array_sized_new((guint)length + 16);
	gsize before = (gsize)(place - data), after = before + strlen(header);
	g_byte_array_append(out, (const guint8 *)data, (guint)before + 1);
	g_byte_array_append(out, (const guint8 *)new_id, (guint)strlen(new_id));
	g_byte_array_append(out, (const guint8 *)data + after - 1, (guint)(length - after + 1));
	return g_byte_array_free_to_bytes(out);
}

gboolean compose_again(const Composer *composer, const OutRow *row, const char *suffix, Instant now, GError **error)
{
	g_autofree char *key = g_strdup_printf("%s/%s", row->key, suffix);
	g_autofree char *serial = tokens_make(composer->tokens, key, "letter");
	g_autofree char *mark = g_strndup(row->message_id, strcspn(row->message_id, "."));
	g_autofree char *id = g_strdup_printf("%s.%s@%s", mark, serial, address_domain(composer->robot));
	g_autofree char *bounce_key = tokens_bounce(composer->tokens, key);
	g_autofree char *bounce = g_strconcat("b-", bounce_key, NULL);
	g_autofree char *envelope = address_with(composer->robot, composer->verp ? composer->sub_address : "none",
						 bounce);
	const Person *person = roster_person(composer->roster, row->person);
	g_autoptr(GBytes) bytes = row->bytes ? bytes_renamed(row->bytes, row->message_id, id) : NULL;
	if (!bytes)
		return fault_set(error, FAULT_PERM, "the letter %s is no longer kept and cannot be sent again",
				 row->key);
	OutRow again = {.key = key, .kind = row->kind, .template_hash = row->template_hash,
			.recipient = person ? person->mail[0] : row->recipient, .person = row->person,
			.envelope_from = envelope, .bounce_key = bounce_key, .message_id = id,
			.register_id = row->register_id, .asked = row->asked, .while_ask = row->while_ask,
			.created = now,
			.next_try = now, .fate = FATE_QUEUED, .subject = row->subject, .bytes = bytes};
	return store_out_add(composer->store, &again, error);
}
