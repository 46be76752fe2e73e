"""A price: what one charge of a package costs in one billing period and, where it is localized, one country."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Self

from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod


class BillingModel(StrEnum):
    """What a charge counts: the package, units bought in advance, usage in arrears, credits, or a spend agreed upon."""

    FLAT_FEE = "FLAT_FEE"
    PER_UNIT = "PER_UNIT"
    USAGE_BASED = "USAGE_BASED"
    CREDIT_BASED = "CREDIT_BASED"
    MINIMUM_SPEND = "MINIMUM_SPEND"


class BillingCadence(StrEnum):
    """Charged in every billing period, or once."""

    RECURRING = "RECURRING"
    ONE_OFF = "ONE_OFF"


class TiersMode(StrEnum):
    """Which units a tier prices: all of them, by the tier the quantity falls in, or those within its bounds."""

    VOLUME = "VOLUME"
    GRADUATED = "GRADUATED"


class CreditGrantCadence(StrEnum):
    """When credits that were bought are granted: all at the start of the billing period, or month by month."""

    BEGINNING_OF_BILLING_PERIOD = "BEGINNING_OF_BILLING_PERIOD"
    MONTHLY = "MONTHLY"


class PriceTier(Value):
    """A step of a tiered price; a quantity equal to `up_to` belongs to it, and without one it never ends."""

    up_to: Amount | None = None
    unit_price: Money | None = None
    flat_price: Money | None = None

    def holds(self, quantity: Amount) -> bool:
        """Tell whether the quantity is not beyond the tier."""
        return self.up_to is None or quantity <= self.up_to


class CreditRate(Value):
    """How many credits of a custom currency a unit of usage burns.

    With a formula what is burnt goes by the dimensions of each event or report instead; the amount is shown only.
    """

    amount: Amount
    currency_id: str
    cost_formula: str | None = None


class Price(Value):
    """What a charge costs: a price per unit or per block of units, tiers, or a rate in credits; exactly one of them.

    Without a country it is the default, for everyone who has no price of their own. A price in a catalogue has an
    `id` of its own; `billing_id` is what a billing provider calls it. Usage that is charged starts from zero again
    after the `reset_period`, where there is one.
    """

    id: str | None = None
    billing_id: str | None = None
    created_at: Instant | None = None
    billing_model: BillingModel
    billing_cadence: BillingCadence = BillingCadence.RECURRING
    billing_period: BillingPeriod
    billing_country_code: str | None = None
    feature_id: str | None = None
    top_up_custom_currency_id: str | None = None
    price: Money | None = None
    block_size: Amount | None = None
    tiers: tuple[PriceTier, ...] | None = None
    tiers_mode: TiersMode | None = None
    min_unit_quantity: int | None = None
    max_unit_quantity: int | None = None
    credit_rate: CreditRate | None = None
    credit_grant_cadence: CreditGrantCadence | None = None
    reset_period: ResetPeriod | None = None
    reset_anchor: ResetAnchor | None = None
    is_override: bool = False

    @property
    def is_recurring_in_advance(self) -> bool:
        """Tell whether each period is paid at its start, so that a change within it is prorated."""
        return self.billing_cadence is BillingCadence.RECURRING and self.billing_model is not BillingModel.USAGE_BASED

    @property
    def is_base_charge(self) -> bool:
        """Tell whether this is the recurring fee for the package itself."""
        return self.billing_model is BillingModel.FLAT_FEE and self.billing_cadence is BillingCadence.RECURRING

    @property
    def is_stair_step(self) -> bool:
        """Tell whether one buys whole tiers, each at its flat price."""
        by_volume = self.tiers_mode is TiersMode.VOLUME
        return by_volume and all(tier.unit_price is None for tier in self.tiers or ())

    @property
    def unidentified(self) -> Self:
        """Return the price without what tells it from another one that says the same."""
        return self.but(id=None, billing_id=None, created_at=None)

    @property
    def currency(self) -> str | None:
        """Return the price's currency, None where it is a rate in credits."""
        return next((money.currency for _, money in self.amounts()), None)

    def amounts(self) -> Iterator[tuple[str, Money]]:
        """Yield every amount of money in the price with its path."""
        if self.price is not None:
            yield "price", self.price
        for index, tier in enumerate(self.tiers or ()):
            if tier.unit_price is not None:
                yield f"tiers[{index}].unitPrice", tier.unit_price
            if tier.flat_price is not None:
                yield f"tiers[{index}].flatPrice", tier.flat_price
