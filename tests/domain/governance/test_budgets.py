"""What counting changes of budgets, which chains usage counts in, and who may move in a hierarchy."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tollgate.governance.assignment import Assignment, AssignmentKey, Target
from tollgate.governance.budget import Budget, Counted, changes_of
from tollgate.governance.chains import Attribution, Governed, budgets_of, chains_of, holders_above, resolved
from tollgate.governance.entity import GovernedEntity
from tollgate.governance.entity_type import EntityType, EntityTypes
from tollgate.governance.errors import EntityHasChildren
from tollgate.governance.hierarchy import Move, moved
from tollgate.governance.node_verdict import judge_chains
from tollgate.governance.rules import GovernanceRules, Named
from tollgate.shared.errors import InvalidInput
from tollgate.shared.period import Period

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
JANUARY = Period(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2026, 2, 1, tzinfo=UTC))
DECEMBER = Period(start=datetime(2025, 12, 1, tzinfo=UTC), end=JANUARY.start)
FEBRUARY = Period(start=JANUARY.end, end=datetime(2026, 3, 1, tzinfo=UTC))
CALLS = Target.feature("calls")


def budget(entity_id: str = "team", *scope: str, limit: int | None = 10, used: int = 0, **counter: Any) -> Budget:
    assignment = Assignment(
        id=f"{entity_id}/{scope}",
        customer_id="acme",
        entity_id=entity_id,
        feature_id="calls",
        scope_entity_ids=scope,
        usage_limit=limit,
        cadence="P1M",
        counts_from=NOW,
        created_at=NOW,
        updated_at=NOW,
    )
    return Budget(assignment, 1, **{"period": JANUARY, **counter}, used=Decimal(used))


def entity(entity_id: str, *path: str, children: int = 0, **more: Any) -> GovernedEntity:
    values = {"entity_type_id": "any", "created_at": NOW, "updated_at": NOW, **more}
    return GovernedEntity(id=entity_id, customer_id="acme", path=path, children=children, **values)


def governed(entities: list[GovernedEntity], *budgets: Budget) -> Governed:
    return Governed({(each.customer_id, each.id): each for each in entities}, {each.key: each for each in budgets})


def asked(*ids: str) -> Attribution:
    return Attribution("acme", CALLS, tuple(Named(each, ("any",)) for each in ids))


@pytest.mark.parametrize(
    ("period", "used", "begins"),
    [(JANUARY, 7, False), (DECEMBER, 0, True), (None, 0, True)],
    ids=["the same window", "a window that is over", "nothing counted yet"],
)
def test_a_counter_is_added_to_or_begins_anew(period: Period | None, used: int, begins: bool) -> None:
    seen = budget(used=7, period=period)
    assert seen.used_at(NOW) == used
    [change] = changes_of([Counted(seen, NOW, Decimal(2)), Counted(seen, NOW, Decimal(1))], {"acme": NOW})
    assert (change.amount, change.period, change.begins_window) == (3, JANUARY, begins)


def test_a_counter_that_a_clock_ahead_began_is_not_taken_back() -> None:
    ahead = budget(used=7, period=FEBRUARY)
    assert ahead.used_at(NOW) == 7
    assert changes_of([Counted(ahead, NOW, Decimal(2))], {"acme": NOW}) == []


def test_what_is_dated_before_the_window_or_comes_to_nothing_changes_nothing() -> None:
    late = NOW - timedelta(days=20)
    assert changes_of([Counted(budget(), late, Decimal(2))], {"acme": NOW}) == []
    nothing = [Counted(budget(), NOW, Decimal(2)), Counted(budget(), NOW, Decimal(-2))]
    assert changes_of(nothing, {"acme": NOW}) == []


def test_usage_below_zero_is_shown_as_none() -> None:
    assert budget(used=-3).used_at(NOW) == 0


def test_chains_lead_from_the_leaf_to_the_root_and_meet_once() -> None:
    all_of_them = governed(
        [entity("agent", "team", "dept"), entity("team", "dept"), entity("dept"), entity("model")],
        *[budget(each) for each in ("agent", "team", "dept")],
        budget("team", "model"),
        budget("dept", "other"),
    )
    names = [
        [(each.key.entity_id, each.key.scope) for each in chain.budgets]
        for chain in chains_of(asked("agent", "model", "team"), all_of_them)
    ]
    team = [("team", ()), ("team", ("model",)), ("dept", ())]
    assert names == [[("agent", ()), *team], team]
    assert len(budgets_of(chains_of(asked("agent", "team"), all_of_them))) == 3


@pytest.mark.parametrize("named", ["unknown", "archived", "other"])
def test_who_is_unknown_archived_or_of_another_type_is_not_meant(named: str) -> None:
    entities = [entity("archived", archived_at=NOW), entity("other", entity_type_id="other")]
    state = governed(entities, budget(named))
    assert (resolved(asked(named), state), chains_of(asked(named), state)) == ([], ())


def test_nobody_above_an_archived_entity_is_met() -> None:
    entities = [entity("agent", "team", "dept"), entity("team", "dept", archived_at=NOW), entity("dept")]
    state = governed(entities, budget("agent"), budget("team"), budget("dept"))
    assert [each.key.entity_id for each in budgets_of(chains_of(asked("agent"), state))] == ["agent"]
    assert [each.entity_id for each in holders_above(asked("agent"), state)] == ["team", "dept"]


@pytest.mark.parametrize(
    ("limit", "used", "requested", "is_granted"),
    [
        (10, 9, None, True),
        (10, 10, None, False),
        (10, 10, 0, True),
        (10, 8, 2, True),
        (10, 8, 3, False),
        (0, 0, None, False),
        (0, 0, 0, True),
        (None, 99, 5, True),
    ],
)
def test_a_node_allows_what_fits_its_limit(
    limit: int | None, used: int, requested: int | None, is_granted: bool
) -> None:
    state = governed([entity("team")], budget("team", limit=limit, used=used))
    more = Decimal(requested) if requested is not None else None
    [[node]] = judge_chains(chains_of(asked("team"), state), more, now=NOW, transformation=None)
    assert (node.is_granted, node.current_usage, node.usage_limit) == (is_granted, used, limit)


def rules(*, is_enabled: bool = True, **types: tuple[str, ...]) -> GovernanceRules:
    listed = (
        EntityType(id=name, display_name=name, attribution_keys=keys, created_at=NOW, updated_at=NOW)
        for name, keys in types.items()
    )
    return GovernanceRules(is_enabled, EntityTypes(types=tuple(listed)))


def test_dimensions_name_entities_by_the_keys_of_types() -> None:
    named = rules(team=("team", "group"), user=("user", "group")).named_by
    assert named({"team": "a", "region": "eu"}) == (Named("a", ("team",)),)
    assert named({"group": "a", "user": "a", "team": "b"}) == (Named("a", ("team", "user")), Named("b", ("team",)))
    assert named({"team": 42}) == (Named("42", ("team",)),)
    assert named({"team": True, "user": "no id", "group": None}) == ()
    assert rules(is_enabled=False, team=("team",)).named_by({"team": "a"}) == ()


def move(entity_id: str, parent_id: str | None) -> dict[str, Move]:
    return {entity_id: Move(entity_id, parent_id, "parentId")}


def test_a_move_changes_the_path_of_who_moves_and_counts_children() -> None:
    entities = {
        each.id: each
        for each in (entity("agent", "a"), entity("a", children=1), entity("b", "c"), entity("c", children=1))
    }
    changed = moved(entities, move("agent", "b"))
    assert {name: (each.path, each.children) for name, each in changed.items()} == {
        "agent": (("b", "c"), 0),
        "a": ((), 0),
        "b": (("c",), 1),
    }
    assert moved(entities, move("agent", "a")) == {}


def test_who_has_children_stays_and_circles_are_refused() -> None:
    entities = {each.id: each for each in (entity("a", children=1), entity("b", "a"), entity("c"))}
    with pytest.raises(EntityHasChildren):
        moved(entities, move("a", "c"))
    with pytest.raises(InvalidInput, match="above itself"):
        moved(entities, move("c", "b") | {"b": Move("b", "c", "parentId")})


def test_whoever_is_moved_in_one_request_may_be_named_in_any_order() -> None:
    entities = {each.id: each for each in (entity("agent"), entity("team"), entity("dept"))}
    changed = moved(entities, move("agent", "team") | move("team", "dept"))
    assert (changed["agent"].path, changed["team"].path) == (("team", "dept"), ("dept",))


def test_a_scope_is_a_set() -> None:
    assert AssignmentKey("acme", CALLS, "team", ("a", "b")) == budget("team", "a", "b").key
