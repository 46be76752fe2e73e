"""Which prices go together: every refusal with the field it names, and that a whole set passes."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.pricing import (
    ANNUALLY,
    MONTHLY,
    annually,
    base,
    charge,
    money,
    monthly,
    per_call,
    per_seat,
    tiers,
)
from tollgate.charges.price import BillingCadence, BillingModel, CreditGrantCadence, CreditRate, TiersMode
from tollgate.charges.price_set import check_price_set
from tollgate.charges.pricing_model import MinimumSpend, OveragePricingModel, PricePeriod, PriceSet, PricingModel
from tollgate.shared.errors import InvalidInput

ONE_OFF = BillingCadence.ONE_OFF
STEPS = tiers(("5", "20", None), (None, "10", None))
TIERED = monthly(price=None, tiers=STEPS)
RATE = CreditRate(amount=Decimal("2.5"), currency_id="tokens")
BURNED = monthly(price=None, credit_rate=RATE)


def credit_charge(*periods: PricePeriod, **fields: Any) -> PricingModel:
    return charge(BillingModel.CREDIT_BASED, *periods, **fields)


def overage(*periods: PricePeriod, **fields: Any) -> OveragePricingModel:
    return OveragePricingModel(price_periods=periods or (monthly(),), **{"feature_id": "calls"} | fields)


def selling(*models: PricingModel, **fields: Any) -> PriceSet:
    return PriceSet(pricing_models=models, **fields)


def minimum(amount: str = "100", currency: str = "usd", period: Any = MONTHLY) -> MinimumSpend:
    return MinimumSpend(billing_period=period, minimum=money(amount, currency))


def tiered(*steps: tuple[str | None, str | None, str | None]) -> PriceSet:
    return selling(per_call(monthly(price=None, tiers=tiers(*steps)), tiers_mode=TiersMode.VOLUME))


def in_country(country: str, amount: str = "9", currency: str = "eur") -> PricePeriod:
    return monthly(amount, currency, billing_country_code=country)


WHOLE = {
    "nothing": PriceSet(),
    "a flat fee, monthly and annually": selling(base(monthly(), annually())),
    "a setup fee beside it": selling(base(), base(billing_cadence=ONE_OFF), base(billing_cadence=ONE_OFF)),
    "seats within bounds": selling(per_seat(min_unit_quantity=0, max_unit_quantity=999_999)),
    "seats bought once": selling(per_seat(billing_cadence=ONE_OFF)),
    "seats in blocks": selling(per_seat(monthly(block_size=Decimal(5)))),
    "usage in tiers": selling(per_call(TIERED, tiers_mode=TiersMode.GRADUATED)),
    "tiers with flat prices only": tiered(("10", None, "50"), (None, None, "90")),
    "free units": tiered(("10", "0", None), (None, "0.00001", None)),
    "usage at five decimals": selling(per_call(monthly("0.00001"))),
    "usage in fractions of a yen": selling(per_call(monthly("0.00001", "jpy"))),
    "three decimals where the currency has them": selling(base(monthly("1.005", "kwd"))),
    "trailing zeros": selling(base(monthly("10.000"))),
    "the largest amount": selling(base(monthly("999999999999.99"))),
    "the same tiers in both periods": selling(
        per_seat(TIERED, TIERED.but(billing_period=ANNUALLY), tiers_mode=TiersMode.VOLUME)
    ),
    "credits": selling(
        credit_charge(
            monthly(credit_grant_cadence=CreditGrantCadence.MONTHLY),
            top_up_custom_currency_id="tokens",
            min_unit_quantity=100,
        )
    ),
    "a rate in credits": selling(credit_charge(BURNED, feature_id="calls")),
    "a country": selling(base(monthly(), in_country("DE")), per_call(monthly("1"), in_country("DE", "0.9"))),
    "overage of seats": selling(per_seat(), overage_pricing_models=(overage(feature_id="seats"),)),
    "overage of credits": selling(
        base(), overage_pricing_models=(overage(feature_id=None, currency_id="tokens"), overage())
    ),
    "annual overage": selling(base(annually()), overage_pricing_models=(overage(annually("0.00001")),)),
    "minimum spends": selling(base(monthly(), annually()), minimum_spend=(minimum(), minimum(period=ANNUALLY))),
    "minimum spends by currency": selling(
        base(monthly(), in_country("DE")), minimum_spend=(minimum(), minimum("90", "eur"))
    ),
}

REFUSED = {
    "neither price nor tiers": (selling(base(monthly(price=None))), "pricingModels[0].pricePeriods[0].price"),
    "both price and tiers": (
        selling(per_seat(monthly(tiers=STEPS), tiers_mode=TiersMode.VOLUME)),
        "pricingModels[0].pricePeriods[0].tiers",
    ),
    "both price and rate": (
        selling(credit_charge(monthly(credit_rate=RATE), feature_id="calls")),
        "pricingModels[0].pricePeriods[0].creditRate",
    ),
    "no prices": (
        selling(base(), PricingModel(billing_model=BillingModel.FLAT_FEE, price_periods=())),
        "pricingModels[1].pricePeriods",
    ),
    "two prices for a period": (selling(base(monthly(), monthly())), "pricingModels[0].pricePeriods[1].billingPeriod"),
    "negative": (selling(base(monthly("-1"))), "pricingModels[0].pricePeriods[0].price.amount"),
    "too large": (selling(base(monthly("1000000000000"))), "pricingModels[0].pricePeriods[0].price.amount"),
    "half a cent": (selling(base(monthly("0.005"))), "pricingModels[0].pricePeriods[0].price.amount"),
    "half a yen": (selling(base(monthly("0.5", "jpy"))), "pricingModels[0].pricePeriods[0].price.amount"),
    "a tenth of a fils": (selling(per_seat(monthly("1.0005", "kwd"))), "pricingModels[0].pricePeriods[0].price.amount"),
    "usage at six decimals": (selling(per_call(monthly("0.000001"))), "pricingModels[0].pricePeriods[0].price.amount"),
    "more digits than are computed with": (
        selling(per_call(monthly("0." + "9" * 40))),
        "pricingModels[0].pricePeriods[0].price.amount",
    ),
    "a flat price at five decimals": (
        tiered((None, "0.00001", "0.00001")),
        "pricingModels[0].pricePeriods[0].tiers[0].flatPrice.amount",
    ),
    "a negative tier": (tiered((None, "-1", None)), "pricingModels[0].pricePeriods[0].tiers[0].unitPrice.amount"),
    "no tiers": (
        selling(per_call(monthly(price=None, tiers=()), tiers_mode=TiersMode.VOLUME)),
        "pricingModels[0].pricePeriods[0].tiers",
    ),
    "a tier without price": (tiered((None, None, None)), "pricingModels[0].pricePeriods[0].tiers[0].unitPrice"),
    "a last tier that ends": (
        tiered(("5", "2", None), ("10", "1", None)),
        "pricingModels[0].pricePeriods[0].tiers[1].upTo",
    ),
    "an open tier before the last": (
        tiered((None, "2", None), (None, "1", None)),
        "pricingModels[0].pricePeriods[0].tiers[0].upTo",
    ),
    "tiers that descend": (
        tiered(("5", "3", None), ("4", "2", None), (None, "1", None)),
        "pricingModels[0].pricePeriods[0].tiers[1].upTo",
    ),
    "tiers that stand": (
        tiered(("5", "3", None), ("5", "2", None), (None, "1", None)),
        "pricingModels[0].pricePeriods[0].tiers[1].upTo",
    ),
    "a tier up to nothing": (
        tiered(("0", "3", None), (None, "1", None)),
        "pricingModels[0].pricePeriods[0].tiers[0].upTo",
    ),
    "a tier beyond what is counted": (
        tiered(("9007199254740992", "3", None), (None, "1", None)),
        "pricingModels[0].pricePeriods[0].tiers[0].upTo",
    ),
    "a tier bound that is finer than usage": (
        tiered(("5.000001", "3", None), (None, "1", None)),
        "pricingModels[0].pricePeriods[0].tiers[0].upTo",
    ),
    "two currencies in a price": (
        selling(
            per_call(
                monthly(price=None, tiers=(*tiers(("5", "2", None)), *tiers((None, "1", None), currency="eur"))),
                tiers_mode=TiersMode.VOLUME,
            )
        ),
        "pricingModels[0].pricePeriods[0].tiers[1].unitPrice.currency",
    ),
    "tiers without mode": (selling(per_call(TIERED)), "pricingModels[0].tiersMode"),
    "a mode without tiers": (selling(per_call(tiers_mode=TiersMode.VOLUME)), "pricingModels[0].tiersMode"),
    "a flat fee in tiers": (
        selling(base(TIERED, tiers_mode=TiersMode.VOLUME)),
        "pricingModels[0].pricePeriods[0].tiers",
    ),
    "a flat fee in blocks": (
        selling(base(monthly(block_size=Decimal(5)))),
        "pricingModels[0].pricePeriods[0].blockSize",
    ),
    "blocks of nothing": (
        selling(per_call(monthly(block_size=Decimal(0)))),
        "pricingModels[0].pricePeriods[0].blockSize",
    ),
    "blocks in tiers": (
        selling(per_call(TIERED.but(block_size=Decimal(5)), tiers_mode=TiersMode.VOLUME)),
        "pricingModels[0].pricePeriods[0].blockSize",
    ),
    "a country in small letters": (
        selling(base(monthly(), in_country("de"))),
        "pricingModels[0].pricePeriods[1].billingCountryCode",
    ),
    "seats of nothing": (selling(per_seat(feature_id=None)), "pricingModels[0].featureId"),
    "usage of nothing": (selling(per_call(feature_id=None)), "pricingModels[0].featureId"),
    "a flat fee for a feature": (selling(base(feature_id="seats")), "pricingModels[0].featureId"),
    "seats that sell credits": (
        selling(per_seat(top_up_custom_currency_id="tokens")),
        "pricingModels[0].topUpCustomCurrencyId",
    ),
    "credits of no currency": (selling(credit_charge()), "pricingModels[0].topUpCustomCurrencyId"),
    "credits for a feature": (
        selling(credit_charge(feature_id="calls", top_up_custom_currency_id="tokens")),
        "pricingModels[0].featureId",
    ),
    "a rate for nothing": (selling(credit_charge(BURNED)), "pricingModels[0].featureId"),
    "a rate of nothing": (
        selling(credit_charge(BURNED.but(credit_rate=RATE.but(amount=Decimal(0))), feature_id="calls")),
        "pricingModels[0].pricePeriods[0].creditRate.amount",
    ),
    "a rate that is no formula": (
        selling(credit_charge(BURNED.but(credit_rate=RATE.but(cost_formula="2*(input")), feature_id="calls")),
        "pricingModels[0].pricePeriods[0].creditRate.costFormula",
    ),
    "a rate below nothing beside a formula": (
        selling(
            credit_charge(
                BURNED.but(credit_rate=RATE.but(amount=Decimal(-1), cost_formula="2*input")), feature_id="calls"
            )
        ),
        "pricingModels[0].pricePeriods[0].creditRate.amount",
    ),
    "a rate in one period only": (
        selling(credit_charge(BURNED, annually(), feature_id="calls")),
        "pricingModels[0].pricePeriods[1].creditRate",
    ),
    "a rate that is burned once": (
        selling(credit_charge(BURNED, feature_id="calls", billing_cadence=ONE_OFF)),
        "pricingModels[0].billingCadence",
    ),
    "a rate for seats": (selling(per_seat(BURNED)), "pricingModels[0].pricePeriods[0].creditRate"),
    "grants of a flat fee": (
        selling(base(monthly(credit_grant_cadence=CreditGrantCadence.MONTHLY))),
        "pricingModels[0].pricePeriods[0].creditGrantCadence",
    ),
    "a minimum spend as a pricing model": (
        selling(charge(BillingModel.MINIMUM_SPEND)),
        "pricingModels[0].billingModel",
    ),
    "usage charged once": (selling(per_call(billing_cadence=ONE_OFF)), "pricingModels[0].billingCadence"),
    "usage within bounds": (selling(per_call(min_unit_quantity=1)), "pricingModels[0].minUnitQuantity"),
    "a flat fee within bounds": (selling(base(max_unit_quantity=1)), "pricingModels[0].maxUnitQuantity"),
    "a negative least": (selling(per_seat(min_unit_quantity=-1)), "pricingModels[0].minUnitQuantity"),
    "at most none": (selling(per_seat(max_unit_quantity=0)), "pricingModels[0].maxUnitQuantity"),
    "a million seats": (selling(per_seat(max_unit_quantity=1_000_000)), "pricingModels[0].maxUnitQuantity"),
    "most below least": (
        selling(per_seat(min_unit_quantity=5, max_unit_quantity=4)),
        "pricingModels[0].maxUnitQuantity",
    ),
    "two recurring flat fees": (selling(base(), base()), "pricingModels[1].billingModel"),
    "a feature charged twice": (selling(per_seat(), per_call(feature_id="seats")), "pricingModels[1].featureId"),
    "credits sold twice": (
        selling(*[credit_charge(top_up_custom_currency_id="tokens")] * 2),
        "pricingModels[1].topUpCustomCurrencyId",
    ),
    "usage charged annually": (selling(per_call(annually())), "pricingModels[0].pricePeriods[0].billingPeriod"),
    "usage beside annual prices": (
        selling(base(monthly(), annually()), per_call(monthly())),
        "pricingModels[1].billingModel",
    ),
    "a charge that one period lacks": (
        selling(base(monthly(), annually()), per_seat(monthly())),
        "pricingModels[1].pricePeriods",
    ),
    "a charge that one country lacks": (
        selling(base(monthly(), in_country("DE")), per_seat(monthly())),
        "pricingModels[1].pricePeriods",
    ),
    "a country without default": (selling(base(in_country("DE"))), "pricingModels[0].pricePeriods"),
    "overage that one country lacks": (
        selling(base(monthly(), in_country("DE")), overage_pricing_models=(overage(),)),
        "overagePricingModels[0].pricePeriods",
    ),
    "two default currencies": (
        selling(base(), per_seat(monthly("9", "eur"))),
        "pricingModels[1].pricePeriods[0].price.currency",
    ),
    "two currencies of a country": (
        selling(base(monthly(), in_country("DE")), per_seat(monthly(), in_country("DE", "9", "usd"))),
        "pricingModels[1].pricePeriods[1].price.currency",
    ),
    "overage in another currency": (
        selling(base(), overage_pricing_models=(overage(monthly("1", "eur")),)),
        "overagePricingModels[0].pricePeriods[0].price.currency",
    ),
    "other tiers annually": (
        selling(
            per_seat(
                TIERED,
                annually(price=None, tiers=tiers(("6", "20", None), (None, "10", None))),
                tiers_mode=TiersMode.VOLUME,
            )
        ),
        "pricingModels[0].pricePeriods[1].tiers",
    ),
    "overage of nothing": (
        selling(base(), overage_pricing_models=(overage(feature_id=None),)),
        "overagePricingModels[0].featureId",
    ),
    "overage of two things": (
        selling(base(), overage_pricing_models=(overage(currency_id="tokens"),)),
        "overagePricingModels[0].currencyId",
    ),
    "overage charged twice": (
        selling(base(), overage_pricing_models=(overage(), overage())),
        "overagePricingModels[1].featureId",
    ),
    "overage in tiers": (
        selling(base(), overage_pricing_models=(overage(TIERED),)),
        "overagePricingModels[0].pricePeriods[0].tiers",
    ),
    "overage of usage that is charged": (
        selling(per_call(), overage_pricing_models=(overage(),)),
        "overagePricingModels[0].featureId",
    ),
    "a minimum below zero": (selling(base(), minimum_spend=(minimum("-1"),)), "minimumSpend[0].minimum.amount"),
    "a minimum of half a cent": (selling(base(), minimum_spend=(minimum("0.005"),)), "minimumSpend[0].minimum.amount"),
    "a minimum for a period not sold": (
        selling(base(), minimum_spend=(minimum(period=ANNUALLY),)),
        "minimumSpend[0].billingPeriod",
    ),
    "a minimum in a currency not sold": (
        selling(base(), minimum_spend=(minimum("9", "eur"),)),
        "minimumSpend[0].minimum.currency",
    ),
    "two minimums": (selling(base(), minimum_spend=(minimum(), minimum())), "minimumSpend[1].billingPeriod"),
    "a minimum that one currency lacks": (
        selling(base(monthly(), in_country("DE")), minimum_spend=(minimum(),)),
        "minimumSpend",
    ),
    "a minimum without anything sold": (PriceSet(minimum_spend=(minimum(),)), "minimumSpend[0].billingPeriod"),
}


@pytest.mark.parametrize("price_set", WHOLE.values(), ids=WHOLE)
def test_a_whole_set_of_prices_is_accepted(price_set: PriceSet) -> None:
    check_price_set(price_set)
    periods = sum(len(model.price_periods) for model in price_set.pricing_models)
    assert len(price_set.prices()) == periods + len(price_set.minimum_spend)
    assert len(price_set.overage_prices()) == sum(len(each.price_periods) for each in price_set.overage_pricing_models)


@pytest.mark.parametrize(("price_set", "field"), REFUSED.values(), ids=REFUSED)
def test_mixed_up_prices_are_refused_by_the_field(price_set: PriceSet, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_price_set(price_set, path="charges.")
    assert refused.value.details["field"] == f"charges.{field}"


def test_each_price_carries_its_charge() -> None:
    steps = monthly(price=None, tiers=STEPS, billing_country_code="DE")
    (own,) = per_seat(steps, tiers_mode=TiersMode.VOLUME, min_unit_quantity=2, max_unit_quantity=9).prices()
    assert own.model_dump(exclude_none=True, exclude={"tiers"}) == {
        "billing_model": "PER_UNIT",
        "billing_cadence": "RECURRING",
        "billing_period": "MONTHLY",
        "billing_country_code": "DE",
        "feature_id": "seats",
        "tiers_mode": "VOLUME",
        "min_unit_quantity": 2,
        "max_unit_quantity": 9,
        "is_override": False,
    }
    assert own.tiers == STEPS
