"""The break-glass door to moderation: reading only, the console is where one acts."""

from django.contrib import admin

from index.admin import ReadOnlyAdmin
from moderation import models

admin.site.register([getattr(models, name) for name in models.__all__], ReadOnlyAdmin)
