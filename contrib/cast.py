#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The cast: people of the sample organisation, who read their own mailboxes and answer by mail.

As a library:

    cast = Cast("quickstart-sandbox", "contrib/sample/roster.conf")
    jane = cast.person("jane")
    letter = jane.wait_letter(kind="ask-vote")
    jane.reply(letter, "YES\\n\\nFine with the new milestone.", style="gmail")

As a command, in a sandbox that runs (contrib/sandbox):

    contrib/cast.py SANDBOX list jane@acme.example
    contrib/cast.py SANDBOX read jane@acme.example 3
    contrib/cast.py SANDBOX reply jane@acme.example 3 YES --style=outlook
    contrib/cast.py SANDBOX write jane@acme.example robot@dmtf.example SUBJECT TEXT

A person knows nothing but the letters in their mailbox: the answer goes to the letter's Reply-To, in its thread, with
the letter quoted, written the way a common mail client writes it (STYLES). Mail is read over IMAPS and sent over SMTP
with STARTTLS; both check the server's certificate against the sandbox's authority.
"""
import argparse
import base64
import configparser
import contextlib
import datetime
import email
import email.header
import email.policy
import email.utils
import html
import imaplib
import mimetypes
import pathlib
import quopri
import re
import secrets
import shlex
import smtplib
import ssl
import sys
import time
import urllib.parse

POLL_SECONDS = 0.1
WAIT_SECONDS = 60


class NoLetter(Exception):
    """The letter somebody waited for did not come."""


class Letter:
    """One message in somebody's mailbox."""

    def __init__(self, uid, raw):
        self.uid = uid
        self.raw = raw
        self.owner = None
        self.message = email.message_from_bytes(raw, policy=email.policy.default)
        self.subject = str(self.message["Subject"] or "")
        self.sender = str(self.message["From"] or "")
        self.date = str(self.message["Date"] or "")
        self.message_id = str(self.message["Message-ID"] or "").strip()
        self.reply_to = str(self.message["Reply-To"] or self.sender)
        # Which of the robot's letters it is, by the name of its template; "" for other mail.
        self.kind = str(self.message["X-Ballotd-Letter"] or "").strip()

    @property
    def text(self):
        part = self.message.get_body(("plain", "html"))
        return part.get_content().replace("\r\n", "\n") if part else ""

    @property
    def first_line(self):
        """What a mail client shows beside the subject."""
        return next((line.strip() for line in self.text.splitlines() if line.strip()), "")

    @property
    def references(self):
        """The thread as an answer continues it."""
        return " ".join(f"{self.message['References'] or ''} {self.message_id}".split())

    @property
    def attachments(self):
        """(name, bytes) of each attached file."""
        return [(part.get_filename() or "unnamed", part.get_payload(decode=True))
                for part in self.message.iter_attachments()]

    @property
    def links(self):
        """The letter's mailto: links, each as (address, {"subject": ..., "body": ...})."""
        found = []
        for link in re.findall(r"<?mailto:([^\s>\"]+)", self.text):
            address, _, query = link.partition("?")
            found.append((urllib.parse.unquote(address), dict(urllib.parse.parse_qsl(query))))
        return found


# -- how clients write --------------------------------------------------------------------------------------------

class Reply:
    """What a style makes a reply from."""

    def __init__(self, letter, text):
        self.text = text
        self.quoted = letter.text.rstrip("\n")
        self.name, self.address = email.utils.parseaddr(letter.sender)
        self.to = str(letter.message["To"] or "")
        self.subject = letter.subject
        when = letter.message["Date"]
        self.when = when.datetime if when else datetime.datetime.now(datetime.timezone.utc)

    def quote(self, prefix="> "):
        return "\n".join((prefix + line).rstrip() for line in self.quoted.splitlines())

    def html_lines(self, text):
        return "<br>\r\n".join(html.escape(line) or "&nbsp;" for line in text.splitlines())


def encode_text(text, subtype="plain", charset="utf-8", encoding="quoted-printable", parameters=""):
    """One text part: its headers and its body, lines ending in CRLF."""
    data = text.replace("\r\n", "\n").replace("\n", "\r\n").encode(charset, "xmlcharrefreplace")
    if encoding == "base64":
        body = base64.encodebytes(data).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        body = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    else:
        body = data
    head = f"Content-Type: text/{subtype}; charset={charset}{parameters}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    return head.encode() + b"\r\n" + body + b"\r\n"


def join_parts(subtype, parts, boundary):
    """A multipart of parts that each begin with their own headers."""
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode()
    marked = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return head + marked + b"--" + boundary.encode() + b"--\r\n"


def style_plain(reply):
    """Thunderbird: text only, the letter quoted with > below the answer, a signature."""
    text = (f"{reply.text}\n\nOn {reply.when:%d/%m/%Y %H:%M}, {reply.name} wrote:\n{reply.quote()}\n\n-- \n{{name}}\n")
    return "User-Agent: Mozilla Thunderbird", encode_text(text, encoding="8bit", parameters="; format=flowed")


def style_gmail(reply):
    """Gmail: both text and HTML, the letter in a gmail_quote."""
    said = f"On {reply.when:%a, %b %d, %Y at %I:%M %p} {reply.name} &lt;"
    plain = (f"{reply.text}\n\nOn {reply.when:%a, %b %d, %Y at %I:%M %p} {reply.name} <\n{reply.address}> wrote:\n\n"
             f"{reply.quote()}\n")
    rich = (f'<div dir="ltr">{reply.html_lines(reply.text)}</div><br><div class="gmail_quote"><div dir="ltr" '
            f'class="gmail_attr">{said}<a href="mailto:{reply.address}">{reply.address}</a>&gt; wrote:<br></div>'
            '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
            f'rgb(204,204,204);padding-left:1ex">{reply.html_lines(reply.quoted)}</blockquote></div>\n')
    parts = [encode_text(plain), encode_text(rich, "html")]
    return "", join_parts("alternative", parts, "000000000000" + secrets.token_hex(8))


def style_outlook(reply):
    """Outlook: HTML alone, the letter below a block of its headers, no quote marks."""
    paragraphs = "".join(f'<p class="MsoNormal">{html.escape(line) or "&nbsp;"}<o:p></o:p></p>\n'
                         for line in reply.text.splitlines())
    rich = ('<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">'
            '<head><meta name="Generator" content="Microsoft Word 15 (filtered medium)"><style><!--\n'
            'p.MsoNormal {margin:0in; font-size:11.0pt; font-family:"Calibri",sans-serif;}\n--></style></head>'
            f'<body lang="EN-US" link="#0563C1"><div class="WordSection1">\n{paragraphs}'
            '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;'
            f'padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b>From:</b> {html.escape(reply.name)} '
            f'&lt;{reply.address}&gt; <br><b>Sent:</b> {reply.when:%A, %B %d, %Y %I:%M %p}<br>'
            f'<b>To:</b> {html.escape(reply.to)}<br><b>Subject:</b> {html.escape(reply.subject)}<o:p></o:p></p></div>'
            f'</div>\n<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n<p class="MsoNormal">'
            f'{reply.html_lines(reply.quoted)}<o:p></o:p></p></div></body></html>\n')
    return "X-Mailer: Microsoft Outlook 16.0", encode_text(rich, "html", "us-ascii")


def style_apple(reply):
    """Apple Mail: both forms, the attribution inside the quote, blockquote type=cite."""
    said = f"On {reply.when:%b %d, %Y}, at {reply.when:%I:%M %p}, {reply.name} <{reply.address}> wrote:"
    plain = f"{reply.text}\n\n> {said}\n> \n{reply.quote()}\n"
    rich = ('<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body '
            'style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">'
            f'{reply.html_lines(reply.text)}<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite">'
            f'<div>{html.escape(said)}</div><br class="Apple-interchange-newline"><div>'
            f'{reply.html_lines(reply.quoted)}</div></blockquote></div><br></body></html>\n')
    parts = [encode_text(plain), encode_text(rich, "html")]
    return "X-Mailer: Apple Mail (2.3774.600.62)", join_parts("alternative", parts, f"Apple-Mail=_{secrets.token_hex(16)}")


def style_base64(reply):
    """A German client that encodes every text in base64."""
    text = f"{reply.text}\n\nAm {reply.when:%d.%m.%y} um {reply.when:%H:%M} schrieb {reply.name}:\n{reply.quote()}\n"
    return "", encode_text(text, encoding="base64")


def style_latin1(reply):
    """A French client that still writes ISO 8859-1."""
    text = f"{reply.text}\n\nLe {reply.when:%d/%m/%Y à %H:%M}, {reply.name} a écrit :\n{reply.quote()}\n"
    return "", encode_text(text, charset="iso-8859-1")


STYLES = {"plain": style_plain, "gmail": style_gmail, "outlook": style_outlook, "apple": style_apple,
          "base64": style_base64, "latin1": style_latin1}


# -- people -------------------------------------------------------------------------------------------------------

class Person:
    """Somebody with a mailbox in the sandbox."""

    def __init__(self, cast, name, address):
        self.cast = cast
        self.name = name
        self.address = address
        self.answered = set()

    def __str__(self):
        return self.name

    @contextlib.contextmanager
    def inbox(self):
        client = imaplib.IMAP4_SSL(self.cast.host, self.cast.port("IMAPS"), ssl_context=self.cast.tls)
        try:
            client.login(self.address, self.cast.password)
            client.select("INBOX")
            yield client
        finally:
            client.logout()

    def list(self):
        """Every letter in the INBOX, oldest first; nothing is marked as read."""
        with self.inbox() as client:
            letters = list(fetch_letters(client, set()))
        for letter in letters:
            letter.owner = self
        return letters

    def wait_letter(self, kind=None, subject_contains="", first_line_contains="", timeout=WAIT_SECONDS):
        """The oldest letter of that description that was not waited for before; it is then marked as read.

        Raises NoLetter after timeout seconds, with what there is instead.
        """
        deadline = time.monotonic() + timeout
        known = {}
        with self.inbox() as client:
            while True:
                known.update((letter.uid, letter) for letter in fetch_letters(client, known))
                for letter in known.values():
                    if (letter.uid not in self.answered and kind in (None, letter.kind)
                            and subject_contains in letter.subject and first_line_contains in letter.first_line):
                        self.answered.add(letter.uid)
                        letter.owner = self
                        client.uid("STORE", str(letter.uid), "+FLAGS", r"(\Seen)")
                        return letter
                if time.monotonic() > deadline:
                    have = "".join(f"\n  {one.kind or '-'}: {one.first_line}" for one in known.values())
                    wanted = kind or subject_contains or first_line_contains or "any letter"
                    raise NoLetter(f"{self.name} waited {timeout} s for {wanted}; the mailbox holds:{have or ' nothing'}")
                time.sleep(POLL_SECONDS)
                client.noop()

    def reply(self, letter, text, style="plain", attachments=()):
        """Answers a letter as a mail client does: to its Reply-To, in its thread, the letter quoted."""
        head, body = STYLES[style](Reply(letter, text))
        subject = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
        extra = [f"In-Reply-To: {letter.message_id}", f"References: {letter.references}"] if letter.message_id else []
        charset = "iso-8859-1" if style == "latin1" else "utf-8"
        self.submit(letter.reply_to, subject, extra + ([head] if head else []),
                    body.replace(b"{name}", self.name.encode(charset, "replace")), attachments, charset)
        if letter.owner:
            with letter.owner.inbox() as client:
                client.uid("STORE", str(letter.uid), "+FLAGS", r"(\Answered)")

    def write(self, to, subject, text, attachments=()):
        """Writes a mail of one's own."""
        self.submit(to, subject, [], encode_text(text + "\n"), attachments, "utf-8")

    def submit(self, to, subject, extra, body, attachments, charset):
        to, message = self.compose(to, subject, extra, body, attachments, charset)
        with smtplib.SMTP(self.cast.host, self.cast.port("SMTP"), timeout=WAIT_SECONDS) as client:
            client.starttls(context=self.cast.tls)
            client.login(self.address, self.cast.password)
            client.sendmail(self.address, [to], message, ["BODY=8BITMIME"])

    def compose(self, to, subject, extra, body, attachments, charset):
        """The recipient's address, and the message as it leaves the client."""
        if attachments:
            parts = [body] + [encode_file(pathlib.Path(path)) for path in attachments]
            body = join_parts("mixed", parts, f"----=_{secrets.token_hex(12)}")
        to = email.utils.parseaddr(to)[1]
        lines = [f"From: {email.utils.formataddr((self.name, self.address), charset)}", f"To: {to}",
                 f"Subject: {encode_header(subject, charset)}", f"Date: {email.utils.formatdate(localtime=True)}",
                 f"Message-ID: <{secrets.token_hex(10)}@{self.address.split('@')[1]}>", "MIME-Version: 1.0", *extra]
        return to, "\r\n".join(lines).encode() + b"\r\n" + body


def fetch_letters(client, known):
    """The letters of the selected folder whose UIDs are not in known, in order, left unread."""
    uids = [int(uid) for uid in client.uid("SEARCH", "ALL")[1][0].split()]
    for uid in sorted(set(uids) - set(known)):
        parts = client.uid("FETCH", str(uid), "(BODY.PEEK[])")[1]
        if parts and isinstance(parts[0], tuple):
            yield Letter(uid, parts[0][1])


def encode_header(text, charset):
    return text if text.isascii() else email.header.Header(text, charset).encode()


def encode_file(path):
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    head = (f'Content-Type: {kind}; name="{path.name}"\r\nContent-Disposition: attachment; filename="{path.name}"\r\n'
            "Content-Transfer-Encoding: base64\r\n\r\n")
    return head.encode() + base64.encodebytes(path.read_bytes()).replace(b"\n", b"\r\n")


class Cast:
    """The people of a roster in one sandbox."""

    def __init__(self, sandbox, roster=None):
        lines = (pathlib.Path(sandbox) / "env").read_text().splitlines()
        self.env = dict(shlex.split(line)[0].split("=", 1) for line in lines if line)
        self.host = self.env["MAIL_HOST"]
        self.password = pathlib.Path(self.env["PASSWORD_FILE"]).read_text().strip()
        self.tls = ssl.create_default_context(cafile=self.env["CA_FILE"])
        self.roster = configparser.ConfigParser(delimiters="=", comment_prefixes="#", interpolation=None)
        if roster:
            self.roster.read_string(pathlib.Path(roster).read_text(encoding="utf-8"))
        self.people = {}

    def port(self, name):
        return int(self.env[name + "_PORT"])

    def person(self, word):
        """The person with that id in the roster."""
        if word not in self.people:
            entry = self.roster[f"person {word}"]
            self.people[word] = Person(self, entry["name"], entry["mail"].split(",")[0].strip())
        return self.people[word]

    def outsider(self, name, address):
        """Somebody who is in no roster, or an office such as a press mailbox."""
        return self.people.setdefault(address, Person(self, name, address))


# -- the command --------------------------------------------------------------------------------------------------

def main():
    parser = argparse.ArgumentParser(prog="cast.py", description="Reads and answers mail in a sandbox.")
    parser.add_argument("sandbox", metavar="SANDBOX", help="the folder given to contrib/sandbox")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in (("list", ""), ("read", "number"), ("reply", "number text"), ("write", "to subject text")):
        command = commands.add_parser(name)
        command.add_argument("address")
        for word in words.split():
            command.add_argument(word, type=int if word == "number" else str)
        if name in ("reply", "write"):
            command.add_argument("--attach", action="append", default=[], metavar="FILE")
        if name == "reply":
            command.add_argument("--style", choices=STYLES, default="plain")
    options = parser.parse_args()
    try:
        cast = Cast(options.sandbox)
    except OSError as error:
        print(f"cast.py: {options.sandbox} is no sandbox: {error}", file=sys.stderr)
        return 1
    person = cast.outsider(options.address.split("@")[0], options.address)
    if options.command == "write":
        person.write(options.to, options.subject, options.text, options.attach)
        return 0
    letters = person.list()
    if options.command == "list":
        for number, letter in enumerate(letters, 1):
            print(f"{number:4}  {letter.date[:25]:25}  {letter.subject[:40]:40}  {letter.first_line[:60]}")
        return 0
    if not 1 <= options.number <= len(letters):
        print(f"cast.py: {person.address} has {len(letters)} letters", file=sys.stderr)
        return 1
    letter = letters[options.number - 1]
    if options.command == "read":
        print(f"From: {letter.sender}\nDate: {letter.date}\nSubject: {letter.subject}\n\n{letter.text}")
    else:
        person.reply(letter, options.text, options.style, options.attach)
    return 0


if __name__ == "__main__":
    sys.exit(main())
