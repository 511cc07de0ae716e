"""The Celery application: `celery -A config worker`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("gatehouse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(
    [
        "moderation.alarms",
        "moderation.campaigns",
        "moderation.purges",
        "moderation.rules",
        "moderation.telling",
        "moderation.webhooks",
    ]
)
