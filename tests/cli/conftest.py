import json
import sys

import pytest

from rvos_studio.cli import main


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command as a shell would: returns (exit code, stdout, stderr); with `--json` stdout is parsed."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["rvos-studio", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        if "--json" in arguments and code == 0:
            return code, json.loads(out), err
        return code, out, err

    return run
