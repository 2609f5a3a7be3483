"""Reads the environment; a missing or malformed variable stops the start, named."""

import os
from datetime import time
from ipaddress import ip_address
from urllib.parse import urlsplit

import environ

env = environ.Env()

PRODUCTION, EMBEDDED, TEST = "production", "embedded", "test"


class Misconfigured(SystemExit):
    """Raised for a variable that is missing or has a value nobody can use."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why} (see .env.example)")


def mode() -> str:
    value = os.environ.get("PORTAL_ENV", PRODUCTION)
    if value not in (PRODUCTION, EMBEDDED, TEST):
        raise Misconfigured("PORTAL_ENV", f"must be production, embedded or test, not {value!r}")
    return value


def required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise Misconfigured(name, "is not set")
    return value


def mail_server(name: str) -> dict[str, object]:
    """Settings of the mail server; SMTP through the backend that watches what was handed over."""
    found: dict[str, object] = env.email_url(name)
    if found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        found["EMAIL_BACKEND"] = "cint_portal.notifications.smtp.Backend"
    return found


def hours(name: str, default: str) -> tuple[time, time] | None:
    """From when until when of a day, "07:00-18:00"; empty: no limit."""
    text = os.environ.get(name, default)
    if not text:
        return None
    try:
        opens, closes = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise Misconfigured(name, f"must look like 07:00-18:00, not {text!r}") from None
    if opens >= closes:
        raise Misconfigured(name, "must end later than it begins")
    return opens, closes


def takes_passkeys(site_url: str) -> bool:
    """A passkey belongs to the name of a host, not to a number; browsers ask for https but on localhost."""
    parts = urlsplit(site_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return bool(host) and (parts.scheme == "https" or host == "localhost")
    return False


def database(name: str, *, serves_requests: bool) -> dict[str, object]:
    """Connection of one database role; the URL names user, host, port and database."""
    required(name)
    return {
        **env.db_url(name),
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": serves_requests,
        "CONN_MAX_AGE": 60 if serves_requests else 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c statement_timeout=30s -c lock_timeout=10s -c timezone=UTC"},
    }
