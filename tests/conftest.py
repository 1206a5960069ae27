"""For all tests: assertion values in the support modules, hypothesis with its seed printed, the long files first where processes share them,
and where a real CouchDB is."""

import os

import hypothesis.internal.observability  # noqa: F401  # imported now: inside Playwright's greenlets the compiler may not recurse
import pytest
from hypothesis import HealthCheck, settings

from tests.longest_first import LONGEST_FIRST

pytest.register_assert_rewrite("tests.support", "tests.e2e.secretary", "tests.sync.stores.contract")

settings.register_profile("default", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", deadline=None, print_blob=True, max_examples=5_000, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a process of several (pytest-xdist) the long files come first."""
    if hasattr(config, "workerinput"):
        order = {path: place for place, path in enumerate(LONGEST_FIRST)}
        items.sort(key=lambda item: order.get(item.nodeid.partition("::")[0], len(order)))


@pytest.fixture(scope="session")
def couchdb_url() -> str:
    """The real CouchDB to test against, with its log-in; who asks for it is reported as not run where there is none."""
    url = os.environ.get("SOHOP_TEST_COUCHDB_URL", "")
    if not url:
        pytest.skip("SOHOP_TEST_COUCHDB_URL is not set")
    return url
