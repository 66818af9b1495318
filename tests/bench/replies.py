# SPDX-License-Identifier: MIT
"""The generator of tests/bench/intake: ballot replies as six mail clients write them, and the truth about them.

Each reply is written from the letter it answers and from nothing else (contrib/cast.py), has 2 to 5 KB with the headers
that mail has when it has arrived, and carries a vote and a comment. The same seed writes the same votes.
"""
import base64
import email.utils
import hashlib
import multiprocessing
import random
import re
import sys

sys.dont_write_bytecode = True
from organisation import ROBOT, START, TOP  # noqa: E402

sys.path.insert(0, str(TOP / "contrib"))
from cast import STYLES, Letter, Reply, encode_header  # noqa: E402

LEAST_BYTES, MOST_BYTES = 2000, 5000
# The letter is quoted whole in few mails of that size; clients send both forms, and people cut.
LEAST_QUOTED = 2
SENTENCES = [
    "Fine with the new milestone.", "The cost section is still thin, but we can live with it.",
    "Please tell the working group that we will send somebody.", "Unser Haus hat keine Einwände; schöne Grüße.",
    "Nous préférons une échéance plus tardive.", "We read the draft twice and have nothing to add to what was said.",
    "The second paragraph repeats the first.", "Who pays for the plug-fest?", "Merci à tous ceux qui ont aidé.",
]


def write_comment(dice):
    return "\n".join(dice.sample(SENTENCES, dice.randint(1, 3)))


def write_choice(dice):
    return dice.choices(["YES", "NO", "ABSTAIN"], [6, 3, 1])[0]


def headers(letter, name, address, style, number):
    """What a mail has on its way: the sender's own headers, a signature, and those of the servers."""
    domain = address.partition("@")[2]
    when = email.utils.format_datetime(START)
    charset = "iso-8859-1" if style == "latin1" else "utf-8"
    signature = base64.b64encode(hashlib.sha512(address.encode()).digest() * 3).decode()
    mark = hashlib.sha256(f"{number}-{address}".encode()).hexdigest()
    reply_to = email.utils.parseaddr(letter.reply_to)[1]
    subject = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
    return [
        f"Return-Path: <{address}>", f"Delivered-To: {ROBOT}",
        f"Received: from mail.{domain} ([192.0.2.7])\r\n\tby mx.dmtf.example with ESMTPS id {mark[:16]}\r\n"
        f"\tfor <{reply_to}>; {when}",
        f"Authentication-Results: mx.dmtf.example; dmarc=pass header.from={domain}",
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s=mail;\r\n"
        f"\th=from:to:subject:date:message-id:in-reply-to:references;\r\n\tbh={signature[:44]};\r\n"
        f"\tb={signature[:70]}\r\n\t {signature[70:140]}\r\n\t {signature[140:]}",
        f"From: {email.utils.formataddr((name, address), charset)}", f"To: <{reply_to}>",
        f"Subject: {encode_header(subject, charset)}", f"Date: {when}", f"Message-ID: <{mark[16:48]}@{domain}>",
        f"In-Reply-To: {letter.message_id}", f"References: {letter.references}", "MIME-Version: 1.0",
    ]


def write_reply(job):
    """(number, file of the letter, seed) -> (bytes, truth). Runs in a worker."""
    number, path, seed = job
    dice = random.Random(f"{seed}-{number}")
    letter = Letter(0, path.read_bytes())
    name, address = email.utils.parseaddr(str(letter.message["To"]))
    choice, comment = write_choice(dice), write_comment(dice)
    style = list(STYLES)[number % len(STYLES)]
    charset = "iso-8859-1" if style == "latin1" else "utf-8"
    reply = Reply(letter, f"{choice}\n\n{comment}")
    lines = reply.quoted.splitlines()
    quoted = len(lines)
    while True:
        reply.quoted = "\n".join(lines[:quoted])
        head, body = STYLES[style](reply)
        mail = "\r\n".join(headers(letter, name, address, style, number) + ([head] if head else [])).encode()
        mail += b"\r\n" + body.replace(b"{name}", name.encode(charset, "replace"))
        if len(mail) <= MOST_BYTES or quoted <= LEAST_QUOTED:
            break
        quoted -= 1 + (len(mail) - MOST_BYTES) // 300
    reply_to = email.utils.parseaddr(letter.reply_to)[1]
    return mail, {"address": address, "name": name, "choice": choice, "comment": comment, "style": style,
                  "bytes": len(mail), "token": reply_to.partition("@")[0].partition("+")[2]}


def write_replies(letters, seed=1):
    """One reply to each letter (files), in a mixed order; returns [(bytes, truth)]."""
    jobs = [(number, path, seed) for number, path in enumerate(letters)]
    with multiprocessing.Pool() as pool:
        replies = pool.map(write_reply, jobs, chunksize=64)
    for mail, truth in replies:
        if not LEAST_BYTES <= len(mail) <= MOST_BYTES:
            raise ValueError(f"a reply ({truth['style']}) has {len(mail)} bytes")
    random.Random(seed).shuffle(replies)
    return replies


def same_text(one, other):
    """Whether two comments say the same, however their lines were folded."""
    return re.sub(r"\s+", " ", one or "").strip() == re.sub(r"\s+", " ", other or "").strip()
