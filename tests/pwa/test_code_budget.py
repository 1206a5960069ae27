"""The first usable screen stays small: on an EDGE line each kilobyte costs 0.08 seconds."""

from bench import first_screen


def test_the_first_screen_fits_its_budget() -> None:
    size = first_screen.size()
    print(f"first usable screen: {size:,} bytes after brotli; aim {first_screen.AIM:,}, ceiling {first_screen.CEILING:,}")
    assert size <= first_screen.CEILING


def test_every_module_of_the_first_screen_is_preloaded() -> None:
    modules = {file for file in first_screen.files() if file.suffix == ".js"}
    assert modules == {file for file in first_screen.preloaded() if file.suffix == ".js"}
