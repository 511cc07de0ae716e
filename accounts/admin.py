"""The break-glass door to accounts."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.models import ApiToken, User

admin.site.register(User, UserAdmin)


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    list_display = ("user", "description", "shown", "created_at", "last_used_at", "revoked_at")
    readonly_fields = ("digest", "shown")
    raw_id_fields = ("user",)
