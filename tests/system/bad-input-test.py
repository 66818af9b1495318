#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mail that should not count, or not be answered; mail made to break what reads it; and files with mistakes.

The robot runs pass by pass on a simulated clock, but for the case that measures its memory.
"""
import base64
import datetime
import pathlib
import re
import sys

sys.dont_write_bytecode = True
from cases import expect, run_all, wait_until  # noqa: E402
from world import BUILD, World  # noqa: E402

START = datetime.datetime(2026, 3, 2, 10, 0, tzinfo=datetime.timezone.utc)
SUBJECT = "Re: [WR-1] Work register with SNIA"
BIG = 50_000_000
MEMORY_KB = 150_000


class Bad(World):
    """A simulated world; what is sent is in the robot's mailbox at once, and take() makes a pass."""

    def __init__(self, box, tag, settings=None, ballot=True):
        super().__init__(box, tag, {**(settings or {}), "robot": {"simulation": "yes"}})
        self.clock = START
        self.once()
        if ballot:
            self.play_to_ballot()
            self.token = {person: self.letter(person, "ask-vote").reply_to.strip("<>")
                          for person in ("jane", "bob", "carol", "dan")}

    def take(self, *messages):
        """A pass with these messages; (disposition, why) of each, in order."""
        before = self.value("SELECT coalesce(max(n), 0) FROM mail")
        for raw in messages:
            self.append(raw)
        self.once(expected=None)
        rows = self.sql("SELECT disposition, why FROM mail WHERE n > ? ORDER BY uid", before)
        expect(len(rows) == len(messages), f"{len(messages)} mails, {len(rows)} known")
        expect(all(row[0] for row in rows), f"without a disposition: {rows}")
        expect(self.count() == 0, "mail stays in the INBOX")
        return rows

    def votes(self):
        return dict(self.sql("SELECT person, choice FROM vote WHERE state = 'counted'"))

    def letters_to(self, address):
        return [row[0] for row in self.sql("SELECT kind FROM outbox WHERE recipient = ? ORDER BY n", address)]

    def said(self, person, text, to=None, **more):
        """A person's mail, to the address of their ballot unless another is given."""
        return self.message(self.address(person), text, SUBJECT, to or self.token[person], **more)


def test_strangers(box):
    world = Bad(box, "strangers", ballot=False)
    who = "stranger@elsewhere.example"
    (first,), (second,) = world.take(world.message(who, "Hello?")), world.take(world.message(who, "Hello again?"))
    expect(first[0] == "unknown sender, answered once" and second[0] == "unknown sender, silent", f"{first} {second}")
    world.later(hours=25)
    (third,) = world.take(world.message(who, "Good morning."))
    expect(third[0] == "unknown sender, answered once", str(third))
    expect(world.letters_to(who) == ["unknown-sender"] * 2, str(world.letters_to(who)))
    letter = world.cast.outsider("A stranger", who).wait_letter(kind="unknown-sender")
    expect(letter.message["Auto-Submitted"] == "auto-replied" and "Hello?" not in letter.subject, letter.raw.decode())


def test_who_is_never_answered(box):
    world = Bad(box, "silent", ballot=False)
    before = world.value("SELECT count(*) FROM outbox")
    mails = {
        "DMARC fails": world.message("a@forged.example", "Hello?", verdict="fail"),
        "no verdict": world.message("b@unchecked.example", "Hello?", verdict="none"),
        "another server's verdict": world.message("c@forged.example", "Hello?", verdict="fail", headers=[
            "Authentication-Results: mx.elsewhere.example; dmarc=pass header.from=forged.example"]),
        "no-reply": world.message("no-reply@shop.example", "Buy now"),
        "a null sender": b"Return-Path: <>\r\n" + world.message("d@null.example", "Hello?"),
        "a robot": world.message("e@machine.example", "Hello?", headers=["Auto-Submitted: auto-generated"]),
        "an old robot": world.message("f@machine.example", "Hello?", headers=[
            "X-Auto-Response-Suppress: All", "Precedence: bulk"]),
        "a list": world.message("g@list.example", "Hello all", headers=["List-Id: <all.list.example>"]),
        "out of office": world.message("h@away.example", "I am away", "Out of office: Hello", headers=[
            "Auto-Submitted: auto-replied"]),
        "the robot itself": world.message(world.robot, "Hello?"),
        "the robot under a mark": world.message(f"robot+K7Q29FXMK7Q29FXM@{world.domain}", "Hello?"),
        "two senders": world.message("i@two.example, j@two.example", "Hello?"),
        "no sender": world.message("k@none.example", "Hello?").replace(b"From: k@none.example\r\n", b""),
        "a bounce": world.message("mailer-daemon@elsewhere.example", "Your mail could not be delivered",
                                  "Undelivered Mail"),
    }
    rows = dict(zip(mails, world.take(*mails.values())))
    letters = world.sql("SELECT kind, recipient FROM outbox ORDER BY n")[before:]
    expect(not letters, f"answered: {letters}; {rows}")
    expect(rows["the robot itself"][0] == rows["the robot under a mark"][0] == "own mail, ignored", str(rows))


def test_stranger_limit(box):
    world = Bad(box, "limit", {"process": {"stranger-limit": "3", "default-oc": "alliance"}}, ballot=False)
    rows = world.take(*[world.message(f"s{number}@many.example", "Hello?") for number in range(6)])
    answered = [row[0] for row in rows].count("unknown sender, answered once")
    expect(answered == 3, f"{answered} strangers answered in an hour")


def test_tokens(box):
    world = Bad(box, "tokens")
    own = world.token["carol"]
    mark = re.search(r"\+(\w+)@", own).group(1)
    swapped = mark[:8] + mark[8:][::-1]
    forged, unknown = own.replace(mark, swapped), own.replace(mark, "0" * len(mark))
    for name, to in (("forged", forged), ("unknown", unknown)):
        (known,) = world.take(world.said("carol", "YES", to))
        expect(known[0] == "unclear, asked again", f"{name}: {known}")
        (stranger,) = world.take(world.message(f"{name}@elsewhere.example", "YES", SUBJECT, to, verdict="fail"))
        expect(stranger[0] == f"token {name}", f"{name}: {stranger}")
        expect(not world.votes(), f"{name}: {world.votes()}")
    # right token, wrong person: a stranger, a colleague, and a sender that our server calls forged
    for sender, verdict in (("dan@elsewhere.example", "pass"), (world.address("dan"), "pass"),
                            (world.address("carol"), "fail")):
        before = len(world.letters_to(sender))
        (row,) = world.take(world.message(sender, "NO\n\nNever.", SUBJECT, own, verdict=verdict))
        expect(row[0] == "confirmation asked", f"{sender}: {row}")
        expect(not world.votes(), f"{sender}: {world.votes()}")
        expect("ask-confirm" not in world.letters_to(sender)[before:] or sender == world.address("carol"),
               f"{sender} is asked to confirm")
    asked = world.sql("SELECT recipient FROM outbox WHERE kind = 'ask-confirm' AND recipient NOT LIKE 'bob@%'")
    expect({row[0] for row in asked} == {world.address("carol")} and len(asked) == 3, str(asked))
    # the newest question stands; the ones before it are settled by it
    *older, newest = [world.letter("carol", "ask-confirm") for _ in range(3)]
    for letter, word, wanted in ((older[0], "CONFIRM", "ask already settled"), (newest, "NOT ME", "not me")):
        world.reply(letter, word)
        world.once(expected=None)
        expect(world.dispositions()[-1] == wanted and not world.votes(), f"{world.dispositions()[-1]}, {world.votes()}")
    world.take(world.message("carol@home.example", "NO", SUBJECT, own))
    world.reply(world.letter("carol", "ask-confirm"), "CONFIRM")
    world.once(expected=None)
    expect(world.votes() == {"carol": "NO"}, str(world.votes()))
    (row,) = world.take(world.said("carol", "YES"))
    expect(row[0] == "vote superseding" and world.votes() == {"carol": "YES"}, f"{row}, {world.votes()}")


def test_what_never_counts(box):
    world = Bad(box, "never")
    failed = world.returned(world.address("dan"), "5.2.2", "YES")
    cases = {
        "empty": (world.said("dan", ""), "unclear, asked again"),
        "the quote alone": (world.said("dan", "> Reply with YES, NO or ABSTAIN\r\n> YES"), "unclear, asked again"),
        "a condition": (world.said("dan", "Yes, if the cost section is fixed"), "unclear, asked again"),
        "both": (world.said("dan", "YES\r\nNO"), "unclear, asked again"),
        "no objection": (world.said("dan", "No objections"), "unclear, asked again"),
        "out of office": (world.said("dan", "YES\r\n\r\nI am away until 2026-12-01.", headers=[
            "Auto-Submitted: auto-replied"]), "auto-reply noted"),
        "a holiday note": (world.message(world.address("dan"), "YES I am on vacation until Monday.",
                                         "Out of Office: " + SUBJECT, world.token["dan"], headers=["X-Autoreply: yes"]),
                           "auto-reply noted"),
        "a bounce": (world.message("mailer-daemon@dune.example", "", "Undelivered", world.token["dan"], body=failed),
                     "bounce noted"),
        "a list's": (world.said("dan", "YES", headers=["List-Id: <all.list.example>", "Precedence: list"]), None),
    }
    rows = dict(zip(cases, world.take(*[raw for raw, _ in cases.values()])))
    for name, (_, wanted) in cases.items():
        expect(wanted in (None, rows[name][0]), f"{name}: {rows[name]}")
    expect("dan" not in world.votes() or rows["a list's"][0] == "vote recorded", f"counted: {world.votes()}: {rows}")
    html = ("Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>YES</p><blockquote type=\"cite\">"
            "<p>Reply with NO</p></blockquote></body></html>\r\n").encode()
    (row,) = world.take(world.said("bob", "", body=html))
    expect(row[0] == "vote recorded" and world.votes()["bob"] == "YES", f"HTML alone: {row}")
    for _ in ("the first close misses the quorum", "the second, too"):
        closes = world.value("SELECT closes FROM ballot")
        world.clock = datetime.datetime.fromtimestamp(closes + 60, datetime.timezone.utc)
        world.once(expected=None)
    expect(world.ballot_state() != "open", world.ballot_state())
    (row,) = world.take(world.said("jane", "YES"))
    expect(row[0] == "late" and "jane" not in world.votes(), f"after the close: {row}")


def hostile_mails(world):
    """Mails made to break a reader, each from Dan and to the address of his ballot."""
    def headers(*lines, body=b"Content-Type: text/plain\r\n\r\nYES\r\n"):
        return world.said("dan", "", headers=lines, body=body)

    def typed(text):
        return headers(body=text.encode("latin-1").replace(b"\n", b"\r\n"))

    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(300))
    parts = "".join("--b\nContent-Type: text/plain\n\nYES\n" for _ in range(5000))
    return {
        "nested groups": headers("Cc: " + "g:" * 50000),
        "nested comments": headers("Cc: " + "(" * 8000),
        "a thousand headers": headers(*[f"X-Header-{n}: {n}" for n in range(1000)]),
        "a header of a megabyte": headers("X-Long: " + "x" * 1000000),
        "NUL in the word": headers(body=b"Content-Type: text/plain\r\n\r\nY\0ES\r\n"),
        # an IMAP server hands a NUL over as another byte
        "NUL after the word": headers(body=b"Content-Type: text/plain\r\n\r\nNO\0: YES\r\n"),
        "no end of a multipart": typed("Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                                       "Content-Type: text/plain\n\nYES\n"),
        "no boundary": typed("Content-Type: multipart/mixed\n\n--b\n\nYES\n"),
        "300 deep": typed(deep + "Content-Type: text/plain\n\nYES\n"),
        "5000 parts": typed("Content-Type: multipart/mixed; boundary=b\n\n" + parts + "--b--\n"),
        "bad base64": typed("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n%%%%WUVT!!\n"),
        "bad quoted-printable": typed("Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n"
                                      "YES=ZZ=\n"),
        "an unknown encoding": typed("Content-Type: text/plain\nContent-Transfer-Encoding: x-rot13\n\nLRF\n"),
        "a broken type": typed("Content-Type: ;;;===\n\nYES\n"),
        "deep HTML": typed("Content-Type: text/html\n\n" + "<div>" * 50000 + "YES\n"),
        "one tag of many attributes": typed("Content-Type: text/html\n\n<p "
                                            + " ".join(f"a{n}=1" for n in range(50000)) + ">YES\n"),
        "nothing but a header": b"From: dan\r\n",
        "an empty message": b"\r\n",
        "no header": b"\r\nYES\r\n",
        "noise": bytes(range(256)) * 500,
    }


def test_hostile_mail(box):
    world = Bad(box, "hostile")
    mails = hostile_mails(world)
    rows = dict(zip([*mails, "a vote"], world.take(*mails.values(), world.said("carol", "YES"))))
    expect(rows["a vote"][0] == "vote recorded", f"the vote among them: {rows['a vote']}")
    choices = world.sql("SELECT DISTINCT choice FROM vote WHERE person = 'dan'")
    expect(choices in ([], [("YES",)]), f"read wrongly: {choices}")
    for name in ("NUL in the word", "NUL after the word", "an unknown encoding", "5000 parts"):
        expect(not rows[name][0].startswith("vote"), f"{name}: {rows[name]}")
    for name in ("nested groups", "a thousand headers", "a header of a megabyte", "300 deep"):
        expect("kept aside" in rows[name][0], f"{name}: {rows[name]}")
    expect("duplicate" not in [row[0] for row in rows.values()], f"two mails are taken for one: {rows}")
    status, document = world.ctl("mails")
    shown = [mail for mail in document["mails"] if "kept aside" in mail["disposition"]]
    kept = [row for row in rows.values() if "kept aside" in row[0]]
    expect(status == 0 and kept and len(shown) == len(kept), f"{len(kept)} are kept aside, shown: {shown}")
    expect(all(mail["raw"] and mail["why"] for mail in shown), "a mail kept aside without its bytes or the reason")
    again = world.take(world.said("dan", "NO\n\nI mean it."))
    expect(again[0][0] in ("vote recorded", "vote superseding"), f"afterwards: {again}")


def test_charsets(box):
    world = Bad(box, "charsets")
    yes = {"utf-16": "YES".encode("utf-16"), "utf-16be": "YES".encode("utf-16-be"), "utf-7": b"YES",
           "koi8-r": "YES\r\n\r\nДа".encode("koi8-r"), "iso-2022-jp": "YES\r\n\r\nはい".encode("iso-2022-jp"),
           "gb18030": "YES\r\n\r\n是".encode("gb18030"), "x-unknown": b"YES\r\n\r\n\xff\xfe",
           "us-ascii": b"YES\r\n\r\n\xe9t\xe9", "cp037": "YES".encode("cp037")}
    rows = {}
    for charset, text in yes.items():
        body = (f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
                + base64.encodebytes(text))
        (rows[charset],) = world.take(world.said("dan", "", body=body))
        expect(world.votes().get("dan") in (None, "YES"), f"{charset} was read as {world.votes()}")
    for charset in ("utf-7", "koi8-r", "iso-2022-jp", "gb18030", "x-unknown", "us-ascii"):
        expect(rows[charset][0].startswith("vote"), f"{charset}: {rows[charset]}")
    for charset, row in rows.items():
        expect(row[0].startswith("vote") or row[0] in ("unclear, asked again", "unreadable, kept aside"),
               f"{charset}: {row}")


def test_large_mail_and_memory(box):
    world = World(box, "large")
    raw = world.message(world.address("vera"), "x" * 76 + "\r\n", "A film")
    filler = (b"x" * 76 + b"\r\n") * (BIG // 78)
    with world.running():
        wait_until(lambda: world.value("SELECT count(*) FROM mark"), "the mailbox is not read")
        world.append(raw + filler)
        wait_until(lambda: "too large" in world.dispositions(),
                   lambda: f"{world.dispositions()} {world.log.read_text()[-500:]}")
        wait_until(lambda: world.fate(world.address("vera"), "mail-too-large")[0] == "accepted", "it is not answered")
        status = pathlib.Path(f"/proc/{world.daemon.pid}/status").read_text()
        used = int(re.search(r"VmHWM:\s+(\d+)", status).group(1))
        sanitized = b"__asan_init" in (BUILD / "src" / "ballotd").read_bytes()
        expect(used < MEMORY_KB * (3 if sanitized else 1), f"ballotd used {used} kB")
        world.append(world.message(world.address("vera"), "STATUS"))
        wait_until(lambda: world.fate(world.address("vera"), "status")[0] == "accepted", "it does not go on")
    (kept,) = world.sql("SELECT size FROM mail WHERE disposition = 'too large'")
    expect(kept[0] > BIG, f"size {kept}")
    letter = world.letter("vera", "mail-too-large")
    expect("47.7 MB at most 20.0 MB" in " ".join(letter.text.replace("Expected", "").split()), letter.text)
    files = [path for path in world.folder.rglob("*") if path.is_file() and path.stat().st_size > BIG // 2]
    expect(not files, f"the whole of it was kept: {files}")


def test_mistakes_in_the_roster(box):
    world = Bad(box, "roster")
    good = world.roster.read_text()
    for wrong, line, words in (("members = jane, bob, carol, nobody", "members = jane, bob, carol, dan", "nobody"),
                               ("chair = jane\nchiar = jane", "chair = jane", "chiar"),
                               ("level = bored", "level = board", "bored"),
                               ("mail = bob", f"mail = {world.address('bob')}", "bob")):
        bad = good.replace(line, wrong, 1)
        expect(bad != good, line)
        world.roster.write_text(bad)
        number = bad[:bad.index(wrong)].count("\n") + 1 + wrong.count("\n")
        said = world.once(expected=None).stderr
        expect(re.search(rf"roster\.conf:{number}: .*{words}", said), f"line {number}, {words}: {said}")
        status, _ = world.ctl("roster", "check")
        expect(status == 1, f"roster check: {status}")
    # the old one is in force: Dan, whom the first mistake removed, can still vote
    (row,) = world.take(world.said("dan", "YES"))
    expect(row[0] == "vote recorded", str(row))
    world.roster.write_text(good.replace("name = Dan Okafor", "name = Daniel Okafor"))
    world.once(expected=None)
    expect("Daniel" in world.value("SELECT text FROM fact WHERE id = 'roster'"), "the new one is not taken")


def test_mistakes_in_the_configuration(box):
    world = Bad(box, "conf", ballot=False)
    good = world.conf.read_text()
    mistakes = (("time-zone = UTC", "time-zone = Mars/Olympus", "Mars/Olympus"),
                ("review-days = 1s", "review-days = 1 fortnight", "fortnight"),
                ("organization = DMTF", "organization = DMTF\norganization = DMTF", "organization"),
                ("simulation = yes", "simulaton = yes", "simulaton"),
                ("purpose = robot", "purpose = robots", "robots"),
                ("threshold = more than 1/2 of roll", "threshold = most of them", "most of them"),
                ("[limits]", "[limit]\npoll = 1s", "limit"))
    for right, wrong, words in mistakes:
        expect(right in good, right)
        bad = good.replace(right, wrong, 1)
        world.conf.write_text(bad)
        said = world.once(expected=78).stderr
        first = bad[:bad.index(wrong)].count("\n") + 1
        lines = {int(number) for number in re.findall(r"ballotd\.conf:(\d+): ", said)}
        expect(lines & set(range(first, first + 2)) and words in said, f"{wrong!r} in line {first}: {said}")
    world.conf.write_text(good)
    world.once(expected=0)
    empty = World(box, "norost")
    empty.roster.write_text("[person jane]\nname = Jane\n")
    said = empty.once(expected=78).stderr
    expect("roster.conf:" in said, said)


if __name__ == "__main__":
    sys.exit(run_all(globals(), lambda box: box, alone=()))
