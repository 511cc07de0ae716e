"""`/manage/upload/`: files are stored and read back, then published by the same verb as the upload API."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import with_retry_after
from accounts.requests import AuthenticatedRequest
from index import staging
from index.models import DistributionFile, StagedFile
from index.staging import StagingRefused
from index.uploads import UploadRefused, review_warning


@require_safe
@login_required
def upload_page(request: AuthenticatedRequest) -> TemplateResponse:
    """The form, and what waits to be published."""
    return _page(request)


@require_POST
@login_required
def stage(request: AuthenticatedRequest) -> HttpResponse:
    """Take one file in. A script gets its answer as JSON, a form the page."""
    by_script = request.accepts("application/json") and not request.accepts("text/html")
    content = request.FILES.get("content") or ContentFile(b"", name="")
    try:
        staged = staging.stage(user=request.user, content=content, now=timezone.now())
    except StagingRefused as exc:
        if by_script:
            answer = JsonResponse({"sentence": str(exc)}, status=exc.refusal.status)
            return with_retry_after(answer, exc.refusal)
        return with_retry_after(_page(request, problem=str(exc), status=exc.refusal.status), exc.refusal)
    sentence = f"{staged.filename} is read. It is not published yet."
    if by_script:
        return JsonResponse({"sentence": sentence}, status=201)
    messages.success(request, sentence)
    return redirect("manage_upload")


@require_POST
@login_required
def publish(request: AuthenticatedRequest) -> HttpResponse:
    """Publish what is ticked, each file for itself; what is refused stays, with the reason."""
    picked = [staged for staged in _waiting(request) if str(staged.pk) in request.POST.getlist("file")]
    if not picked:
        messages.error(request, "Nothing was ticked; tick the files to publish.")
        return redirect("manage_upload")
    published, problems = [], {}
    for staged in picked:
        try:
            file, _ = staging.publish(staged=staged, now=timezone.now())
            published.append(file)
            _tell(request, file)
        except UploadRefused as exc:
            problems[staged.pk] = exc.refusal
        except FileNotFoundError:
            messages.error(request, f"{staged.filename} waited too long; choose it again.")
    if problems:
        page = _page(request, problems=problems, status=next(iter(problems.values())).status)
        return with_retry_after(page, *problems.values())
    if published:
        return redirect("manage_releases", published[-1].release.project.normalized_name)
    return redirect("manage_upload")


@require_POST
@login_required
def discard(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(StagedFile, pk=pk, user=request.user)
    staging.discard(staged=staged)
    messages.success(request, f"{staged.filename} is discarded.")
    return redirect("manage_upload")


def _tell(request: AuthenticatedRequest, file: DistributionFile) -> None:
    if warning := review_warning(file):
        messages.warning(request, warning)
    else:
        messages.success(request, f"{file.filename} is published.")


def _waiting(request: AuthenticatedRequest) -> QuerySet[StagedFile]:
    return StagedFile.objects.filter(user=request.user).select_related("user").order_by("id")


def _page(
    request: AuthenticatedRequest,
    *,
    problem: str = "",
    problems: dict | None = None,
    status: int = 200,
) -> TemplateResponse:
    problems = problems or {}
    waiting = [(staged, problems.get(staged.pk)) for staged in _waiting(request)]
    context = {"waiting": waiting, "problem": problem}
    return TemplateResponse(request, "index/manage/upload.html", context, status=status)
