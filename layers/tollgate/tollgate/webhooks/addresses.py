"""Which addresses bodies may be sent to: those of the open internet, and those that the configuration allows. Pure."""

import re
from collections.abc import Iterable
from ipaddress import (
    AddressValueError,
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

from tollgate.shared.entity import Value

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_PUBLIC = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network, and what some systems take for themselves
            "10.0.0.0/8",
            "100.64.0.0/10",  # between a provider and its customers; some clouds keep metadata here
            "127.0.0.0/8",
            "169.254.0.0/16",  # link-local, with the metadata of machines and containers
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",  # relays that lead into 6to4
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
_GLOBAL = IPv6Network("2000::/3")
"""All of IPv6 that is given out; loopback, link-local, unique local, multicast and NAT64 lie outside."""
_NOT_GLOBAL = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocols, among them Teredo, which carries addresses of IPv4
            "2001:db8::/32",
            "2002::/16",  # 6to4, which carries addresses of IPv4
            "3fff::/20",
        ),
    )
)
_ISATAP = frozenset((0x0000_5EFE, 0x0200_5EFE))
"""What the interface's part begins with where it carries an address of IPv4."""

_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_LARGEST_PARTS = 4


class AllowedHosts(Value):
    """What the configuration allows beside the open internet: names of hosts, and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[str]) -> Self:
        """Return what a list of names, addresses and networks (CIDR) allows."""
        hosts, networks = set(), []
        for entry in filter(None, (each.strip().lower() for each in entries)):
            network = _network(entry)
            if network is not None:
                networks.append(network)
            else:
                hosts.add(entry.removesuffix("."))
        return cls(hosts=frozenset(hosts), networks=tuple(networks))

    def names(self, host: str) -> bool:
        """Tell whether the host is allowed by its name, wherever it leads."""
        return host.lower().removesuffix(".") in self.hosts

    def holds(self, address: Address) -> bool:
        """Tell whether the address is in a network that is allowed."""
        return any(address in network for network in self.networks)


NOTHING_ALLOWED = AllowedHosts()


def is_public(address: str, allowed: AllowedHosts = NOTHING_ALLOWED) -> bool:
    """Tell whether bodies may be sent to an address; what is no address in its usual spelling is none of them."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.scope_id is not None:
            return False
        if found.ipv4_mapped is None:
            return allowed.holds(found) or _is_global(found)
        found = found.ipv4_mapped
    return allowed.holds(found) or not any(found in network for network in _NOT_PUBLIC)


def _is_global(address: IPv6Address) -> bool:
    carries_another = int(address) >> 32 & 0xFFFF_FFFF in _ISATAP
    return address in _GLOBAL and not carries_another and not any(address in network for network in _NOT_GLOBAL)


def literal_address(host: str) -> str | None:
    """Return the address that a host is written as, in its usual spelling, None where the host is a name.

    Systems read addresses of IPv4 of one to four parts, each decimal, octal or hexadecimal (`127.1`, `0x7f000001`,
    `0177.0.0.1`), and so does this. Raises `ValueError` for what looks like an address and is none.
    """
    if ":" in host:
        return str(IPv6Address(host))
    parts = host.removesuffix(".").split(".")
    if not _NUMBER.fullmatch(parts[-1]):
        return None
    if len(parts) > _LARGEST_PARTS or not all(map(_NUMBER.fullmatch, parts)):
        raise AddressValueError(f"{host} ends in a number and is no address")
    *heads, last = map(_number, parts)
    if any(head > 0xFF for head in heads):
        raise AddressValueError(f"{host} is no address")
    whole = last
    for place, head in enumerate(heads):
        whole += head << 8 * (3 - place)
    if last >= 1 << 8 * (_LARGEST_PARTS - len(heads)):
        raise AddressValueError(f"{host} is no address")
    return str(IPv4Address(whole))


def _number(text: str) -> int:
    if text[:2] in {"0x", "0X"}:
        return int(text[2:] or "0", 16)
    return int(text, 8) if text.startswith("0") else int(text)


def _network(entry: str) -> Network | None:
    try:
        return ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return None
