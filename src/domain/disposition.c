/* SPDX-License-Identifier: MIT */
#include "domain/disposition.h"

ENUMTAB_DEFINE(disposition, DISPOSED, DISPOSITION_LIST);
