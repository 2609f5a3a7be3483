"""Report jobs and their files."""

from django.urls import path

from cint_portal.documents import views

app_name = "documents"

urlpatterns = [
    path("", views.report_list, name="report-list"),
    path("<int:pk>/", views.report_detail, name="report-detail"),
    path("<int:pk>/progress/", views.report_progress, name="report-progress"),
    path("<int:pk>/file/", views.report_file, name="report-file"),
]
