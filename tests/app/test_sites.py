# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from strongroom.app.sites import site_of


@pytest.mark.parametrize(
    "website",
    [
        "github.com",
        "https://github.com",
        "http://github.com/",
        "https://www.github.com/login?x=1#top",
        "HTTPS://GitHub.com:443/zoe",
        " https://github.com. ",
    ],
)
def test_one_site_however_it_is_written(website):
    assert site_of(website) == "github.com"


@pytest.mark.parametrize(
    ("website", "site"),
    [
        ("", ""),
        ("https://gist.github.com", "gist.github.com"),
        ("http://localhost:8080/a", "localhost:8080"),
        ("https://[::1]/a", "::1"),
        ("https://[broken", "https://[broken"),
        ("https://host:99999", "https://host:99999"),
        ("android://hash@com.example", "android://hash@com.example"),
        ("https://", "https://"),
        ("https://пример.рф/a", "пример.рф"),
    ],
)
def test_other_sites_are_other_sites(website, site):
    assert site_of(website) == site
