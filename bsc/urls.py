"""Addresses of bsc."""

from django.urls import URLPattern

app_name = "bsc"

urlpatterns: list[URLPattern] = []
