"""The container's question whether the web process lives, asked as the proxy asks."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from ops.health import lives


class Answer(http.server.BaseHTTPRequestHandler):
    """Answers with the status in the path; remembers the headers."""

    asked: dict[str, str] = {}

    def do_GET(self) -> None:
        Answer.asked = dict(self.headers)
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("SITE_URL", "https://portal.example")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("status", "alive"), [(200, True), (500, False), (404, False)])
def test_only_a_good_answer_counts(site: str, status: int, alive: bool) -> None:
    assert lives(f"{site}/{status}/") is alive


def test_it_asks_under_the_sites_name_over_https(site: str) -> None:
    lives(f"{site}/200/")

    assert (Answer.asked["Host"], Answer.asked["X-Forwarded-Proto"]) == ("portal.example", "https")


def test_nobody_there_is_not_alive() -> None:
    assert not lives("http://127.0.0.1:1/")
