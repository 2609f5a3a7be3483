"""The private broker can be taken away and given back at the same address."""

from pathlib import Path

import pytest
import redis

from ops import binaries
from ops.broker import private_broker
from ops.messages import Refused

pytestmark = pytest.mark.processes


def answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
    finally:
        client.close()


def test_a_broker_goes_and_comes_back_at_its_address(tmp_path: Path) -> None:
    with private_broker(tmp_path) as broker:
        assert answers(broker.url)
        broker.stop()
        assert not answers(broker.url)
        assert broker.start() == broker.url
        assert answers(broker.url)
    assert not answers(broker.url)


def test_without_its_password_the_broker_says_nothing(tmp_path: Path) -> None:
    with private_broker(tmp_path) as broker, pytest.raises(redis.AuthenticationError):
        redis.Redis(host="127.0.0.1", port=broker.port).ping()


def test_a_machine_without_a_broker_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "wheel", lambda name: None)
    monkeypatch.setenv("PATH", "")

    with pytest.raises(Refused, match="apt-get install redis-server"):
        binaries.broker()
