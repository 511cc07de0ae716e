"""The break-glass door to index: what changes readers' copies has a verb, so here it is only shown."""

from django.contrib import admin
from django.http import HttpRequest

from index.models import DistributionFile, JournalEntry, ProhibitedName, Project, Release, Role


@admin.register(Role, Release, DistributionFile, JournalEntry)
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
    """Its limits may be set; they are in no copy."""

    list_display = ("name", "status", "listed", "created_at", "removed_at")
    search_fields = ("normalized_name",)
    limits = ("max_file_bytes", "max_size_bytes")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.is_superuser

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return [field.name for field in Project._meta.fields if field.name not in self.limits]  # noqa: SLF001


admin.site.register(ProhibitedName)
