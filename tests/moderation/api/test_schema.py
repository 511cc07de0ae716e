"""The JSON API against its own OpenAPI description, with whatever schemathesis thinks of."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from config.wsgi import application
from moderation.api.api import api
from moderation.api.scopes import Scope
from moderation.models import Purge
from tests.factories import NOW, make_project, make_user
from tests.moderation.api.asking import token_of

pytestmark = pytest.mark.django_db

schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = application
KEPT = (not_a_server_error, status_code_conformance, response_schema_conformance)


@pytest.fixture
def token():
    make_project("films", owner=make_user("eve"))
    Purge.objects.create(drafted_by="ada", drafted_at=NOW)
    return token_of(make_user("ada", is_staff=True), *Scope)


@pytest.fixture(autouse=True)
def _one_connection():
    """As Django's own test client does: the end of a request does not end the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
def test_every_answer_is_one_that_the_description_has(case, token):
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=KEPT)
