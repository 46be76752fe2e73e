"""What every repository of feature groups does, in memory and in DynamoDB."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.catalog import THEN, a_group
from tests.support.memory_catalog import MemoryFeatureGroups
from tollgate import wiring
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.group_ports import FeatureGroupRepository
from tollgate.shared.scope import ActorType, Scope

SCOPE = Scope(account_id="account-test", environment_id="development")
OTHER = SCOPE.but(environment_id="production")
LATER = THEN.replace(month=2)
Run = Callable[[Callable[[FeatureGroupRepository], Any]], Any]


@pytest.fixture(params=["memory", "dynamodb"])
def run(request: pytest.FixtureRequest) -> Run:
    """Run something with the repository and commit what it staged."""
    if request.param == "memory":
        groups = MemoryFeatureGroups()
        return lambda operation: operation(groups)
    request.getfixturevalue("dynamodb")
    return lambda operation: wiring.transact(lambda: operation(wiring.feature_groups()), actor=ActorType.SYSTEM)


def add(run: Run, group: FeatureGroup) -> FeatureGroup:
    """Add a version, as every change of a group does: after looking for the one before it."""

    def change(groups: FeatureGroupRepository) -> None:
        groups.begin_change(SCOPE)
        groups.find(SCOPE, group.id)
        groups.add_version(SCOPE, group)

    run(change)
    return group


def test_there_is_nothing_at_first(run: Run) -> None:
    assert run(lambda groups: (groups.find(SCOPE, "group-team"), groups.all(SCOPE))) == (None, [])
    assert run(lambda groups: groups.version(SCOPE, "group-team", 1)) is None


def test_every_version_is_kept_and_the_latest_is_found(run: Run) -> None:
    first = add(run, a_group("feature-seats"))
    second = add(run, first.next_version({"feature_ids": ("feature-sso",)}, at=LATER))
    assert run(lambda groups: groups.find(SCOPE, "group-team")) == second
    assert run(lambda groups: groups.all(SCOPE)) == [second]
    versions = [run(lambda groups, number=number: groups.version(SCOPE, "group-team", number)) for number in (1, 2, 3)]
    assert versions == [first.but(is_latest=False), second, None]


def test_archival_belongs_to_all_versions(run: Run) -> None:
    first = add(run, a_group("feature-seats"))
    archived = first.archived(at=LATER)

    def archive(groups: FeatureGroupRepository) -> None:
        groups.find(SCOPE, "group-team")
        groups.save_status(SCOPE, archived)

    run(archive)
    assert run(lambda groups: groups.find(SCOPE, "group-team")) == archived
    assert run(lambda groups: groups.version(SCOPE, "group-team", 1)).is_archived


def test_environments_do_not_share_groups(run: Run) -> None:
    add(run, a_group("feature-seats"))
    assert run(lambda groups: (groups.find(OTHER, "group-team"), groups.all(OTHER))) == (None, [])
    assert run(lambda groups: groups.version(OTHER, "group-team", 1)) is None
