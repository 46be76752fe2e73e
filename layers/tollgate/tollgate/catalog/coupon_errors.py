"""What is refused where a coupon is applied."""

from tollgate.shared.errors import InvalidInput


class ArchivedCouponCantBeApplied(InvalidInput):
    """The coupon is archived: it goes on where it was applied before, and is not applied any more."""

    code = "ArchivedCouponCantBeApplied"

    @classmethod
    def of(cls, coupon_id: str, *, field: str) -> "ArchivedCouponCantBeApplied":
        """Return the error for this id; `field` is where it stood."""
        return cls(f"The coupon {coupon_id} is archived; apply another one", refId=coupon_id, field=field)
