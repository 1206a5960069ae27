"""What a CouchDB answers to Mango: for recording golden cases, and for comparing on the spot.

Run as `python -m tests.support.couch.mango_peer http://user:password@host:port` it records `tests/fixtures/mango/*.json` anew from
that CouchDB. Uses a database of its own there, and removes it.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import httpx

from sync.mango.errors import MangoError
from sync.mango.selector import compile_selector
from tests.support.couch.random_selectors import some_document, some_selector

FIXTURES = Path(__file__).parents[2] / "fixtures" / "mango"
Json = dict[str, Any]


@contextmanager
def couch_database(url: str) -> Iterator[httpx.Client]:
    """A client whose paths are those of a new database of one shard, gone afterwards."""
    name = f"mango-{uuid4().hex}"
    with httpx.Client(base_url=f"{url.rstrip('/')}/{name}", timeout=60) as client:
        client.put("", params={"q": 1, "n": 1}).raise_for_status()
        try:
            yield client
        finally:
            client.delete("")


def some_documents(random: Random, number: int) -> list[Json]:
    return list({one["_id"]: one for one in (some_document(random, place) for place in range(number))}.values())


def what_matches(client: httpx.Client, selectors: list[Any]) -> Iterator[Json]:
    """For each selector the ids it finds, or its error; those CouchDB itself stumbles over (500) are left out."""
    for selector in selectors:
        answer = client.post("/_find", json={"selector": selector, "limit": 10_000, "fields": ["_id"]})
        if answer.status_code == 200:
            yield {"selector": selector, "ids": sorted(one["_id"] for one in answer.json()["docs"])}
        elif answer.status_code != 500:
            yield {"selector": selector, "error": [answer.status_code, answer.json()["error"], answer.json()["reason"]]}


def what_we_find(documents: list[Json], selector: Any) -> Json:
    """The same from our own engine."""
    try:
        matches = compile_selector(selector)
    except MangoError as error:
        return {"selector": selector, "error": [error.status, error.error, error.reason]}
    return {"selector": selector, "ids": sorted(one["_id"] for one in documents if matches(one))}


def record_selectors(url: str) -> Json:
    random = Random(20261103)
    documents = some_documents(random, 60)
    with couch_database(url) as client:
        client.post("/_bulk_docs", json={"docs": documents}).raise_for_status()
        selectors = [one for one in (some_selector(random) for _ in range(400)) if not asks_for_nothing(one)]
        return {"documents": documents, "cases": list(what_matches(client, selectors))}


def asks_for_nothing(selector: Any) -> bool:
    """`{"$or": []}` by itself: `_find` does not even look, whatever the selector would match."""
    while isinstance(selector, dict) and len(selector) == 1 and "$not" in selector:
        selector = selector["$not"]
    return isinstance(selector, dict) and list(selector.values()) == [[]]


_WORDS = (
    "Nà Đon|nà đon|na don|Nà đon|Nả Đon|Bản Giang|Bản Bo|bản bo|Bình Lư|Hồ Thầu|Giang Ma|Tả Lèng|Thèn Sin|Sùng Phài|Khun Há|"
    "ă|â|a|á|à|ả|ã|ạ|ắ|ằ|ẳ|ẵ|ặ|ấ|ầ|ẩ|ẫ|ậ|A|Á|đ|d|Đ|D|e|é|ê|ế|ệ|ể|o|ơ|ớ|ợ|ô|ố|ộ|u|ư|ứ|ự|i|í|ị|y|ý|ỵ|"
    "resume|résumé|Resume|Résumé|resumes|co-op|coop|co op|CO-OP|a1|a10|a2|1|10|2|_|-|.|/|#|z|Z|€|₫|«a»|“a”|…|–|"
)


def words() -> list[str]:
    printable = [chr(code) for code in range(0x20, 0x7F)]
    apart = [unicodedata.normalize("NFD", one) for one in ("ậ", "Ở")]
    return [*dict.fromkeys([*_WORDS.split("|"), *printable, *apart, "a\uffff", "\u00a0", "a\u200bb", "ab"])]


def record_order(url: str) -> list[list[str]]:
    """The words as CouchDB orders them; those it takes for equal are in one list."""
    view = {"map": "function (doc) { emit(doc.word, doc.word); }"}
    with couch_database(url) as client:
        client.post("/_bulk_docs", json={"docs": [{"word": word} for word in words()]}).raise_for_status()
        client.put("/_design/words", json={"views": {"all": view}}).raise_for_status()
        order: list[list[str]] = []
        for row in client.get("/_design/words/_view/all").json()["rows"]:
            if order and equal(client, order[-1][0], row["value"]):
                order[-1].append(row["value"])
            else:
                order.append([row["value"]])
        return [sorted(one) for one in order]


def equal(client: httpx.Client, one: str, other: str) -> bool:
    found = client.get("/_design/words/_view/all", params={"key": json.dumps(one)}).json()["rows"]
    return other in [row["value"] for row in found]


_PASSING = frozenset({"_rev", "rev", "execution_time_ms", "ref", "dbname"})


def settled(told: Any) -> Any:
    """An answer without what differs from run to run: revisions, names made by hashing, bookmarks, times, stacks."""
    if isinstance(told, list):
        return [settled(one) for one in told]
    if isinstance(told, dict):
        left = {name: settled(one) for name, one in told.items() if name not in _PASSING}
        if left.get("bookmark", "nil") != "nil":
            left["bookmark"] = "somewhere"
        return left
    return re.sub(r"\b[0-9a-f]{40}\b", "<hash>", told) if isinstance(told, str) else told


def converse(client: httpx.Client, steps: list[Json]) -> list[Json]:
    """Ask all, one after the other; "<bookmark>" in a body is the one told last."""
    bookmark = ""
    told = []
    for step in steps:
        body = json.loads(json.dumps(step.get("body")).replace("<bookmark>", bookmark))
        answer = client.request(step["method"], step["path"], json=body)
        if answer.status_code == 200:
            bookmark = answer.json().get("bookmark", bookmark)
        told.append({**step, "status": answer.status_code, "answer": settled(answer.json())})
    return told


def main(url: str) -> None:
    steps = json.loads((FIXTURES / "conversation.json").read_text())
    with couch_database(url) as client:
        told = converse(client, [{name: step[name] for name in ("method", "path", "body") if name in step} for step in steps])
    write("conversation.json", told)
    write("selectors.json", record_selectors(url))
    write("order.json", record_order(url))


def write(name: str, told: Any) -> None:
    text = f"[\n{lines(told)}\n]"
    if isinstance(told, dict):
        text = f'{{"documents": [\n{lines(told["documents"])}\n],\n"cases": [\n{lines(told["cases"])}\n]}}'
    (FIXTURES / name).write_text(text + "\n")


def lines(rows: Any) -> str:
    """A line each; escaped where the file would not be in normal form C."""
    told = [json.dumps(row, ensure_ascii=False) for row in rows]
    composed = [unicodedata.is_normalized("NFC", one) and one.isprintable() for one in told]
    return ",\n".join(one if fine else json.dumps(row) for one, fine, row in zip(told, composed, rows, strict=True))


if __name__ == "__main__":
    main(sys.argv[1])
