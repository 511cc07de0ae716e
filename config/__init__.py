"""The wiring: settings, addresses, the task queue. It names the apps in strings only."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
