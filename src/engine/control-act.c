/* SPDX-License-Identifier: MIT
 *
 * control-act.c: what an administrator may do: each act is one row of the table at the end.
 *
 * Acts on behalf of somebody are events like those that mail brings, by the person they are done for, with
 * STANDING_CONTROL and in `checked` the name of the administrator and the hash of the evidence. The process judges them
 * by its own tables; what it refuses is refused here as well.
 */
#include "base/fault.h"
#include "base/text.h"
#include "domain/ask.h"
#include "domain/role.h"
#include "engine/control.h"
#include "engine/control-words.h"
#include "engine/scope.h"
#include <string.h>

/* One act in hand. */
typedef struct Acting {
	Engine *engine;
	const json_t *request;
	const char *who;
	Instant now;
	json_t *reply;
	char *mail;    /* a name for this act, where mail would have its number */
	char *checked;
} Acting;

/* --- replies --- */

static void reply_set(json_t *reply, int status, const char *why)
{
	json_object_set_new(reply, "status", json_integer(status));
	json_put_text(reply, "why", why);
}

static void refuse(Acting *acting, int status, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void refuse(Acting *acting, int status, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *why = g_strdup_vprintf(format, args);
	va_end(args);
	reply_set(acting->reply, status, why);
}

/* Frees the fault. */
static void refuse_fault(Acting *acting, GError *fault)
{
	reply_set(acting->reply, fault_code(fault) == FAULT_TEMP ? CONTROL_LATER : CONTROL_REFUSED, fault->message);
	g_error_free(fault);
}

/* What the process did not do, though it was understood. */
static gboolean disposition_refuses(Disposition disposition)
{
	static const Disposition refused[] = {
		DISPOSED_UNCLEAR, DISPOSED_LATE, DISPOSED_NOT_ON_ROLL, DISPOSED_TOKEN_UNKNOWN, DISPOSED_ASK_SETTLED,
		DISPOSED_INITIATIVE_REFUSED, DISPOSED_REFUSED, DISPOSED_DRAFT_REFUSED, DISPOSED_NOT_COMPLETED,
	};
	for (guint i = 0; i < G_N_ELEMENTS(refused); i++)
		if (refused[i] == disposition)
			return TRUE;
	return FALSE;
}

static void reply_outcome(Acting *acting, const EngineOutcome *outcome)
{
	gboolean refused = disposition_refuses(outcome->disposition);
	reply_set(acting->reply, refused ? CONTROL_REFUSED : CONTROL_DONE, outcome->why);
	json_put_text(acting->reply, "row", outcome->row);
	json_put_text(acting->reply, "register", outcome->register_id);
	json_put_text(acting->reply, "disposition", enumtab_word(&disposition_words, (int)outcome->disposition));
	json_object_set_new(acting->reply, "letters", json_integer(outcome->letters));
	json_object_set_new(acting->reply, "entry", json_integer(outcome->entry));
}

static void act_event(Acting *acting, Event *event)
{
	g_auto(EngineOutcome) outcome = {0};
	GError *fault = NULL;
	event->at = acting->now;
	event->standing = STANDING_CONTROL;
	event->mail = acting->mail;
	event->checked = acting->checked;
	if (engine_event(acting->engine, event, acting->now, &outcome, &fault))
		reply_outcome(acting, &outcome);
	else
		refuse_fault(acting, fault);
}

/* --- what a request names --- */

/* The text at a key that must be there. */
static const char *needed(Acting *acting, const char *key)
{
	const char *value = json_text(acting->request, key);
	if (value && *value)
		return value;
	refuse(acting, CONTROL_USAGE, "The request names no %s.", key);
	return NULL;
}

/* A stored record; a sentence when there is none. */
static gpointer named(Acting *acting, const RecordType *type, const char *id)
{
	GError *fault = NULL;
	gpointer record = id ? store_get(engine_store(acting->engine), type, id, &fault) : NULL;
	if (fault)
		refuse_fault(acting, fault);
	else if (id && !record)
		refuse(acting, CONTROL_REFUSED, "There is no %s \"%s\".", type->name, id);
	return record;
}

/* The first holder of a role, as the events' person; g_free. */
static char *holder(Acting *acting, Role role, const char *register_id, const char *body)
{
	GError *fault = NULL;
	EventScope scope = {.scope = {.register_id = register_id}};
	g_autoptr(Part) part = scope_load(engine_store(acting->engine), &scope, engine_roster(acting->engine),
					  engine_rules(acting->engine), &fault);
	if (!part) {
		refuse_fault(acting, fault);
		return NULL;
	}
	char *person = role_holder(part, role, register_id, body);
	if (!person)
		refuse(acting, CONTROL_REFUSED, "Nobody in the roster holds the role that this needs.");
	return person;
}

/* Makes the event that of a person of the roster. */
static void event_by(Acting *acting, Event *event, const char *person)
{
	const Person *known = roster_person(engine_roster(acting->engine), person);
	event->person = known ? known->id : NULL;
	event->address = known ? known->mail[0] : person;
}

/* --- documents and evidence --- */

/* The file at a key ({name, type, base64}), kept; *out_hash is NULL when there is none. FALSE: refused. */
static gboolean keep_file(Acting *acting, const char *key, EventFile *out_file, char **out_hash)
{
	const json_t *file = json_object_get(acting->request, key);
	const char *text = file ? json_text(file, "base64") : NULL;
	GError *fault = NULL;
	gsize length;
	if (!file)
		return TRUE;
	if (!text) {
		refuse(acting, CONTROL_USAGE, "The %s has no content.", key);
		return FALSE;
	}
	g_autofree guchar *bytes = g_base64_decode(text, &length);
	g_autoptr(GBytes) content = g_bytes_new_take(g_steal_pointer(&bytes), length);
	*out_hash = engine_keep(acting->engine, content, &fault);
	if (!*out_hash) {
		refuse_fault(acting, fault);
		return FALSE;
	}
	const char *name = json_text(file, "name"), *type = json_text(file, "type");
	if (out_file)
		*out_file = (EventFile){.name = name ? name : key, .type = type ? type : "application/octet-stream",
					.file = *out_hash, .bytes = (gint64)length};
	return TRUE;
}

static gboolean note_evidence(Acting *acting)
{
	g_autofree char *hash = NULL;
	if (!keep_file(acting, "evidence", NULL, &hash))
		return FALSE;
	acting->checked = hash ? g_strdup_printf("on behalf, by %s through ballotctl, evidence %s", acting->who, hash)
			       : g_strdup_printf("on behalf, by %s through ballotctl", acting->who);
	return TRUE;
}

/* --- answer --- */

/* The words of the answer, into the event. FALSE: refused. */
static gboolean answer_words(Acting *acting, AskKind kind, const char *line, Event *event)
{
	if (!control_words(ask_row(kind), line, event)) {
		g_autofree char *how = ask_how(kind);
		refuse(acting, CONTROL_REFUSED, "Found \"%s\". %s", line, how);
		return FALSE;
	}
	if (json_text(acting->request, "comment"))
		event->text = json_text(acting->request, "comment");
	return TRUE;
}

/* The one person asked whom the answer is for: named, or the only one. Owned; NULL: refused. */
static Asked *answer_for(Acting *acting, const char *ask, const char *person)
{
	GError *fault = NULL;
	g_autoptr(GPtrArray) all = store_find(engine_store(acting->engine), &asked_type, "ask", ask, &fault);
	const Asked *found = NULL;
	guint n = 0;
	if (!all) {
		refuse_fault(acting, fault);
		return NULL;
	}
	for (guint i = 0; i < all->len; i++) {
		const Asked *asked = g_ptr_array_index(all, i);
		gboolean theirs = person && (g_strcmp0(asked->person, person) == 0 || g_strcmp0(asked->address, person) == 0);
		if (person ? !theirs : asked->state != ASK_OPEN)
			continue;
		found = asked;
		n++;
	}
	if (n == 1 || (n && person))
		return record_copy(found);
	if (person)
		refuse(acting, CONTROL_REFUSED, "%s was not asked %s.", person, ask);
	else if (!n)
		refuse(acting, CONTROL_REFUSED, "%s is settled: nobody's answer to it is missing.", ask);
	else
		refuse(acting, CONTROL_USAGE, "%s was put to %u people: name one with --as PERSON.", ask, n);
	return NULL;
}

static void act_answer(Acting *acting)
{
	const char *id = needed(acting, "ask"), *line = id ? needed(acting, "words") : NULL;
	g_autofree char *ask_id = id ? g_strndup(id, strcspn(id, ".")) : NULL;
	g_autoptr(Record) record = line ? named(acting, &ask_type, ask_id) : NULL;
	const Ask *ask = (const Ask *)record;
	if (!ask)
		return;
	gboolean whole = g_str_equal(id, ask_id);
	const char *person = json_text(acting->request, "person");
	g_autoptr(Record) asked = whole ? (Record *)answer_for(acting, ask_id, person) : named(acting, &asked_type, id);
	if (!asked)
		return;
	EventFile file;
	g_autofree char *hash = NULL;
	Event event = {.kind = EVENT_ANSWER, .asked = record_id(asked), .register_id = ask->register_id};
	if (!answer_words(acting, (AskKind)ask->kind, line, &event) || !note_evidence(acting) ||
	    !keep_file(acting, "document", &file, &hash))
		return;
	event.person = ((Asked *)asked)->person;
	event.address = ((Asked *)asked)->address;
	event.file = hash ? &file : NULL;
	act_event(acting, &event);
}

/* --- initiatives --- */

static void act_propose(Acting *acting)
{
	const char *partner = needed(acting, "partner"), *by = partner ? needed(acting, "by") : NULL;
	if (!by)
		return;
	g_autofree char *address = text_address(by);
	const Person *person = roster_person_at(engine_roster(acting->engine), by);
	if (!address) {
		refuse(acting, CONTROL_USAGE, "Found \"%s\", expected an address.", by);
		return;
	}
	const char *owner = json_text(acting->request, "owner"), *oc = json_text(acting->request, "oc");
	g_autofree char *text = g_strdup_printf("%s%s\n%s%s\n", owner ? "Owner: " : "", owner ? owner : "", oc ? "OC: " : "",
						oc ? oc : "");
	Event event = {.kind = EVENT_INITIATIVE, .initiative = INITIATIVE_PROPOSE, .person = person ? person->id : NULL,
		       .address = address, .argument = partner, .text = text};
	if (note_evidence(acting))
		act_event(acting, &event);
}

static void act_milestones(Acting *acting)
{
	const char *id = needed(acting, "register"), *text = id ? needed(acting, "text") : NULL;
	g_autoptr(Record) reg = text ? named(acting, &register_type, id) : NULL;
	g_autofree char *owner = reg ? holder(acting, ROLE_OWNER, id, NULL) : NULL;
	Event event = {.kind = EVENT_INITIATIVE, .initiative = INITIATIVE_MILESTONES, .register_id = id, .text = text};
	if (!owner || !note_evidence(acting))
		return;
	event_by(acting, &event, owner);
	act_event(acting, &event);
}

/* An initiative about a ballot, for the chair of its body or the VP. */
static void ballot_initiative(Acting *acting, InitiativeKind kind, Role role, const char *more)
{
	const char *id = needed(acting, "ballot");
	g_autoptr(Record) record = id ? named(acting, &ballot_type, id) : NULL;
	const Ballot *ballot = (const Ballot *)record;
	g_autofree char *person = ballot ? holder(acting, role, ballot->register_id, ballot->body) : NULL;
	if (!person || !note_evidence(acting))
		return;
	g_autofree char *argument = g_strdup_printf("%s%s%s", id, more ? " " : "", more ? more : "");
	Event event = {.kind = EVENT_INITIATIVE, .initiative = kind, .ballot = id, .register_id = ballot->register_id,
		       .argument = argument, .text = more};
	event_by(acting, &event, person);
	act_event(acting, &event);
}

static void act_extend(Acting *acting)
{
	const char *day = needed(acting, "day");
	if (day)
		ballot_initiative(acting, INITIATIVE_EXTEND, ROLE_CHAIR, day);
}

static void act_cancel(Acting *acting)
{
	ballot_initiative(acting, INITIATIVE_CANCEL, ROLE_CHAIR, json_text(acting->request, "why"));
}

static void act_release(Acting *acting)
{
	ballot_initiative(acting, INITIATIVE_RELEASE, ROLE_VP, NULL);
}

static void act_digest(Acting *acting)
{
	g_autofree char *vp = holder(acting, ROLE_VP, NULL, NULL);
	Event event = {.kind = EVENT_INITIATIVE, .initiative = INITIATIVE_DIGEST};
	if (!vp || !note_evidence(acting))
		return;
	event_by(acting, &event, vp);
	act_event(acting, &event);
}

/* --- letters and roster --- */

static void act_resend(Acting *acting)
{
	GError *fault = NULL;
	const char *letter = needed(acting, "letter");
	if (!letter)
		return;
	if (engine_resend(acting->engine, letter, acting->now, &fault))
		reply_set(acting->reply, CONTROL_DONE, "The letter is in the outbox again, with a Message-ID of its own.");
	else
		refuse_fault(acting, fault);
}

static void act_roster_load(Acting *acting)
{
	GError *fault = NULL;
	gboolean changed = FALSE;
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	gboolean loaded = engine_roster_load(acting->engine, acting->now, findings, &changed, &fault);
	json_t *list = json_array();
	json_object_set_new(acting->reply, "findings", list);
	for (guint i = 0; i < findings->len; i++)
		json_array_append_new(list, json_string(g_ptr_array_index(findings, i)));
	if (fault)
		refuse_fault(acting, fault);
	else if (!loaded)
		reply_set(acting->reply, CONTROL_REFUSED, "The roster was refused; the one in force stays.");
	else
		reply_set(acting->reply, CONTROL_DONE, changed ? "The roster is in force." : "The roster was in force already.");
	json_object_set_new(acting->reply, "changed", json_boolean(changed));
}

/* --- the table --- */

static const struct {
	const char *name;
	void (*act)(Acting *acting);
} acts[] = {
	{"answer", act_answer},       {"cancel", act_cancel},         {"digest", act_digest},
	{"extend", act_extend},       {"milestones", act_milestones}, {"propose", act_propose},
	{"release", act_release},     {"resend", act_resend},         {"roster-load", act_roster_load},
};

json_t *control_act(Engine *engine, const json_t *request, const char *who)
{
	g_autofree char *serial = g_uuid_string_random();
	Acting acting = {.engine = engine, .request = request, .who = who, .now = engine_now(engine),
			 .reply = json_object(), .mail = g_strconcat("control:", serial, NULL)};
	const char *name = json_text(request, "act");
	guint i = 0;
	while (i < G_N_ELEMENTS(acts) && g_strcmp0(acts[i].name, name) != 0)
		i++;
	if (i < G_N_ELEMENTS(acts))
		acts[i].act(&acting);
	else
		refuse(&acting, CONTROL_USAGE, "There is no act \"%s\".", name ? name : "");
	g_free(acting.mail);
	g_free(acting.checked);
	return acting.reply;
}
