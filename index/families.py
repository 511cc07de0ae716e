"""Families of packages that are released together: declared, they are held for review where single ones are refused.

A declaration is no right to a name, and shows nobody anything: what it lets in, a moderator looks at first.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from index import family_prefixes, links, new_projects, prohibited_names
from index.distributions import names
from index.family_prefixes import NotAPrefix
from index.models import Family, FamilyProject, Project, Release, Role

IN_FORCE_FOR = timedelta(days=30)
MOST_IN_FORCE = 5  # of one account
DAY = timedelta(days=1)


class NotDeclared(Exception):  # noqa: N818 - named after what happened
    """There is no new declaration; `field` is what of the form it is about, the message one sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def declare(*, user: User, prefix: str, repository_url: str, now: datetime) -> Family:
    """Put a family in force for `IN_FORCE_FOR`; one that has ended may be declared anew.

    :raises NotDeclared: with the sentence for its owner.
    """
    try:
        spelt = family_prefixes.normalize(prefix)
    except NotAPrefix as exc:
        raise NotDeclared("family_prefix", str(exc)) from exc
    _check_account(user, now)
    _check_repository(repository_url)
    _check_nobody_else_s(spelt, user, now)
    try:
        with transaction.atomic():
            ended = Family.objects.filter(user=user, prefix=spelt, withdrawn_at=None, ends_at__lte=now)
            ended.update(withdrawn_at=now)
            return Family.objects.create(
                user=user,
                prefix=spelt,
                confusable_key=names.confusable_key(spelt),
                repository_url=repository_url,
                declared_at=now,
                ends_at=now + IN_FORCE_FOR,
            )
    except IntegrityError as exc:
        if not Family.objects.in_force(now).filter(user=user, prefix=spelt).exists():
            raise
        raise NotDeclared("family_prefix", f"You have declared {spelt} already; it is in force.") from exc


def withdraw(*, family: Family, now: datetime) -> bool:
    """End it before its time; what it let in stays as it is. False where it is withdrawn already."""
    return bool(Family.objects.filter(pk=family.pk, withdrawn_at=None).update(withdrawn_at=now))


def covering(user_id: int, project_name: str, now: datetime) -> Family | None:
    """The family in force that a name belongs to; none for an account of which a project was judged spam."""
    own = Family.objects.in_force(now).filter(user=user_id, user__spam_verdicts=0).order_by("id")
    return next((family for family in own if project_name.startswith(family.prefix)), None)


def taken_today(user_id: int, now: datetime) -> int:
    """How many projects were taken for the account's families within a day, counted up to the limit."""
    taken = FamilyProject.objects.filter(family__user=user_id, taken_at__gt=now - DAY)
    return taken[: settings.FAMILY_PROJECTS_A_DAY].count()


def note_if_beyond_measure(release_id: int) -> None:
    """In the transaction of an upload: whether it began a project that was taken for its family alone."""
    project = Release.objects.select_related("project").get(pk=release_id).project
    now = project.created_at
    owner = Role.objects.filter(project=project, kind=Role.Kind.OWNER).select_related("user").first()
    family = covering(owner.user_id, project.normalized_name, now) if owner else None
    if family is None or owner is None or not new_projects.is_first_upload(project):
        return
    limit = settings.NEW_PROJECTS_AN_HOUR[owner.user.standing(now)]
    begun = new_projects.begun_since(owner.user_id, now - new_projects.MEASURE)
    if limit and begun[: limit + 1].count() > limit:
        FamilyProject.objects.create(family=family, project=project, taken_at=now)


def _check_account(user: User, now: datetime) -> None:
    if not user.has_verified_address:
        raise NotDeclared(
            "family_prefix", "A family needs an account with a verified email address; verify yours first."
        )
    if user.spam_verdicts:
        raise NotDeclared(
            "family_prefix",
            "A project of yours was judged spam; ask for a review of that before you declare a family.",
        )
    if Family.objects.in_force(now).filter(user=user).count() >= MOST_IN_FORCE:
        raise NotDeclared(
            "family_prefix", f"{MOST_IN_FORCE} families are in force already; withdraw one of them first."
        )


def _check_repository(url: str) -> None:
    address = links.parse(url)
    if address is None or address.scheme != "https" or not address.path:
        raise NotDeclared(
            "repository_url", "Name the page of the repository, such as https://code.example/acme/packages."
        )


def _check_nobody_else_s(prefix: str, user: User, now: datetime) -> None:
    """Which project or whose declaration it is, is not told: it may be one that nobody sees."""
    stem, key = prefix.removesuffix("-"), names.confusable_key(prefix)
    alike = Q(normalized_name__startswith=prefix) | Q(confusable_key=key)
    theirs = Project.objects.known().filter(alike).exclude(roles__user=user)
    declared = Family.objects.in_force(now).filter(confusable_key=key).exclude(user=user)
    if theirs.exists() or declared.exists():
        raise NotDeclared(
            "family_prefix",
            f"Others have names like {prefix} already, so it is not yours alone; choose another prefix.",
        )
    if prohibited_names.is_prohibited(stem):
        raise NotDeclared("family_prefix", f"Names like {prefix} may not be used; choose another prefix.")
