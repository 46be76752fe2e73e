"""Coupons in table `documents`: one partition per environment, so that lists are strongly consistent."""

from tollgate.catalog.coupon import Coupon
from tollgate.catalog.filters import CouponFilters
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.catalog_version import move_catalog_version
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session

_KIND = "COUPON"


class DynamoCoupons:
    """Satisfies `catalog.ports.CouponRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope, coupon_id: str) -> Coupon | None:
        """Return the coupon, or None where there is none of this id."""
        row = self._session.load(Document, keys.catalog_entity(scope, _KIND, coupon_id))
        return read(Coupon, row) if row is not None else None

    def all(self, scope: Scope) -> list[Coupon]:
        """Return every coupon of the environment."""
        return [read(Coupon, row) for row in self._session.query(Document, keys.catalog(scope, _KIND))]

    def page(self, scope: Scope, filters: CouponFilters, request: PageRequest) -> Page[Coupon]:
        """Return a page of the coupons that fit the filters, newest first."""
        fitting = [
            (keys.created_order(coupon.created_at, coupon.id), coupon)
            for coupon in self.all(scope)
            if filters.holds(coupon)
        ]
        return page_in_memory(fitting, request, Cursor(scope, _KIND, filters.model_dump(mode="json")))

    def add(self, scope: Scope, coupon: Coupon) -> None:
        """Stage a new coupon."""
        self._session.add(_row(scope, coupon), aggregate=f"COUPON#{coupon.id}")
        move_catalog_version(self._session, scope)

    def save(self, scope: Scope, coupon: Coupon) -> None:
        """Stage the changed coupon."""
        self._session.save(_row(scope, coupon), aggregate=f"COUPON#{coupon.id}")
        move_catalog_version(self._session, scope)


def _row(scope: Scope, coupon: Coupon) -> Document:
    key = keys.catalog_entity(scope, _KIND, coupon.id)
    return Document(key.pk, key.sk, body=body_of(coupon))
