"""The variables that a private portal runs with: what is set already wins, the rest is supplied here."""

import os
import sys
from pathlib import Path

from ops.broker import Broker
from ops.children import ROOT, Children
from ops.data_folder import DataFolder, write_private
from ops.messages import Refused
from ops.postgres import Server

EMBEDDED, TEST = "embedded", "test"
URLS = ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL")


def start_servers(folder: DataFolder, children: Children, *, fast: bool = False) -> dict[str, str]:
    """Start the servers whose addresses are not set; return all three. Raises Refused."""
    urls = {name: os.environ[name] for name in URLS if os.environ.get(name)}
    if ("DATABASE_URL" in urls) != ("OWNER_DATABASE_URL" in urls):
        raise Refused("Set both DATABASE_URL and OWNER_DATABASE_URL, or neither (see .env.example).")
    if "DATABASE_URL" not in urls:
        addresses = Server(folder, fast=fast).start(children)
        urls |= {"DATABASE_URL": addresses.app, "OWNER_DATABASE_URL": addresses.owner}
    if "REDIS_URL" not in urls:
        password = folder.secrets()["broker"]
        urls["REDIS_URL"] = Broker(folder.root, folder.log("broker"), password, children).start()
    write_private(folder.addresses, urls)
    return urls


def variables(folder: DataFolder, urls: dict[str, str], mode: str, *, host: str, port: int) -> dict[str, str]:
    """The whole environment of the portal's processes, the owner's address included."""
    static = folder.root / "static"
    static.mkdir(exist_ok=True)
    supplied = {
        "SECRET_KEY": folder.secrets()["SECRET_KEY"],
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": f"localhost,127.0.0.1,[::1],{host}",
        "MEDIA_ROOT": str(folder.media),
        "STATIC_ROOT": str(static),
        "LOG_LEVEL": "INFO" if mode == EMBEDDED else "WARNING",
        "BIND": f"{host}:{port}",
        "LC_ALL": "C.UTF-8",
        "MAIL_HOURS": "",  # somebody who tries the portal in the evening sees its mail too
    }
    if mode == TEST:
        supplied |= {"EMAIL_URL": "memorymail://", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    forced = {"PORTAL_ENV": mode, "PATH": path, "PYTHONPATH": str(ROOT), **urls}
    forced["PYTHONDONTWRITEBYTECODE"] = ""  # the portal's processes share what the first one compiled
    return {**supplied, **os.environ, **forced}


def without_owner(env: dict[str, str]) -> dict[str, str]:
    """For the running processes, which never sign in as the owner of the tables."""
    return {name: value for name, value in env.items() if name != "OWNER_DATABASE_URL"}
