"""Cost formulas: what they make of dimensions, what is no formula, and that all of them come to an end."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollgate.charges.amounts import credits_of_event
from tollgate.charges.errors import FormulaInvalid, InvalidQuantity
from tollgate.charges.formula import CreditCost, FormulaFault, formula_of
from tollgate.charges.formula_parser import DEEPEST_FORMULA, FUNCTIONS, LONGEST_FORMULA
from tollgate.charges.price import CreditRate
from tollgate.shared.errors import BadUserInput

MOST = 2**53 - 1
TOKENS_IN_AND_OUT = "2.5*input + 10*output"

COSTS: list[tuple[str, dict[str, Any], str]] = [
    # Worked examples 64 and 65.
    (TOKENS_IN_AND_OUT, {"input": 1200, "output": 300}, "6000"),
    (TOKENS_IN_AND_OUT, {"input": 1200}, "3000"),
    # What comes first.
    ("1 + 2*3", {}, "7"),
    ("(1 + 2)*3", {}, "9"),
    ("10 - 3 - 2", {}, "5"),
    ("24/4/2", {}, "3"),
    ("-2*-3", {}, "6"),
    ("5 - -3", {}, "8"),
    ("--5", {}, "5"),
    ("-(2 - 5)", {}, "3"),
    (" \t\r\n.5 * 4 ", {}, "2"),
    # Functions.
    ("min(3, a, 2)", {"a": 1}, "1"),
    ("max(3, a)", {"a": "4.5"}, "4.5"),
    ("abs(a)", {"a": -4}, "4"),
    ("ceil(a/1000)*2", {"a": 1001}, "4"),
    ("floor(a/1000)", {"a": 1999}, "1"),
    ("floor(-1.5) + 5", {}, "3"),
    ("ceil(-1.5) + 5", {}, "4"),
    ("round(2.5) + round(2.4)", {}, "5"),
    ("5 + round(-2.5)", {}, "2"),
    ("max ( 1 , min(5, 2) )", {}, "2"),
    ("round(max(0, a - 1000)/100)", {"a": 1250}, "3"),
    # Names: a dash that touches one on both sides belongs to it, and a function is one only where it is called.
    ("a-b", {"a-b": 7, "a": 5, "b": 2}, "7"),
    ("a - b", {"a-b": 7, "a": 5, "b": 2}, "3"),
    ("a -b", {"a-b": 7, "a": 5, "b": 2}, "3"),
    ("a- b", {"a-b": 7, "a": 5, "b": 2}, "3"),
    ("a--b", {"a": 5, "b": 2}, "7"),
    ("gpt-4.in * 2", {"gpt-4.in": 3}, "6"),
    ("(a)-b", {"a": 5, "b": 2}, "3"),
    ("5-a", {"a": 2}, "3"),
    ("_a$.b", {"_a$.b": 1}, "1"),
    ("max + min*2", {"max": 1, "min": 2}, "5"),
    ("A + a", {"A": 1, "a": 2}, "3"),
    ("dimensions.a", {"a": 2}, "2"),
    ("dimensions.a", {"a": 2, "dimensions.a": 3}, "3"),
    # What is no number is zero.
    ("1 + a", {"a": "much"}, "1"),
    ("1 + a", {"a": ""}, "1"),
    ("1 + a", {"a": True}, "1"),
    ("1 + a", {"a": None}, "1"),
    ("1 + a", {"a": "NaN"}, "1"),
    ("1 + a", {"a": "-Infinity"}, "1"),
    ("1 + a", {"a": " 2.5 "}, "3.5"),
    ("1 + a", {"a": 2.5}, "3.5"),
    ("1 + a", {"a": Decimal("0.1")}, "1.1"),
    ("a", {"a": "1e3"}, "1000"),
    # Beyond what is counted exactly there is nothing.
    ("a", {"a": MOST}, str(MOST)),
    ("1 + a", {"a": MOST + 1}, "1"),
    ("1 + a", {"a": 10**5000}, "1"),
    ("1 + a", {"a": "1e999999999999"}, "1"),
    ("1 + a", {"a": "-1e99999999999999999999"}, "1"),
    ("a*1000000", {"a": "1e-999999999999"}, "0"),
    # Six decimals, half up, and never less than nothing.
    ("2/3", {}, "0.666667"),
    ("0.0000005", {}, "0.000001"),
    ("0.00000049", {}, "0"),
    ("1/3*3", {}, "1"),
    ("3 - 5", {}, "0"),
    ("-0.0000001", {}, "0"),
    ("-0", {}, "0"),
]


@pytest.mark.parametrize(("text", "dimensions", "cost"), COSTS)
def test_a_formula_costs_what_it_makes_of_the_dimensions(text: str, dimensions: Mapping[str, Any], cost: str) -> None:
    burnt = formula_of(text).cost(dimensions)
    assert burnt == CreditCost(Decimal(cost))
    assert format(burnt.credits, "f") == cost


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1/0", FormulaFault.DIVISION_BY_ZERO),
        ("0/0", FormulaFault.DIVISION_BY_ZERO),
        ("100 + total/calls", FormulaFault.DIVISION_BY_ZERO),
        ("min(1, 1/(calls - calls))", FormulaFault.DIVISION_BY_ZERO),
        ("total*total", FormulaFault.OUT_OF_RANGE),
        (f"{MOST} + 1", FormulaFault.OUT_OF_RANGE),
        ("*".join(["total"] * 160), FormulaFault.OUT_OF_RANGE),
    ],
)
def test_what_cannot_be_reckoned_costs_nothing_and_is_told(text: str, fault: FormulaFault) -> None:
    assert formula_of(text).cost({"total": MOST}) == CreditCost(Decimal(0), fault)


VALUE = "a number, a dimension, a function or ( is expected"
INVALID = {
    "": (f"has the end where {VALUE}", 1),
    "  ": (f"has the end where {VALUE}", 3),
    "a +": (f"has the end where {VALUE}", 4),
    "+a": (f"has '+' where {VALUE}", 1),
    "a ** b": (f"has '*' where {VALUE}", 4),
    "a b": ("has 'b' where an operator or the end is expected", 3),
    "2a": ("has 'a' where an operator or the end is expected", 2),
    "1e5": ("has 'e5' where an operator or the end is expected", 2),
    "2.": ("has '.' where an operator or the end is expected", 2),
    "1)": ("has ')' where an operator or the end is expected", 2),
    "a % 2": ("has '%' where an operator or the end is expected", 3),
    "a, b": ("has ',' where an operator or the end is expected", 2),
    "(1": ("has the end where an operator or ) is expected", 3),
    "()": (f"has ')' where {VALUE}", 2),
    "min(1, 2": ("has the end where an operator, a comma or ) is expected", 9),
    "min(1,)": (f"has ')' where {VALUE}", 7),
    "min()": (f"has ')' where {VALUE}", 5),
    "1 + min(1)": ("min takes 2 or more values, not 1", 5),
    "abs(1, 2)": ("abs takes one value, not 2", 1),
    "round(1, 2)": ("round takes one value, not 2", 1),
    "1 + sqrt(2)": ("'sqrt' is no function; there are abs, ceil, floor, max, min, round", 5),
    "Min(1, 2)": ("'Min' is no function", 1),
    "$a": (f"has '$' where {VALUE}", 1),
    "a = 1": ("has '=' where an operator or the end is expected", 3),
    "größe": (r"has '\xf6' where an operator or the end is expected", 3),
    "\ud800": (rf"has '\ud800' where {VALUE}", 1),
    "a\x00": (r"has '\x00' where an operator or the end is expected", 2),
    f"1 {'a' * 30}": ("has 'aaaaaaaaaaaaaaaaaaaa...' where", 3),
    f"1 + {MOST + 1}": (f"A number is at most {MOST}", 5),
    "0.1234567890123456": ("A number has at most 15 decimals", 1),
    "(" * (DEEPEST_FORMULA + 1) + "1": (f"at most {DEEPEST_FORMULA} parentheses deep", DEEPEST_FORMULA + 1),
    "abs(" * 200 + "1": (f"at most {DEEPEST_FORMULA} parentheses deep", 4 * DEEPEST_FORMULA + 1),
    "a" * (LONGEST_FORMULA + 1): (f"at most {LONGEST_FORMULA} characters, not {LONGEST_FORMULA + 1}", None),
}


@pytest.mark.parametrize(("text", "told"), INVALID.items(), ids=range(len(INVALID)))
def test_what_is_no_formula_is_refused_telling_where_and_what_was_expected(
    text: str, told: tuple[str, int | None]
) -> None:
    message, position = told
    for _ in range(2):  # the second time as the first, whatever is remembered
        with pytest.raises(FormulaInvalid) as refused:
            formula_of(text, field="creditRate.costFormula")
        assert message in refused.value.message
        assert refused.value.details.get("position") == position
        assert refused.value.details["field"] == "creditRate.costFormula"
    assert isinstance(refused.value, BadUserInput)
    assert position is None or refused.value.message.endswith(f", at position {position}")


def test_the_deepest_and_longest_formulas_are_reckoned() -> None:
    deep = DEEPEST_FORMULA
    assert formula_of("(" * deep + "1" + ")" * deep).cost({}).credits == 1
    assert formula_of("max(0," * deep + "1" + ")" * deep).cost({}).credits == 1
    assert formula_of("+".join(["a"] * 500)).cost({"a": 2}).credits == 1000
    assert formula_of("-" * (LONGEST_FORMULA - 1) + "a").cost({"a": -2}).credits == 2
    assert formula_of("/".join(["a"] * 500)).cost({"a": MOST}).credits == 0


def test_a_formula_is_understood_once() -> None:
    assert formula_of(TOKENS_IN_AND_OUT) is formula_of(TOKENS_IN_AND_OUT)


FLAT = CreditRate(amount=Decimal("2.5"), currency_id="tokens")
BY_FORMULA = FLAT.but(cost_formula=TOKENS_IN_AND_OUT)


@pytest.mark.parametrize(
    ("rate", "units", "dimensions", "credits"),
    [
        (FLAT, "3", {"input": 9}, "7.5"),
        (FLAT, "0", {}, "0"),
        (FLAT, "-3", {}, "0"),
        (FLAT.but(amount=Decimal("0.000001")), str(MOST), {}, "9007199254.740991"),
        (FLAT.but(amount=Decimal("0.000001")), "0.00001", {}, "0.00000000001"),
        (BY_FORMULA, "1", {"input": 1200, "output": 300}, "6000"),
        (BY_FORMULA, "5000", {"input": 1200, "output": 300}, "6000"),
        (BY_FORMULA, "0", {"input": 4}, "10"),
        (BY_FORMULA, "-1", {"input": 4}, "0"),
        (BY_FORMULA, "1", {}, "0"),
    ],
)
def test_an_event_burns_its_units_at_a_flat_rate_or_what_the_formula_says(
    rate: CreditRate, units: str, dimensions: Mapping[str, Any], credits: str
) -> None:
    assert credits_of_event(rate, Decimal(units), dimensions) == CreditCost(Decimal(credits))


@pytest.mark.parametrize("units", [str(MOST + 1), str(-MOST - 1), "NaN", "Infinity"])
@pytest.mark.parametrize("rate", [FLAT, BY_FORMULA])
def test_units_beyond_what_is_counted_exactly_are_refused(rate: CreditRate, units: str) -> None:
    with pytest.raises(InvalidQuantity):
        credits_of_event(rate, Decimal(units), {})


NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.$]{0,3}(-[A-Za-z0-9_.$]{1,2})?", fullmatch=True)
NUMBERS = st.integers(0, 10**9).flatmap(
    lambda whole: st.integers(0, 6).map(lambda decimals: format(Decimal(whole).scaleb(-decimals), "f"))
)


class Written:
    """A part of a formula: how it may be written, and what it comes to, reckoned beside the parser."""

    def __init__(self, text: str, value: Decimal | None) -> None:
        self.text, self.value = text, value


DIMENSIONS = {"input": Decimal(1200), "out-put": Decimal("0.5"), "zero": Decimal(0), "debt": Decimal(-7)}


def leaves() -> st.SearchStrategy[Written]:
    of_numbers = NUMBERS.map(lambda text: Written(text, Decimal(text)))
    of_dimensions = st.sampled_from(sorted(DIMENSIONS)).map(lambda name: Written(name, DIMENSIONS[name]))
    missing = NAMES.filter(lambda name: name not in DIMENSIONS).map(lambda name: Written(name, Decimal(0)))
    return of_numbers | of_dimensions | missing


def put_together(parts: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    spaces = st.sampled_from(["", " ", "\t", "\n "])

    @st.composite
    def binary(draw: st.DrawFn) -> Written:
        left, right, sign = draw(parts), draw(parts), draw(st.sampled_from("+-*/"))
        # Parentheses keep a part together, and a dash from a name.
        text = f"({left.text}){draw(spaces)}{sign}{draw(spaces)}({right.text})"
        if left.value is None or right.value is None or (sign == "/" and not right.value):
            return Written(text, None)
        reckoned = {"+": left.value.__add__, "-": left.value.__sub__, "*": left.value.__mul__}
        return Written(text, reckoned.get(sign, left.value.__truediv__)(right.value))

    @st.composite
    def call(draw: st.DrawFn) -> Written:
        name = draw(st.sampled_from(["abs", "min", "max"]))
        most = 1 if name == "abs" else 4
        operands = draw(st.lists(parts, min_size=FUNCTIONS[name][0], max_size=most))
        text = f"{name}{draw(spaces)}({f'{draw(spaces)},'.join(each.text for each in operands)})"
        values = [each.value for each in operands if each.value is not None]
        if len(values) < len(operands):
            return Written(text, None)
        return Written(text, abs(values[0]) if name == "abs" else (min if name == "min" else max)(values))

    def negative(part: Written) -> Written:
        return Written(f"-({part.text})", None if part.value is None else -part.value)

    return binary() | call() | parts.map(negative)


@given(st.recursive(leaves(), put_together, max_leaves=12).filter(lambda each: len(each.text) <= LONGEST_FORMULA))
def test_a_formula_is_read_as_it_was_written(written: Written) -> None:
    burnt = formula_of(written.text).cost(DIMENSIONS)
    if written.value is None:
        assert burnt.fault is FormulaFault.DIVISION_BY_ZERO
    elif burnt.fault is None:
        # The one reckons with 50 digits, the other with 28.
        wanted = max(written.value, Decimal(0))
        assert abs(burnt.credits - wanted) <= Decimal("0.000001") + wanted.scaleb(-18)
    else:
        assert written.value > MOST * (1 - Decimal("1e-18"))


PIECES = [*"+-*/(), $é", "a", "b-c", "1", "2.5", ".5", "min(", "max(", "round(", "1e"]
TEXTS = st.text(max_size=30) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
VALUES = st.one_of(
    st.booleans(),
    st.integers(),
    st.decimals(),
    st.text(max_size=10),
    st.decimals(allow_nan=False).map(str),
    st.sampled_from(["1e99999999", "-1e-99999999", "9" * 400, "0." + "3" * 400, "1e1000000000000000000", "sNaN"]),
    st.none(),
)


@given(TEXTS, st.dictionaries(st.sampled_from(["a", "b-c", "é"]), VALUES))
def test_any_text_is_a_formula_with_a_cost_or_refused_by_name(text: str, dimensions: dict[str, Any]) -> None:
    try:
        formula = formula_of(text)
    except FormulaInvalid:
        return
    credits, fault = formula.cost(dimensions)
    assert 0 <= credits <= MOST
    assert credits == credits.quantize(Decimal("0.000001"))
    assert not (fault and credits)


@given(st.sampled_from("+-*/"), st.sampled_from(["a", "ceil(a)", "(a/b)", "round(a)", "-a"]), VALUES, VALUES)
def test_the_longest_formulas_come_to_an_end_on_any_dimensions(sign: str, part: str, first: Any, second: Any) -> None:
    text = f" {sign} ".join([part] * (LONGEST_FORMULA // (len(part) + 3)))
    credits, _ = formula_of(text).cost({"a": first, "b": second})
    assert 0 <= credits <= MOST
    assert credits == credits.quantize(Decimal("0.000001"))
