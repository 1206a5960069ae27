"""Assertions of the shared suites tell their values, as those of test modules do."""

import pytest

pytest.register_assert_rewrite(
    "tests.sync.stores.contract", "tests.sync.stores.contract_feeds", "tests.sync.stores.contract_files"
)
