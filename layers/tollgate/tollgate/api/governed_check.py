"""Checks of the budgets of entities on the wire."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tollgate import wiring
from tollgate.api.entitlement_query import CheckEntitlementQuery
from tollgate.api.entitlements import CreditEntitlementView, FeatureEntitlementView
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.entitlements.check import check_entitlement
from tollgate.entitlements.entitlement import CreditEntitlement, Entitlement
from tollgate.governance.node_verdict import ChainNode
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Caller

if TYPE_CHECKING:  # most checks name no entities, and start fast
    from tollgate.entitlements.governed_check import GovernedVerdict

Chains = tuple[tuple[ChainNode, ...], ...]


class GovernedFeatureView(FeatureEntitlementView):
    """An entitlement to a feature with the budgets of the entities that were named."""

    chains: Chains

    @classmethod
    def of_verdict(cls, verdict: "GovernedVerdict[Entitlement]") -> "GovernedFeatureView":
        """Return the view of a verdict."""
        shown: dict[str, Any] = dict(FeatureEntitlementView.of(verdict.entitlement))
        return cls.model_construct(**shown, chains=verdict.chains)


class GovernedCreditView(CreditEntitlementView):
    """An entitlement to a currency with the budgets of the entities that were named."""

    chains: Chains

    @classmethod
    def of_verdict(
        cls, verdict: "GovernedVerdict[CreditEntitlement]", currency: CustomCurrency | None
    ) -> "GovernedCreditView":
        """Return the view of a verdict, with its currency where there is such a one."""
        shown: dict[str, Any] = dict(CreditEntitlementView.of(verdict.entitlement, currency))
        return cls.model_construct(**shown, chains=verdict.chains)


CheckedView = GovernedFeatureView | GovernedCreditView | FeatureEntitlementView | CreditEntitlementView
"""The answer to a check: with chains where dimensions were sent."""


def checked(
    caller: Caller, customer_id: str, query: CheckEntitlementQuery, dimensions: Mapping[str, str]
) -> CheckedView:
    """Return the answer to a check; dimensions ask for the budgets of the entities that they name too."""
    asked, scope = query.checked(), caller.scope
    if asked.currency_id is not None:
        return _checked_credits(caller, customer_id, asked, asked.currency_id, dimensions)
    question, checking = asked.to_question(customer_id), wiring.checking()
    if not dimensions:
        return FeatureEntitlementView.of(check_entitlement(scope, question, checking=checking))
    from tollgate.entitlements.governed_check import check_governed_entitlement

    attributing = wiring.attributing()
    verdict = check_governed_entitlement(scope, question, dimensions, checking=checking, attributing=attributing)
    return GovernedFeatureView.of_verdict(verdict)


def _checked_credits(
    caller: Caller, customer_id: str, asked: CheckEntitlementQuery, currency_id: str, dimensions: Mapping[str, str]
) -> CheckedView:
    if not dimensions:
        from tollgate.api.credit_check import checked_credits

        return checked_credits(caller, customer_id, asked)
    if asked.reserve_amount is not None:
        message = "Credits cannot be held of the budgets of entities; send reserveAmount without dimensions"
        raise BadUserInput(message, field="reserveAmount")
    from tollgate.entitlements.governed_check import check_governed_credits

    scope, question = caller.scope, asked.to_credit_question(customer_id)
    currency = wiring.known_currencies().many(scope, [currency_id], now=wiring.clock().now()).get(currency_id)
    checking, attributing = wiring.checking(), wiring.attributing()
    verdict = check_governed_credits(scope, question, dimensions, checking=checking, attributing=attributing)
    return GovernedCreditView.of_verdict(verdict, currency)
