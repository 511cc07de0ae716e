"""Addresses of accounts: django-allauth's views under the paths that people know from the public index."""

from allauth.account import views as allauth
from csp.decorators import csp_update
from django.conf import settings
from django.urls import include, path, re_path

from accounts.views import account, bounces, disclosure, export, history, standing

CAPTCHA_SOURCES = ["https://www.google.com/recaptcha/", "https://www.gstatic.com/recaptcha/"]
with_captcha_sources = csp_update({"script-src": CAPTCHA_SOURCES, "frame-src": CAPTCHA_SOURCES})

urlpatterns = [
    path(
        "account/register/",
        with_captcha_sources(account.signup) if settings.CAPTCHA_ENABLED else account.signup,
        name="account_signup",
    ),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", allauth.logout, name="account_logout"),
    path("account/inactive/", allauth.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/verify-email/", allauth.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^account/verify-email/(?P<key>[-:\w]+)/$", allauth.confirm_email, name="account_confirm_email"),
    path("account/addresses/", allauth.email, name="account_email"),
    path("account/password/", allauth.password_change, name="account_change_password"),
    path("account/password/set/", allauth.password_set, name="account_set_password"),
    path("account/request-password-reset/", allauth.password_reset, name="account_reset_password"),
    path(
        "account/request-password-reset/sent/",
        allauth.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/reset-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/reset-password/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/sessions/", account.list_sessions, name="account_sessions"),
    path("account/sessions/others/end/", account.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="end_session"),
    path("account/security-history/", history.security_history, name="security_history"),
    path("account/export/", export.export, name="export_account"),
    path("account/two-factor/", include("allauth.mfa.urls")),
    # The public index's addresses, the second as it was called first.
    path("_/secrets/disclose-token", disclosure.disclose_token, name="disclose_token"),
    path("_/github/disclose-token", disclosure.disclose_token, name="disclose_token_of_github"),
    path("manage/account/standing/", standing.own_standing, name="account_standing"),
    path("_/mail/bounced", bounces.mail_bounced, name="mail_bounced"),
    path("manage/account/", account.account, name="manage_account"),
]
