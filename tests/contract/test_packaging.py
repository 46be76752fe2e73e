"""What `sam build` makes is what Lambda can run: template, layers, handlers."""

import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.runtime_api import BuiltFunction, run_function
from tests.support.sample_events import sample_event
from tools.resolve import Resolver, parameters
from tools.template import ROOT, TEMPLATE, functions, resources, template, variables_of

SAM = ROOT / ".venv-sam" / "bin"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
LARGEST_HOT_LAYER = 60_000_000
MOST_RESOURCES = 450


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of `sam build`, made for the machine that runs the test."""
    folder = tmp_path_factory.mktemp("build")
    _sam(
        "build",
        *("--build-dir", str(folder), "--parameter-overrides", f"Runtime=python{VERSION}"),
        ARCHITECTURE=platform.machine(),
        PYTHON_VERSION=VERSION,
    )
    return folder


def test_the_template_is_valid() -> None:
    assert "is a valid SAM Template" in _sam("validate", "--lint")


def test_the_template_stays_under_the_limit_of_resources() -> None:
    script = ROOT / "tests" / "support" / "count_resources.py"
    counted = subprocess.run(
        [SAM / "python", script, TEMPLATE], capture_output=True, text=True, check=True, env=_environment()
    )
    assert len(functions()) < int(counted.stdout) < MOST_RESOURCES


def test_every_function_and_layer_is_built(build: Path) -> None:
    for function, properties in functions().items():
        module = properties["Handler"].split(".")[0]
        assert (build / function / f"{module}.py").is_file()
    for layer in resources("AWS::Serverless::LayerVersion"):
        assert (build / layer / "python").is_dir()


def test_the_layer_of_hot_functions_is_small(build: Path) -> None:
    size = sum(_size(build / layer) for layer in ("DependenciesLayer", "TollgateLayer"))
    assert size <= LARGEST_HOT_LAYER


def test_layers_carry_byte_code_that_lambda_trusts(build: Path) -> None:
    tag = sys.implementation.cache_tag
    [compiled] = (build / "TollgateLayer" / "python" / "tollgate" / "wiring" / "__pycache__").glob(f"work.{tag}.pyc")
    is_hashed, is_checked = compiled.read_bytes()[4] & 0b01, compiled.read_bytes()[4] & 0b10
    assert (is_hashed, is_checked) == (0b01, 0)


def test_a_built_function_answers(build: Path, tmp_path: Path) -> None:
    with _running("HealthFunction", build, tmp_path) as health:
        answer = health(sample_event("health"))
    assert (answer["statusCode"], answer["body"]) == (200, '{"status":"ok"}')


def test_the_built_check_asks_for_a_key(build: Path, tmp_path: Path) -> None:
    event = sample_event("check_entitlement")
    event["requestContext"]["authorizer"]["lambda"] = {"denied": "Unauthenticated"}
    with _running("CheckEntitlementFunction", build, tmp_path) as check:
        answer = check(event)
    assert answer["statusCode"] == 401
    assert '"Unauthenticated"' in answer["body"]


def test_the_built_graphql_function_answers(build: Path, tmp_path: Path) -> None:
    event = sample_event("execute")
    event["body"] = '{"query":"{ __typename }"}'
    with _running("ExecuteFunction", build, tmp_path) as execute:
        answer = execute(event)
    assert (answer["statusCode"], answer["body"]) == (200, '{"data":{"__typename":"Query"}}')


def test_deployments_set_only_parameters_that_exist() -> None:
    text = (ROOT / "samconfig.toml").read_text()
    for given in re.findall(r'^parameter_overrides = "(.*)"$', text, re.MULTILINE):
        parameters(**dict(each.split("=") for each in given.split()))


@contextmanager
def _running(function: str, build: Path, scratch: Path) -> Iterator[BuiltFunction]:
    properties = functions()[function]
    named = [*_globals()["Layers"], *properties.get("Layers", [])]
    layers = [build / layer["Ref"] / "python" for layer in named]
    variables = {
        **Resolver(parameters(LogLevel="ERROR"), lambda logical_id, _: logical_id).resolve(variables_of(function)),
        **{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"},
    }
    with run_function(build / function, properties["Handler"], layers, variables, scratch) as running:
        yield running


def _globals() -> dict[str, Any]:
    shared: dict[str, Any] = template()["Globals"]["Function"]
    return shared


def _sam(command: str, *arguments: str, **variables: str) -> str:
    ran = subprocess.run(
        [SAM / "sam", command, "--template-file", str(TEMPLATE), *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**_environment(), **variables},
        check=False,
    )
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
    return ran.stdout + ran.stderr


def _environment() -> dict[str, str]:
    path = f"{SAM}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "us-east-1"}


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
