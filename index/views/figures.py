"""The figures of the index as a page."""

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from index import figures, plots
from index.models import Figures, Project
from index.selectors import with_summary

DAYS = 90


@require_safe
def stats(request: HttpRequest) -> TemplateResponse:
    counted = figures.latest()
    return TemplateResponse(request, "index/stats.html", _context(counted) if counted else {})


def _context(counted: Figures) -> dict[str, Any]:
    days = figures.days(counted.counted_at.date(), DAYS)
    numbers = {number for number, _, _ in [*counted.largest, *counted.most_files]}
    projects = with_summary(Project.objects.listed()).in_bulk(numbers)
    return {
        "figures": counted,
        "days": [day for day in reversed(days) if day.files or day.projects],
        "first_day": days[0].date,
        "plots": [
            plots.bars("Files uploaded a day", [(f"{day.date:%-d %B %Y}", day.files) for day in days]),
            plots.bars("New projects a day", [(f"{day.date:%-d %B %Y}", day.projects) for day in days]),
        ],
        "largest": _rows(counted.largest, projects),
        "most_files": _rows(counted.most_files, projects),
    }


def _rows(top: list[list[int]], projects: dict[int, Project]) -> list[dict[str, Any]]:
    """Listed projects alone: what was hidden since the count is not shown."""
    return [
        {"project": projects[number], "size_bytes": size_bytes, "files": files}
        for number, size_bytes, files in top
        if number in projects
    ]
