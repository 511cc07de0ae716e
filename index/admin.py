"""The break-glass door to index."""

from django.contrib import admin

from index.models import DistributionFile, JournalEntry, ProhibitedName, Project, Release, Role


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):
    list_display = ("name", "status", "listed", "created_at", "removed_at")
    search_fields = ("normalized_name",)


@admin.register(Role)
class RoleAdmin(admin.ModelAdmin):
    raw_id_fields = ("project", "user")


@admin.register(Release, DistributionFile, JournalEntry)
class ReadOnlyAdmin(admin.ModelAdmin):
    """Facts of the past: shown, never edited."""

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


admin.site.register(ProhibitedName)
