"""Addresses of swot."""

from django.urls import path

from swot.views import initiatives, items, merging, planning, position, rounds, strategies, uploads, year

app_name = "swot"

urlpatterns = [
    path("", year.index, name="index"),
    path("<int:year>/items/", items.item_list, name="item-list"),
    path("<int:year>/items/score/", items.item_score, name="item-score"),
    path("<int:year>/items/preview/", items.item_preview, name="item-preview"),
    path("<int:year>/items/merge/", merging.item_merge, name="item-merge"),
    path("<int:year>/items/<int:pk>/split/", merging.item_split, name="item-split"),
    path("<int:year>/rounds/new/", rounds.round_create, name="round-create"),
    path("<int:year>/rounds/<int:number>/", rounds.round_detail, name="round-detail"),
    path("<int:year>/rounds/<int:number>/rate/", rounds.round_rate, name="round-rate"),
    path("<int:year>/rounds/close/", rounds.round_close, name="round-close"),
    path("<int:year>/rounds/adopt/", rounds.round_adopt, name="round-adopt"),
    path("<int:year>/deploy/", items.analysis_deploy, name="analysis-deploy"),
    path("<int:year>/planning/", planning.planning_request, name="planning-request"),
    path("<int:year>/planning/upload/", uploads.upload_create, name="upload-create"),
    path("<int:year>/planning/upload/<int:pk>/", uploads.upload_detail, name="upload-detail"),
    path("<int:year>/position/", position.position_detail, name="position-detail"),
    path("<int:year>/position/quadrant/", position.quadrant_choose, name="quadrant-choose"),
    path("analyses/<int:pk>/<str:name>/", position.analysis_transition, name="analysis-transition"),
    path("<int:year>/matrix/", strategies.matrix_detail, name="matrix-detail"),
    path("<int:year>/matrix/<str:cell>/new/", strategies.strategy_create, name="strategy-create"),
    path("strategies/<int:pk>/", strategies.strategy_update, name="strategy-update"),
    path("strategies/<int:pk>/move/", strategies.strategy_move, name="strategy-move"),
    path("strategies/<int:pk>/delete/", strategies.strategy_delete, name="strategy-delete"),
    path("<int:year>/initiatives/", initiatives.initiative_list, name="initiative-list"),
    path("<int:year>/initiatives/new/", initiatives.initiative_create, name="initiative-create"),
    path("initiatives/<int:pk>/", initiatives.initiative_detail, name="initiative-detail"),
    path("initiatives/<int:pk>/delete/", initiatives.initiative_delete, name="initiative-delete"),
    path("initiatives/<int:pk>/edit/", initiatives.initiative_update, name="initiative-update"),
]
