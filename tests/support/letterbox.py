# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readers who have a page's posts by e-mail, and the organisation's mail server, which hands on what they answer:

    with SmtpSink() as sink, Favilla(environment={"FAVILLA_SMTP_URL": sink.url, **receiving(port)}) as favilla:
        subscribe(favilla, sink, "lantern", "reader@mail.example")
        mail = sink.wait_for("reader@mail.example", 2)
        hand_in(port, answer_to(mail, "Gladly"))
"""
import email.message
import email.utils
import itertools
import re
import smtplib

from support.forms import Browser

DOMAIN = "answers.example"
_numbers = itertools.count(1)


def receiving(port: int) -> dict[str, str]:
    return {"FAVILLA_MAIL_RECEIVE_LISTEN": f"127.0.0.1:{port}", "FAVILLA_MAIL_RECEIVE_DOMAIN": DOMAIN}


def offer(favilla, page: str, token: str) -> None:
    """The page may be discovered, and so offers its posts by mail."""
    answer = favilla.request("PATCH", "/api/v1/accounts/update_credentials", {"discoverable": True}, token=token, headers={"Favilla-Voice": page})
    assert answer.status == 200, answer.text


def subscribe(favilla, sink, handle: str, address: str, rhythm: str = "each") -> None:
    known = len(sink.to(address))
    browser = Browser(favilla.url, "en")
    profile = browser.get(f"/@{handle}")
    form = next(place for place, form in enumerate(profile.forms) if form.action == f"/@{handle}/mail")
    assert browser.submit(profile, form=form, email=address, rhythm=rhythm).status == 200
    words = sink.wait_for(address, known + 1).get_body(("plain",)).get_content()
    page = browser.get(re.search(r"https?://[^/\s]+(/mail/\S+)", words).group(1))
    form = next(place for place, form in enumerate(page.forms) if form.action == "/mail/confirm")
    assert browser.submit(page, form=form).status == 200


def answer_to(mail, words: str, **headers: str) -> email.message.EmailMessage:
    """As a mail program makes it: to Reply-To, in the thread, what was answered quoted beneath."""
    answer = email.message.EmailMessage()
    answer["From"] = headers.pop("sender", f"Rita Lume <{mail['To'].addresses[0].addr_spec}>")
    answer["To"] = mail["Reply-To"].strip("<>")
    answer["Subject"] = "Re: " + mail["Subject"]
    answer["Message-ID"] = f"<{next(_numbers)}.answer@mail.example>"
    answer["In-Reply-To"] = answer["References"] = mail["Message-ID"].strip()
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    quoted = "\n".join("> " + line for line in mail.get_body(("plain",)).get_content().splitlines())
    answer.set_content(f"{words}\n\nOn Monday, {mail['From'].addresses[0].display_name} wrote:\n{quoted}\n")
    return answer


def hand_in(port: int, mail, to: str | None = None, sender: str = "reader@mail.example") -> None:
    """Raises smtplib's errors for what is refused."""
    to = to or mail["To"]
    with smtplib.LMTP("127.0.0.1", port) as door:
        refused = door.sendmail(sender, [to], mail if isinstance(mail, bytes) else mail.as_bytes(policy=mail.policy.clone(linesep="\r\n", max_line_length=0)))
        assert not refused, refused


def return_of(path: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A mail that came back, as a mail server tells of it (RFC 3464)."""
    return (f"From: mailer-daemon@mail.example\r\nTo: {path}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
            f"--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n"
            f"Final-Recipient: rfc822; gone@mail.example\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--b--\r\n").encode()
