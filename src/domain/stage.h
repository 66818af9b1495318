/* SPDX-License-Identifier: MIT
 *
 * stage.h: what is true in each stage of a revision, and the transition table that moves it.
 */
#pragma once
#include "domain/vocabulary.h"

/* The stage as letters name it: "feedback from the committees". Static. */
const char *stage_title(Stage stage);

/* What is true while a revision is in it, one sentence. Static. */
const char *stage_truth(Stage stage);
