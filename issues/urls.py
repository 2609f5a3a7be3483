"""Addresses of issues."""

from django.urls import path

from issues.views import (
    collection,
    grid,
    issue_list,
    questions,
    register,
    review,
    review_queue,
    review_record,
    summary,
    supplements,
    timeliness,
    upload,
)

app_name = "issues"

urlpatterns = [
    path("", collection.register_landing, name="register-landing"),
    path("collection/", collection.collection_detail, name="collection-detail"),
    path("collection/<int:year>/open/", collection.collection_open, name="collection-open"),
    path("list/", issue_list.issue_list, name="issue-list"),
    path("list/<int:year>/<slug:columns>.xlsx", issue_list.issue_export, name="issue-export"),
    path("list/<int:year>/report/", issue_list.issue_report, name="issue-report"),
    path("registers/", collection.register_list, name="register-list"),
    path("registers/<int:pk>/", register.register_detail, name="register-detail"),
    path("registers/<int:pk>/edit/", grid.register_edit, name="register-edit"),
    path("registers/<int:pk>/autosave/", grid.register_autosave, name="register-autosave"),
    path("registers/<int:pk>/summary/", summary.register_summary, name="register-summary"),
    path("summaries/", summary.summary_list, name="summary-list"),
    path(
        "registers/<int:pk>/transitions/<slug:name>/",
        register.register_transition,
        name="register-transition",
    ),
    path("registers/<int:pk>/template/", upload.template_download, name="template-download"),
    path("registers/<int:pk>/upload/", upload.upload_create, name="upload-create"),
    path("registers/<int:pk>/upload/<int:upload_pk>/", upload.upload_detail, name="upload-detail"),
    path("registers/<int:pk>/review/", review.register_review, name="register-review"),
    path("registers/<int:pk>/record/", review_record.register_record, name="register-record"),
    path("questions/<int:pk>/answer/", questions.question_answer, name="question-answer"),
    path("review/", review_queue.review_queue_list, name="review-queue"),
    path("review/timeliness/", timeliness.review_timeliness, name="review-timeliness"),
    path("review/timeliness/report/", timeliness.timeliness_request, name="timeliness-request"),
    path(
        "registers/<int:pk>/review/autosave/",
        review.register_review_autosave,
        name="register-review-autosave",
    ),
    path("supplements/", supplements.supplement_list, name="supplement-list"),
    path("registers/<int:pk>/supplements/new/", supplements.supplement_create, name="supplement-create"),
    path("supplements/<int:pk>/", supplements.supplement_detail, name="supplement-detail"),
    path("supplements/<int:pk>/edit/", supplements.supplement_edit, name="supplement-edit"),
    path("supplements/<int:pk>/review/", supplements.supplement_review, name="supplement-review"),
    path(
        "supplements/<int:pk>/transitions/<slug:name>/",
        supplements.supplement_transition,
        name="supplement-transition",
    ),
]
