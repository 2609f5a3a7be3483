"""Outbox, health, preferences."""

from django.urls import path

from cint_portal.notifications import views

app_name = "mail"

urlpatterns = [
    path("outbox/", views.outbox_list, name="outbox-list"),
    path("outbox/resend/", views.outbox_resend_failed, name="outbox-resend-failed"),
    path("outbox/<int:pk>/", views.outbox_detail, name="outbox-detail"),
    path("outbox/<int:pk>/resend/", views.outbox_resend, name="outbox-resend"),
    path("people/", views.people_without_address, name="people-without-address"),
    path("units/", views.unit_gaps, name="unit-gaps"),
    path("health/", views.health, name="health"),
    path("health/status.json", views.health_status, name="health-status"),
    path("preferences/", views.preferences, name="preferences"),
]
