"""`/manage/account/families/`: one's declared families of packages."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import AuthenticatedRequest
from index import families
from index.families import NotDeclared
from index.models import Family


class FamilyForm(forms.Form):
    """What names begin with, and where their source is; the verb judges both."""

    family_prefix = forms.CharField(
        max_length=60,
        label="Prefix",
        help_text="What all the names begin with, up to a hyphen, such as acme-.",
    )
    repository_url = forms.URLField(
        max_length=200,
        label="Repository",
        assume_scheme="https",
        help_text="Where their source is. A moderator looks at it before the projects are shown.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_families(request: AuthenticatedRequest) -> HttpResponse:
    now = timezone.now()
    form = FamilyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (family := _declared(request, form)):
        messages.success(request, f"The family {family.prefix} is in force until {family.ends_at:%-d %B %Y}.")
        return redirect("manage_families")
    own = Family.objects.in_force(now).filter(user=request.user).annotate(taken=Count("projects"))
    context = {
        "form": form,
        "families": own.order_by("-declared_at", "-id"),
        "taken_today": families.taken_today(request.user.pk, now),
        "most_a_day": settings.FAMILY_PROJECTS_A_DAY,
        "days": families.IN_FORCE_FOR.days,
    }
    return TemplateResponse(request, "index/families.html", context, status=400 if form.errors else 200)


@require_POST
@login_required
def withdraw_family(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    # Through the user: a stranger's is not found.
    family = get_object_or_404(Family, pk=pk, user=request.user)
    families.withdraw(family=family, now=timezone.now())
    messages.success(request, f"The family {family.prefix} is withdrawn; what it let in stays as it is.")
    return redirect("manage_families")


def _declared(request: AuthenticatedRequest, form: FamilyForm) -> Family | None:
    try:
        return families.declare(
            user=request.user,
            prefix=form.cleaned_data["family_prefix"],
            repository_url=form.cleaned_data["repository_url"],
            now=timezone.now(),
        )
    except NotDeclared as exc:
        form.add_error(exc.field, str(exc))
        return None
