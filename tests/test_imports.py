"""What a plain command loads: time to the first line is imports, not work."""

import subprocess
import sys

import rlreport

HEAVY = {"altair", "pandas", "pyarrow", "scipy", "streamlit", "vl_convert"}


def _loaded(code: str) -> set[str]:
    program = f"import sys; {code}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    assert not _loaded("import rlreport") & HEAVY


def test_a_server_answers_before_it_has_loaded_what_makes_a_report():
    assert not _loaded("import rlreport.panels.app") & (HEAVY - {"streamlit"} | {"numpy"})


def test_help_loads_nothing_heavy():
    code = (
        "import contextlib, io, rlreport.cli\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    rlreport.cli.main(['--help'])\n"
    )
    assert not _loaded(f"exec({code!r})") & HEAVY


def test_the_public_list_is_sorted_and_whole():
    assert rlreport.__all__ == sorted(rlreport.__all__)
    assert all(hasattr(rlreport, name) for name in rlreport.__all__)
