from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import address_changes, bounces, event_listeners, sessions  # noqa: F401 - they listen
