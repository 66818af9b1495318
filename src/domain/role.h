/* SPDX-License-Identifier: MIT
 *
 * role.h: who holds a role now (S1: roles, not people), and the line of those who stand in when nobody does.
 *
 * owner -> VP -> EC's chair -> board's chair; chair -> vice-chair -> VP. Where the VP owns the register, the EC's chair
 * answers what the VP is asked about it (`return`, `significant`).
 */
#pragma once
#include "domain/part.h"

/* The person ids that hold a role for a register, in order; for desks and outsiders, addresses (they hold an `@`).
 * register_id and body may be NULL where the role does not need them. Empty only when the roster has nobody at all.
 * Free the array; it owns the strings. */
GPtrArray *role_holders(const Part *part, Role role, const char *register_id, const char *body);

/* Whether the person (an id) holds the role now. */
gboolean role_held_by(const Part *part, Role role, const char *register_id, const char *body, const char *person);

/* The first holder, or NULL; borrowed from nothing: g_free. */
char *role_holder(const Part *part, Role role, const char *register_id, const char *body);

/* The partner of a register in the roster, by id or by name, or NULL. */
const Partner *role_partner(const Part *part, const Register *reg);

/* The role in words for letters: "chair of the Technical Committee". g_free. */
char *role_text(const Part *part, Role role, const char *body);
