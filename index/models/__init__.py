"""The rows of index, a file an idea."""

from index.models.attestations import Provenance
from index.models.families import Family, FamilyProject
from index.models.figures import DailyDownloads, Day, Figures
from index.models.journal import JournalEntry
from index.models.people import Invitation, Role, TokenScope
from index.models.prohibited import ProhibitedName
from index.models.projects import DistributionFile, Project, Release
from index.models.search import SearchEntry
from index.models.staging import StagedFile
from index.models.trusted_publishing import IssuerKeys, TrustedPublisher, UsedIdentityToken

__all__ = [
    "DailyDownloads",
    "Day",
    "DistributionFile",
    "Family",
    "FamilyProject",
    "Figures",
    "Invitation",
    "IssuerKeys",
    "JournalEntry",
    "ProhibitedName",
    "Project",
    "Provenance",
    "Release",
    "Role",
    "SearchEntry",
    "StagedFile",
    "TokenScope",
    "TrustedPublisher",
    "UsedIdentityToken",
]
