# SPDX-License-Identifier: MIT
"""What the system tests in Python share: a sandbox for one test program, its cases, and the closing line.

A case is a function test_*(subject); it fails by raising. The program prints "ok NAME (seconds)" or "not ok NAME: why"
for each and "N passed, N failed, N skipped" at the end; its exit status is 77 where a server is not installed.
"""
import concurrent.futures
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
SERVERS = ("dovecot", "exim4", "faketime")
WAIT_SECONDS = 60
SIDE_BY_SIDE = 4


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def wait_until(condition, what):
    """Until condition() holds; raises what (a text, or a function that makes one) when it does not in WAIT_SECONDS."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(what() if callable(what) else what)
        time.sleep(0.02)


def sandbox(*words):
    """Runs contrib/sandbox; the finished process, with its output."""
    return subprocess.run([TOP / "contrib" / "sandbox", *words], capture_output=True, text=True, check=False)


@contextlib.contextmanager
def running_sandbox(*options):
    """A sandbox in a folder of its own, ended and removed afterwards; its path."""
    with tempfile.TemporaryDirectory(prefix="ballotd-") as folder:
        os.chmod(folder, 0o755)
        box = os.path.join(folder, "sandbox")
        started = sandbox("start", box, *options)
        expect(started.returncode == 0, started.stderr)
        try:
            yield box
        finally:
            sandbox("stop", box)


def run_case(case, subject):
    begun = time.monotonic()
    try:
        case(subject)
    except Exception as error:  # a case may fail in any way; the others still run
        print(f"not ok {case.__name__}: {type(error).__name__}: {error}", flush=True)
        return False
    print(f"ok {case.__name__} ({time.monotonic() - begun:.1f} s)", flush=True)
    return True


def run_all(scope, make_subject, *options, alone=None):
    """Runs the test_* functions of scope (globals()) on make_subject(sandbox folder); the exit status.

    One after the other; or, where alone is given, side by side but for those that it names, which measure time.
    """
    path = os.environ.get("PATH", "") + ":/usr/sbin"
    missing = [name for name in SERVERS if not shutil.which(name, path=path)]
    if missing:
        print(f"not installed: {', '.join(missing)}\n0 passed, 0 failed, 1 skipped")
        return 77
    cases = [case for name, case in list(scope.items()) if name.startswith("test_")]
    with running_sandbox(*options) as box:
        subject = make_subject(box)
        first = [case for case in cases if alone is None or case.__name__ in alone]
        outcomes = [run_case(case, subject) for case in first]
        with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            outcomes += pool.map(lambda case: run_case(case, subject), [case for case in cases if case not in first])
    print(f"{outcomes.count(True)} passed, {outcomes.count(False)} failed, 0 skipped")
    return 0 if outcomes and all(outcomes) else 1
