"""The ports of billing, joined with storage, and the provider that collects."""

from typing import TYPE_CHECKING

from tollgate.wiring.work import session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.billing.ports import BillingProvider, UsageLedgers
    from tollgate.billing.usage import UsageReader

_replacement: "BillingProvider | None" = None


def bill_through(provider: "BillingProvider | None") -> None:
    """Let another provider than the environments' own bill, in this process; with None they bill again."""
    global _replacement
    _replacement = provider


def billing_provider() -> "BillingProvider":
    """Return who issues and collects invoices: the built-in provider, as no environment has another one yet."""
    from tollgate.billing.manual import ManualProvider
    from tollgate.billing.settling import AccountingProvider
    from tollgate.storage.invoices import DynamoInvoices

    provider = _replacement if _replacement is not None else ManualProvider(DynamoInvoices(session()))
    return AccountingProvider(provider, usage_ledgers())


def usage_ledgers() -> "UsageLedgers":
    """Return what was invoiced of subscriptions' usage."""
    from tollgate.storage.invoices import DynamoUsageLedgers

    return DynamoUsageLedgers(session())


def usage_reader() -> "UsageReader":
    """Return the reader of usage by windows."""
    from tollgate.storage.usage_buckets import DynamoUsageReader

    return DynamoUsageReader()
