"""Puts a stated load on a running server: `python -m tools.load` (`make load`).

`URL` and `API_KEY` name the server, the local one on `PORT` where they are left out. `RATE` is how many requests are
made per second, `DURATION` for how many seconds, `CUSTOMERS` how many customers they are about, `USERS` how many ask at
once, and `MIX` what is asked, in parts: `check=70,list=5,report=15,events=10`. Locust drives and prints latencies and
errors; beside that it tells how soon an accepted event is seen by a check. What a million of each costs is modelled
from the units that the benchmark counts. It leaves a plan and customers behind, so use an environment of its own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from typing import Any

from tools.bench import prices
from tools.bench.lines import table
from tools.bench.operations import OPERATIONS, arrange
from tools.bench.world import tables
from tools.emulator import HOST
from tools.load.shop import COUNTED, EVENT, REPORTED, customers, sell
from tools.local_environment import FULL_KEY
from tools.seed import connect
from tools.template import ROOT

LOCUST = ROOT / ".venv-load" / "bin" / "locust"
DONE = ("check", "list", "report", "events")


def main() -> int:
    """Prepare the server, drive it, print what it costs; return Locust's exit status: 1 where a request failed."""
    port = os.environ.get("PORT") or "3000"
    url, key = os.environ.get("URL") or f"http://{HOST}:{port}", os.environ.get("API_KEY") or FULL_KEY
    given = stated(os.environ)
    print(f"Preparing {url} …", flush=True)
    sell(connect(), url, key, [*given["customers"], given["watched"]])
    parts = ", ".join(f"{name} {share}" for name, share in given["mix"].items())
    print(f"{given['rate']:g} requests per second for {given['seconds']} s: {parts}", flush=True)
    seconds = f"{given['seconds']}s"
    drive = [str(LOCUST), "--headless", "--only-summary", "--host", url, "--run-time", seconds, "--stop-timeout", "60"]
    users = ["--users", str(given["users"] + 1), "--spawn-rate", "100", "--loglevel", "WARNING"]
    environment = {**os.environ, "TOLLGATE_LOAD": json.dumps({**given, "key": key})}
    environment.pop("PYTHONPATH", None)  # the pinned packages of another environment are not Locust's
    done = subprocess.run([*drive, *users, "-f", "tools/load/locustfile.py"], env=environment, cwd=ROOT, check=False)
    print(table("Cost at list prices", costs()))
    return done.returncode


def stated(variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the load that the environment states; raises `SystemExit` naming what cannot be."""
    *names, watched = customers(_whole(variables, "CUSTOMERS", 50))
    return {
        "rate": _whole(variables, "RATE", 20),
        "seconds": _whole(variables, "DURATION", 30),
        "users": _whole(variables, "USERS", 10),
        "mix": mix_of(variables.get("MIX") or "check=70,list=5,report=15,events=10"),
        "customers": names,
        "watched": watched,
        "reported": REPORTED,
        "counted": COUNTED,
        "event": EVENT,
    }


def mix_of(text: str) -> dict[str, int]:
    """Return the parts of a mix; raises `SystemExit` for what is none."""
    parts = [part.partition("=") for part in text.split(",")]
    if not all(name in DONE and share.isdigit() for name, _, share in parts) or not any(int(s) for _, _, s in parts):
        raise SystemExit(f"MIX is parts of {', '.join(DONE)}, such as check=70,report=30; not {text}")
    return {name: int(share) for name, _, share in parts}


def costs() -> list[Any]:
    """Return the modelled cost of a million checks, reports and events, from units counted in process."""
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), tables() as api:
        arrange(api)
        measured = {each.what: each.measure(api) for each in OPERATIONS if each.what in prices.PRICED}
    return list(prices.lines(measured))


def _whole(variables: Mapping[str, str], name: str, default: int) -> int:
    text = variables.get(name) or str(default)
    if not text.isdigit() or int(text) < 1:
        raise SystemExit(f"{name} is a whole number of at least 1; not {text}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
