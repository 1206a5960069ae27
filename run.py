"""Everything a newcomer needs, with nothing but Python ≥ 3.11: sets up what is missing, then does the job.

    python3 run.py              set up, load demo data once, serve http://127.0.0.1:8000
    python3 run.py test [...]   set up (browser and Node included) and run every check and test
    python3 run.py --help       the other jobs

Standard library only, because it runs before anything is installed. A second start does nothing twice.
"""

from __future__ import annotations

import argparse
import sys

if sys.version_info < (3, 11):  # noqa: UP036  # the whole point is to tell those who have an older one
    sys.exit("Sổ Họp needs Python 3.11 or newer; this is " + sys.version.split()[0])

from tools import checks, environment

JOBS = {
    "serve": "set up, load demo data once, and serve http://127.0.0.1:8000 (the default)",
    "test": "set up everything, browser and Node included, and run every check and test",
    "check": "the quick checks: style, types, imports",
    "bench": "measure, print the table, keep it in bench/RESULTS.md",
    "soak": "the long tests",
    "lock": "pin the dependencies anew",
}


def main() -> int:
    """The exit code of the job."""
    parser = argparse.ArgumentParser(description="Sổ Họp", epilog="\n".join(f"{job}: {what}" for job, what in JOBS.items()),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("job", nargs="?", default="serve", choices=JOBS)
    options, rest = parser.parse_known_args()
    if options.job == "serve":
        environment.install("run")
        return environment.python("-m", "server", "serve", "--demo", *rest, replace=True)
    if options.job == "lock":
        return environment.lock()
    environment.install("test")
    if options.job == "check":
        return checks.quick()
    if options.job == "bench":
        return environment.python("-m", "bench")
    if options.job == "soak":
        return checks.soak(rest)
    return checks.everything(rest)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except environment.SetUpFailed as failed:
        sys.exit(f"\nCannot go on: {failed}")
    except KeyboardInterrupt:
        sys.exit(130)
