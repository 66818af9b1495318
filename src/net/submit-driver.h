/* SPDX-License-Identifier: MIT
 *
 * submit-driver.h: what a way out implements for submit.h. A driver's struct begins with `Submit base`.
 */
#pragma once
#include "net/place.h"
#include "net/submit.h"

/* The functions mean what their namesakes in submit.h say; addresses are checked, out_reply is never NULL. */
typedef struct SubmitDriver {
	SubmitOutcome (*send)(Submit *submit, const char *envelope_from, const char *recipient, GBytes *message,
	                      char **out_reply);
	gboolean (*check)(Submit *submit, GError **error);
	void (*free)(Submit *submit); /* what the driver added, and the struct itself */
} SubmitDriver;

struct Submit {
	const SubmitDriver *driver;
	SubmitConfig config; /* complete; its texts are owned */
	Place *place;
	gint stopping; /* atomic; set by submit_stop, looked at by drivers that wait */
};

/* A driver's struct for a configuration whose place is read; base is filled in by submit.c. NULL on a fault. */
Submit *submit_smtp_new(const SubmitConfig *config, const Place *place, GError **error);
Submit *submit_maildir_new(const SubmitConfig *config, const Place *place, GError **error);
