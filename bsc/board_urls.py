"""Addresses of the board's resolutions and of the questions on single KPIs."""

from django.urls import path

from bsc.views import resolution, thread

BOARD = [
    path("scorecards/kpis/<int:pk>/messages/", thread.kpi_thread, name="kpi-thread"),
    path("resolutions/", resolution.resolution_list, name="resolution-list"),
    path("resolutions/create/", resolution.resolution_create, name="resolution-create"),
    path("resolutions/<int:pk>/", resolution.resolution_detail, name="resolution-detail"),
    path("resolutions/<int:pk>/edit/", resolution.resolution_edit, name="resolution-edit"),
    path("resolutions/<int:pk>/confirm/", resolution.resolution_confirm, name="resolution-confirm"),
    path("resolutions/<int:pk>/return/", resolution.resolution_return, name="resolution-return"),
    path("resolutions/<int:pk>/withdraw/", resolution.resolution_withdraw, name="resolution-withdraw"),
    path("resolutions/<int:pk>/object/", resolution.resolution_object, name="resolution-object"),
    path("resolutions/objections/<int:pk>/answer/", resolution.resolution_answer, name="resolution-answer"),
    path("resolutions/files/<int:pk>/", resolution.resolution_file, name="resolution-file"),
]
