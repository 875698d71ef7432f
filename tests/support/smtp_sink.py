# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail server on loopback that takes every mail and keeps it, for tests:

    with SmtpSink() as sink, Favilla(environment={"FAVILLA_SMTP_URL": sink.url}) as favilla:
        ...
        mail = sink.wait_for("ada@example.org")             # an email.message.EmailMessage
"""
import email
import email.policy
import socketserver
import threading
import time


class _Session(socketserver.StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        sender, recipients = None, []
        self.say("220 sink")
        while line := self.rfile.readline(2000):
            words = line.decode("ascii", "replace").strip()
            verb = words[:4].upper()
            if verb in ("EHLO", "HELO"):
                self.say("250 sink")
            elif verb == "MAIL":
                sender, recipients = words[10:].split(">")[0].lstrip("<"), []
                self.say("250 ok")
            elif verb == "RCPT":
                recipients.append(words[8:].split(">")[0].lstrip("<"))
                self.say(self.server.refused.get(recipients[-1], "250 ok"))
            elif verb == "DATA":
                if self.server.refuse_next > 0:
                    self.server.refuse_next -= 1
                    self.say("451 later")
                    continue
                self.say("354 go on")
                self.server.keep(sender, recipients, self.read_message())
                self.say("250 kept")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("502 unknown")

    def read_message(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)


class SmtpSink(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"
        self.mails: list[tuple[str, list[str], bytes]] = []
        self.refuse_next = 0
        self.refused: dict[str, str] = {}               # what is answered to RCPT, by address
        self._arrived = threading.Condition()

    def __enter__(self) -> "SmtpSink":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.shutdown()
        self.server_close()

    def keep(self, sender: str, recipients: list[str], raw: bytes) -> None:
        with self._arrived:
            self.mails.append((sender, recipients, raw))
            self._arrived.notify_all()

    def to(self, address: str) -> list[email.message.EmailMessage]:
        return [email.message_from_bytes(raw, policy=email.policy.default) for _, to, raw in list(self.mails) if address in to]

    def wait_for(self, address: str, number: int = 1, deadline: float = 90) -> email.message.EmailMessage:
        """The number-th mail to that address."""
        end = time.monotonic() + deadline
        with self._arrived:
            while len(self.to(address)) < number:
                if not self._arrived.wait(max(0.0, end - time.monotonic())):
                    raise AssertionError(f"no mail number {number} to {address} within {deadline} s")
        return self.to(address)[number - 1]
