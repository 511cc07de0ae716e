"""docker-compose.yml against itself, the settings and the addresses, as there may be no engine to try it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.urls import resolve

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
IMAGE_WITH_VERSION = re.compile(r"[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)*")


def names_read_by(path):
    """The variables a program reads: the literal first argument of each env_...() call."""
    calls = (node for node in ast.walk(ast.parse((PROJECT / path).read_text())) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id.startswith("env_")
        and isinstance(call.args[0], ast.Constant)
    }


def image_variables():
    """The ENV of the Dockerfile's last stage."""
    stage = (PROJECT / "Dockerfile").read_text().rpartition("\nFROM ")[2].replace("\\\n", " ")
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(re.findall(r"^ENV (.*)$", stage, re.MULTILINE))))


def health_addresses():
    commands = [str(service.get("healthcheck", {}).get("test", "")) for service in SERVICES.values()]
    commands.append((PROJECT / "Dockerfile").read_text())
    return [
        address
        for command in commands
        for address in re.findall(r"http://127\.0\.0\.1:(\d+)(/[\w/]*)", command)
    ]


def test_it_follows_the_compose_specification():
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_it_has_every_part():
    assert set(SERVICES) == {"migrate", "web", "worker", "beat", "postgres", "redis", "nginx"}
    assert set(OURS) == {"migrate", "web", "worker", "beat"}


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_what_a_service_waits_for_exists_and_can_be_waited_for(service):
    for name, wait in service.get("depends_on", {}).items():
        other = SERVICES[name]
        is_healthy_known = "test" in other.get("healthcheck", {})
        assert wait["condition"] in {"service_healthy", "service_completed_successfully"}
        assert is_healthy_known == (wait["condition"] == "service_healthy")


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_every_named_volume_is_declared_and_every_file_exists(service):
    for source in (volume.partition(":")[0] for volume in service.get("volumes", [])):
        if source.startswith("."):
            assert (PROJECT / source).is_file()
        else:
            assert source in COMPOSE["volumes"]


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_every_image_is_ours_or_pinned_to_a_version(service):
    assert IMAGE_WITH_VERSION.fullmatch(service["image"])


def test_every_base_image_is_pinned_to_a_version():
    bases = re.findall(r"^FROM (\S+)", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)
    assert bases
    assert [base for base in bases if not IMAGE_WITH_VERSION.fullmatch(base)] == []


@pytest.mark.parametrize("service", OURS.values(), ids=OURS)
def test_every_variable_that_is_set_is_one_that_is_read(service):
    by_boto = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    read = names_read_by("config/settings.py") | names_read_by("bin/serve") | by_boto
    assert service["environment"].keys() - read == set()


def test_every_variable_of_the_image_is_one_that_is_read():
    of_python = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE"}
    read = names_read_by("config/settings.py") | names_read_by("bin/serve")
    assert image_variables().keys() - of_python - read == set()


def test_no_secret_has_a_value_in_the_file():
    secret = {
        "SECRET_KEY",
        "POSTGRES_PASSWORD",
        "RECAPTCHA_PRIVATE_KEY",
        "EMAIL_URL",
        "AWS_SECRET_ACCESS_KEY",
    }
    for service in SERVICES.values():
        for name in secret & service.get("environment", {}).keys():
            assert service["environment"][name].startswith(f"${{{name}:")


@pytest.mark.parametrize("address", health_addresses(), ids=str)
def test_every_health_check_asks_an_address_that_exists(address):
    port, path = address
    assert resolve(path).url_name in {"health", "ready"}
    assert port in {"8000", "8080"}


def test_health_checks_were_found():
    assert len(health_addresses()) == 3


def test_nginx_asks_the_web_service_at_the_port_of_the_image():
    nginx = (PROJECT / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"server (\w+):(\d+);", nginx) == [("web", image_variables()["PORT"])]


def test_what_nginx_accepts_is_more_than_the_largest_file(settings):
    nginx = (PROJECT / "deploy" / "nginx.conf").read_text()
    assert int(re.search(r"client_max_body_size (\d+)m;", nginx)[1]) * 2**20 > settings.MAX_FILE_BYTES
