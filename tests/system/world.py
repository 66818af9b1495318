# SPDX-License-Identifier: MIT
"""A small organisation with a robot of its own in a sandbox, for the system tests of the built ballotd.

Several worlds live side by side in one sandbox: each has a tag, which ends all its domains, a robot robot@TAG.example
and a store of its own. The robot runs pass by pass (once), as of a moment of its own where the world is simulated, or
as a daemon (start, stop).
"""
import contextlib
import datetime
import email.utils
import imaplib
import json
import os
import pathlib
import pwd
import re
import secrets
import signal
import sqlite3
import subprocess
import sys

from cases import TOP, expect, wait_until
sys.path.insert(0, str(TOP / "contrib"))
from cast import Cast  # noqa: E402 (its folder is known only now)

BUILD = pathlib.Path(os.environ.get("top_builddir", ".")).resolve()
REGISTER_TEXT = TOP / "contrib" / "sample" / "snia-work-register.md"
PASS_SECONDS = 120
END_SECONDS = 60
# Warnings of GLib end a unit test; here they are what a robot in trouble logs.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "G_DEBUG"}

ROSTER = """[company acme]
name = Acme Corp
level = board
[company bolt]
name = Bolt Systems
level = board
[company crest]
name = Crest Networks
level = board
[company dune]
name = Dune Computing
level = board
[company harbor]
name = Harbor Cloud
level = leadership
[person jane]
name = Jane Doe
mail = jane@acme.@TAG@
company = acme
[person bob]
name = Bob Stone
mail = bob@bolt.@TAG@
company = bolt
[person carol]
name = Carol Meier
mail = carol@crest.@TAG@
company = crest
[person dan]
name = Dan Okafor
mail = dan@dune.@TAG@
company = dune
[person vera]
name = Vera Lindqvist
mail = vera@harbor.@TAG@
company = harbor
[person sam]
name = Sam Roy
mail = sam@snia.@TAG@
[person sue]
name = Sue Ito
mail = sue@snia.@TAG@
[body alliance]
name = Alliance Committee
kind = committee
chair = jane
members = jane, bob, carol, dan
profile = committee
[body board]
name = Board of Directors
kind = board
chair = jane
members = jane, bob, carol
profile = board
[body executive]
name = Executive Committee
kind = executive
chair = jane
members = jane, vera
[partner snia]
name = SNIA
domain = storage
contacts = sam, sue
press = sam
[roles]
alliance-committee = alliance
board = board
executive = executive
vp-alliances = vera
marketing = alliance
[role press]
address = press@@TAG@
answered-by = jane
[role list-requests]
address = requests@@TAG@
answered-by = vera
"""

SETTINGS = {"robot": {"organization": "DMTF", "sub-address": "plus", "envelope-sender": "verp", "roster": "roster.conf",
                      "templates": str(TOP / "mailtemplates"), "time-zone": "UTC", "simulation": "no",
                      "authserv-id": "mx.dmtf.example"},
            "process": {"default-oc": "alliance", "review-days": "1s", "close-grace": "0s", "digest-every": "0d"},
            "limits": {},
            "profile committee": {"duration": "7d"},
            "profile board": {"duration": "7d", "voters": "person", "threshold": "more than 1/2 of roll"}}


class World:
    def __init__(self, box, tag, settings=None, mailboxes=("robot",), roster=None, addresses=None):
        self.box, self.tag = pathlib.Path(box), tag
        self.domain = f"{tag}.example"
        self.robot = f"robot@{self.domain}"
        self.folder = self.box / f"world-{tag}"
        self.folder.mkdir()
        self.conf, self.store = self.folder / "ballotd.conf", self.folder / "ballotd.db"
        self.log = self.folder / "log"
        self.daemon = None
        self.clock = None
        text = (roster or ROSTER).replace("@TAG@", self.domain)
        for person, address in (addresses or {}).items():
            text = re.sub(rf"(\[person {person}\]\nname = .*\nmail = ).*", rf"\g<1>{address}", text)
        self.roster = self.folder / "roster.conf"
        self.roster.write_text(text)
        self.cast = Cast(box, self.roster)
        self.env = self.cast.env
        self.mailboxes = dict(mailboxes) if isinstance(mailboxes, dict) else {name: name for name in mailboxes}
        self.configure(settings or {})

    # -- the configuration -----------------------------------------------------------------------------------------

    def configure(self, settings):
        """Writes ballotd.conf: SETTINGS with those given, {"section": {"key": "value"}}."""
        sections = {name: dict(values) for name, values in SETTINGS.items()}
        host = self.env["MAIL_HOST"]
        sections["robot"].update({"address": self.robot, "store": f"sqlite:{self.store}",
                                  "ca-file": self.env["CA_FILE"]})
        for name, purpose in self.mailboxes.items():
            sections[f"mailbox {name}"] = {
                "url": f"imaps://{name}%40{self.domain}@{host}:{self.env['IMAPS_PORT']}/INBOX",
                "password-file": self.env["PASSWORD_FILE"], "purpose": purpose, "done": "Processed"}
        sections["submit"] = {"url": f"smtp://robot%40{self.domain}@{host}:{self.env['SMTP_PORT']}",
                              "password-file": self.env["PASSWORD_FILE"]}
        for name, values in settings.items():
            sections.setdefault(name, {}).update(values)
        self.conf.write_text("".join(f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
                                     for name, values in sections.items()))

    # -- the robot -------------------------------------------------------------------------------------------------

    def once(self, expected=0, prefix=()):
        """One pass, as of self.clock where there is one; the finished process. Without an expected exit status the pass
        may leave something for later (75)."""
        words = [*prefix, BUILD / "src" / "ballotd", "-c", self.conf, "--once"]
        if self.clock:
            words.append(f"--now={self.clock:%Y-%m-%dT%H:%M:%SZ}")
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=PASS_SECONDS, env=ENVIRONMENT)
        with open(self.log, "a", encoding="utf-8") as log:
            log.write(done.stderr)
        expect(done.returncode == expected or (expected is None and done.returncode in (0, 75)),
               f"exit status {done.returncode}, expected {expected}: {done.stderr[-600:]}")
        return done

    def later(self, **duration):
        """Moves a simulated clock."""
        self.clock += datetime.timedelta(**duration)

    def start(self, wait=True):
        with open(self.log, "ab") as log:
            self.daemon = subprocess.Popen([BUILD / "src" / "ballotd", "-c", self.conf], stdin=subprocess.DEVNULL,
                                           stdout=log, stderr=log, env=ENVIRONMENT)
        if wait:
            wait_until(lambda: self.store.exists() and self.sql("SELECT 1 FROM entry LIMIT 1"),
                       "the robot does not start")

    def stop(self, number=signal.SIGTERM):
        """Ends the daemon; its exit status."""
        if not self.daemon:
            return None
        daemon, self.daemon = self.daemon, None
        daemon.send_signal(number)
        try:
            return daemon.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()
            raise AssertionError(f"the robot does not end in {END_SECONDS} s") from None

    @contextlib.contextmanager
    def running(self):
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def ctl(self, *words):
        """What ballotctl --json says: (exit status, document or None)."""
        done = subprocess.run([BUILD / "src" / "ballotctl", "-c", self.conf, "--json", *words], capture_output=True,
                              text=True, check=False, timeout=PASS_SECONDS, env=ENVIRONMENT)
        return done.returncode, json.loads(done.stdout) if done.stdout.strip() else None

    # -- what it keeps ---------------------------------------------------------------------------------------------

    def sql(self, query, *values):
        """Rows of the store, read as another process may."""
        with contextlib.closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=10)) as store:
            try:
                return store.execute(query, values).fetchall()
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):  # it is only being made
                    return []
                raise

    def value(self, query, *values):
        rows = self.sql(query, *values)
        return rows[0][0] if rows else None

    def dispositions(self):
        return [row[0] for row in self.sql("SELECT disposition FROM mail ORDER BY n")]

    def disposition(self, message_id):
        return self.value("SELECT disposition FROM mail WHERE message_id = ?", message_id.strip("<>"))

    def fate(self, recipient, kind):
        """(fate, reply) of the newest letter of that kind to an address."""
        rows = self.sql("SELECT fate, reply FROM outbox WHERE recipient = ? AND kind = ? ORDER BY n DESC LIMIT 1",
                        recipient, kind)
        return rows[0] if rows else (None, None)

    # -- mailboxes -------------------------------------------------------------------------------------------------

    def address(self, person):
        return self.cast.person(person).address

    @contextlib.contextmanager
    def imap(self, name="robot"):
        client = imaplib.IMAP4_SSL(self.cast.host, self.cast.port("IMAPS"), ssl_context=self.cast.tls)
        try:
            client.login(f"{name}@{self.domain}", self.cast.password)
            yield client
        finally:
            client.logout()

    def append(self, raw, received=None, name="robot", folder="INBOX"):
        """Puts a message into a mailbox, with its time of receipt where one is given."""
        with self.imap(name) as client:
            when = imaplib.Time2Internaldate(received) if received else None
            expect(client.append(folder, None, when, raw)[0] == "OK", f"{folder} takes no message")

    def maildir(self, name="robot", folder=""):
        return pathlib.Path(self.env["MAIL_DIR"]) / self.domain / name / "Maildir" / folder

    def count(self, name="robot", folder=""):
        """Messages in a folder ("" the INBOX, ".Processed"), as they lie on the disk."""
        place = self.maildir(name, folder)
        return sum(1 for part in ("new", "cur") if (place / part).is_dir() for _ in (place / part).iterdir())

    def wait_count(self, number, name="robot", folder=""):
        wait_until(lambda: self.count(name, folder) >= number, f"{name} {folder or 'INBOX'} never holds {number}")

    def doveadm(self, *words):
        drop = []
        if os.geteuid() == 0:
            server = pwd.getpwnam(self.env["SERVER_USER"])
            drop = ["setpriv", f"--reuid={server.pw_uid}", f"--regid={server.pw_gid}", "--clear-groups"]
        done = subprocess.run([*drop, "doveadm", "-c", self.env["DOVECOT_CONF"], *words], capture_output=True,
                              text=True, check=False)
        expect(done.returncode == 0, f"doveadm {words[0]}: {done.stderr}")
        return done.stdout

    def message(self, sender, text, subject="Hello", to=None, headers=(), verdict="pass", body=None):
        """A message as our server would have stored it; body, bytes with their MIME headers, in place of text."""
        to = to or self.robot
        lines = [f"Delivered-To: {to}", f"Authentication-Results: mx.dmtf.example; dmarc={verdict} "
                 f"header.from={sender.rpartition('@')[2]}", f"From: {sender}", f"To: {to}", f"Subject: {subject}",
                 f"Date: {email.utils.formatdate()}", f"Message-ID: <{secrets.token_hex(10)}@{self.domain}>",
                 "MIME-Version: 1.0", *headers]
        if body is None:
            body = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()
        return "".join(line + "\r\n" for line in lines).encode() + body

    def returned(self, recipient, status, text="Sorry."):
        """The body of a delivery status notification (RFC 3464), with its MIME headers."""
        return ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
                f"--b\r\n\r\n{text}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
                "Reporting-MTA: dns; mx.dmtf.example\r\n\r\n"
                f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: {status}\r\n\r\n"
                "--b--\r\n").encode()

    # -- people ----------------------------------------------------------------------------------------------------

    def letter(self, person, kind, **what):
        who = self.cast.people[person] if "@" in person else self.cast.person(person)
        return who.wait_letter(kind=kind, **what)

    def reply(self, letter, text, attach=(), person=None):
        """Somebody answers a letter; it lies in the robot's mailbox then."""
        here = self.count()
        (person or letter.owner).reply(letter, text, "plain", attach)
        self.wait_count(here + 1)

    def write(self, person, subject, text, attach=()):
        here = self.count()
        self.cast.person(person).write(self.robot, subject, text, attach)
        self.wait_count(here + 1)

    def answer(self, person, kind, text, attach=()):
        """Somebody waits for a letter, answers it, and the robot makes a pass."""
        letter = self.letter(person, kind)
        self.reply(letter, text, attach)
        self.once(expected=None)
        return letter

    def play_to_review(self):
        """A register is proposed, owned, drafted and complete."""
        self.write("bob", "PROPOSE SNIA", f"PROPOSE SNIA\nOwner: {self.address('bob')}")
        self.once(expected=None)
        self.answer("bob", "ask-confirm", "CONFIRM")
        self.answer("bob", "ask-own", "ACCEPT")
        self.answer("bob", "ask-complete", "Here it is.", [REGISTER_TEXT])
        self.answer("bob", "ask-complete", "COMPLETE")
        self.answer("vera", "ask-return", "FINE")

    def play_to_ballot(self):
        """The Alliance Committee has a ballot open; its letters are out."""
        self.play_to_review()
        self.answer("jane", "ask-open-ballot", "OPEN")
        if self.clock:
            self.later(seconds=2)
        wait_until(self.ballot_opens, "no ballot opens")

    def ballot_state(self):
        return self.value("SELECT state FROM ballot")

    def ballot_opens(self):
        if not self.value("SELECT count(*) FROM ballot"):
            self.once(expected=None)
        return self.value("SELECT count(*) FROM ballot")
