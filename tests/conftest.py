# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test shares: no screen is taken, and nothing is left out in silence.

A test against a real program says which: ``@pytest.mark.real("Xvfb", "xclip")``.  Where
one is not installed the test is left out by name, and the last lines of the run say which
command would bring it; under CI that is a failure.  So is a missing folder of exports that
other programs wrote (``@pytest.mark.exports``).
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
EXPORTS = ROOT.parent / "shared" / "fixtures"
PACKAGES = ROOT / "packaging" / "test-packages.debian.txt"
UNDER_CI = bool(os.environ.get("CI"))

# What a law says does not depend on how busy the machine is.  Examples differ from run to run:
# an ordinary run takes few, "make attacks" many.
settings.register_profile(
    "any speed",
    deadline=None,
    max_examples=int(os.environ.get("LAW_EXAMPLES", "50")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any speed")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test may read or write what belongs to the person who runs it.
_HOME = tempfile.TemporaryDirectory(prefix="strongroom-tests-")
os.environ["HOME"] = _HOME.name
for variable in [name for name in os.environ if name.startswith(("XDG_", "STRONGROOM_"))]:
    del os.environ[variable]
os.environ["XDG_RUNTIME_DIR"] = _HOME.name


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are counted, not spelled: packed ones hold the time, and two workers of one
    run would each collect a test of another name."""
    return argname if isinstance(val, bytes) else None


def _missing(item: pytest.Item) -> str | None:
    real = item.get_closest_marker("real")
    if real is not None:
        programs = [name for name in real.args if shutil.which(name) is None]
        if programs:
            return "needs " + ", ".join(programs)
    if item.get_closest_marker("exports") is not None and not EXPORTS.is_dir():
        return "needs the folder of other programs' exports"
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    reason = _missing(item)
    if reason is None:
        return
    if UNDER_CI:
        pytest.fail(f"left out, which CI does not allow: {reason}", pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section("left out")
    for report in skipped:
        terminalreporter.write_line(report.nodeid)
    names = [n for n in PACKAGES.read_text().split("\n") if n and not n.startswith("#")]
    terminalreporter.write_line("")
    terminalreporter.write_line("This brings the programs they need:")
    terminalreporter.write_line("sudo apt-get install --no-install-recommends " + " ".join(names))


@pytest.fixture(scope="session")
def exports() -> Path:
    """The folder of files that other programs wrote."""
    return EXPORTS
