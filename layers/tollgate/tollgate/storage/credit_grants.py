"""Grants of credits in table `documents`, those of a (customer, resource) together; their wallets tell what is used."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from tollgate.credits.filters import GrantFilters
from tollgate.credits.grant import CreditGrant
from tollgate.credits.wallet import NONE, GrantType, Wallet, WalletKey
from tollgate.shared.entity import Entity, Instant
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import wallet_keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document, GrantDocument
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session


class CreditGrantPointer(Entity):
    """Where a grant is found. It never changes."""

    customer_id: str
    resource_id: str | None = None
    currency_id: str
    created_at: Instant

    @property
    def key(self) -> WalletKey:
        """Return the wallet of the grant."""
        return WalletKey(self.customer_id, self.resource_id, self.currency_id)


class DynamoCreditGrants:
    """Satisfies `credits.ports.GrantRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope, grant_id: str) -> CreditGrant | None:
        """Return a grant as its document has it, None where there is none of this id."""
        pointer = self._session.load(Document, wallet_keys.grant_pointer(scope, grant_id))
        if pointer is None:
            return None
        found = read(CreditGrantPointer, pointer)
        row = self._session.load(GrantDocument, wallet_keys.grant(scope, found.key, found.created_at, grant_id))
        return _grant_of(row) if row is not None else None

    def of_wallet(self, scope: Scope, key: WalletKey, wanted: Sequence[tuple[datetime, str]]) -> dict[str, CreditGrant]:
        """Return grants of a wallet by their ids, given with their instants of creation."""
        places = [wallet_keys.grant(scope, key, *each) for each in wanted]
        found = (_grant_of(row) for row in self._session.load_many(GrantDocument, places).values())
        return {grant.id: grant for grant in found}

    def page(
        self, scope: Scope, filters: GrantFilters, request: PageRequest, *, shown: dict[WalletKey, Wallet]
    ) -> tuple[Page[CreditGrant], int]:
        """Return a page of the grants that fit the filters, newest first, and how many do; `shown` are the wallets."""
        fitting = list(self._fitting(scope, filters, shown))
        cursor = Cursor(scope, "CREDIT_GRANT", filters.model_dump(mode="json"))
        return page_in_memory(fitting, request, cursor), len(fitting)

    def all(self, scope: Scope, filters: GrantFilters, *, shown: dict[WalletKey, Wallet]) -> list[CreditGrant]:
        """Return every grant that fits the filters; `shown` are the wallets."""
        return [grant for _, grant in self._fitting(scope, filters, shown)]

    def _fitting(
        self, scope: Scope, filters: GrantFilters, shown: dict[WalletKey, Wallet]
    ) -> Iterator[tuple[str, CreditGrant]]:
        partition = wallet_keys.grants(scope, filters.customer_id, filters.resource_id)
        for row in self._session.query(GrantDocument, partition):
            if filters.holds(read(CreditGrant, row)):
                yield row.sk, _as_used(_grant_of(row), row, shown)

    def used(self, scope: Scope, grant: CreditGrant, wallet: Wallet | None) -> CreditGrant:
        """Return a grant that was found in this session with what is consumed of it."""
        row = self._session.load(GrantDocument, wallet_keys.grant(scope, grant.key, grant.created_at, grant.id))
        assert row is not None, "it was found before"
        return _as_used(grant, row, {grant.key: wallet} if wallet is not None else {})

    def save(self, scope: Scope, grant: CreditGrant) -> None:
        """Stage a grant that is described in another way; how it ended stays beside it."""
        place = wallet_keys.grant(scope, grant.key, grant.created_at, grant.id)
        former = self._session.load(GrantDocument, place)
        row = grant_row(scope, grant, 0)
        if former is not None:
            row.consumed, row.expire_at, row.voided_at = former.consumed, former.expire_at, former.voided_at
        self._session.save(row, aggregate=f"CREDIT_GRANT#{grant.id}")


def grant_row(scope: Scope, grant: CreditGrant, sequence: int) -> GrantDocument:
    """Return the row of a grant; its version tells which change of the wallet it came with."""
    place = wallet_keys.grant(scope, grant.key, grant.created_at, grant.id)
    return GrantDocument(place.pk, place.sk, body=body_of(grant), version=sequence)


def _grant_of(row: GrantDocument) -> CreditGrant:
    grant = read(CreditGrant, row)
    if row.voided_at is not None:
        voided_at = datetime.fromisoformat(row.voided_at)
        return grant.but(voided_at=voided_at, updated_at=max(voided_at, grant.updated_at))
    if row.expire_at is not None:
        return grant.but(expire_at=datetime.fromisoformat(row.expire_at))
    return grant


def _as_used(grant: CreditGrant, row: GrantDocument, wallets: dict[WalletKey, Wallet]) -> CreditGrant:
    return grant.but(consumed_amount=_consumed(grant, row, wallets.get(grant.key)))


def _consumed(grant: CreditGrant, row: GrantDocument, wallet: Wallet | None) -> Decimal:
    opened = wallet.find(grant.id) if wallet is not None else None
    if opened is not None:
        return opened.consumed
    if row.consumed is not None:
        return row.consumed
    if wallet is not None and wallet.overdraft is not None and wallet.overdraft.id == grant.id:
        return wallet.overdraft.amount
    is_newer = wallet is None or (row.version or 0) > wallet.sequence
    # What is neither open nor known to have ended is used up.
    return NONE if is_newer or grant.grant_type is GrantType.OVERDRAFT else grant.amount
