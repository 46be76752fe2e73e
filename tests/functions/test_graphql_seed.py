"""The four documents everyone begins with, as they are printed."""

from pathlib import Path

from tests.support.graphql import ask, given_metered_catalogue
from tests.support.template_api import TemplateApi

SEED = Path(__file__).parents[1] / "contract" / "seed-operations.graphql"


def documents() -> dict[str, str]:
    """Return the documents by operation name, as they stand in the file."""
    text = SEED.read_text().split("\n\n", 1)[1]
    return {part.split()[1]: part for part in text.split("\n\n")}


def test_the_main_job_runs_through_the_seed_documents(api: TemplateApi) -> None:
    given_metered_catalogue(api)
    seed = documents()

    customer = ask(api, seed["ProvisionCustomer"])["provisionCustomer"]["customer"]
    assert customer["name"] == "Acme Inc"
    subscription = ask(api, seed["ProvisionSubscription"])["provisionSubscription"]["subscription"]
    assert subscription["status"] == "ACTIVE"
    before = ask(api, seed["CheckEntitlement"])["entitlement"]
    assert before == {"isGranted": True, "usageLimit": 1000, "currentUsage": 0}
    assert ask(api, seed["ReportUsage"])["reportUsage"]["id"].startswith("measurement-")
    assert ask(api, seed["CheckEntitlement"])["entitlement"] == before | {"currentUsage": 100}

    for _ in range(9):
        ask(api, seed["ReportUsage"])
    denied = {"isGranted": False, "usageLimit": 1000, "currentUsage": 1000}
    assert ask(api, seed["CheckEntitlement"])["entitlement"] == denied
