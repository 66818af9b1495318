/* SPDX-License-Identifier: MIT
 *
 * child.h: the whole life of the reader process: it has one socket, no network, no store, no secrets, and reads mail
 * until the socket closes.
 */
#pragma once

/* Serves requests on the socket until its other end closes. Limits its own memory, files and privileges first. Returns
 * the exit status. */
int child_run(int socket);
