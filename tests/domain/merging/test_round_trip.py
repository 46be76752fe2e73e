"""A document that is merged into an empty environment comes out of it again."""

from tests.support.merging import WHOLE, a_catalogue_of, an_empty_catalogue, exported, merge
from tollgate.merging.compare import merged
from tollgate.merging.document import CatalogDocument


def test_the_document_of_a_new_environment_is_the_one_it_was_made_of() -> None:
    document = CatalogDocument.of_json(WHOLE)
    catalogue = an_empty_catalogue()
    expected = merged(document, exported(catalogue))
    merge(document, catalogue)
    assert exported(catalogue).to_json() == document.to_json() == expected.to_json()


def test_a_second_merge_changes_nothing_and_tells_nobody() -> None:
    document = CatalogDocument.of_json(WHOLE)
    catalogue = a_catalogue_of(document)
    told = len(catalogue.events.recorded)
    assert merge(document, catalogue) == []
    assert len(catalogue.events.recorded) == told
