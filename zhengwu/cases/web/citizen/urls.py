"""Addresses of applying, following, and the public roll."""

from __future__ import annotations

from django.urls import path, re_path

from zhengwu.cases.web.citizen.views import (
    begin,
    form,
    hearing,
    licences,
    materials,
    mine,
    notices,
    parties,
    public,
    sending,
    situation,
)

app_name = "cases_citizen"
urlpatterns = [
    path("apply/draft/<uuid:draft_id>/", begin.resume, name="resume"),
    path("apply/draft/<uuid:draft_id>/discard/", begin.discard, name="discard"),
    path("apply/draft/<uuid:draft_id>/form/<int:part>/", form.form, name="form"),
    path("apply/draft/<uuid:draft_id>/situation/", situation.situation, name="situation"),
    path("apply/draft/<uuid:draft_id>/verify/<str:code>/", situation.verify, name="verify"),
    path("apply/draft/<uuid:draft_id>/materials/", materials.materials, name="materials"),
    path(
        "apply/draft/<uuid:draft_id>/papers/<int:paper_id>/",
        materials.draft_paper,
        name="draft_paper",
    ),
    path("apply/draft/<uuid:draft_id>/delivery/", sending.delivery, name="delivery"),
    path("apply/draft/<uuid:draft_id>/review/", sending.review, name="review"),
    path("apply/<str:code>/", begin.begin, name="begin"),
    path("my/", mine.cases, name="mine"),
    path("my/drafts/", begin.drafts, name="drafts"),
    path("my/<str:number>/", mine.case, name="case"),
    path("my/<str:number>/receipt/", sending.receipt, name="receipt"),
    path("my/<str:number>/supplement/", mine.supplement, name="supplement"),
    path("my/<str:number>/situation/", situation.change, name="situation_change"),
    path("my/<str:number>/ask/", mine.ask, name="ask"),
    path("my/<str:number>/withdraw/", mine.withdraw, name="withdraw"),
    path("my/<str:number>/why/", mine.why, name="why"),
    path("my/<str:number>/record/", mine.record, name="record"),
    path("my/<str:number>/proof/", mine.proof, name="proof"),
    path("my/<str:number>/papers/<uuid:paper_id>/", mine.my_paper, name="my_paper"),
    re_path(r"^my/(?P<number>[^/]+)/archive\.(?P<form>pdf|zip)$", mine.archive, name="archive"),
    path("track/", public.track, name="track"),
    path("roll/", public.roll, name="roll"),
]

# ---- Hearings: views/hearing.py. ----
urlpatterns += [
    path("my/<str:number>/hearing/", hearing.hearing, name="hearing"),
    path("hearings/", hearing.hearings, name="hearings"),
    path("my-hearings/", parties.mine, name="my_hearings"),
    path("my-hearings/join/", parties.join, name="join_hearing"),
    path("my-hearings/<uuid:party_id>/", parties.hearing, name="party_hearing"),
    path(
        "my-hearings/<uuid:party_id>/papers/<uuid:document_id>/", parties.paper, name="party_paper"
    ),
]

# ---- My licences: views/licences.py. ----
urlpatterns += [
    path("my-licences/", licences.mine, name="licences"),
    path("my-licences/<str:number>/", licences.licence, name="licence"),
]

# ---- Public notices and objections: views/notices.py. ----
urlpatterns += [
    path("public-notices/", notices.notices, name="notices"),
    path("public-notices/<uuid:notice_id>/", notices.objection, name="objection"),
]
