"""`/manage/project/{name}/history/`: everything that happened, with who and from where."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from index import permissions
from index.models import JournalEntry
from index.views.access import project_with_history

PAGE_SIZE = 50
MAX_DIGITS = 18  # a number that every database can compare


@require_safe
@login_required
def history(request: AuthenticatedRequest, name: str) -> TemplateResponse:
    """A page of the journal, newest first, from the entry before `before`."""
    project = project_with_history(request, name)
    entries = project.journal.order_by("-id")
    if before := request.GET.get("before", ""):
        if not (before.isdecimal() and len(before) <= MAX_DIGITS):
            raise Http404
        entries = entries.filter(pk__lt=int(before))
    page = list(entries[: PAGE_SIZE + 1])
    _hide_addresses(page, request.user)
    context = {
        "project": project,
        "entries": page[:PAGE_SIZE],
        "older_than": page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None,
        "before": before,
        "is_owner": permissions.may_manage(request.user, project),
    }
    return TemplateResponse(request, "index/manage/history.html", context)


def _hide_addresses(entries: list[JournalEntry], reader: User) -> None:
    """Where moderators act from is for staff alone."""
    if reader.is_staff:
        return
    actors = {entry.actor for entry in entries if entry.address}
    staff = set(User.objects.filter(username__in=actors, is_staff=True).values_list("username", flat=True))
    for entry in entries:
        if entry.actor in staff:
            entry.address = None
