"""The transport of the package, against servers that do what networks do."""

import contextlib
import http.client
import http.server
import threading

import pytest

from perisai_field import HttpTransport, PortError, TransportRequest

REQUEST = TransportRequest(path="/v1/exchange", headers={"content-type": "a/b"}, body=b"123")


@contextlib.contextmanager
def answering(status, body, promised=None):
    """A server that answers everything in one way; yields a transport to it, and what it was asked."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked = self.rfile.read(int(self.headers["content-length"]))
            seen.append((self.command, self.path, self.headers["content-type"], asked))
            self.send_response(status)
            self.send_header("content-type", "x/y")
            self.send_header("location", "/elsewhere")
            self.send_header("content-length", str(len(body) if promised is None else promised))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield HttpTransport(f"http://127.0.0.1:{server.server_port}/base/"), seen
        finally:
            server.shutdown()
            serving.join()


@pytest.mark.parametrize("status", [200, 307, 401, 429, 500])
def test_a_request_is_carried_as_it_is_and_so_is_the_answer_whatever_its_status(status):
    with answering(status, b"later") as (transport, seen):
        answer = transport.send(REQUEST, 5)
    assert (answer.status, answer.content_type, answer.body) == (status, "x/y", b"later")
    assert seen == [("POST", "/base/v1/exchange", "a/b", b"123")]


def test_an_answer_longer_than_allowed_is_refused():
    with answering(200, b"longer") as (transport, _), pytest.raises(PortError.Unavailable):
        transport.send(REQUEST, 5)


def test_an_answer_cut_short_is_no_answer():
    # Which of the two depends on the version of Python.
    refusals = (PortError.Unavailable, http.client.IncompleteRead)
    with answering(200, b"half", promised=10) as (transport, _), pytest.raises(refusals):
        transport.send(REQUEST, 100)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1", "https://branch.example"]
)
def test_an_address_by_https_or_on_this_machine_is_taken(address):
    HttpTransport(address)


@pytest.mark.parametrize(
    "address", ["http://branch.example", "http://10.0.0.1", "http://127.0.0.1.example", "ftp://127.0.0.1", ""]
)
def test_any_other_address_is_refused(address):
    with pytest.raises(ValueError):
        HttpTransport(address)
