"""Assertions of the shared suites tell their values, as those of test modules do; and where a real CouchDB is."""

import os

import pytest

pytest.register_assert_rewrite(
    "tests.sync.stores.contract", "tests.sync.stores.contract_feeds", "tests.sync.stores.contract_files"
)


@pytest.fixture
def couchdb_url() -> str:
    """The real CouchDB to test against, with its log-in."""
    url = os.environ.get("SOHOP_TEST_COUCHDB_URL", "")
    if not url:
        pytest.skip("SOHOP_TEST_COUCHDB_URL is not set")
    return url
