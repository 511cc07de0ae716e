"""What an owner should know of their account before anything else on its pages."""

from allauth.account.models import EmailAddress
from django import template

from accounts.models import AccountDeletion, User

register = template.Library()


@register.simple_tag
def bounced_addresses(user: User) -> list[EmailAddress]:
    """Those that mail came back from, and that are not verified anew."""
    return list(
        EmailAddress.objects.filter(user=user, bounce__isnull=False).select_related("bounce").order_by("id")
    )


@register.simple_tag
def deletion_that_waits(user: User) -> AccountDeletion | None:
    return AccountDeletion.objects.filter(user=user, done_at=None).first()
