"""Documents: kept once they were checked, within bounds that a deployment may set."""

import pytest

from tests.support.graphql import ask, code_of
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.graphql.documents import Documents, InvalidDocument
from tollgate.graphql.limits import AliasesLimitExceeded, Limits
from tollgate.graphql.schema import served_schema
from tollgate.shared.errors import BadUserInput


@pytest.fixture
def documents() -> Documents:
    """Documents with the limits everyone begins with."""
    return Documents(served_schema(), Limits())


def test_a_document_seen_before_is_not_prepared_again(documents: Documents) -> None:
    assert documents.prepared("{ __typename }") is documents.prepared("{ __typename }")
    assert documents.prepared("{ __typename }") is not documents.prepared("{__typename}")


def test_documents_used_last_are_kept_within_a_million_characters(documents: Documents) -> None:
    often = documents.prepared("{ __typename }")
    seldom = documents.prepared("{__typename}")
    for number in range(40):
        documents.prepared("{ __typename }" + " " * (30_000 + number))
        assert documents.prepared("{ __typename }") is often
    assert documents.prepared("{__typename}") is not seldom


def test_a_document_that_is_refused_is_not_kept(documents: Documents) -> None:
    for _ in range(2):
        with pytest.raises(InvalidDocument):
            documents.prepared("{ unknown }")


def test_the_template_sets_the_limits_everyone_begins_with(api: TemplateApi) -> None:
    assert wiring.graphql_limits() == Limits()


def test_a_deployment_sets_its_own_limits(api: TemplateApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHQL_ALIASES", "1")
    monkeypatch.setenv("GRAPHQL_DOCUMENT_BYTES", "40")
    limits = wiring.graphql_limits()
    assert limits == Limits(aliases=1, document_bytes=40)
    documents = Documents(served_schema(), limits)
    documents.prepared("{ a: __typename }")
    with pytest.raises(AliasesLimitExceeded):
        documents.prepared("{ a: __typename b: __typename }")
    with pytest.raises(BadUserInput):
        documents.prepared("{ __typename }" + " " * 27)


def test_a_refusal_leaves_the_next_request_alone(api: TemplateApi) -> None:
    assert code_of(api, "{ unknown }") == "BadUserInput"
    assert ask(api, "{ __typename }") == {"__typename": "Query"}
