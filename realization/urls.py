"""Addresses of realization."""

from django.urls import URLPattern

app_name = "realization"

urlpatterns: list[URLPattern] = []
