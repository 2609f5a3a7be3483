"""The company of the tests: actors named by their relation to the work under test."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib.auth.hashers import make_password

from cint_portal.organization.models import PlanningCycle, RestrictedGrant, RoleAssignment, Unit, User
from cint_portal.organization.roles import Role

PASSWORD = "kata-sandi-uji-2026"
FOUNDED = date(2020, 1, 1)


@dataclass
class Company:
    """`department` belongs to `manager`; `other_department` (other directorate) to `outsider`.

    `colleague` manages a sister department under the same `director`.
    """

    corporate: Unit
    directorate: Unit
    other_directorate: Unit
    department: Unit
    sister_department: Unit
    other_department: Unit
    cms_department: Unit
    cycle: PlanningCycle
    cms_head: User
    cms: User
    second_cms: User
    cms_with_department: User
    manager: User
    second_layer: User
    drafter: User
    colleague: User
    outsider: User
    director: User
    other_director: User
    president: User
    bod: User
    auditor: User
    admin: User
    leaver: User
    nobody: User


def person(username: str, full_name: str, **fields: object) -> User:
    fields.setdefault("email", f"{username}@contoh.test")
    fields.setdefault("salutation", "Bapak")
    return User.objects.create_user(username, PASSWORD, full_name=full_name, **fields)


def assign(who: User, role: Role, unit: Unit, **fields: object) -> RoleAssignment:
    return RoleAssignment.objects.create(person=who, role=role, unit=unit, valid_from=FOUNDED, **fields)


def unit(code: str, name: str, kind: str, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(code=code, name=name, kind=kind, parent=parent, valid_from=FOUNDED)


def build_company(year: int = 2027) -> Company:
    """Written in a few statements: nearly every test begins with it."""
    units = _build_units()
    people = _build_people()
    _build_roles(units, people)
    _name_cms(people)
    return Company(**units, cycle=PlanningCycle.objects.open_year(year), **people)


def _build_units() -> dict[str, Unit]:
    (corporate,) = _units({"corporate": ("CORP", "PT Uji Sentosa Tbk", "corporate", None)}).values()
    directorates = _units(
        {
            "directorate": ("D-OPS", "Direktorat Operasi", "directorate", corporate),
            "other_directorate": ("D-KEU", "Direktorat Keuangan", "directorate", corporate),
        }
    )
    operations, finance = directorates.values()
    departments = _units(
        {
            "department": ("PPIC", "Departemen PPIC", "department", operations),
            "sister_department": ("QA", "Departemen QA", "department", operations),
            "other_department": ("FIN", "Departemen Keuangan", "department", finance),
            "cms_department": ("CMS", "Bagian CMS", "department", corporate),
        }
    )
    return {"corporate": corporate, **directorates, **departments}


def _units(rows: dict[str, tuple[str, str, str, Unit | None]]) -> dict[str, Unit]:
    made = [
        Unit(code=code, name=name, kind=kind, parent=parent, valid_from=FOUNDED)
        for code, name, kind, parent in rows.values()
    ]
    return dict(zip(rows, Unit.objects.bulk_create(made), strict=True))


def _build_people() -> dict[str, User]:
    rows: dict[str, tuple[str, str, dict[str, object]]] = {
        "cms_head": ("kepala.cms", "Ratna Dewi", {"salutation": "Ibu"}),
        "cms": ("cms", "Budi Santoso", {}),
        "second_cms": ("cms.dua", "Citra Lestari", {"salutation": "Ibu"}),
        "cms_with_department": ("cms.rangkap", "Doni Pratama", {}),
        "manager": ("manager", "Andi Wijaya", {"nik": "10001"}),
        "second_layer": ("second.layer", "Eko Nugroho", {}),
        "drafter": ("admin.ppic", "Fitri Handayani", {"salutation": "Ibu"}),
        "colleague": ("manager.qa", "Gunawan Hadi", {}),
        "outsider": ("manager.fin", "Hesti Purnama", {"salutation": "Ibu"}),
        "director": ("direktur", "Irwan Kusuma", {}),
        "other_director": ("direktur.keu", "Joko Susilo", {}),
        "president": ("dirut", "Kartika Sari", {"salutation": "Ibu"}),
        "bod": ("direksi", "Lukman Hakim", {}),
        "auditor": ("auditor", "Maya Anggraini", {"salutation": "Ibu"}),
        "admin": ("admin", "Nanda Putra", {"is_staff": True}),
        "leaver": ("mantan", "Oki Saputra", {"is_active": False}),
        "nobody": ("tamu", "Putri Ayu", {"salutation": "Ibu"}),
    }
    password = make_password(PASSWORD)
    made = [
        User(
            username=username,
            password=password,
            full_name=name,
            email=f"{username}@contoh.test",
            **{"salutation": "Bapak", **fields},
        )
        for username, name, fields in rows.values()
    ]
    return dict(zip(rows, User.objects.bulk_create(made), strict=True))


def _name_cms(people: dict[str, User]) -> None:
    """CMS's staff verify financial figures too: they are named for them (realities 27)."""
    head = people["cms_head"]
    RestrictedGrant.objects.bulk_create(
        RestrictedGrant(
            person=people[who],
            valid_from=FOUNDED,
            reason="Memeriksa realisasi",
            granted_by=head,
            granted_at=datetime(2020, 1, 1, tzinfo=UTC),
        )
        for who in ("cms", "second_cms", "cms_with_department")
    )


def _build_roles(units: dict[str, Unit], people: dict[str, User]) -> None:
    rows = [
        ("cms_head", Role.CMS_HEAD, "cms_department"),
        ("cms", Role.CMS, "cms_department"),
        ("second_cms", Role.CMS, "cms_department"),
        ("cms_with_department", Role.CMS, "cms_department"),
        ("cms_with_department", Role.MANAGER, "department"),
        ("manager", Role.MANAGER, "department"),
        ("second_layer", Role.SECOND_LAYER, "department"),
        ("drafter", Role.DRAFTER, "department"),
        ("colleague", Role.MANAGER, "sister_department"),
        ("outsider", Role.MANAGER, "other_department"),
        ("director", Role.DIRECTOR, "directorate"),
        ("other_director", Role.DIRECTOR, "other_directorate"),
        ("president", Role.DIRECTOR, "corporate"),
        ("president", Role.BOD, "corporate"),
        ("bod", Role.BOD, "corporate"),
        ("auditor", Role.AUDITOR, "directorate"),
        ("admin", Role.ADMIN, "corporate"),
    ]
    left = RoleAssignment(
        person=people["leaver"],
        role=Role.MANAGER,
        unit=units["department"],
        valid_from=FOUNDED,
        valid_until=date(2025, 12, 31),
    )
    held = [
        RoleAssignment(person=people[who], role=role, unit=units[where], valid_from=FOUNDED)
        for who, role, where in rows
    ]
    RoleAssignment.objects.bulk_create([*held, left])
