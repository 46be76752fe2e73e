"""What every repository of package groups does, in memory and in DynamoDB."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.catalog import THEN, a_package_group
from tests.support.memory_catalog import MemoryPackageGroups
from tollgate import wiring
from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.package_group import PackageGroup
from tollgate.shared.scope import ActorType, Scope

SCOPE = Scope(account_id="account-test", environment_id="development")
OTHER = SCOPE.but(environment_id="production")
LATER = THEN.replace(month=2)
Run = Callable[[Callable[[PackageGroupRepository], Any]], Any]


@pytest.fixture(params=["memory", "dynamodb"])
def run(request: pytest.FixtureRequest) -> Run:
    """Run something with the repository and commit what it staged."""
    if request.param == "memory":
        groups = MemoryPackageGroups()
        return lambda operation: operation(groups)
    request.getfixturevalue("dynamodb")
    return lambda operation: wiring.transact(lambda: operation(wiring.package_groups()), actor=ActorType.SYSTEM)


def add(run: Run, group: PackageGroup) -> PackageGroup:
    """Add a version, as every change of a group does: after looking for the one before it."""

    def change(groups: PackageGroupRepository) -> None:
        groups.begin_change(SCOPE)
        groups.find(SCOPE, group.id)
        groups.add_version(SCOPE, group)

    run(change)
    return group


def test_there_is_nothing_at_first(run: Run) -> None:
    assert run(lambda groups: (groups.find(SCOPE, "bundle"), groups.all(SCOPE))) == (None, [])
    assert run(lambda groups: groups.version(SCOPE, "bundle", 1)) is None


def test_every_version_is_kept_and_the_latest_is_found(run: Run) -> None:
    first = add(run, a_package_group("addon-seats"))
    second = add(run, first.next_version({"addon_ids": ("addon-sso",)}, at=LATER))
    assert run(lambda groups: groups.find(SCOPE, "bundle")) == second
    assert run(lambda groups: groups.all(SCOPE)) == [second]
    versions = [run(lambda groups, number=number: groups.version(SCOPE, "bundle", number)) for number in (1, 2, 3)]
    assert versions == [first.but(is_latest=False), second, None]


def test_archival_belongs_to_all_versions(run: Run) -> None:
    first = add(run, a_package_group("addon-seats"))
    archived = first.archived(at=LATER)

    def archive(groups: PackageGroupRepository) -> None:
        groups.find(SCOPE, "bundle")
        groups.save_status(SCOPE, archived)

    run(archive)
    assert run(lambda groups: groups.find(SCOPE, "bundle")) == archived
    assert run(lambda groups: groups.version(SCOPE, "bundle", 1)).is_archived


def test_environments_do_not_share_groups(run: Run) -> None:
    add(run, a_package_group("addon-seats"))
    assert run(lambda groups: (groups.find(OTHER, "bundle"), groups.all(OTHER))) == (None, [])
    assert run(lambda groups: groups.version(OTHER, "bundle", 1)) is None


def test_a_version_without_add_ons_stays_a_draft_until_the_group_is_archived(run: Run) -> None:
    first = add(run, a_package_group())
    add(run, first.next_version({"addon_ids": ("addon-seats",)}, at=LATER))
    assert run(lambda groups: groups.version(SCOPE, "bundle", 1)) == first.but(is_latest=False)
