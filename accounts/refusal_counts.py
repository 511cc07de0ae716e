"""What each defence refused, by the hour, so that its effect is a query."""

from django.db.models import F
from django.utils import timezone


def add_one(*, gates: str, code: str) -> None:
    from accounts.models import RefusalCount  # the hooks are imported before the models are ready

    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    row, _ = RefusalCount.objects.get_or_create(gates=gates, code=code, hour=hour)
    RefusalCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
