"""The table of machine-readable addresses in docs/api.md is the URL configuration's."""

import json
import re
from pathlib import Path

import pytest
from django.urls import get_resolver

from tests.factories import publish

ROOT = Path(__file__).resolve().parents[2]
# Pages for people, and the JSON API of the console, which has a description of its own; whatever is not below these is for machines, and belongs in the table.
PAGES = re.compile(
    r"(search|project|user|help|classifiers|stats|status|account|manage|appeal|moderation|admin)/|$"
)


def routes(patterns=None, before=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def machine_addresses():
    found = (route for route in routes() if not PAGES.match(route))
    return {"/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route).rstrip("/") for route in found}


def test_the_table_has_every_machine_address_and_no_other():
    table = re.findall(r"^\| `(/[^`]*)` ", (ROOT / "docs" / "api.md").read_text(), re.MULTILINE)
    assert sorted(address.rstrip("/") for address in table) == sorted(machine_addresses())


def with_a_nul_for_any_text():
    texts = (re.sub(r"<(str|text|path):\w+>", "a%00b", route) for route in routes())
    for address in sorted({text for text in texts if "%00" in text}):
        yield "/" + address.replace("<digest_path:digest_path>", f"aa/bb/{'c' * 60}").replace(
            "<name:name>", "tides"
        )


@pytest.mark.django_db
def test_a_nul_in_an_address_is_no_error_of_the_server(client):
    client.raise_request_exception = False
    addresses = list(with_a_nul_for_any_text())
    assert len(addresses) > 10
    assert [address for address in addresses if client.get(address).status_code >= 500] == []


@pytest.mark.django_db
def test_the_simple_root_answers_mirrors_without_its_slash(client):
    publish("tide-tables")
    answer = client.get("/simple", headers={"accept": "application/vnd.pypi.simple.v1+json"})
    assert answer.status_code == 200
    (project,) = json.loads(answer.content)["projects"]
    assert project["name"] == "tide-tables"
    assert project["_last-serial"] > 0
