"""What quantities cost: worked cases for every model, and how lines explain themselves."""

from decimal import Decimal

import pytest

from tests.support.pricing import blocks, burning, calls, flat, graduated, money, price, seats, volume
from tollgate.charges.amounts import line_of
from tollgate.charges.errors import AmountTooLarge, InvalidQuantity
from tollgate.charges.line import LineType, total_of
from tollgate.charges.overage import overage_line
from tollgate.charges.price import BillingModel, Price
from tollgate.shared.errors import InvalidInput

MOST = "9007199254740991"
"""The largest quantity, and the largest amount in minor units: 2^53 − 1."""

GRADUATED = graduated(("5", "20", None), ("10", "15", None), (None, "10", None))
GRADUATED_AND_FLAT = graduated(("5", "20", "10"), ("10", "15", "8"), (None, "10", "5"))
VOLUME = volume(("5", "20", None), ("10", "15", None), (None, "10", None))
VOLUME_AND_FLAT = volume(("5", "20", "1"), (None, "10", "2"))
STAIRS = volume(("10", None, "50"), ("20", None, "90"), (None, None, "120"))
FREE_FIRST = graduated(("1000", "0", None), (None, "0.00125", None))

CASES: dict[str, tuple[Price, dict[str, str]]] = {
    "flat fee": (flat("49"), {"0": "0", "1": "49", "2": "98", "1000000": "49000000"}),
    "free base": (flat("0"), {"0": "0", "1": "0", MOST: "0"}),
    "flat fee in cents": (flat("0.01"), {"1": "0.01", "3": "0.03", MOST: "90071992547409.91"}),
    "flat fee in yen": (flat("4900", "jpy"), {"0": "0", "1": "4900", "2": "9800"}),
    "flat fee in dinar": (flat("14.995", "kwd"), {"0": "0", "1": "14.995", "2": "29.99"}),
    "minimum spend": (price("100", BillingModel.MINIMUM_SPEND), {"0": "0", "1": "100"}),
    "seats": (seats("9.99"), {"0": "0", "1": "9.99", "10": "99.90", "999999": "9989990.01"}),
    "seats in yen": (seats("1200", "jpy"), {"0": "0", "1": "1200", "7": "8400"}),
    "seats in dinar": (seats("1.234", "kwd"), {"0": "0", "1": "1.234", "3": "3.702"}),
    "credits": (price("0.02", BillingModel.CREDIT_BASED), {"0": "0", "1": "0.02", "50000": "1000"}),
    "calls": (calls("0.01"), {"0": "0", "1": "0.01", "300": "3", "0.4": "0", "0.5": "0.01", MOST: "90071992547409.91"}),
    "calls at a fraction of a cent": (
        calls("0.00005"),
        {"0": "0", "1": "0", "99": "0", "99.99999": "0", "100": "0.01", "101": "0.01", "299": "0.01", "300": "0.02"},
    ),
    "calls at the least price": (
        calls("0.00001"),
        {"1": "0", "499": "0", "500": "0.01", "1499": "0.01", "1500": "0.02", MOST: "90071992547.41"},
    ),
    "calls in yen": (
        calls("0.5", "jpy"),
        {"0": "0", "0.99999": "0", "1": "1", "1.00001": "1", "2": "1", "2.99999": "1", "3": "2", "4": "2"},
    ),
    "calls at a whole yen": (calls("1", "jpy"), {"0.5": "1", "0.49999": "0", MOST: MOST}),
    "calls in dinar": (
        calls("0.0005", "kwd"),
        {"0": "0", "0.99999": "0", "1": "0.001", "2": "0.001", "3": "0.002", "1000": "0.5", MOST: "4503599627370.496"},
    ),
    "calls below a fils": (calls("0.00049", "kwd"), {"1": "0", "2": "0.001", "3": "0.001", "4": "0.002"}),
    "blocks": (
        blocks("5", "1000"),
        {
            "0": "0",
            "0.00001": "5",
            "1": "5",
            "500": "5",
            "999.99999": "5",
            "1000": "5",
            "1000.00001": "10",
            "1001": "10",
            "1500": "10",
            "2000": "10",
            MOST: "45035996273705",
        },
    ),
    "blocks of a fraction": (
        blocks("1", "0.3"),
        {"0": "0", "0.29999": "1", "0.3": "1", "0.30001": "2", "0.9": "3", "1": "4"},
    ),
    "blocks below a cent": (blocks("0.004", "10"), {"10": "0", "11": "0.01", "20": "0.01", "40": "0.02"}),
    "blocks in yen": (blocks("0.5", "100", "jpy"), {"1": "1", "100": "1", "200": "1", "201": "2"}),
    "graduated": (
        GRADUATED,
        {
            "0": "0",
            "0.00001": "0",
            "0.5": "10",
            "1": "20",
            "4.99999": "100",
            "5": "100",
            "5.00001": "100",
            "5.001": "100.02",
            "6": "115",
            "10": "175",
            "10.5": "180",
            "11": "185",
            "20": "275",
            "1000000": "10000075",
            "9000000000000": "90000000000075",
        },
    ),
    "graduated with flat prices": (
        GRADUATED_AND_FLAT,
        {
            "0": "0",
            "0.00001": "10",
            "1": "30",
            "5": "110",
            "5.00001": "118",
            "6": "133",
            "10": "193",
            "10.00001": "198",
            "11": "208",
            "20": "298",
        },
    ),
    "graduated by flat prices only": (
        graduated(("10", None, "50"), (None, None, "90")),
        {"0": "0", "1": "50", "10": "50", "10.00001": "140", "11": "140", MOST: "140"},
    ),
    "graduated with free units": (
        FREE_FIRST,
        {
            "0": "0",
            "1": "0",
            "1000": "0",
            "1003.99999": "0",
            "1004": "0.01",
            "1007": "0.01",
            "1012": "0.02",
            "9000": "10",
        },
    ),
    "graduated in yen": (
        graduated(("10", "1.5", None), (None, "0.5", None), currency="jpy"),
        {"0": "0", "1": "2", "9": "14", "10": "15", "11": "16", "12": "16", "13": "17"},
    ),
    "graduated in dinar": (
        graduated(("2", "0.0015", None), (None, "0.0002", "1.001"), currency="kwd"),
        {"0": "0", "1": "0.002", "2": "0.003", "2.00001": "1.004", "3": "1.004", "4": "1.004", "5": "1.005"},
    ),
    "one open tier": (graduated((None, "3", "2")), {"0": "0", "1": "5", "100": "302"}),
    "volume": (
        VOLUME,
        {
            "0": "0",
            "0.5": "10",
            "1": "20",
            "4.99999": "100",
            "5": "100",
            "5.00001": "75",
            "5.5": "82.5",
            "6": "90",
            "10": "150",
            "10.001": "100.01",
            "11": "110",
            "20": "200",
            "9000000000000": "90000000000000",
        },
    ),
    "volume with flat prices": (
        VOLUME_AND_FLAT,
        {"0": "0", "0.00001": "1", "1": "21", "5": "101", "5.00001": "52", "6": "62", "100": "1002"},
    ),
    "volume in yen": (
        volume(("3", "1.5", None), (None, "0.7", None), currency="jpy"),
        {"0": "0", "1": "2", "3": "5", "3.00001": "2", "4": "3", "5": "4"},
    ),
    "volume in dinar": (
        volume(("3", "0.0025", None), (None, "0.0011", "0.25"), currency="kwd"),
        {"0": "0", "1": "0.003", "3": "0.008", "4": "0.254", "5": "0.256"},
    ),
    "stair-step": (
        STAIRS,
        {
            "0": "0",
            "0.00001": "50",
            "1": "50",
            "9.99999": "50",
            "10": "50",
            "10.00001": "90",
            "11": "90",
            "20": "90",
            "20.00001": "120",
            "21": "120",
            MOST: "120",
        },
    ),
    "stair-step in yen": (
        volume(("10", None, "500"), (None, None, "900"), currency="jpy"),
        {"0": "0", "1": "500", "10": "500", "11": "900"},
    ),
}


@pytest.mark.parametrize(
    ("own", "quantity", "amount"),
    [
        pytest.param(own, quantity, amount, id=f"{name}: {quantity}")
        for name, (own, amounts) in CASES.items()
        for quantity, amount in amounts.items()
    ],
)
def test_a_quantity_costs(own: Price, quantity: str, amount: str) -> None:
    line = line_of(own, Decimal(quantity))
    assert line.amount == money(amount, own.currency or "")
    assert line.exact == sum(part.amount for part in line.parts)


def test_there_are_at_least_150_worked_cases() -> None:
    assert sum(len(amounts) for _, amounts in CASES.values()) >= 150


@pytest.mark.parametrize(
    ("own", "quantity", "explanation"),
    [
        (flat("49"), "1", ["1 × 49 = 49"]),
        (seats("9.90"), "0", []),
        (seats("9.90"), "3", ["3 × 9.9 = 29.7"]),
        (calls("0.00005"), "1500.5", ["1500.5 × 0.00005 = 0.075025"]),
        (blocks("5", "1000"), "1500", ["2 blocks of 1000 × 5 = 10"]),
        (
            GRADUATED,
            "20",
            ["above 0 up to 5: 5 × 20 = 100", "above 5 up to 10: 5 × 15 = 75", "above 10: 10 × 10 = 100"],
        ),
        (GRADUATED, "5", ["above 0 up to 5: 5 × 20 = 100"]),
        (
            GRADUATED_AND_FLAT,
            "20",
            [
                "above 0 up to 5: 5 × 20 + 10 = 110",
                "above 5 up to 10: 5 × 15 + 8 = 83",
                "above 10: 10 × 10 + 5 = 105",
            ],
        ),
        (VOLUME, "20", ["above 10: 20 × 10 = 200"]),
        (VOLUME_AND_FLAT, "5", ["above 0 up to 5: 5 × 20 + 1 = 101"]),
        (STAIRS, "11", ["above 10 up to 20: 90"]),
    ],
)
def test_a_line_explains_itself_step_by_step(own: Price, quantity: str, explanation: list[str]) -> None:
    assert [part.explanation for part in line_of(own, Decimal(quantity)).parts] == explanation


def test_parts_keep_digits_that_the_line_rounds_once() -> None:
    halves = graduated(("1", "0.005", None), ("2", "0.005", None), (None, "0.005", None))
    line = line_of(halves, Decimal(3))
    assert [part.amount for part in line.parts] == [Decimal("0.005")] * 3
    assert line.amount == money("0.02")


@pytest.mark.parametrize(
    ("own", "kind"),
    [
        (flat("49"), "BaseCharge"),
        (flat("0"), "ZeroAmountBaseCharge"),
        (seats("9"), "InAdvanceCommitmentCharge"),
        (calls("1"), "PayAsYouGoCharge"),
        (price("1", BillingModel.MINIMUM_SPEND), "MinimumSpendCharge"),
        (price("1", BillingModel.CREDIT_BASED), "Other"),
    ],
)
def test_a_line_says_what_it_charges_for(own: Price, kind: str) -> None:
    assert line_of(own, Decimal(1)).type == kind


@pytest.mark.parametrize("quantity", ["-1", "-0.00001", "9007199254740992", "NaN", "Infinity"])
def test_what_cannot_be_counted_cannot_be_priced(quantity: str) -> None:
    with pytest.raises(InvalidQuantity) as refused:
        line_of(seats("1"), Decimal(quantity), field="charges[0].quantity")
    assert refused.value.details["field"] == "charges[0].quantity"


@pytest.mark.parametrize(
    ("own", "quantity"),
    [(calls("0.02"), MOST), (calls("2", "jpy"), MOST), (calls("0.002", "kwd"), MOST), (flat("99"), MOST)],
)
def test_an_amount_that_clients_cannot_read_exactly_is_refused(own: Price, quantity: str) -> None:
    with pytest.raises(AmountTooLarge) as refused:
        line_of(own, Decimal(quantity))
    assert refused.value.details["field"] == "quantity"


@pytest.mark.parametrize(
    ("own", "usage", "limit", "amount"),
    [
        (calls("0.01"), "1300", "1000", "3"),
        (blocks("2", "100"), "1300", "1000", "6"),
        (blocks("2", "100"), "1300.00001", "1000", "8"),
        (calls("0.01"), "1000", "1000", "0"),
        (calls("0.01"), "1001", "1000", "0.01"),
        (calls("0.01"), "999", "1000", "0"),
        (calls("0.01"), "0", "0", "0"),
        (calls("0.01"), "1", "0", "0.01"),
        (calls("0.01"), "-5", "0", "0"),
        (calls("0.01"), MOST, None, "0"),
        (calls("0.5", "jpy"), "13", "10", "2"),
        (calls("0.0005", "kwd"), "11", "10", "0.001"),
    ],
)
def test_overage_costs_what_is_beyond_the_limit(own: Price, usage: str, limit: str | None, amount: str) -> None:
    line = overage_line(own, usage=Decimal(usage), limit=None if limit is None else Decimal(limit))
    assert (line.type, line.amount) == (LineType.OVERAGE, money(amount, own.currency or ""))


def test_a_rate_in_credits_costs_no_money() -> None:
    with pytest.raises(InvalidInput, match="no price in money"):
        line_of(burning("2.5"), Decimal(1))


def test_a_total_is_the_sum_of_rounded_lines_in_one_currency() -> None:
    lines = [line_of(flat("49"), Decimal(1)), line_of(calls("0.005"), Decimal(1)), line_of(calls("0.005"), Decimal(1))]
    assert total_of(lines, currency="usd") == money("49.02")
    assert total_of([], currency="jpy") == money("0", "jpy")
    with pytest.raises(InvalidInput) as refused:
        total_of([*lines, line_of(flat("1", "eur"), Decimal(1))], currency="usd")
    assert refused.value.details["field"] == "currency"
