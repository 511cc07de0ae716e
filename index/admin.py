"""The break-glass door to index: every change has a verb and a place in the console, so here rows are only shown."""

from django.contrib import admin
from django.http import HttpRequest

from index.models import DistributionFile, JournalEntry, ProhibitedName, Project, Release, Role


@admin.register(ProhibitedName, Role, Release, DistributionFile, JournalEntry)
class ReadOnlyAdmin(admin.ModelAdmin):
    """Shown, never edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    """Found by its name."""

    list_display = ("name", "status", "listed", "created_at", "removed_at")
    search_fields = ("normalized_name",)
