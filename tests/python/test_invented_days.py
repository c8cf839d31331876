"""The field day's input is what its script invents, and keeps the format and the rules."""

import pathlib
import subprocess
import sys

FIELD_DAY = pathlib.Path(__file__).resolve().parent.parent / "field-day"


def test_the_invented_days_hold_what_their_page_says():
    done = subprocess.run(
        [sys.executable, "-m", "unittest", "discover", "-s", str(FIELD_DAY)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Ran 0 tests" not in done.stderr
