"""A browser by hand: keeps cookies, follows redirects, submits forms by id."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests


class Forms(HTMLParser):
    """The forms of a page with what they would send, and every id."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.ids, self._form = {}, set(), None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        held = dict(attributes)
        self.ids.add(held.get("id"))
        if tag == "form":
            self._form = {"action": held.get("action") or "", "fields": {}}
            self.forms[held.get("id")] = self._form
        elif tag == "input" and self._form is not None and held.get("name"):
            is_box = held.get("type") in ("checkbox", "radio")
            if not is_box or "checked" in held:
                self._form["fields"][held["name"]] = held.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None


class Browser:
    def __init__(self, home):
        self.origin = origin(home)
        self.session = requests.Session()
        self.url, self.page, self.text = None, None, None

    def open(self, url, fields=None):
        """Opens an address (posts, when there are fields); stops outside the provider."""
        for _ in range(12):
            if origin(url) != self.origin:
                self.url = url
                return url
            if fields is None:
                answer = self.session.get(url, allow_redirects=False, timeout=30)
            else:
                headers = {"Origin": self.origin}
                answer = self.session.post(
                    url, data=fields, headers=headers, allow_redirects=False, timeout=30
                )
            self.url, self.text, fields = url, answer.text, None
            self.page = Forms(self.text)
            if not answer.is_redirect:
                return url
            url = urljoin(url, answer.headers["Location"])
        raise AssertionError("too many redirects")

    def has(self, id_):
        """Whether a page of the provider is shown, and has it."""
        return origin(self.url) == self.origin and id_ in self.page.ids

    def submit(self, id_, values):
        form = self.page.forms[id_]
        return self.open(urljoin(self.url, form["action"]), {**form["fields"], **values})


def origin(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
