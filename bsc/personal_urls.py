"""Addresses of personal scorecards; they are read and edited on the pages of every scorecard."""

from django.urls import path

from bsc.views import personal, personal_decision

PERSONAL = [
    path("personal/", personal.personal_list, name="personal-list"),
    path("personal/create/", personal.personal_create, name="personal-create"),
    path("personal/<int:pk>/take/", personal.personal_take, name="personal-take"),
    path(
        "personal/<int:pk>/transitions/<slug:name>/",
        personal_decision.personal_transition,
        name="personal-transition",
    ),
    path("personal/<int:pk>/decide/", personal_decision.personal_decide, name="personal-decide"),
    path("personal/<int:pk>/agree/", personal_decision.personal_agree, name="personal-agree"),
    path("personal/<int:pk>/return/", personal_decision.personal_return, name="personal-return"),
]
