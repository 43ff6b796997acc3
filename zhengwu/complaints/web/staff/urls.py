"""Addresses of complaints below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.complaints.web.staff.views import accounts, complaint, figures, listing, register

app_name = "complaints_staff"
urlpatterns = [
    path("complaints/", listing.complaints, name="list"),
    path("complaints/new/", register.new, name="new"),
    path("complaints/figures/", figures.figures, name="figures"),
    path("complaints/accountability/", accounts.accounts, name="accounts"),
    path("complaints/accountability/new/", accounts.new, name="account_new"),
    path("complaints/accountability/<str:number>/", accounts.account, name="account"),
    path("complaints/asked/", listing.asked_list, name="asked_list"),
    path("complaints/asked/<str:number>/", complaint.asked, name="asked"),
    path("complaints/<str:number>/", complaint.complaint, name="complaint"),
    path("complaints/<str:number>/identity/", complaint.identity, name="identity"),
    path("complaints/<str:number>/files/<uuid:file_id>/", complaint.file, name="file"),
]
