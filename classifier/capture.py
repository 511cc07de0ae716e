"""The document of a release, from the database, as things stand now."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from accounts.models import User
from classifier.documents import AccountFacts, Document, FileFacts
from index.models import DistributionFile, Project, Release, Role


def document_of(release: Release, *, now: datetime) -> Document:
    """What the scorer sees of `release`: the metadata inside its files, and facts about its owner."""
    core = release.metadata
    owner = (
        User.objects.filter(roles__project=release.project, roles__kind=Role.Kind.OWNER)
        .order_by("id")
        .first()
    )
    return Document(
        name=release.project.name,
        version=release.version,
        summary=release.summary,
        description=release.description,
        description_content_type=release.description_content_type,
        keywords=", ".join(core.get("keywords", ())),
        classifiers=tuple(core.get("classifiers", ())),
        links=_links(core),
        requires_dist=tuple(core.get("requires_dist", ())),
        license=core.get("license_expression") or core.get("license", ""),
        files=tuple(_file_facts(release.files.order_by("id"))),
        account=_account_facts(owner, release.project, now) if owner else None,
    )


def _links(core: dict) -> tuple[tuple[str, str], ...]:
    links = [("Homepage", core.get("home_page", "")), ("Download", core.get("download_url", ""))]
    return tuple((label, url) for label, url in [*links, *core.get("project_urls", {}).items()] if url)


def _file_facts(files: Iterable[DistributionFile]) -> Iterable[FileFacts]:
    for file in files:
        kind: Literal["sdist", "wheel"] = "sdist" if file.kind == DistributionFile.Kind.SDIST else "wheel"
        yield FileFacts(kind=kind, size_bytes=file.size_bytes, python_modules=file.python_modules)


def _account_facts(owner: User, project: Project, now: datetime) -> AccountFacts:
    facts = owner.facts(now)
    return AccountFacts(
        age_days=facts.age_days,
        standing=owner.standing(now),
        earlier_projects=Project.objects.owned_by(owner).exclude(pk=project.pk).count(),
        earlier_spam_verdicts=facts.spam_verdicts,
        earlier_honest_verdicts=facts.honest_verdicts,
    )
