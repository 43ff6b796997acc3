"""Addresses of the organisation's pages below /desk/."""

from __future__ import annotations

from django.urls import path

from .views import imports, people, places, structure

app_name = "org_staff"
urlpatterns = [
    path("org/", structure.tree, name="tree"),
    path("org/organs/new/", structure.organ_new, name="organ_new"),
    path("org/organs/<str:code>/", structure.organ, name="organ"),
    path("org/organs/<str:code>/edit/", structure.organ_edit, name="organ_edit"),
    path("org/organs/<str:code>/section/", structure.section_set, name="section_set"),
    path("org/organs/<str:code>/admission/", structure.admission_set, name="admission_set"),
    path("org/regions/", structure.regions, name="regions"),
    path("org/regions/<str:code>/", structure.regions, name="region"),
    path("org/officers/", structure.officers, name="officers"),
    path("org/officers/new/", structure.officer_new, name="officer_new"),
    path("org/officers/<int:pk>/end/", structure.officer_end, name="officer_end"),
    path("org/halls/", places.halls, name="halls"),
    path("org/halls/new/", places.hall_new, name="hall_new"),
    path("org/halls/<uuid:pk>/edit/", places.hall_edit, name="hall_edit"),
    path("org/windows/new/", places.window_new, name="window_new"),
    path("org/windows/<uuid:pk>/", places.window, name="window"),
    path("org/windows/<uuid:pk>/move/", places.window_move, name="window_move"),
    path("org/windows/<uuid:pk>/close/", places.window_close, name="window_close"),
    path("org/staff/", people.staff, name="staff"),
    path("org/staff/new/", people.person_new, name="person_new"),
    path("org/staff/import/", imports.upload, name="import_new"),
    path("org/staff/import/template.xlsx", imports.blank, name="import_template"),
    path("org/staff/import/<uuid:pk>/", imports.report, name="import"),
    path("org/staff/import/<uuid:pk>/apply/", imports.apply, name="import_apply"),
    path("org/staff/import/<uuid:pk>/discard/", imports.discard, name="import_discard"),
    path("org/staff/import/<uuid:pk>/report.xlsx", imports.report_sheet, name="import_sheet"),
    path("org/staff/<uuid:pk>/", people.person, name="person"),
    path("org/staff/<uuid:pk>/edit/", people.person_edit, name="person_edit"),
    path("org/staff/<uuid:pk>/leave-office/", people.person_leave_office, name="person_leave"),
    path("org/staff/<uuid:pk>/appoint/", people.appoint, name="appoint"),
    path("org/staff/<uuid:pk>/leave/", people.leave_new, name="leave_new"),
    path("org/holdings/<uuid:pk>/end/", people.holding_end, name="holding_end"),
    path("org/posts/", people.posts, name="posts"),
    path("org/posts/new/", people.post_new, name="post_new"),
    path("org/posts/<uuid:pk>/edit/", people.post_edit, name="post_edit"),
    path("org/posts/<uuid:pk>/abolish/", people.post_abolish, name="post_abolish"),
    path("org/leaves/", people.leaves, name="leaves"),
    path("org/leaves/<uuid:pk>/return/", people.leave_return, name="leave_return"),
]
