"""The actions of workflows, joined with what they reach."""

import os
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tollgate.wiring.webhooks import address_book, allowed_hosts, managing_webhooks

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.shared.scope import Scope
    from tollgate.workflow_actions.registry import ActionRegistry
    from tollgate.workflows.outside import CustomEvents, Functions, HttpCaller, Mailer


@cache
def workflow_actions() -> "ActionRegistry":
    """Return every kind of action."""
    from tollgate.workflow_actions.registry import ACTIONS, ActionRegistry

    return ActionRegistry(ACTIONS)


def outside_url(scope: "Scope", url: str, *, field: str) -> str:
    """Return a URL in its canonical spelling; raises `InvalidInput` for one that leads to no public place."""
    from tollgate.webhooks.managing import reachable_endpoint

    return reachable_endpoint(scope, url, field=field, managing=managing_webhooks())


def is_allowed_host(url: str) -> bool:
    """Tell whether the configuration names the host of a URL beside the open internet."""
    from tollgate.webhooks.addresses import literal_address

    host, allowed = urlsplit(url).hostname or "", allowed_hosts()
    try:
        address = literal_address(host)
    except ValueError:
        return False
    return allowed.names(host) or (address is not None and allowed.holds(ip_address(address)))


def workflow_http() -> "HttpCaller":
    """Return what makes requests."""
    from tollgate.integrations.public_http import PublicHttp
    from tollgate.integrations.workflow_http import WorkflowHttp

    return WorkflowHttp(PublicHttp(allowed=allowed_hosts(), book=address_book()))


@cache
def workflow_mailer() -> "Mailer":
    """Return what sends e-mail."""
    from tollgate.integrations.workflow_services import SesMailer

    senders = [each.strip() for each in os.environ["WORKFLOW_EMAIL_FROM"].split(",")]
    return SesMailer(senders, region=os.environ["AWS_REGION"])


@cache
def workflow_events() -> "CustomEvents":
    """Return what puts events of workflows on buses."""
    from tollgate.integrations.workflow_services import BusEvents

    others = [each.strip() for each in os.environ["WORKFLOW_EVENT_BUSES"].split(",")]
    return BusEvents(os.environ["EVENT_BUS_NAME"], others=others, region=os.environ["AWS_REGION"])


@cache
def workflow_functions() -> "Functions":
    """Return what calls functions of Lambda."""
    from tollgate.integrations.workflow_services import LambdaFunctions

    return LambdaFunctions(os.environ["WORKFLOW_LAMBDA_PREFIX"], region=os.environ["AWS_REGION"])


def forget_workflow_services() -> None:
    """Make the clients of services anew from now on."""
    for each in (workflow_mailer, workflow_events, workflow_functions):
        each.cache_clear()
