"""The operator's commands, on the same tables as the API."""

import json
import os
from pathlib import Path

import boto3
import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.clock import FixedClock
from tests.support.metered import count_waiting, event, meter, sell_metered, usage_of, waiting
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, open_environment
from tools import catalogue, environments, keys, redrive, republish
from tools.deployment import run, variables_of_outputs
from tools.template import template


@pytest.fixture
def told(api: TemplateApi, capsys: pytest.CaptureFixture[str]) -> "Told":
    """Runs commands and returns the lines they print."""
    return Told(capsys)


class Told:
    """What commands print."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured

    def environments(self, *arguments: str) -> list[str]:
        """Run a command on environments."""
        run(environments.parser(), ["--account", "main", *arguments])
        return self._captured.readouterr().out.splitlines()

    def catalogue(self, *arguments: str) -> list[str]:
        """Run a command on catalogues."""
        run(catalogue.parser(), ["--account", "main", *arguments])
        return self._captured.readouterr().out.splitlines()

    def keys(self, *arguments: str) -> list[str]:
        """Run a command on the keys of the environment `production`."""
        run(keys.parser(), ["--account", "main", *arguments, "--environment", "production"])
        return self._captured.readouterr().out.splitlines()


def test_the_first_environment_prints_its_keys_once(told: Told) -> None:
    line, full, publishable, _ = told.environments("create", "production", "--type", "PRODUCTION", "--name", "Live")
    assert line.split()[:2] == ["production", "PRODUCTION"]
    assert line.endswith("Live")
    assert api_of(full.split()[1]).get("/api/v1/features").status == 200
    assert api_of(publishable.split()[1]).get("/api/v1/features").status == 403
    assert told.environments("list") == [line]
    assert told.environments("governance", "production", "off")[0].startswith("Governance is off in production;")
    listed = "\n".join(told.keys("list"))
    assert full.split()[1] not in listed
    assert publishable.split()[1] not in listed


def test_a_key_is_created_rotated_and_revoked(told: Told, clock: FixedClock) -> None:
    told.environments("create", "production")
    line, secret, _ = told.keys("create", "--name", "Importer", "--permission", "CUSTOMER:WRITE")
    assert line.endswith("ACTIVE  Importer [CUSTOMER:WRITE]")
    key_id = line.split()[0]
    assert api_of(secret).get("/api/v1/customers").status == 200

    _, successor, _ = told.keys("rotate", key_id, "--grace", "1h")
    assert any(key_id in each and "EXPIRING until 2026-01-15T11:30:00.000Z" in each for each in told.keys("list"))
    assert [api_of(each).get("/api/v1/customers").status for each in (secret, successor)] == [200, 200]

    (revoked,) = told.keys("revoke", key_id)
    assert "REVOKED" in revoked
    assert [api_of(each).get("/api/v1/customers").status for each in (secret, successor)] == [401, 200]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["create", "--name", "x"], "InvalidArgumentError"),
        (["create", "--name", "x", "--permission", "EVERYTHING"], "InvalidArgumentError"),
        (["create", "--name", "x", "--kind", "full", "--permission", "CUSTOMER:READ"], "InvalidArgumentError"),
        (["rotate", "api-key-unknown"], "ApiKeyNotFound"),
        (["revoke", "api-key-unknown"], "ApiKeyNotFound"),
    ],
)
def test_a_refusal_is_told_by_its_code(told: Told, arguments: list[str], code: str) -> None:
    told.environments("create", "production")
    with pytest.raises(SystemExit, match=f"^{code}: "):
        told.keys(*arguments)


def test_an_unknown_environment_is_told(told: Told) -> None:
    with pytest.raises(SystemExit, match=r"^EnvironmentMissing: "):
        told.keys("list")


def test_a_slug_that_is_taken_is_told_and_nothing_is_printed_as_made(told: Told) -> None:
    told.environments("create", "production")
    with pytest.raises(SystemExit, match=r"^DuplicatedEntityNotAllowed: "):
        told.environments("create", "production")
    assert len(told.environments("list")) == 1


@pytest.fixture
def two_environments(told: Told) -> dict[str, str]:
    """A full key of each of two environments, by slug; one of them sells a plan."""
    secrets = {slug: told.environments("create", slug)[1].split()[1] for slug in ("development", "production")}
    source = api_of(secrets["development"])
    create_product(source)
    create_feature(source, "feature-calls")
    create_plan(source)
    grant(source, "plan-pro", "feature-calls", usageLimit=5)
    publish(source)
    return secrets


SHOWN = ["+ features feature-calls", "+ products product-main", "+ plans plan-pro", "3 new, 0 changed"]


def test_a_catalogue_is_written_to_a_file(told: Told, two_environments: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "catalogue.json"
    (line,) = told.catalogue("export", "--environment", "development", "--output", str(file))
    assert line == f"{file}: 2 products, 1 plans, 0 addons, 1 features, 0 coupons"
    assert json.loads(file.read_text()) == json.loads("".join(told.catalogue("export", "--environment", "development")))
    assert told.catalogue("diff", str(file), "development") == ["0 new, 0 changed"]


def test_catalogues_are_compared_thing_by_thing(told: Told, two_environments: dict[str, str]) -> None:
    assert told.catalogue("diff", "development", "production") == SHOWN
    assert told.catalogue("diff", "production", "development") == ["0 new, 0 changed"]


def test_a_merge_is_shown_before_it_is_done(told: Told, two_environments: dict[str, str]) -> None:
    assert told.catalogue("merge", "development", "production") == [
        *SHOWN,
        "Nothing is changed yet; merge with --apply",
    ]
    destination = api_of(two_environments["production"])
    assert destination.get("/api/v1/plans").data == []

    assert told.catalogue("merge", "development", "production", "--apply") == [
        "merged feature feature-calls",
        "merged product product-main",
        "merged plan plan-pro",
    ]
    assert destination.get("/api/v1/plans/plan-pro").data["status"] == "PUBLISHED"

    api_of(two_environments["development"]).patch("/api/v1/features/feature-calls", displayName="Calls")
    assert told.catalogue("diff", "development", "production") == [
        "~ features feature-calls",
        '    displayName: "feature-calls" → "Calls"',
        "0 new, 1 changed",
    ]


def test_a_file_is_merged_and_what_is_wrong_with_it_is_told(
    told: Told, two_environments: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "catalogue.json"
    for text, message in (
        ("{", f"^BadUserInput: {file} is not a JSON document"),
        ('{"features": {"x": {}}}', "^BadUserInput: features.x.displayName"),
        ('{"feature": {"x": {}}}', "^InvalidArgumentError: feature says nothing"),
        ('{"plans": {"x": {"displayName": "X", "productId": "none", "status": "DRAFT"}}}', "There is no product"),
    ):
        file.write_text(text)
        with pytest.raises(SystemExit, match=message):
            told.catalogue("merge", str(file), "production", "--apply")
    file.write_text('{"features": {"feature-new": {"displayName": "New", "featureType": "BOOLEAN"}}}')
    assert told.catalogue("merge", str(file), "production", "--apply") == ["merged feature feature-new"]


def test_an_environment_of_another_account_is_not_found(told: Told, two_environments: dict[str, str]) -> None:
    open_environment("staging", account_id="account-other")
    with pytest.raises(SystemExit, match=r"^EnvironmentMissing: "):
        told.catalogue("merge", "staging", "production", "--apply")


def test_past_events_are_published_again(told: Told, clock: FixedClock, capsys: pytest.CaptureFixture[str]) -> None:
    told.environments("create", "production")
    clock.advance(minutes=1)
    place = ["--account", "main", "--environment", "production"]
    run(republish.parser(), [*place, "--from", "2026-01-15T10:00:00Z"])
    assert capsys.readouterr().out == "3 events published\n"
    run(republish.parser(), [*place, "--from", "2026-01-15T09:00:00Z", "--to", "2026-01-15T10:00:00+00:00"])
    assert capsys.readouterr().out == "0 events published\n"
    with pytest.raises(SystemExit, match=r"^InvalidArgumentError: "):
        run(republish.parser(), [*place, "--from", "2026-01-16T10:00:00Z"])


def test_what_could_not_be_counted_is_sent_again(api: TemplateApi, capsys: pytest.CaptureFixture[str]) -> None:
    sell_metered({"calls": meter()})
    assert api.call("POST", "/api/v1/events", {"events": [event("1"), event("2", customer_id="beta")]}).status == 201
    sqs, queue = boto3.client("sqs"), os.environ["USAGE_QUEUE_URL"]
    policy = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["RedrivePolicy"])["Attributes"]["RedrivePolicy"]
    name = json.loads(policy)["deadLetterTargetArn"].rsplit(":", 1)[1]
    dead = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    for each in waiting():
        group = each["attributes"]["MessageGroupId"]
        sqs.send_message(
            QueueUrl=dead, MessageBody=each["body"], MessageGroupId=group, MessageDeduplicationId=each["messageId"]
        )
    run(redrive.parser(), ["--account", "main"])
    assert capsys.readouterr().out == "2 messages sent again\n"
    assert count_waiting(api) == 2
    assert usage_of(api, "calls") == [1]
    run(redrive.parser(), ["--account", "main"])
    assert capsys.readouterr().out == "0 messages sent again\n"


def test_the_tables_of_a_stack_on_aws_are_read_from_its_outputs() -> None:
    outputs = [{"OutputKey": name, "OutputValue": f"value of {name}"} for name in template()["Outputs"]]
    assert variables_of_outputs(outputs) == {
        "DOCUMENTS_TABLE": "value of DocumentsTableName",
        "LIVE_TABLE": "value of LiveTableName",
        "LEDGER_TABLE": "value of LedgerTableName",
        "OCCURRENCES_TABLE": "value of OccurrencesTableName",
        "OUTBOX_TABLE": "value of OutboxTableName",
        "USAGE_QUEUE_URL": "value of UsageQueueUrl",
        "EVENT_BUS_NAME": "value of BusName",
    }
