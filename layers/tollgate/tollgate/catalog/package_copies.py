"""Copies of what a product sells, under new names: drafts that say what is sold, and name each other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tollgate.catalog.addon import Addon
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import AnyPackage
from tollgate.charges.price import Price
from tollgate.shared.ids import Ids


@dataclass(frozen=True)
class Copying:
    """What all copies of one product share: its new id, the ids of the copies by those of the originals, the time."""

    product_id: str
    plan_ids: Mapping[str, str]
    addon_ids: Mapping[str, str]
    ids: Ids
    at: datetime

    def plan(self, plan: Plan) -> Plan:
        """Return the draft that copies a plan: what it inherits it grants again once it is published.

        Package groups are not copied, and so the copy offers none.
        """
        parent = self.plan_ids.get(plan.parent_plan_id) if plan.parent_plan_id is not None else None
        return self._draft(plan, self.plan_ids).but(
            parent_plan_id=parent,
            inherited_entitlements=(),
            inherited_credit_entitlements=(),
            compatible_addon_ids=self._addons(plan.compatible_addon_ids),
            compatible_package_groups=(),
            offered_package_groups=(),
        )

    def addon(self, addon: Addon) -> Addon:
        """Return the draft that copies an add-on."""
        return self._draft(addon, self.addon_ids).but(dependencies=self._addons(addon.dependencies))

    def _addons(self, addon_ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.addon_ids[addon_id] for addon_id in addon_ids if addon_id in self.addon_ids)

    def _draft(self, package: AnyPackage, names: Mapping[str, str]) -> AnyPackage:
        """Return a first draft that says the same. What a billing provider calls the original it does not call it."""
        made = {"created_at": self.at, "updated_at": self.at}
        return package.but(
            id=names[package.id],
            uuid=self.ids.uuid(),
            product_id=self.product_id,
            version_number=1,
            status=PackageStatus.DRAFT,
            is_latest=False,
            billing_id=None,
            charges=package.charges.identified(self._identity()),
            entitlements=tuple(each.but(uuid=self.ids.uuid(), **made) for each in package.entitlements),
            credit_entitlements=tuple(each.but(uuid=self.ids.uuid(), **made) for each in package.credit_entitlements),
            **made,
        )

    def _identity(self) -> Callable[[Price], dict[str, Any]]:
        def identity(price: Price) -> dict[str, Any]:
            unbilled = {"billing_id": None} if price.billing_id is not None else {}
            return {"id": self.ids.uuid(), "created_at": self.at, **unbilled}

        return identity
