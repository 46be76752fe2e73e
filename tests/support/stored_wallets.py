"""Wallets as the tables hold them, and what must be true of each whatever happened to it."""

from decimal import Decimal

from tests.support.recorded import TEST_SCOPE
from tests.support.wallets import check_wallet
from tollgate import wiring
from tollgate.credits.filters import GrantFilters, LedgerFilters
from tollgate.credits.ledger_entry import LedgerEntry
from tollgate.credits.wallet import GrantType, Wallet, WalletKey
from tollgate.shared.page import PageRequest
from tollgate.shared.scope import ActorType


def stored_wallet(key: WalletKey) -> Wallet | None:
    """Return the wallet as it is stored."""
    with wiring.working(actor=ActorType.SYSTEM):
        return wiring.crediting().wallets.of(TEST_SCOPE, [key]).get(key)


def whole_ledger(key: WalletKey) -> list[LedgerEntry]:
    """Return every entry of a wallet's ledger, the oldest first."""
    filters = LedgerFilters(customer_id=key.customer_id, resource_id=key.resource_id, currency_id=key.currency_id)
    entries: list[LedgerEntry] = []
    request = PageRequest(limit=100)
    with wiring.working(actor=ActorType.SYSTEM):
        while True:
            page = wiring.crediting().ledger.page(TEST_SCOPE, filters, request)
            entries += [booked.entry for booked in page.rows if booked.resource_id == key.resource_id]
            if page.next is None:
                return entries[::-1]
            request = PageRequest(limit=100, after=page.next)


def check_stored(key: WalletKey) -> Wallet | None:
    """Check that wallet, ledger and grants tell the same, and return the wallet."""
    wallet = stored_wallet(key)
    entries = whole_ledger(key)
    if wallet is None:
        assert not entries
        return None
    check_wallet(wallet, entries)
    _check_grants(wallet)
    return wallet


def _check_grants(wallet: Wallet) -> None:
    filters = GrantFilters(
        customer_id=wallet.customer_id, resource_id=wallet.resource_id, currency_id=wallet.currency_id
    )
    with wiring.working(actor=ActorType.SYSTEM):
        ports = wiring.crediting()
        page, total = ports.grants.page(TEST_SCOPE, filters, PageRequest(limit=10_000), shown={wallet.key: wallet})
    assert len(page.rows) == total
    known = {grant.id: grant for grant in page.rows}
    assert {each.id for each in wallet.grants} <= known.keys()
    owed = [each for each in page.rows if each.grant_type is GrantType.OVERDRAFT and each.voided_at is None]
    assert len(owed) == (1 if wallet.overdraft is not None else 0), "one overdraft at most"
    for grant in page.rows:
        if grant.grant_type is not GrantType.OVERDRAFT:
            assert Decimal(0) <= grant.consumed_amount <= grant.amount
