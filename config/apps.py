from django.apps import AppConfig
from django.core.checks import register


class WiringConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks

        register(checks.contradictions, checks.TAG)
        register(checks.in_production, checks.TAG, deploy=True)
