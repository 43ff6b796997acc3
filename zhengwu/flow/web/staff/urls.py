"""Addresses of the flows below /desk/."""

from __future__ import annotations

from django.urls import path

from .views import drafts, drawing, flows, migrations, steps

app_name = "flow_staff"
urlpatterns = [
    path("flows/", flows.flows, name="flows"),
    path("flows/new/", flows.new, name="new"),
    path("flows/versions/<uuid:pk>/", flows.version, name="version"),
    path("flows/drafts/<uuid:pk>/", drafts.draft, name="draft"),
    path("flows/drafts/<uuid:pk>/act/", drafts.act, name="act"),
    path("flows/drafts/<uuid:pk>/try/", drafts.trial, name="trial"),
    path("flows/drafts/<uuid:pk>/steps/", steps.steps, name="steps"),
    path("flows/drafts/<uuid:pk>/steps/<slug:path>/", steps.step, name="step"),
    path("flows/drafts/<uuid:pk>/draw/", drawing.draw, name="draw"),
    path("flows/drafts/<uuid:pk>/check/", drawing.check, name="check"),
    path("flows/migrations/<uuid:pk>/", migrations.migration, name="migration"),
    path("flows/migrations/<uuid:pk>/act/", migrations.migrate, name="migrate"),
    path("flows/<str:code>/", flows.definition, name="definition"),
    path("flows/<str:code>/migrate/", migrations.plan, name="plan"),
]
