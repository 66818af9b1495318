# SPDX-License-Identifier: MIT
"""What scenarios play on: a robot in a folder, its Maildirs, a clock, and a cast that knows only its letters."""
import configparser
import datetime
import email.utils
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "contrib"))
import cast as company  # noqa: E402 (its folder is known only now)
from expectations import Expectations, Failure, Skipped  # noqa: E402

ROBOT = "robot@dmtf.example"
DAY = datetime.timedelta(days=1)
WRITING = datetime.timedelta(minutes=1)
PASS_SECONDS = 120
DONE, LATER = 0, 75
FORGED = "23456789abcdefgh"


class Roster:
    """roster.conf, which a scenario may change on its way."""

    def __init__(self, path):
        self.path = path
        self.file = None

    def read(self, source):
        self.file = configparser.ConfigParser(delimiters="=", comment_prefixes="#", interpolation=None)
        self.file.read_string(source.read_text(encoding="utf-8"))
        self.write()

    def write(self):
        with self.path.open("w", encoding="utf-8") as out:
            self.file.write(out)

    def set(self, section, key, value):
        if not self.file.has_section(section):
            self.file.add_section(section)
        if value == "nobody":
            self.file.remove_option(section, key)
        else:
            self.file[section][key] = value
        self.write()

    def drop(self, section):
        if not self.file.remove_section(section):
            raise Failure(f"the roster has no [{section}]")
        self.write()

    def person(self, word):
        """(name, address) of somebody; an address stands for itself."""
        section = f"person {word}"
        if "@" in word:
            return word.split("@")[0].capitalize(), word
        if not self.file.has_section(section):
            raise Failure(f"the roster has no person {word}")
        return self.file[section]["name"], self.file[section]["mail"].split(",")[0].strip()


class Player(company.Person):
    """Somebody on the stage: a person of the cast whose mail goes into the robot's Maildir."""

    def __init__(self, stage, word, name, address, style):
        super().__init__(stage, name, address)
        self.word = word
        self.style = style
        self.deed = {}

    def submit(self, to, subject, extra, body, attachments, charset):
        if self.deed.get("tokenless"):
            to, extra = ROBOT, [head for head in extra if not head.startswith(("In-Reply-To", "References"))]
        if self.deed.get("token"):
            token = FORGED if self.deed["token"] == "forged" else self.altered(to)
            to = f"robot+{token}@dmtf.example"
            extra = [head for head in extra if not head.startswith(("In-Reply-To", "References"))]
        if self.deed.get("automatic"):
            extra = ["Auto-Submitted: auto-replied", *extra]
        kept, self.address = self.address, self.deed.get("address") or self.address
        to, message = self.compose(to, subject, extra, body, attachments, charset)
        self.cast.deliver(to, self.address, message, not self.deed.get("unauthenticated"))
        self.address = kept

    def altered(self, to):
        """The token of the letter with its letters in another order: well formed, and nobody's."""
        return to.partition("+")[2].partition("@")[0][::-1] or FORGED


class Stage(Expectations):
    """One robot from its first pass to its last."""

    def __init__(self, build, folder, name):
        self.build = build
        self.folder = folder
        self.name = name
        self.roster = Roster(folder / "roster.conf")
        self.settings = {"robot": {}, "process": {}}
        self.now = None
        self.real = False
        self.down = False       # no passes while it is
        self.due = False        # something waits for a pass
        self.batch = None       # which letters are being answered together
        self.delivered = 0
        self.letters = []       # all that left, in order
        self.files = {}         # that were read
        self.step_began = 0     # how many letters there were then
        self.seen = set()       # letters that an expectation or an answer has used
        self.answered = set()
        self.players = {}
        self.open = False

    # -- the robot ------------------------------------------------------------------------------------------------

    def run_in_real_time(self):
        if not shutil.which("faketime"):
            raise Skipped("faketime is not installed")
        self.real = True

    def use_git(self):
        repository = self.folder / "registers.git"
        subprocess.run(["git", "init", "-q", "--bare", repository], check=True)
        self.settings["publish"] = {"git": str(repository)}

    def raise_curtain(self):
        """Writes the configuration, once."""
        self.open = True
        for box in ("in", "out"):
            for part in ("new", "cur", "tmp"):
                (self.folder / box / part).mkdir(parents=True)
        own = {"robot": {"organization": "DMTF", "address": ROBOT, "store": f"sqlite:{self.folder}/ballotd.db",
                         "roster": "roster.conf", "templates": f"{TOP}/mailtemplates", "time-zone": "America/New_York",
                         "simulation": "no" if self.real else "yes", "authserv-id": "mx.dmtf.example"},
               "mailbox robot": {"url": f"maildir:{self.folder}/in", "purpose": "robot", "done": "Processed"},
               "submit": {"url": f"maildir:{self.folder}/out"}, "process": {"digest-every": "0d"},
               "publish": {"site": f"{self.folder}/site"}}
        for section, keys in self.settings.items():
            own.setdefault(section, {}).update(keys)
        text = "".join(f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())
                       for section, keys in own.items())
        (self.folder / "ballotd.conf").write_text(text, encoding="utf-8")

    def program(self, name, *words):
        """Runs one of the built programs at the stage's time."""
        command = [str(self.build / "src" / name), "-c", str(self.folder / "ballotd.conf"), *words]
        if self.real:
            command = ["faketime", "-f", self.utc().strftime("%Y-%m-%d %H:%M:%S"), *command]
        # a sanitized build does not like that faketime's library comes before its own
        asan = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "verify_asan_link_order=0"]))
        env = {**os.environ, "G_DEBUG": "fatal-warnings", "TZ": "UTC", "ASAN_OPTIONS": asan}
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PASS_SECONDS, env=env)

    def utc(self):
        return self.now.astimezone(datetime.timezone.utc)

    def make_pass(self):
        if not self.open:
            self.raise_curtain()
        words = ["--once"] if self.real else ["--once", f"--now={self.utc():%Y-%m-%dT%H:%M:%SZ}"]
        done = self.program("ballotd", *words)
        with (self.folder / "log").open("a", encoding="utf-8") as log:
            log.write(done.stdout + done.stderr)
        if done.returncode not in (DONE, LATER):
            raise Failure(f"ballotd ended with {done.returncode}:\n{done.stderr[-2000:]}")
        self.status = done.returncode
        self.due = False
        self.collect()

    def settle(self):
        """Lets the robot handle what waits; writing a mail takes the cast a minute."""
        if not self.down and (self.due or not self.open):
            self.make_pass()
            self.now += WRITING

    def change_roster(self, change):
        if self.batch != "roster":
            self.settle()
        change(self.roster)
        self.due, self.batch = True, "roster"

    def go_down(self):
        self.settle()
        self.down = True

    def come_back(self):
        self.down = False
        self.make_pass()

    def time_comes(self, when):
        """A pass a day on the way there, as moments fire each at its own instant in any case."""
        if self.now is None:
            self.now = when
            return
        if when < self.now:
            raise Failure(f"it is {self.now:%Y-%m-%d %H:%M} already")
        self.settle()
        while self.now + DAY < when and not self.down:
            self.now += DAY
            self.make_pass()
        self.now = max(self.now, when)
        if not self.down:
            self.make_pass()

    def collect(self):
        for path in sorted((self.folder / "out" / "new").iterdir()):
            if path.name in self.files:
                continue
            letter = company.Letter(path.name, path.read_bytes())
            letter.to = str(letter.message["Delivered-To"]).strip()
            self.files[path.name] = letter
            self.letters.append(letter)

    # -- the cast -------------------------------------------------------------------------------------------------

    def player(self, word):
        name, address = self.roster.person(word) if word not in self.players else (None, None)
        if word not in self.players:
            styles = list(company.STYLES)
            first = hashlib.sha256(self.name.encode()).digest()[0]
            self.players[word] = Player(self, word, name, address, styles[(first + len(self.players)) % len(styles)])
        return self.players[word]

    def deliver(self, to, sender, message, vouched):
        """Puts a mail where our mail server would, with what it writes on top."""
        if to.split("@")[1] != ROBOT.split("@")[1] or not to.startswith("robot"):
            raise Failure(f"the answer would go to {to}, which is not the robot")
        verdict = "dmarc=pass" if vouched else "dmarc=none"
        head = (f"Return-Path: <{sender}>\r\nDelivered-To: {to}\r\n"
                f"Received: from client by mx.dmtf.example; {email.utils.format_datetime(self.utc())}\r\n"
                f"Authentication-Results: mx.dmtf.example; {verdict} header.from={sender.split('@')[1]}\r\n")
        self.delivered += 1
        if not self.open:
            self.raise_curtain()
        (self.folder / "in" / "new" / f"{self.delivered:06}.mail").write_bytes(head.encode() + message)
        self.due = True

    def attachment(self, name):
        path = self.folder / (name or "none")
        if name and not path.exists():
            sample = (TOP / "contrib" / "sample" / "snia-work-register.md").read_text(encoding="utf-8")
            path.write_text(f"{sample}\nThis is {name}.\n", encoding="utf-8")
        return [path] if name else []

    def write(self, who, subject, text, **deed):
        player = self.player(who)
        player.deed = deed
        player.write(ROBOT, subject, text or "Hello.", self.attachment(deed["attach"]))

    def find(self, whose, kind, deed):
        """The newest letter of that name to somebody, one without an answer first."""
        address = self.player(whose).address
        mine = [letter for letter in self.letters if letter.to == address and letter.kind == kind
                and (not deed["about"] or deed["about"] in letter.text + letter.subject)]
        fresh = [letter for letter in mine if letter.uid not in self.answered]
        if deed["again"]:
            return mine[-1] if mine else None
        return fresh[-1] if fresh else None

    def answer(self, who, whose, kind, text, **deed):
        if self.due and self.batch != kind:
            self.settle()
        letter = self.find(whose, kind, deed)
        if not letter:
            self.settle()
            letter = self.find(whose, kind, deed)
        self.batch = kind
        if not letter:
            raise Failure(f"{whose} has no letter {kind} to answer; {self.mailbox(whose)}")
        self.answered.add(letter.uid)
        player = self.player(who)
        player.deed = deed
        letter.owner = None
        player.reply(letter, text, player.style, self.attachment(deed["attach"]))

    def bounce(self, who, kind):
        """What another mail server says when there is no such mailbox (RFC 3464)."""
        letter = self.find(who, kind, {"about": None, "again": True})
        if not letter:
            raise Failure(f"{who} has no letter {kind}; {self.mailbox(who)}")
        to = str(letter.message["Return-Path"]).strip("<> ")
        report = (f"From: MAILER-DAEMON@{letter.to.split('@')[1]}\r\nTo: {to}\r\nSubject: Undelivered Mail\r\n"
                  f"Message-ID: <bounce-{self.delivered}@{letter.to.split('@')[1]}>\r\nAuto-Submitted: auto-replied\r\n"
                  "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
                  "--b\r\nContent-Type: text/plain\r\n\r\nThe mailbox does not exist.\r\n\r\n--b\r\n"
                  "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.other.example\r\n\r\n"
                  f"Final-Recipient: rfc822; {letter.to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n"
                  f"Content-Type: message/rfc822-headers\r\n\r\nMessage-ID: {letter.message_id}\r\n\r\n--b--\r\n")
        self.deliver(to, "mailer-daemon@other.example", report.encode(), False)

    # -- the end --------------------------------------------------------------------------------------------------

    def entries(self):
        return len((self.ask_robot("journal") or {}).get("entries", []))

    def finish(self):
        self.settle()
        letters, entries = len(self.letters), self.entries()
        self.make_pass()
        if self.status != DONE:
            raise Failure(f"the last pass ended with {self.status}")
        self.begin_step()
        if len(self.letters) != letters or self.entries() != entries:
            raise Failure(f"an undisturbed pass changed something: {self.entries() - entries} entries; "
                          f"{[letter.kind for letter in self.letters[letters:]]}")
        waiting = [letter for letter in self.ask_robot("outbox")["letters"] if letter["fate"] in ("queued", "deferred")]
        if waiting:
            raise Failure(f"letters wait in the outbox: {waiting}")
        aside = [mail for mail in self.ask_robot("mails")["mails"] if "aside" in mail["disposition"]]
        if aside:
            raise Failure(f"mails were kept aside: {aside}")
        verified = self.program("ballotctl", "verify")
        if verified.returncode:
            raise Failure(f"ballotctl verify: {verified.stdout}{verified.stderr}")
