"""What our commands have in common."""

from django.core.management.base import BaseCommand


class QuickCommand(BaseCommand):
    """Without Django's system checks, which load every page and take most of a command's time.

    `manage.py check` runs them, and so does what a change must pass.
    """

    requires_system_checks = ()
