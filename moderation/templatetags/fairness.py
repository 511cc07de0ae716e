"""What was done to somebody's projects, for the pages on which they manage them."""

from collections.abc import Iterable

from django import template

from index.models import Project
from moderation.appealing import measures
from moderation.appealing.measures import Measure

register = template.Library()


@register.simple_tag
def measures_of(projects: Iterable[Project]) -> dict[int, Measure]:
    """For a list: those of all its projects at once."""
    return measures.measures_of(list(projects))


@register.simple_tag
def measure_of(project: Project) -> Measure | None:
    return measures.measure_of(project)


@register.filter
def of(by_project: dict[int, Measure], project: Project) -> Measure | None:
    return by_project.get(project.pk)
