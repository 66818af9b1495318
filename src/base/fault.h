/* SPDX-License-Identifier: MIT
 *
 * fault.h: how a lower layer says that something could not be done.
 *
 * A fault is a GError of the domain FAULT. Its code is what the caller should do about it, not where it arose:
 * try again later (TEMP), give up and show it (PERM), or find out first whether it happened (UNCERTAIN: a letter
 * whose acceptance never arrived). The message is a whole sentence for the administrator: what was found, what was
 * expected, what to do. A refusal by the process is no fault but a value of the domain; a bug is an assertion.
 */
#pragma once
#include <glib.h>

typedef enum FaultCode {
	FAULT_TEMP,      /* may succeed later, unchanged */
	FAULT_PERM,      /* will not succeed until somebody changes something */
	FAULT_UNCERTAIN, /* may have happened; never repeat blindly */
	FAULT_COUNT
} FaultCode;

#define FAULT (fault_quark())
GQuark fault_quark(void);

/* Sets *error (when error is not NULL) to a fault with a formatted message. Always returns false, so that a
 * function may end with `return fault_set(error, FAULT_TEMP, ...)`. */
gboolean fault_set(GError **error, FaultCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The code of a fault; FAULT_PERM for a GError of another domain. error must not be NULL. */
FaultCode fault_code(const GError *error);
