"""Which addresses bodies may be sent to, and in how many ways a forbidden one may be written."""

from ipaddress import ip_address

import pytest

from tollgate.webhooks.addresses import AllowedHosts, is_public, literal_address

PUBLIC = (
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
    "2600:1f18::1",
    "2a00:1450:4001:800::200e",
    "::ffff:8.8.8.8",
)
FORBIDDEN = (
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "169.254.170.2",
    "169.254.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::a9fe:a9fe",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2600:1f18::5efe:10.0.0.1",
    "2600:1f18::200:5efe:7f00:1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "2600:1f18::1%eth0",
)
NO_ADDRESSES = ("", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1/8", " 8.8.8.8", "[::1]")


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", [*FORBIDDEN, *NO_ADDRESSES])
def test_everything_else_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_nothing_is_public_that_the_registry_calls_private(address: str) -> None:
    assert ip_address(address.removeprefix("::ffff:")).is_global


@pytest.mark.parametrize(
    ("entries", "address", "is_allowed"),
    [
        (["127.0.0.1"], "127.0.0.1", True),
        (["127.0.0.1"], "::ffff:127.0.0.1", True),
        (["127.0.0.1"], "127.0.0.2", False),
        (["127.0.0.1"], "::1", False),
        ([" 10.0.0.0/8 ", ""], "10.1.2.3", True),
        (["10.0.0.1/8"], "10.1.2.3", True),
        (["10.0.0.0/8"], "192.168.0.1", False),
        (["fd00::/8"], "fd00:ec2::254", True),
        (["[::1]"], "::1", True),
        (["::1"], "127.0.0.1", False),
        (["fe80::/10"], "fe80::1%eth0", False),
        (["hooks.internal"], "10.0.0.1", False),
        ([], "10.0.0.1", False),
    ],
)
def test_the_configuration_allows_further_networks(entries: list[str], address: str, is_allowed: bool) -> None:
    assert is_public(address, AllowedHosts.of(entries)) is is_allowed


def test_the_configuration_allows_hosts_by_name() -> None:
    allowed = AllowedHosts.of(["Hooks.Internal", "10.0.0.0/8", "trailing.internal."])
    assert allowed.names("hooks.internal")
    assert allowed.names("HOOKS.internal.")
    assert allowed.names("trailing.internal")
    assert not allowed.names("other.hooks.internal")
    assert not allowed.names("10.0.0.1")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("127.0.1", "127.0.0.1"),
        ("127.65530", "127.0.255.250"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0X7F.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("0xa9.0xfe.0xa9.0xfe", "169.254.169.254"),
        ("2852039166", "169.254.169.254"),
        ("169.254.43518", "169.254.169.254"),
        ("0", "0.0.0.0"),
        ("0x", "0.0.0.0"),
        ("8.8.8.8", "8.8.8.8"),
        ("::1", "::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("2606:4700:4700:0::1111", "2606:4700:4700::1111"),
        ("example.com", None),
        ("1.example", None),
        ("127.0.0.1.example.com", None),
        ("0xg", None),
    ],
)
def test_a_host_may_be_an_address_in_many_spellings(host: str, address: str | None) -> None:
    assert literal_address(host) == address


@pytest.mark.parametrize(
    "host", ["256.0.0.1", "1.2.3.4.5", "1.2.3.256", "1.256.1", "4294967296", "08.1.1.1", "a.1", "1..1", ":1", "1:2"]
)
def test_what_ends_in_a_number_and_is_no_address_is_no_name_either(host: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        literal_address(host)
