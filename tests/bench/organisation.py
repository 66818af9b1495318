# SPDX-License-Identifier: MIT
"""The organisation that tests/bench/intake measures with: N companies with one voter each, a robot, and its mailbox.

An Organisation lives in a folder of its own with a sandbox (contrib/sandbox) in it. open_ballot() takes a register from
proposal to an open ballot by mail: each answer is written from the letter that asks for it, as the robot left it in the
Maildir it submits to; nothing looks into the store. Time is simulated, an hour a step.
"""
import datetime
import email
import email.policy
import os
import pathlib
import pwd
import shlex
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(TOP / "contrib"))
from cast import Letter  # noqa: E402

ROBOT = "robot@dmtf.example"
START = datetime.datetime(2026, 3, 2, 10, tzinfo=datetime.timezone.utc)
MOST_STEPS = 200

CONFIGURATION = """[robot]
organization = DMTF
address = {robot}
store = sqlite:{dir}/robot/ballotd.db
roster = {dir}/roster.conf
templates = {top}/mailtemplates
time-zone = America/New_York
simulation = yes
authserv-id = mx.dmtf.example
plain-text = loopback

[mailbox robot]
url = imaps://{user}@{host}:{imaps_port}/INBOX
password-file = {password_file}
ca-file = {ca_file}
purpose = robot
done = Processed

[submit]
url = {submit}

[process]
review-days = 1h
digest-every = 0d

[profile committee]
duration = 30d
voters = company
quorum = more than 1/2 of roll
threshold = more yes than no

[profile board]
duration = 10d
voters = person
quorum = more than 1/2 of roll
threshold = more than 1/2 of roll
"""

# What stands in the roster after the companies and their people.
OFFICES = """[person vera]
name = Vera Lindqvist
mail = vera@office.example

[person ruth]
name = Ruth Adler
mail = ruth@snia.example

[body alliance]
name = Alliance Committee
kind = committee
chair = v1
vice-chair = v2
members = {voters}
profile = committee

[body board]
name = Board of Directors
kind = board
chair = v1
vice-chair = v2
members = v1, v2, v3
profile = board

[body executive]
name = Executive Committee
kind = executive
chair = v3
vice-chair = v1
members = v1, v2, v3
profile = committee

[body marketing]
name = Marketing Committee
kind = committee
chair = v2
members = v2, v3
profile = committee

[partner snia]
name = SNIA
domain = storage
contacts = ruth
press = ruth

[roles]
alliance-committee = alliance
board = board
executive = executive
vp-alliances = vera
marketing = marketing

[role press]
address = press@dmtf.example
answered-by = v2

[role list-requests]
address = dmtf-requests@kavi.example
answered-by = helpdesk@kavi.example
"""

DRAFT = """# Work register with SNIA

## Scope
Management of storage: profiles for arrays, switches and hosts, and tests of conformance.

## Milestones
A storage performance profile and a joint white paper.
"""

# What those who are asked answer on the way to the ballot.
ANSWERS = {"ask-confirm": "CONFIRM", "ask-assign-owner": "OWNER v1@c1.example OC alliance", "ask-own": "ACCEPT",
           "ask-return": "FINE", "ask-feedback": "NONE", "ask-open-ballot": "OPEN"}


class BenchError(Exception):
    """What went wrong, in words for the person who typed the command."""


def instant(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Organisation:
    def __init__(self, folder, build, n):
        self.dir = pathlib.Path(folder)
        self.build = pathlib.Path(build)
        self.n = n
        self.now = START
        self.seen = set()
        self.env = {}

    # -- servers and files ---------------------------------------------------------------------------------------

    def __enter__(self):
        self.dir.mkdir(parents=True)
        self.dir.chmod(0o755)
        (self.dir / "robot").mkdir(mode=0o700)
        run([TOP / "contrib" / "sandbox", "start", self.dir / "sandbox"])
        lines = (self.dir / "sandbox" / "env").read_text().splitlines()
        self.env = dict(shlex.split(line)[0].split("=", 1) for line in lines if line)
        for name in ("tmp", "new", "cur"):
            (self.dir / "letters" / name).mkdir(parents=True)
        (self.dir / "roster.conf").write_text(self.roster(), encoding="utf-8")
        self.configure(f"maildir:{self.dir}/letters")
        return self

    def __exit__(self, *_):
        run([TOP / "contrib" / "sandbox", "stop", self.dir / "sandbox"])

    def configure(self, submit):
        values = {"robot": ROBOT, "dir": self.dir, "top": TOP, "user": ROBOT.replace("@", "%40"), "submit": submit,
                  "host": self.env["MAIL_HOST"], "imaps_port": self.env["IMAPS_PORT"],
                  "password_file": self.env["PASSWORD_FILE"], "ca_file": self.env["CA_FILE"]}
        (self.dir / "ballotd.conf").write_text(CONFIGURATION.format(**values))

    def voter(self, number):
        return {"address": f"v{number}@c{number}.example", "name": f"Voter {number:05}",
                "seat": f"Company {number:05}"}

    def roster(self):
        parts = []
        for number in range(1, self.n + 1):
            voter = self.voter(number)
            parts.append(f"[company c{number}]\nname = {voter['seat']}\nlevel = board\n\n"
                         f"[person v{number}]\nname = {voter['name']}\nmail = {voter['address']}\n"
                         f"company = c{number}\n\n")
        voters = ", ".join(f"v{number}" for number in range(1, self.n + 1))
        return "".join(parts) + OFFICES.format(voters=voters)

    def maildir(self, address):
        """The Maildir of an account, made where it is missing, in the hands of the servers' user."""
        local, _, domain = address.partition("@")
        path = pathlib.Path(self.env["MAIL_DIR"]) / domain / local / "Maildir"
        for folder in (path / "cur", path / "new", path / "tmp"):
            folder.mkdir(parents=True, exist_ok=True)
            for made in (folder, path, path.parent, path.parent.parent):
                self.give(made)
        return path

    def give(self, path):
        if os.geteuid() == 0:
            user = pwd.getpwnam(self.env["SERVER_USER"])
            os.chown(path, user.pw_uid, user.pw_gid)

    def deliver(self, address, messages):
        """Copies messages (bytes) into an account's mailbox, in order."""
        maildir = self.maildir(address)
        for number, message in enumerate(messages):
            name = f"{1772445600 + number}.M{len(os.listdir(maildir / 'cur'))}P{number:06}.bench"
            path = maildir / "tmp" / name
            path.write_bytes(message)
            self.give(path)
            path.rename(maildir / "new" / name)

    # -- the robot -----------------------------------------------------------------------------------------------

    def command(self):
        return [self.build / "src" / "ballotd", "-c", self.dir / "ballotd.conf", "--once", f"--now={instant(self.now)}"]

    def ballotctl(self, *words):
        """What ballotctl prints with --json."""
        return run([self.build / "src" / "ballotctl", "-c", self.dir / "ballotd.conf", "--json", *words])

    def new_letters(self):
        """The letters the robot wrote since the last call: (kind, file)."""
        names = sorted(set(os.listdir(self.dir / "letters" / "new")) - self.seen)
        self.seen.update(names)
        for name in names:
            path = self.dir / "letters" / "new" / name
            head = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[0]
            kind = email.message_from_bytes(head + b"\n\n")["X-Ballotd-Letter"]
            yield str(kind or "").strip(), path

    def answer(self, kind, path, drafted):
        """The mail that answers a letter on the way to the ballot, or None."""
        letter = Letter(0, path.read_bytes())
        text = ANSWERS.get(kind)
        if kind == "ask-complete":
            text = "COMPLETE" if drafted else "Here is the draft.\n\nMILESTONE M1 alliance 2Q2027 c1 c2: profile\n"
        if text is None:
            return None
        mail = email.message.EmailMessage(policy=email.policy.SMTP)
        mail["From"] = str(letter.message["To"])
        mail["To"] = letter.reply_to
        mail["Subject"] = f"Re: {letter.subject}"
        mail["In-Reply-To"] = letter.message_id
        return self.sealed(mail, text, not drafted and kind == "ask-complete")

    def sealed(self, mail, text, with_draft=False):
        """A mail as the robot's own server leaves it in the mailbox."""
        domain = email.utils.parseaddr(str(mail["From"]))[1].partition("@")[2]
        mail["Date"] = email.utils.format_datetime(self.now)
        mail["Message-ID"] = email.utils.make_msgid(domain=domain)
        mail.set_content(text)
        if with_draft:
            mail.add_attachment(DRAFT.encode(), maintype="text", subtype="markdown", filename="snia.md")
        seal = f"Authentication-Results: mx.dmtf.example; dmarc=pass header.from={domain}\r\n"
        return seal.encode() + mail.as_bytes()

    def open_ballot(self):
        """Drives the register until every voter has a ballot; returns the files of those letters."""
        mail = email.message.EmailMessage(policy=email.policy.SMTP)
        mail["From"] = "Voter 00001 <v1@c1.example>"
        mail["To"] = ROBOT
        mail["Subject"] = "PROPOSE SNIA"
        waiting = [self.sealed(mail, "We would like to work with SNIA on storage.\n")]
        ballots = []
        drafted = False
        for _ in range(MOST_STEPS):
            self.deliver(ROBOT, waiting)
            run(self.command())
            waiting = []
            for kind, path in self.new_letters():
                if kind == "ask-vote":
                    ballots.append(path)
                    continue
                mail = self.answer(kind, path, drafted)
                drafted = drafted or kind == "ask-complete"
                waiting += [mail] if mail else []
            if len(ballots) >= self.n:
                return ballots
            self.now += datetime.timedelta(hours=1 if waiting else 24)
        raise BenchError(f"{len(ballots)} of {self.n} ballots were sent; the letters are in {self.dir}/letters")


def run(command):
    """Runs a command to its end; returns what it printed."""
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise BenchError(f"{' '.join(map(str, command))}: exit status {result.returncode}\n{result.stderr[-2000:]}")
    return result.stdout
