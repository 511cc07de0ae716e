"""The document of a release, from the database, as things stand now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Literal

from allauth.account.models import EmailAddress
from packaging.requirements import InvalidRequirement, Requirement

from accounts.models import User
from classifier.documents import AccountFacts, Document, FileFacts
from classifier.links import parse
from index.distributions import names
from index.models import DistributionFile, Project, Release, Role

MAX_DEPENDENCIES: Final = 100


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
        account=_account_facts(owner, release.project, _links(core), now) if owner else None,
        dependencies_here=_dependencies_here(core.get("requires_dist", ())),
    )


def _dependencies_here(requires_dist: Iterable[str]) -> int:
    """How many of these requirements name a project that can be installed from this index."""
    named = set()
    for line in list(requires_dist)[:MAX_DEPENDENCIES]:
        try:
            named.add(names.normalize(Requirement(line).name))
        except InvalidRequirement:  # written before requirements were checked
            continue
    return Project.objects.visible().filter(normalized_name__in=named).count() if named else 0


def _links(core: dict) -> tuple[tuple[str, str], ...]:
    links = [("Homepage", core.get("home_page", "")), ("Download", core.get("download_url", ""))]
    return tuple((label, url) for label, url in [*links, *core.get("project_urls", {}).items()] if url)


def _file_facts(files: Iterable[DistributionFile]) -> Iterable[FileFacts]:
    for file in files:
        kind: Literal["sdist", "wheel"] = "sdist" if file.kind == DistributionFile.Kind.SDIST else "wheel"
        yield FileFacts(kind=kind, size_bytes=file.size_bytes, python_modules=file.python_modules)


def _account_facts(
    owner: User, project: Project, project_links: Iterable[tuple[str, str]], now: datetime
) -> AccountFacts:
    facts = owner.facts(now)
    recent = DistributionFile.objects.filter(
        release__project__in=Project.objects.owned_by(owner), uploaded_at__gt=now - timedelta(days=1)
    )
    return AccountFacts(
        age_days=facts.age_days,
        standing=owner.standing(now),
        earlier_projects=Project.objects.owned_by(owner).exclude(pk=project.pk).count(),
        earlier_spam_verdicts=facts.spam_verdicts,
        earlier_honest_verdicts=facts.honest_verdicts,
        mail_domain_kind=_mail_domain_kind(owner, project_links),
        uploads_last_day=recent.count(),
    )


def _mail_domain_kind(owner: User, project_links: Iterable[tuple[str, str]]) -> str:
    """Whether a confirmed address of the owner is at a site the project links to; the address itself is not kept."""
    addresses = EmailAddress.objects.filter(user=owner, verified=True).values_list("email", flat=True)
    hosts = [parse(address.rpartition("@")[2]) for address in addresses]
    sites = {link.site for _, url in project_links if (link := parse(url)) and not link.is_development}
    if not hosts:
        return ""
    return "project" if any(host and host.site in sites for host in hosts) else "other"
