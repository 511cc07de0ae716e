"""The JSON API's description: as OpenAPI for programs, and as a page."""

from collections.abc import Iterator

from django.http import HttpRequest, JsonResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from moderation.api.api import api
from moderation.permissions import reader_required


@require_safe
@reader_required
def api_page(request: HttpRequest) -> TemplateResponse:
    """Every operation with what it needs, from the same description that programs read."""
    schema = api.get_openapi_schema()
    groups: dict[str, list[dict[str, object]]] = {}
    for operation in _operations(schema):
        groups.setdefault(str(operation["group"]), []).append(operation)
    return TemplateResponse(request, "moderation/api.html", {"groups": groups, "info": schema["info"]})


@require_safe
@reader_required
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(api.get_openapi_schema())


def _operations(schema: dict) -> Iterator[dict[str, object]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield {
                "group": operation["tags"][0],
                "method": method.upper(),
                "path": path,
                "summary": operation["summary"],
                "description": operation.get("description", ""),
                "parameters": [parameter["name"] for parameter in operation.get("parameters", [])],
                "body": _body(schema, operation),
                "scope": next(iter(operation["security"][0])).removesuffix("Token").lower(),
            }


def _body(schema: dict, operation: dict) -> list[dict[str, object]]:
    """The fields of what is sent, each with whether it must be there."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    kind = schema["components"]["schemas"].get(name, {})
    required = kind.get("required", [])
    return [{"name": field, "required": field in required} for field in kind.get("properties", {})]
