"""For all tests: assertion values in the support modules, and hypothesis with its seed printed."""

import os

import hypothesis.internal.observability  # noqa: F401  # imported now: inside Playwright's greenlets the compiler may not recurse
import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("tests.support", "tests.e2e.secretary", "tests.sync.stores.contract")

settings.register_profile("default", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", deadline=None, print_blob=True, max_examples=5_000, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
