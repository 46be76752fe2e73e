"""What a cold start costs, and how large the deployment is."""

import importlib.metadata
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.bench.cpu import import_ratio, modules_of, ratio
from tools.bench.lines import Line
from tools.template import ROOT, TEMPLATE

PATH = (str(ROOT / "layers" / "tollgate"), str(ROOT / "functions" / "entitlements"))
CHECK = "import check_entitlement"
FOREIGN = re.compile(
    r"stripe|graphql|moto|boto3|stigg|pynamodb|botocore\.(session|client|auth)|asyncio|aws_lambda_powertools\.utilities\.(idempotency|batch)"
    r"|tollgate\.(graphql|integrations|api\.(features|plans|products|customers|subscriptions))"
    r"|tollgate\.environments\.(?!permission|errors)"
    r"|tollgate\.(catalog|customers|subscriptions)\.(create|update|list|retrieve|archive|unarchive|provision|publish)_"
)
LARGEST_HOT_LAYER, MOST_RESOURCES = 60, 450


def lines() -> Iterator[Line]:
    """Yield imports, schema, layer and resources beside their budgets."""
    yield Line.at_most(
        "import of the check handler ÷ import boto3", 2.0, import_ratio(CHECK, "import boto3", path=PATH)
    )
    foreign = foreign_modules()
    yield Line("modules the check handler needs not", "none", ", ".join(foreign) or "none", not foreign)
    yield Line.at_most("GraphQL schema ÷ build_schema of the same text", 0.4, schema_ratio())
    yield Line.at_most("hot layers, unzipped", LARGEST_HOT_LAYER, hot_layer_size() / 1_000_000, unit=" MB")
    counted = resources()
    if counted is None:
        yield Line(
            "CloudFormation resources", f"≤ {MOST_RESOURCES}", "not counted: make test installs what counts them"
        )
    else:
        yield Line.at_most("CloudFormation resources", MOST_RESOURCES, counted)


def foreign_modules() -> list[str]:
    """Return what the check handler imports although it answers without it."""
    return sorted(name for name in modules_of(CHECK, path=PATH) if FOREIGN.match(name))


def schema_ratio() -> float:
    """Return the CPU of making the served schema relative to building it from its text."""
    from graphql import build_schema

    from tollgate.graphql import schema

    folder = Path(schema.__file__).parent
    text = (folder / "schema.graphql").read_text() + (folder / "extensions.graphql").read_text()
    return ratio(schema.served_schema.__wrapped__, lambda: build_schema(text), rounds=5, calls=2)


def hot_layer_size() -> int:
    """Return the bytes of our own layer and of the packages of the hot functions, with all they require."""
    ours = sum(file.stat().st_size for file in Path(PATH[0]).rglob("*.py"))
    named = (ROOT / "layers" / "dependencies" / "requirements.txt").read_text().split()
    found: dict[str, int] = {}
    waiting = [re.split(r"[^\w.-]", name)[0] for name in named]
    while waiting:
        package = importlib.metadata.distribution(waiting.pop())
        if package.name not in found:
            files = [Path(str(package.locate_file(file))) for file in package.files or ()]
            found[package.name] = sum(file.stat().st_size for file in files if file.is_file() and file.suffix != ".pyc")
            waiting += [re.split(r"[^\w.-]", each)[0] for each in package.requires or () if "extra ==" not in each]
    return ours + sum(found.values())


def resources() -> int | None:
    """Return how many resources the transformed template has, None where SAM is not installed."""
    python = ROOT / ".venv-sam" / "bin" / "python"
    if not python.exists():
        return None
    script = ROOT / "tests" / "support" / "count_resources.py"
    return int(subprocess.run([python, script, TEMPLATE], capture_output=True, text=True, check=True).stdout)
