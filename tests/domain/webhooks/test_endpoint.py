"""Which endpoints a webhook may have, in whatever spelling they come."""

import pytest

from tollgate.shared.errors import InvalidInput
from tollgate.webhooks.addresses import NOTHING_ALLOWED, AllowedHosts
from tollgate.webhooks.endpoint import check_addresses, checked_endpoint, host_of

LOOPBACK = AllowedHosts.of(["127.0.0.1", "hooks.internal", "localhost"])


class Book:
    """An address book with the entries that a test gives."""

    def __init__(self, **entries: list[str]) -> None:
        self._entries = entries

    def addresses(self, host: str) -> list[str]:
        """Return what was entered."""
        return self._entries.get(host.split(".")[0], [])


def checked(endpoint: str, *, is_http_allowed: bool = False, allowed: AllowedHosts = NOTHING_ALLOWED) -> str:
    return checked_endpoint(endpoint, field="endpoint", is_http_allowed=is_http_allowed, allowed=allowed)


@pytest.mark.parametrize(
    ("endpoint", "canonical"),
    [
        ("https://example.com", "https://example.com/"),
        ("https://example.com/", "https://example.com/"),
        ("HTTPS://Example.COM/Hooks?a=B", "https://example.com/Hooks?a=B"),
        ("https://example.com?a=b", "https://example.com/?a=b"),
        ("https://example.com.:8443/x", "https://example.com:8443/x"),
        ("https://example.com:65535//x//y", "https://example.com:65535//x//y"),
        ("https://hooks_a.example.com/x", "https://hooks_a.example.com/x"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://例え.テスト", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://8.8.8.8:443/x", "https://8.8.8.8:443/x"),
        ("https://0x08080808/x", "https://8.8.8.8/x"),
        ("https://[2606:4700:4700:0::1111]:1/x", "https://[2606:4700:4700::1111]:1/x"),
        ("https://a.b/%C3%BC?q=%20", "https://a.b/%C3%BC?q=%20"),
    ],
)
def test_an_endpoint_is_kept_in_its_canonical_spelling(endpoint: str, canonical: str) -> None:
    assert checked(endpoint) == canonical
    assert checked(canonical) == canonical


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "example.com",
        "//example.com/x",
        "/x",
        "https:example.com",
        "https:/example.com",
        "https:///x",
        "https://",
        "https://?x",
        "ftp://example.com",
        "file:///etc/passwd",
        "gopher://example.com:70/",
        "javascript:alert(1)",
        "https://user@example.com",
        "https://user:password@example.com",
        "https://@example.com",
        "https://example.com@127.0.0.1/",
        "https://example.com/#x",
        "https://example.com#",
        "https://example.com\\@127.0.0.1/",
        "https:\\\\example.com",
        "https://example.com/a b",
        " https://example.com",
        "https://example.com/\n",
        "https://exam\tple.com",
        "https://example.com/\x00",
        "https://example.com/\u202e",
        "https://example.com/ü",
        "https://example.com:0",
        "https://example.com:65536",
        "https://example.com:",
        "https://example.com:x",
        "https://example.com:-1",
        "https://example.com:80:80",
        "https://exa mple.com",
        "https://-a.example",
        "https://a-.example",
        "https://a..example",
        "https://.example",
        "https://a!b.example",
        "https://%65xample.com",
        "https://127%2e0.0.1",
        "https://example\u2100.com",
        "https://" + "a" * 64 + ".example",
        "https://" + "a." * 127 + "example",
        "https://example.com/" + "a" * 2029,
        "https://256.1.1.1",
        "https://1.2.3.4.5",
        "https://[example.com]",
        "https://[8.8.8.8]",
        "https://[::1",
        "https://::1",
        "https://[::1]x",
        "https://[v1.x]",
    ],
)
def test_what_is_no_plain_url_is_refused(endpoint: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(endpoint, is_http_allowed=True, allowed=LOOPBACK)
    assert refused.value.details == {"field": "endpoint"}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "017700000001",
        "0177.0.0.1",
        "0",
        "10.0.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "0251.0376.0251.0376",
        "１２７.0.0.1",
        "127。0。0。1",
        "①②⑦.⓪.⓪.①",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[::127.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:7f00:1::]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[ff02::1]",
        "localhost",
        "LOCALHOST.",
        "ｌｏｃａｌｈｏｓｔ",
        "hooks.localhost",
    ],
)
def test_a_host_that_is_not_of_the_open_internet_is_refused_in_every_spelling(host: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(f"https://{host}:8080/x")
    assert refused.value.details == {"field": "endpoint"}


def test_only_sandboxes_take_http() -> None:
    assert checked("http://example.com/x", is_http_allowed=True) == "http://example.com/x"
    with pytest.raises(InvalidInput, match="https://"):
        checked("http://example.com/x")


def test_the_configuration_allows_what_is_not_public() -> None:
    for endpoint in ("http://127.0.0.1:9000/x", "http://hooks.internal/x", "http://localhost:1/x"):
        assert checked(endpoint, is_http_allowed=True, allowed=LOOPBACK) == endpoint
        check_addresses(endpoint, field="endpoint", book=Book(hooks=["10.0.0.1"]), allowed=LOOPBACK)
    assert checked("http://0x7f.1/x", is_http_allowed=True, allowed=LOOPBACK) == "http://127.0.0.1/x"


@pytest.mark.parametrize(
    ("addresses", "is_let_pass"),
    [
        (["93.184.216.34"], True),
        (["93.184.216.34", "2606:4700::1"], True),
        ([], True),
        (["10.0.0.1"], False),
        (["93.184.216.34", "169.254.169.254"], False),
        (["::1"], False),
        (["fe80::1%2"], False),
        (["no address"], False),
    ],
)
def test_a_name_is_refused_where_it_leads_to_anything_forbidden(addresses: list[str], is_let_pass: bool) -> None:
    def look() -> None:
        check_addresses("https://name.example/x", field="endpoint", book=Book(name=addresses), allowed=NOTHING_ALLOWED)

    if is_let_pass:
        look()
        return
    with pytest.raises(InvalidInput, match="not public"):
        look()


def test_the_host_of_an_endpoint_is_found_without_port_and_brackets() -> None:
    assert host_of("https://example.com:8443/x") == "example.com"
    assert host_of("https://[2606:4700::1]:8443/x") == "2606:4700::1"
