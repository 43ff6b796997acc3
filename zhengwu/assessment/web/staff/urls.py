"""Addresses of the assessment below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.assessment.web.staff.views import bulletins, entries, periods, schemes, selections

app_name = "assessment_staff"
urlpatterns = [
    path("assessment/", periods.home, name="home"),
    path("assessment/compute/", periods.compute, name="compute"),
    path("assessment/periods/<str:number>/", periods.period, name="period"),
    path("assessment/periods/<str:number>/sheet/", bulletins.sheet, name="sheet"),
    path("assessment/periods/<str:number>/paper/", bulletins.paper, name="paper"),
    path("assessment/periods/<str:number>/bulletin/", bulletins.draft, name="bulletin_draft"),
    path("assessment/periods/<str:number>/selection/", selections.open_one, name="open"),
    path("assessment/scores/<uuid:pk>/", periods.score, name="score"),
    path("assessment/scores/<uuid:pk>/trace/", bulletins.trace, name="trace"),
    path("assessment/schemes/", schemes.schemes, name="schemes"),
    path("assessment/schemes/<slug:code>/", schemes.scheme, name="scheme"),
    path("assessment/schemes/<slug:code>/draft/", schemes.draft, name="draft"),
    path("assessment/schemes/<slug:code>/preview/", schemes.preview, name="preview"),
    path("assessment/schemes/<slug:code>/criteria/", schemes.add_criterion, name="add_criterion"),
    path(
        "assessment/schemes/<slug:code>/criteria/<slug:name>/", schemes.criterion, name="criterion"
    ),
    path("assessment/entries/", entries.entries, name="entries"),
    path("assessment/entries/new/<slug:code>/", entries.new, name="entry_new"),
    path("assessment/entries/<uuid:pk>/", entries.entry, name="entry"),
    path("assessment/entries/<uuid:pk>/file/", entries.evidence, name="entry_file"),
    path("assessment/selections/", selections.selections, name="selections"),
    path("assessment/selections/<uuid:pk>/", selections.selection, name="selection"),
    path("assessment/bulletins/", bulletins.bulletins, name="bulletins"),
    path("assessment/bulletins/<uuid:pk>/", bulletins.bulletin, name="bulletin"),
]
