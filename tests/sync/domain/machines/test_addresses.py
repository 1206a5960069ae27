"""Which addresses are of the public internet: a table, with every way round it that is known."""

from __future__ import annotations

import pytest

from sync.domain.machines.addresses import is_public, wrong_with_url

PUBLIC = ("93.184.216.34", "8.8.8.8", "203.113.131.1", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1")
PRIVATE = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd00::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::1", "2001:0:7f00:1::", "::127.0.0.1", "localhost", "", "x", "1", "127.1", "0177.0.0.1",
)  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_may_be_reached(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_every_other_address_may_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://hooks.example.vn/a?b=c", ""), ("https://hooks.example.vn:8443/", ""), ("https://93.184.216.34/", ""), ("HTTPS://A.VN", ""),
        ("https://[2606:2800:220:1:248:1893:25c8:1946]/", ""), ("", "required"), ("http://a.vn/", "url_not_https"), ("//a.vn/", "url_not_https"),
        ("https:///a", "url_malformed"), ("https://a.vn/#x", "url_malformed"), ("https://a.vn\\@b.vn/", "url_malformed"), ("https://a.vn/\n", "url_malformed"),
        ("https://u@a.vn/", "url_malformed"), ("https://a.vn:99999/", "url_malformed"), ("https://[::1/", "url_malformed"),
        ("https://ví-dụ.vn/", "url_malformed"),
        ("https://10.0.0.1/", "url_private"), ("https://intranet/", "url_private"), ("https://x.localhost/", "url_private"),
        ("https://x.internal./", "url_private"),
        ("https://0x7f.0.0.1/", "url_private"), ("https://1.2.3/", "url_private"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_address_is_told(url: str, code: str) -> None:
    assert wrong_with_url(url) == code
