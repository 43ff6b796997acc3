"""Addresses of the desk itself and of the pages of the lowest rooms, below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.desks.web.staff.views import (
    calendar,
    cockpit,
    concentration,
    home,
    journal,
    monitor,
    rules,
    running,
)

app_name = "desks_staff"
urlpatterns = [
    path("", home.home, name="home"),
    path("cockpit/", cockpit.cockpit, name="cockpit"),
    path("cockpit/now/", cockpit.cockpit_now, name="cockpit_now"),
    path("cockpit/wall/", cockpit.wall, name="cockpit_wall"),
    path("cockpit/wall/now/", cockpit.wall_now, name="cockpit_wall_now"),
    path("concentration/", concentration.concentration, name="concentration"),
    path("concentration/take/", concentration.take_over, name="take_over"),
    path("monitor/", monitor.monitor, name="monitor"),
    path("monitor/now/", monitor.monitor_now, name="monitor_now"),
    path("monitor/wall/", monitor.wall, name="monitor_wall"),
    path("monitor/wall/now/", monitor.wall_now, name="monitor_wall_now"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/load/", calendar.load, name="notice"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<str:code>/", rules.rule, name="rule"),
    path("journal/", journal.entries, name="journal"),
    path("journal/<uuid:entry_id>/", journal.entry, name="entry"),
    path("journal/<uuid:entry_id>/proof/", journal.proof, name="proof"),
    path("deliveries/", running.stuck, name="stuck"),
    path("deliveries/<int:pk>/retry/", running.retry, name="retry"),
    path("deliveries/<int:pk>/skip/", running.skip, name="skip"),
    path("jobs/", running.works, name="jobs"),
    path("jobs/<uuid:job_id>/", running.work, name="job"),
    path("jobs/<uuid:job_id>/state/", running.work_state, name="job_state"),
    path("jobs/<uuid:job_id>/report/", running.report, name="report"),
    path("jobs/<uuid:job_id>/stop/", running.cancel, name="cancel_job"),
]
