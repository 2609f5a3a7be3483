"""Addresses of what brings KPIs in and takes scorecards out: library, copy of last year, Excel."""

from django.urls import path

from bsc.views import copying, library, upload

LIBRARY = [
    path("library/", library.library_list, name="library-list"),
    path("library/<int:pk>/", library.library_detail, name="library-detail"),
    path("library/<int:pk>/take/", library.library_take, name="library-take"),
    path("library/<int:pk>/mark/", library.library_mark, name="library-mark"),
    path("scorecards/<int:pk>/copy/", copying.copy_create, name="copy-create"),
    path("scorecards/<int:pk>/proposals/confirm/", copying.proposal_confirm, name="proposal-confirm"),
    path("scorecards/<int:pk>/excel/<slug:kind>/", upload.scorecard_export, name="scorecard-export"),
    path("scorecards/<int:pk>/template/<slug:kind>/", upload.template_download, name="template-download"),
    path("scorecards/<int:pk>/upload/", upload.upload_create, name="upload-create"),
    path("scorecards/<int:pk>/upload/<int:upload_pk>/", upload.upload_detail, name="upload-detail"),
]
