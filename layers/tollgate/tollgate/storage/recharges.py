"""Recharge settings of wallets in table `documents`, those of a customer together; what is under way stands in them."""

from tollgate.credits.recharge_settings import RechargeSettings
from tollgate.shared.scope import Scope
from tollgate.storage.documents import body_of, read
from tollgate.storage.keys import Key, customer_partition, part
from tollgate.storage.models import Document
from tollgate.storage.session import Session


class DynamoRecharges:
    """Satisfies `credits.recharge_ports.RechargeRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope, customer_id: str, currency_id: str) -> RechargeSettings | None:
        """Return the settings of a wallet, None where nobody set any."""
        row = self._session.load(Document, _key(scope, customer_id, currency_id))
        return read(RechargeSettings, row) if row is not None else None

    def of_customer(self, scope: Scope, customer_id: str) -> list[RechargeSettings]:
        """Return all settings of a customer."""
        return [read(RechargeSettings, row) for row in self._session.query(Document, _partition(scope, customer_id))]

    def save(self, scope: Scope, settings: RechargeSettings) -> None:
        """Stage settings that were found, or the first; of two writers who read the same ones, one runs again."""
        key = _key(scope, settings.customer_id, settings.currency_id)
        row = Document(key.pk, key.sk, body=body_of(settings))
        self._session.save(row, aggregate=f"CREDIT_RECHARGE#{settings.id}")


def _partition(scope: Scope, customer_id: str) -> str:
    return f"{customer_partition(scope, customer_id)}#RECHARGE"


def _key(scope: Scope, customer_id: str, currency_id: str) -> Key:
    return Key(_partition(scope, customer_id), part(currency_id))
