/* SPDX-License-Identifier: MIT
 *
 * fault.c: see fault.h.
 */
#include "base/fault.h"

GQuark fault_quark(void)
{
	return g_quark_from_static_string("ballotd-fault");
}

gboolean fault_set(GError **error, FaultCode code, const char *format, ...)
{
	if (!error)
		return FALSE;
	va_list args;
	va_start(args, format);
	g_propagate_error(error, g_error_new_valist(FAULT, (int)code, format, args));
	va_end(args);
	return FALSE;
}

FaultCode fault_code(const GError *error)
{
	g_assert(error != NULL);
	return error->domain == FAULT ? (FaultCode)error->code : FAULT_PERM;
}
