"""Addresses of swot."""

from django.urls import URLPattern

app_name = "swot"

urlpatterns: list[URLPattern] = []
