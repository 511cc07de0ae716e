"""Which database a model lives in, where there is more than one."""

from django.db.models import Model


class CacheRouter:
    """The embedded form keeps the cache table in a SQLite file of its own."""

    def db_for_read(self, model: type[Model], **hints: object) -> str | None:
        return "cache" if model._meta.app_label == "django_cache" else None  # noqa: SLF001 - Django's public name for it

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return (app_label == "django_cache") == (db == "cache")
