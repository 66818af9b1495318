#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A robot that was down over the close of a ballot counts right all the same: by when our server received each vote.

The ballots last a few real seconds, and all worlds wait for their closes together. Votes lie in the mailbox with the
INTERNALDATE of their receipt when the robot comes back. Two worlds have a second robot mailbox, which cannot be read:
the tally waits, until it can or the Vice President lets it go.
"""
import concurrent.futures
import datetime
import sys
import time

sys.dont_write_bytecode = True
from cases import expect, run_all, wait_until  # noqa: E402
from world import World  # noqa: E402

DURATION = 6
TWO = {"robot": "robot", "second": "robot"}


class Open(World):
    """A world whose ballot is open for some seconds; nobody has voted and the robot is not running."""

    def __init__(self, box, tag, mailboxes=("robot",), meanwhile=None):
        self.settings = {"profile committee": {"duration": f"{DURATION}s", "quorum": "at least 1/4 of roll",
                                               "quorum-missed": "fail", "reminders": "none"}}
        super().__init__(box, tag, self.settings, mailboxes)
        self.play_to_ballot()
        self.opens, self.closes = self.sql("SELECT opens, closes FROM ballot")[0]
        self.token = {person: self.letter(person, "ask-vote").reply_to.strip("<>")
                      for person in ("jane", "bob", "carol", "dan")}
        if meanwhile:
            meanwhile(self)
        time.sleep(max(0, self.closes + 3 - time.time()))

    def vote(self, person, word, received, name="robot"):
        """A vote that our server received at that second."""
        raw = self.message(self.address(person), word, "Re: [WR-1] Work register with SNIA", self.token[person])
        self.append(raw, received, name)

    def ballot(self):
        return self.sql("SELECT state, voted, yes, no, abstain FROM ballot")[0]


def put_votes(world):
    """Around the close, in no order: two in time, one in the second of the close, one late, one changed too late."""
    world.vote("dan", "NO", world.closes + 2)
    world.vote("bob", "NO", world.closes + 1)
    world.vote("carol", "NO\n\nToo early.", world.closes - 1)
    world.vote("bob", "YES", world.opens + 1)
    world.vote("jane", "YES", world.closes - 2)


def check_count(world):
    state, voted, yes, no, abstain = world.ballot()
    expect((voted, yes, no, abstain) == (3, 2, 1, 0), f"{state}: voted {voted}, yes {yes}, no {no}, abstain {abstain}")
    expect(state == "approved", state)
    late = world.sql("""SELECT "from", disposition FROM mail WHERE disposition IN ('late', 'vote recorded',
                     'vote superseding') ORDER BY received, n""")
    expect([row[1] for row in late] == ["vote recorded"] * 3 + ["late"] * 2, str(late))
    for person in ("bob", "dan"):
        world.letter(person, "vote-late")
    for person in ("bob", "carol", "jane"):
        world.letter(person, "vote-receipt")
    result = " ".join(world.letter("jane", "ballot-result").text.split())
    expect("Yes 2" in result and "No 1" in result, result)


def send_votes(world):
    """By mail, while the robot is down: a vote before the close, one after, and a mail that goes to no ballot."""
    world.write("bob", "Re: [WR-1] Work register with SNIA", "YES, and to no ballot")
    world.cast.person("carol").write(world.token["carol"], "Re: a ballot", "YES")
    world.wait_count(2)
    expect(time.time() < world.closes, "this machine is too slow for a ballot that short")
    time.sleep(max(0, world.closes + 1 - time.time()))
    world.cast.person("dan").write(world.token["dan"], "Re: a ballot", "YES")
    world.wait_count(3)


def make_worlds(box):
    """Every case's world by its name, made side by side; their ballots have closed."""
    wanted = {"passes": {}, "daemon": {}, "sent": {"meanwhile": send_votes}, "held": {"mailboxes": TWO},
              "release": {"mailboxes": TWO}}
    with concurrent.futures.ThreadPoolExecutor() as pool:
        worlds = {tag: pool.submit(Open, box, tag, **more) for tag, more in wanted.items()}
    return {tag: world.result() for tag, world in worlds.items()}


def lose_second(world):
    """From now on the second mailbox is out of reach."""
    world.configure({**world.settings, "mailbox second": {"url": f"imaps://second%40{world.domain}@localhost:1/INBOX"}})


def test_pass_after_the_close(worlds):
    world = worlds["passes"]
    put_votes(world)
    world.once()
    check_count(world)


def test_daemon_after_the_close(worlds):
    world = worlds["daemon"]
    put_votes(world)
    with world.running():
        wait_until(lambda: world.ballot()[0] != "open", "the ballot is not counted")
        check_count(world)


def test_votes_sent_before_and_after(worlds):
    world = worlds["sent"]
    world.once()
    expect(world.ballot()[:3] == ("approved", 1, 1), str(world.ballot()))
    found = dict(world.sql("SELECT disposition, count(*) FROM mail WHERE n > (SELECT max(n) - 3 FROM mail) GROUP BY 1"))
    expect(found == {"unclear, asked again": 1, "vote recorded": 1, "late": 1}, str(found))


def test_unreadable_mailbox_holds_the_tally(worlds):
    """The second mailbox has a vote of its own; while it cannot be read nothing is counted."""
    world = worlds["held"]
    world.vote("carol", "YES", world.opens + 1, name="second")
    world.vote("bob", "NO", world.opens + 1)
    lose_second(world)
    for _ in range(2):
        said = world.once(expected=75).stderr
        expect("mailbox=second" in said and "held=1" in said, said)
        expect(world.ballot()[0] == "open", f"counted without the second mailbox: {world.ballot()}")
    status, document = world.ctl("status")
    shown = {one["name"]: one.get("read_until") for one in document["mailboxes"]}
    expect(status == 0 and "second" in shown and shown["robot"] > (shown["second"] or ""), str(document))
    # read again: its vote, received in time, counts
    world.configure(world.settings)
    world.once()
    expect(world.ballot() == ("rejected", 2, 1, 1, 0), str(world.ballot()))


def test_vp_releases_by_a_mail_of_their_own(worlds):
    world = worlds["release"]
    world.vote("bob", "YES", world.opens + 1)
    lose_second(world)
    world.once(expected=75)
    world.write("bob", "RELEASE BAL-1", "RELEASE BAL-1")
    world.once(expected=75)
    world.answer("bob", "ask-confirm", "CONFIRM")
    expect(world.ballot()[0] == "open", "released by somebody who is not the Vice President")
    world.write("vera", "RELEASE BAL-1", "RELEASE BAL-1")
    world.once(expected=75)
    world.answer("vera", "ask-confirm", "CONFIRM")
    expect(world.ballot()[:3] == ("approved", 1, 1), str(world.ballot()))
    bodies = [row[0] for row in world.sql("SELECT body FROM entry WHERE subject = 'WR-1' ORDER BY n")]
    expect(sum('"released":1' in body for body in bodies) == 1, "the release is not in the journal")
    expect(world.ctl("verify")[0] == 0, "verify is not clean")


def test_vp_is_told_and_releases_by_reply(worlds):
    """The clock is simulated: the tally waits for an hour before anybody is told, and then once."""
    world = World(worlds["held"].box, "told", {"robot": {"simulation": "yes"}}, TWO)
    world.clock = datetime.datetime(2026, 3, 2, 10, 0, tzinfo=datetime.timezone.utc)
    world.settings = {"robot": {"simulation": "yes"}}
    world.play_to_ballot()
    for person in ("bob", "carol", "dan"):
        world.answer(person, "ask-vote", "YES")
    lose_second(world)
    world.clock = datetime.datetime.fromtimestamp(world.value("SELECT closes FROM ballot") + 600, datetime.timezone.utc)
    world.once(expected=75)
    expect(not world.fate(world.address("vera"), "ballot-tally-held")[0], "told at once")
    world.later(hours=1)
    world.once(expected=75)
    world.later(hours=1)
    world.once(expected=75)
    told = world.sql("SELECT person FROM outbox WHERE kind = 'ballot-tally-held' ORDER BY person")
    expect(told == [("jane",), ("vera",)], str(told))
    letter = world.letter("vera", "ballot-tally-held")
    expect("second" in letter.text and "RELEASE BAL-1" in letter.text, letter.text)
    expect(world.ballot_state() == "open", "counted without the second mailbox")
    world.reply(letter, "RELEASE BAL-1 its server burned down")
    world.once(expected=None)
    expect(world.ballot_state() == "approved", world.ballot_state())
    expect(world.ctl("verify")[0] == 0, "verify is not clean")


if __name__ == "__main__":
    sys.exit(run_all(globals(), make_worlds))
