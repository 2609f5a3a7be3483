"""Who of the board decides on a unit's work, and who instead where its head sits above (realities 23)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from cint_portal.core.clock import Today
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import Unit, User
from cint_portal.organization.roles import Role


class Route(models.TextChoices):
    """Why the decision lies where it lies; the label is the sentence that the page shows."""

    BOARD = "board", _("Setiap anggota Direksi dapat memutuskan.")
    SUBSTITUTE = (
        "substitute",
        _(
            "Penanggung jawab unit ini adalah anggota Direksi atau Direktur, sehingga keputusan ada pada "
            "pengambil keputusan pengganti."
        ),
    )
    PRESIDENT = (
        "president",
        _(
            "Penanggung jawab unit ini adalah anggota Direksi atau Direktur, sehingga keputusan ada pada "
            "Direktur Utama."
        ),
    )
    BODY = (
        "body",
        _(
            "Penanggung jawab unit ini adalah anggota Direksi atau Direktur, sehingga keputusan ada pada "
            "anggota Direksi lainnya."
        ),
    )
    NOBODY = (
        "nobody",
        _(
            "Belum ada yang dapat memutuskan: penanggung jawab unit ini tidak boleh memutuskan pekerjaannya "
            "sendiri, dan pengambil keputusan pengganti belum ditetapkan. Hubungi Administrator Sistem."
        ),
    )


@dataclass(frozen=True)
class Deciders:
    """The people who may decide, and by which route."""

    people: tuple[User, ...]
    route: Route

    def __contains__(self, user: User) -> bool:
        return any(person.pk == user.pk for person in self.people)

    @property
    def is_reserved(self) -> bool:
        return self.route != Route.BOARD


def deciders_for(posts: Posts, unit: Unit, contributors: Iterable[int] = ()) -> Deciders:
    """Nobody decides on what he or she wrote, heads or works for, nor the reviewer on what he forwarded.

    A department that a director or a member of the board heads (Pjs., or the post is vacant) goes to its
    substitute, else to the President Director, else to the other members. Pure but for `posts`.
    """
    authors = set(contributors)
    barred = authors | _working_for(posts, unit) | _reviewing(posts, unit)
    board = _without(posts.people_with(Role.BOD), barred)
    if not _is_headed_from_above(posts, unit, authors):
        return Deciders(board, Route.BOARD if board else Route.NOBODY)
    return _instead(posts, unit, barred, board)


def _working_for(posts: Posts, unit: Unit) -> set[int]:
    """Its own people; of a directorate its director. The company's scorecard is the whole board's."""
    if unit.kind == Unit.Kind.DIRECTORATE:
        return set(posts.people_with(Role.DIRECTOR, unit_id=unit.pk))
    heads = posts.responsible(unit.pk) if unit.kind == Unit.Kind.DEPARTMENT else ()
    return posts.working_for(unit.pk) | {reader.person.pk for reader in heads}


def _reviewing(posts: Posts, unit: Unit) -> set[int]:
    """CMS, and who reviews this unit in its place: two stages are two people (7.1.15, 7.1.16)."""
    return {*posts.people_with(Role.CMS, Role.CMS_HEAD), unit.substitute_reviewer_id or 0}


def _is_headed_from_above(posts: Posts, unit: Unit, authors: set[int]) -> bool:
    if unit.kind != Unit.Kind.DEPARTMENT:
        return False
    heads = {reader.person.pk for reader in posts.responsible(unit.pk)}
    return bool((heads | authors) & posts.people_with(Role.BOD, Role.DIRECTOR).keys())


def _instead(posts: Posts, unit: Unit, barred: set[int], board: tuple[User, ...]) -> Deciders:
    substitute = unit.substitute_decider
    if substitute is not None and substitute.is_active and substitute.pk not in barred:
        return Deciders((substitute,), Route.SUBSTITUTE)
    presidents = tuple(one.person for one in posts.presidents() if one.person.pk not in barred)
    if presidents:
        return Deciders(presidents, Route.PRESIDENT)
    return Deciders(board, Route.BODY if board else Route.NOBODY)


def _without(people: dict[int, User], barred: set[int]) -> tuple[User, ...]:
    found = [person for pk, person in people.items() if pk not in barred]
    return tuple(sorted(found, key=lambda person: person.full_name))


@dataclass(frozen=True)
class DeadEnd:
    """A department whose work nobody may review, or nobody may decide on."""

    unit: Unit
    lacks_reviewer: bool
    lacks_decider: bool


def dead_ends(day: date | Today | None = None) -> list[DeadEnd]:
    """Departments that stand still for want of a substitute (realities 22, 23). Three queries."""
    posts, units = Posts(day), Unit.objects.existing_on(day or Today()).departments()
    found = [
        DeadEnd(unit, not posts.reviewers(unit.pk), not deciders_for(posts, unit).people)
        for unit in units.select_related("substitute_decider").order_by("name")
    ]
    return [one for one in found if one.lacks_reviewer or one.lacks_decider]
