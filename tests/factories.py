"""Rows with honest defaults; a test states only what matters to it."""

import itertools
from datetime import UTC, datetime, timedelta

import time_machine
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts import hooks
from accounts.forms import opened_now
from accounts.models import Mail, User
from classifier import outbox, registry, scoring, similarity
from classifier.capture import document_of
from classifier.documents import Document
from classifier.models import Score
from classifier.signatures import signature_of
from index import publishers, token_scopes
from index.distributions import names
from index.models import DistributionFile, Project, Release, Role
from index.uploads import Upload, publish_file
from moderation.models import Case
from tests.distributions import make_wheel

NOW = datetime(2026, 2, 17, 19, 22, tzinfo=UTC)
PASSWORD = "a long and quiet evening"

_numbers = itertools.count(1)


def make_user(username=None, *, is_verified=True, is_staff=False, **fields):
    """Staff without a role is an admin."""
    username = username or f"user{next(_numbers)}"
    fields.setdefault("is_superuser", is_staff and not fields.get("role"))
    user = User(
        username=username, email=f"{username}@example.com", is_staff=is_staff, date_joined=NOW, **fields
    )
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=is_verified)
    return user


def signup_form(username="ann", **fields):
    """What a person sends who took a minute to fill in the page."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        opened = opened_now()
    return {
        "username": username,
        "email": f"{username}@example.com",
        "password1": PASSWORD,
        "website": "",
        "opened": opened,
    } | fields


def make_token(user, project=None):
    """The token's row and its text; the mail about it is away, so that tests of mails see their own alone."""
    made = token_scopes.issue(user=user, description="for tests", project=project, now=NOW)
    Mail.objects.filter(kind="email/api_token_made").delete()
    return made


def make_project(name=None, *, owner=None, listed=True, **fields):
    name = name or f"project{next(_numbers)}"
    project = Project.objects.create(
        name=name,
        normalized_name=names.normalize(name),
        confusable_key=names.confusable_key(name),
        listed=listed,
        created_at=NOW,
        **fields,
    )
    Role.objects.create(project=project, user=owner or make_user(), kind=Role.Kind.OWNER)
    return project


def make_role(project, user, kind=Role.Kind.MAINTAINER):
    return Role.objects.create(project=project, user=user, kind=kind)


def make_release(project=None, version="1.0", *, summary="Sorts tide tables.", description="", **fields):
    return Release.objects.create(
        project=project or make_project(),
        version=version,
        summary=summary,
        description=description,
        metadata={"name": "x", "version": version},
        created_at=NOW,
        **fields,
    )


def make_file(release, filename=None, *, sha256=None):
    filename = (
        filename or f"{release.project.normalized_name.replace('-', '_')}-{release.version}-py3-none-any.whl"
    )
    return DistributionFile.objects.create(
        release=release,
        filename=filename,
        kind=DistributionFile.Kind.WHEEL,
        size_bytes=5000,
        sha256=sha256 or f"{next(_numbers):064x}",
        blake2b_256="b" * 64,
        md5="c" * 32,
        metadata_sha256="d" * 64,
        uploaded_at=NOW,
    )


def form_for(filename, **fields):
    """What an upload client writes into the form for a wheel of this name."""
    name, version = filename.split("-")[:2]
    form = {"name": name, "version": version, "filetype": "bdist_wheel", ":action": "file_upload"} | fields
    return {field: [value] for field, value in form.items()}


def publish(name="sampleproject", version="1.0", *, user=None, **wheel):
    """A wheel, through the one way in."""
    filename, content = make_wheel(name, version, **wheel)
    token, _ = make_token(user or make_user())
    upload = Upload(filename=filename, content=SimpleUploadedFile(filename, content), form=form_for(filename))
    file, _ = publish_file(upload=upload, proof=publishers.by_token(token), now=NOW)
    return file


@transaction.atomic
def scored(release, probability, *, reasons=(), document=None):
    """A score of the release as if the model had said it, followed by what follows from scores."""
    Score.objects.filter(release=release).update(is_current=False)
    row, _ = Score.objects.update_or_create(
        release=release,
        model=registry.current_row(),
        defaults={
            "spam_probability": probability,
            "reasons": list(reasons),
            "document": document or document_of(release, now=NOW).to_json(),
            "is_current": True,
            "scored_at": timezone.now(),
        },
    )
    similarity.remember(release, signature_of(Document.from_json(row.document)))
    hooks.announce("AFTER_SCORE", row.pk)
    return row


def make_case(name, probability=0.9, *, owner=None, **release):
    """An open case, as triage opens it for a score above the review line."""
    project = make_project(name, owner=owner, listed=False)
    release = make_release(project, **release)
    make_file(release)
    reasons = [{"text": "links to a shop", "weight": 2.0}, {"text": "describes code", "weight": -1.0}]
    scored(release, probability, reasons=reasons)
    return Case.objects.select_related("project").get(project=project)


def score(release):
    """The release's score, by the model in force."""
    outbox.await_score(release.pk)
    scoring.score_waiting([release.pk], now=NOW)
    return Score.objects.get(release=release, is_current=True)
