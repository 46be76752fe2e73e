"""What is installed with the product, and to build and test it, under which licences."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions

import pytest

from tools.template import ROOT

PERMISSIVE = re.compile(r"\b(MIT|BSD|Clause|Apache|ISC|PSF|Python Software Foundation|MPL|0BSD|Unlicense)\b")
"""The Mozilla licence asks something of who changes its files, and nothing of who uses them; none is changed here."""
COPYLEFT = re.compile(
    r"(?<!L)GPL|GNU (Affero )?General Public|AGPL|Affero|SSPL|Commons Clause|Business Source", re.IGNORECASE
)
REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9._-]+)")


def named_in(requirements: str) -> Iterator[str]:
    """Yield the packages a requirements file names."""
    for line in (ROOT / requirements).read_text().splitlines():
        found = REQUIREMENT.match(line)
        if found:
            yield found[1]


def normalised(name: str) -> str:
    """Return a package's name as indexes compare names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def with_dependencies(names: Iterator[str]) -> dict[str, Distribution]:
    """Return the packages and all they bring along, as they are installed here, by normalised name."""
    found: dict[str, Distribution] = {}
    left = list(names)
    while left:
        name = normalised(left.pop())
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue  # asked for on another system or Python only
        needed = (requirement for requirement in found[name].requires or () if "extra ==" not in requirement)
        left += [match[1] for match in map(REQUIREMENT.match, needed) if match]
    return found


def licence_of(package: Distribution) -> str:
    """Return what a package says of its licence, in one line."""
    metadata = package.metadata
    said = [text.split("\n")[0] for name in ("License-Expression", "License") for text in metadata.get_all(name) or ()]
    said += [line.rsplit("::", 1)[1] for line in metadata.get_all("Classifier") or () if line.startswith("License ::")]
    return "; ".join(text.strip() for text in said if text.strip())


LAYERS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "layers").glob("*/requirements.txt"))


@pytest.mark.parametrize("requirements", LAYERS)
def test_a_layer_brings_permissive_licences_only(requirements: str) -> None:
    packages = with_dependencies(named_in(requirements))
    assert {normalised(name) for name in named_in(requirements)} <= packages.keys()
    assert not {
        name: licence_of(package) for name, package in packages.items() if not PERMISSIVE.search(licence_of(package))
    }


def test_nothing_installed_here_is_under_a_copyleft_licence() -> None:
    installed = {package.metadata["Name"]: licence_of(package) for package in distributions()}
    assert len(installed) > len(LAYERS)
    assert not {name: licence for name, licence in installed.items() if COPYLEFT.search(licence)}
    assert not {name for name, licence in installed.items() if not licence}


@pytest.mark.parametrize(
    ("licence", "is_copyleft"),
    [
        ("GNU Affero General Public License v3", True),
        ("AGPL-3.0-only", True),
        ("GPL-2.0-or-later", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("MIT", False),
        ("Apache-2.0 OR BSD-3-Clause", False),
    ],
)
def test_copyleft_is_told_from_the_rest(licence: str, is_copyleft: bool) -> None:
    assert bool(COPYLEFT.search(licence)) is is_copyleft
