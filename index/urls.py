"""Addresses of index; they follow the public index, so that people, clients and scripts feel at home."""

from django.urls import include, path, register_converter

from index import converters
from index.views import (
    feeds,
    figures,
    files,
    integrity,
    json_api,
    oidc,
    operations,
    pages,
    pypi,
    removal_feed,
    search,
    simple,
    sitemap,
    upload,
)

register_converter(converters.NameConverter, "name")
register_converter(converters.TextConverter, "text")
register_converter(converters.VersionConverter, "version")
register_converter(converters.DigestPathConverter, "digest_path")

urlpatterns = [
    path("", pages.home, name="home"),
    path("search/", search.search, name="search"),
    path("classifiers/", search.classifier_tree, name="classifiers"),
    path("project/<name:name>/", pages.project, name="project"),
    path("project/<name:name>/<version:version>/", pages.project, name="release"),
    path("user/<text:username>/", pages.user, name="user"),
    path("stats/", figures.stats, name="stats"),
    path("help/", pages.help_page, name="help"),
    path("simple/", simple.simple_root, name="simple_root"),
    path("simple", simple.simple_root),  # mirrors ask without the slash
    path("simple/<name:name>/", simple.simple_page, name="simple_page"),
    path("simple/<name:name>", simple.simple_page),
    path("simple/<path:rest>", simple.unknown),
    path(
        "packages/<digest_path:digest_path>/<text:filename>",
        files.distribution_file,
        name="distribution_file",
    ),
    path("pypi/<str:name>/json", json_api.project, name="project_json"),
    path("pypi/<str:name>/json/", json_api.project),
    path("pypi/<str:name>/<str:version>/json", json_api.release, name="release_json"),
    path("pypi/<str:name>/<str:version>/json/", json_api.release),
    path(
        "integrity/<name:name>/<version:version>/<str:filename>/provenance",
        integrity.provenance,
        name="provenance",
    ),
    path("pypi", pypi.pypi, name="pypi"),
    path("pypi/", pypi.pypi),
    path("mirror/removals.json", removal_feed.removals, name="removal_feed"),
    path("rss/updates.xml", feeds.updates, name="updates_feed"),
    path("rss/packages.xml", feeds.packages, name="packages_feed"),
    path("rss/project/<name:name>/releases.xml", feeds.releases, name="releases_feed"),
    path("legacy/", upload.upload, name="upload"),
    # A redirect would turn the POST into a GET.
    path("legacy", upload.upload, name="upload_without_slash"),
    path("_/oidc/audience", oidc.audience, name="oidc_audience"),
    path("_/oidc/mint-token", oidc.mint_token, name="mint_token"),
    path("_/oidc/burn-token", oidc.burn_token, name="burn_token"),
    path("manage/", include("index.manage_urls")),
    path("_health/", operations.health, name="health"),
    path("_ready/", operations.ready, name="ready"),
    path("robots.txt", operations.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", sitemap.sitemap, name="sitemap"),
    path(".well-known/security.txt", operations.security, name="security"),
]
