#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The cast of contrib/cast.py answers letters the way mail clients do, over a sandbox.

Each style's reply must reach the letter's Reply-To, stay in its thread, say the answer first and quote the letter.
"""
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
from cases import TOP, expect, run_all  # noqa: E402
sys.path.insert(0, str(TOP / "contrib"))
import cast as company  # noqa: E402 (its folder is known only now)

QUESTION = "Finn, Fjord Data has one vote on this.\n\n  Answer     Reply with YES, NO or ABSTAIN.\n"


def ask(cast):
    """A letter as the robot writes it, in Finn's mailbox."""
    robot = cast.outsider("DMTF registers", "robot@dmtf.example")
    robot.submit("finn@fjord.example", "[WR-12] Work register with SNIA",
                 ["Reply-To: <robot+K7Q29FXM@dmtf.example>", "References: <root@dmtf.example>",
                  "X-Ballotd-Letter: ask-vote"], company.encode_text(QUESTION), (), "utf-8")
    return cast.person("finn").wait_letter(kind="ask-vote", first_line_contains="one vote")


def check_reply(cast, style, attachments=()):
    letter = ask(cast)
    cast.person("finn").reply(letter, "YES\n\nGrüße, with <thanks> & so on.", style, attachments)
    reply = cast.outsider("DMTF registers", "robot@dmtf.example").wait_letter(subject_contains="Re: [WR-12]")
    message = reply.message
    expect(message["Delivered-To"] == "robot+K7Q29FXM@dmtf.example", f"went to {message['Delivered-To']}")
    expect(message["In-Reply-To"] == letter.message_id, "In-Reply-To is not the letter")
    expect(message["References"].split() == ["<root@dmtf.example>", letter.message_id], message["References"])
    expect(message["From"].addresses[0].display_name == "Finn Sjöberg", f"From: {message['From']}")
    expect("dmarc=pass" in message["Authentication-Results"], "not sent by its own account")
    bodies = [part.get_content().replace("\r\n", "\n") for part in message.walk() if part.get_content_maintype() == "text"
              and not part.is_attachment()]
    for text in bodies:
        expect("one vote on this" in text, f"the letter is not quoted: {text}")
        expect("YES" in text and text.index("YES") < text.index("one vote"), f"the answer does not come first: {text}")
        expect("Grüße" in text or "Gr&#252;&#223;e" in text, f"the charset is damaged: {text}")
    return reply, bodies


def test_plain(cast):
    reply, bodies = check_reply(cast, "plain")
    expect(bodies[0].startswith("YES\n") and "> Finn, Fjord" in bodies[0], bodies[0])
    expect(bodies[0].rstrip().endswith("-- \nFinn Sjöberg"), bodies[0])
    expect(reply.message.get_content_type() == "text/plain", "not plain")


def test_gmail(cast):
    reply, bodies = check_reply(cast, "gmail")
    expect(reply.message.get_content_type() == "multipart/alternative" and len(bodies) == 2, "not two forms")
    expect('class="gmail_quote"' in bodies[1] and "&lt;thanks&gt; &amp; so on" in bodies[1], bodies[1])


def test_outlook(cast):
    reply, bodies = check_reply(cast, "outlook")
    expect(reply.message.get_content_type() == "text/html", "not HTML alone")
    expect("<b>Sent:</b>" in bodies[0] and "\n>" not in bodies[0], bodies[0])


def test_apple(cast):
    _, bodies = check_reply(cast, "apple")
    expect('<blockquote type="cite">' in bodies[1] and "> On " in bodies[0], str(bodies))


def test_base64(cast):
    reply, _ = check_reply(cast, "base64")
    expect(reply.message["Content-Transfer-Encoding"] == "base64", "not base64")


def test_latin1(cast):
    reply, _ = check_reply(cast, "latin1")
    expect(reply.message.get_content_charset() == "iso-8859-1", "not Latin-1")
    expect(b"=?iso-8859-1?q?Finn_Sj=F6berg?=" in reply.raw, "the name is not in Latin-1")


def test_attachment(cast):
    path = pathlib.Path(cast.env["MAIL_DIR"]).parent / "draft.txt"
    path.write_bytes(b"a draft\r\nof \xe9 bytes\n")
    reply, _ = check_reply(cast, "gmail", [path])
    expect(reply.attachments == [("draft.txt", path.read_bytes())], str(reply.attachments))


def test_missing_letter_is_named(cast):
    try:
        cast.person("gita").wait_letter(kind="ask-vote", timeout=0.2)
    except company.NoLetter as error:
        expect("Gita Rao" in str(error) and "ask-vote" in str(error), str(error))
        return
    raise AssertionError("a letter that nobody sent was found")


def test_command(cast):
    box = str(pathlib.Path(cast.env["MAIL_DIR"]).parent)

    def run(*words):
        return subprocess.run([TOP / "contrib" / "cast.py", box, *words], capture_output=True, text=True, check=False)

    expect(run("write", "jane@acme.example", "bob@bolt.example", "Lunch", "At noon?").returncode == 0, "write failed")
    cast.person("bob").wait_letter(subject_contains="Lunch")
    expect("At noon?" in run("read", "bob@bolt.example", "1").stdout, "read does not show it")
    expect(run("reply", "bob@bolt.example", "1", "Yes", "--style=apple").returncode == 0, "reply failed")
    expect(cast.person("jane").wait_letter().first_line == "Yes", "the reply did not come")
    expect("Lunch" in run("list", "jane@acme.example").stdout, "list does not show it")
    expect(run("read", "bob@bolt.example", "7").returncode == 1, "a letter that is not there was read")


if __name__ == "__main__":
    sys.exit(run_all(globals(), lambda box: company.Cast(box, TOP / "contrib" / "sample" / "roster.conf")))
