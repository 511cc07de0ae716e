"""What rows of moderation are about: a project, or an account."""

from django.db import models


def exactly_one_subject(name: str) -> models.CheckConstraint:
    """Of the fields `project` and `account` one is set, and one alone."""
    one = models.Q(project=None) ^ models.Q(account=None)
    return models.CheckConstraint(condition=one, name=name)


def one_open(name: str, *fields: str, while_: str) -> models.UniqueConstraint:
    """At most one row for these fields as long as the field `while_` is empty."""
    return models.UniqueConstraint(fields=fields, condition=models.Q(**{while_: None}), name=name)
