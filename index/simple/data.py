"""What the simple pages say, as plain data from one selector each."""

from dataclasses import dataclass

from index.models import DistributionFile, JournalEntry, Project


@dataclass(frozen=True, slots=True)
class Page:
    """A project as installers see it. No two states of it have the same `changed_second` (Unix time)."""

    name: str
    status: str
    status_reason: str
    last_serial: int
    changed_second: int
    versions: list[str]
    files: list[DistributionFile]


@dataclass(frozen=True, slots=True)
class Root:
    """The list of all visible projects: (normalized name, last serial)."""

    last_serial: int
    changed_second: int
    projects: list[tuple[str, int]]


def page(normalized_name: str) -> Page | None:
    """None for a name that is unknown, removed or held as a whole; a quarantined project offers no files."""
    named = Project.objects.filter(normalized_name=normalized_name)
    if project := named.visible().first():
        return _page(project, _offered_files(project))
    if project := named.known().filter(status=Project.Status.QUARANTINED).first():
        return _page(project, [])
    return None


def root() -> Root:
    newest = JournalEntry.objects.order_by("-pk").values("pk", "at").first()
    projects = Project.objects.visible().order_by("normalized_name")
    return Root(
        last_serial=newest["pk"] if newest else 0,
        changed_second=int(newest["at"].timestamp()) if newest else 0,
        projects=list(projects.values_list("normalized_name", "last_serial")),
    )


def _page(project: Project, files: list[DistributionFile]) -> Page:
    return Page(
        name=project.normalized_name,
        status=project.status,
        status_reason=project.status_reason,
        last_serial=project.last_serial,
        changed_second=project.changed_second,
        versions=list(dict.fromkeys(file.release.version for file in files)),
        files=files,
    )


def _offered_files(project: Project) -> list[DistributionFile]:
    files = DistributionFile.objects.offered().filter(release__project=project).select_related("release")
    unread = ("release__description", "release__description_html", "release__metadata")
    return list(files.told_attested().defer(*unread).order_by("release__created_at", "filename"))
