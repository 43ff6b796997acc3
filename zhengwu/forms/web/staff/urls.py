"""Addresses of the form editor below /desk/."""

from __future__ import annotations

from django.urls import path

from .views import dictionary, drafts

app_name = "forms_staff"
urlpatterns = [
    path("forms/", drafts.forms, name="forms"),
    path("forms/new/", drafts.new, name="new"),
    path("forms/dictionary/", dictionary.dictionary, name="dictionary"),
    path("forms/dictionary/new/", dictionary.new_entry, name="new_entry"),
    path("forms/dictionary/new/<slug:code>/<slug:kind>/", dictionary.new_rule, name="new_rule"),
    path("forms/dictionary/<slug:code>/", dictionary.entry, name="entry"),
    path("forms/dictionary/<slug:code>/propose/", dictionary.propose, name="propose"),
    path("forms/dictionary/<slug:code>/decide/", dictionary.decide_rule, name="decide_rule"),
    path("forms/versions/<uuid:pk>/", drafts.version, name="version"),
    path("forms/drafts/<uuid:pk>/", drafts.draft, name="draft"),
    path("forms/drafts/<uuid:pk>/act/", drafts.act, name="act"),
    path("forms/drafts/<uuid:pk>/preview/", drafts.preview, name="preview"),
    path("forms/drafts/<uuid:pk>/<slug:path>/", drafts.field, name="field"),
]
