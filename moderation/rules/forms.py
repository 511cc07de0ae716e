"""The forms of rules."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.http import QueryDict

from accounts import durations
from moderation.forms import ReasonForm
from moderation.rules.conditions import LONGEST_VALUE, MOST_VALUES, Kind, NotACondition, normalized
from moderation.rules.models import Rule

GROUPS: Final = ("a", "b", "c")  # alternatives that the page has room for
ASKED: Final = {
    Kind.NAME: ("The name fits", "free-movies is that name alone; *-free-* fits all with it inside."),
    Kind.TEXT: (
        "It says",
        "Whole words of summary, keywords or description, however spelt; * stands for anything.",
    ),
    Kind.LINK_HOST: ("It links to", "A host, with those below it: shop.example."),
    Kind.MAIL_DOMAIN: ("The uploader has mail at", "With domains below it: spam.example."),
    Kind.ADDRESS: ("It comes from", "192.0.2.7 or 192.0.2.0/24."),
    Kind.DIGEST: ("A file is", "Its SHA-256."),
}


class DurationField(forms.CharField):
    """As admins type it: 30m, 2h, 3d."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=8, label="Ends after", help_text="12h, 48h, 7d at most.", **kwargs)

    def clean(self, value: Any) -> timedelta:
        try:
            return durations.parse(super().clean(value))
        except ValueError as exc:
            raise forms.ValidationError(str(exc)) from exc


class ValuesField(forms.CharField):
    """Values of one kind, one a line, in their one spelling."""

    def __init__(self, kind: Kind) -> None:
        label, help_text = ASKED[kind]
        super().__init__(
            required=False,
            label=label,
            help_text=help_text,
            max_length=MOST_VALUES * (LONGEST_VALUE + 2),
            widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        )
        self.kind = kind

    def clean(self, value: Any) -> list[str]:
        try:
            return normalized(self.kind, super().clean(value).splitlines())
        except NotACondition as exc:
            raise forms.ValidationError(str(exc)) from exc


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one alternative."""

    fields: list[forms.BoundField]

    @property
    def is_filled(self) -> bool:
        return any(field.value() for field in self.fields)


class RuleForm(forms.Form):
    """A rule with up to three alternatives; a colleague's page prefills the first by a link (`prefilled`)."""

    title = forms.CharField(max_length=80, help_text="How the staff calls it: “Free films, November”.")
    effect = forms.ChoiceField(
        choices=Rule.Effect.choices,
        widget=forms.RadioSelect,
        initial=Rule.Effect.HOLD,
        label="What happens to an upload that fits",
        help_text="Nothing is deleted. A second factor is asked for before the file is read, so such a rule goes by "
        "name, mail and address alone.",
    )
    reach = forms.ChoiceField(
        choices=Rule.Reach.choices,
        widget=forms.RadioSelect,
        initial=Rule.Reach.NEWCOMERS,
        label="Whose uploads",
        help_text="Newcomers' are those of projects whose owners are all newcomers, and that no person has found "
        "honest. A rule for everybody's is an admin's to set.",
    )
    lasts = DurationField(initial="48h")
    reason = forms.CharField(max_length=500, help_text="For the staff; kept in the audit.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in GROUPS:
            for kind in ASKED:
                self.fields[f"{group}_{kind}"] = ValuesField(kind)

    @property
    def groups(self) -> list[Group]:
        return [Group([self[f"{group}_{kind}"] for kind in ASKED]) for group in GROUPS]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        values["alternatives"] = [
            alternative
            for group in GROUPS
            if (
                alternative := {
                    str(kind): found for kind in ASKED if (found := values.get(f"{group}_{kind}"))
                }
            )
        ]
        return values

    @property
    def drafted(self) -> dict[str, Any]:
        """What the verb takes."""
        return {
            name: self.cleaned_data[name]
            for name in ("title", "alternatives", "effect", "reach", "lasts", "reason")
        }


class ProlongForm(ReasonForm):
    """How much longer, from now."""

    lasts = DurationField(initial="48h")
    field_order = ("lasts", "reason")


def prefilled(query: QueryDict) -> dict[str, str]:
    """What a link can say: `?name=*-free-*&link_host=a.example&link_host=b.example`, by the kinds of conditions."""
    initial = {
        f"a_{kind}": "\n".join(value[:LONGEST_VALUE] for value in query.getlist(kind)[:MOST_VALUES])
        for kind in ASKED
    }
    return {**initial, "title": query.get("title", "")[:80]}


def like(rule: Rule) -> dict[str, Any]:
    """What an earlier rule asked for, to be changed."""
    initial: dict[str, Any] = {
        "title": rule.title,
        "effect": rule.effect,
        "reach": rule.reach,
        "reason": rule.reason,
        "lasts": f"{int(rule.lasts.total_seconds() // 3600)}h",
    }
    for group, alternative in zip(GROUPS, rule.alternatives, strict=False):
        initial |= {f"{group}_{kind}": "\n".join(values) for kind, values in alternative.items()}
    return initial
