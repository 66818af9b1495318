#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a competent administrator would write instead of a robot: the second baseline of tests/bench/intake.

    plain-script.py FILE

FILE is JSON: host, imap_port, user, password, ca_file, smtp_port, robot (the address that letters come from), register,
ballot, body, closes, and database, an SQLite file with the table asked(token, address, seat, name) filled in.

It reads the INBOX over IMAP with TLS in batches of 100, takes from each message the token in the recipient address and
the vote above the quoted text, records raw mail, vote, journal and receipt in one transaction a batch, sends each voter
the receipt in text and HTML over one SMTP connection, notes that it left, and moves the batch to Processed. As with the
robot, nothing is lost if it ends half-way, and automatic mail and forged senders do not vote. It uses the standard
library as its manual shows it.
"""
import contextlib
import datetime
import email
import email.message
import email.policy
import email.utils
import hashlib
import html
import html.parser
import imaplib
import json
import re
import smtplib
import sqlite3
import ssl
import sys

BATCH = 100
AUTHSERV = "mx.dmtf.example"
CHOICES = {"YES", "NO", "ABSTAIN"}
FIRST_WORD = re.compile(r"\W*(\w+)\W*")
# The line that a mail client puts above what it quotes.
ATTRIBUTION = re.compile(r"^(On\b.*(\bwrote:|<)$|Am\b.*\bschrieb\b.*:$|Le\b.*\ba écrit\s*:$|From: |>|-- $|_{10,}$)")

SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, uid INTEGER, message_id TEXT, sender TEXT, subject TEXT,
    received TEXT, digest TEXT, raw BLOB, disposition TEXT);
CREATE INDEX IF NOT EXISTS mail_by_message_id ON mail (message_id);
CREATE TABLE IF NOT EXISTS vote (id INTEGER PRIMARY KEY, seat TEXT, choice TEXT, comment TEXT, receipt TEXT,
    received TEXT, mail INTEGER REFERENCES mail (id));
CREATE INDEX IF NOT EXISTS vote_by_seat ON vote (seat);
CREATE TABLE IF NOT EXISTS journal (id INTEGER PRIMARY KEY, event TEXT, hash TEXT);
CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, recipient TEXT, message BLOB, sent INTEGER DEFAULT 0);
CREATE INDEX IF NOT EXISTS outbox_to_send ON outbox (id) WHERE NOT sent;
"""

RECEIPT = """Recorded: {choice} for {seat}.

  Ballot     {ballot}, {register}, {body}
  Received   {received}, from {sender}
  Checked    your ballot's own address, and your domain's signature
  Comment    "{comment}"
  Receipt    {receipt}  (you will find it in the published result)

To change it, reply again before {closes}.

Did you not write this? Tell the chair of the {body}.
"""

RECEIPT_HTML = """<!DOCTYPE html>
<html><head><meta charset="utf-8"></head><body style="font-family: sans-serif">
<p style="font-size: 1.2em"><b>Recorded: {choice} for {seat}.</b></p>
<table>
<tr><td>Ballot</td><td>{ballot}, {register}, {body}</td></tr>
<tr><td>Received</td><td>{received}, from {sender}</td></tr>
<tr><td>Checked</td><td>your ballot's own address, and your domain's signature</td></tr>
<tr><td>Comment</td><td>{comment}</td></tr>
<tr><td>Receipt</td><td>{receipt} (you will find it in the published result)</td></tr>
</table>
<p>To change it, reply again before {closes}.</p>
<p><a href="mailto:{mailto}?subject={subject}&amp;body=YES">Vote yes</a>
<a href="mailto:{mailto}?subject={subject}&amp;body=NO">Vote no</a>
<a href="mailto:{mailto}?subject={subject}&amp;body=ABSTAIN">Abstain</a></p>
<p>Did you not write this? Tell the chair of the {body}.</p>
</body></html>
"""


class TextOfHtml(html.parser.HTMLParser):
    """The text of an HTML body down to where the quoted letter begins."""

    BREAKS = {"p", "div", "br", "tr", "li"}
    HIDDEN = {"style", "script", "head", "title"}

    def __init__(self):
        super().__init__()
        self.pieces = []
        self.hidden = 0
        self.quoted = False

    def handle_starttag(self, tag, attrs):
        if tag in self.HIDDEN:
            self.hidden += 1
        elif tag == "blockquote" or "gmail_quote" in (dict(attrs).get("class") or ""):
            self.quoted = True
        elif tag in self.BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag):
        if tag in self.HIDDEN:
            self.hidden -= 1

    def handle_data(self, data):
        if not self.hidden and not self.quoted:
            self.pieces.append(data.replace("\r", "").replace("\n", " "))

    def text(self):
        return "".join(self.pieces)


def text_of(message):
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    text = body.get_content()
    if body.get_content_subtype() == "html":
        parser = TextOfHtml()
        parser.feed(text)
        parser.close()
        text = parser.text()
    return text


def answer_of(text):
    """The choice in the first line, or None, and the comment below it, as far as nothing is quoted."""
    lines = []
    for line in text.replace("\xa0", " ").splitlines():
        if ATTRIBUTION.match(line.strip() + (" " if line == "-- " else "")):
            break
        lines.append(line.strip())
    lines = "\n".join(lines).strip().split("\n")
    word = FIRST_WORD.fullmatch(lines[0])
    choice = word.group(1).upper() if word else None
    return (choice if choice in CHOICES else None), "\n".join(lines[1:]).strip()


def is_automatic(message):
    """Replies that no person wrote, bounces and lists."""
    return (message.get("Auto-Submitted", "no").lower() != "no" or message.get_content_type() == "multipart/report"
            or message.get("Precedence", "").lower() in ("bulk", "junk", "list") or "List-Id" in message
            or message.get("Return-Path") == "<>")


def is_authentic(message):
    """Whether our own server found that the mail comes from the domain it says."""
    results = str(message.get("Authentication-Results", ""))
    return results.partition(";")[0].strip() == AUTHSERV and "dmarc=pass" in results


class Script:
    def __init__(self, settings):
        self.settings = settings
        self.database = sqlite3.connect(settings["database"])
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")
        self.database.executescript(SCHEMA)
        self.chain = ""

    def run(self):
        tls = ssl.create_default_context(cafile=self.settings["ca_file"])
        with (imaplib.IMAP4_SSL(self.settings["host"], self.settings["imap_port"], ssl_context=tls) as inbox,
              smtplib.SMTP(self.settings["host"], self.settings["smtp_port"]) as server,
              contextlib.closing(self.database)):
            inbox.login(self.settings["user"], self.settings["password"])
            inbox.create("Processed")
            inbox.select("INBOX")
            uids = inbox.uid("SEARCH", "ALL")[1][0].split()
            for start in range(0, len(uids), BATCH):
                self.handle(inbox, server, b",".join(uids[start:start + BATCH]).decode())

    def handle(self, inbox, server, uids):
        fetched = inbox.uid("FETCH", uids, "(UID INTERNALDATE BODY.PEEK[])")[1]
        with self.database:
            for part in fetched:
                if isinstance(part, tuple):
                    self.record(part[0], part[1])
        self.send(server)
        inbox.uid("MOVE", uids, "Processed")

    def send(self, server):
        waiting = self.database.execute("SELECT id, recipient, message FROM outbox WHERE NOT sent").fetchall()
        with self.database:
            for number, recipient, message in waiting:
                server.sendmail(self.settings["robot"], [recipient], message)
                self.database.execute("UPDATE outbox SET sent = 1 WHERE id = ?", (number,))

    def record(self, head, raw):
        """Writes one message down and, where it is a vote, that and its receipt."""
        message = email.message_from_bytes(raw, policy=email.policy.default)
        received = imaplib.Internaldate2tuple(head)
        when = datetime.datetime(*received[:6]).isoformat()
        sender = message["From"].addresses[0].addr_spec
        token = message["To"].addresses[0].username.partition("+")[2]
        asked = self.database.execute("SELECT address, seat, name FROM asked WHERE token = ?", (token,)).fetchone()
        choice, comment = answer_of(text_of(message))
        if is_automatic(message):
            disposition = "auto-reply"
        elif asked is None:
            disposition = "token unknown"
        elif sender.lower() != asked[0]:
            disposition = "wrong person"
        elif not is_authentic(message):
            disposition = "sender not checked"
        elif choice is None:
            disposition = "unclear"
        else:
            disposition = "vote recorded"
        message_id = str(message["Message-ID"])
        if self.database.execute("SELECT 1 FROM mail WHERE message_id = ?", (message_id,)).fetchone():
            disposition = "duplicate"
        mail = self.database.execute(
            "INSERT INTO mail (uid, message_id, sender, subject, received, digest, raw, disposition)"
            " VALUES (?,?,?,?,?,?,?,?)",
            (int(re.search(rb"UID (\d+)", head).group(1)), message_id, sender, str(message["Subject"]), when,
             hashlib.sha256(raw).hexdigest(), raw, disposition)).lastrowid
        if disposition == "vote recorded":
            self.vote(message, asked, choice, comment, when, mail)

    def vote(self, message, asked, choice, comment, when, mail):
        address, seat, name = asked
        event = json.dumps({"event": "vote", "seat": seat, "choice": choice, "comment": comment, "mail": mail})
        self.chain = hashlib.sha256((self.chain + event).encode()).hexdigest()
        receipt = f"{self.chain[:4]}-{self.chain[4:8]}".upper()
        self.database.execute(
            "INSERT INTO vote (seat, choice, comment, receipt, received, mail) VALUES (?,?,?,?,?,?)",
            (seat, choice, comment, receipt, when, mail))
        self.database.execute("INSERT INTO journal (event, hash) VALUES (?,?)", (event, self.chain))
        letter = self.receipt(message, name, address, {
            "choice": choice, "seat": seat, "ballot": self.settings["ballot"], "register": self.settings["register"],
            "body": self.settings["body"], "received": when, "sender": address, "comment": comment,
            "receipt": receipt, "closes": self.settings["closes"], "mailto": self.settings["robot"],
            "subject": self.settings["register"]})
        self.database.execute("INSERT INTO outbox (recipient, message) VALUES (?,?)", (address, letter.as_bytes()))

    def receipt(self, answered, name, address, values):
        letter = email.message.EmailMessage(policy=email.policy.SMTP)
        letter["From"] = email.utils.formataddr(("DMTF registers", self.settings["robot"]))
        letter["To"] = email.utils.formataddr((name, address))
        letter["Subject"] = str(answered["Subject"])
        letter["Date"] = email.utils.localtime()
        letter["Message-ID"] = email.utils.make_msgid(domain=self.settings["robot"].partition("@")[2])
        letter["In-Reply-To"] = str(answered["Message-ID"])
        letter["References"] = f"{answered['References'] or ''} {answered['Message-ID']}".strip()
        letter["Auto-Submitted"] = "auto-replied"
        letter.set_content(RECEIPT.format(**values))
        letter.add_alternative(RECEIPT_HTML.format(**{key: html.escape(value) for key, value in values.items()}),
                               subtype="html")
        return letter


def main():
    if len(sys.argv) != 2:
        print("usage: plain-script.py FILE", file=sys.stderr)
        return 2
    with open(sys.argv[1], encoding="utf-8") as file:
        settings = json.load(file)
    Script(settings).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
