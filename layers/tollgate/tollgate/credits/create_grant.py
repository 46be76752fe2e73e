"""Grant credits to a customer, or to one of its resources."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from tollgate.billing.ports import BillingProvider
from tollgate.credits.custom_currency import CustomCurrencyStatus
from tollgate.credits.errors import ExpiryNotAfterEffect, TooManyOpenGrants
from tollgate.credits.grant import DEFAULT_PRIORITY, CollectionMethod, CreditGrant
from tollgate.credits.grant_payment import GrantBilling, collected
from tollgate.credits.open_wallet import Crediting, open_wallet
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.credits.wallet import NONE, GrantType, WalletKey
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.money import Money
from tollgate.shared.scope import Scope

MOST_OPEN_GRANTS = 500
"""A wallet is one item, which is read and written with each burn; so many grants take about 20 KB of it."""

_STEP = Decimal("0.000001")
_LARGEST = Decimal(10) ** 15
_LONGEST_COMMENT = 200
_HIGHEST_PRIORITY = 100


class CreateGrantRequest(Value):
    """What is to be granted to whom."""

    scope: Scope
    customer_id: str
    resource_id: str | None = None
    currency_id: str
    grant_type: GrantType
    display_name: str
    amount: Amount
    cost: Money | None = None
    comment: str | None = None
    priority: int = DEFAULT_PRIORITY
    effective_at: Instant | None = None
    expire_at: Instant | None = None
    metadata: dict[str, str] = {}
    collection_method: CollectionMethod | None = None
    billing: GrantBilling = GrantBilling()


def create_grant(request: CreateGrantRequest, *, ports: Crediting, billing: BillingProvider) -> CreditGrant:
    """Return the new grant with what is used of it: where credits are owed, it settles them at once.

    Raises `CustomCurrencyNotFound`, `EntityIsArchived` for an archived currency, `CustomerNotFound`,
    `CustomerResourceNotFound`, `ExpiryNotAfterEffect`, `TooManyOpenGrants`, and `InvalidInput` naming the field.
    """
    checked = checked_grant(request)
    currency = retrieve_custom_currency(request.scope, request.currency_id, currencies=ports.currencies)
    if currency.status is CustomCurrencyStatus.ARCHIVED:
        raise EntityIsArchived.of("customCurrency", currency.id, field="currencyId")
    key = WalletKey(request.customer_id, request.resource_id, request.currency_id)
    opened = open_wallet(request.scope, key, ports)
    if len(opened.change.wallet.grants) >= MOST_OPEN_GRANTS:
        raise TooManyOpenGrants.of(MOST_OPEN_GRANTS)
    grant = _grant(checked, opened.now, ports.ids.new("grant"))
    grant = collected(request.scope, grant, request.collection_method, request.billing, billing=billing)
    opened.change.open(grant, grant.phase_at(opened.now), opened.now)
    opened.close(ports)
    return ports.grants.used(request.scope, grant, opened.change.finished())


def checked_grant(request: CreateGrantRequest) -> CreateGrantRequest:
    """Return the request with its amount rounded half up to six decimals, or raise `InvalidInput` naming the field."""
    amount = checked_amount(request.amount)
    check_description(request.comment, request.priority)
    if request.cost is not None and request.cost.amount < 0:
        raise InvalidInput("cost.amount must not be negative", field="cost.amount")
    if request.grant_type is GrantType.PROMOTIONAL and request.cost is not None and request.cost.amount > 0:
        raise InvalidInput("Promotional credits cost nothing; leave cost out or grant PAID ones", field="cost.amount")
    return request.but(amount=amount, metadata=checked_metadata(request.metadata))


def check_description(comment: str | None, priority: int) -> None:
    """Raise `InvalidInput` for a comment that is too long, or a priority outside 0 to 100."""
    if comment is not None and len(comment) > _LONGEST_COMMENT:
        raise InvalidInput(f"comment may have at most {_LONGEST_COMMENT} characters", field="comment")
    if not 0 <= priority <= _HIGHEST_PRIORITY:
        raise InvalidInput(f"priority must be between 0 and {_HIGHEST_PRIORITY}", field="priority")


def checked_amount(amount: Decimal, *, field: str = "amount") -> Decimal:
    """Return an amount of credits rounded half up to six decimals; raises `InvalidInput` unless it is positive."""
    if not 0 < amount <= _LARGEST:
        raise InvalidInput(f"{field} must be more than 0 and at most 10^15", field=field)
    rounded = in_millionths(amount)
    if not rounded:
        raise InvalidInput(f"{field} must be at least 0.000001", field=field)
    return rounded


def in_millionths(amount: Decimal) -> Decimal:
    """Return an amount of credits rounded half up to six decimals, written as shortly as can be."""
    # Adding zero takes the exponent off again that normalising gives to whole hundreds.
    return amount.quantize(_STEP, rounding=ROUND_HALF_UP).normalize() + 0


def check_dates(effective_at: datetime, expire_at: datetime | None, now: datetime) -> None:
    """Raise `ExpiryNotAfterEffect` for what would expire before it takes effect, `InvalidInput` for what has."""
    if expire_at is None:
        return
    if expire_at <= effective_at:
        raise ExpiryNotAfterEffect.of()
    if expire_at <= now:
        raise InvalidInput("expireAt must lie ahead", field="expireAt")


def _grant(request: CreateGrantRequest, now: datetime, grant_id: str) -> CreditGrant:
    effective_at = request.effective_at or now
    check_dates(effective_at, request.expire_at, now)
    return CreditGrant(
        id=grant_id,
        customer_id=request.customer_id,
        resource_id=request.resource_id,
        currency_id=request.currency_id,
        grant_type=request.grant_type,
        display_name=request.display_name,
        amount=request.amount,
        cost=request.cost or Money(amount=NONE, currency="usd"),
        comment=request.comment,
        priority=request.priority,
        effective_at=effective_at,
        expire_at=request.expire_at,
        metadata=request.metadata,
        created_at=now,
        updated_at=now,
    )
