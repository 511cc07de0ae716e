"""Prohibited names and banned mail domains as JSON."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status
from ninja.errors import HttpError

from index import name_patterns
from index.models import ProhibitedName
from moderation.acts import NotDone, mail_domains, prohibited
from moderation.api import security
from moderation.api.responses import ACTING, READING
from moderation.api.schemas import Ban, BanAdded, Page, ProhibitedNameAdded, Prohibition, Reason
from moderation.models import BannedMailDomain

names_router = Router()
domains_router = Router()
ADMIN = security.GatesToken()


@names_router.get("", auth=security.ReadToken(), response={200: list[Prohibition]} | READING)
def list_names(request: HttpRequest, page: Query[Page]) -> list[ProhibitedName]:
    """Names that nobody may register, and patterns of them."""
    rows = ProhibitedName.objects.order_by("normalized_name")
    return list(rows[page.offset : page.offset + page.limit])


@names_router.post("", auth=ADMIN, response={201: Prohibition} | ACTING)
def prohibit_name(request: HttpRequest, wanted: ProhibitedNameAdded) -> Status[ProhibitedName]:
    """Close a name, or with `*` a pattern, to new projects; those that exist are not touched."""
    actor = security.caller(request)
    try:
        row = prohibited.prohibit(text=wanted.name, actor=actor, reason=wanted.reason, now=timezone.now())
    except NotDone as exc:
        raise HttpError(409, str(exc)) from exc
    return Status(201, row)


@names_router.post("{name}/allow/", auth=ADMIN, response={204: None} | ACTING)
def allow_name(request: HttpRequest, name: str, body: Reason) -> Status[None]:
    try:
        row = ProhibitedName.objects.get(normalized_name=name_patterns.normalize(name))
        prohibited.allow(
            prohibited=row, actor=security.caller(request), reason=body.reason, now=timezone.now()
        )
    except (ProhibitedName.DoesNotExist, name_patterns.NotAPattern) as exc:
        raise HttpError(404, "This name is not prohibited; GET the list of those that are.") from exc
    except NotDone as exc:
        raise HttpError(409, str(exc)) from exc
    return Status(204, None)


@domains_router.get("", auth=security.ReadToken(), response={200: list[Ban]} | READING)
def list_mail_domains(request: HttpRequest, page: Query[Page]) -> list[BannedMailDomain]:
    """Mail domains that make no accounts, newest first."""
    rows = BannedMailDomain.objects.order_by("-banned_at", "-id")
    return list(rows[page.offset : page.offset + page.limit])


@domains_router.post("", auth=ADMIN, response={201: Ban} | ACTING)
def ban_mail_domain(request: HttpRequest, wanted: BanAdded) -> Status[BannedMailDomain]:
    """Refuse new accounts and addresses there; nobody is frozen, and large providers are refused."""
    try:
        row = mail_domains.ban(
            domain=mail_domains.normalize(wanted.domain),
            actor=security.caller(request),
            reason=wanted.reason,
            now=timezone.now(),
        )
    except NotDone as exc:
        raise HttpError(409, str(exc)) from exc
    return Status(201, row)


@domains_router.post("{domain}/allow/", auth=ADMIN, response={204: None} | ACTING)
def allow_mail_domain(request: HttpRequest, domain: str, body: Reason) -> Status[None]:
    row = BannedMailDomain.objects.filter(domain=domain.replace("\0", "").lower()).first()
    if row is None:
        raise HttpError(404, "This mail domain is not banned; GET the list of those that are.")
    mail_domains.allow(banned=row, actor=security.caller(request), reason=body.reason, now=timezone.now())
    return Status(204, None)
