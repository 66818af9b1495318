-- SPDX-License-Identifier: MIT
--
-- 0001: the store as it began. Each table says what it is: from-journal tables are rebuilt from the journal and
-- compared by verify, ledger tables are records of what was done and stand for themselves, journal tables are the truth.
-- Enums stand as their words, instants as Unix seconds, 0 being none.

-- ledger: the number of the newest migration
CREATE TABLE "schema" ("version" INTEGER NOT NULL) STRICT;
INSERT INTO "schema" ("version") VALUES (0);

-- journal: appended to, never changed
CREATE TABLE "entry" (
	"n" INTEGER NOT NULL PRIMARY KEY,
	"subject" TEXT NOT NULL,
	"at" INTEGER NOT NULL,
	"event" TEXT NOT NULL,
	"row" TEXT NOT NULL,
	"body" TEXT NOT NULL,
	"payload_digest" TEXT,
	"previous" TEXT NOT NULL,
	"hash" TEXT NOT NULL
) STRICT;
CREATE INDEX "entry_subject" ON "entry" ("subject", "n");

-- journal: the personal part of an entry; erased when salt and text are NULL
CREATE TABLE "payload" (
	"entry" INTEGER NOT NULL PRIMARY KEY REFERENCES "entry" ("n"),
	"salt" BLOB,
	"text" TEXT
) STRICT;

-- from-journal
CREATE TABLE "register" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"partner" TEXT,
	"partner_name" TEXT,
	"oc" TEXT,
	"owner" TEXT,
	"status" TEXT NOT NULL,
	"proposer" TEXT,
	"partner_board" TEXT,
	"revision" TEXT,
	"approved_draft" TEXT,
	"approved_content" TEXT,
	"resolution" TEXT,
	"resolution_text" TEXT,
	"resolution_date" INTEGER NOT NULL,
	"accepted" INTEGER NOT NULL,
	"accepted_by" TEXT,
	"revisions" INTEGER NOT NULL,
	"comments" INTEGER NOT NULL,
	"proposed" INTEGER NOT NULL,
	"moved" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "revision" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"register_id" TEXT,
	"route" TEXT NOT NULL,
	"stage" TEXT NOT NULL,
	"draft" TEXT,
	"content" TEXT,
	"drafts" INTEGER NOT NULL,
	"required" TEXT,
	"approved" TEXT,
	"board_approved" TEXT,
	"offered" TEXT,
	"order" TEXT NOT NULL,
	"significance" TEXT NOT NULL,
	"significance_why" TEXT,
	"review_until" INTEGER NOT NULL,
	"board_day" INTEGER NOT NULL,
	"entered" INTEGER NOT NULL,
	"outcome" TEXT
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "draft" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"register_id" TEXT,
	"revision" TEXT,
	"number" INTEGER NOT NULL,
	"name" TEXT,
	"type" TEXT,
	"bytes" INTEGER NOT NULL,
	"file" TEXT,
	"content" TEXT,
	"sender" TEXT,
	"received" INTEGER NOT NULL,
	"mail" TEXT,
	"pending" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "milestone" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"draft" TEXT,
	"name" TEXT,
	"body" TEXT,
	"date" TEXT,
	"doers" TEXT,
	"text" TEXT,
	"significant" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "ballot" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"register_id" TEXT,
	"revision" TEXT,
	"body" TEXT,
	"draft" TEXT,
	"content" TEXT,
	"profile" TEXT,
	"ask" TEXT,
	"state" TEXT NOT NULL,
	"opens" INTEGER NOT NULL,
	"closes" INTEGER NOT NULL,
	"extensions" INTEGER NOT NULL,
	"prolonged" INTEGER NOT NULL,
	"released" INTEGER NOT NULL,
	"round" INTEGER NOT NULL,
	"roll" INTEGER NOT NULL,
	"voted" INTEGER NOT NULL,
	"yes" INTEGER NOT NULL,
	"no" INTEGER NOT NULL,
	"abstain" INTEGER NOT NULL,
	"decided" INTEGER NOT NULL,
	"why" TEXT
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "seat" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"ballot" TEXT,
	"unit" TEXT,
	"vote" TEXT,
	"votes" INTEGER NOT NULL,
	"dropped" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "vote" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"ballot" TEXT,
	"seat" TEXT,
	"choice" TEXT NOT NULL,
	"comment" TEXT,
	"person" TEXT,
	"address" TEXT,
	"standing" TEXT NOT NULL,
	"checked" TEXT,
	"receipt" TEXT,
	"received" INTEGER NOT NULL,
	"mail" TEXT,
	"state" TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "ask" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"kind" TEXT NOT NULL,
	"register_id" TEXT,
	"revision" TEXT,
	"subject" TEXT,
	"role" TEXT NOT NULL,
	"body" TEXT,
	"state" TEXT NOT NULL,
	"opened" INTEGER NOT NULL,
	"due" INTEGER NOT NULL,
	"people" INTEGER NOT NULL,
	"overdue" INTEGER NOT NULL,
	"detail" TEXT,
	"answer" TEXT
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "asked" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"ask" TEXT,
	"person" TEXT,
	"address" TEXT,
	"seat" TEXT,
	"state" TEXT NOT NULL,
	"answer" TEXT,
	"comment" TEXT,
	"answered" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "moment" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"kind" TEXT NOT NULL,
	"subject" TEXT,
	"register_id" TEXT,
	"at" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "item" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"register_id" TEXT,
	"kind" TEXT NOT NULL,
	"state" TEXT NOT NULL,
	"text" TEXT,
	"approvals" TEXT,
	"not_before" INTEGER NOT NULL,
	"tries" INTEGER NOT NULL,
	"note" TEXT,
	"done" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "comment" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"register_id" TEXT,
	"draft" TEXT,
	"body" TEXT,
	"kind" TEXT NOT NULL,
	"author" TEXT,
	"text" TEXT,
	"received" INTEGER NOT NULL,
	"mail" TEXT,
	"ballot" TEXT
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "counter" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"last" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- from-journal
CREATE TABLE "fact" (
	"id" TEXT NOT NULL PRIMARY KEY,
	"text" TEXT,
	"hash" TEXT,
	"since" INTEGER NOT NULL
) STRICT;

CREATE INDEX "revision_register" ON "revision" ("register_id");
CREATE INDEX "draft_revision" ON "draft" ("revision");
CREATE INDEX "draft_register" ON "draft" ("register_id");
CREATE INDEX "milestone_draft" ON "milestone" ("draft");
CREATE INDEX "ballot_register" ON "ballot" ("register_id");
CREATE INDEX "ballot_revision" ON "ballot" ("revision");
CREATE INDEX "ballot_state" ON "ballot" ("state");
CREATE INDEX "seat_ballot" ON "seat" ("ballot");
CREATE INDEX "vote_ballot" ON "vote" ("ballot");
CREATE INDEX "vote_seat" ON "vote" ("seat");
CREATE INDEX "ask_register" ON "ask" ("register_id", "state");
CREATE INDEX "ask_subject" ON "ask" ("subject");
CREATE INDEX "asked_ask" ON "asked" ("ask", "seat");
CREATE INDEX "asked_person" ON "asked" ("person", "state");
CREATE INDEX "asked_address" ON "asked" ("address", "state");
CREATE INDEX "moment_at" ON "moment" ("at", "id");
CREATE INDEX "moment_register" ON "moment" ("register_id");
CREATE INDEX "moment_subject" ON "moment" ("subject");
CREATE INDEX "item_register" ON "item" ("register_id");
CREATE INDEX "comment_register" ON "comment" ("register_id");

-- ledger: inbound mail, each with its one disposition; an empty disposition: in hand
CREATE TABLE "mail" (
	"n" INTEGER NOT NULL PRIMARY KEY,
	"mailbox" TEXT,
	"uidvalidity" INTEGER NOT NULL,
	"uid" INTEGER NOT NULL,
	"received" INTEGER NOT NULL,
	"handled" INTEGER NOT NULL,
	"size" INTEGER NOT NULL,
	"class" TEXT,
	"from" TEXT,
	"subject" TEXT,
	"message_id" TEXT,
	"digest" TEXT,
	"raw" TEXT,
	"disposition" TEXT,
	"why" TEXT,
	"register_id" TEXT,
	"asked" TEXT,
	"letter" TEXT,
	"entry" INTEGER NOT NULL,
	"moved" INTEGER NOT NULL,
	"tries" INTEGER NOT NULL
) STRICT;
CREATE INDEX "mail_place" ON "mail" ("mailbox", "uidvalidity", "uid");
CREATE INDEX "mail_digest" ON "mail" ("digest") WHERE "digest" IS NOT NULL;
CREATE INDEX "mail_register" ON "mail" ("register_id", "n") WHERE "register_id" IS NOT NULL;
CREATE INDEX "mail_unmoved" ON "mail" ("mailbox", "uidvalidity") WHERE "moved" = 0;

-- ledger: letters and their fates
CREATE TABLE "outbox" (
	"n" INTEGER NOT NULL PRIMARY KEY,
	"key" TEXT NOT NULL UNIQUE,
	"kind" TEXT,
	"template_hash" TEXT,
	"recipient" TEXT NOT NULL,
	"person" TEXT,
	"envelope_from" TEXT,
	"bounce_key" TEXT,
	"message_id" TEXT,
	"register_id" TEXT,
	"asked" TEXT,
	"while_ask" TEXT,
	"created" INTEGER NOT NULL,
	"not_after" INTEGER NOT NULL,
	"next_try" INTEGER NOT NULL,
	"finished" INTEGER NOT NULL,
	"fate" TEXT NOT NULL,
	"tries" INTEGER NOT NULL,
	"reply" TEXT,
	"subject" TEXT
) STRICT;
CREATE INDEX "outbox_due" ON "outbox" ("next_try", "n") WHERE "fate" IN ('queued', 'deferred');
CREATE INDEX "outbox_register" ON "outbox" ("register_id", "recipient", "n");
CREATE INDEX "outbox_bounce" ON "outbox" ("bounce_key");
CREATE INDEX "outbox_message" ON "outbox" ("message_id");

-- ledger: the letters themselves; a letter whose fate changes is not written again
CREATE TABLE "outbox_text" (
	"letter" INTEGER NOT NULL PRIMARY KEY REFERENCES "outbox" ("n"),
	"bytes" BLOB NOT NULL
) STRICT;

-- ledger: raw mail and documents by the hash of their bytes; large ones are files beside the store
CREATE TABLE "evidence" (
	"n" INTEGER NOT NULL PRIMARY KEY,
	"hash" TEXT NOT NULL UNIQUE,
	"bytes" BLOB NOT NULL
) STRICT;

-- ledger: the beginning by which a token is looked up, and the person asked it was made for
CREATE TABLE "token" (
	"lookup" TEXT NOT NULL,
	"asked" TEXT NOT NULL,
	PRIMARY KEY ("lookup", "asked")
) STRICT, WITHOUT ROWID;

-- ledger: how far each mailbox has been read
CREATE TABLE "mark" (
	"mailbox" TEXT NOT NULL PRIMARY KEY,
	"uidvalidity" INTEGER NOT NULL,
	"uidnext" INTEGER NOT NULL,
	"modseq" INTEGER NOT NULL,
	"read_until" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ledger: answers given to strangers
CREATE TABLE "stranger" (
	"address" TEXT NOT NULL,
	"at" INTEGER NOT NULL
) STRICT;
CREATE INDEX "stranger_address" ON "stranger" ("address", "at");
CREATE INDEX "stranger_at" ON "stranger" ("at");

-- ledger: plain values: key epoch, simulated, last pass
CREATE TABLE "value" (
	"name" TEXT NOT NULL PRIMARY KEY,
	"text" TEXT
) STRICT, WITHOUT ROWID;
