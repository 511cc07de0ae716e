"""Every setting of Gatehouse, read from the environment; README.md lists the variables in one table.

With nothing set this is the embedded form: SQLite, a broker made of files, mails in a folder, everything
below one data folder. `DATABASE_URL`, `REDIS_URL` and `EMAIL_URL` make it the scaled form.
"""

from email.utils import parseaddr
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.data_folder import generated_secret, made
from config.env import (
    env_bool,
    env_choice,
    env_contact,
    env_database,
    env_email,
    env_int,
    env_issuers,
    env_list,
    env_probability,
    env_scanner_keys,
    env_store,
    env_str,
    env_trust_root,
    env_url,
    env_webhook_key,
)
from config.headers import *  # noqa: F403
from config.parts import *  # noqa: F403
from config.schedule import *  # noqa: F403
from config.seams import *  # noqa: F403
from config.sign_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The data folder ------------------------------------------------------------------------------------

DATA_DIR = made(Path(env_str("GATEHOUSE_DATA", str(BASE_DIR / "var"))).resolve())

# --- The site -------------------------------------------------------------------------------------------

DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = env_str("SECRET_KEY") or generated_secret(DATA_DIR / "secret_key")
# Former ones: what they signed or encrypted stays good.
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS", [])
SITE_NAME = env_str("SITE_NAME", "Gatehouse")
# Links in mails and feeds are built from this address, never from a header that the visitor chose.
SITE_URL = env_url("SITE_URL", f"http://127.0.0.1:{env_int('PORT', 8000)}")
SITE_HOST = SITE_URL.partition("://")[2]
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", SITE_HOST.rsplit(":", 1)[0]])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE = env_bool("SECURE", default=SITE_URL.startswith("https://"))


ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "index.context_processors.site",
                "moderation.context_processors.switch_banners",
                "moderation.context_processors.incident_banners",
            ],
        },
    },
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database, cache ------------------------------------------------------------------------------------

DATABASES = {"default": env_database("DATABASE_URL", f"sqlite:///{DATA_DIR}/gatehouse.sqlite3")}
EMBEDDED_DATABASE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
SQLITE_OPTIONS = {
    # A transaction that reads before it writes must not find out half-way that it cannot write.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
}
if EMBEDDED_DATABASE:
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env_str("REDIS_URL")
DATABASE_CACHE: dict[str, object] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "cache",
    "OPTIONS": {"MAX_ENTRIES": 100_000},  # Django's default of 300 lets a flood evict counters
}
if REDIS_URL:
    CACHES: dict[str, dict[str, object]] = {
        "default": {
            "BACKEND": "config.cache.RedisOrDatabase",
            "LOCATION": REDIS_URL,
            "VERSION": 2,  # raised with the form of what is kept: a release does not read another's values
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        },
        "fallback": DATABASE_CACHE,
    }
else:
    CACHES = {"default": DATABASE_CACHE}
if EMBEDDED_DATABASE:
    # A file of its own: counting a login attempt must never wait for an upload's transaction.
    DATABASES["cache"] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "cache.sqlite3",
        "OPTIONS": SQLITE_OPTIONS,
    }
    DATABASE_ROUTERS = ["config.routers.CacheRouter"]

# --- Files ----------------------------------------------------------------------------------------------

STORAGES: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "media"},
    },
    "distributions": {
        "BACKEND": "index.whole_files.WholeFileStorage",
        "OPTIONS": {"location": DATA_DIR / "packages", "base_url": "/packages/"},
    },
    "staging": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "staging", "file_permissions_mode": 0o600},
    },
    "models": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "models"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A bucket for what all machines must see: distribution files, those that wait to be published, and models.
OBJECT_STORE = env_store("STORAGE_URL")
if OBJECT_STORE:
    for kind, folder in {"distributions": "packages", "staging": "staging", "models": "models"}.items():
        options = OBJECT_STORE | {"prefix": f"{OBJECT_STORE['prefix']}/{folder}".lstrip("/")}
        STORAGES[kind] = {"BACKEND": "index.object_store.ObjectStore", "OPTIONS": options}
# Rendered simple pages; web processes and nginx read them there.
PAGES_ROOT = DATA_DIR / "pages"
# A private index: reading takes a login, or an API token as pip sends it.
READERS_LOG_IN = env_bool("READERS_LOG_IN", default=False)
# Whether people make their accounts themselves. An index that anybody may join would be private in name alone.
SIGN_UP = env_bool("SIGN_UP", default=not READERS_LOG_IN)
# Where nginx finds the store: it then sends the files, after the application has said that it may.
X_ACCEL_PREFIX = env_str("X_ACCEL_PREFIX")
STATIC_URL = "/static/"
STATIC_ROOT = Path(env_str("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# What one file, and all files of a project together, may have; an admin may raise both for a project.
MAX_FILE_BYTES = env_int("MAX_FILE_MB", 100, least=1) * 2**20
MAX_PROJECT_BYTES = env_int("MAX_PROJECT_GB", 10, least=1) * 2**30
# Stolen rights must not poison old releases: after so many days a release takes no new files. 0: always.
RELEASE_OPEN_DAYS = env_int("RELEASE_OPEN_DAYS", 14)
# How many new projects an account may make within an hour; 0: no limit. Only those that came to be count.
NEW_PROJECTS_AN_HOUR = {
    "newcomer": env_int("NEW_PROJECTS_AN_HOUR", 300),
    "established": env_int("NEW_PROJECTS_AN_HOUR_ESTABLISHED", 1_000),
    "trusted": 0,
}
# How many new projects of declared families are taken beyond that within a day, for review; 0: none.
FAMILY_PROJECTS_A_DAY = env_int("FAMILY_PROJECTS_A_DAY", 500)
# On the same disk as the store, so that a large upload is moved into it, not copied.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "packages" / ".incoming"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20  # bytes of form fields; a long description is one of them
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- Accounts -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.logging_in.authentication.OneHashBackend"]
PASSWORD_HASHERS = ["accounts.logging_in.hashers.Argon2Hasher"]
# A service that knows stolen passwords by the first characters of their hash, such as
# https://api.pwnedpasswords.com/range. None: the lists that come with the libraries.
BREACHED_PASSWORDS_URL = env_url("BREACHED_PASSWORDS_URL", "") if env_str("BREACHED_PASSWORDS_URL") else ""
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds a link for a new password is good
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "manage_projects"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("TRUSTED_PROXY_COUNT", 0)
MFA_TOTP_ISSUER = SITE_NAME
# Browsers allow security keys on https, and on http://localhost for trying out.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
# Until they have one, the console leads staff to the page that sets it up; commands work all the same.
STAFF_NEED_SECOND_FACTOR = env_bool("STAFF_NEED_SECOND_FACTOR", default=SECURE)

# A form that comes back sooner was not filled in by a person.
SIGNUP_LEAST_SECONDS = 1
# Mail domains that are always taken, or never, whatever the list of disposable ones says.
MAIL_DOMAINS_ALLOWED = frozenset(domain.lower() for domain in env_list("MAIL_DOMAINS_ALLOWED", []))
MAIL_DOMAINS_REFUSED = frozenset(domain.lower() for domain in env_list("MAIL_DOMAINS_REFUSED", []))

RECAPTCHA_PUBLIC_KEY = env_str("RECAPTCHA_PUBLIC_KEY")
RECAPTCHA_PRIVATE_KEY = env_str("RECAPTCHA_PRIVATE_KEY")
RECAPTCHA_VERIFY_REQUEST_TIMEOUT = 3
CAPTCHA_ENABLED = bool(RECAPTCHA_PUBLIC_KEY and RECAPTCHA_PRIVATE_KEY)
if bool(RECAPTCHA_PUBLIC_KEY) != bool(RECAPTCHA_PRIVATE_KEY):
    raise ImproperlyConfigured("RECAPTCHA_PUBLIC_KEY and RECAPTCHA_PRIVATE_KEY are needed together.")
# Whether people may sign up while the CAPTCHA's service does not answer: `closed` or `open`.
CAPTCHA_WHEN_UNREACHABLE = env_choice("CAPTCHA_WHEN_UNREACHABLE", ("closed", "open"))

# Whether uploads take the password of an account without a second factor: for a private index with old clients.
PASSWORD_UPLOADS = env_bool("PASSWORD_UPLOADS", default=False)
# Who signs reports of tokens that were found in public: a file of public keys, in the form of
# https://api.github.com/meta/public_keys/secret_scanning. Reports of others are taken too, and answered by nothing.
SECRET_SCANNER_KEYS = env_scanner_keys("SECRET_SCANNER_KEYS")

# --- Mail -----------------------------------------------------------------------------------------------

EMAIL_BACKEND = "accounts.mails.mail.MailFolderBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <noreply@{SITE_HOST.rsplit(':', 1)[0]}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where /.well-known/security.txt sends those who found a weakness.
SECURITY_CONTACT = env_contact("SECURITY_CONTACT", parseaddr(DEFAULT_FROM_EMAIL)[1])
globals().update(env_email("EMAIL_URL"))
# What strangers can have sent to an address (a link to verify it, a link for a new password), by mailbox and day.
MAILS_BY_STRANGERS_A_DAY = 6
# With it whoever sends the mails signs what it says of addresses that do not take them, at /_/mail/bounced.
BOUNCE_WEBHOOK_KEY = env_webhook_key("BOUNCE_WEBHOOK_SECRET")
# How long the outbox tells that a mail was sent; its text is deleted when it is.
KEEP_MAIL_RECORDS_DAYS = env_int("KEEP_MAIL_RECORDS_DAYS", 30)

# --- Judging --------------------------------------------------------------------------------------------

# A project that scores below this is listed at once: in search, with followed links.
LIST_BELOW = env_probability("LIST_BELOW", 0.5)
# A project that scores at least this waits for a person in the queue; so does all that stays unlisted.
REVIEW_ABOVE = env_probability("REVIEW_ABOVE", 0.25)
# The part of uploads that nothing flagged which is drawn by lot, to be judged without its score: what the model
# misses is seen there alone. Off: none.
BLIND_SAMPLE_SHARE = env_probability("BLIND_SAMPLE_SHARE", 0.01) or 0.0
# A release of a newcomer that scores above this is held until a person has looked. Off until the operator
# has seen on local verdicts what the line would do.
HOLD_ABOVE = env_probability("HOLD_ABOVE", None)
# So many new verdicts start a training before the next day's; 0: only the schedule and people do.
RETRAIN_AFTER_LABELS = env_int("RETRAIN_AFTER_LABELS", 10)
# Whether a report of spam or malware by a trusted account holds a newcomer's project until a person has looked.
TRUSTED_REPORTS_HOLD = env_bool("TRUSTED_REPORTS_HOLD", default=False)
# How many reports an account may make within a day; 0: no limit. Only those that were taken count.
REPORTS_A_DAY = {
    "newcomer": env_int("REPORTS_A_DAY", 10),
    "established": env_int("REPORTS_A_DAY_ESTABLISHED", 50),
    "trusted": 0,
}
# Within so many hours who asks for a review is to have an answer; the help page says so, what waits longer is marked.
APPEAL_GOAL_HOURS = env_int("APPEAL_GOAL_HOURS", 48)
# Whether admins get a mail when more comes in than usual; the console and webhooks are told in any case.
ALARM_MAILS = env_bool("ALARM_MAILS", default=True)
# How long the histories of projects and accounts say where people acted from, API tokens where they were used last.
KEEP_ADDRESSES_DAYS = env_int("KEEP_ADDRESSES_DAYS", 90)
# How long an owner who asked for their account to be deleted can still keep it. 0: it is deleted at once.
ACCOUNT_DELETION_DELAY_DAYS = env_int("ACCOUNT_DELETION_DELAY_DAYS", 7)
# How long the security history of an account tells what happened to it; from where only as long as the line above.
KEEP_SECURITY_HISTORY_DAYS = env_int("KEEP_SECURITY_HISTORY_DAYS", 730)

# --- Purges ---------------------------------------------------------------------------------------------

# A purge of more projects and accounts than this needs a second admin's consent.
PURGE_REACH_LIMIT = env_int("PURGE_REACH_LIMIT", 2_000)
# After so long it starts without one, unless somebody stopped it. 0: never.
PURGE_DELAY_HOURS = env_int("PURGE_DELAY_HOURS", 24)
# So long after its last removal a purge can be undone; then the bytes of what it removed are deleted. 0: never.
PURGE_ERASE_AFTER_DAYS = env_int("PURGE_ERASE_AFTER_DAYS", 90)

# --- Trusted publishing ---------------------------------------------------------------------------------

# Whom identity tokens must be for. The host: a token that another index may use is worth nothing here.
OIDC_AUDIENCE = SITE_HOST
# Whose identity tokens are believed, and whose claims they have.
OIDC_ISSUERS = {
    "https://token.actions.githubusercontent.com": "github",
    "https://gitlab.com": "gitlab",
} | env_issuers("OIDC_ISSUERS")
# Whose signatures on attestations count: a trusted_root.json of sigstore; empty: the one that comes with it.
SIGSTORE_TRUST_ROOT = env_trust_root("SIGSTORE_TRUST_ROOT")

# --- Tasks ----------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"  # without a host kombu warns at each start
LONGEST_TASK_SECONDS = 3600
CELERY_BROKER_TRANSPORT_OPTIONS = (
    # Redis hands a task out again after this time, so it must outlast the longest task.
    {"visibility_timeout": 2 * LONGEST_TASK_SECONDS, "socket_timeout": 5, "socket_connect_timeout": 2}
    if REDIS_URL
    else {
        "data_folder_in": str(DATA_DIR / "broker/messages"),
        "data_folder_out": str(DATA_DIR / "broker/messages"),
        "control_folder": str(DATA_DIR / "broker/control"),
        "processed_folder": str(DATA_DIR / "broker/processed"),
        "polling_interval": 0.1,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True  # what is done is a row of ours, not a message
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = LONGEST_TASK_SECONDS
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "accounts.tasks.send_*": {"queue": "mail"},
    "classifier.tasks.score_*": {"queue": "score"},
    "moderation.tasks.show_life": {"queue": "score"},  # by the workers whose model it looks at
    "classifier.tasks.retrain": {"queue": "train"},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "schedule")

# --- Security -------------------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 14 * 24 * 3600  # from the login on; it is not prolonged
CSRF_COOKIE_SECURE = SECURE
# A browser takes a cookie of such a name from this host alone, over https, for all paths.
COOKIE_PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}device"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = False  # the proxy's work; behind it every request arrives as http
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
if SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- System checks --------------------------------------------------------------------------------------

SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # SECURE_HSTS_INCLUDE_SUBDOMAINS: hosts below ours may be others', on http
    "security.W008",  # SECURE_SSL_REDIRECT: the proxy's work, see above
    "security.W021",  # SECURE_HSTS_PRELOAD: browsers take it for the hosts below ours too
    *env_list("SILENCED_CHECKS", []),
]
if not CAPTCHA_ENABLED:
    # Without keys there is no CAPTCHA field, so the package's own test keys never come into use.
    SILENCED_SYSTEM_CHECKS.append("django_recaptcha.recaptcha_test_key_error")

# --- Logs -----------------------------------------------------------------------------------------------

LOG_LEVEL = env_str("LOG_LEVEL", "INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL, "propagate": True}},
}
