"""Telling the owners: once a purge is done, one mail each, however many of their projects it removed; one when undone.

Whom it concerns is a row each, written with the purge's last step. What becomes of a row and the mail in the outbox are
one transaction, so no letter is lost and none is written twice, whoever dies. Frozen accounts are told too: mail is
the one way left to reach somebody who was frozen by mistake.
"""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from index.models import Role
from moderation.models import Purge, PurgedProject, PurgeLetter

NAMED = 20  # projects in one mail
BATCH = 50  # letters in one transaction
ROWS = 1000
TOLD_IN = (Purge.State.REMOVED, Purge.State.ERASED)  # others tell once they are done, or nobody


def tell_removed(purge: Purge) -> None:
    """Every owner of what it removed is to be told; in the transaction that ends the purge."""
    gone = purge.projects.to_undo().filter(before__removed=True)
    owners = Role.objects.filter(project__in=gone.values("project"), kind=Role.Kind.OWNER)
    _write(
        purge,
        PurgeLetter.Kind.REMOVED,
        owners.order_by("user_id").values_list("user_id", flat=True).distinct(),
    )


def tell_undone(purge: Purge) -> None:
    """Whoever was told of the purge is told that it is undone; who was not hears nothing of either.

    Where another purge keeps projects gone, their owners hear from now on of that one.
    """
    removed = purge.letters.filter(kind=PurgeLetter.Kind.REMOVED)
    removed.waiting().delete()
    _write(purge, PurgeLetter.Kind.UNDONE, removed.order_by("user_id").values_list("user_id", flat=True))
    keepers = purge.projects.kept_gone().values_list("before__kept_by", flat=True).distinct()
    for keeper in Purge.objects.filter(pk__in=list(keepers), state__in=TOLD_IN):
        tell_removed(keeper)


def send_waiting(*, now: datetime) -> None:
    """Put what waits into the outbox. Several workers at once share the letters."""
    while _send_batch(now):
        pass


def _write(purge: Purge, kind: PurgeLetter.Kind, user_ids: Iterable[int]) -> None:
    letters = [PurgeLetter(purge=purge, user_id=pk, kind=kind) for pk in user_ids]
    PurgeLetter.objects.bulk_create(letters, batch_size=ROWS, ignore_conflicts=True)


@transaction.atomic
def _send_batch(now: datetime) -> bool:
    """False once none waits."""
    waiting = PurgeLetter.objects.waiting().select_for_update(skip_locked=True, of=("self",))
    letters = list(waiting.select_related("purge", "user").order_by("pk")[:BATCH])
    told = [letter.pk for letter in letters if _send(letter)]
    PurgeLetter.objects.filter(pk__in=told).update(claimed_at=now)
    # Who was not told, because it is being undone already, hears nothing of that either.
    PurgeLetter.objects.filter(pk__in={letter.pk for letter in letters} - set(told)).delete()
    return bool(letters)


def _send(letter: PurgeLetter) -> bool:
    """False where there is nothing to tell, or nowhere to tell it."""
    address = EmailAddress.objects.filter(user=letter.user, primary=True, verified=True).first()
    projects = _projects_of(letter)
    count = projects.count()
    if address is None or not count:
        return False
    names = list(
        projects.order_by("project__normalized_name").values_list("project__name", flat=True)[:NAMED]
    )
    context = {
        "purge": letter.purge,
        "user": letter.user,
        "names": names,
        "count": count,
        "more": count - len(names),
        "projects_url": settings.SITE_URL + reverse("manage_projects"),
        "contact": settings.SECURITY_CONTACT,
    }
    get_adapter().send_mail(f"email/purge_{letter.kind}", address.email, context)
    return True


def _projects_of(letter: PurgeLetter) -> QuerySet[PurgedProject]:
    """What the purge has done to the person's projects, as it is now."""
    owned = Role.objects.filter(user=letter.user, kind=Role.Kind.OWNER)
    members = PurgedProject.objects.filter(purge=letter.purge, project__in=owned.values("project"))
    members = members.filter(before__removed=True)
    if letter.kind == PurgeLetter.Kind.REMOVED:
        return members.to_undo().exclude(project__removed_at=None)
    return members.exclude(undone_at=None).filter(project__removed_at=None)
