"""Random selectors and documents against a real CouchDB, when SOHOP_TEST_COUCHDB_URL names one."""

from __future__ import annotations

import os
from random import Random

import pytest

from tests.support.couch.mango_peer import asks_for_nothing, couch_database, some_documents, what_matches, what_we_find
from tests.support.couch.random_selectors import some_selector

URL = os.environ.get("SOHOP_TEST_COUCHDB_URL", "")


@pytest.mark.skipif(not URL, reason="SOHOP_TEST_COUCHDB_URL names no CouchDB")
@pytest.mark.parametrize("seed", range(3))
def test_couchdb_finds_the_same(seed: int) -> None:
    random = Random(seed)
    documents = some_documents(random, 150)
    selectors = [one for one in (some_selector(random) for _ in range(200)) if not asks_for_nothing(one)]
    with couch_database(URL) as client:
        client.post("/_bulk_docs", json={"docs": documents}).raise_for_status()
        for case in what_matches(client, selectors):
            assert what_we_find(documents, case["selector"]) == case
