"""Which features a process has met whose usage burns credits."""

from tollgate.shared.scope import Scope
from tollgate.storage.known import Known


class BurningFeaturesMet:
    """Satisfies `entitlements.ports.BurningFeatures`. One serves a whole process."""

    def __init__(self) -> None:
        self._met: Known[tuple[Scope, str], frozenset[str]] = Known()

    def currencies_of(self, scope: Scope, feature_id: str) -> frozenset[str]:
        """Return the currencies that the feature was seen to burn."""
        return self._met.get((scope, feature_id)) or frozenset()

    def remember(self, scope: Scope, feature_id: str, currency_id: str) -> None:
        """Keep that the feature burns a currency."""
        known = self.currencies_of(scope, feature_id)
        if currency_id not in known:
            self._met.keep((scope, feature_id), known | {currency_id})
