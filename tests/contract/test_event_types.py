"""Every event of ours has a published name, or is known to have none; and the log knows what each is about."""

from inspect import signature

import pytest

from tests.contract.test_architecture import every
from tests.contract.test_graphql_schema import FACTS
from tests.support.one_of_each import fill
from tests.support.recorded import recorded
from tests.support.template_api import TemplateApi
from tollgate.activity.entry import UNPUBLISHED, EntityType, entity_type_of
from tollgate.catalog.events import PackageEvent
from tollgate.credits.grant_events import CreditBalanceEvent
from tollgate.credits.recharge_events import (
    AutomaticRechargeOperationAttempted,
    AutomaticRechargeTriggered,
    CreditsAutomaticRechargeLimitExceeded,
)
from tollgate.shared.events import DomainEvent
from tollgate.shared.scope import ActorType
from tollgate.subscriptions.provision_events import CreateSubscriptionFailed

_ABOUT_NO_DOCUMENT = (
    AutomaticRechargeOperationAttempted,
    AutomaticRechargeTriggered,
    CreateSubscriptionFailed,
    CreditBalanceEvent,
    CreditsAutomaticRechargeLimitExceeded,
)
EVENTS = [event for event in every(DomainEvent) if "event_type" in event.__dict__]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_bears_a_published_name(event: type[DomainEvent]) -> None:
    assert event.event_type in FACTS["types"]["EventLogType"] or event.event_type in UNPUBLISHED


def test_only_events_of_ours_are_unpublished() -> None:
    assert {event.event_type for event in EVENTS} >= UNPUBLISHED
    assert not UNPUBLISHED & set(FACTS["types"]["EventLogType"])


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_can_be_made_of_the_former_state_of_what_changed(event: type[DomainEvent]) -> None:
    """So the log shows how things were before. Packages are told of by versions, which repositories put together."""
    changes_nothing = event.source in {"billing", "entitlements", "usage", "webhooks", "workflows"} or issubclass(
        event, _ABOUT_NO_DOCUMENT
    )
    assert (event.tells_of is None) is (changes_nothing or issubclass(event, PackageEvent))
    if not changes_nothing and event.as_of is DomainEvent.as_of:
        signature(event.of).bind(None, at=None)  # type: ignore[attr-defined]


def test_the_log_names_things_and_actors_as_the_published_schema_does() -> None:
    assert set(EntityType) == set(FACTS["types"]["EventEntityType"])
    assert set(ActorType) <= set(FACTS["types"]["EventActor"])


def test_the_log_knows_everything_that_events_tell_of(api: TemplateApi) -> None:
    fill(api)
    kinds = {event.aggregate.partition("#")[0] for event in recorded()} - {"TASK", "API_KEY"}
    called = {kind: EntityType.CREDIT if kind.startswith("CREDIT_") else EntityType(kind) for kind in kinds}
    assert {kind: entity_type_of(f"{kind}#id") for kind in kinds} == called
