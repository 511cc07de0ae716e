"""Addresses of index; they follow the public index, so that people, clients and scripts feel at home."""

from django.urls import path, register_converter

from index import converters
from index.views import figures, files, manage, operations, pages, search, simple, upload

register_converter(converters.NameConverter, "name")
register_converter(converters.VersionConverter, "version")
register_converter(converters.DigestPathConverter, "digest_path")

urlpatterns = [
    path("", pages.home, name="home"),
    path("search/", search.search, name="search"),
    path("classifiers/", search.classifier_tree, name="classifiers"),
    path("project/<name:name>/", pages.project, name="project"),
    path("project/<name:name>/<version:version>/", pages.project, name="release"),
    path("user/<str:username>/", pages.user, name="user"),
    path("stats/", figures.stats, name="stats"),
    path("help/", pages.help_page, name="help"),
    path("simple/", simple.simple_root, name="simple_root"),
    path("simple/<name:name>/", simple.simple_page, name="simple_page"),
    path(
        "packages/<digest_path:digest_path>/<str:filename>", files.distribution_file, name="distribution_file"
    ),
    path("legacy/", upload.upload, name="upload"),
    path("manage/projects/", manage.projects, name="manage_projects"),
    path("manage/account/token/", manage.tokens, name="manage_tokens"),
    path("manage/account/token/<int:pk>/revoke/", manage.revoke_token, name="revoke_token"),
    path("_health/", operations.health, name="health"),
    path("_ready/", operations.ready, name="ready"),
    path("robots.txt", operations.robots, name="robots"),
]
