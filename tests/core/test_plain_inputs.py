"""Boxes that write their own tag say exactly what Django's templates would say."""

import django_filters
import pytest
from django import forms
from django.utils.html import escape

from cint_portal.core.fields import NumberField, NumberTextInput
from cint_portal.core.filters import ListFilter
from cint_portal.organization.models import User

HOSTILE = '"><script>alert(1)</script>'


@pytest.mark.parametrize("value", [None, "", "12", HOSTILE, 5])
@pytest.mark.parametrize("attrs", [None, {"required": True, "disabled": False, "aria-label": HOSTILE}])
def test_the_tag_equals_the_templates(value: object, attrs: dict[str, object] | None) -> None:
    class ByTemplate(forms.TextInput):
        pass

    ours = NumberTextInput({"size": 4})
    theirs = ByTemplate(ours.attrs)
    assert _sorted(ours.render("x", value, attrs)) == _sorted(theirs.render("x", value, attrs))


def _sorted(tag: str) -> list[str]:
    """Attributes without regard to their order."""
    return sorted(tag.strip().removeprefix("<input").removesuffix(">").replace("'", "&#x27;").split())


def test_hostile_text_stays_text_in_box_and_twin() -> None:
    class OneNumber(forms.Form):
        n = NumberField(required=False, show_hidden_initial=True)

    page = str(OneNumber({"n": HOSTILE}, initial={"n": HOSTILE})["n"])
    assert "<script>" not in page
    assert page.count(escape(HOSTILE)) == 2
    assert page.count("<input") == 2
    assert 'type="hidden"' in page


@pytest.mark.parametrize("value", [None, "", "12", HOSTILE])
def test_a_filters_boxes_equal_djangos(value: object) -> None:
    boxes = {
        "q": forms.TextInput({"type": "search"}),
        "n": forms.NumberInput({"step": "any"}),
        "h": forms.HiddenInput(),
    }

    class Boxes(ListFilter):
        q = django_filters.CharFilter(widget=boxes["q"])
        n = django_filters.NumberFilter(widget=boxes["n"])
        h = django_filters.CharFilter(widget=boxes["h"])

    form = Boxes({}, queryset=User.objects.none()).form
    for name, theirs in boxes.items():
        ours = form.fields[name].widget
        assert ours.is_hidden == theirs.is_hidden
        look = {} if theirs.is_hidden else {"class": "form-control"}
        assert _sorted(ours.render("x", value)) == _sorted(theirs.render("x", value, look))
