/* SPDX-License-Identifier: MIT
 *
 * submit.h: handing letters over to a mail server, or to a Maildir in its place.
 *
 * The outcome of each letter is one of five, and none of them is a guess: what cannot be known (the letter was handed
 * over and no answer came) is an outcome of its own. One connection serves many letters; it is made when the first
 * letter needs it and again after anything went wrong. One thread uses a Submit; several may each have their own.
 */
#pragma once
#include "base/enumtab.h"

typedef struct Submit Submit;

/* What became of a letter. */
#define SUBMIT_OUTCOME_LIST(X)                                                                                         \
	X(SUBMIT_ACCEPTED, "accepted") /* the server took responsibility */                                            \
	X(SUBMIT_REFUSED, "refused")   /* the server said 5xx about this letter: it will not take it later either */   \
	X(SUBMIT_DEFERRED, "deferred") /* the server said 4xx, or nothing was sent because there is no way in now */   \
	X(SUBMIT_UNKNOWN, "unknown")   /* the whole letter was handed over, the final answer is missing */             \
	X(SUBMIT_NOT_SENT, "not-sent") /* a bad address, or it broke off before the letter was handed over */
ENUMTAB_DECLARE(SubmitOutcome, submit_outcome, SUBMIT, SUBMIT_OUTCOME_LIST);

/* What the settings say; everything is copied by submit_open. Numbers that are 0 take the value in brackets. */
typedef struct SubmitConfig {
	const char *url;              /* smtp://user@host[:port] (STARTTLS required), smtps://, maildir:PATH */
	const char *password;         /* NULL: no sign-in */
	const char *ca_file;          /* PEM; NULL: the system's CAs */
	gboolean plain_text_loopback; /* smtp:// without TLS, to this machine only */
	guint connect_ms;             /* to connect and be secured (20000) */
	guint letter_ms;              /* for one letter, connecting included (300000) */
} SubmitConfig;

/* Makes a Submit without connecting. NULL with FAULT_PERM when the configuration makes no sense. Free with submit_free.
 */
Submit *submit_open(const SubmitConfig *config, GError **error);
void submit_free(Submit *submit); /* takes NULL; ends the connection */

/* Sends one letter to one recipient. envelope_from is where bounces go ("" for none); message is the whole letter, its
 * lines ended by LF or CRLF; it is sent with CRLF. out_reply (may be NULL) receives the server's last word, or what
 * went wrong, on one line of at most 300 characters ("250 OK id=1abc"); never NULL then; free with g_free. */
SubmitOutcome submit_send(Submit *submit, const char *envelope_from, const char *recipient, GBytes *message,
                          char **out_reply);

/* Breaks the letter in progress within a second and every one to come, for the end of the program; what became of it is
 * its outcome as after any break. From any thread; the Submit must not be freed meanwhile. */
void submit_stop(Submit *submit);

/* For `ballotctl doctor`: connects, secures, signs in, sends nothing. The fault's message says in a sentence what is
 * wrong. */
gboolean submit_check(const SubmitConfig *config, GError **error);

/* True when the address can stand in an SMTP command: ASCII, one @, none of the characters that end it. */
gboolean submit_address_fits(const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Submit, submit_free)
