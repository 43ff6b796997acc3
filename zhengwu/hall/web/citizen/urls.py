"""Addresses of the hall for the public."""

from __future__ import annotations

from django.urls import path

from zhengwu.hall.web.citizen.views import appointments, halls, tickets

app_name = "hall_citizen"
urlpatterns = [
    path("halls/", halls.halls, name="halls"),
    path("halls/<str:code>/", halls.hall, name="hall"),
    path("halls/<str:code>/signs/", halls.signs, name="signs"),
    path("halls/<str:code>/take/", tickets.take, name="take"),
    path("halls/<str:code>/book/", appointments.book, name="book"),
    path("forms/<str:code>/", halls.form, name="form"),
    path("tickets/<str:secret>/", tickets.ticket, name="ticket"),
    path("tickets/<str:secret>/now/", tickets.now_fragment, name="ticket_now"),
    path("tickets/<str:secret>/qr/", tickets.code, name="ticket_code"),
    path("tickets/<str:secret>/<slug:verb>/", tickets.act, name="ticket_act"),
    path("appointments/", appointments.mine, name="appointments"),
    path("appointments/<str:code>/", appointments.one, name="appointment"),
]
