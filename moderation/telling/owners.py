"""Telling owners what moderation did to their projects, and the people whose accounts it froze.

What happened is in the journal already, written with the act itself and numbered in the order of commits. One walk
along it tells all owners, whoever acted and from whatever page; what several projects of one person underwent since
the last walk is one mail, and ten releases held are one hold. What was undone meanwhile is not told.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.urls import reverse

from accounts.mails.notices import send_after_commit
from accounts.models import User
from index.models import JournalEntry, Project, Role
from moderation.appealing import links
from moderation.appealing.measures import Kind, Measure, measure_of_account, measures_of
from moderation.models import JournalReader, PurgedProject

READER = "owners"
BATCH = 500  # journal entries a transaction
TOLD = {"hold release": Kind.HELD, "remove project": Kind.REMOVED, "status quarantined": Kind.QUARANTINED}
ONE_HOLD = timedelta(hours=1)  # further releases held so soon after are the hold that was told
IN_A_MAIL = 20


def tell_owners(*, now: datetime) -> None:
    """Tell of everything that the journal has since the last walk. Running it twice tells nobody twice."""
    while _walk_on():
        pass


@transaction.atomic
def _walk_on() -> bool:
    """One batch; False at the journal's end. A walk begins with what happens from now on."""
    newest = JournalEntry.objects.aggregate(newest=Max("id"))["newest"] or 0
    JournalReader.objects.get_or_create(name=READER, defaults={"serial": newest})
    reader = JournalReader.objects.select_for_update().get(name=READER)
    end = min(newest, reader.serial + BATCH)
    if end <= reader.serial:
        return False
    entries = JournalEntry.objects.filter(id__gt=reader.serial, id__lte=end, action__in=TOLD)
    _tell(_worth_telling(entries.order_by("id")))
    reader.serial = end
    reader.save(update_fields=["serial"])
    return end < newest


def _worth_telling(entries: QuerySet[JournalEntry]) -> list[JournalEntry]:
    """Without what purges did, which tell it themselves, and what is part of a hold that was told before."""
    by_purge = PurgedProject.objects.filter(project=OuterRef("project"), done_at=OuterRef("at"))
    before = JournalEntry.objects.filter(
        project=OuterRef("project"),
        action="hold release",
        id__lt=OuterRef("id"),
        at__gt=OuterRef("at") - ONE_HOLD,
    )
    worth = entries.exclude(Exists(by_purge))
    return list(worth.exclude(Exists(before), action="hold release").select_related("project"))


def _tell(entries: Collection[JournalEntry]) -> None:
    happened: dict[int, set[Kind]] = {}
    for entry in entries:
        happened.setdefault(entry.project_id, set()).add(TOLD[entry.action])
    measures = measures_of([entry.project for entry in entries])
    in_force = {pk for pk, measure in measures.items() if measure.kind in happened[pk]}
    projects: dict[int, list[Project]] = {}
    people: dict[int, User] = {}
    roles = Role.objects.filter(project__in=in_force, kind=Role.Kind.OWNER).select_related("user", "project")
    for role in roles.order_by("user_id", "project__normalized_name"):
        people[role.user_id] = role.user
        projects.setdefault(role.user_id, []).append(role.project)
    for user_id, owned in projects.items():
        _mail(people[user_id], [(project, measures[project.pk]) for project in owned])


def _mail(owner: User, measured: list[tuple[Project, Measure]]) -> None:
    told = [
        {
            "name": project.name,
            "measure": measure,
            "review_url": settings.SITE_URL + reverse("ask_review", args=[project.normalized_name]),
        }
        for project, measure in measured[:IN_A_MAIL]
    ]
    send_after_commit(
        "email/projects_measured",
        [owner],
        {
            "owner": owner,
            "told": told,
            "only": told[0] if len(measured) == 1 else None,
            "count": len(measured),
            "more": len(measured) - len(told),
            "projects_url": settings.SITE_URL + reverse("manage_projects"),
            "goal_hours": settings.APPEAL_GOAL_HOURS,
        },
    )


def tell_frozen(account: User, *, now: datetime) -> None:
    """In the transaction that froze it. The link asks for a review without logging in, which the account cannot."""
    send_after_commit(
        "email/account_frozen",
        [account],
        {
            "account": account,
            "measure": measure_of_account(account),
            "appeal_url": links.url_for(account),
            "days": links.GOOD_FOR.days,
            "goal_hours": settings.APPEAL_GOAL_HOURS,
        },
        even_frozen=True,
    )
