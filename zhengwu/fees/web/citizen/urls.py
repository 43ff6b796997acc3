"""Addresses of charging for everybody: what things cost, paying, the demonstration bank."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "fees_citizen"
urlpatterns = [
    path("charges/", views.charges, name="charges"),
    path("pay/<str:code>/", views.bill, name="bill"),
    path("pay/bank/<str:number>/", views.bank_page, name="bank"),
]
