"""django-allauth as we have it, apart from what operators set."""

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.passwords.BreachedPasswordValidator"},
    {"NAME": "accounts.passwords.passwords.StrengthValidator"},
    {"NAME": "accounts.passwords.passwords.LongestPasswordValidator"},
]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.LoginForm",
    "add_email": "accounts.forms.AddEmailForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_USERNAME_VALIDATORS = "accounts.signing_up.usernames.VALIDATORS"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A new account may log in at once; a new project is what needs a verified address (the 2018 measure).
ACCOUNT_EMAIL_VERIFICATION = "optional"
# Sign-up says the same whether or not an address is taken: only one account can ever verify it.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_RATE_LIMITS = {  # added to allauth's own
    "mint_token": "60/m/ip",
    "disclose_token": "30/m/ip",  # of reports that nobody signed
    "login_failed": None,  # `accounts.logging_in.limits` counts those, for every door
    "reset_password": "20/m/ip,5/d/key",
    "confirm_email": "1/m/key,3/6h/key",
}
ACCOUNT_MAX_EMAIL_ADDRESSES = 10
# Whoever finds a browser logged in changes no address with it: the password is asked for again.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # seconds
MFA_ADAPTER = "accounts.logging_in.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.logging_in.second_factor.AuthenticateForm",
    "reauthenticate": "accounts.logging_in.second_factor.ReauthenticateForm",
    "add_webauthn": "accounts.logging_in.second_factor.AddWebAuthnForm",
    "authenticate_webauthn": "accounts.logging_in.second_factor.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "accounts.logging_in.second_factor.ReauthenticateWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
