"""A small SMTP server of the test's own whose every answer can be scripted, also silence and hanging up."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ops.network import HERE

SILENCE, HANG_UP = "silence", "hang up"
NORMAL = {
    "CONNECT": "220 ready",
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "MESSAGE": "250 accepted",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


@dataclass
class MailServer:
    """`answers`: what is said at each step, for every recipient or for one (`RCPT a@b`)."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    accepted: list[tuple[list[str], bytes]] = field(default_factory=list)
    connections: int = 0
    #: Hang up at MAIL after this many messages of one connection.
    messages_per_connection: int = 10**9
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, step: str, argument: str = "") -> str:
        return self.answers.get(f"{step} {argument}", self.answers.get(step, NORMAL.get(step, "500 what?")))


class _Session(socketserver.StreamRequestHandler):
    server: "_Listener"

    def handle(self) -> None:
        mine, taken, recipients = self.server.owner, 0, []
        mine.connections += 1
        open_ = self._say("CONNECT")
        while open_ and (line := self.rfile.readline().decode().strip()):
            verb = line[:4].upper()
            if verb == "MAIL":
                recipients = []
                if taken >= mine.messages_per_connection:
                    return
            address = line.partition("<")[2].partition(">")[0]
            if verb == "RCPT":
                recipients.append(address)
            open_ = self._say(verb, address) and verb != "QUIT"
            if open_ and verb == "DATA" and mine.answer("DATA").startswith("354"):
                message = b"".join(iter(self.rfile.readline, b".\r\n"))
                open_ = self._say("MESSAGE")
                if open_ and mine.answer("MESSAGE").startswith("250"):
                    taken += 1
                    mine.accepted.append((recipients, message))

    def _say(self, step: str, argument: str = "") -> bool:
        answer = self.server.owner.answer(step, argument)
        if answer == SILENCE:
            self.server.owner.over.wait(20)
        if answer in (SILENCE, HANG_UP):
            return False
        self.wfile.write(answer.encode() + b"\r\n")
        return not answer.startswith("421")


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    owner: MailServer


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with _Listener((HERE, 0), _Session) as listener:
        listener.owner = MailServer(port=listener.server_address[1])
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield listener.owner
        finally:
            listener.owner.over.set()
            listener.shutdown()
            thread.join()
