"""Addresses of personnel below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.personnel.web.staff.views import (
    attendance,
    corrections,
    entry,
    files,
    leave,
    patrols,
    registers,
    settings,
)

app_name = "personnel_staff"
urlpatterns = [
    path("attendance/", attendance.month, name="month"),
    path("attendance/mine/", attendance.mine, name="mine"),
    path("attendance/mine/sign/", attendance.sign, name="sign"),
    path("attendance/people/<uuid:pk>/", attendance.person, name="person"),
    path("attendance/days/<uuid:pk>/", attendance.day, name="day"),
    path("attendance/trips/new/", corrections.trip_new, name="trip_new"),
    path("attendance/waiting/", corrections.waiting, name="waiting"),
    path("attendance/corrections/<uuid:pk>/", corrections.correction, name="correction"),
    path("attendance/trips/<uuid:pk>/", corrections.trip, name="trip"),
    path("attendance/leaves/", leave.leaves, name="leaves"),
    path("attendance/leaves/new/", leave.leave_new, name="leave_new"),
    path("attendance/leaves/<uuid:pk>/", leave.leave, name="leave"),
    path("attendance/files/", files.files, name="files"),
    path("attendance/files/blank.csv", files.blank, name="file_blank"),
    path("attendance/files/<uuid:pk>/", files.file, name="file"),
    path("attendance/files/<uuid:pk>/report.xlsx", files.report, name="file_report"),
    path("attendance/hours/", settings.hours, name="hours"),
    path("attendance/hours/new/", settings.hours_new, name="hours_new"),
    path("attendance/devices/", settings.devices, name="devices"),
    path("attendance/devices/new/", settings.device_new, name="device_new"),
    path("attendance/devices/card/", settings.card, name="card"),
    path("attendance/devices/numbers/new/", settings.number_new, name="number_new"),
    path("attendance/devices/numbers/<uuid:pk>/end/", settings.number_end, name="number_end"),
    path("attendance/outages/new/", settings.outage_new, name="outage_new"),
    path("patrols/", patrols.patrols, name="patrols"),
    path("patrols/new/", patrols.patrol_new, name="patrol_new"),
    path("patrols/findings/<uuid:pk>/", patrols.finding, name="finding"),
    path("patrols/findings/<uuid:pk>/picture/", patrols.picture, name="picture"),
    path("registers/", registers.registers, name="registers"),
    path("registers/rows/<uuid:pk>/", registers.register_row, name="register_row"),
    path("registers/rows/<uuid:pk>/file/", registers.register_file, name="register_file"),
    path("registers/<slug:code>/", registers.register, name="register"),
    path("registers/<slug:code>/new/", registers.register_new, name="register_new"),
    path("window-staff/", entry.candidates, name="candidates"),
    path("window-staff/new/", entry.candidate_new, name="candidate_new"),
    path("window-staff/training/", entry.training, name="training"),
    path("window-staff/training/new/", entry.course_new, name="course_new"),
    path("window-staff/exams/new/", entry.exam_new, name="exam_new"),
    path("window-staff/exams/<uuid:pk>/", entry.exam, name="exam"),
    path("window-staff/cards/", entry.cards, name="cards"),
    path("window-staff/cards/new/", entry.card_new, name="card_new"),
    path("window-staff/cards/<uuid:pk>/end/", entry.card_end, name="card_end"),
    path("window-staff/<uuid:pk>/", entry.candidate, name="candidate"),
]
