"""Wallets in table `live`; a change writes the wallet, its ledger's next page and its grants in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tollgate.credits.consumption import Burnt, Consumed, Consumption
from tollgate.credits.ledger_entry import LedgerPage
from tollgate.credits.wallet import Wallet, WalletKey
from tollgate.credits.wallet_change import Ending, WalletChange
from tollgate.shared.entity import wire_instant
from tollgate.shared.scope import Scope
from tollgate.storage import clock_keys, keys, wallet_keys
from tollgate.storage.burnt_credits import additions_of
from tollgate.storage.credit_grants import CreditGrantPointer, grant_row
from tollgate.storage.documents import body_of, packed_body_of, read
from tollgate.storage.lean import entity_of, key_of, read_item, read_items
from tollgate.storage.lean_transaction import RawValue, wire_number, wire_text
from tollgate.storage.models import (
    BurntCredits,
    Document,
    GrantDocument,
    LedgerDocument,
    LiveDocument,
    Occurrence,
    Row,
)
from tollgate.storage.session import Session

_LARGEST_PLAIN_BODY = 900
"""Bytes; what is larger is compressed, so that a wallet of many grants costs little more than one of few."""


class DynamoWallets:
    """Satisfies `credits.ports.WalletRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, scope: Scope, wanted: Iterable[WalletKey]) -> dict[WalletKey, Wallet]:
        """Return the wallets there are, read strongly consistently in one round trip."""
        places = {wallet_keys.wallet(scope, key): key for key in wanted}
        rows = self._session.load_many(LiveDocument, places)
        return {places[place]: read(Wallet, row) for place, row in rows.items()}

    def read_along(self, scope: Scope, owners: Iterable[tuple[str, str | None]]) -> None:
        """Read the access items of these owners with the next wallets: they are about to be found."""
        for owner in owners:
            self._session.read_along(LiveDocument, keys.access(scope, *owner))

    def of_owner(self, scope: Scope, customer_id: str, resource_id: str | None) -> dict[WalletKey, Wallet]:
        """Return every wallet of a customer, or of a resource."""
        partition = keys.live_partition(scope, customer_id, resource_id)
        is_wallet = LiveDocument.sk.startswith(wallet_keys.WALLETS)
        wallets = (read(Wallet, row) for row in self._session.query(LiveDocument, partition, sk=is_wallet))
        return {wallet.key: wallet for wallet in wallets}

    def save(self, scope: Scope, change: WalletChange, *, due_at: datetime | None, test_clock_id: str | None) -> None:
        """Stage what a change makes of a wallet; of two writers who read the same one, one runs again."""
        wallet = change.finished()
        place = wallet_keys.wallet(scope, wallet.key)
        row = _filled(LiveDocument(place.pk, place.sk), wallet)
        if due_at is not None:
            row.due_shard = clock_keys.due_shard_of(scope, f"{wallet.customer_id}#{wallet.currency_id}", test_clock_id)
            row.due_at = wire_instant(due_at)
        self._session.save(row)
        self._stage_entries(scope, change, wallet)
        self._stage_grants(scope, change)

    def _stage_entries(self, scope: Scope, change: WalletChange, wallet: Wallet) -> None:
        if not change.entries:
            return
        page = LedgerPage(
            **wallet.key._asdict(), sequence=wallet.sequence, recorded_at=wallet.at, entries=tuple(change.entries)
        )
        key = wallet_keys.ledger_page(scope, wallet.key, wallet.at, wallet.sequence)
        self._session.put(_filled(LedgerDocument(key.pk, key.sk), page), LedgerDocument.pk.does_not_exist())

    def _stage_grants(self, scope: Scope, change: WalletChange) -> None:
        endings = dict(change.endings)
        for grant in change.opened:
            ending = endings.pop(grant.id, None)
            row = grant_row(scope, grant, change.sequence)
            if ending is not None:
                _write_ending(row, ending)
            self._session.put(row, GrantDocument.pk.does_not_exist())
            pointer = wallet_keys.grant_pointer(scope, grant.id)
            found = CreditGrantPointer(**grant.key._asdict(), created_at=grant.created_at)
            self._session.put(Document(pointer.pk, pointer.sk, body=body_of(found)), Document.pk.does_not_exist())
        for ending in endings.values():
            place = wallet_keys.grant(scope, change.wallet.key, ending.created_at, ending.grant_id)
            described = self._session.staged(GrantDocument, place)
            if described is not None:  # no transaction takes two writes of one item
                _write_ending(described, ending)
                continue
            self._session.update(GrantDocument, place, sets=_ending_sets(ending))

    def count(self, scope: Scope, burnt: Sequence[Burnt]) -> None:
        """Stage what was burnt, by the hour that it counts in; a wallet of the same session guards it."""
        for addition in additions_of(scope, burnt):
            self._session.update(BurntCredits, addition.key, adds=addition.adds, sets=addition.sets)

    def known(
        self, scope: Scope, owner: tuple[str, str | None], currency_id: str, idempotency_key: str, *, now: datetime
    ) -> Consumed | None:
        """Return what was consumed under a key before, None where nothing was that is remembered."""
        key = wallet_keys.consumption(scope, owner, currency_id, idempotency_key)
        item = read_item("occurrences", key)
        is_kept = item is not None and int(item["expires_at"]["N"]) >= int(now.timestamp())
        return entity_of(Consumed, item) if item is not None and is_kept else None

    def known_among(self, scope: Scope, consumptions: Sequence[Consumption], *, now: datetime) -> set[str]:
        """Return the idempotency keys of those that were consumed before; all are of one owner and currency."""
        places = {
            wallet_keys.consumption(scope, each.owner, each.currency_id, each.idempotency_key): each.idempotency_key
            for each in consumptions
        }
        items = read_items("occurrences", list(places))
        return {places[key_of(item)] for item in items if int(item["expires_at"]["N"]) >= int(now.timestamp())}

    def remember(
        self, scope: Scope, consumed: Consumed, idempotency_key: str, *, now: datetime, until: datetime
    ) -> None:
        """Stage that something was consumed under a key; of two with the same one, one runs again and finds it."""
        owner = (consumed.customer_id, consumed.resource_id)
        key = wallet_keys.consumption(scope, owner, consumed.currency_id, idempotency_key)
        row = Occurrence(key.pk, key.sk, body=body_of(consumed), expires_at=int(until.timestamp()))
        absent = Occurrence.pk.does_not_exist() | (Occurrence.expires_at < int(now.timestamp()))
        self._session.put(row, absent)


def _filled(row: Row, entity: Wallet | LedgerPage) -> Row:
    body = body_of(entity)
    if len(body) <= _LARGEST_PLAIN_BODY:
        row.body = body
    else:
        row.packed_body = packed_body_of(entity)
    return row


def _write_ending(row: GrantDocument, ending: Ending) -> None:
    row.consumed = ending.consumed
    row.expire_at = wire_instant(ending.expire_at) if ending.expire_at is not None else None
    row.voided_at = wire_instant(ending.voided_at) if ending.voided_at is not None else None


def _ending_sets(ending: Ending) -> dict[str, RawValue]:
    sets = {"consumed": wire_number(ending.consumed)}
    if ending.expire_at is not None:
        sets["expireAt"] = wire_text(wire_instant(ending.expire_at))
    if ending.voided_at is not None:
        sets["voidedAt"] = wire_text(wire_instant(ending.voided_at))
    return sets
