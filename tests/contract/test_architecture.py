"""Imports point inward, areas are alike in shape, and what the domain may not know it does not."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TypeVar

import pytest

import tollgate
from tollgate.api.errors import status_of
from tollgate.shared.errors import DomainError, Unavailable
from tollgate.shared.events import DomainEvent
from tools.template import ROOT

LAYER = ROOT / "layers" / "tollgate" / "tollgate"
FUNCTIONS = ROOT / "functions"

AREAS = (
    "activity",
    "tasks",
    "charges",
    "catalog",
    "billing",
    "test_clocks",
    "customers",
    "subscriptions",
    "governance",
    "credits",
    "entitlements",
    "usage",
    "environments",
    "event_catalogue",
    "webhooks",
    "workflows",
    "merging",
)
"""The domain. Each area may import those before it; tenancy stands beside the chain and opens the catalogue."""
PURE = frozenset(("charges",))
"""Areas that only reckon: they store nothing, tell nothing and know no other area."""
OUTER = frozenset(("storage", "integrations", "api", "graphql", "workflow_actions", "wiring"))
FORBIDDEN_IN_DOMAIN = frozenset(("boto3", "botocore", "pynamodb", "aws_lambda_powertools", "stripe", "graphql", "os"))

BACK_LINKS = {
    "customers/archive_customer.py": frozenset(
        (
            "tollgate.subscriptions.end_subscription",
            "tollgate.subscriptions.ports",
            "tollgate.subscriptions.state_machine",
        )
    ),
    "customers/detach_payment_method.py": frozenset(("tollgate.subscriptions.ports",)),
}
"""Archiving a customer ends its subscriptions in the same transaction; what is charged to a customer keeps it so."""

MAY_NOT_IMPORT = {
    "shared": OUTER | set(AREAS) | FORBIDDEN_IN_DOMAIN,
    **{area: OUTER | FORBIDDEN_IN_DOMAIN for area in AREAS},
    "storage": {"api", "graphql", "integrations", "wiring", "aws_lambda_powertools"},
    "integrations": {"storage", "api", "graphql", "wiring", "pynamodb"},
    "api": {"storage", "integrations", "graphql", "boto3", "botocore", "pynamodb"},
    "graphql": {"storage", "integrations", "boto3", "botocore", "pynamodb"},
    "workflow_actions": {"storage", "integrations", "graphql", "boto3", "botocore", "pynamodb"},
    "wiring": {"functions", "api"},
    "functions": {"storage", "integrations", "functions", "boto3", "botocore", "pynamodb", "os"},
}
LONGEST_HANDLER, LONGEST_MODULE, LONGEST_README = 40, 250, 60
UNSCOPED_REPOSITORIES = frozenset(("EnvironmentRepository", "DynamoEnvironments", "DynamoDue"))
"""They find scopes instead of being given one: by an account, by an instant that is due."""
ONE_CODE_OF_TWO_KINDS = {"BadUserInput"}
"""The published list has no other word for an input that only the present state refuses."""
UNSCOPED_METHODS = frozenset(("of_secret",))
"""The secret of a key leads to its scope."""


def modules() -> Iterator[Path]:
    """Yield every module of the product."""
    yield from sorted(LAYER.rglob("*.py"))
    yield from sorted(FUNCTIONS.rglob("*.py"))


def package_of(path: Path) -> str:
    """Return the ring a module belongs to."""
    if path.is_relative_to(FUNCTIONS):
        return "functions"
    return path.relative_to(LAYER).parts[0].removesuffix(".py")


def imported_modules(path: Path) -> Iterator[str]:
    """Yield the full name of every module that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "tollgate":
            yield from (f"tollgate.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


def imported(path: Path) -> set[str]:
    """Return what a module imports: the ring where it is ours, else the distribution."""
    parts = (name.split(".") for name in imported_modules(path))
    return {part[1] if part[0] == "tollgate" and len(part) > 1 else part[0] for part in parts}


def in_domain(path: Path) -> bool:
    """Tell whether a module belongs to the domain."""
    return package_of(path) in {"shared", *AREAS}


Kind = TypeVar("Kind")

IDS = [str(path.relative_to(ROOT)) for path in modules()]


@pytest.mark.parametrize("path", list(modules()), ids=IDS)
def test_imports_point_inward(path: Path) -> None:
    ring = package_of(path)
    forbidden = MAY_NOT_IMPORT.get(ring, frozenset())
    # The graphql ring shares its name with the library it uses.
    own = {"graphql"} if ring == "graphql" else set()
    assert not (imported(path) & forbidden) - own


@pytest.mark.parametrize("area", AREAS)
def test_areas_depend_in_one_direction(area: str) -> None:
    allowed = {"catalog", "environments"} if area == "environments" else set(AREAS[: AREAS.index(area) + 1])
    allowed = {area} if area in PURE else allowed
    for path in (LAYER / area).rglob("*.py"):
        later = {name for name in imported_modules(path) if name.split(".")[1:2] and name.split(".")[1] in AREAS}
        beyond = {name for name in later if name.split(".")[1] not in allowed}
        assert not beyond - BACK_LINKS.get(f"{area}/{path.name}", BACK_LINKS.get(area, frozenset())), path.name


def test_no_module_of_the_domain_imports_itself_in_a_circle() -> None:
    def name_of(path: Path) -> str:
        return ".".join(path.relative_to(LAYER.parent).with_suffix("").parts)

    imports = {name_of(path): set(imported_modules(path)) for path in modules() if in_domain(path)}
    left = dict(imports)
    while free := {name for name, needed in left.items() if not needed & left.keys()}:
        left = {name: needed for name, needed in left.items() if name not in free}
    assert not left


@pytest.mark.parametrize("area", AREAS)
def test_areas_are_alike_in_shape(area: str) -> None:
    files = {path.name for path in (LAYER / area).iterdir()}
    assert "README.md" in files
    assert not files & {"ports.py", "events.py"} if area in PURE else "ports.py" in files
    readme = (LAYER / area / "README.md").read_text().splitlines()
    assert readme[0].startswith("# ")
    assert len(readme) <= LONGEST_README


def test_areas_that_change_things_have_events() -> None:
    recording = {package_of(path) for path in modules() if in_domain(path) and "events.record(" in path.read_text()} - {
        "shared"
    }
    assert recording == {area for area in AREAS if (LAYER / area / "events.py").exists()}


@pytest.mark.parametrize("path", [path for path in modules() if in_domain(path)], ids=str)
def test_the_domain_asks_for_time_chance_and_output_through_its_ports(path: Path) -> None:
    if path.name in {"clock.py", "ids.py", "secret.py", "entity.py"} and package_of(path) == "shared":
        return
    forbidden = r"\bprint\(|utcnow|datetime\.now|\btime\.time|\buuid4|\brandom\b|\bfloat\(|\bround\(|\benviron\b"
    assert not re.findall(forbidden, path.read_text())


@pytest.mark.parametrize("path", list(modules()), ids=IDS)
def test_modules_fit_on_a_few_screens(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= (LONGEST_HANDLER if package_of(path) == "functions" else LONGEST_MODULE)


@pytest.mark.parametrize("path", list(modules()), ids=IDS)
def test_every_module_class_and_function_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert not tree.body or ast.get_docstring(tree)
    if package_of(path) == "functions":
        return  # an operation's module says it
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    described = [*tree.body, *(method for each in classes if in_domain(path) for method in each.body)]
    public = [node for node in described if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert not [node.name for node in public if not node.name.startswith("_") and not ast.get_docstring(node)]


def repositories() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield (class, method) of every port that stores things and of what satisfies it."""
    for path in modules():
        if package_of(path) != "storage" and path.name != "ports.py":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and re.match(r"Dynamo|.*Repository$", node.name):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                        yield node.name, method


def test_every_repository_method_takes_the_scope_first() -> None:
    unscoped = [
        f"{owner}.{method.name}"
        for owner, method in repositories()
        if owner not in UNSCOPED_REPOSITORIES
        and method.name not in UNSCOPED_METHODS
        and [argument.arg for argument in method.args.args[1:2]] not in (["scope"], ["caller"])
    ]
    assert not unscoped


def every(kind: type[Kind]) -> list[type[Kind]]:
    """Return every class below one, once all modules are loaded."""
    for module in walk_packages(tollgate.__path__, "tollgate."):
        import_module(module.name)
    found: list[type[Kind]] = []
    left: list[type[Kind]] = list(kind.__subclasses__())
    while left:
        found.append(left.pop())
        left += found[-1].__subclasses__()
    return sorted(set(found), key=lambda each: (each.__module__, each.__name__))


def test_every_error_has_a_status_and_a_code_of_its_own() -> None:
    errors = every(DomainError)
    for error in errors:
        assert 400 <= status_of(error("")) < 500 or issubclass(error, Unavailable), error
    declared = Counter(error.__dict__["code"] for error in errors if "code" in error.__dict__)
    assert {code for code, times in declared.items() if times > 1} == ONE_CODE_OF_TWO_KINDS


def test_what_the_domain_refuses_stands_in_errors_modules() -> None:
    own = [error for error in every(DomainError) if error.__module__.split(".")[1] in {"shared", *AREAS}]
    assert not [error for error in own if not error.__module__.endswith("errors")]


def test_what_the_domain_tells_stands_in_events_modules() -> None:
    assert not [event for event in every(DomainEvent) if not event.__module__.endswith("events")]


def test_every_event_is_published_under_the_name_of_its_class() -> None:
    events = [event for event in every(DomainEvent) if "event_type" in event.__dict__]
    assert events
    for event in events:
        words = event.event_type.split("_")
        assert event.__name__ == "".join(word.capitalize() for word in words), event
        assert event.source in AREAS, event
    assert len({event.event_type for event in events}) == len(events)
