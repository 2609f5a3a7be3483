"""The sentence at the foot of a mail says under which standing the reader got it."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils import translation

from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.reasons import reason_of
from cint_portal.organization.audience import Standing
from cint_portal.organization.models import User

KIND = cast(Any, SimpleNamespace(unit=lambda about: "Departemen QA", reason="Alasan jenis ini."))


def mail_to(salutation: str, standing: str) -> OutboxMail:
    return OutboxMail(recipient=User(full_name="Sari", salutation=salutation), standing=standing)


@pytest.mark.parametrize(
    ("language", "salutation", "words"),
    [
        ("id", "Bapak", "karena Bapak tercatat sebagai Manager Departemen QA."),
        ("id", "Ibu", "karena Ibu tercatat sebagai Manager Departemen QA."),
        ("id", "", "karena Bapak/Ibu tercatat sebagai Manager Departemen QA."),
        ("en", "Bapak", "because you are the manager of Departemen QA."),
        ("en", "", "because you are the manager of Departemen QA."),
    ],
)
def test_the_reader_is_addressed_as_the_language_does(language: str, salutation: str, words: str) -> None:
    with translation.override(language):
        assert reason_of(mail_to(salutation, Standing.MANAGER), KIND).endswith(words)


def test_without_a_standing_the_kind_speaks() -> None:
    assert reason_of(mail_to("Ibu", ""), KIND) == "Alasan jenis ini."
