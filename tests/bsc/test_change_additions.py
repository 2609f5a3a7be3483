"""What a change request adds: groups, sub-indicators, KPI Bersama, successors, the class of figures."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from bsc.models import (
    ChangeAddition,
    ChangeRequest,
    FigureClass,
    Kpi,
    Measure,
    Scorecard,
    ScorecardVersion,
)
from bsc.selectors.change import proposed_by, refusals_of
from bsc.selectors.change_rows import change_rows, with_classes
from bsc.selectors.content import content_of
from bsc.selectors.differences import difference
from bsc.selectors.figure_class import restricted_measures
from bsc.selectors.parent_seen import open_changes, parent_changes
from bsc.selectors.parents import joinable_by_change
from bsc.selectors.proposal import KpiChange
from bsc.selectors.replacing import chain_of
from bsc.selectors.structure import structure
from bsc.services.addition import ClassWish, Place, drop_addition, instead_of, put_addition
from bsc.services.change import edit_change, forward_change, submit_change
from bsc.services.definition import define_kpi
from bsc.services.drafts import KpiDraft, MeasureDraft
from bsc.services.parent_seen import remember_parent
from cint_portal.core.errors import Conflict, InvalidInput
from tests.bsc.changes import NOW, approve, draft, established, requested
from tests.bsc.scorecards import kpis_of, measure
from tests.company import Company
from tests.locks import unlocked

D = Decimal
HOURS = MeasureDraft("Waktu henti mesin", "jam", polarity="minimize", target=D(12))


@pytest.fixture
def scorecard(company: Company) -> Scorecard:
    """Four KPIs of 25 %; the last is a group of two sub-indicators of 10 and 15 %."""
    row = established(company)
    with unlocked():
        group = kpis_of(row)[3]
        parts = {"objective": group.objective, "group": group}
        for name, weight in (("Pelatihan mutu", 10), ("Pelatihan K3", 15)):
            Kpi.objects.create(
                **parts, measure=measure(company.cycle, row.unit, name), weight=weight, position=weight
            )
        Kpi.objects.filter(pk=group.pk).update(measure=None, title="Jam pelatihan", weight=None)
    return row


def first(scorecard: Scorecard) -> Kpi:
    return kpis_of(scorecard)[0]


def group_of(scorecard: Scorecard) -> Kpi:
    return Kpi.objects.get(objective__perspective__scorecard=scorecard, measure=None)


def with_weight(company: Company, scorecard: Scorecard, kpi: Kpi, weight: int) -> ChangeRequest:
    return requested(company, scorecard, kpis=(KpiChange(kpi.pk, weight=D(weight)),))


def put(company: Company, row: ChangeRequest, place: Place, what: Any = HOURS, **fields: Any) -> Any:
    kpi = KpiDraft(**{"basis": "Kebijakan mutu", **fields.pop("kpi", {})})
    step = {"place": place, "kpi": kpi, "measure": what, "actor": company.manager, **fields}
    return put_addition(request=row, **step)


def sent(company: Company, row: ChangeRequest) -> ChangeRequest:
    return submit_change(request=row, actor=company.manager, now=NOW)


def in_force(company: Company, row: ChangeRequest, cms: Any = None) -> ChangeRequest:
    row = forward_change(request=sent(company, row), actor=cms or company.cms, now=NOW, comment="Setuju")
    return approve(company, row)


# --- Groups and sub-indicators ----------------------------------------------------------------------


def test_a_sub_indicator_joins_a_group_that_stands(company: Company, scorecard: Scorecard) -> None:
    group = group_of(scorecard)
    row = with_weight(company, scorecard, first(scorecard), 20)
    part = put(company, row, Place(group.objective, group=group), kpi={"weight": D(5)})
    row = in_force(company, row)
    part.refresh_from_db()
    assert (part.added.group, part.added.from_month, part.added.weight) == (group, 7, 5)
    assert ScorecardVersion.objects.get(change=row).content == content_of(scorecard)
    read = structure(scorecard)
    assert [len(kpi.parts) for kpi in read.kpis] == [0, 0, 0, 3]
    assert read.weights_sum == 100


def test_a_new_group_comes_with_its_sub_indicators(company: Company, scorecard: Scorecard) -> None:
    row = with_weight(company, scorecard, first(scorecard), 15)
    objective = first(scorecard).objective
    group = put(company, row, Place(objective), None, kpi={"title": "Keandalan mesin"})
    assert refusals_of(row)[1:] == ["Kelompok tanpa sub-indikator (1): Keandalan mesin."]
    for name, weight in (("Waktu henti", 4), ("Waktu perbaikan", 6)):
        below = Place(objective, above=group)
        put(company, row, below, MeasureDraft(name, "jam", target=D(2)), kpi={"weight": D(weight)})
    version = ScorecardVersion.objects.get(change=in_force(company, row))
    assert version.content == content_of(scorecard)
    held = Kpi.objects.get(title="Keandalan mesin")
    assert [(part.name, part.parent) for part in held.sub_indicators.all()] == [
        ("Waktu henti", None),
        ("Waktu perbaikan", None),
    ]
    assert (held.from_month, held.weight) == (7, None)


def test_a_group_that_is_dropped_takes_its_sub_indicators_along(
    company: Company, scorecard: Scorecard
) -> None:
    row = requested(company, scorecard, kpis=())
    objective = first(scorecard).objective
    group = put(company, row, Place(objective), None, kpi={"title": "Keandalan mesin"})
    put(company, row, Place(objective, above=group), kpi={"weight": D(4)})
    drop_addition(addition=group, actor=company.manager)
    assert not ChangeAddition.objects.exists()


def test_a_sub_indicator_is_refused_where_there_is_no_group(company: Company, scorecard: Scorecard) -> None:
    row = requested(company, scorecard, kpis=())
    plain, group = first(scorecard), group_of(scorecard)
    addition = put(company, row, Place(plain.objective), kpi={"weight": D(1)})
    for place in (
        Place(plain.objective, group=plain),
        Place(plain.objective, group=group),
        Place(plain.objective, above=addition),
    ):
        with pytest.raises(Conflict, match="Sub-indikator hanya"):
            put(company, row, place, kpi={"weight": D(1)})
    with pytest.raises(InvalidInput, match="ukurannya sendiri"):
        put(company, row, Place(group.objective, group=group), None, kpi={"title": "Kelompok lagi"})
    with pytest.raises(InvalidInput, match="Nama kelompok"):
        put(company, row, Place(plain.objective), None)


def test_a_group_that_ends_takes_no_sub_indicator(company: Company, scorecard: Scorecard) -> None:
    group = group_of(scorecard)
    row = requested(company, scorecard, kpis=(KpiChange(group.pk, ends=True),))
    put(company, row, Place(group.objective, group=group), kpi={"weight": D(25)})
    (said,) = refusals_of(row)
    assert said.startswith("Jam pelatihan dihentikan dalam permintaan yang sama")


def test_a_sub_indicator_ends_and_another_one_takes_its_weight(
    company: Company, scorecard: Scorecard
) -> None:
    small, big = group_of(scorecard).sub_indicators.order_by("weight")
    row = requested(
        company, scorecard, kpis=(KpiChange(small.pk, ends=True), KpiChange(big.pk, weight=D(25)))
    )
    in_force(company, row)
    small.refresh_from_db()
    assert small.through_month == 6
    assert structure(scorecard).weights_sum == 100
    assert [len(kpi.parts) for kpi in structure(scorecard).running.kpis] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("what", "kpi", "said"),
    [
        (HOURS, {}, "KPI tanpa bobot"),
        (MeasureDraft("Waktu henti mesin", "jam"), {"weight": D(5)}, "KPI tanpa target"),
        (HOURS, {"weight": D(5), "basis": ""}, "KPI tanpa KPI Induk"),
        (HOURS, {"weight": D(7)}, "Jumlah bobot KPI 102 %"),
    ],
)
def test_a_new_kpi_is_as_complete_as_one_that_is_established(
    company: Company, scorecard: Scorecard, what: MeasureDraft, kpi: dict[str, Any], said: str
) -> None:
    row = with_weight(company, scorecard, first(scorecard), 20)
    with unlocked():
        first(scorecard).objective.__class__.objects.update(basis="")
    put(company, row, Place(first(scorecard).objective), what, kpi=kpi)
    with pytest.raises(InvalidInput) as refused:
        sent(company, row)
    assert said in refused.value.problems[0]


# --- KPI Bersama ------------------------------------------------------------------------------------


@pytest.fixture
def sister(company: Company) -> Scorecard:
    return established(company, company.sister_department)


def test_a_measure_of_another_scorecard_is_weighed_here_too(
    company: Company, scorecard: Scorecard, sister: Scorecard
) -> None:
    theirs = first(sister).measure
    assert theirs is not None
    row = with_weight(company, scorecard, first(scorecard), 20)
    addition = put(company, row, Place(first(scorecard).objective), theirs, kpi={"weight": D(5)})
    row = in_force(company, row)
    addition.refresh_from_db()
    assert (addition.added.measure, addition.added.from_month) == (theirs, 7)
    assert theirs.targets.count() == 12
    assert ScorecardVersion.objects.get(change=row).content == content_of(scorecard)
    sister.refresh_from_db()
    assert sister.revision == 0


def test_a_joint_kpi_that_its_owner_changes_meanwhile_is_shown_anew(
    company: Company, scorecard: Scorecard, sister: Scorecard
) -> None:
    theirs = first(sister).measure
    assert theirs is not None
    row = with_weight(company, scorecard, first(scorecard), 20)
    put(company, row, Place(first(scorecard).objective), theirs, kpi={"weight": D(5)})
    row = forward_change(request=sent(company, row), actor=company.cms, now=NOW, comment="Setuju")
    shown = proposed_by(row).digest
    with unlocked():
        Measure.objects.filter(pk=theirs.pk).update(target=D(1))
    with pytest.raises(Conflict):
        approve(company, row, content_sha256=shown)
    assert approve(company, row).number == 1


def test_only_what_is_in_force_elsewhere_is_joined_and_only_once(
    company: Company, scorecard: Scorecard, sister: Scorecard
) -> None:
    row = requested(company, scorecard, kpis=())
    place, theirs, own = Place(first(scorecard).objective), first(sister).measure, first(scorecard).measure
    with pytest.raises(InvalidInput, match="KPI Bersama dipilih"):
        put(company, row, place, own, kpi={"weight": D(5)})
    put(company, row, place, theirs, kpi={"weight": D(5)})
    with pytest.raises(InvalidInput, match="satu kali"):
        put(company, row, place, theirs, kpi={"weight": D(5)})
    with unlocked():
        Scorecard.objects.filter(pk=sister.pk).update(status="sent_cms")
    assert not joinable_by_change(scorecard, company.manager).exists()


# --- One KPI in place of another --------------------------------------------------------------------


def days(kpi: Kpi, **fields: Any) -> MeasureDraft:
    """The same subject, read in days."""
    return MeasureDraft(**{"name": kpi.name, "unit": "hari", "target": D(3), **fields})


def test_a_kpi_ends_and_its_successor_takes_weight_and_place(company: Company, scorecard: Scorecard) -> None:
    old = first(scorecard)
    row = requested(company, scorecard, kpis=(KpiChange(old.pk, target=D(120)),))
    put(company, row, instead_of(old), days(old), kpi={"weight": D(25)})
    line = row.lines.get()
    assert (line.ends, line.target) == (True, None)
    assert row.kpi_count == 1
    row = in_force(company, row)
    old.refresh_from_db()
    new = old.replaced_by
    assert new.measure is not None
    assert (old.through_month, new.from_month, new.weight, new.measure.unit) == (6, 7, 25, "hari")
    assert (new.objective, new.measure.pk == old.measure_id) == (old.objective, False)
    read = structure(scorecard)
    assert read.weights_sum == 100
    assert [(link.unit, link.months) for link in chain_of(read, old.pk)] == [
        ("%", "sampai Juni 2027"),
        ("hari", "mulai Juli 2027"),
    ]
    assert chain_of(read, kpis_of(scorecard)[1].pk) == []
    versions = {one.revision: one.content for one in ScorecardVersion.objects.filter(scorecard=scorecard)}
    assert versions[1] == content_of(scorecard)
    told = difference(versions[0], versions[1]).by_id
    assert {c.label: c.after for c in told[old.pk]}["Digantikan oleh"] == f"{old.name} (hari)"


def test_what_reads_the_same_is_not_another_kpi(company: Company, scorecard: Scorecard) -> None:
    old = first(scorecard)
    row = requested(company, scorecard, kpis=())
    with pytest.raises(InvalidInput, match="Cara bacanya sama"):
        put(company, row, instead_of(old), days(old, unit="%", name="Nama lain"), kpi={"weight": D(25)})
    assert not row.lines.exists()
    for other in ({"polarity": "minimize"}, {"frequency": "quarterly"}, {"consolidation": "sum"}):
        added = put(company, row, instead_of(old), days(old, unit="%", **other), kpi={"weight": D(25)})
        drop_addition(addition=added, actor=company.manager)
    assert not row.lines.exists()


def test_a_kpi_is_replaced_once_and_only_while_it_runs(company: Company, scorecard: Scorecard) -> None:
    old = first(scorecard)
    row = requested(company, scorecard, kpis=())
    put(company, row, instead_of(old), days(old), kpi={"weight": D(25)})
    with pytest.raises(Conflict, match="sudah diganti"):
        put(company, row, instead_of(old), days(old), kpi={"weight": D(25)})
    in_force(company, row)
    again = requested(company, scorecard, kpis=())
    ended = Kpi.objects.get(pk=old.pk)
    with pytest.raises(Conflict, match="tidak berlaku lagi"):
        put(company, again, instead_of(ended), days(old), kpi={"weight": D(25)})


def test_typing_targets_again_leaves_the_replaced_kpi_ended(company: Company, scorecard: Scorecard) -> None:
    old, second = kpis_of(scorecard)[:2]
    row = requested(company, scorecard, kpis=())
    put(company, row, instead_of(old), days(old), kpi={"weight": D(25)})
    typed = draft(KpiChange(old.pk, target=D(99)), KpiChange(second.pk, target=D(98)))
    edit_change(request=row, draft=typed, actor=company.manager)
    assert {(line.kpi_id, line.ends, line.target) for line in row.lines.all()} == {
        (old.pk, True, None),
        (second.pk, False, D(98)),
    }
    with pytest.raises(InvalidInput, match="dihentikan"):
        define_kpi(request=row, kpi=old, definition={"definition": "Baru"}, actor=company.manager)


def test_a_sub_indicator_is_replaced_inside_its_group(company: Company, scorecard: Scorecard) -> None:
    old, before = group_of(scorecard).sub_indicators.order_by("weight")[0], content_of(scorecard)
    row = requested(company, scorecard, kpis=())
    put(company, row, instead_of(old), days(old), kpi={"weight": D(10)})
    in_force(company, row)
    old.refresh_from_db()
    assert (old.through_month, old.replaced_by.group_id) == (6, old.group_id)
    (group,) = difference(before, content_of(scorecard)).changed
    told = {change.label: change.after for change in group.changes}
    assert told["Pelatihan mutu: Berlaku sampai"] == "Juni 2027"
    assert "Satuan hari; Target ≥ 3" in told["Sub-indikator baru: Pelatihan mutu"]
    assert structure(scorecard).weights_sum == 100


def test_a_kpi_is_replaced_by_a_joint_one_or_by_a_group(
    company: Company, scorecard: Scorecard, sister: Scorecard
) -> None:
    old, second = kpis_of(scorecard)[:2]
    row = requested(company, scorecard, kpis=())
    put(company, row, instead_of(old), first(sister).measure, kpi={"weight": D(25)})
    group = put(company, row, instead_of(second), None, kpi={"title": "Pengiriman"})
    place = Place(second.objective, above=group)
    put(company, row, place, MeasureDraft("Tepat waktu", "%", target=D(90)), kpi={"weight": D(25)})
    in_force(company, row)
    assert Kpi.objects.get(replaces=old).measure == first(sister).measure
    assert Kpi.objects.get(replaces=second).title == "Pengiriman"
    assert structure(scorecard).weights_sum == 100


def test_children_of_a_replaced_parent_are_marked_with_its_successor(
    company: Company, scorecard: Scorecard, sister: Scorecard
) -> None:
    old, child = first(scorecard), first(sister)
    with unlocked():
        Kpi.objects.filter(pk=child.pk).update(parent=old, cascade_kind="indirect")
        remember_parent(Kpi.objects.get(pk=child.pk))
    row = requested(company, scorecard, kpis=())
    put(company, row, instead_of(old), days(old), kpi={"weight": D(25)})
    in_force(company, row)
    (told,) = parent_changes(open_changes([sister]))
    assert told.changes == ("dihentikan setelah Juni 2027", f"digantikan “{old.name}”")


def test_the_database_lets_nothing_replace_itself_or_two(company: Company, scorecard: Scorecard) -> None:
    old, second, third = kpis_of(scorecard)[:3]
    with unlocked():
        Kpi.objects.filter(pk=second.pk).update(replaces=old)
        for pk, other in ((third.pk, old), (third.pk, third)):
            with pytest.raises(DatabaseError), transaction.atomic():
                Kpi.objects.filter(pk=pk).update(replaces=other)


# --- Names ------------------------------------------------------------------------------------------


def test_a_name_is_corrected_and_the_versions_show_both(company: Company, scorecard: Scorecard) -> None:
    kpi, group = first(scorecard), group_of(scorecard)
    was = kpi.name
    row = requested(company, scorecard, kpis=())
    for one, name in ((kpi, "Biaya produksi per unit"), (group, "Jam pelatihan karyawan")):
        define_kpi(request=row, kpi=one, definition={"name": name, "lower": None}, actor=company.manager)
    in_force(company, row)
    kpi, group = Kpi.objects.get(pk=kpi.pk), Kpi.objects.get(pk=group.pk)
    assert (kpi.name, group.name) == ("Biaya produksi per unit", "Jam pelatihan karyawan")
    assert (kpi.through_month, kpi.from_month) == (None, None)
    contents = [one.content for one in ScorecardVersion.objects.order_by("revision")]
    assert contents[1] == content_of(scorecard)
    (named,) = difference(*contents).by_id[kpi.pk]
    assert (named.label, named.before, named.after) == ("KPI", was, "Biaya produksi per unit")


def test_a_name_that_is_blank_or_the_same_changes_nothing(company: Company, scorecard: Scorecard) -> None:
    row = requested(company, scorecard, kpis=())
    for kpi in (first(scorecard), group_of(scorecard)):
        assert define_kpi(request=row, kpi=kpi, definition={"name": kpi.name}, actor=company.manager) is None
        with pytest.raises(InvalidInput, match="Nama KPI"):
            define_kpi(request=row, kpi=kpi, definition={"name": " "}, actor=company.manager)
    assert refusals_of(row) == ["Belum ada yang diubah."]


# --- The class of the new figures -------------------------------------------------------------------


def with_class(company: Company, scorecard: Scorecard, kind: str) -> ChangeRequest:
    row = with_weight(company, scorecard, first(scorecard), 20)
    place, wish = Place(first(scorecard).objective), ClassWish(kind, "Angka induk perusahaan")
    put(company, row, place, kpi={"weight": D(5)}, wish=wish)
    return row


def test_cms_agrees_to_a_restricted_class_by_handing_the_request_on(
    company: Company, scorecard: Scorecard
) -> None:
    row = with_class(company, scorecard, "restricted")
    proposed = with_classes(proposed_by(row).difference, row)
    assert proposed is not None
    new = next(kpi for kpi in proposed.changed if kpi.kind == "new")
    assert (new.facts[-1].label, new.facts[-1].after) == (
        "Kelas angka realisasi",
        "Terbatas: Angka induk perusahaan",
    )
    in_force(company, row)
    said = FigureClass.objects.get()
    assert (said.is_restricted, said.reason, said.decided_by) == (
        True,
        "Angka induk perusahaan",
        company.cms,
    )


def test_figures_are_opened_by_the_head_of_cms_only(company: Company, scorecard: Scorecard) -> None:
    row = sent(company, with_class(company, scorecard, "internal"))
    with pytest.raises(InvalidInput, match="Kepala Bagian CMS"):
        forward_change(request=row, actor=company.cms, now=NOW, comment="Setuju")
    approve(company, forward_change(request=row, actor=company.cms_head, now=NOW, comment="Setuju"))
    new = Kpi.objects.get(from_month=7)
    assert restricted_measures([new.measure_id or 0]) == frozenset()


def test_a_class_without_a_reason_is_refused_and_none_follows_the_rule(
    company: Company, scorecard: Scorecard
) -> None:
    row = with_weight(company, scorecard, first(scorecard), 20)
    place = Place(first(scorecard).objective)
    with pytest.raises(InvalidInput, match="alasan"):
        put(company, row, place, kpi={"weight": D(5)}, wish=ClassWish("restricted", " "))
    put(company, row, place, kpi={"weight": D(5)})
    in_force(company, row)
    new = Kpi.objects.get(from_month=7)
    assert not FigureClass.objects.exists()
    assert restricted_measures([new.measure_id or 0]) == {new.measure_id}


def test_a_successor_keeps_the_class_of_what_it_replaces(company: Company, scorecard: Scorecard) -> None:
    old = first(scorecard)
    FigureClass.objects.create(
        measure=old.measure,
        is_restricted=False,
        reason="Sudah umum",
        decided_by=company.cms_head,
        decided_at=NOW,
    )
    row = requested(company, scorecard, kpis=())
    put(company, row, instead_of(old), days(old), kpi={"weight": D(25)})
    in_force(company, row)
    assert FigureClass.objects.get(measure=old.replaced_by.measure).reason == "Sudah umum"


def test_the_page_names_what_a_request_adds(
    company: Company, scorecard: Scorecard, sister: Scorecard
) -> None:
    old, group = first(scorecard), group_of(scorecard)
    row = requested(company, scorecard, kpis=())
    put(company, row, instead_of(old), days(old), kpi={"weight": D(25)}, wish=ClassWish("restricted", "RKAP"))
    put(company, row, Place(group.objective, group=group), kpi={"weight": D(5)})
    put(company, row, Place(group.objective), first(sister).measure, kpi={"weight": D(5)})
    rows = change_rows(row)
    assert [(line.what, line.figure_class) for line in rows.additions] == [
        (f"menggantikan {old.name}", "Terbatas: RKAP"),
        ("sub-indikator dari Jam pelatihan", ""),
        (f"KPI Bersama milik {company.sister_department} pada sasaran {group.objective}", ""),
    ]
    assert old not in rows.running
    assert rows.groups == [group]
