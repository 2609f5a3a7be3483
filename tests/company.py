"""The company of the tests: actors named by their relation to the work under test."""

from dataclasses import dataclass
from datetime import date

from cint_portal.organization.models import PlanningCycle, RoleAssignment, Unit, User
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
    corporate = unit("CORP", "PT Uji Sentosa Tbk", "corporate")
    directorate = unit("D-OPS", "Direktorat Operasi", "directorate", corporate)
    other_directorate = unit("D-KEU", "Direktorat Keuangan", "directorate", corporate)
    department = unit("PPIC", "Departemen PPIC", "department", directorate)
    sister = unit("QA", "Departemen QA", "department", directorate)
    other = unit("FIN", "Departemen Keuangan", "department", other_directorate)
    cms_unit = unit("CMS", "Bagian CMS", "department", corporate)
    people = {
        "cms_head": person("kepala.cms", "Ratna Dewi", salutation="Ibu"),
        "cms": person("cms", "Budi Santoso"),
        "second_cms": person("cms.dua", "Citra Lestari", salutation="Ibu"),
        "cms_with_department": person("cms.rangkap", "Doni Pratama"),
        "manager": person("manager", "Andi Wijaya", nik="10001"),
        "second_layer": person("second.layer", "Eko Nugroho"),
        "drafter": person("admin.ppic", "Fitri Handayani", salutation="Ibu"),
        "colleague": person("manager.qa", "Gunawan Hadi"),
        "outsider": person("manager.fin", "Hesti Purnama", salutation="Ibu"),
        "director": person("direktur", "Irwan Kusuma"),
        "other_director": person("direktur.keu", "Joko Susilo"),
        "president": person("dirut", "Kartika Sari", salutation="Ibu"),
        "bod": person("direksi", "Lukman Hakim"),
        "auditor": person("auditor", "Maya Anggraini", salutation="Ibu"),
        "admin": person("admin", "Nanda Putra", is_staff=True),
        "leaver": person("mantan", "Oki Saputra", is_active=False),
        "nobody": person("tamu", "Putri Ayu", salutation="Ibu"),
    }
    assign(people["cms_head"], Role.CMS_HEAD, cms_unit)
    assign(people["cms"], Role.CMS, cms_unit)
    assign(people["second_cms"], Role.CMS, cms_unit)
    assign(people["cms_with_department"], Role.CMS, cms_unit)
    assign(people["cms_with_department"], Role.MANAGER, department)
    assign(people["manager"], Role.MANAGER, department)
    assign(people["second_layer"], Role.SECOND_LAYER, department)
    assign(people["drafter"], Role.DRAFTER, department)
    assign(people["colleague"], Role.MANAGER, sister)
    assign(people["outsider"], Role.MANAGER, other)
    assign(people["director"], Role.DIRECTOR, directorate)
    assign(people["other_director"], Role.DIRECTOR, other_directorate)
    assign(people["president"], Role.DIRECTOR, corporate)
    assign(people["president"], Role.BOD, corporate)
    assign(people["bod"], Role.BOD, corporate)
    assign(people["auditor"], Role.AUDITOR, directorate)
    assign(people["admin"], Role.ADMIN, corporate)
    assign(people["leaver"], Role.MANAGER, department, valid_until=date(2025, 12, 31))
    return Company(
        corporate=corporate,
        directorate=directorate,
        other_directorate=other_directorate,
        department=department,
        sister_department=sister,
        other_department=other,
        cms_department=cms_unit,
        cycle=PlanningCycle.objects.open_year(year),
        **people,
    )
