"""The addresses of all apps."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("index.urls")),
    path("", include("accounts.urls")),
    path("", include("moderation.urls")),
    path("admin/", admin.site.urls),
]
