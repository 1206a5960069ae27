"""A process that file modes bind, even when the tests are run by root: Linux capabilities(7), CAP_DAC_OVERRIDE."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]
_PR_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


def run_bound_by_modes(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`python <arguments>` in the checkout, without root's power over file modes; its output and exit code."""
    libc = ctypes.CDLL(None, use_errno=True)

    def drop() -> None:
        for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH) if os.geteuid() == 0 else ():
            if libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "prctl")

    environment = {name: value for name, value in os.environ.items() if not name.startswith("SOHOP_")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=TOP, env=environment, capture_output=True, text=True, timeout=120, preexec_fn=drop
    )
