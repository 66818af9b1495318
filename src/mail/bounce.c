/* SPDX-License-Identifier: MIT */
#include "mail/bounce.h"
#include "base/text.h"
#include "mail/bounce-text.h"
#include "mail/gmime.h"
#include "mail/lines.h"
#include <string.h>

typedef struct Fates {
	gboolean failed, delayed, delivered, unsaid;
} Fates;

typedef struct Recipient {
	char *final, *original, *actual, *action, *status;
} Recipient;

/* "rfc822; <a@b>" -> "a@b" */
static char *field_address(const char *value)
{
	const char *semicolon = strchr(value, ';');
	g_auto(GStrv) found = text_addresses(semicolon ? semicolon + 1 : value);

	return g_strdup(found[0]);
}

/* The final recipient, unless it is a name inside the reporting system (no dot in the domain) and we know better. */
static const char *recipient_address(const Recipient *recipient)
{
	const char *at = recipient->final ? strrchr(recipient->final, '@') : NULL;

	if (at && (strchr(at, '.') || !recipient->original))
		return recipient->final;
	return recipient->original ? recipient->original : recipient->actual ? recipient->actual : recipient->final;
}

static void recipient_flush(Recipient *recipient, const char *fallback, Fates *fates, InMail *mail)
{
	const char *address = recipient_address(recipient);
	const char *action = recipient->action ? recipient->action : fallback;
	g_autofree char *status = recipient->status ? bounce_status(recipient->status) : NULL;

	if (address || recipient->action) {
		gboolean delayed = action && g_str_has_prefix(action, "delayed");
		gboolean fine = action && (g_str_has_prefix(action, "deliver") || g_str_has_prefix(action, "relay") ||
			g_str_has_prefix(action, "expand"));
		gboolean failed = action && g_str_has_prefix(action, "fail");

		fates->delayed |= delayed;
		fates->delivered |= fine;
		fates->failed |= failed;
		fates->unsaid |= !delayed && !fine && !failed;
		if (address && !fine)
			bounce_add(mail, address, status, !delayed);
	}
	g_free(recipient->final);
	g_free(recipient->original);
	g_free(recipient->actual);
	g_free(recipient->action);
	g_free(recipient->status);
	*recipient = (Recipient){0};
}

static void field_set(char **field, char *value)
{
	g_free(*field);
	*field = value;
}

static gboolean field_is(const char *line, const char *name)
{
	return g_ascii_strncasecmp(line, name, strlen(name)) == 0;
}

/* The fields of RFC 3464, 2.3: groups of lines, each group one recipient. */
static void fields_read(const char *text, Fates *fates, InMail *mail)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", 5000);
	Recipient recipient = {0};

	for (char **line = lines; *line; line++) {
		const char *at = *line + strspn(*line, " \t>");
		const char *value = strchr(at, ':');

		if (!*at)
			recipient_flush(&recipient, NULL, fates, mail);
		if (!value)
			continue;
		value += 1 + strspn(value + 1, " \t");
		if (field_is(at, "Final-Recipient:")) {
			if (recipient.final)
				recipient_flush(&recipient, NULL, fates, mail);
			field_set(&recipient.final, field_address(value));
		} else if (field_is(at, "Original-Recipient:")) {
			field_set(&recipient.original, field_address(value));
		} else if (field_is(at, "X-Actual-Recipient:")) {
			field_set(&recipient.actual, field_address(value));
		} else if (field_is(at, "Action:")) {
			field_set(&recipient.action, g_ascii_strdown(value, -1));
		} else if (field_is(at, "Status:")) {
			field_set(&recipient.status, g_strdup(value));
		}
	}
	recipient_flush(&recipient, NULL, fates, mail);
}

static gboolean type_is(const MimePart *part, const char *type)
{
	return strcmp(part->type.type, type) == 0;
}

static char *returned_header(const MimeTree *tree, const char *text, const char *name)
{
	for (guint i = 1; i < tree->parts->len; i++) {
		const MimePart *part = mime_part(tree, i);
		char *value = part->inside ? mime_value(tree, part, name) : NULL;

		if (value)
			return value;
	}
	g_autofree char *pattern = g_strdup_printf("\n%s:", name);

	for (guint i = 0; i < tree->parts->len; i++) {
		const MimePart *part = mime_part(tree, i);
		gboolean headers = type_is(part, "text/rfc822-headers") || type_is(part, "message/rfc822");
		g_autofree char *body = headers ? gmime_text(part, 64 * 1024) : NULL;
		g_autofree char *whole = g_strconcat("\n", headers ? body : i == 0 ? text : "", NULL);
		g_autofree char *lower = g_ascii_strdown(whole, -1);
		g_autofree char *wanted = g_ascii_strdown(pattern, -1);
		const char *found = strstr(lower, wanted);

		if (found) {
			const char *value = whole + (found - lower) + strlen(pattern);

			return g_strstrip(g_strndup(value, strcspn(value, "\n")));
		}
	}
	return NULL;
}

static void returned_read(const MimeTree *tree, const char *text, InMail *mail)
{
	g_autofree char *id = returned_header(tree, text, "Message-ID");

	if (!id)
		return;
	char *open = strchr(id, '<');
	char *close = open ? strchr(open, '>') : NULL;

	if (close && close - open < 1000)
		mail->returned_id = g_utf8_make_valid(open + 1, close - open - 1);
}

/* The server gave up because its time was over, not because it was told no: all recipients were out of reach. */
static gboolean is_expired(const InMail *mail, const char *folded)
{
	gboolean unreachable = mail->failed->len > 0;

	for (guint i = 0; i < mail->failed->len; i++) {
		const MailFailure *failure = g_ptr_array_index(mail->failed, i);

		unreachable &= failure->status && (strcmp(failure->status, "4.4.1") == 0 || strcmp(failure->status,
			"4.4.7") == 0);
		if (failure->status && failure->status[0] == '5' && strncmp(failure->status, "5.4.", 4) != 0 &&
			strcmp(failure->status, "5.0.0") != 0)
			return FALSE;
	}
	return unreachable || bounce_time_over(folded);
}

static MailClass class_of(const Fates *fates, const char *text, const InMail *mail)
{
	g_autofree char *head = bounce_head(text);
	g_autofree char *folded = text_fold(head);
	g_autofree char *folded_subject = text_fold(mail->subject);

	if (fates->failed)
		return is_expired(mail, folded) || bounce_time_over(folded_subject) ? MAIL_DELAYED : MAIL_BOUNCE;
	if (fates->delayed)
		return MAIL_DELAYED;
	if (fates->delivered && !fates->unsaid)
		return MAIL_REPORT;
	return bounce_still_trying(folded) || bounce_still_trying(folded_subject) ? MAIL_DELAYED : MAIL_BOUNCE;
}

static gboolean null_path(const MimeTree *tree)
{
	g_autofree char *path = mime_value(tree, mime_part(tree, 0), "Return-Path");

	return path && (strcmp(path, "<>") == 0 || strstr(path, "<MAILER-DAEMON"));
}

/* The sender, also where From holds no address ("MAILER-DAEMON <>"). */
static gboolean from_system(const MimeTree *tree, const InMail *mail)
{
	g_autofree char *raw = mail->from ? NULL : mime_value(tree, mime_part(tree, 0), "From");
	g_autofree char *words = raw ? gmime_words(raw) : NULL;
	g_autofree char *folded = words ? text_fold(words) : NULL;

	return bounce_sender(mail->from, mail->from_name) || (folded && bounce_sender(folded, folded));
}

static void failed_named(const MimeTree *tree, gboolean final, InMail *mail)
{
	g_autofree char *failed = mime_value(tree, mime_part(tree, 0), "X-Failed-Recipients");
	g_auto(GStrv) named = failed ? text_addresses(failed) : NULL;

	for (char **address = named; address && *address; address++)
		bounce_add(mail, *address, NULL, final);
}

typedef struct Signs {
	gboolean sender, path, subject, header;
	guint phrases;
} Signs;

/* Reports in prose: who sends, what the subject and the text say. */
static gboolean signs_suffice(const MimeTree *tree, const Signs *signs)
{
	guint outside = signs->sender + signs->path + signs->subject + 2 * signs->header;

	if (2 * outside + MIN(signs->phrases, 2) < 4 || (signs->phrases == 0 && !signs->header && !(signs->sender &&
		signs->subject)))
		return FALSE;
	if (!signs->sender && !signs->path && !signs->header && signs->phrases < 2)
		return FALSE;
	return !mime_has(tree, "In-Reply-To") || signs->subject || signs->header || signs->phrases >= 3;
}

static void habit_recipients(const MimeTree *tree, const char *text, const char *head, gboolean final, InMail *mail)
{
	const char *skip[] = {mail->from ? mail->from : mail->recipients[0], mail->recipients[0], NULL};

	failed_named(tree, final, mail);
	if (mail->failed->len == 0)
		bounce_recipients(head, skip, final, mail);
	if (mail->failed->len == 0)
		bounce_recipients(head, NULL, final, mail);
	g_autofree char *to = mail->failed->len == 0 ? returned_header(tree, text, "To") : NULL;
	g_auto(GStrv) addresses = to ? text_addresses(to) : NULL;

	if (addresses && g_strv_length(addresses) == 1)
		bounce_add(mail, addresses[0], NULL, final);
}

static MailClass habit_read(const MimeTree *tree, const char *text, InMail *mail)
{
	g_autofree char *subject = text_fold(mail->subject);
	Signs signs = {
		.sender = from_system(tree, mail),
		.path = null_path(tree),
		.subject = bounce_subject(subject),
		.header = mime_has(tree, "X-Failed-Recipients"),
	};

	if (!(signs.sender || signs.path || signs.subject || signs.header) || g_str_has_prefix(subject,
		"out of office"))
		return MAIL_REPLY;
	g_autofree char *head = bounce_head(text);
	g_autofree char *folded = text_fold(head);

	signs.phrases = bounce_phrases(folded);
	if (!signs_suffice(tree, &signs))
		return MAIL_REPLY;
	gboolean delayed = bounce_still_trying(folded) || strstr(subject, "warning") || strstr(subject, "delayed");

	habit_recipients(tree, text, head, !delayed, mail);
	return delayed || is_expired(mail, folded) ? MAIL_DELAYED : MAIL_BOUNCE;
}

static MailClass report_kind(const MimeTree *tree)
{
	const MimePart *root = mime_part(tree, 0);
	const char *kind = root->type.report_type;

	for (guint i = 0; i < tree->parts->len; i++) {
		const MimePart *part = mime_part(tree, i);

		if (part->inside && mime_header(tree, part, "X-HmXmrOriginalRecipient", 0))
			return MAIL_REPORT;
		if (!part->inside && (type_is(part, "message/feedback-report") || type_is(part,
			"message/disposition-notification")))
			return MAIL_REPORT;
	}
	return kind && (g_ascii_strcasecmp(kind, "feedback-report") == 0 || g_ascii_strcasecmp(kind,
		"disposition-notification") == 0) ? MAIL_REPORT : MAIL_REPLY;
}

MailClass bounce_read(const MimeTree *tree, const char *text, InMail *mail)
{
	Fates fates = {0};
	gboolean status = FALSE;

	if (report_kind(tree) == MAIL_REPORT)
		return MAIL_REPORT;
	for (guint i = 0; i < tree->parts->len; i++) {
		const MimePart *part = mime_part(tree, i);

		if (!type_is(part, "message/delivery-status") && !type_is(part, "message/global-delivery-status"))
			continue;
		g_autofree char *fields = gmime_text(part, 64 * 1024);

		status = TRUE;
		if (fields)
			fields_read(fields, &fates, mail);
	}
	if (!status && strstr(text, "Final-Recipient:") && (null_path(tree) || from_system(tree, mail))) {
		fields_read(text, &fates, mail);
		status = fates.failed || fates.delayed;
	}
	MailClass class = status ? class_of(&fates, text, mail) : habit_read(tree, text, mail);

	if (class != MAIL_REPLY)
		returned_read(tree, text, mail);
	if (status && class != MAIL_REPORT && mail->failed->len == 0)
		failed_named(tree, class == MAIL_BOUNCE, mail);
	if (status && class != MAIL_REPORT && mail->failed->len == 0) {
		g_autofree char *head = bounce_head(text);
		const char *skip[] = {mail->recipients[0], NULL};

		bounce_recipients(head, skip, class == MAIL_BOUNCE, mail);
		if (mail->failed->len == 0)
			bounce_recipients(head, NULL, class == MAIL_BOUNCE, mail);
	}
	return class;
}
