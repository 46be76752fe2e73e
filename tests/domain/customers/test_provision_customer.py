"""What a customer may be, by tables of cases."""

import pytest

from tollgate.customers.provision_customer import check_email
from tollgate.shared.errors import InvalidInput


@pytest.mark.parametrize(
    "email", [None, "a@b.co", "first.last+tag@mail.example.org", "o'neil@example.ie", "root@localhost"]
)
def test_an_email_address_passes(email: str | None) -> None:
    check_email(email)


@pytest.mark.parametrize("email", ["", "a", "a@", "@b.co", "a b@c.de", "a@b@c", "a@-b.co", "a@b..co", "a@b.co\n"])
def test_what_is_no_email_address_is_refused(email: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_email(email)
    assert refused.value.details == {"field": "email"}
