/* SPDX-License-Identifier: MIT
 *
 * address.h: the robot's address with something in it: a token that an answer comes back to, a key for bounces.
 */
#pragma once
#include <glib.h>

/* How a token gets into an address: "plus" (robot+TOKEN@dmtf.example), a pattern with one %s
 * ("robot-%s@answers.dmtf.example"), or "none" (the robot's own address, always). g_free. */
char *address_with(const char *robot, const char *sub_address, const char *token);

/* The part after the @; borrowed from robot. */
const char *address_domain(const char *robot);

/* True for an address of the robot itself: its own, or one with something in it. address is comparable. */
gboolean address_is_robot(const char *robot, const char *sub_address, const char *address);
