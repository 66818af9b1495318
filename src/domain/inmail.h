/* SPDX-License-Identifier: MIT
 *
 * inmail.h: one inbound message as plain data, as the reader hands it over and the process looks at it.
 *
 * Nothing in it has been believed: addresses are comparable forms of what the headers claim, `verdict` is what our own
 * server reported, the rest is the sender's. All text is valid UTF-8 without NUL, all lists are bounded.
 */
#pragma once
#include "base/enumtab.h"
#include "base/moment.h"

#define MAIL_CLASS_LIST(X)                                                                                             \
	X(MAIL_REPLY, "reply")           /* a person wrote it, on a list too */                                        \
	X(MAIL_AUTO_REPLY, "auto-reply") /* RFC 3834 and its unlabelled kin */                                         \
	X(MAIL_BOUNCE, "bounce")         /* final failure, RFC 3464 */                                                 \
	X(MAIL_DELAYED, "delayed")       /* the server still tries */                                                  \
	X(MAIL_REPORT, "report")         /* delivery success, read receipt, abuse report */                            \
	X(MAIL_BULK, "bulk")             /* list traffic that no person addressed to the robot */                      \
	X(MAIL_UNREADABLE, "unreadable") /* yields no text: encrypted, empty, broken */                                \
	X(MAIL_OTHER, "other")
ENUMTAB_DECLARE(MailClass, mail_class, MAIL_CLASS, MAIL_CLASS_LIST);

#define VERDICT_LIST(X) X(VERDICT_NONE, "none") X(VERDICT_PASS, "pass") X(VERDICT_FAIL, "fail")
ENUMTAB_DECLARE(Verdict, verdict, VERDICT, VERDICT_LIST);

#define VERDICT_METHOD_LIST(X)                                                                                         \
	X(VERDICT_BY_NOTHING, "none") X(VERDICT_BY_DMARC, "dmarc") X(VERDICT_BY_DKIM, "dkim") X(VERDICT_BY_SPF, "spf") \
	X(VERDICT_BY_OPENPGP, "openpgp") X(VERDICT_BY_SMIME, "smime")
ENUMTAB_DECLARE(VerdictMethod, verdict_method, VERDICT_METHOD, VERDICT_METHOD_LIST);

/* Where a token was found, strongest first (design: the address beats In-Reply-To beats References beats subject). */
#define TOKEN_PLACE_LIST(X)                                                                                            \
	X(TOKEN_NOWHERE, "none") X(TOKEN_IN_ADDRESS, "address") X(TOKEN_IN_REPLY_TO, "in-reply-to")                    \
	X(TOKEN_IN_REFERENCES, "references") X(TOKEN_IN_SUBJECT, "subject")
ENUMTAB_DECLARE(TokenPlace, token_place, TOKEN_PLACE, TOKEN_PLACE_LIST);

typedef struct MailToken {
	char *token; /* upper case, as written; not yet checked against anything */
	TokenPlace place;
} MailToken;

typedef struct MailFailure {
	char *recipient;
	char *status; /* "5.1.1" or NULL */
	gboolean final; /* false: delayed */
} MailFailure;

typedef struct MailPart {
	char *name; /* file name as sent, path parts removed; never NULL */
	char *type; /* "application/pdf" */
	gsize bytes;
	char *hash;     /* SHA-256 hex of the decoded bytes */
	GBytes *content; /* NULL when over the limit or not asked for */
} MailPart;

typedef struct InMail {
	MailClass class;
	char *from;       /* comparable addr-spec of the one From mailbox, or NULL */
	char *from_name;  /* display name, or NULL */
	char *message_id; /* without angle brackets, or NULL */
	char *in_reply_to; /* the first, or NULL */
	char **references; /* without angle brackets, oldest first, at most 100; never NULL */
	char **recipients; /* every address of To, Cc, Delivered-To, X-Original-To; never NULL */
	char *subject;     /* decoded, one line; never NULL */
	Instant date;      /* Date:, only to be shown */
	char *digest;      /* SHA-256 hex without trace headers: the same mail twice has the same */
	GPtrArray *tokens; /* MailToken *, strongest place first; more than one address token is a contradiction */
	char *bounce_key;  /* KEY of robot+b-KEY@, or NULL */
	gboolean unasked; /* over a list, or without a return path: its sender is not one to write back to unasked */
	Verdict verdict;
	VerdictMethod method;
	char *signer; /* domain or key that the verdict speaks of, or NULL */
	char *text;   /* the new text, without quotes, signature and disclaimer; never NULL */
	char *form;   /* ticked words in the quoted form, one a line, or NULL */
	char *why_unreadable; /* one sentence, or NULL */
	Instant away_until;   /* day an auto-reply names, or INSTANT_NONE */
	GPtrArray *failed;    /* MailFailure * */
	char *returned_id;    /* Message-ID of the mail that a bounce returns, or NULL */
	GPtrArray *parts;     /* MailPart *: attachments */
	/* the answer to the ask whose words were given with the mail; set by the reader's interpreter */
	char *answer;  /* canonical word, "unclear" or "none" */
	char *why;     /* one sentence when unclear or none */
	char *argument; /* what follows the word on its line, or NULL ("SNIA-7 2026-12-01" of "RESOLUTION …") */
	char *comment; /* the text below or beside the answer, or NULL */
} InMail;

/* An empty InMail with every "never NULL" member set. Free with inmail_free (takes NULL). */
InMail *inmail_new(void);
void inmail_free(InMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InMail, inmail_free)
