"""A personal scorecard is nowhere for whom it is not meant: every address, every list, every count.

One agreed scorecard and one draft hold a name that stands nowhere else. People around the circle ask for
every GET address of the route table, and no list of theirs changes by one letter when the two are written.
"""

import pytest

from bsc.models import Kpi, Scorecard
from cint_portal.core import clock
from cint_portal.organization.models import User
from tests.bsc.personal import CANARY, PersonalScene
from tests.bsc.scorecards import kpis_of
from tests.company import Company
from tests.conftest import at
from tests.everything import lock_versions
from tests.matrix import walk
from tests.matrix.framework import browser
from tests.matrix.test_canary import NEVER_ALIKE, SECRETS

FEBRUARY = at("2027-02-10 09:00")
#: CMS's head, who runs the mail too; one of the same department, and the auditor where KPIs are read.
READ = ("bsc:", "realization:", "home", "kpi-list")
WALKED = {"cms_head": ("",), "second_layer": READ, "auditor": READ}
COMPARED = ("cms_head", "bod", "second_layer", "colleague")
#: Where the circle reads them; the library offers one's own drafts as places for a definition.
CIRCLE = ("/bsc/scorecards/", "/bsc/personal/", "/bsc/measures/", "/bsc/library/")
QUERY = "year=2027&q=Zamrud"


@pytest.fixture
def scene(company: Company) -> PersonalScene:
    """The department is established; the employee is its second member."""
    clock.move_to(FEBRUARY)
    made = PersonalScene(company)
    lock_versions(company.cms_head)
    return made


def addresses(scene: PersonalScene) -> walk.Addresses:
    """With the rows of the personal scorecards, and of the department's that they hang on."""
    cards = list(Scorecard.every.filter(employee=scene.employee))
    own = Kpi.objects.filter(measure__name__contains=CANARY, objective__perspective__scorecard__in=cards)
    kpis = [*own, kpis_of(scene.department)[0]]
    values: dict[str, list[object]] = {
        "kpi_pk": [kpi.pk for kpi in kpis],
        "objective_pk": [kpi.objective_id for kpi in kpis],
        "year": [2027],
        "month": [1],
        "unit_id": [scene.company.department.pk],
    }
    return walk.addresses(values, lambda name: _rows(name, [*cards, scene.department], kpis))


def _rows(name: str, cards: list[Scorecard], kpis: list[Kpi]) -> list[object]:
    noun = name.partition(":")[2]
    if noun.startswith(("kpi-create", "kpi-join", "group", "objective-e", "objective-d", "cascade-obj")):
        return [kpi.objective_id for kpi in kpis]
    if noun.startswith(("kpi", "parent", "cascade-branch")):
        return [kpi.pk for kpi in kpis]
    if noun.startswith(("measure", "library", "figure-class")):
        return [kpi.measure_id for kpi in kpis]
    return [card.pk for card in cards]


def tells(text: str) -> bool:
    return CANARY.partition(" ")[0] in text


def write_both(scene: PersonalScene) -> None:
    scene.agreed()
    scene.complete(employee=scene.company.drafter)


@pytest.mark.parametrize("who", WALKED)
def test_the_name_is_on_no_page_of_others(scene: PersonalScene, who: str) -> None:
    write_both(scene)
    person = getattr(scene.company, who)
    asked = [(name, paths) for name, paths in addresses(scene) if name.startswith(WALKED[who])]
    pages = dict(walk.opened(browser(person), asked))
    assert [path for path, text in pages.items() if tells(text)] == []
    assert any(scene.department.unit.name in text for text in pages.values()), "the department is no secret"


def test_the_name_is_there_for_the_circle(scene: PersonalScene) -> None:
    """The control: the same walk finds it as the manager, the director, the employee and HR."""
    write_both(scene)
    for person in (scene.company.manager, scene.company.director, scene.employee, scene.hr):
        card = Scorecard.every.get(employee=scene.employee)
        found = [(name, paths) for name, paths in addresses(scene) if name.startswith("bsc:")]
        told = {path for path, text in walk.opened(browser(person), found) if tells(text)}
        assert told >= {f"/bsc/scorecards/{card.pk}/", f"/bsc/personal/{card.pk}/decide/"}, person
        elsewhere = [path for path in told if not path.startswith(CIRCLE)]
        assert elsewhere == [], person


def lists_of(person: User, scene: PersonalScene) -> dict[str, str]:
    """Every page that is about no single row, plain and searched."""
    plain = [
        (name, [path, f"{path}?{QUERY}"])
        for name, paths in addresses(scene)
        for path in paths[:1]
        if name.startswith(READ) and not any(letter.isdigit() for letter in path)
    ]
    return {path: SECRETS.sub("", text) for path, text in walk.opened(browser(person), plain)}


def test_not_one_list_of_others_changes(scene: PersonalScene) -> None:
    """Counts, sums, totals of pages, calendars, tasks: nothing tells that two were written."""
    people = {name: getattr(scene.company, name) for name in COMPARED}
    before = {name: lists_of(person, scene) for name, person in people.items()}
    write_both(scene)
    for name, person in people.items():
        after = lists_of(person, scene)
        changed = [path for path, text in before[name].items() if after.get(path) != text]
        assert [path for path in changed if not NEVER_ALIKE.search(path.partition("?")[0])] == [], name
        assert before[name].keys() == after.keys()
