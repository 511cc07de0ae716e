"""A rule in force, as a moderator writes it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.models import Rule
from moderation.rules import verbs
from moderation.rules.conditions import Kind, normalized


@pytest.fixture
def draft(ada):
    def write(*alternatives, effect="hold", reach="newcomers", lasts=timedelta(hours=48), actor=ada, **asked):
        given = alternatives or (asked,)
        spelt = [{kind: normalized(Kind(kind), values) for kind, values in group.items()} for group in given]
        return verbs.draft(
            title="Free films",
            alternatives=spelt,
            effect=Rule.Effect(effect),
            reach=Rule.Reach(reach),
            lasts=lasts,
            reason="a wave",
            actor=actor,
            now=timezone.now(),
        )

    return write


@pytest.fixture
def in_force(ada, draft):
    def put(*alternatives, **asked):
        rule = draft(*alternatives, **asked)
        return verbs.start(rule=rule, actor=ada, now=timezone.now())

    return put
