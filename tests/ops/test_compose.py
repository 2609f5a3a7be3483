"""The deployment files say what the launcher does: commands, variables, grace, users, exposed ports."""

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml

from ops.binaries import postgres
from ops.children import ROOT, Children
from ops.data_folder import DataFolder
from ops.network import HERE
from ops.postgres import ENV, Server
from ops.processes import DATA_IN_CONTAINER, MIGRATE, OWNER, RUNNING, SETTINGS, WEB, Process

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXAMPLE = (ROOT / ".env.example").read_text()
PROXY = (ROOT / "ops" / "nginx.conf").read_text()
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "APP_PASSWORD")


def test_the_services_are_the_processes_with_their_servers_and_a_proxy() -> None:
    assert set(SERVICES) == {process.name for process in (*RUNNING, MIGRATE)} | {"db", "redis", "proxy"}


@pytest.mark.parametrize("process", [*RUNNING, MIGRATE], ids=lambda process: process.name)
def test_a_service_runs_the_launchers_command_with_the_launchers_variables(process: Process) -> None:
    service = SERVICES[process.name]

    assert shlex.split(service["command"]) == list(process.arguments(DATA_IN_CONTAINER))
    assert set(service["environment"]) == set(process.variables)


@pytest.mark.parametrize("process", RUNNING, ids=lambda process: process.name)
def test_a_service_gets_the_launchers_time_to_end(process: Process) -> None:
    assert SERVICES[process.name]["stop_grace_period"] == f"{process.grace:.0f}s"


def test_the_operations_page_names_the_same_commands() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()

    for process in (*RUNNING, MIGRATE):
        assert " ".join(process.arguments(DATA_IN_CONTAINER)) in page


def test_only_migrate_knows_the_owner_of_the_tables() -> None:
    knowing = {name for name, service in SERVICES.items() if set(OWNER) & set(service.get("environment", ()))}

    assert knowing == {"migrate"}


def test_the_processes_wait_for_the_migrations() -> None:
    for process in RUNNING:
        assert SERVICES[process.name]["depends_on"]["migrate"] == {
            "condition": "service_completed_successfully"
        }


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_the_proxy_runs_as_the_user_who_owns_the_files() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert SERVICES["proxy"]["user"] == "10001:10001"
    assert "useradd --uid 10001" in dockerfile
    assert "USER portal" in dockerfile


def test_protected_files_lie_where_the_proxy_looks_and_cannot_be_asked_for() -> None:
    settings = SERVICES["web"]["environment"]
    location = settings["PROTECTED_FILES_LOCATION"].rstrip("/")

    block = re.search(rf"location {location}/ \{{(.+?)\}}", PROXY, flags=re.DOTALL)

    assert block
    assert "internal;" in block[1]
    assert f"alias {settings['MEDIA_ROOT']}/;" in block[1]
    assert "data:/data:ro" in SERVICES["proxy"]["volumes"]
    assert settings["MEDIA_ROOT"].startswith(f"{DATA_IN_CONTAINER}/")


def test_static_files_lie_where_the_proxy_looks() -> None:
    static = SERVICES["web"]["environment"]["STATIC_ROOT"]

    assert f"alias {static}/;" in PROXY
    assert f"COPY --from=portal {static} {static}" in (ROOT / "Dockerfile").read_text()


def test_every_file_that_the_proxy_sends_itself_carries_the_safety_headers() -> None:
    blocks = re.findall(r"location /(?:static|protected)/ \{(.+?)\n        \}", PROXY, flags=re.DOTALL)

    assert len(blocks) == 2
    for name in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy", "Strict-T"):
        assert all(f"add_header {name}" in block for block in blocks)


def test_the_example_explains_every_variable() -> None:
    explained = set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", EXAMPLE, flags=re.MULTILINE))
    wanted = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    program = [ROOT / "cint_portal" / "settings.py", ROOT / "cint_portal" / "env.py"]
    reads = r'(?:required|database|env\.\w+|environ\.get)\(\s*"([A-Z_]+)"'
    wanted |= {name for file in program for name in re.findall(reads, file.read_text())}

    assert wanted | set(SETTINGS + OWNER + WEB) <= explained


def test_the_example_holds_no_secret() -> None:
    for name in SECRETS:
        assert re.search(rf"^{name}=$", EXAMPLE, flags=re.MULTILINE), name


def test_every_secret_must_be_given() -> None:
    text = (ROOT / "docker-compose.yml").read_text()

    for name in SECRETS:
        assert re.findall(rf"\$\{{{name}(.)", text)[0] == ":", name
        assert f"${{{name}}}" not in text


@pytest.mark.processes
def test_the_script_makes_an_owner_and_an_application_role_without_other_rights(data: Path) -> None:
    folder = DataFolder(data)
    with Children(folder.ledger) as children:
        server = Server(folder, fast=True)
        server.start(children)
        empty(server)
        run_script(server)
        rights = {name: rights_of(server, name) for name in ("portal_owner", "portal_app")}

        assert rights == {"portal_owner": (False, False, True), "portal_app": (False, False, False)}


def empty(server: Server) -> None:
    """As a server that nobody has prepared."""
    superuser = server.connect()
    with superuser.cursor() as cursor:
        for thing in ("DATABASE portal", "ROLE portal_owner", "ROLE portal_app"):
            cursor.execute(f"DROP {thing}")
    superuser.close()


def run_script(server: Server) -> None:
    where = {"PGHOST": HERE, "PGPORT": str(server.port), "PGUSER": "postgres"}
    secrets = {"PGPASSWORD": server.secrets["superuser"], "OWNER_PASSWORD": "o", "APP_PASSWORD": "a"}
    path = os.pathsep.join([str(postgres().bin), os.environ["PATH"]])
    script = ROOT / "ops" / "create-roles.sh"
    subprocess.run(["sh", script], env={**ENV, **where, **secrets, "PATH": path}, check=True)


def rights_of(server: Server, role: str) -> tuple[bool, ...]:
    """Superuser, may make databases, may make tables: asked as the role itself."""
    connection = psycopg2.connect(
        host=HERE, port=server.port, dbname="portal", user=role, password=role.removeprefix("portal_")[0]
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper, rolcreatedb, has_schema_privilege('public', 'CREATE')"
                " FROM pg_roles WHERE rolname = current_user"
            )
            return tuple(cursor.fetchone() or ())
    finally:
        connection.close()
