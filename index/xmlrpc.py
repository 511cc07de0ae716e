"""XML-RPC, read and written: a call from a stranger's bytes, a value or a fault as an answer."""

import xmlrpc.client
from typing import Any
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.xmlrpc import DefusedExpatParser

MAX_BODY_BYTES = 16 * 1024  # no call that we answer takes more than a name or a number
MAX_NESTING = 20  # of elements

# The numbers are those of the specification for fault code interoperability.
NOT_WELL_FORMED = -32700
NOT_A_CALL = -32600
UNKNOWN_METHOD = -32601
BAD_PARAMETERS = -32602
RETIRED_METHOD = -32500


class Fault(Exception):  # noqa: N818 - the word of the protocol
    """Why a call is not answered: a code, and one sentence for a person."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class _Unmarshaller(xmlrpc.client.Unmarshaller):
    depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise ValueError("nested too deeply")
        super().start(tag, attrs)

    def end(self, tag: str) -> None:
        self.depth -= 1
        super().end(tag)


def parse_call(body: bytes) -> tuple[str, tuple[object, ...]]:
    """The method and its parameters.

    :raises Fault: for anything that is not a call; entities and document types are refused unread.
    """
    unmarshaller = _Unmarshaller(use_builtin_types=True)
    parser = DefusedExpatParser(unmarshaller, forbid_dtd=True)
    try:
        parser.feed(body)
        parser.close()
        parameters, method = unmarshaller.close(), unmarshaller.getmethodname()
    except (ExpatError, DefusedXmlException) as exc:
        raise Fault(
            NOT_WELL_FORMED, "The request is no XML without document type and entities; send a plain call."
        ) from exc
    except (
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        ArithmeticError,
        AssertionError,
        xmlrpc.client.Error,
    ) as exc:
        # What the standard library's reader raises on values that are not of the type they say.
        raise Fault(NOT_A_CALL, "The request is not a call with readable parameters; correct it.") from exc
    if method is None:
        raise Fault(NOT_A_CALL, "The request names no method; send a methodCall.")
    return method, tuple(parameters)


def response(value: Any) -> str:
    return xmlrpc.client.dumps((value,), methodresponse=True, allow_none=True)


def fault_response(fault: Fault) -> str:
    return xmlrpc.client.dumps(xmlrpc.client.Fault(fault.code, fault.sentence), methodresponse=True)
