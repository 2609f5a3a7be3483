"""Addresses of process analyses, strategy maps and the cascade; part of `bsc.urls`."""

from django.urls import path

from bsc.views import cascade, cascade_tree, process, strategy_map

STRATEGY = [
    path("scorecards/<int:pk>/process/", process.process_detail, name="process-detail"),
    path("scorecards/<int:pk>/process/edit/", process.process_edit, name="process-edit"),
    path("scorecards/process/<int:pk>/objectives/", process.process_link, name="process-link"),
    path("cascade/objectives/<int:pk>/", cascade.cascade_objective, name="cascade-objective"),
    path("cascade/tree/", cascade_tree.cascade_tree, name="cascade-tree"),
    path("cascade/table/", cascade_tree.cascade_table, name="cascade-table"),
    path("cascade/kpis/<int:pk>/", cascade_tree.cascade_branch, name="cascade-branch"),
    path("cascade/findings/", cascade_tree.cascade_findings, name="cascade-findings"),
    path("cascade/summary/", cascade_tree.cascade_summary, name="cascade-summary"),
    path("scorecards/<int:pk>/review/", cascade_tree.cascade_review, name="cascade-review"),
    path("cascade/parents/<int:pk>/confirm/", cascade_tree.parent_confirm, name="parent-confirm"),
    path("maps/", strategy_map.map_list, name="map-list"),
    path("maps/<int:pk>/", strategy_map.map_detail, name="map-detail"),
    path("maps/<int:pk>/arrows/create/", strategy_map.arrow_create, name="arrow-create"),
    path("maps/arrows/<int:pk>/delete/", strategy_map.arrow_delete, name="arrow-delete"),
    path("maps/<int:pk>/svg/", strategy_map.map_download, name="map-download"),
    path("maps/<int:pk>/pdf/", strategy_map.map_request, name="map-request"),
]
