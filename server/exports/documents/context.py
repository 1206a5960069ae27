"""What a Word template is given: the sheet as plain texts and lists, and every answer by its name.

Nothing but strings, lists and dicts of them, so that a template can do no more than show. Characters that XML cannot hold are
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from server.exports.documents.tables import TableXml
from server.exports.sheets.parts import Block, Sheet, Signature
from server.exports.sheets.sections import Told, rows_of, text_of
from sync.forms.model import Definition

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Text that may stand in XML, on one line."""
    return " ".join(_NOT_XML.sub("", text).split())


def context_of(sheet: Sheet, width: int) -> dict[str, Any]:
    """`width`: of the text on the template's page, in twentieths of a point."""
    signatures = [_signature(one) for one in sheet.signatures]
    pair = len(signatures) > 1
    return {
        "above": clean(sheet.above).upper(),
        "issuer": clean(sheet.issuer).upper(),
        "number": clean(sheet.number),
        "place_date": clean(sheet.place_date),
        "title": clean(sheet.title).upper(),
        "about": clean(sheet.about),
        "opening": _lines(sheet.opening),
        "sections": [
            {"title": clean(one.title), "blocks": [_block(block, width) for block in one.blocks]} for one in sheet.sections
        ],
        "closing": _lines(sheet.closing),
        "left": signatures[0] if pair else None,
        "right": signatures[-1] if signatures else None,
        "recipients": _lines(sheet.recipients),
    }


def answers_of(definition: Definition | None, answers: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """`answers`: every field of the form as a text, "" where it was not answered; `rows`: every list as dicts of texts."""
    fields = definition.fields().values() if definition else ()
    texts = {one.name: clean(text_of(one, answers.get(one.name), told)) for one in fields if one.type != "repeat"}
    rows = {
        one.name: [
            {inner.name: clean(text_of(inner, row.get(inner.name), told)) for inner in one.fields} for row in rows_of(answers.get(one.name))
        ]
        for one in fields
        if one.type == "repeat"
    }
    return {"answers": texts, "rows": rows}


def _lines(texts: Iterable[str]) -> list[str]:
    return [found for text in texts if (found := clean(text))]


def _block(one: Block, width: int) -> dict[str, Any]:
    return {
        "label": clean(one.label),
        "line": clean(one.line),
        "paragraphs": [] if one.line else _lines(one.paragraphs),
        "table": table_of(one, width) if one.rows else "",
    }


def table_of(one: Block, width: int) -> TableXml:
    return TableXml([clean(text) for text in one.heads], [[clean(text) for text in row] for row in one.rows], one.numbers, width)


def _signature(one: Signature) -> dict[str, str]:
    return {"before": clean(one.before).upper(), "role": clean(one.role).upper(), "name": clean(one.name)}
