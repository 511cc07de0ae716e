"""What pages of acts have in common: they say what follows, ask for a reason, call one verb, and tell what it did."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.requests import AuthenticatedRequest
from moderation.acts import NotDone
from moderation.forms import ReasonForm


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to something, in the words of its page; its name follows `title` and comes before `done`."""

    title: str
    consequence: str
    button: str
    done: str
    is_danger: bool = False


def act_on(
    request: AuthenticatedRequest,
    name: str,
    act: Act,
    verb: Callable[..., object],
    *,
    back: str,
    form_class: type[ReasonForm] = ReasonForm,
    initial: dict[str, object] | None = None,
) -> HttpResponse:
    """Show the page of an act, or carry it out and go to the address `back`.

    `verb` is called with actor, now and what the form has; what it refuses by NotDone is told in the form.
    """
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            verb(actor=request.user, now=timezone.now(), **form.cleaned_data)
        except NotDone as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{name} {act.done}.")
            return redirect(back)
    context = {"form": form, "name": name, "act": act, "back": back}
    status = 400 if request.method == "POST" else 200
    return TemplateResponse(request, "moderation/act.html", context, status=status)
