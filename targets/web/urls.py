"""The screens and their addresses."""

from django.urls import URLPattern

app_name = "targets"
urlpatterns: list[URLPattern] = []
