/* SPDX-License-Identifier: MIT
 *
 * saying.h: what an entry of the journal says about a decision, as canonical JSON that is written as it goes along.
 *
 * Body: {"changes": [{"type", "id", "fields": {}, "personal": [names]} or {"type", "id", "gone": true}],
 * "disposition", "letters": [kinds]}. Payload: {"event": {}, "changes": [{"type", "id", "fields": {}}], "letters":
 * [keys]}: what is personal, the keys of letters among it because they name the addressee. A change gives only the
 * fields that differ from the row before it, null for one that was emptied; of a new record the fields that are not
 * empty, and every enum. As soon as anything personal differs, `personal` names all there is of it in the type.
 * The texts are what json_canonical would make of the same documents: every object's keys are written in their order.
 */
#pragma once
#include "store/private.h"

/* The changes of one decision, collected on the way to body and payload. */
typedef struct Saying {
	GString *changes, *personal;
} Saying;

Saying saying_new(void);
void saying_clear(Saying *saying);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Saying, saying_clear)

/* Says how a record differs from the one before it (NULL: none). FALSE, and nothing said of an old one, when it does
 * not. The record's texts are valid UTF-8. */
gboolean saying_change(Saying *saying, Store *store, gconstpointer record, gconstpointer old);
void saying_gone(Saying *saying, const RecordType *type, const char *id);

/* The event in public fields; "{}" of NULL. Free with g_free, as the next two. */
char *saying_event(const Event *event);
char *saying_body(const Saying *saying, const Decision *decision);

/* NULL when nothing in the decision is personal. */
char *saying_payload(const Saying *saying, const Decision *decision);
