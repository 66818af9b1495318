/* SPDX-License-Identifier: MIT
 *
 * submit.c: what all ways out of submit.h share: the configuration, the choice of the driver, the check of addresses.
 */
#include "net/submit.h"
#include "base/fault.h"
#include "base/text.h"
#include "net/submit-driver.h"
#include <string.h>

#define REPLY_CHARACTERS 300

ENUMTAB_DEFINE(submit_outcome, SUBMIT, SUBMIT_OUTCOME_LIST);

static SubmitConfig copy_config(const SubmitConfig *config)
{
	return (SubmitConfig){
		.url = g_strdup(config->url),
		.password = g_strdup(config->password),
		.ca_file = g_strdup(config->ca_file),
		.plain_text_loopback = config->plain_text_loopback,
		.connect_ms = config->connect_ms != 0 ? config->connect_ms : 20000,
		.letter_ms = config->letter_ms != 0 ? config->letter_ms : 300000,
	};
}

static void clear_config(SubmitConfig *config)
{
	g_free((char *)config->url);
	g_free((char *)config->password);
	g_free((char *)config->ca_file);
}

Submit *submit_open(const SubmitConfig *config, GError **error)
{
	g_autoptr(Place) place = place_parse(config->url, error);
	if (place == NULL)
		return NULL;
	SubmitConfig own = copy_config(config);
	Submit *submit = NULL;
	if (g_str_has_prefix(place->scheme, "smtp"))
		submit = submit_smtp_new(&own, place, error);
	else if (g_str_equal(place->scheme, "maildir"))
		submit = submit_maildir_new(&own, place, error);
	else
		fault_set(error, FAULT_PERM, "%s: letters are not sent there; expected smtps, smtp or maildir",
		          own.url);
	if (submit == NULL) {
		clear_config(&own);
		return NULL;
	}
	submit->config = own;
	submit->place = g_steal_pointer(&place);
	return submit;
}

void submit_free(Submit *submit)
{
	if (submit == NULL)
		return;
	SubmitConfig config = submit->config;
	Place *place = submit->place;
	submit->driver->free(submit);
	clear_config(&config);
	place_free(place);
}

/* A quoted local part is legal and useless: every character that would need one is refused. */
gboolean submit_address_fits(const char *address)
{
	if (address == NULL || strlen(address) > 254)
		return FALSE;
	const char *at = strchr(address, '@');
	if (at == NULL || at == address || at[1] == '\0' || strchr(at + 1, '@') != NULL)
		return FALSE;
	for (const char *c = address; *c != '\0'; c++)
		if ((guchar)*c <= 0x20 || (guchar)*c >= 0x7f || strchr("<>()[]\\,;:\"", *c) != NULL)
			return FALSE;
	return TRUE;
}

SubmitOutcome submit_send(Submit *submit, const char *envelope_from, const char *recipient, GBytes *message,
                          char **out_reply)
{
	SubmitOutcome outcome = SUBMIT_NOT_SENT;
	g_autofree char *reply = NULL;
	if (*envelope_from != '\0' && !submit_address_fits(envelope_from))
		reply = g_strdup("the sender's address cannot stand in an envelope");
	else if (!submit_address_fits(recipient))
		reply = g_strdup("the recipient's address cannot stand in an envelope");
	else if (g_atomic_int_get(&submit->stopping))
		reply = g_strdup("stopped");
	else
		outcome = submit->driver->send(submit, envelope_from, recipient, message, &reply);
	if (out_reply != NULL) {
		g_autofree char *valid = g_utf8_make_valid(reply, -1);
		*out_reply = text_line(valid, REPLY_CHARACTERS);
	}
	return outcome;
}

void submit_stop(Submit *submit)
{
	g_atomic_int_set(&submit->stopping, 1);
}

gboolean submit_check(const SubmitConfig *config, GError **error)
{
	g_autoptr(Submit) submit = submit_open(config, error);
	return submit != NULL && submit->driver->check(submit, error);
}
