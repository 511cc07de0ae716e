"""Offering roles: an invitation is mailed, and gives nothing until the invited user accepts it on the site."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet, Sum

from accounts.mails.notices import verified_primary_addresses
from accounts.models import User
from index import journal, notices
from index.models import Invitation, Project, Role

VALID_FOR = timedelta(days=7)
# Mails are somebody else's inbox: how many one may cause in a day, in all and to one person.
MAILS_A_DAY = 20
MAILS_TO_ONE_PERSON_A_DAY = 3
DECLINED_FOR = timedelta(days=30)


class InvitationRefused(Exception):  # noqa: N818 - named after what happened
    """No invitation changes; the message is one sentence."""


@transaction.atomic
def invite(
    *, project: Project, user: User, kind: Invitation.Kind, actor: User, reason: str = "", now: datetime
) -> Invitation:
    """Offer `user` a role and mail them.

    :raises InvitationRefused: for somebody who cannot be invited, or where mails would be too many.
    """
    _lock(project)
    _check_person(project, user, kind)
    _check_open(project, user, now)
    _check_mails(actor, user, now)
    invitation = Invitation.objects.create(
        project=project,
        user=user,
        invited_by=actor,
        kind=kind,
        created_at=now,
        sent_at=now,
        expires_at=now + VALID_FOR,
    )
    _record(invitation, "invite", actor=actor, reason=reason, now=now)
    notices.invited(invitation)
    return invitation


@transaction.atomic
def resend(*, invitation: Invitation, actor: User, now: datetime) -> None:
    """Mail an open invitation again, expired or not, and let it run anew.

    :raises InvitationRefused: where it is settled, or mails would be too many.
    """
    invitation = _unsettled(invitation)
    _check_mails(invitation.invited_by, invitation.user, now)
    invitation.sent_at, invitation.expires_at = now, now + VALID_FOR
    invitation.times_sent += 1
    invitation.save(update_fields=["sent_at", "expires_at", "times_sent"])
    _record(invitation, "resend invitation of", actor=actor, now=now)
    notices.invited(invitation)


@transaction.atomic
def revoke(*, invitation: Invitation, actor: User, reason: str = "", now: datetime) -> None:
    """Take an invitation back.

    :raises InvitationRefused: where it is settled.
    """
    invitation = _unsettled(invitation)
    _settle(invitation, Invitation.Outcome.REVOKED, now=now)
    _record(invitation, "revoke invitation of", actor=actor, reason=reason, now=now)


@transaction.atomic
def decline(*, invitation: Invitation, now: datetime) -> None:
    """:raises InvitationRefused: where it is settled."""
    invitation = _unsettled(invitation)
    _settle(invitation, Invitation.Outcome.DECLINED, now=now)
    _record(invitation, "decline invitation of", actor=invitation.user, now=now)


@transaction.atomic
def accept(*, invitation: Invitation, now: datetime) -> Role:
    """Give the invited user the role; after a transfer the inviter is a maintainer.

    :raises InvitationRefused: where it is settled or has expired.
    """
    invitation = _unsettled(invitation)
    project, user, inviter = invitation.project, invitation.user, invitation.invited_by
    if not Invitation.objects.pending(now).filter(pk=invitation.pk).exists():
        raise InvitationRefused(f"This invitation has expired; ask {inviter.username} to send it again.")
    owners = notices.owners_of(project)
    _settle(invitation, Invitation.Outcome.ACCEPTED, now=now)
    is_transfer = invitation.kind == Invitation.Kind.TRANSFER
    kind = Role.Kind.OWNER if is_transfer else Role.Kind(invitation.kind)
    role, _ = Role.objects.update_or_create(project=project, user=user, defaults={"kind": kind})
    happened = f"{user.username} is now {kind} of {project.name}, as {inviter.username} had offered."
    if is_transfer:
        Role.objects.filter(project=project, user=inviter).update(kind=Role.Kind.MAINTAINER)
        withdraw_of(project=project, inviter=inviter, now=now)
        happened += f" {inviter.username} is a maintainer from now on."
    _record(invitation, "accept invitation of", actor=user, now=now)
    notices.project_changed(project=project, people=[*owners, user], happened=happened, now=now)
    return role


def withdraw_of(*, project: Project, inviter: User, now: datetime) -> None:
    """End what `inviter` offered: who may invite no more must not bring anybody in. Part of a verb."""
    opened = Invitation.objects.filter(project=project, invited_by=inviter, settled_at=None)
    opened.update(settled_at=now, outcome=Invitation.Outcome.REVOKED)


def open_invitations(project: Project) -> QuerySet[Invitation]:
    """Not settled, expired ones included: those can be sent again."""
    return project.invitations.filter(settled_at=None).select_related("user", "invited_by").order_by("id")


def _lock(project: Project) -> None:
    Project.objects.select_for_update().get(pk=project.pk)


def _unsettled(invitation: Invitation) -> Invitation:
    """The invitation as it is now; until the transaction ends no other settles one of this project."""
    _lock(invitation.project)
    found = (
        Invitation.objects.select_related("project", "user", "invited_by")
        .filter(pk=invitation.pk, settled_at=None)
        .first()
    )
    if found is None:
        raise InvitationRefused("This invitation is no longer open.")
    return found


def _check_person(project: Project, user: User, kind: Invitation.Kind) -> None:
    role = Role.objects.filter(project=project, user=user).first()
    if role and (kind != Invitation.Kind.TRANSFER or role.kind == Role.Kind.OWNER):
        raise InvitationRefused(f"{user.username} is {role.kind} of {project.name} already.")
    if not verified_primary_addresses([user]):
        raise InvitationRefused(
            f"{user.username} has no verified e-mail address, so cannot be invited; ask them to verify one."
        )


def _check_open(project: Project, user: User, now: datetime) -> None:
    earlier = Invitation.objects.filter(project=project, user=user)
    if earlier.filter(settled_at=None).exists():
        raise InvitationRefused(f"{user.username} is invited already; send that invitation again.")
    declined = earlier.filter(outcome=Invitation.Outcome.DECLINED, settled_at__gt=now - DECLINED_FOR)
    if declined.exists():
        raise InvitationRefused(
            f"{user.username} declined an invitation within {DECLINED_FOR.days} days; ask them first."
        )


def _check_mails(inviter: User, user: User, now: datetime) -> None:
    sent = Invitation.objects.filter(invited_by=inviter, sent_at__gt=now - timedelta(days=1))
    if _mails(sent) >= MAILS_A_DAY or _mails(sent.filter(user=user)) >= MAILS_TO_ONE_PERSON_A_DAY:
        raise InvitationRefused("Too many invitations were mailed today; send this one tomorrow.")


def _mails(sent: QuerySet[Invitation]) -> int:
    return sent.aggregate(mails=Sum("times_sent"))["mails"] or 0


def _settle(invitation: Invitation, outcome: Invitation.Outcome, *, now: datetime) -> None:
    invitation.settled_at, invitation.outcome = now, outcome
    invitation.save(update_fields=["settled_at", "outcome"])


def _record(invitation: Invitation, verb: str, *, actor: User, now: datetime, reason: str = "") -> None:
    kind = "owner (transfer)" if invitation.kind == Invitation.Kind.TRANSFER else invitation.kind
    action = f"{verb} {kind} {invitation.user.username}"
    journal.record(invitation.project, action, actor=actor.username, reason=reason, now=now)
