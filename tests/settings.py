"""The settings that tests run with: the real ones, on a data folder of their own, with fast hashing."""

import atexit
import os
import shutil
import tempfile

if "GATEHOUSE_DATA" not in os.environ:
    os.environ["GATEHOUSE_DATA"] = tempfile.mkdtemp(prefix="gatehouse-test-")
    atexit.register(shutil.rmtree, os.environ["GATEHOUSE_DATA"], ignore_errors=True)

# Each test process has stored files, pages and a database of its own.
worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
os.environ["GATEHOUSE_DATA"] = f"{os.environ['GATEHOUSE_DATA']}/{worker}"

from config.settings import *  # noqa: E402, F403
from config.settings import CACHES, DATA_DIR, DATABASES, EMBEDDED_DATABASE, REDIS_URL, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
process = int(worker.removeprefix("gw"))
if REDIS_URL:
    # Each test process empties its cache before each test, so each needs a Redis database of its own.
    server, _, number = REDIS_URL.rpartition("/")
    CACHES = {
        "default": CACHES["default"] | {"LOCATION": f"{server}/{int(number) + process}"},
        "fallback": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fallback"},
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES.pop("cache", None)
if EMBEDDED_DATABASE:
    # A file, as in use: in memory, threads share one cache and are refused where they would wait.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
DATABASE_ROUTERS = []
WHITENOISE_AUTOREFRESH = True
