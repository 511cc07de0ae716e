"""Model files: skops archives that hold data only, byte for byte the same for the same content."""

import hashlib
import io
import json
import re
import zipfile
import zlib
from typing import Any, Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip entry can carry
_SCHEMA: Final = "schema.json"
_ADDRESS: Final = re.compile(r'(?<="__id__": )\d+|(?<="file": ")\d+')


class ModelUnusable(Exception):  # noqa: N818 - named after what happened
    """The model file cannot be used. The message says why, in one sentence."""


def pack(content: dict[str, Any]) -> bytes:
    """`content` as a deflated skops archive."""
    from skops import io as skops_io

    return _without_chance(skops_io.dumps(content))


def unpack(artefact: bytes, *, sha256: str | None) -> dict[str, Any]:
    """What `pack` packed.

    :param sha256: the digest in hex; compared before a byte is interpreted, unless None.
    :raises ModelUnusable: if the digest differs, the archive is damaged, or it names a type that may run code.
    """
    from skops import io as skops_io
    from skops.io.exceptions import UnsupportedTypeException, UntrustedTypesFoundException

    if sha256 is not None and hashlib.sha256(artefact).hexdigest() != sha256:
        raise ModelUnusable("The model file is not the one that was stored: its digest differs.")
    try:
        content = skops_io.loads(artefact, trusted=[])
    except (UntrustedTypesFoundException, UnsupportedTypeException) as error:
        raise ModelUnusable(f"The model file holds types that are not trusted: {str(error)[:100]}") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        ImportError,
    ) as error:
        raise ModelUnusable("The model file is damaged or no model file at all.") from error
    if not isinstance(content, dict):
        raise ModelUnusable("The model file holds something other than a model.")
    return content


def _without_chance(archive: bytes) -> bytes:
    """The archive without the time and the memory addresses that skops writes into it."""
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        return numbers.setdefault(match[0], str(len(numbers) + 1))

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w") as target:
        schema = _ADDRESS.sub(number, source.read(_SCHEMA).decode())
        entries = {
            f"{numbers[name.removesuffix('.npy')]}.npy": name for name in source.namelist() if name != _SCHEMA
        }
        _write(target, _SCHEMA, json.dumps(json.loads(schema)).encode())
        for name in sorted(entries):
            _write(target, name, source.read(entries[name]))
    return out.getvalue()


def _write(target: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    target.writestr(entry, data, compresslevel=9)
