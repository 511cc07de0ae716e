"""`/integrity/`: what builds attested of a file (PEP 740), as clients of the public index read it."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from index.distributions import names
from index.models import DistributionFile, Provenance
from index.views.conditional import conditional
from index.views.cors import readable_from_anywhere

PROVENANCE = "application/vnd.pypi.integrity.v1+json"


@readable_from_anywhere
@require_safe
def provenance(request: HttpRequest, name: str, version: str, filename: str) -> HttpResponseBase:
    normalized = names.normalize(name)
    found = (
        Provenance.objects.filter(
            file__in=DistributionFile.objects.visible().filter(filename=filename),
            file__release__project__normalized_name=normalized,
            file__release__version=version,
        )
        .select_related("file__release__project")
        .defer("file__release__description", "file__release__description_html", "file__release__metadata")
        .first()
    )
    if found is None:
        return HttpResponse('{"message": "Not Found"}', status=404, content_type="application/json")
    if name != normalized:
        return HttpResponsePermanentRedirect(reverse("provenance", args=[normalized, version, filename]))
    serial = found.file.release.project.last_serial
    response = conditional(request, lambda: found.document, content_type=PROVENANCE, serial=serial)
    response["X-PyPI-Last-Serial"] = str(serial)
    return response
