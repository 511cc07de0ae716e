"""Reads that several pages share."""

from packaging.version import Version

from index.models import Release


def latest_release(releases: list[Release]) -> Release | None:
    """The one that installers would choose: not yanked before yanked, final before pre-release, highest version."""
    return max(
        releases,
        key=lambda release: (
            release.yanked_at is None,
            not Version(release.version).is_prerelease,
            Version(release.version),
        ),
        default=None,
    )


def by_version(releases: list[Release]) -> list[Release]:
    """Newest version first."""
    return sorted(releases, key=lambda release: Version(release.version), reverse=True)
