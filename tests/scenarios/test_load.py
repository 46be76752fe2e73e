"""`make load` against the local server: what it prints, and what it refuses."""

import os
import subprocess
import sys

import pytest

from tests.support.local_server import client_of_server, local_server
from tools.load.__main__ import mix_of, stated
from tools.load.shop import customers, sell
from tools.local_environment import FULL_KEY
from tools.template import ROOT

EVENLY = "check=1,list=1,report=1,events=1"
SEEN = "event accepted, then seen by a check"


def test_a_load_is_driven_and_told_of() -> None:
    with local_server(data=None) as server:
        url = str(server.base_url)
        sell(client_of_server(server, FULL_KEY), url, FULL_KEY, customers(1))
        given = {"URL": url, "API_KEY": FULL_KEY, "DURATION": "5", "RATE": "20", "CUSTOMERS": "3", "MIX": EVENLY}
        environment = {**os.environ, **given, "PYTHONPATH": f"{ROOT}:{ROOT}/layers/tollgate"}
        command = [sys.executable, "-m", "tools.load"]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    printed = done.stdout + done.stderr
    assert done.returncode == 0, printed
    for told in ("check ", "list ", "report ", "100 events", SEEN, "a million checks", "a million events"):
        assert told in printed


@pytest.mark.parametrize("text", ["check", "check=x", "check=0", "delete=1", ""])
def test_what_is_no_mix_is_refused(text: str) -> None:
    with pytest.raises(SystemExit, match="MIX is parts of check, list, report, events"):
        mix_of(text)


@pytest.mark.parametrize("name", ["RATE", "DURATION", "CUSTOMERS", "USERS"])
def test_what_is_no_number_is_refused(name: str) -> None:
    with pytest.raises(SystemExit, match=f"{name} is a whole number of at least 1; not 0"):
        stated({name: "0"})
