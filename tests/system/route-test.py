#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The story of contrib/story with the built programs: a register's way to partnership, and what it must leave behind.

The story runs once, before the cases; each case then looks at one thing: the register, the page, the repository, every
mail, every letter.
"""
import collections
import html
import json
import re
import subprocess
import sys

sys.dont_write_bytecode = True
from cases import TOP, expect, run_all, wait_until  # noqa: E402
from world import World  # noqa: E402

# Names that a page must escape.
HOSTILE = {"name = Technical Committee": "name = Technical & <i>Interface</i> Committee",
           "name = Bob Stone": "name = Bob <b>Stone</b> & Co"}
STORY_SECONDS = 240
TASKS = "SELECT id, state, note FROM item WHERE state <> 'done'"


class Route(World):
    """The world of the sample configuration, after the story."""

    def __init__(self, box):
        sample = (TOP / "contrib" / "sample" / "roster.conf").read_text(encoding="utf-8")
        for plain, hostile in HOSTILE.items():
            expect(plain in sample, f"the sample roster has no {plain}")
            sample = sample.replace(plain, hostile)
        super().__init__(box, "route", roster=sample)
        self.domain, self.robot = "dmtf.example", "robot@dmtf.example"
        self.site, self.git = self.folder / "site", self.folder / "registers.git"
        self.configure_sample()
        subprocess.run(["git", "init", "-q", self.git], check=True, capture_output=True)
        self.start()
        try:
            told = subprocess.run([TOP / "contrib" / "story", box, self.roster], capture_output=True, text=True,
                                  check=False, timeout=STORY_SECONDS)
            expect(told.returncode == 0, told.stdout[-300:] + told.stderr + self.log.read_text()[-1500:])
            wait_until(lambda: not self.sql("SELECT 1 FROM outbox WHERE fate IN ('queued', 'deferred')"),
                       "letters wait")
            wait_until(lambda: not self.sql("SELECT 1 FROM mail WHERE moved = 0"), "mails are not moved")
            wait_until(lambda: not self.sql(TASKS) or self.daemon.poll() is not None, lambda: self.sql(TASKS))
        finally:
            self.ended = self.stop()
        self.letters = self.read_letters()

    def configure_sample(self):
        """The shipped configuration with these servers, and times that suit a test."""
        imap, smtp = f"localhost:{self.env['IMAPS_PORT']}", f"localhost:{self.env['SMTP_PORT']}"
        text = (TOP / "contrib" / "sample" / "ballotd.conf").read_text(encoding="utf-8")
        for pattern, line in ((r"url = imaps:.*", f"url = imaps://robot%40dmtf.example@{imap}/INBOX"),
                              (r"url = smtp:.*", f"url = smtp://robot%40dmtf.example@{smtp}"),
                              (r"password-file = .*", f"password-file = {self.env['PASSWORD_FILE']}"),
                              (r"store = .*", f"store = sqlite:{self.store}"),
                              (r"templates = .*", f"templates = {TOP}/mailtemplates"),
                              (r"review-days = .*", "review-days = 5s"), (r"close-grace = .*", "close-grace = 0s"),
                              (r"early-close = .*", "early-close = yes"),
                              (r"#site = .*", f"site = {self.site}"), (r"#git = .*", f"git = {self.git}")):
            text = re.sub(f"(?m)^{pattern}$", lambda _, line=line: line, text)
        self.conf.write_text(text.replace("#ca-file = /etc/ballotd/ca.pem", f"ca-file = {self.env['CA_FILE']}", 1))

    def read_letters(self):
        """Every letter in every mailbox, by the address of the mailbox."""
        letters = collections.defaultdict(list)
        for (recipient,) in self.sql("SELECT DISTINCT recipient FROM outbox"):
            person = self.cast.outsider("somebody", recipient)
            letters[recipient] = [one for one in person.list() if one.kind]
        return letters

    def every_letter(self):
        return [(address, letter) for address, letters in self.letters.items() for letter in letters]


def test_register_is_active(route):
    status, document = route.ctl("registers")
    expect(status == 0, f"ballotctl registers: {status}")
    (register,) = document["registers"]
    expect((register["id"], register["status"]) == ("WR-1", "active"), str(register))


def test_robot_ended_cleanly(route):
    expect(route.ended == 0, f"exit status {route.ended}")
    expect("CRITICAL" not in route.log.read_text(), "a bug was logged")


def test_page(route):
    page = (route.site / "WR-1.html").read_text(encoding="utf-8")
    text = html.unescape(re.sub(r"<[^>]*>", "\n", page))
    for what in ("SNIA", "2026-17", "Resolved, that the work register with SNIA is approved.",
                 "Accepted by the partner", "Bob <b>Stone</b> & Co", "Technical & <i>Interface</i> Committee", "M1"):
        expect(what in text, f"the page does not say {what}")
    for tag in ("<b>", "<i>"):
        expect(tag not in page, f"the page does not escape {tag}")
    links = re.findall(r'href="([^"]+)"', page)
    expect(links, "the page links nothing")
    for link in links:
        expect((route.site / link).is_file(), f"the page links {link}, which is not there")


def test_check_in(route):
    def git(*words):
        return subprocess.run(["git", "-C", route.git, *words], capture_output=True, text=True, check=True).stdout

    commits = git("log", "--format=%s%n%b").strip()
    expect(commits.count("WR-1: work register with SNIA") == 1, commits)
    expect("Resolution 2026-17" in commits, commits)
    files = git("ls-tree", "-r", "--name-only", "HEAD").split()
    (draft,) = [name for name in files if name.endswith(".md")]
    approved = git("show", f"HEAD:{draft}")
    expect("white paper" in approved, "not the draft that was approved")
    expect("2026-17" in git("show", "HEAD:WR-1/approval.txt"), "the approval sheet lacks the resolution")


def test_every_mail_has_one_disposition(route):
    rows = route.sql("SELECT n, disposition, moved, message_id FROM mail")
    bad = [row for row in rows if not row[1] or not row[2]]
    expect(not bad, f"not disposed of or not moved: {bad}")
    ids = [row[3] for row in rows]
    expect(len(set(ids)) == len(ids), "a mail was taken twice")
    expect(route.count() == 0, f"{route.count()} mails left in the INBOX")
    processed = route.count(folder=".Processed")
    expect(processed == len(rows), f"{processed} processed, {len(rows)} known")
    unexpected = {row[1] for row in rows} - {"answered", "draft taken", "feedback taken", "initiative taken",
                                             "proposal held for the VP", "unclear, asked again", "vote recorded",
                                             "vote superseding"}
    expect(not unexpected, f"dispositions {unexpected}")


def test_every_letter_is_accepted(route):
    fates = dict(route.sql("SELECT fate, count(*) FROM outbox GROUP BY fate"))
    expect(set(fates) == {"accepted"}, str(fates))
    expect(route.value("SELECT max(tries) FROM outbox") == 1, "a letter was tried again")


def test_verify_is_clean(route):
    status, document = route.ctl("verify")
    expect(status == 0 and document["same"] is True and not document["differences"], f"{status}: {document}")


def test_everyone_got_their_letters_only(route):
    sent = collections.Counter(route.sql("SELECT recipient, message_id FROM outbox"))
    expect(max(sent.values()) == 1, "two letters with one Message-ID")
    got = collections.Counter((address, letter.message_id.strip("<>")) for address, letter in route.every_letter())
    expect(got == sent, f"missing {list((sent - got))[:3]}, not for them {list((got - sent))[:3]}")
    for address, letter in route.every_letter():
        expect(letter.message["Delivered-To"] == address, f"{address}: delivered to {letter.message['Delivered-To']}")
        to = [one.addr_spec for one in letter.message["To"].addresses]
        expect(to == [address] and not letter.message["Cc"] and not letter.message["Bcc"], f"{address}: To {to}")


def test_one_envelope_recipient_each(route):
    lines = (route.box / "exim" / "mainlog").read_text().splitlines()
    ours = {line.split()[2] for line in lines if f"A=plain:{route.robot}" in line or f"A=login:{route.robot}" in line}
    expect(len(ours) == route.value("SELECT count(*) FROM outbox"), f"{len(ours)} messages were submitted")
    words = [line.split() for line in lines]
    deliveries = collections.Counter(line[2] for line in words if len(line) > 3 and line[3] in ("=>", "->"))
    several = {one: deliveries[one] for one in ours if deliveries[one] != 1}
    expect(not several, f"messages with another number of deliveries than one: {several}")
    senders = {letter.message["Return-Path"] for _, letter in route.every_letter()}
    expect(len(senders) == len(ours), "two letters share an envelope sender")


def test_threads_hold(route):
    sent = {row[0]: row[1:] for row in route.sql("SELECT message_id, n, register_id FROM outbox")}
    written = {f"<{row[0]}>" for row in route.sql("SELECT message_id FROM mail")}
    subjects = set()
    for address, letters in route.letters.items():
        # in the order in which they were written: over several connections they may arrive in another
        mine = sorted((letter for letter in letters if sent[letter.message_id.strip("<>")][1]),
                      key=lambda letter: sent[letter.message_id.strip("<>")][0])
        subjects |= {letter.subject for letter in mine}
        known = set()
        for letter in mine:
            references = set(str(letter.message["References"] or "").split())
            expect(not known or references & known, f"{address}: {letter.kind} is out of its thread")
            reply = str(letter.message["In-Reply-To"] or "")
            expect(not reply or reply in known | written, f"{address}: {letter.kind} answers what never was")
            known.add(letter.message_id)
    expect(subjects == {"[WR-1] Work register with SNIA"}, f"subjects {subjects}")


def test_headers(route):
    for address, letter in route.every_letter():
        where = f"{address}: {letter.kind}"
        expect(letter.message["Auto-Submitted"] in ("auto-generated", "auto-replied"), f"{where}: no Auto-Submitted")
        senders = [one.addr_spec for one in letter.message["From"].addresses]
        expect(senders == [route.robot], f"{where}: {letter.sender}")
        expect(not letter.message["List-Id"], f"{where}: a List-Id")
        for line in letter.text.splitlines():
            expect(len(line) <= 78 or "mailto:" in line or "http" in line, f"{where}: a line of {len(line)}: {line}")


def test_no_token_in_the_journal(route):
    tokens = set()
    for _, letter in route.every_letter():
        tokens |= set(re.findall(r"robot\+(\w{16})@", letter.reply_to))
        tokens |= set(re.findall(r"\b\w{16}\b", letter.message_id.partition("@")[0]))
    expect(len(tokens) > 50, f"only {len(tokens)} tokens were seen")
    kept = "\n".join(" ".join(str(field) for field in row) for row in
                     route.sql("SELECT event, body, '' FROM entry UNION ALL SELECT text, '', '' FROM payload"))
    found = [token for token in tokens if token in kept]
    expect(not found, f"{len(found)} of {len(tokens)} tokens stand in the journal, {found[0] if found else ''} for one")
    listed = json.dumps([route.ctl(command)[1] for command in ("mails", "outbox", "journal")])
    shown = [token for token in tokens if token in listed]
    expect(not shown, f"ballotctl shows {len(shown)} tokens")


if __name__ == "__main__":
    sys.exit(run_all(globals(), Route))
