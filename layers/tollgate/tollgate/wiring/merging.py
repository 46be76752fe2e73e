"""The ports of merging, joined with storage."""

from typing import TYPE_CHECKING

from tollgate.wiring.catalog import (
    addons,
    coupons,
    feature_groups,
    features,
    package_groups,
    plans,
    products,
    subscription_use,
)
from tollgate.wiring.credits import custom_currencies
from tollgate.wiring.tasks import tasks
from tollgate.wiring.work import clock, events, ids, session
from tollgate.wiring.workflows import saving

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.merging.ports import Catalogue, MergeSources, Rehearsals


def catalogue() -> "Catalogue":
    """Return everything through which a catalogue is read and changed."""
    from tollgate.merging.ports import Catalogue
    from tollgate.workflows.put_workflow import SavedWorkflows

    return Catalogue(
        features=features(),
        groups=feature_groups(),
        package_groups=package_groups(),
        products=products(),
        plans=plans(),
        addons=addons(),
        coupons=coupons(),
        currencies=custom_currencies(),
        workflows=SavedWorkflows(saving()),
        subscriptions=subscription_use(),
        tasks=tasks(),
        events=events(),
        clock=clock(),
        ids=ids(),
    )


def merge_sources() -> "MergeSources":
    """Return the documents that tasks merge."""
    from tollgate.storage.merge_sources import DynamoMergeSources

    return DynamoMergeSources(session())


def rehearsals() -> "Rehearsals":
    """Return what makes catalogues to try things on."""
    from tollgate.storage.rehearsal import Rehearsing

    return Rehearsing()
