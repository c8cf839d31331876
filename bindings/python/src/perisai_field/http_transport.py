"""Carrying requests to a branch over HTTP."""

import http.client
import ipaddress
import urllib.parse

from .perisai_bindings import PortError, Transport, TransportRequest, TransportResponse


class HttpTransport(Transport):
    """Carries requests by the standard library's client and the system's trust store.

    HTTPS, or plain HTTP to this machine's loopback; follows no redirects, keeps no cookies, repeats no request: the core
    decides when to send again. ``seconds`` is how long to wait for a connection and for the next bytes of an answer.
    """

    def __init__(self, branch: str, seconds: float = 60.0):
        address = urllib.parse.urlsplit(branch)
        if address.scheme == "https":
            self._connect = http.client.HTTPSConnection
        elif address.scheme == "http" and _is_loopback(address.hostname):
            self._connect = http.client.HTTPConnection
        else:
            raise ValueError("a branch is reached by HTTPS")
        self._host, self._port, self._seconds = address.hostname, address.port, seconds
        self._below = address.path.rstrip("/")

    def send(self, request: TransportRequest, bytes_max: int) -> TransportResponse:
        connection = self._connect(self._host, self._port, timeout=self._seconds)
        try:
            connection.request("POST", self._below + request.path, request.body, request.headers)
            answer = connection.getresponse()
            promised = answer.length
            body = answer.read(bytes_max + 1)
            if len(body) > bytes_max or promised is not None and promised != len(body):
                raise PortError.Unavailable()
            return TransportResponse(
                status=answer.status, content_type=answer.headers.get("content-type", ""), body=body
            )
        finally:
            connection.close()


def _is_loopback(host) -> bool:
    """By numeric address: a name would be looked up on the network, and could say anything."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
