"""Addresses of bsc."""

from django.urls import path

from bsc.board_urls import BOARD
from bsc.change_urls import CHANGES
from bsc.library_urls import LIBRARY
from bsc.meeting_urls import MEETINGS
from bsc.personal_urls import PERSONAL
from bsc.strategy_urls import STRATEGY
from bsc.views import (
    approval,
    cascade,
    decision,
    establishment,
    initiative,
    kpi,
    objective,
    scorecard,
)
from bsc.writing_urls import WRITING

app_name = "bsc"

urlpatterns = [
    # Structure and editing (7.1.10, 7.1.13, 7.1.14)
    path("scorecards/", scorecard.scorecard_list, name="scorecard-list"),
    path("scorecards/create/", scorecard.scorecard_create, name="scorecard-create"),
    path("scorecards/<int:pk>/", scorecard.scorecard_detail, name="scorecard-detail"),
    path("scorecards/<int:pk>/weights/", scorecard.scorecard_weights, name="scorecard-weights"),
    path("scorecards/<int:pk>/take/", cascade.objective_take, name="objective-take"),
    path("scorecards/<int:pk>/objectives/create/", objective.objective_create, name="objective-create"),
    path("scorecards/objectives/<int:pk>/edit/", objective.objective_edit, name="objective-edit"),
    path("scorecards/objectives/<int:pk>/delete/", objective.objective_delete, name="objective-delete"),
    path("scorecards/objectives/<int:pk>/kpis/create/", kpi.kpi_create, name="kpi-create"),
    path("scorecards/objectives/<int:pk>/kpis/join/", kpi.kpi_join, name="kpi-join"),
    path("scorecards/objectives/<int:pk>/groups/create/", kpi.group_create, name="group-create"),
    path("scorecards/kpis/<int:pk>/", kpi.kpi_detail, name="kpi-detail"),
    path("scorecards/kpis/<int:pk>/edit/", kpi.kpi_edit, name="kpi-edit"),
    path("scorecards/kpis/<int:pk>/delete/", kpi.kpi_delete, name="kpi-delete"),
    *WRITING,
    path("initiatives/<int:pk>/kpis/", initiative.initiative_kpis, name="initiative-kpis"),
    path("cascade/", cascade.cascade_matrix, name="cascade-matrix"),
    path("cascade/<int:pk>/mark/", cascade.cascade_mark, name="cascade-mark"),
    # Approval and establishment (7.1.11–7.1.19)
    path(
        "scorecards/<int:pk>/transitions/<slug:name>/",
        approval.scorecard_transition,
        name="scorecard-transition",
    ),
    path("approvals/", approval.approval_list, name="approval-list"),
    path("approvals/<int:pk>/", approval.approval_review, name="approval-review"),
    path("approvals/<int:pk>/autosave/", approval.approval_autosave, name="approval-autosave"),
    path("decisions/", decision.decision_list, name="decision-list"),
    path("decisions/batch/", decision.decision_batch, name="decision-batch"),
    path("decisions/<int:pk>/", decision.decision_detail, name="decision-detail"),
    path("decisions/<int:pk>/approve/", decision.decision_approve, name="decision-approve"),
    path("decisions/<int:pk>/return/", decision.decision_return, name="decision-return"),
    *BOARD,
    path("establishments/", establishment.establishment_list, name="establishment-list"),
    path("establishments/create/", establishment.establishment_create, name="establishment-create"),
    *MEETINGS,
    *CHANGES,
    path("versions/<int:pk>/", establishment.version_detail, name="version-detail"),
    path("versions/<int:pk>/pdf/", establishment.version_request, name="version-request"),
    *PERSONAL,
    *STRATEGY,
    *LIBRARY,
]
