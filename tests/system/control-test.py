#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ballotctl with the robot running, where its acts go through the socket, and without it, where it runs the engine.

A robot over Maildirs in a folder of its own; nothing leaves the machine.
"""
import json
import os
import pathlib
import pwd
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from cases import TOP, expect, run_case, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ.get("top_builddir", TOP))
BALLOTD, BALLOTCTL = BUILD / "src/ballotd", BUILD / "src/ballotctl"
END_SECONDS = 90  # on a machine that is busy with everything else
SETTINGS = """[robot]
organization = DMTF
address = robot@dmtf.example
store = sqlite:{here}/ballotd.db
roster = roster.conf
templates = {top}/mailtemplates
simulation = {simulation}
[mailbox robot]
url = maildir:{here}/in
purpose = robot
[submit]
url = maildir:{here}/out
"""


class Robot:
    """A folder with a robot's settings, roster and mailboxes; in a `with`, gone at the end."""

    def __init__(self, simulation="no"):
        self.here = pathlib.Path(tempfile.mkdtemp(prefix="ballotd-control-"))
        self.process = None
        for box in ("in", "out"):
            for part in ("new", "cur", "tmp"):
                (self.here / box / part).mkdir(parents=True)
        shutil.copy(TOP / "contrib/sample/roster.conf", self.here)
        self.config = self.here / "ballotd.conf"
        self.config.write_text(SETTINGS.format(here=self.here, top=TOP.resolve(), simulation=simulation))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.here)

    def ctl(self, *words, **more):
        return subprocess.run([BALLOTCTL, "-c", self.config, *words], capture_output=True, text=True, timeout=60,
                              **more)

    def done(self, *words, status=0):
        result = self.ctl(*words)
        expect(result.returncode == status, f"{words}: exit {result.returncode}, want {status}: {result.stderr}")
        return result

    def document(self, *words):
        return json.loads(self.done(*words, "--json").stdout)

    def once(self, *options):
        return subprocess.run([BALLOTD, "-c", self.config, "--once", *options], capture_output=True, text=True,
                              timeout=60)

    def start(self):
        self.process = subprocess.Popen([BALLOTD, "-c", self.config], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        wait_until(self.listens, "the robot does not start")

    def listens(self):
        with socket.socket(socket.AF_UNIX) as talk:
            return talk.connect_ex(str(self.here / "ballotd.db.socket")) == 0

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(END_SECONDS)
            self.process = None


def walk(robot):
    """The same acts, whichever way they go."""
    robot.done("propose", "SNIA", "--by", "jane@acme.example", "--owner", "erin@elm.example")
    robot.done("propose", "SNIA", "--by", "jane@acme.example", status=1)
    ask = robot.document("asks")["asks"][0]
    expect(ask["kind"] == "own" and ask["people"][0]["person"] == "erin", str(ask))
    robot.done("answer", ask["id"], "PERHAPS", status=1)
    evidence = robot.here / "evidence.txt"
    evidence.write_text("Erin said so on the phone.\n")
    robot.done("answer", ask["id"], "ACCEPT", "--evidence", str(evidence))
    expect(robot.document("show", "WR-1")["stage"] == "drafting", "not in drafting")
    robot.done("roster", "load")
    robot.done("digest", "--send")
    robot.done("answer", ask["id"], "ACCEPT", status=1)
    robot.done("show", "WR-7", status=1)
    robot.done("verify")


def sent(robot, wanted):
    """Waits until letters of these kinds have been accepted."""
    def fates():
        return {letter["kind"]: letter["fate"] for letter in robot.document("outbox")["letters"]}
    wait_until(lambda: all(fates().get(kind) == "accepted" for kind in wanted), lambda: f"letters: {fates()}")


def test_running(make):
    with make() as robot:
        robot.start()
        expect(robot.document("status")["robot"] == "running", "not seen running")
        walk(robot)
        sent(robot, ("ask-own", "ask-complete", "digest"))
        robot.stop()
        expect(not (robot.here / "ballotd.db.socket").exists(), "the socket is left behind")
        expect(robot.document("status")["robot"] == "stopped", "seen running")


def test_stopped(make):
    with make() as robot:
        robot.done("status", status=78)
        expect(robot.once().returncode == 0, "no first pass")
        walk(robot)
        sent(robot, ("ask-own", "ask-complete", "digest"))


def test_killed(make):
    """A socket that a dead robot left is no robot."""
    with make() as robot:
        robot.start()
        robot.process.kill()
        robot.process.wait(END_SECONDS)
        robot.process = None
        expect((self_socket := robot.here / "ballotd.db.socket").exists(), "no socket left")
        walk(robot)
        robot.start()
        expect(self_socket.exists() and robot.document("status")["robot"] == "running", "does not come back")


def test_no_roster_yet(make):
    """A robot that never got as far as a roster leaves a store without one; ballotctl then acts by the file's."""
    with make() as robot:
        roster = robot.here / "roster.conf"
        good = roster.read_text(encoding="utf-8")
        roster.write_text("[company acme]\nname = Acme Corp\nlevel = unheard-of\n", encoding="utf-8")
        expect(robot.once().returncode == 78, "a wrong roster is taken")
        roster.write_text(good, encoding="utf-8")
        walk(robot)


def said_by_nobody(path):
    """What the socket says to another user who connects."""
    mouth, ear = os.pipe()[::-1]
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(pwd.getpwnam("nobody").pw_gid)
        os.setuid(pwd.getpwnam("nobody").pw_uid)
        with socket.socket(socket.AF_UNIX) as talk:
            talk.connect(str(path))
            os.write(mouth, talk.makefile("rb").readline())
        os._exit(0)
    os.close(mouth)
    os.waitpid(child, 0)
    with open(ear, encoding="utf-8") as reply:
        return reply.read()


def test_stranger(make):
    """Another user of the machine cannot act, even where the socket's mode lets them connect."""
    if os.geteuid() != 0:
        return
    with make() as robot:
        robot.start()
        path = robot.here / "ballotd.db.socket"
        expect(path.stat().st_mode & 0o777 == 0o600, f"mode {path.stat().st_mode:o}")
        os.chmod(robot.here, 0o755)
        os.chmod(path, 0o666)
        expect("root and from the user" in said_by_nobody(path), "not refused")


def test_owner(make):
    """Run by root on a stopped robot, ballotctl leaves no file that the store's owner cannot write."""
    if os.geteuid() != 0:
        return
    with make() as robot:
        owner = pwd.getpwnam("nobody")
        expect(robot.once().returncode == 0, "no first pass")
        for path in [robot.here, *robot.here.rglob("*")]:
            os.chown(path, owner.pw_uid, owner.pw_gid)
        walk(robot)
        wrong = [path.name for path in robot.here.rglob("*") if path.stat().st_uid != owner.pw_uid]
        expect(wrong == ["evidence.txt"] or not wrong, f"owned by root: {wrong}")


def test_verify_names(make):
    with make() as robot:
        expect(robot.once().returncode == 0, "no first pass")
        robot.done("propose", "SNIA", "--by", "jane@acme.example", "--owner", "erin@elm.example")
        with sqlite3.connect(robot.here / "ballotd.db") as store:
            store.execute("UPDATE register SET oc = 'technical'")
        store.close()
        result = robot.done("verify", status=1)
        expect("WR-1" in result.stdout and "oc" in result.stdout, result.stdout)


def test_simulation(make):
    """Acts happen at the simulation's time."""
    with make("yes") as robot:
        expect(robot.once("--now=2026-03-01T10:00:00Z").returncode == 0, "no first pass")
        walk(robot)
        expect(robot.document("show", "WR-1")["proposed"] == "2026-03-01T10:00:00Z", "not at the pass's time")


def test_doctor(make):
    with make() as robot:
        expect(robot.once().returncode == 0, "no first pass")
        robot.done("doctor")
        os.chmod(robot.here / "ballotd.db.key", 0o644)
        shutil.rmtree(robot.here / "out")
        result = robot.done("doctor", status=1)
        expect("0644" in result.stdout and "out" in result.stdout, result.stdout)


def test_garbage(make):
    """The socket outlives whatever is said to it."""
    with make() as robot:
        robot.start()
        for data in (b"\n", b"[]\n", b"{\n", b"\0" * 100 + b"\n", b"x" * 3_000_000 + b"\n", b"{\"act\":\"answer\""):
            with socket.socket(socket.AF_UNIX) as talk:
                talk.connect(str(robot.here / "ballotd.db.socket"))
                talk.sendall(data)
                talk.shutdown(socket.SHUT_WR)
                reply = json.loads(talk.makefile().readline())
                expect(reply["status"] == 2, str(reply))
        robot.done("roster", "load")


if __name__ == "__main__":
    outcomes = [run_case(case, Robot) for name, case in list(globals().items()) if name.startswith("test_")]
    print(f"{outcomes.count(True)} passed, {outcomes.count(False)} failed, 0 skipped")
    sys.exit(0 if all(outcomes) else 1)
