"""Addresses of the staff's cases below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.cases.web.staff.views import (
    acting,
    agent,
    first_asked,
    handovers,
    hearing,
    licences,
    listing,
    matter,
    papers,
    review,
    situation,
    statistics,
    upward,
    window,
    window_case,
    window_paying,
)

app_name = "cases_staff"
urlpatterns = [
    path("cases/", listing.cases, name="list"),
    path("cases/views/keep/", listing.keep_view, name="keep_view"),
    path("cases/views/drop/", listing.drop_view, name="drop_view"),
    path("cases/<str:number>/", matter.case, name="case"),
    path("cases/<str:number>/act/<slug:code>/", acting.act, name="act"),
    path("cases/<str:number>/papers/<uuid:paper_id>/", papers.paper, name="paper"),
    path("cases/<str:number>/sheet/", papers.sheet, name="sheet"),
    path("cases/<str:number>/archive/", papers.archive, name="archive"),
    path("cases/<str:number>/archive/state/", papers.archive_state, name="archive_state"),
    path("cases/<str:number>/archive/<str:kind>/", papers.archive_file, name="archive_file"),
]

# ---- The window screen: prefix "window/", views/window*.py; its addresses go below this line. ----
urlpatterns += [
    path("window/", window.window, name="window"),
    path("window/items/", window.items, name="window_items"),
    path("window/<str:number>/", window_case.case, name="window_case"),
    path("window/<str:number>/paying/", window_paying.paying, name="window_paying"),
    path("window/<str:number>/print/", window_case.print_page, name="window_print"),
    path("window/<str:number>/all.pdf", window_case.all_papers, name="window_all"),
    path("window/<str:number>/<uuid:document_id>.pdf", window_case.paper, name="window_paper"),
]

# ---- Undertaking forms, recusal, the first-asked register, statistics. ----
urlpatterns += [
    path("statistics/", statistics.page, name="statistics"),
    path("upward/", upward.page, name="upward"),
    path("classes/", statistics.classes, name="classes"),
    path("handovers/", handovers.handovers, name="handovers"),
    path("handovers/<str:number>/sign/", handovers.hand_back, name="hand_back"),
    path("handovers/<str:number>/take/", handovers.take_back, name="take_back"),
    path("cases/<str:number>/recusal/", handovers.recusal, name="recusal"),
    path("first-asked/", first_asked.register, name="first_asked"),
    path("first-asked/<uuid:pk>/", first_asked.question, name="question"),
    path("first-asked/<uuid:pk>/pass/", first_asked.pass_on, name="question_pass"),
    path("first-asked/<uuid:pk>/answer/", first_asked.answer, name="question_answer"),
]

# ---- Village agents: views/agent.py. ----
urlpatterns += [
    path("agent/", agent.home, name="agent"),
    path("agent/new/", agent.new, name="agent_new"),
]

# ---- Hearings: views/hearing.py, its acts in views/hearing_acts.py. ----
urlpatterns += [
    path("cases/<str:number>/hearing/", hearing.page, name="hearing"),
    path("cases/<str:number>/hearing/<slug:code>/", hearing.act, name="hearing_act"),
]

# ---- The register of licences, and the queue for a limited number: views/licences.py. ----
urlpatterns += [
    path("licences/", licences.register, name="licences"),
    path("licences/<str:number>/", licences.licence, name="licence"),
    path("licences/<str:number>/<slug:code>/", licences.act, name="licence_act"),
    path("cases/<str:number>/queue/", licences.queue, name="queue"),
]

# ---- The situation told, and what was verified instead of handed in: views/situation.py. ----
urlpatterns += [
    path("cases/<str:number>/situation/", situation.situation, name="situation"),
    path("cases/<str:number>/verify/<str:code>/", situation.look_again, name="look_again"),
]

# ---- Experts, tests, public notices of a case: views/review.py. ----
urlpatterns += [
    path("experts/", review.experts, name="experts"),
    path("cases/<str:number>/review/", review.page, name="review"),
    path("cases/<str:number>/review/<slug:code>/", review.act, name="review_act"),
]
