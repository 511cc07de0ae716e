from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.history import event_listeners  # noqa: F401 - they listen
        from accounts.logging_in import sessions  # noqa: F401 - they listen
        from accounts.mails import address_changes, bounces  # noqa: F401 - they listen
