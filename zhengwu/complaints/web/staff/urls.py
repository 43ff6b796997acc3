"""Addresses of complaints below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.complaints.web.staff.views import complaint, listing, register

app_name = "complaints_staff"
urlpatterns = [
    path("complaints/", listing.complaints, name="list"),
    path("complaints/new/", register.new, name="new"),
    path("complaints/asked/", listing.asked_list, name="asked_list"),
    path("complaints/asked/<str:number>/", complaint.asked, name="asked"),
    path("complaints/<str:number>/", complaint.complaint, name="complaint"),
    path("complaints/<str:number>/identity/", complaint.identity, name="identity"),
    path("complaints/<str:number>/files/<uuid:file_id>/", complaint.file, name="file"),
]
