"""Addresses of the finance window below /desk/."""

from __future__ import annotations

from django.urls import path

from .views import books, payouts, refunds, standard_imports, standards, waivers, window

app_name = "fees_staff"
urlpatterns = [
    path("finance/", window.window, name="window"),
    path("finance/bills/<str:code>/", window.bill, name="bill"),
    path("finance/bills/<str:code>/pay/", window.pay, name="pay"),
    path("finance/bills/<str:code>/return/", window.send_back, name="return"),
    path("finance/bills/<str:code>/refund/", refunds.ask, name="ask_refund"),
    path("finance/papers/<uuid:pk>.pdf", window.paper, name="paper"),
    path("finance/reworks/", window.reworks, name="reworks"),
    path("finance/refunds/", refunds.listing, name="refunds"),
    path("finance/refunds/<uuid:pk>/", refunds.judge, name="refund"),
    path("finance/suspense/", books.suspense, name="suspense"),
    path("finance/suspense/<uuid:pk>/", books.settle, name="settle"),
    path("finance/day/", books.today, name="today"),
    path("finance/day/<str:text>/", books.day, name="day"),
    path("finance/day/<str:text>/bank.csv", books.demonstration_file, name="bank_day"),
    path("finance/statements/<uuid:pk>/apply/", books.apply, name="apply_statement"),
    path("finance/differences/<uuid:pk>/", books.difference, name="difference"),
    path("finance/standards/", standards.listing, name="standards"),
    path("finance/standards/new/", standards.new, name="standard_new"),
    path("finance/standards/import/", standard_imports.new, name="standards_import"),
    path("finance/standards/sample.csv", standard_imports.sample, name="standards_sample"),
    path("finance/standards/import/<uuid:pk>/", standard_imports.file, name="standards_file"),
    path("finance/standards/<str:code>/", standards.standard, name="standard"),
    path("finance/standards/<str:code>/edit/", standards.edit, name="standard_edit"),
    path("finance/versions/<uuid:pk>/act/", standards.act, name="version_act"),
    path("finance/waivers/", waivers.listing, name="waivers"),
    path("finance/waivers/new/", waivers.new, name="waiver_new"),
    path("finance/waivers/<uuid:pk>/", waivers.waiver, name="waiver"),
    path("finance/payouts/", payouts.listing, name="payouts"),
    path("finance/payouts/new/", payouts.new, name="payout_new"),
    path("finance/payouts/<uuid:pk>/", payouts.batch, name="payout"),
    path("finance/payouts/<uuid:pk>/bank.csv", payouts.bank_file, name="payout_file"),
    path("finance/payouts/<uuid:pk>/problems.csv", payouts.problems, name="payout_problems"),
]
