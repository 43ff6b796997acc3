"""Addresses of the staff's sign-in, the counter, and the officers."""

from django.urls import path

from zhengwu.identity.web.staff.views import accounts, counter, machines, security, sign_in

app_name = "identity_staff"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/password/", sign_in.first_password, name="first_password"),
    path("sign-in/enrol/", sign_in.enrol, name="enrol"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-in/passkey/", sign_in.passkey, name="passkey"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("recover/", sign_in.recover, name="recover"),
    path("confirm/", security.confirm, name="confirm"),
    path("security/", security.page, name="security"),
    path("security/password/", security.password, name="password"),
    path("security/devices/", security.end_device, name="end_device"),
    path("security/authenticator/", security.authenticator, name="authenticator"),
    path("security/passkey/", security.passkey, name="add_passkey"),
    path("security/remove/", security.remove_factor, name="remove_factor"),
    path("verification/", counter.search, name="verification"),
    path("verification/firm/", counter.firm, name="verify_firm"),
    path("verification/mandate/", counter.mandate, name="paper_mandate"),
    path("verification/shown/", counter.handed_over, name="handed_over"),
    path("verification/<uuid:account_id>/", counter.verify, name="verify"),
    path("accounts/", accounts.page, name="accounts"),
    path("accounts/new/<uuid:staff_id>/", accounts.create, name="create_account"),
    path("accounts/shown/", accounts.shown, name="shown"),
    path("accounts/<uuid:account_id>/", accounts.one, name="account"),
    path("accounts/<uuid:account_id>/state/", accounts.set_state, name="account_state"),
    path("accounts/<uuid:account_id>/recovery/", accounts.begin_recovery, name="begin_recovery"),
    path("recoveries/", accounts.recoveries, name="recoveries"),
    path("recoveries/<uuid:recovery_id>/", accounts.decide, name="decide_recovery"),
    path("parameters/", machines.parameters, name="parameters"),
    path("clients/", machines.page, name="clients"),
    path("clients/<uuid:client_id>/token/", machines.token, name="client_token"),
    path("clients/<uuid:client_id>/stop/", machines.stop, name="stop_client"),
]
