"""What a relying party has beside a library: a server of its own, and people who sign in and out."""

import re
import threading
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from urllib.parse import urlencode

from browser import Browser


class Server:
    """Serves what `objects` holds by path, and takes logout tokens at `/back-channel`."""

    def __init__(self, port):
        self.origin = f"http://127.0.0.1:{port}"
        self.objects, self.fetched, self.posted = {}, [], Queue()
        server = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self):
                server.fetched.append(self.path)
                self.answer(server.objects[self.path]().encode())

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.posted.put(body.decode())
                self.answer(b"")

            def answer(self, body):
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Says nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", port), Answers)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self):
        self._http.shutdown()


class Person:
    """Somebody with a browser."""

    def __init__(self, issuer, settings):
        self.browser = Browser(issuer)
        self.username, self.password = settings["username"], settings["password"]

    def authorize(self, url, redirect_uri):
        """Goes through the pages, as far as there are any; the parameters of the answer as text."""
        browser = self.browser
        browser.open(url)
        if browser.has("login-form"):
            browser.submit("login-form", {"username": self.username})
        if browser.has("password"):
            browser.submit("login-form", {"password": self.password})
        if browser.has("consent-form"):
            browser.submit("consent-form", {})
        if browser.has("form-post"):
            form = browser.page.forms["form-post"]
            assert form["action"] == redirect_uri, form
            return urlencode(form["fields"])
        assert browser.url.startswith(redirect_uri), f"came back to {browser.url}"
        return re.split("[?#]", browser.url, maxsplit=1)[1]

    def sign_out(self, url):
        """Signs out; the addresses of the frames of the page after it."""
        self.browser.open(url)
        self.browser.submit("logout-form", {})
        return [unescape(src) for src in re.findall('<iframe src="([^"]*)"', self.browser.text)]
