#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mail comes in: several mailboxes, IDLE and polling, broken connections, a new UIDVALIDITY, the end of the robot.

Nothing may be lost and nothing counted twice. Each case has a world of its own in one sandbox.
"""
import email
import imaplib
import os
import pathlib
import re
import sys
import time

sys.dont_write_bytecode = True
from cases import expect, run_all, running_sandbox, sandbox, wait_until  # noqa: E402
from world import World  # noqa: E402

OLD_MESSAGES = 1000
TIMED = ("test_idle_wakes_within_a_second", "test_old_mail_does_not_slow_a_pass")


def status_of(world):
    """How often each of Vera's mails was answered, by its subject."""
    return dict(world.sql("SELECT subject, count(*) FROM mail GROUP BY subject"))


def ask_status(world, subject, name="robot"):
    """Vera asks how things stand; the message as it lies in the mailbox."""
    raw = world.message(world.address("vera"), "STATUS", subject)
    world.append(raw, name=name)
    return email.message_from_bytes(raw)["Message-ID"]


def wait_handled(world, message_id):
    wait_until(lambda: world.disposition(message_id), lambda: f"not handled: {world.log.read_text()[-800:]}")


def wait_moved(world, number):
    world.wait_count(number, folder=".Processed")
    wait_until(lambda: world.count() == 0, "mail stays in the INBOX")


def drop_mail(world, subject):
    """Puts a mail of Vera's on the disk, as a server would that we do not reach."""
    raw = world.message(world.address("vera"), "STATUS", subject)
    place = world.maildir() / "new"
    path = place / f"{int(time.time())}.M{time.monotonic_ns()}.outside"
    path.write_bytes(raw)
    owner = place.stat()
    os.chown(path, owner.st_uid, owner.st_gid)
    return email.message_from_bytes(raw)["Message-ID"]


def offers_no_idle(world):
    try:
        with world.imap() as client:
            return "IDLE" not in str(client.capability())
    except (OSError, imaplib.IMAP4.error):  # the server changes its processes
        return False


def test_idle_wakes_within_a_second(box):
    world = World(box, "idle")
    with world.running():
        wait_handled(world, ask_status(world, "first"))
        for number in range(3):
            began = time.monotonic()
            wait_handled(world, ask_status(world, f"mail {number}"))
            expect(time.monotonic() - began < 1, f"handled after {time.monotonic() - began:.1f} s")
        wait_moved(world, 4)
    expect(set(status_of(world).values()) == {1}, str(status_of(world)))


def test_several_mailboxes(box):
    world = World(box, "boxes", mailboxes={"robot": "robot", "bounces": "bounces", "press": "press"})
    world.play_to_ballot()
    vote = world.letter("carol", "ask-vote")
    returned = vote.message["Return-Path"].strip("<>")
    failed = world.returned(world.address("carol"), "5.1.1")
    answer = world.message(world.address("dan"), "YES", "Re: a ballot",
                           world.letter("dan", "ask-vote").reply_to.strip("<>"))
    world.append(world.message("mailer-daemon@crest.example", "", "Undelivered", returned, body=failed), name="bounces")
    world.append(world.message("reader@paper.example", "May I ask about the DMTF?", "A question", "press@dmtf.example"),
                 name="press")
    world.append(answer, name="press")
    ask_status(world, "how is it?")
    with world.running():
        wait_until(lambda: world.value("SELECT count(*) FROM mail WHERE mailbox = 'press' AND disposition <> ''") == 2,
                   "press is not read")
        wait_until(lambda: world.value("SELECT 1 FROM mail WHERE disposition = 'bounce noted'"), "no bounce noted")
        wait_until(lambda: not world.count("robot") and not world.count("bounces"), "mail is not moved")
        wait_until(lambda: world.count("press") == 1, "the vote stays in the press mailbox")
    found = dict(world.sql("SELECT mailbox || ' ' || disposition, count(*) FROM mail WHERE mailbox <> 'robot' "
                           "GROUP BY 1"))
    expect(found == {"bounces bounce noted": 1, "press not ours, left": 1, "press vote recorded": 1}, str(found))
    expect(world.fate(world.address("carol"), "ask-vote")[0] == "bounced", "the letter does not know that it came back")
    with world.imap("press") as client:
        client.select("INBOX", readonly=True)
        flags = client.fetch("1", "(FLAGS)")[1][0]
        expect(b"Seen" not in flags, f"somebody else's mail was marked: {flags}")
    known = world.sql('SELECT "from", subject, raw FROM mail WHERE disposition = ?', "not ours, left")
    expect(known == [(None, None, None)], f"the robot keeps what is not its own: {known}")


def test_polling_where_there_is_no_idle(_):
    with running_sandbox() as box:
        world = World(box, "poll", settings={"limits": {"poll-interval": "1s"}})
        conf = pathlib.Path(world.env["DOVECOT_CONF"])
        conf.write_text(conf.read_text() + "\nprotocol imap {\n  imap_capability = IMAP4rev1 UIDPLUS MOVE\n}\n")
        world.doveadm("reload")
        wait_until(lambda: offers_no_idle(world), "the server still offers IDLE")
        with world.running():
            for subject in ("one", "two"):
                wait_handled(world, ask_status(world, subject))
            wait_moved(world, 2)


def test_kicked_connection(box):
    world = World(box, "kick")
    with world.running():
        wait_handled(world, ask_status(world, "before"))
        for number in range(3):
            world.doveadm("kick", world.robot)
            wait_handled(world, ask_status(world, f"after {number}"))
        wait_moved(world, 4)
    expect(set(status_of(world).values()) == {1} and len(status_of(world)) == 4, str(status_of(world)))


def test_server_stops_and_starts(_):
    """Mail that came while the server was away is handled once; so is a robot that starts while it is away."""
    with running_sandbox() as box:
        world = World(box, "away")
        with world.running():
            wait_handled(world, ask_status(world, "before"))
            sandbox("stop", box)
            waiting = [drop_mail(world, f"meanwhile {number}") for number in range(5)]
            expect(sandbox("start", box).returncode == 0, "the server does not come back")
            for one in waiting:
                wait_handled(world, one)
            wait_moved(world, 6)
        sandbox("stop", box)
        late = drop_mail(world, "while both were away")
        world.start()
        try:
            time.sleep(0.2)
            expect(world.daemon.poll() is None, "the robot gave up")
            expect(sandbox("start", box).returncode == 0, "the server does not come back")
            wait_handled(world, late)
            wait_moved(world, 7)
        finally:
            world.stop()
        expect(set(status_of(world).values()) == {1} and len(status_of(world)) == 7, str(status_of(world)))
        # those that met a server still starting wait in the outbox
        answers = world.sql("SELECT kind, count(*) FROM outbox WHERE fate IN ('accepted', 'deferred', 'queued') "
                            "GROUP BY 1")
        expect(answers == [("status", 7)], f"not one answer for each mail: {answers}")


def test_new_uidvalidity_doubles_nothing(box):
    world = World(box, "valid", mailboxes={"robot": "robot", "press": "press"})
    world.append(world.message("reader@paper.example", "A question.", "A question", "press@dmtf.example"), name="press")
    world.play_to_ballot()
    world.answer("carol", "ask-vote", "YES")
    letters = world.value("SELECT count(*) FROM outbox")
    before = [world.sql("SELECT * FROM ballot"), world.sql("SELECT * FROM vote")]
    handled = world.value("SELECT count(*) FROM mail")
    world.doveadm("move", "-u", world.robot, "INBOX", "mailbox", "Processed", "all")
    for name in ("robot", "press"):
        other = str(int(time.time()) + 1000)
        world.doveadm("mailbox", "update", "--uid-validity", other, "-u", f"{name}@{world.domain}", "INBOX")
    expect(world.count() == handled - 1, "the mails are not back in the INBOX")
    world.once()
    again = dict(world.sql("SELECT disposition, count(*) FROM mail WHERE n > ? GROUP BY 1", handled))
    expect(again == {"duplicate": handled - 1, "not ours, left": 1}, str(again))
    expect(world.value("SELECT count(*) FROM outbox") == letters, "letters were sent again")
    expect([world.sql("SELECT * FROM ballot"), world.sql("SELECT * FROM vote")] == before, "the ballot changed")
    expect(world.count() == 0 and world.count("press") == 1, "the copies are not put away")


def test_old_mail_does_not_slow_a_pass(box):
    world = World(box, "old")

    def timed_pass(subject):
        ask_status(world, subject)
        began = time.monotonic()
        world.once()
        return time.monotonic() - began

    timed_pass("first")
    empty = min(timed_pass("second"), timed_pass("third"))
    place = world.maildir(folder=".Processed")
    owner = place.stat()
    raw = world.message(world.address("vera"), "STATUS", "old")
    for number in range(OLD_MESSAGES):
        path = place / "cur" / f"1000000000.M{number}.old:2,S"
        path.write_bytes(raw)
        os.chown(path, owner.st_uid, owner.st_gid)
    timed_pass("the server counts them")
    full = min(timed_pass("fourth"), timed_pass("fifth"))
    expect(full < 2 * empty + 0.2, f"{full:.2f} s a pass, {empty:.2f} s without old mail")
    expect(world.value("SELECT count(*) FROM mail") == 6, "old mail was read")


def test_end_and_start_again(box):
    world = World(box, "end")
    world.start()
    try:
        wait_handled(world, ask_status(world, "one"))
        began = time.monotonic()
        expect(world.stop() == 0, "SIGTERM: not a clean end")
        expect(time.monotonic() - began < 3, f"it took {time.monotonic() - began:.1f} s to end")
        two = ask_status(world, "two")
        world.start()
        wait_handled(world, two)
        three = ask_status(world, "three")
        # in the middle of its work
        world.stop()
        world.start()
        wait_handled(world, three)
        wait_moved(world, 3)
        wait_until(lambda: len(world.cast.person("vera").list()) == 3, "not one answer for each mail")
    finally:
        status = world.stop()
    expect(status == 0, f"exit status {status}")
    expect(status_of(world) == {"one": 1, "two": 1, "three": 1}, str(status_of(world)))


def test_exit_status(box):
    world = World(box, "exit")
    world.once(expected=0)
    world.configure({"mailbox robot": {"url": "imaps://robot%40exit.example@localhost:1/INBOX"}})
    done = world.once(expected=75)
    expect(re.search(r"mailbox=robot why=.*localhost port 1:.*refused", done.stderr, re.I), done.stderr)
    world.configure({"robot": {"adress": "robot@exit.example"}})
    done = world.once(expected=78)
    expect(re.search(r"ballotd\.conf:\d+: .*adress", done.stderr), done.stderr)
    world.configure({})
    world.once(expected=0)


def test_troubles_are_said_clearly(box):
    world = World(box, "clear")
    world.once()
    wrong = world.folder / "password"
    wrong.write_text("wrong\n")
    wrong.chmod(0o600)
    world.configure({"mailbox robot": {"password-file": str(wrong)}})
    said = world.once(expected=75).stderr
    expect(re.search(r"robot@clear\.example@localhost.*was refused; check the user and the password", said), said)
    # an authority that did not sign this server's certificate
    stranger = "/etc/ssl/certs/ca-certificates.crt"
    world.configure({"robot": {"ca-file": stranger}})
    said = world.once(expected=75).stderr
    expect(re.search(r"localhost.*certificate.*(authority|issuer|CA|trust)", said), said)
    with running_sandbox("--certificate", "wrong") as other:
        elsewhere = World(other, "name")
        said = elsewhere.once(expected=75).stderr
        expect(re.search(r"localhost.*certificate.*name", said), said)
        status, document = elsewhere.ctl("doctor")
        expect(status == 1 and "name" in str(document), f"doctor: {status} {document}")


if __name__ == "__main__":
    sys.exit(run_all(globals(), lambda box: box, alone=TIMED))
