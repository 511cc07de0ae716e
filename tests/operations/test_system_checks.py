"""`manage.py check --deploy`: silent on the settings of docker-compose.yml, and a sentence with a hint for each wrong one."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from config.checks import CONTRADICTIONS, IN_PRODUCTION, broken

PROJECT = Path(__file__).resolve().parents[2]
RULES = CONTRADICTIONS + IN_PRODUCTION
# What the operator's .env holds beside docker-compose.yml.
OPERATOR = {
    "SECRET_KEY": "Rk9w2vQd7Tz4LmXc0bYhUe8sJgPn5aAoWiKfV3t1ZrD6uEyHq8BxNlSjF2GpMwCk",
    "POSTGRES_PASSWORD": "tide",
    "SITE_URL": "https://index.example.com",
    "EMAIL_URL": "smtp+tls://user:tide@mail.example.com:587",
    "SECURITY_CONTACT": "security@example.com",
}
HTTP = {"SITE_URL": "http://index.example.com"}
# By rule: what has to be set otherwise for it, and none of its kind beside it, to speak up.
WRONG = {
    "W001": HTTP | {"SECURE": "on"},
    "W002": {"ALLOWED_HOSTS": "packages.example.com, .index.example.com.net"},
    "W003": {"HOLD_ABOVE": "0.4", "LIST_BELOW": "0.5"},
    "W004": {"REVIEW_ABOVE": "0.6", "LIST_BELOW": "0.5"},
    "W005": {"MAX_FILE_MB": "2000", "MAX_PROJECT_GB": "1"},
    "W006": {"DATABASE_URL": ""},
    "W007": {"DATABASE_URL": "", "REDIS_URL": "", "STORAGE_URL": "s3://files"},
    "W008": {"READERS_LOG_IN": "on", "SIGN_UP": "on"},
    "W009": {"PURGE_REACH_LIMIT": "0", "PURGE_DELAY_HOURS": "0"},
    "W010": {"KEEP_SECURITY_HISTORY_DAYS": "0"},
    "W101": HTTP | {"STAFF_NEED_SECOND_FACTOR": "on"},
    "W102": {"SECURE": "off", "STAFF_NEED_SECOND_FACTOR": "on"},
    "W103": {"TRUSTED_PROXY_COUNT": "0"},
    "W104": {"ALLOWED_HOSTS": "*"},
    "W105": {"EMAIL_URL": ""},
    "W106": {"EMAIL_URL": "smtp://user:tide@mail.example.com:587"},
    "W107": {"SECURITY_CONTACT": ""},
    "W108": {"STAFF_NEED_SECOND_FACTOR": "off"},
    "W109": {"PASSWORD_UPLOADS": "on"},
    "W110": {"NEW_PROJECTS_AN_HOUR": "0"},
    "W111": {"REPORTS_A_DAY": "0"},
}
# What looks like one of these, and is meant.
FINE = [
    {"ALLOWED_HOSTS": ".example.com"},
    {"SITE_URL": "https://index.example.com:8443"},
    {"HOLD_ABOVE": "0.5", "LIST_BELOW": "0.5", "REVIEW_ABOVE": "0.5"},
    {"HOLD_ABOVE": "0.1", "LIST_BELOW": "off"},
    {"REVIEW_ABOVE": "off"},
    {"DATABASE_URL": "", "REDIS_URL": ""},
    {"READERS_LOG_IN": "on", "PASSWORD_UPLOADS": "on", "NEW_PROJECTS_AN_HOUR": "0", "REPORTS_A_DAY": "0"},
    {"PURGE_DELAY_HOURS": "0"},
    {"EMAIL_URL": "smtp://mail.example.com:25"},
    {"EMAIL_URL": "smtp://user:tide@127.0.0.1:25"},
    {"EMAIL_URL": "smtp+ssl://user:tide@mail.example.com:465"},
    {"SECURITY_CONTACT": "https://example.com/security"},
]


def compose_environment(data, **changes):
    """What the web container gets, by docker-compose.yml and the operator's .env."""
    compose = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    known = OPERATOR | changes

    def filled(value):
        return re.sub(
            r"\$\{(\w+):(?:-([^}]*)|\?[^}]*)\}", lambda found: known.get(found[1], found[2] or ""), str(value)
        )

    set_there = {name: filled(value) for name, value in compose["services"]["web"]["environment"].items()}
    return {"PATH": "/usr/bin:/bin", "GATEHOUSE_DATA": str(data)} | set_there | changes


def names_of_broken_rules(environment, monkeypatch, rules=RULES):
    """By config/settings.py as it is with that environment."""
    monkeypatch.setattr(os, "environ", environment)
    site = SimpleNamespace(**runpy.run_path(str(PROJECT / "config/settings.py")))
    return [message.id.removeprefix("gatehouse.") for message in broken(rules, site)]


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", "check", *arguments]
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_production_as_docker_compose_has_it_has_no_issue(tmp_path):
    done = manage(compose_environment(tmp_path), "--deploy", "--fail-level", "INFO")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_embedded_form_without_any_setting_has_no_issue(tmp_path):
    done = manage({"PATH": "/usr/bin:/bin", "GATEHOUSE_DATA": str(tmp_path)}, "--fail-level", "INFO")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_speaks_up_when_its_setting_is_wrong(rule, tmp_path, monkeypatch):
    environment = compose_environment(tmp_path, **WRONG[rule.name])
    neighbours = next(rules for rules in (CONTRADICTIONS, IN_PRODUCTION) if rule in rules)
    assert names_of_broken_rules(environment, monkeypatch, neighbours) == [rule.name]


@pytest.mark.parametrize("changes", FINE, ids=str)
def test_what_is_meant_that_way_is_left_alone(changes, tmp_path, monkeypatch):
    assert names_of_broken_rules(compose_environment(tmp_path, **changes), monkeypatch) == []


@pytest.mark.parametrize(
    ("name", "value", "least"),
    [("KEEP_ADDRESSES_DAYS", "-1", 0), ("PORT", "-8000", 0), ("MAX_FILE_MB", "0", 1)],
)
def test_number_that_cannot_be_meant_is_refused_at_the_start(name, value, least, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", compose_environment(tmp_path, **{name: value}))
    with pytest.raises(ImproperlyConfigured, match=f"^{name}='{value}' is less than {least}.$"):
        runpy.run_path(str(PROJECT / "config/settings.py"))


def test_wrong_settings_are_told_with_hints_and_without_their_values(tmp_path):
    changes = WRONG["W106"] | WRONG["W003"]
    done = manage(compose_environment(tmp_path, **changes), "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 1
    assert "(gatehouse.W003) HOLD_ABOVE is below LIST_BELOW" in done.stderr
    assert "(gatehouse.W106) EMAIL_URL sends the mail server's password unencrypted." in done.stderr
    assert "HINT: Begin EMAIL_URL with smtp+tls:// or smtp+ssl://." in done.stderr
    assert "tide" not in done.stderr


def test_rules_of_production_are_not_asked_of_who_tries_it_out(tmp_path):
    done = manage(compose_environment(tmp_path, **WRONG["W106"] | WRONG["W003"]))
    assert "gatehouse.W003" in done.stderr
    assert "gatehouse.W106" not in done.stderr


def test_operator_silences_a_rule(tmp_path):
    changes = WRONG["W008"] | {"SILENCED_CHECKS": "gatehouse.W008"}
    done = manage(compose_environment(tmp_path, **changes), "--deploy", "--fail-level", "INFO")
    assert (done.returncode, done.stderr) == (0, "")


def test_names_of_rules_are_used_once_and_their_hints_are_sentences():
    assert sorted(WRONG) == sorted(rule.name for rule in RULES)
    assert [
        rule.name for rule in RULES if not (rule.sentence.endswith(".") and rule.hint.endswith("."))
    ] == []
