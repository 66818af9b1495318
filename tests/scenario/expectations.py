# SPDX-License-Identifier: MIT
"""What a scenario may expect: of the letters that came since its last step, and of what `ballotctl --json` says."""
import datetime
import json
import re
import subprocess
import zoneinfo

ZONE = zoneinfo.ZoneInfo("America/New_York")


class Failure(Exception):
    """Something that was expected is not so."""


class Skipped(Exception):
    """What the scenario needs is not on this machine."""


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class Expectations:
    """The part of a Stage that looks and compares."""

    def begin_step(self):
        self.step_began = len(self.letters)

    def mailbox(self, who):
        address = self.player(who).address if who else None
        fresh = {letter.uid for letter in self.letters[self.step_began:]}
        mine = [letter for letter in self.letters if (letter.to == address if who else letter.uid in fresh)]
        lines = [f"\n    {'*' if letter.uid in fresh else ' '} {letter.kind} to {letter.to}: {letter.first_line}"
                 for letter in mine]
        last = self.last_mail()
        return (f"the letters{f' to {who}' if who else ''} are (* since the last step):{''.join(lines) or ' none'}"
                f"\n    the last mail: {last.get('from')}: {last.get('disposition')}: {last.get('why')}")

    def ask_robot(self, *words):
        done = self.program("ballotctl", "--json", *words)
        if done.returncode not in (0, 1):
            raise Failure(f"ballotctl {' '.join(words)} ended with {done.returncode}: {done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() and done.returncode == 0 else None

    def last_mail(self):
        found = self.ask_robot("mails")
        return found["mails"][-1] if found and found["mails"] else {}

    def step_letters(self, who, kind, text):
        address = self.player(who).address if who else None
        return [letter for letter in self.letters[self.step_began:]
                if address in (None, letter.to) and kind in (None, letter.kind)
                and (not text or text in " ".join(letter.text.split()) or text in letter.subject)]

    def expect_letter(self, who, kind, text):
        fresh = [letter for letter in self.step_letters(who, kind, text) if letter.uid not in self.seen]
        if not fresh:
            asked = f' containing "{text}"' if text else ""
            bodies = "".join(f"\n--\n{letter.text}" for letter in self.step_letters(who, kind, None)) if text else ""
            raise Failure(f"expected a letter {kind or 'of any kind'} to {who}{asked}; {self.mailbox(who)}{bodies}")
        self.seen.add(fresh[0].uid)

    def expect_no_letter(self, who, kind, text):
        found = self.step_letters(who, kind, text)
        if found:
            raise Failure(f"expected no letter {kind or ''} to {who or 'anybody'}; {self.mailbox(who)}")

    def expect_fact(self, words, key, value):
        found = self.ask_robot(*words) or {}
        if str(found.get(key)) != value:
            raise Failure(f"expected {key} of {words[-1]} to be {value}, it is {found.get(key)}; {self.mailbox(None)}")

    def expect_instant(self, words, key, value):
        found = instant((self.ask_robot(*words) or {})[key])
        if found != value:
            raise Failure(f"expected {key} to be {value}, it is {found.astimezone(ZONE)}")

    def expect_list(self, words, key, value):
        found = (self.ask_robot(*words) or {}).get(key)
        if found != value:
            raise Failure(f"expected {key} to be {value}, it is {found}")

    def expect_none(self, words, name):
        if self.ask_robot(*words):
            raise Failure(f"expected that there is no {name}")

    def asks(self, kind):
        return [ask for ask in (self.ask_robot("asks") or {}).get("asks", []) if ask["kind"] == kind]

    def expect_ask(self, kind, due):
        found = self.asks(kind)
        dues = [instant(ask["due"]) for ask in found if ask.get("due")]
        if not found or (due and due not in dues):
            raise Failure(f"expected an open question {kind} due {due}, there are {found}; {self.mailbox(None)}")

    def expect_no_ask(self, kind):
        if self.asks(kind):
            raise Failure(f"expected no open question {kind}, there are {self.asks(kind)}")

    def expect_mail(self, disposition):
        last = self.last_mail()
        if last.get("disposition") != disposition:
            raise Failure(f'expected "{disposition}" of the last mail; {self.mailbox(None)}')

    def page(self, register):
        return self.folder / "site" / f"{register}.html"

    def expect_page(self, register, text):
        if not self.page(register).exists():
            raise Failure(f"expected a page of {register}; {self.mailbox(None)}")
        if text and text not in re.sub(r"<[^>]*>", "", self.page(register).read_text(encoding="utf-8")):
            raise Failure(f'expected "{text}" on the page of {register}:\n{self.page(register).read_text()}')

    def expect_no_page(self, register):
        if self.page(register).exists():
            raise Failure(f"expected no page of {register}")

    def expect_check_in(self, name):
        listed = subprocess.run(["git", "--git-dir", self.folder / "registers.git", "ls-tree", "-r", "--name-only",
                                 "HEAD"], capture_output=True, text=True, check=False)
        if name not in listed.stdout:
            raise Failure(f"expected {name} to be checked in, there is: {listed.stdout}{listed.stderr}")

    def expect_task(self, task, state):
        register = task.partition(":")[0]
        found = {item["id"]: item["state"] for item in (self.ask_robot("show", register) or {}).get("tasks", [])}
        if found.get(task) != state:
            raise Failure(f"expected the task {task} to be {state}, there are {found}")
