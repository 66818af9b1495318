/* SPDX-License-Identifier: MIT */
#include "mail/bounce-text.h"
#include "base/text.h"
#include "mail/lines.h"
#include <string.h>

#define FAILED_MAX 100

static gboolean any_in(const char *text, const char *const *list, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		if (strstr(text, list[i]))
			return TRUE;
	}
	return FALSE;
}

gboolean bounce_sender(const char *from, const char *name)
{
	static const char *const locals[] = {"mailer-daemon", "mailerdaemon", "postmaster", "mail-daemon", "mdaemon",
		"mailer_daemon", "mail_daemon",
		"delivery-", "bounce", "mailsystem", "mail-system", "mmdf", "smtpd", "complaints@",
		"microsoftexchange", "noreply@vtext", "no-reply@vtext", "mailadmin", "daemon@", "post_master"};
	static const char *const names[] = {"mail delivery", "mailer-daemon", "mailer daemon", "postmaster",
		"system administrator", "mail administrator",
		"delivery subsystem", "delivery system", "systemadministrator", "administrateur syst",
		"mail subsystem", "internet mail delivery"};
	g_autofree char *folded = name ? text_fold(name) : NULL;

	if (from && any_in(from, locals, G_N_ELEMENTS(locals)))
		return TRUE;
	return folded && any_in(folded, names, G_N_ELEMENTS(names));
}

gboolean bounce_subject(const char *folded)
{
	static const char *const subjects[] = {"undeliver", "delivery fail", "delivery has failed", "delivery status",
		"delivery notification", "delivery report",
		"returned mail", "returned to sender", "failure notice", "failure delivery", "mail failure",
		"mail delivery", "message delivery", "delivery problem",
		"delivery error", "delivery delay", "delayed mail", "mail delayed", "could not be delivered",
		"couldn't be delivered", "non-deliver", "nondeliver",
		"not delivered", "delivery incomplete", "warning: message", "warning: could not send",
		"message delayed", "undelivered", "mail system error", "bounced mail",
		"rejected mail", "message rejected", "unzustellbar", "nicht zustellbar", "zustellung", "non remis",
		"non délivré", "échec de la remise", "no se puede entregar",
		"devuelto", "mensaje no entregado", "mancata consegna", "onbestelbaar", "niet bezorgd",
		"kunne ikke leveres", "недоставлен", "не доставлен", "доставк", "送信エラー",
		"配信不能", "配達", "退信", "退回", "returned email", "unable to deliver", "user unknown", "mailbox full",
		"email rejected", "wasn't delivered", "nie dostarczon",
		"delivery temporarily", "return mail", "returned message", "message status - undeliverable",
		"message not delivered", "error sending", "mail error", "failed mail",
		"failed delivery", "failed to deliver", "bounce", "mail non livr", "delivery unsuccessful",
		"quota exceeded", "delivery expiration", "delivery wa", "mail could not"};

	return any_in(folded, subjects, G_N_ELEMENTS(subjects)) && !g_str_has_prefix(folded, "re:") &&
		!g_str_has_prefix(folded, "aw:");
}

char *bounce_status(const char *text)
{
	for (const char *p = text; (p = strpbrk(p, "245")) != NULL; p++) {
		if (p[1] != '.' || !g_ascii_isdigit(p[2]) || (p > text && (g_ascii_isalnum(p[-1]) || p[-1] == '.')))
			continue;
		gsize subject = strspn(p + 2, "0123456789");
		gsize detail = p[2 + subject] == '.' ? strspn(p + 3 + subject, "0123456789") : 0;
		const char *end = p + 3 + subject + detail;

		if (subject == 1 && detail >= 1 && detail <= 3 && *end != '.' && !g_ascii_isalnum(*end))
			return g_strndup(p, (gsize)(end - p));
	}
	return NULL;
}

static gboolean has_smtp_reply(const char *text)
{
	for (const char *p = text; (p = strpbrk(p, "45")) != NULL; p++) {
		if ((p > text && (g_ascii_isalnum(p[-1]) || p[-1] == '.')) || !g_ascii_isdigit(p[1]) ||
			!g_ascii_isdigit(p[2]))
			continue;
		if (p[1] <= '5' && (p[3] == ' ' || p[3] == '-') && (g_ascii_isalpha(p[4]) || g_ascii_isdigit(p[4]) ||
			strchr("<#'\"", p[4])))
			return TRUE;
	}
	return FALSE;
}

guint bounce_phrases(const char *folded)
{
	static const char *const phrases[] = {"could not be delivered", "couldn't be delivered",
		"cannot be delivered", "can't be delivered", "was not delivered", "not be delivered",
		"wasn't delivered", "delivery to the following", "failed permanently", "permanent error",
		"permanent fatal error", "did not reach the following", "following address",
		"following recipient", "following error", "user unknown", "unknown user", "no such user",
		"unknown recipient", "recipient unknown", "mailbox unavailable", "mailbox full",
		"mailbox is full", "quota", "does not exist", "doesn't exist", "not found", "unrouteable",
		"undeliverable", "undelivered", "returned to sender", "delivery attempt",
		"unable to deliver", "failed recipient", "delivery failed", "delivery failure", "delivery has failed",
		"host unknown", "relaying denied", "relay access denied", "mailbox not found",
		"address rejected", "sender denied", "was rejected", "been rejected", "returned below",
		"message bounced", "invalid recipient", "not listed in", "no mailbox", "account has been disabled",
		"could not be reached", "konnte nicht zugestellt", "nicht zugestellt", "n'a pas pu être",
		"no se pudo entregar", "配信できません", "送信できません", "宛先不明",
		"не удалось доставить", "unbekannt", "inactive", "mail delivery", "still undelivered",
		"delivery is delayed", "delayed", "not yet been delivered", "mail loop", "too many hops",
		"transcript of session", "no esta", "no existe", "non è stato possibile", "not our customer",
		"is not a valid", "out of space", "over quota", "disabled", "returned mail",
		"returned message", "failed for the following", "unable to relay", "host not found",
		"error transferring", "could not send", "no longer", "could not deliver", "error while delivering"};
	guint count = has_smtp_reply(folded);
	g_autofree char *status = bounce_status(folded);

	count += status != NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(phrases) && count < 4; i++)
		count += strstr(folded, phrases[i]) != NULL;
	return count;
}

gboolean bounce_still_trying(const char *folded)
{
	static const char *const trying[] = {"will be retried", "still trying", "keep trying", "will continue to",
		"will try again", "will retry", "not yet been delivered", "do not need to resend",
		"still undelivered", "delivery to the following recipients has been delayed", "has been delayed",
		"is delayed", "have been delayed", "warning message only", "no action is required",
		"temporary problem", "warning only", "will be made", "continue trying", "wird weiterhin",
		"weitere zustellversuche", "sera à nouveau", "continuerà", "delivery attempts will continue",
		"keep on trying", "will keep", "we'll try", "message will be queued",
		"attempts to deliver the message will", "was delayed", "being delayed", "delivery delayed",
		"deferred: "};
	static const char *const over[] = {"giving up", "gave up", "failed permanently", "permanent fatal",
		"permanent error", "no further attempt", "will not be retried", "retry timeout exceeded",
		"retry time not reached", "has been in the queue too long", "not continue", "no longer attempt",
		"message expired", "expired in the queue", "could not be delivered for", "returned to sender",
		"have failed", "has failed"};

	return any_in(folded, trying, G_N_ELEMENTS(trying)) && !any_in(folded, over, G_N_ELEMENTS(over));
}

gboolean bounce_time_over(const char *folded)
{
	static const char *const over[] = {"retry timeout exceeded", "message expired", "message has expired",
		"could not deliver for the last", "cannot send message for", "could not be delivered for",
		"unable to deliver in",
		"delivery time expired", "delivery expired", "been in the queue too long", "gave up after",
		"giving up after", "connection timed out", "retry time not reached", "expired after",
		"could not be completed within", "has not been collected", "after multiple retries",
		"was not delivered within", "host is not responding", "did not accept our requests to connect"};

	return any_in(folded, over, G_N_ELEMENTS(over));
}

static gboolean begins_returned(const char *line)
{
	static const char *const begins[] = {"return-path:", "received:", "received: ", "message-id:",
		"mime-version:", "----- original message", "-----original message", "--- below this line",
		"------ this is a copy",
		"----- message header", "--- message header", "message header follow", "original message follow",
		"-- the header", "the header of", "----- unsent message", "--- original message",
		"your original message", "undelivered message follow",
		"message headers:", "original message headers", "----- returned message", "--- returned message",
		"copy of the message", "copy of your message", "the original message", "returned message follow",
		"text of your message", "text of message follows",
		"message text:", "the text of your message", "----- header", "--- header", "----- begin of",
		"the following is a copy", "headers of your", "first lines of", "-----start of", "-----ここから", "ここから"};

	while (strchr(" >*|\t", *line) && *line)
		line++;
	for (gsize i = 0; i < G_N_ELEMENTS(begins); i++) {
		if (g_ascii_strncasecmp(line, begins[i], strlen(begins[i])) == 0)
			return TRUE;
	}
	return FALSE;
}

char *bounce_head(const char *text)
{
	const char *line = text;

	while (*line) {
		if (line != text && begins_returned(line))
			return g_strndup(text, (gsize)(line - text));
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return g_strdup(text);
}

void bounce_add(InMail *mail, const char *recipient, const char *status, gboolean final)
{
	g_autofree char *address = text_address(recipient);

	if (!address || mail->failed->len >= FAILED_MAX)
		return;
	for (guint i = 0; i < mail->failed->len; i++) {
		MailFailure *had = g_ptr_array_index(mail->failed, i);

		if (strcmp(had->recipient, address) == 0) {
			if (!had->status)
				had->status = g_strdup(status);
			had->final |= final;
			return;
		}
	}
	MailFailure *failure = g_new0(MailFailure, 1);

	failure->recipient = g_steal_pointer(&address);
	failure->status = g_strdup(status);
	failure->final = final;
	g_ptr_array_add(mail->failed, failure);
}

static gboolean skipped(const char *address, const char *const *skip)
{
	static const char *const never[] = {"postmaster@", "mailer-daemon@", "abuse@", "support@", "mailerdaemon@",
		"helpdesk@", "hostmaster@", "mail-daemon@", "webmaster@"};

	for (; skip && *skip; skip++) {
		if (strcmp(*skip, address) == 0)
			return TRUE;
	}
	return any_in(address, never, G_N_ELEMENTS(never));
}

typedef enum Tier { TIER_ALONE, TIER_PHRASE, TIER_ANY, TIER_COUNT } Tier;

/* How likely an address on this line is the failed one. */
static Tier line_tier(const char *line)
{
	static const char *const phrases[] = {"fail", "reject", "unknown", "not found", "deliver", "recipient",
		"mailbox", "rcpt", "no such", "user", "doesn't", "does not", "invalid", "quota", "unavailable",
		"disabled",
		"not exist", "to:", "address", "account", "denied", "宛先", "empfänger", "destinat"};
	const char *p = line + strspn(line, " \t<*-\"'`•(");
	gsize length = strcspn(p, " \t>:;,)\"'");
	g_autofree char *folded = text_fold(line);

	if (memchr(p, '@', length) && (p > line || !p[length] || strchr(">:;,)", p[length])))
		return TIER_ALONE;
	return any_in(folded, phrases, G_N_ELEMENTS(phrases)) ? TIER_PHRASE : TIER_ANY;
}

void bounce_recipients(const char *head, const char *const *skip, gboolean final, InMail *mail)
{
	g_auto(GStrv) lines = g_strsplit(head, "\n", 2000);
	g_autofree char *status = bounce_status(head);

	for (Tier tier = TIER_ALONE; tier < TIER_COUNT && mail->failed->len == 0; tier++) {
		for (char **line = lines; *line; line++) {
			if (!strchr(*line, '@') || strlen(*line) > 2000 || line_tier(*line) != tier)
				continue;
			g_auto(GStrv) found = text_addresses(*line);

			for (char **address = found; *address; address++) {
				if (skipped(*address, skip))
					continue;
				bounce_add(mail, *address, status, final);
				if (tier == TIER_ALONE)
					break;
			}
		}
	}
}
