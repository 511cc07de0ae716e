"""Who asks: a staff token in the header. A session is no way in, so no page can be made to act here."""

from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer

from accounts.models import User
from moderation.api import staff_tokens
from moderation.api.scopes import Scope
from moderation.api.staff_tokens import NotAllowed
from moderation.models import StaffToken


class StaffBearer(HttpBearer):
    """`Authorization: Bearer gatehouse-staff-…`, of a token with the scope of the class below."""

    scope: Scope

    def authenticate(self, request: HttpRequest, token: str) -> StaffToken:
        """:raises HttpError: 401 or 403, with a sentence."""
        try:
            return staff_tokens.authenticate(token, scope=self.scope, now=timezone.now())
        except NotAllowed as exc:
            raise HttpError(exc.status, str(exc)) from exc


# A class a scope: the OpenAPI description names them, and so says which scope an operation takes.
class ReadToken(StaffBearer):
    scope = Scope.READ


class JudgeToken(StaffBearer):
    scope = Scope.JUDGE


class ProjectsToken(StaffBearer):
    scope = Scope.PROJECTS


class RulesToken(StaffBearer):
    scope = Scope.RULES


class SwitchesToken(StaffBearer):
    scope = Scope.SWITCHES


class PurgesToken(StaffBearer):
    scope = Scope.PURGES


class GatesToken(StaffBearer):
    scope = Scope.GATES


class UsersToken(StaffBearer):
    scope = Scope.USERS


class IncidentsToken(StaffBearer):
    scope = Scope.INCIDENTS


def caller(request: HttpRequest) -> User:
    """The owner of the token, in whose name the program acts."""
    return request.auth.user  # type: ignore[attr-defined]
