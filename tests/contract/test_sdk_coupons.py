"""The official client, in strict mode, makes every call of the coupons; each documented failure is met once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import stigg
from stigg import Stigg

COUPON = "coupon-launch"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def create(v1: Any, id: str = COUPON, **fields: Any) -> Any:
    """Create a coupon of 20 percent for ever, unless other fields are given."""
    defaults: dict[str, Any] = {
        "amounts_off": None,
        "description": None,
        "duration_in_months": None,
        "metadata": None,
        "name": "Launch",
        "percent_off": 20,
    }
    return v1.coupons.create(id=id, **{**defaults, **fields}).data


def dollars(amount: float, currency: str = "usd") -> dict[str, Any]:
    """Return an amount off."""
    return {"amount": amount, "currency": currency}


def test_coupons(client: Stigg) -> None:
    coupons = client.v1.coupons
    created = create(client.v1, duration_in_months=3, metadata={"campaign": "launch"})
    assert (created.type, created.percent_off, created.duration_in_months) == ("PERCENTAGE", 20, 3)
    assert coupons.retrieve(COUPON).data == created
    updated = coupons.update_coupon(COUPON, name="Start", description="For the first customers").data
    assert (updated.name, updated.description) == ("Start", "For the first customers")
    assert coupons.archive_coupon(COUPON).data.status == "ARCHIVED"
    listed = coupons.list(status=["ARCHIVED"], type="PERCENTAGE", created_at={"gt": LONG_AGO})
    assert [coupon.id for coupon in listed] == [COUPON]


def test_amounts_off(client: Stigg) -> None:
    amounts = [{"amount": 10.5, "currency": "usd"}, {"amount": 1500, "currency": "jpy"}]
    created = create(client.v1, percent_off=None, amounts_off=amounts)
    assert (created.type, created.status, created.source) == ("FIXED", "ACTIVE", "STIGG")
    assert [(each.amount, each.currency) for each in created.amounts_off] == [(10.5, "usd"), (1500, "jpy")]


def test_a_list_is_walked_page_by_page(client: Stigg) -> None:
    for number in range(5):
        create(client.v1, f"coupon-{number}")
    assert len(list(client.v1.coupons.list(limit=2))) == 5


@pytest.mark.parametrize(
    ("expected", "call"),
    [
        ("404 CouponNotFound", lambda v1: v1.coupons.retrieve("coupon-none")),
        ("404 CouponNotFound", lambda v1: v1.coupons.update_coupon("coupon-none", name="X")),
        ("404 CouponNotFound", lambda v1: v1.coupons.archive_coupon("coupon-none")),
        ("409 DuplicatedEntityNotAllowed", create),
        ("400 InvalidArgumentError", lambda v1: create(v1, "coupon-none", percent_off=None)),
        ("400 BadUserInput", lambda v1: create(v1, "coupon-none", percent_off=12.5)),
        ("400 InvalidArgumentError", lambda v1: create(v1, "coupon-none", percent_off=101)),
        ("400 InvalidArgumentError", lambda v1: create(v1, "coupon-none", duration_in_months=0)),
        ("400 InvalidArgumentError", lambda v1: create(v1, "coupon-none", amounts_off=[dollars(1)])),
        ("400 InvalidArgumentError", lambda v1: create(v1, "coupon-none", percent_off=None, amounts_off=[])),
        ("400 InvalidArgumentError", lambda v1: create(v1, "coupon-none", percent_off=None, amounts_off=[dollars(0)])),
        (
            "400 InvalidArgumentError",
            lambda v1: create(v1, "coupon-none", percent_off=None, amounts_off=[dollars(1), dollars(2)]),
        ),
        ("400 BadUserInput", lambda v1: create(v1, "coupon-none", percent_off=None, amounts_off=[dollars(1, "xyz")])),
        ("400 InvalidArgumentError", lambda v1: create(v1, "a b")),
        ("400 BadUserInput", lambda v1: create(v1, "coupon-none", name="x" * 41)),
        ("400 BadUserInput", lambda v1: create(v1, "coupon-none", description="x" * 256)),
        ("400 InvalidMetadataError", lambda v1: create(v1, "coupon-none", metadata={"a": "x" * 501})),
        ("400 BadUserInput", lambda v1: v1.coupons.list(limit=101)),
        ("400 BadUserInput", lambda v1: v1.coupons.list(after="x")),
        ("400 BadUserInput", lambda v1: v1.coupons.list(after="x", before="x")),
        ("400 BadUserInput", lambda v1: v1.coupons.update_coupon(COUPON, name="x" * 41)),
        ("400 InvalidMetadataError", lambda v1: v1.coupons.update_coupon(COUPON, metadata={"": "x"})),
        ("409 EntityIsArchivedError", lambda v1: [v1.coupons.archive_coupon(COUPON) for _ in range(2)]),
    ],
)
def test_a_failure_has_its_status_and_code(client: Stigg, expected: str, call: Callable[[Any], Any]) -> None:
    create(client.v1)
    with pytest.raises(stigg.APIStatusError) as failed:
        call(client.v1)
    body: Any = failed.value.body
    assert f"{failed.value.status_code} {body['error']['code']}" == expected
