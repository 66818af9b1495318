# SPDX-License-Identifier: MIT
"""The language of scenario files (README): one method a kind of line, found by the patterns beside it."""
import datetime
import re

from expectations import ZONE, Failure
from stage import Stage

BEGINNINGS = "beginnings"
DURATION = re.compile(r"(\d+)\s*([dhm])")
UNITS = {"d": 86400, "h": 3600, "m": 60}
STEPS = []


def line(pattern):
    """Marks what a line of that form does; an expectation is one whose form begins so."""
    def mark(method):
        STEPS.append((re.compile(pattern + "$", re.DOTALL), method))
        return method
    return mark


def people(words):
    """"bob", "jane, joe and bob" as a list."""
    return [word for word in re.split(r",\s*|\s+and\s+|\s+", words.strip()) if word]


def seconds(text):
    return sum(int(number) * UNITS[unit] for number, unit in DURATION.findall(text))


def moment(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


WHEN = r"(\d{4}-\d\d-\d\d \d\d:\d\d)"
WHO = r"([\w.@+-]+)"
SOME = r"([\w.@+ ,-]+?)"
HOW = r"((?: (?:again|unauthenticated|as auto-reply|without a token|with an? (?:forged|unknown) token|from \S+|" \
      r"attaching \S+|about \"[^\"]*\"))*)"


def modifiers(text):
    """What stands between a letter's name and the colon."""
    found = {"again": " again" in text, "unauthenticated": " unauthenticated" in text,
             "automatic": " as auto-reply" in text, "tokenless": " without a token" in text}
    for name, pattern in (("token", r" with an? (forged|unknown) token"), ("address", r" from (\S+)"),
                          ("attach", r" attaching (\S+)"), ("about", r' about "([^"]*)"')):
        hit = re.search(pattern, text)
        found[name] = hit.group(1) if hit else None
    return found


class Scenario:
    """One file on its stage."""

    def __init__(self, path, build, folder):
        self.path = path
        self.stage = Stage(build, folder, path.stem)
        self.expecting = False

    def play(self):
        self.play_file(self.path)
        self.at_line(self.path, "the end", self.stage.finish)

    def play_file(self, path):
        steps, text = [], path.read_text(encoding="utf-8")
        for number, raw in enumerate(text.splitlines(), 1):
            if raw[:1].isspace() and raw.strip() and steps:
                steps[-1][1] += "\n" + raw.strip()
            elif raw.strip() == "" and steps and raw[:1].isspace():
                steps[-1][1] += "\n"
            elif raw.strip() and not raw.startswith("#"):
                steps.append([number, raw.rstrip()])
        for number, step in steps:
            self.at_line(path, number, lambda step=step: self.step(step))

    def at_line(self, path, number, act):
        try:
            act()
        except Failure as why:
            where = "" if getattr(why, "placed", False) else f"{path.name}:{number}: "
            failure = Failure(f"{where}{why}")
            failure.placed = True
            raise failure from None

    def step(self, text):
        head, _, below = text.partition("\n")
        expects = head.startswith("expect ")
        if expects and not self.expecting:
            self.stage.settle()
        elif not expects and self.expecting:
            self.stage.begin_step()
        self.expecting = expects
        for pattern, method in STEPS:
            match = pattern.match(head)
            if match and expects == pattern.pattern.startswith("expect "):
                method(self, *match.groups(), **({"below": below} if method.__name__.startswith("mail_") else {}))
                return
        raise Failure(f"not a line of a scenario: {head}")

    # -- the stage ------------------------------------------------------------------------------------------------

    @line(r"organisation (\w+)")
    def organisation(self, name):
        self.stage.roster.read(self.path.parent / f"{name}.roster")

    @line(r"setting (?:\[([^\]]+)\] )?([\w-]+) = (.*)")
    def setting(self, section, key, value):
        self.stage.settings.setdefault(section or "process", {})[key] = value

    @line(r"real time")
    def real_time(self):
        self.stage.run_in_real_time()

    @line(r"approved registers are checked into git")
    def use_git(self):
        self.stage.use_git()

    @line(r"first (\w[\w-]*)")
    def first(self, name):
        self.play_file(self.path.parent / BEGINNINGS / f"{name}.scn")

    @line(rf"at {WHEN}(?: New York)?")
    def at(self, when):
        self.stage.time_comes(moment(when))

    @line(r"time passes ([\dhdm ]+)")
    def time_passes(self, much):
        self.stage.time_comes(self.stage.now + datetime.timedelta(seconds=seconds(much)))

    @line(r"the robot goes down")
    def goes_down(self):
        self.stage.go_down()

    @line(r"the robot comes back")
    def comes_back(self):
        self.stage.come_back()

    @line(r"roster changes: \[([^\]]+)\] ([\w -]+?) = (.*)")
    def roster_changes(self, section, key, value):
        self.stage.change_roster(lambda roster: roster.set(section, key, value))

    @line(r"roster drops: \[([^\]]+)\]")
    def roster_drops(self, section):
        self.stage.change_roster(lambda roster: roster.drop(section))

    # -- mail -----------------------------------------------------------------------------------------------------

    @line(rf"{WHO} writes{HOW}: (.*)")
    def mail_writes(self, who, how, subject, below):
        self.stage.write(who, subject, below, **modifiers(how))

    @line(rf"{WHO} answers (?:{WHO}'s )?([\w-]+){HOW}:(?: (.*))?")
    def mail_answers(self, who, whose, kind, how, text, below):
        text = f"{text or ''}\n\n{below}" if below else text or ""
        self.stage.answer(who, whose or who, kind, text, **modifiers(how))

    @line(rf"{SOME} votes? (.*)")
    def mail_votes(self, whom, text, below):
        for who in people(whom):
            self.stage.answer(who, who, "ask-vote", f"{text}\n\n{below}" if below else text, **modifiers(""))

    @line(rf"{WHO} sends draft (\S+)")
    def mail_draft(self, who, name, below):
        self.stage.answer(who, who, "ask-complete", below or "Here is the draft.", **modifiers(f" attaching {name}"))

    @line(rf"letter ([\w-]+) to {WHO} bounces")
    def bounce(self, kind, who):
        self.stage.bounce(who, kind)

    # -- what is expected -----------------------------------------------------------------------------------------

    @line(rf'expect letters? ([\w-]+) to {SOME}(?: containing "(.*)")?')
    def expect_letter(self, kind, whom, text):
        for who in people(whom):
            self.stage.expect_letter(who, kind, text)

    @line(rf'expect no letter(?: ([\w-]+))? to {SOME}(?: containing "(.*)")?')
    def expect_no_letter(self, kind, whom, text):
        for who in people(whom):
            self.stage.expect_no_letter(who, kind, text)

    @line(rf"expect letters? to {SOME}")
    def expect_some_letter(self, whom):
        for who in people(whom):
            self.stage.expect_letter(who, None, None)

    @line(r"expect no letters?")
    def expect_silence(self):
        self.stage.expect_no_letter(None, None, None)

    @line(r"expect stage (\S+) ([\w-]+)")
    def expect_stage(self, register, stage):
        self.stage.expect_fact(["show", register], "stage", stage)

    @line(r"expect register (\S+) (proposed|active|removed|withdrawn|declined)")
    def expect_register(self, register, status):
        self.stage.expect_fact(["show", register], "status", status)

    @line(r"expect (owner|draft|oc|resolution|order) of (\S+) (\S+)")
    def expect_of(self, what, register, value):
        self.stage.expect_fact(["show", register], what, value)

    @line(r"expect no register")
    def expect_no_register(self):
        self.stage.expect_list(["registers"], "registers", [])

    @line(rf"expect ballot (\S+) (open|meeting|approved|rejected|no-quorum|cancelled)(?: closing {WHEN})?"
          r"(?: voted (\d+))?(?: of (\d+))?(?: count (\d+/\d+/\d+))?")
    def expect_ballot(self, ballot, state, closing, voted, roll, count):
        self.stage.expect_fact(["ballot", ballot], "state", state)
        if closing:
            self.stage.expect_instant(["ballot", ballot], "closes", moment(closing))
        for key, value in (("voted", voted), ("roll", roll), *zip(("yes", "no", "abstain"), (count or "").split("/"))):
            if value:
                self.stage.expect_fact(["ballot", ballot], key, value)

    @line(r"expect no ballot (\S+)")
    def expect_no_ballot(self, ballot):
        self.stage.expect_none(["ballot", ballot], ballot)

    @line(r"expect ask ([\w-]+)(?: due " + WHEN + ")?")
    def expect_ask(self, kind, due):
        self.stage.expect_ask(kind, moment(due) if due else None)

    @line(r"expect no ask ([\w-]+)")
    def expect_no_ask(self, kind):
        self.stage.expect_no_ask(kind)

    @line(r"expect mail (.*)")
    def expect_mail(self, disposition):
        self.stage.expect_mail(disposition)

    @line(r'expect page (\S+)(?: containing "(.*)")?')
    def expect_page(self, register, text):
        self.stage.expect_page(register, text)

    @line(r"expect no page (\S+)")
    def expect_no_page(self, register):
        self.stage.expect_no_page(register)

    @line(r"expect check-in (\S+)")
    def expect_check_in(self, name):
        self.stage.expect_check_in(name)

    @line(r"expect task (\S+) (\w+)")
    def expect_task(self, task, state):
        self.stage.expect_task(task, state)
