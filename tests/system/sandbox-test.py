#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The sandbox of contrib/sandbox keeps its word: verified TLS, +tags, faults by recipient, Authentication-Results.

Other tests and the quickstart stand on it.
"""
import email
import imaplib
import os
import pathlib
import shlex
import smtplib
import socket
import ssl
import sys
import time

sys.dont_write_bytecode = True
from cases import expect, run_all, sandbox, wait_until  # noqa: E402

JANE = "jane@acme.example"


class Post:
    """A client of one sandbox."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        lines = (pathlib.Path(folder) / "env").read_text().splitlines()
        self.env = dict(shlex.split(line)[0].split("=", 1) for line in lines)
        self.password = pathlib.Path(self.env["PASSWORD_FILE"]).read_text().strip()
        self.tls = ssl.create_default_context(cafile=self.env["CA_FILE"])

    def port(self, name):
        return int(self.env[name + "_PORT"])

    def imap(self, address=JANE, host="localhost"):
        client = imaplib.IMAP4_SSL(host, self.port("IMAPS"), ssl_context=self.tls)
        client.login(address, self.password)
        return client

    def smtp(self, user=JANE):
        client = smtplib.SMTP("localhost", self.port("SMTP"), timeout=30)
        client.starttls(context=self.tls)
        if user:
            client.login(user, self.password)
        return client

    def send(self, recipient, user=JANE, sender=JANE, headers=""):
        text = f"From: {sender}\r\nTo: {recipient}\r\n{headers}Subject: a test\r\n\r\nYES\r\n"
        with self.smtp(user) as client:
            client.sendmail(sender, [recipient], text)

    def wait_mail(self, address):
        """The oldest message in an account, once there is one; it is taken out."""
        with self.imap(address) as client:
            wait_until(lambda: client.select("INBOX")[1] != [b"0"], f"no mail for {address}")
            raw = client.fetch("1", "(BODY.PEEK[])")[1][0][1]
            client.store("1", "+FLAGS", r"(\Deleted)")
            client.expunge()
            return email.message_from_bytes(raw)


def refused_code(call):
    """The SMTP code with which a call is refused."""
    try:
        call()
    except smtplib.SMTPRecipientsRefused as error:
        return next(iter(error.recipients.values()))[0]
    except smtplib.SMTPResponseException as error:
        return error.smtp_code
    raise AssertionError("it was accepted")


def test_imaps_is_verified(post):
    with post.imap() as client:
        expect(client.select("INBOX")[0] == "OK", "no INBOX")
    try:
        imaplib.IMAP4_SSL("localhost", post.port("IMAPS"), ssl_context=ssl.create_default_context())
    except ssl.SSLCertVerificationError:
        return
    raise AssertionError("a client without the sandbox's authority trusts it")


def test_imap_offers_what_is_needed(post):
    with imaplib.IMAP4("localhost", post.port("IMAP")) as client:
        client.starttls(ssl_context=post.tls)
        client.login(JANE, post.password)
        words = client.capability()[1][0].decode().split()
        missing = {"IDLE", "MOVE", "UIDPLUS", "CONDSTORE"} - set(words)
        expect(not missing, f"capabilities missing: {missing}")


def test_wrong_password_is_refused_at_once(post):
    for _ in range(3):
        begun = time.monotonic()
        client = imaplib.IMAP4_SSL("localhost", post.port("IMAPS"), ssl_context=post.tls)
        try:
            client.login(JANE, "wrong")
        except imaplib.IMAP4.error:
            expect(time.monotonic() - begun < 1.5, "the refusal was held up")
            client.shutdown()
            continue
        raise AssertionError("a wrong password opens an account")


def test_tag_is_delivered_to_the_account(post):
    post.send("robot+K7Q29FXM@dmtf.example")
    mail = post.wait_mail("robot@dmtf.example")
    expect(mail["Delivered-To"] == "robot+K7Q29FXM@dmtf.example", f"Delivered-To: {mail['Delivered-To']}")
    expect(JANE in mail["Return-Path"], f"Return-Path: {mail['Return-Path']}")


def test_handled_mail_can_be_moved(post):
    post.send(JANE)
    with post.imap() as client:
        wait_until(lambda: client.select("INBOX")[1] != [b"0"], "no mail came")
        client.create("Processed")
        status, answer = client.uid("MOVE", client.uid("SEARCH", "ALL")[1][0].split()[-1].decode(), "Processed")
        expect(status == "OK", f"MOVE: {answer}")
        expect(client.response("COPYUID")[1] != [None], "no COPYUID")
        expect(client.select("Processed")[1] == [b"1"], "Processed does not hold it")


def results(mail):
    return " ".join(mail.get_all("Authentication-Results", []))


def test_own_domain_passes_dmarc(post):
    post.send("bob@bolt.example")
    text = results(post.wait_mail("bob@bolt.example"))
    expect(text == "mx.dmtf.example; dmarc=pass header.from=acme.example", text)


def test_foreign_domain_fails_dmarc(post):
    for user in (JANE, None):
        post.send("bob@bolt.example", user=user, sender="chief@bolt.example")
        text = results(post.wait_mail("bob@bolt.example"))
        expect(text == "mx.dmtf.example; dmarc=fail header.from=bolt.example", text)


def test_forged_results_are_removed(post):
    forged = ("Authentication-Results: mx.dmtf.example; dmarc=pass header.from=bolt.example\r\n"
              "Authentication-Results: mx.other.example;\r\n spf=pass smtp.mailfrom=a::b@x.example\r\n"
              "Authentication-Results:\r\n mx.dmtf.example; spf=pass\r\n")
    post.send("bob@bolt.example", user=None, sender="chief@bolt.example", headers=forged)
    lines = post.wait_mail("bob@bolt.example").get_all("Authentication-Results")
    expect(lines[0] == "mx.dmtf.example; dmarc=fail header.from=bolt.example", str(lines))
    expect([" ".join(line.split()) for line in lines[1:]] ==
           ["mx.other.example; spf=pass smtp.mailfrom=a::b@x.example"], str(lines))


def test_faults_by_recipient(post):
    for local_part, code in (("reject550", 550), ("reject550+tag", 550), ("defer451", 451), ("afterdata550", 550)):
        found = refused_code(lambda: post.send(f"{local_part}@any.example"))
        expect(found == code, f"{local_part}: {found}")


def test_one_refused_recipient_leaves_the_others(post):
    with post.smtp() as client:
        refused = client.sendmail(JANE, ["reject550@any.example", "bob@bolt.example"], "Subject: two\r\n\r\nx\r\n")
    expect(list(refused) == ["reject550@any.example"], str(refused))
    expect(post.wait_mail("bob@bolt.example")["Subject"] == "two", "not delivered")


def test_broken_connections(post):
    with_data = []
    for local_part in ("drop", "dropdata"):
        client = post.smtp()
        client.mail(JANE)
        try:
            code = client.rcpt(f"{local_part}@any.example")[0]
            with_data.append(local_part)
            expect(code == 250, f"{local_part}: RCPT {code}")
            code, text = client.data("Subject: x\r\n\r\nx\r\n")
            raise AssertionError(f"{local_part}: DATA was answered with {code} {text}")
        except smtplib.SMTPServerDisconnected:
            pass
        finally:
            client.close()
    expect(with_data == ["dropdata"], f"handed over to {with_data}")


def test_slow_is_slow_and_accepts(post):
    begun = time.monotonic()
    post.send("slow@any.example")
    expect(time.monotonic() - begun >= 1, "slow@ was not slow")
    post.wait_mail("slow@any.example")


def test_bounce_comes_back_to_the_envelope(post):
    with post.smtp() as client:
        client.sendmail("robot+b-K7Q2@dmtf.example", ["bounce@any.example"],
                        "From: robot@dmtf.example\r\nMessage-ID: <one@dmtf.example>\r\nSubject: x\r\n\r\nx\r\n")
    mail = post.wait_mail("robot@dmtf.example")
    expect(mail.get_content_type() == "multipart/report", mail.get_content_type())
    expect(mail["Delivered-To"] == "robot+b-K7Q2@dmtf.example", mail["Delivered-To"])
    status = mail.get_payload(1).as_string()
    expect("Action: failed" in status and "bounce@any.example" in status, status)
    expect("<one@dmtf.example>" in mail.get_payload(2).as_string(), "the returned header is missing")


def test_many_letters_on_one_connection(post):
    with post.smtp() as client:
        for number in range(30):
            client.sendmail(JANE, ["many@any.example"], f"Subject: {number}\r\n\r\nx\r\n")
    subjects = {post.wait_mail("many@any.example")["Subject"] for _ in range(30)}
    expect(len(subjects) == 30, f"{len(subjects)} of 30 came")


def test_smtps(post):
    with smtplib.SMTP_SSL("localhost", post.port("SMTPS"), context=post.tls) as client:
        client.login(JANE, post.password)
        expect(client.noop()[0] == 250, "no answer")


def test_status_and_second_start(post):
    expect(sandbox("status", post.folder).returncode == 0, "status does not see it run")
    expect("already" in sandbox("start", post.folder).stderr, "a second start was not refused")


def test_restart_keeps_ports_and_mail(post):
    post.send("keep@any.example")
    wait_until(lambda: list(post.folder.glob("mail/any.example/keep/Maildir/new/*")), "no mail came")
    expect(sandbox("stop", post.folder).returncode == 0, "it does not stop")
    expect(sandbox("status", post.folder).returncode == 1, "status sees it run")
    expect(sandbox("stop", post.folder).returncode == 0, "a second stop fails")
    for name in ("IMAPS", "SMTP"):
        with socket.socket() as client:
            expect(client.connect_ex(("127.0.0.1", post.port(name))) != 0, f"{name} still answers")
    accounts = post.folder / "addresses"
    accounts.write_text(f"# known\n{JANE}\nkeep@any.example\n")
    started = sandbox("start", post.folder, "--accounts", accounts, "--certificate", "wrong")
    expect(started.returncode == 0, started.stderr)
    expect(Post(post.folder).env["IMAPS_PORT"] == post.env["IMAPS_PORT"], "the ports changed")


def test_wrong_certificate(post):
    try:
        post.imap()
    except ssl.SSLCertVerificationError as error:
        expect("localhost" in str(error), str(error))
        return
    raise AssertionError("a certificate for another name was taken")


def test_accounts_are_the_only_ones(post):
    post.tls.check_hostname = False
    expect(refused_code(lambda: post.send("nobody@any.example")) == 550, "not refused with 550")
    post.send("Jane+tag@acme.example")
    post.wait_mail(JANE)
    expect(post.wait_mail("keep@any.example")["Subject"] == "a test", "mail was lost over the restart")


def test_long_folder_name(post):
    """A socket's name is short; the folder's need not be. And two sandboxes run side by side."""
    long = post.folder / ("long" * 12) / ("name" * 12)
    started = sandbox("start", long)
    expect(started.returncode == 0, started.stderr)
    run_dir = Post(long).env["RUN_DIR"]
    try:
        Post(long).send(JANE)
        Post(long).wait_mail(JANE)
    finally:
        expect(sandbox("stop", long).returncode == 0, "it does not stop")
    expect(len(run_dir) < 64 and not os.path.exists(run_dir), f"{run_dir} is left")


if __name__ == "__main__":
    sys.exit(run_all(globals(), Post, "--slow", "1"))
