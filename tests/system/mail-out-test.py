#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mail goes out: what becomes of letters that a server refuses, defers, drops, or returns.

A committee has a seat for each fault that the sandbox's Exim stands for; the clock is simulated, the servers are real.
"""
import datetime
import socket
import sys
import threading

sys.dont_write_bytecode = True
from cases import expect, run_all, wait_until  # noqa: E402
from world import ROSTER, World  # noqa: E402

FAULTS = ("reject550", "afterdata550", "defer451", "drop", "dropdata", "bounce")
START = datetime.datetime(2026, 3, 2, 10, 0, tzinfo=datetime.timezone.utc)


def faulty_roster():
    """The roster with a company and a person for each fault, all members of the committee."""
    extra = "".join(f"[company c-{name}]\nname = The {name} company\nlevel = board\n"
                    f"[person p-{name}]\nname = Person {name}\nmail = {name}@faults.@TAG@\ncompany = c-{name}\n"
                    for name in FAULTS)
    members = ", ".join(f"p-{name}" for name in FAULTS)
    return extra + ROSTER.replace("members = jane, bob, carol, dan", f"members = jane, bob, carol, dan, {members}")


class Faults(World):
    """A world with a ballot open, right after the pass that sent its letters."""

    def __init__(self, box):
        super().__init__(box, "faults", {"robot": {"simulation": "yes"}}, roster=faulty_roster())
        self.clock = START
        self.play_to_ballot()
        self.opened = int(self.clock.timestamp())
        self.first = {name: self.row(name) for name in FAULTS}

    def row(self, name):
        rows = self.sql("SELECT fate, tries, reply, bytes, message_id, next_try FROM outbox "
                        "JOIN outbox_text ON letter = n WHERE recipient = ? "
                        "AND kind = 'ask-vote' ORDER BY n DESC LIMIT 1", f"{name}@faults.{self.domain}")
        return rows[0] if rows else None

    def told(self, person, name):
        """The letters that tell somebody of an address that is out of reach."""
        return [letter for letter in self.cast.person(person).list()
                if letter.kind == "letter-unreachable" and f"{name}@faults." in letter.text]


def test_first_try(world):
    fates = {name: row[0] for name, row in world.first.items()}
    expect(fates == {"reject550": "refused", "afterdata550": "refused", "defer451": "deferred", "drop": "deferred",
                     "dropdata": "deferred", "bounce": "accepted"}, str(fates))
    replies = {name: row[2] for name, row in world.first.items()}
    expect(replies["reject550"].startswith("550 5.1.1") and replies["afterdata550"].startswith("550 5.7.1")
           and replies["defer451"].startswith("451"), str(replies))
    pauses = {name: world.first[name][5] - world.opened for name in ("defer451", "drop", "dropdata")}
    expect(pauses == {"defer451": 300, "drop": 300, "dropdata": 900}, str(pauses))
    for person in ("jane", "bob", "carol", "dan"):
        expect(world.fate(world.address(person), "ask-vote")[0] == "accepted", f"{person} has no ballot letter")


def test_refused_are_told_of(world):
    """The chair and the Vice President hear of who cannot be reached, with the server's words."""
    for person in ("vera", "jane"):
        for name, words in (("reject550", "there is no such mailbox here"), ("afterdata550", "refused after all")):
            wait_until(lambda: world.told(person, name), f"{person} is not told of {name}")
            letters = world.told(person, name)
            expect(len(letters) == 1, f"{person} is told {len(letters)} times of {name}")
            text = " ".join(letters[0].text.split())
            expect(words in text and f"Person {name}" in text, text)


def test_bounce_is_matched_by_its_key(world):
    world.wait_count(1)
    key = world.value("SELECT bounce_key FROM outbox WHERE recipient LIKE 'bounce@%' AND kind = 'ask-vote'")
    with world.imap() as client:
        client.select("INBOX", readonly=True)
        raw = client.fetch("1", "(BODY.PEEK[])")[1][0][1]
    expect(f"robot+b-{key}@{world.domain}".encode() in raw.split(b"\r\n\r\n")[0], "the bounce does not bear the key")
    expect(b"message/delivery-status" in raw, "no delivery status notification")
    world.once(expected=75)
    rows = world.sql("SELECT class, disposition, register_id FROM mail ORDER BY n DESC LIMIT 1")
    expect(rows == [("bounce", "bounce noted", "WR-1")], str(rows))
    fate, _, reply = world.row("bounce")[:3]
    expect(fate == "bounced" and "came back" in reply, f"{fate}: {reply}")
    for person in ("vera", "jane"):
        wait_until(lambda: len(world.told(person, "bounce")) == 1, f"{person} is not told of the bounce")
    world.once(expected=75)
    expect(len(world.told("vera", "bounce")) == 1, "told again in the next pass")


def test_deferred_letters_wait_their_time(world):
    world.later(minutes=2)
    world.once(expected=75)  # letters wait
    expect(world.row("defer451")[1] == 1, "tried too early")
    world.later(minutes=4)
    world.once(expected=75)
    for name in ("defer451", "drop"):
        fate, tries, _, raw, message_id, _ = world.row(name)
        expect((fate, tries) == ("deferred", 2), f"{name}: {fate} after {tries}")
        expect((raw, message_id) == world.first[name][3:5], f"{name}: the letter changed")
    expect(world.row("dropdata")[1] == 1, "an uncertain letter was tried too early")


def test_uncertain_letters_end_unknown(world):
    for tries in (2, 3):
        world.later(minutes=16)
        world.once(expected=75)
        expect(world.row("dropdata")[1] == tries, f"{world.row('dropdata')[1]} tries")
    expect(world.row("dropdata")[0] == "unknown", world.row("dropdata")[0])
    expect(world.row("dropdata")[3:5] == world.first["dropdata"][3:5], "the letter changed")
    world.later(minutes=16)
    world.once(expected=None)
    expect(world.row("dropdata")[1] == 3, "tried after it was given up")


def test_deferred_letters_are_given_up(world):
    world.later(days=5)
    world.once(expected=None)
    fates = {name: world.row(name)[0] for name in ("defer451", "drop")}
    expect(set(fates.values()) == {"not sent"}, str(fates))
    wait_until(lambda: world.told("vera", "defer451") and world.told("vera", "drop"), "nobody is told")
    reminded = world.fate(f"reject550@faults.{world.domain}", "ask-reminder")
    expect(reminded[0] == "refused" and len(world.told("vera", "reject550")) == 1, f"{reminded}, told again of it")
    status, document = world.ctl("outbox")
    listed = {letter["recipient"].split("@")[0]: letter["fate"] for letter in document["letters"]
              if letter["kind"] == "ask-vote" and "@faults." in letter["recipient"]}
    expect(status == 0 and listed == {"reject550": "refused", "afterdata550": "refused", "defer451": "not sent",
                                      "drop": "not sent", "dropdata": "unknown", "bounce": "bounced"}, str(listed))


def test_settled_letters_are_withdrawn(world):
    """The ballot is cancelled while a letter about it still waits."""
    other = World(world.box, "settled", {"robot": {"simulation": "yes"}},
                  addresses={"carol": "defer451@crest.settled.example"})
    other.clock = START
    other.play_to_ballot()
    expect(other.fate("defer451@crest.settled.example", "ask-vote")[0] == "deferred", "not deferred")
    other.write("jane", "[WR-1] Work register with SNIA", "CANCEL BAL-1 the text is the wrong one")
    other.once(expected=None)
    other.answer("jane", "ask-confirm", "CONFIRM")
    expect(other.value("SELECT state FROM ballot") == "cancelled", "the ballot goes on")
    other.later(minutes=6)
    other.once(expected=None)
    fate, reply = other.fate("defer451@crest.settled.example", "ask-vote")
    expect(fate == "withdrawn" and "settled" in reply, f"{fate}: {reply}")
    tries = other.value("SELECT tries FROM outbox WHERE recipient LIKE 'defer451@%' AND kind = 'ask-vote'")
    expect(tries == 1, f"{tries} tries")


class Server(threading.Thread):
    """An SMTP server that keeps what it is handed and hangs up instead of answering the first times."""

    def __init__(self, hang_ups):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.hang_ups, self.taken = hang_ups, []

    def run(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, connection.makefile("rwb") as stream:
            def say(line):
                stream.write(line + b"\r\n")
                stream.flush()

            say(b"220 here")
            envelope = []
            for line in stream:
                verb = line.split()[0].upper() if line.split() else b""
                if verb in (b"MAIL", b"RCPT"):
                    envelope.append(line)
                if verb == b"DATA":
                    say(b"354 go on")
                    body = b"".join(iter(stream.readline, b".\r\n"))
                    self.taken.append((envelope, body))
                    envelope = []
                    if len(self.taken) <= self.hang_ups:
                        return
                if verb == b"QUIT":
                    return
                say(b"250 yes")


def test_retries_are_the_same_on_the_wire(world):
    server = Server(hang_ups=1)
    server.start()
    other = World(world.box, "wire", {"robot": {"simulation": "yes", "plain-text": "loopback"},
                                      "submit": {"url": f"smtp://127.0.0.1:{server.port}"}, "limits": {}})
    conf = other.conf.read_text()
    begin = conf.index("[submit]")
    other.conf.write_text(conf[:begin] + "".join(line for line in conf[begin:].splitlines(keepends=True)
                                                 if not line.startswith("password-file")))
    other.clock = START
    other.append(other.message(other.address("vera"), "STATUS"))
    other.once(expected=75)
    expect(len(server.taken) == 1, f"{len(server.taken)} tries")
    other.once(expected=75)
    expect(len(server.taken) == 1, "tried before its time")
    other.later(minutes=16)
    other.once(expected=0)
    expect(len(server.taken) == 2, f"{len(server.taken)} tries")
    expect(server.taken[0] == server.taken[1], "the second try sent something else")
    expect(other.fate(other.address("vera"), "status")[0] == "accepted", "not accepted")
    server.listener.close()


if __name__ == "__main__":
    sys.exit(run_all(globals(), Faults))
