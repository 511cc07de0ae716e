"""The model that ships: weights over hashed features, trained on labelled records that do not ship."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from classifier.model import Model

FOLDER: Final = Path(__file__).resolve().parent / "starting_model"
ARTEFACT, CARD, MODEL_CARD = "model.skops", "card.json", "MODEL_CARD.md"


@cache
def card() -> dict[str, Any]:
    """What is known of the shipped model: its digest, what it was trained on, how good it is."""
    return json.loads((FOLDER / CARD).read_text())


def load_starting() -> "Model":
    """:raises ModelUnusable: if the artefact is not the one that the card names."""
    from classifier.model import loads

    return loads((FOLDER / ARTEFACT).read_bytes(), sha256=card()["sha256"])


def build_starting_model(records_path: Path, out_dir: Path) -> dict[str, Any]:
    """Train on labelled records (one JSON object a line); write artefact, card and model card; return the card.

    The same records make the same bytes.

    :raises ValueError: naming the field of a record that holds no usable value.
    """
    import sklearn

    from classifier import features, model_card, starting_recipe
    from classifier.model import dumps

    raw = records_path.read_bytes()
    examples = starting_recipe.read(raw)
    artefact = dumps(starting_recipe.train(examples))
    written = {
        "sha256": hashlib.sha256(artefact).hexdigest(),
        "data_sha256": hashlib.sha256(raw).hexdigest(),
        "sklearn": sklearn.__version__,
        "features": features.SPEC,
        "spam": int(examples.is_spam[examples.is_found].sum()),
        "honest": int((~examples.is_spam)[examples.is_found].sum()),
        "metrics": starting_recipe.measure_unseen(examples),
    }
    out_dir.mkdir(parents=True, exist_ok=True)
    (out_dir / ARTEFACT).write_bytes(artefact)
    (out_dir / CARD).write_text(json.dumps(written, indent=2, sort_keys=True) + "\n")
    (out_dir / MODEL_CARD).write_text(model_card.render(written))
    return written
