/* SPDX-License-Identifier: MIT
 *
 * settings.h: the configuration file, ballotd.conf, as one struct; every option stands in one table.
 *
 * From that table follow reading, checking, defaults, `config show`, and the tests that hold the manual and the shipped
 * sample to it. A file is taken whole or not at all: every mistake in it is named with file and line in one fault.
 */
#pragma once
#include "domain/rules.h"

/* What a mailbox is for; who is answered from it depends on that. */
#define PURPOSE_LIST(X)                                                                                                \
	X(PURPOSE_ROBOT, "robot") X(PURPOSE_REQUESTS, "requests") X(PURPOSE_PARTNER, "partner")                        \
	X(PURPOSE_PRESS, "press") X(PURPOSE_FEEDBACK, "feedback") X(PURPOSE_BOUNCES, "bounces")
ENUMTAB_DECLARE(Purpose, purpose, PURPOSE, PURPOSE_LIST);

#define ENVELOPE_LIST(X) X(ENVELOPE_VERP, "verp") X(ENVELOPE_PLAIN, "plain")
ENUMTAB_DECLARE(Envelope, envelope, ENVELOPE, ENVELOPE_LIST);

/* A place mail comes from or goes to. */
typedef struct ServerSettings {
	char *url;           /* a maildir's path is absolute */
	char *password_file; /* absolute, or NULL */
	char *password;      /* what stands in it, or NULL; never shown */
	char *ca_file;       /* absolute, or NULL: the system's CAs */
	gboolean plain_text; /* no TLS; the host is a loopback address */
} ServerSettings;

typedef struct MailboxSettings {
	char *name; /* as in [mailbox NAME] */
	ServerSettings server;
	int purpose; /* Purpose */
	char *done;
} MailboxSettings;

typedef struct Settings {
	char *path; /* of the file */
	/* [robot] */
	char *address, *sub_address;
	int envelope_sender; /* Envelope */
	char *store;         /* URL; a sqlite: path is absolute */
	char *roster, *templates; /* absolute */
	char *time_zone;
	gboolean simulation;
	char *authserv_id;   /* NULL: nobody's Authentication-Results are believed */
	char *ca_file;       /* for servers that name none, or NULL */
	gboolean plain_text; /* for servers at a loopback address */
	GPtrArray *mailboxes; /* MailboxSettings *, one of purpose robot at least */
	/* [submit] */
	ServerSettings submit;
	gint64 connections;
	/* [process]; what the domain needs is in rules, with the profiles, the time zone and the organisation */
	Rules *rules;
	gint64 update_review_days, review_period;
	gboolean contacts_need_oc;
	char *delegation_rules, *standard_types;
	gint64 stranger_limit; /* letters an hour */
	gint64 keep_mail;      /* seconds; 0: for ever */
	/* [limits] */
	gint64 max_mail, max_document; /* bytes */
	gint64 batch;                  /* messages of one transaction */
	gint64 poll_interval;          /* seconds */
	/* [publish] */
	char *site;       /* directory, absolute, or NULL: no site */
	char *public_url; /* where people find it, without a / at the end, or NULL */
	char *git;        /* repository, absolute, or NULL: no check-in */
} Settings;

/* Reads a configuration with the password files it names. NULL with FAULT_PERM naming every mistake, a line each:
 * "FILE:LINE: what was found, what was expected". Free with settings_free (takes NULL). */
Settings *settings_load(const char *path, GError **error);

/* The same of a text; name stands for the path: in messages, and for relative paths in it. */
Settings *settings_parse(const char *text, gsize length, const char *name, GError **error);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

/* Everything in force, defaults included, in the form of the file; options that are not set stand there as comments.
 * Passwords are not in it. Free with g_free. */
char *settings_show(const Settings *settings);
