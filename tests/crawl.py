"""Follow the links of pages as a visitor would, without a browser.

    visits = crawl(client, "/", within=lambda address: not address.startswith("/desk/"))

Of pages that differ only in their subject (one route) a few are opened, not all.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

_SILENT = frozenset({"script", "style", "svg", "code", "noscript", "pre"})
_SPOKEN = ("aria-label", "title", "alt", "placeholder")
# Three words of Latin letters in a row, as no Chinese office writes them.
ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?:[,.;:'’()-]? \(?[A-Za-z]{2,}){2,}")


@dataclass(frozen=True, slots=True)
class Visit:
    """One page opened, and where its link stood."""

    address: str
    route: str
    status: int
    came_from: str
    words: str
    html: str

    @property
    def english(self) -> list[str]:
        """Runs of English words a person would read on the page."""
        return sorted(set(ENGLISH.findall(self.words)))


class _Page(HTMLParser):
    """The links of a page and what it says to people."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self._said: list[str] = []
        self._silent: list[str] = []
        self.feed(text)

    @property
    def words(self) -> str:
        return "\n".join(self._said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        self._said += [given[name] for name in _SPOKEN if given.get(name)]
        coded = bool({"code", "mono"} & set(given.get("class", "").split()))
        if tag in _SILENT or coded:
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self._said.append(" ".join(data.split()))


def crawl(
    client: Client, *starts: str, within: Callable[[str], bool] = lambda address: True,
    per_route: int = 2, most: int = 400,
) -> Iterator[Visit]:  # fmt: skip
    """Every page reachable by links from the starts; links out of bounds are opened, not followed.

    Redirects are followed to where they lead.
    """
    waiting = deque((start, "") for start in starts)
    seen, opened = set(starts), Counter[str]()
    while waiting and most:
        address, came_from = waiting.popleft()
        route = _route(address)
        if opened[route] >= per_route:
            continue
        opened[route] += 1
        most -= 1
        answer = client.get(address, follow=True)
        html = answer.headers.get("Content-Type", "").startswith("text/html")
        text = answer.content.decode() if html and not answer.streaming else ""
        page = _Page(text)
        yield Visit(address, route, answer.status_code, came_from, page.words, text)
        if not within(address):
            continue
        for link in page.links:
            target = urlsplit(urljoin(address, link))
            if target.scheme or target.netloc or link.startswith(("#", "data:")):
                continue
            whole = target.path + (f"?{target.query}" if target.query else "")
            if whole not in seen:
                seen.add(whole)
                waiting.append((whole, address))


def _route(address: str) -> str:
    path, _, query = address.partition("?")
    try:
        names = ",".join(sorted(part.partition("=")[0] for part in query.split("&")))
        return f"{resolve(path).route}?{names}"
    except Resolver404:
        return address
