/* SPDX-License-Identifier: MIT
 *
 * view.h: what the views share: records as JSON with times that people read, and names beside ids.
 */
#pragma once
#include "ctl/command.h"
#include "ctl/withheld.h"

/* The fields of a record under their names, empty ones left out; instants as RFC 3339, enums as words, lists of words
 * as they are. `skip`: names that are left out, separated by blanks, or NULL. New reference. */
json_t *view_record(gconstpointer record, const char *skip);

/* Sets key to an instant in RFC 3339; nothing for INSTANT_NONE. */
void view_put_instant(json_t *object, const char *key, Instant instant);

/* Sets key to the roster's name of an id; nothing for NULL. */
void view_put_name(const Ctl *ctl, json_t *object, const char *key, const char *id);

/* A list of a noun's records in which field has that value, each through `make` (which may return NULL to leave one
 * out), at `name` of the object. FALSE with a fault. */
typedef json_t *(*ViewMake)(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error);
gboolean view_put_list(Ctl *ctl, json_t *object, const char *name, const RecordType *type, const char *field,
		       const char *value, const Withheld *withheld, ViewMake make, GError **error);

/* An ask with its people and the words it takes; NULL when it is not open or is withheld. */
json_t *view_ask(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error);
/* A ballot with its turnout, and its counts where they may be shown. */
json_t *view_ballot_row(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error);
/* A draft with its milestones. */
json_t *view_draft(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error);
/* A comment; NULL when it came with a vote that is withheld. */
json_t *view_comment(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error);
/* All of a ballot: view_ballot_row, its profile, and its seats with their votes where they may be shown. */
json_t *view_ballot_whole(Ctl *ctl, const Ballot *ballot, const Withheld *withheld, GError **error);
/* All of a register. */
json_t *view_register_whole(Ctl *ctl, const Register *reg, const Withheld *withheld, GError **error);
