"""What expressions say, inside texts and alone."""

from typing import Any

import pytest

from tollgate.workflows.errors import ExpressionFailed
from tollgate.workflows.expressions import check, expressions_in, is_true, rendered, value_of

CONTEXT: dict[str, Any] = {
    "trigger": {"id": "acme", "n": 3, "half": 0.5, "at": "2026-01-31T10:00:00.000Z", "list": [1, 2], "name": None},
    "now": "2026-01-15T10:30:00.000Z",
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plain", "plain"),
        ("{{ trigger.n }}", 3),
        ("{{trigger.list}}", [1, 2]),
        ("{{ trigger.nothing }}", None),
        ("id: {{ trigger.id }}!", "id: acme!"),
        ("{{ trigger.id }}{{ trigger.n }}", "acme3"),
        ("nobody: {{ trigger.nothing }}", "nobody: "),
        ("all: {{ trigger.list }}", "all: [1, 2]"),
        ("{{ {a: {b: trigger.n}} }}", {"a": {"b": 3}}),
        ("{{ add(trigger.n, trigger.half) }}", 3.5),
        ("{{ subtract('10', trigger.n) }}", 7),
        ("{{ multiply(trigger.n, '0.1') }}", 0.3),
        ("{{ divide(trigger.n, `4`) }}", 0.75),
        ("{{ plus(trigger.at, 'P1M') }}", "2026-02-28T10:00:00.000Z"),
        ("{{ plus(trigger.at, '-P7D') }}", "2026-01-24T10:00:00.000Z"),
        ("{{ plus(trigger.at, 'PT90M') }}", "2026-01-31T11:30:00.000Z"),
        ("{{ now() }}", "2026-01-15T10:30:00.000Z"),
        ("{{ default(trigger.name, 'nobody') }}", "nobody"),
        ("{{ upper(trigger.id) }}", "ACME"),
        ("{{ matches(trigger.id, 'a*e') }}", True),
        ("{{ matches(trigger.id, '*x*') }}", False),
        ("{{ matches(trigger.id, 'acme') }}", True),
        (["{{ trigger.n }}", {"a": "{{ trigger.id }}"}, 1], [3, {"a": "acme"}, 1]),
    ],
)
def test_a_value_is_rendered(text: Any, said: Any) -> None:
    assert rendered(text, CONTEXT) == said


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("trigger.n > `2`", True),
        ("trigger.n == `2`", False),
        ("trigger.nothing", False),
        ("trigger.list", True),
        ("`[]`", False),
        ("''", False),
        ("`0`", True),
        ("trigger.id == 'acme' && !(trigger.name)", True),
    ],
)
def test_a_condition_holds_or_not(condition: str, holds: bool) -> None:
    assert is_true(condition, CONTEXT) is holds


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("add(trigger.id, `1`)", "acme"),
        ("divide(`1`, `0`)", "zero"),
        ("plus(trigger.id, 'P1D')", "datetime"),
        ("plus(trigger.at, 'soon')", "ISO 8601"),
        ("plus(trigger.at, 'P')", "ISO 8601"),
        ("plus(trigger.at, 'P9999Y')", "calendar"),
        ("upper(trigger.n)", "upper"),
    ],
)
def test_what_has_no_value_says_why(expression: str, why: str) -> None:
    with pytest.raises(ExpressionFailed) as refused:
        value_of(expression, CONTEXT)
    assert why in refused.value.message


@pytest.mark.parametrize(
    "text", ["{{ a", "{{ a[ }}", "{{ }}", "{{ nobody(a) }}", "{{ length(nobody(a)) }}", "{{ " + "a" * 5_000 + " }}"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionFailed):
        check_all(text)


def check_all(text: str) -> None:
    for expression in expressions_in(text):
        check(expression)
