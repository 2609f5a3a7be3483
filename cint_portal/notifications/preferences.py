"""Which kinds of mail a person wants; the portal shows all of them anyway."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cint_portal.notifications import kinds
from cint_portal.notifications.models import MailPreference, OutboxMail
from cint_portal.organization.models import User


@dataclass(frozen=True)
class Choice:
    """One line of the preferences page."""

    code: str
    name: str
    is_compulsory: bool
    in_digest: bool
    by_mail: bool


def choices_of(person: User) -> list[Choice]:
    """Every kind that has a name, with what the person chose. One query."""
    off = set(_switched_off(person))
    named = sorted((kind for kind in kinds.all_kinds() if kind.label), key=lambda kind: kind.name)
    return [
        Choice(
            kind.code,
            kind.name,
            kind.is_compulsory,
            kind.in_digest,
            kind.is_compulsory or kind.code not in off,
        )
        for kind in named
    ]


@dataclass(frozen=True)
class Group:
    """Choices under one heading."""

    title: Any
    hint: Any
    choices: list[Choice]


def groups_of(person: User) -> list[Group]:
    """What can be switched off first, by how it travels; what always comes last."""
    choices = choices_of(person)
    free = [choice for choice in choices if not choice.is_compulsory]
    groups = [
        Group(
            _("Kabar langsung"),
            _("Dikirim satu per satu, begitu terjadi."),
            [c for c in free if not c.in_digest],
        ),
        Group(
            _("Ringkasan harian"), _("Digabung dalam satu e-mail per hari."), [c for c in free if c.in_digest]
        ),
        Group(
            _("Selalu dikirim"),
            _("Tugas Anda sendiri dan keamanan akun; tidak dapat dimatikan."),
            [choice for choice in choices if choice.is_compulsory],
        ),
    ]
    return [group for group in groups if group.choices]


def _switched_off(person: User) -> Iterable[str]:
    return MailPreference.objects.filter(person=person, by_mail=False).values_list("kind", flat=True)


@transaction.atomic
def save_choices(person: User, wanted: Iterable[str]) -> int:
    """Store what is wanted by mail, compulsory kinds excepted; returns how many choices changed.

    What already waits to be sent follows the new choice.
    """
    wanted, changed = set(wanted), 0
    for choice in choices_of(person):
        by_mail = choice.code in wanted
        if choice.is_compulsory or by_mail == choice.by_mail:
            continue
        MailPreference.objects.update_or_create(
            person=person, kind=choice.code, defaults={"by_mail": by_mail}
        )
        if not by_mail:
            _keep_in_portal(person, choice.code)
        changed += 1
    return changed


def _keep_in_portal(person: User, code: str) -> None:
    waiting = OutboxMail.objects.filter(
        recipient=person, kind=code, mailbox="", state=OutboxMail.State.QUEUED, sent_with=None
    )
    waiting.filter(carried=None).update(state=OutboxMail.State.PORTAL, cause=OutboxMail.Cause.SWITCHED_OFF)
