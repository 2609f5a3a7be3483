"""Addresses after the lock: change requests, addenda, versions (7.1.19)."""

from django.urls import path

from bsc.views import bundle, bundle_detail, change, change_addition, change_definition, version

CHANGES = [
    path("changes/", change.change_list, name="change-list"),
    path("scorecards/<int:pk>/changes/create/", change.change_create, name="change-create"),
    path("changes/<int:pk>/", change.change_detail, name="change-detail"),
    path("changes/<int:pk>/edit/", change.change_edit, name="change-edit"),
    path("changes/<int:pk>/decide/", change.change_decide, name="change-decide"),
    path("changes/<int:pk>/transitions/<slug:name>/", change.change_transition, name="change-transition"),
    path("scorecards/<int:pk>/versions/", version.version_list, name="version-list"),
    path("versions/<int:pk>/diff/", version.version_diff, name="version-diff"),
    path("versions/<int:pk>/excel/<slug:kind>/", version.version_export, name="version-export"),
    path(
        "changes/<int:pk>/objectives/<int:objective_pk>/kpis/create/",
        change_addition.addition_create,
        name="addition-create",
    ),
    path(
        "changes/<int:pk>/objectives/<int:objective_pk>/kpis/join/",
        change_addition.addition_join,
        name="addition-join",
    ),
    path(
        "changes/<int:pk>/objectives/<int:objective_pk>/groups/create/",
        change_addition.addition_group,
        name="addition-group",
    ),
    path(
        "changes/<int:pk>/kpis/<int:kpi_pk>/replace/",
        change_addition.replacement_create,
        name="replacement-create",
    ),
    path(
        "changes/<int:pk>/additions/<int:addition_pk>/edit/",
        change_addition.addition_edit,
        name="addition-edit",
    ),
    path(
        "changes/<int:pk>/additions/<int:addition_pk>/drop/",
        change_addition.addition_drop,
        name="addition-drop",
    ),
    path(
        "changes/<int:pk>/kpis/<int:kpi_pk>/definition/",
        change_definition.definition_edit,
        name="definition-edit",
    ),
    # Revisi Target Massal
    path("bundles/create/", bundle.bundle_create, name="bundle-create"),
    path("bundles/template/", bundle.bundle_template, name="bundle-template"),
    path("bundles/uploads/<int:pk>/", bundle.bundle_upload, name="bundle-upload"),
    path("bundles/<int:pk>/", bundle_detail.bundle_detail, name="bundle-detail"),
    path("bundles/<int:pk>/decide/", bundle_detail.bundle_decide, name="bundle-decide"),
    path(
        "bundles/<int:pk>/transitions/<slug:name>/", bundle_detail.bundle_transition, name="bundle-transition"
    ),
]
