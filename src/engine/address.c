/* SPDX-License-Identifier: MIT */
#include "engine/address.h"
#include <string.h>

char *address_with(const char *robot, const char *sub_address, const char *token)
{
	if (!token || !sub_address || g_str_equal(sub_address, "none"))
		return g_strdup(robot);
	const char *mark = strstr(sub_address, "%s");
	if (mark)
		return g_strdup_printf("%.*s%s%s", (int)(mark - sub_address), sub_address, token, mark + 2);
	const char *at = strchr(robot, '@');
	return g_strdup_printf("%.*s+%s%s", (int)(at - robot), robot, token, at);
}

const char *address_domain(const char *robot)
{
	return strchr(robot, '@') + 1;
}

gboolean address_is_robot(const char *robot, const char *sub_address, const char *address)
{
	if (!address)
		return FALSE;
	if (g_str_equal(robot, address))
		return TRUE;
	const char *mark = sub_address ? strstr(sub_address, "%s") : NULL;
	gsize length = strlen(address);
	if (mark) {
		gsize before = (gsize)(mark - sub_address), after = strlen(mark + 2);
		return length > before + after && strncmp(address, sub_address, before) == 0 &&
		       g_str_equal(address + length - after, mark + 2);
	}
	const char *at = strchr(robot, '@');
	gsize local = (gsize)(at - robot);
	return length > local && strncmp(address, robot, local) == 0 && address[local] == '+' &&
	       g_str_has_suffix(address, at);
}
