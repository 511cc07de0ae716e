"""The model that ships: weights over hashed features, trained on labelled records that do not ship."""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.documents import Document
    from classifier.model import Model

FOLDER = Path(__file__).resolve().parent / "starting_model"
ARTEFACT, CARD = "model.skops", "card.json"
# A disguise of an example counts for less than the example: it was made, not found.
VARIANT_WEIGHT = 0.2
FOLDS = 3


@cache
def card() -> dict[str, Any]:
    """What is known of the shipped model: its digest, what it was trained on, how good it is."""
    return json.loads((FOLDER / CARD).read_text())


def load_starting() -> "Model":
    """:raises ModelUnusable: if the artefact is not the one that the card names."""
    from classifier.model import loads

    return loads((FOLDER / ARTEFACT).read_bytes(), sha256=card()["sha256"])


def build_starting_model(records_path: Path, out_dir: Path) -> dict[str, Any]:
    """Train on labelled records (one JSON object a line) and write artefact and card; the card is returned.

    The same records make the same bytes.
    """
    import sklearn

    from classifier import features
    from classifier.documents import Document
    from classifier.evaluation import cross_validate_by_campaign, measure
    from classifier.model import dumps

    raw = records_path.read_bytes()
    records = [json.loads(line) for line in raw.decode().splitlines()]
    documents = [Document.from_record(record) for record in records]
    is_spam = [record["label"] == "spam" for record in records]
    campaigns = [str(record["campaign"]) for record in records]

    def train(places: Sequence[int]) -> "Model":
        return _train(
            [documents[i] for i in places], [is_spam[i] for i in places], [campaigns[i] for i in places]
        )

    artefact = dumps(train(range(len(documents))))
    said = cross_validate_by_campaign(documents, is_spam, campaigns, FOLDS, train=train)
    written = {
        "sha256": hashlib.sha256(artefact).hexdigest(),
        "data_sha256": hashlib.sha256(raw).hexdigest(),
        "sklearn": sklearn.__version__,
        "features": features.SPEC,
        "spam": sum(is_spam),
        "honest": len(is_spam) - sum(is_spam),
        "metrics": measure(said, is_spam, campaigns).as_dict(),
    }
    out_dir.mkdir(parents=True, exist_ok=True)
    (out_dir / ARTEFACT).write_bytes(artefact)
    (out_dir / CARD).write_text(json.dumps(written, indent=2, sort_keys=True) + "\n")
    return written


def _train(documents: "list[Document]", is_spam: list[bool], campaigns: list[str]) -> "Model":
    """Fit on the examples and on their disguises, which stay in the campaign of their example."""
    from classifier.hardening import variants
    from classifier.model import fit

    made = variants(documents, is_spam)
    return fit(
        [*documents, *(variant.document for variant in made)],
        [*is_spam, *(variant.is_spam for variant in made)],
        groups=[*campaigns, *(campaigns[variant.origin] for variant in made)],
        weights=[1.0] * len(documents) + [VARIANT_WEIGHT] * len(made),
    )
