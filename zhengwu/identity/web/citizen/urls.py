"""Addresses of sign-in, registration and the own account."""

from django.urls import path

from zhengwu.identity.web.citizen.views import account, register, sign_in, standing

app_name = "identity_citizen"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("register/", register.start, name="register"),
    path("register/<slug:step>/", register.step, name="register_step"),
    path("account/", account.account, name="account"),
    path("account/verify/", account.verify, name="verify"),
    path("account/phone/", account.phone, name="phone"),
    path("account/password/", account.password, name="password"),
    path("account/devices/", account.end_device, name="end_device"),
    path("account/authenticator/", account.authenticator, name="authenticator"),
    path("account/passkey/", account.passkey, name="add_passkey"),
    path("account/authenticator/remove/", account.remove_factor, name="remove_factor"),
    path("account/act-as/", standing.act_as, name="act_as"),
    path("account/firms/new/", standing.new_firm, name="new_firm"),
    path("account/firms/<uuid:firm_id>/leave/", standing.leave_firm, name="leave_firm"),
    path("account/mandates/new/", standing.new_mandate, name="new_mandate"),
    path("account/mandates/<uuid:mandate_id>/revoke/", standing.revoke, name="revoke_mandate"),
]
