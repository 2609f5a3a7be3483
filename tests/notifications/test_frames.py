"""What many readers get is put together once; greeting, language and secrets stay each reader's own."""

import pytest

from cint_portal.core import clock
from cint_portal.notifications import rendering
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import MailContent, render_mail
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from issues.emails import COLLECTION_OPENED
from issues.models import IssueRegister
from issues.services import open_collection
from tests.company import Company, person

SECRET = "account.password_reset"


@pytest.fixture
def register(company: Company) -> IssueRegister:
    rendering._kept_frame.cache_clear()
    open_collection(cycle=company.cycle, actor=company.cms_head, now=clock.now())
    OutboxMail.objects.all().delete()
    return IssueRegister.objects.order_by("pk")[0]


def written_to(reader: User, about: object, kind: str = COLLECTION_OPENED, **context: str) -> MailContent:
    enqueue(kind, recipients=[reader], about=about, now=clock.now(), context=context, occasion=str(reader.pk))
    return render_mail(OutboxMail.objects.get(recipient=reader, kind=kind))


def test_two_readers_get_the_same_words_under_their_own_names(register: IssueRegister) -> None:
    one, two = person("pembaca.1", "Rini <b>Q</b>"), person("pembaca.2", "Yudi & Anak")
    first, second = written_to(one, register), written_to(two, register)
    assert (rendering._kept_frame.cache_info().misses, rendering._kept_frame.cache_info().hits) == (1, 1)
    assert "Yudi & Anak" not in first.text + first.html
    assert second.text == first.text.replace("Rini <b>Q</b>", "Yudi & Anak")
    assert "Rini &lt;b&gt;Q&lt;/b&gt;" in first.html
    assert second.html == first.html.replace("Rini &lt;b&gt;Q&lt;/b&gt;", "Yudi &amp; Anak")


def test_nothing_is_left_of_the_place_of_the_greeting(register: IssueRegister) -> None:
    content = written_to(person("pembaca.1", "Rini"), register)
    for dressed in (content.text, content.html):
        assert "greeting-" not in dressed
        assert dressed.count("Rini,") == 1


def test_readers_of_two_languages_do_not_share_one(register: IssueRegister) -> None:
    one, two = person("pembaca.1", "Rini"), person("pembaca.2", "Yudi")
    User.objects.filter(pk=two.pk).update(language="en")
    two.refresh_from_db()
    assert "Terima kasih." in written_to(one, register).text
    assert "Terima kasih." not in written_to(two, register).text


def test_another_department_has_words_of_its_own(register: IssueRegister) -> None:
    other = IssueRegister.objects.exclude(pk=register.pk)[0]
    first = written_to(person("pembaca.1", "Rini"), register)
    second = written_to(person("pembaca.2", "Yudi"), other)
    assert str(other.unit) in second.text
    assert str(other.unit) not in first.text


def test_a_secret_is_kept_nowhere(register: IssueRegister) -> None:
    one, two = person("pembaca.1", "Rini"), person("pembaca.2", "Yudi")
    before = rendering._kept_frame.cache_info().currsize
    first = written_to(one, one, SECRET, reset_url="/reset/satu/")
    second = written_to(two, two, SECRET, reset_url="/reset/dua/")
    assert "/reset/satu/" in first.text
    assert "/reset/dua/" in second.text
    assert rendering._kept_frame.cache_info().currsize == before


def test_a_shared_mailbox_names_its_reader_before_the_greeting(register: IssueRegister) -> None:
    reader = person("pembaca.1", "Rini")
    User.objects.filter(pk=reader.pk).update(email_is_shared=True)
    reader.refresh_from_db()
    content = written_to(reader, register)
    assert content.text.index("Kepada: ") < content.text.index("Yth. ")
    assert "Rini<br><br>Yth." in content.html
