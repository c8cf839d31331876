"""The signature profile of docs/signature.md, held against what Rust signs.

Once by a general library (`http-message-signatures`), which knows RFC 9421 and nothing of the profile; once by a
signer written here from the page alone, which has to arrive at the same headers.

Needs the environment variable PERISAI_SIGN_FIXTURE: the path of the built `sign_fixture` binary.
"""

import base64
import dataclasses
import hashlib
import json
import os
import pathlib
import re
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, InvalidSignature, algorithms

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "signature.md"
REQUEST_COMPONENTS = ["@method", "@path", "content-digest", "content-type", "perisai-device", "perisai-incarnation"]
ENROLMENT_COMPONENTS = REQUEST_COMPONENTS[:4]


@dataclasses.dataclass
class Request:
    """A request as the library wants to see one."""

    method: str
    url: str
    headers: dict


class OneKey(HTTPSignatureKeyResolver):
    def __init__(self, keyid, key):
        self.keyid = keyid
        self.key = key

    def resolve_public_key(self, key_id):
        assert key_id == self.keyid
        return Ed25519PublicKey.from_public_bytes(self.key)


class Verifier(HTTPMessageVerifier):
    require_created = False  # phones' clocks are wrong: the profile has no times


@dataclasses.dataclass
class Case:
    """A signed request of the fixture."""

    name: str
    seed: bytes
    public_key: bytes
    method: str
    path: str
    content_type: str
    body: bytes
    device: "str | None"
    incarnation: "int | None"
    nonce: "str | None"
    headers: dict

    @property
    def components(self):
        return REQUEST_COMPONENTS if self.device else ENROLMENT_COMPONENTS

    @property
    def keyid(self):
        return self.device or self.public_key.hex()

    @property
    def tag(self):
        return "perisai-v1" if self.device else "perisai-enrol-v1"

    def changed(self, **fields):
        return dataclasses.replace(self, **fields)

    def with_header(self, name, value):
        return self.changed(headers={**self.headers, name: value})

    def verify(self, origin="https://branch.example", key=None):
        """What the library says was signed. Raises InvalidSignature, or BodyChanged where only the body is wrong."""
        resolver = OneKey(self.keyid, key or self.public_key)
        verifier = Verifier(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
        # Some of the library's versions look for headers by their capitalised names only.
        headers = {name.title(): value for name, value in self.headers.items()}
        [result] = verifier.verify(Request(self.method, origin + self.path, headers), max_age=None)
        if result.covered_components['"content-digest"'] != content_digest(self.body):
            raise BodyChanged
        return result


class BodyChanged(Exception):
    """The head is signed, but for another body."""


def content_digest(body):
    return "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"


def public_key(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def load_cases():
    binary = os.environ.get("PERISAI_SIGN_FIXTURE")
    if not binary:
        pytest.fail("PERISAI_SIGN_FIXTURE has to name the sign_fixture binary", pytrace=False)
    written = subprocess.run([binary], check=True, stdout=subprocess.PIPE).stdout
    cases = []
    for case in json.loads(written):
        names = [name for name, _ in case["headers"]]
        assert len(set(names)) == len(names), "each header once"
        case["headers"] = dict(case["headers"])
        case["seed"] = bytes.fromhex(case["seed"])
        case["public_key"] = bytes.fromhex(case["public_key"])
        case["body"] = base64.b64decode(case["body"])
        case["incarnation"] = None if case["incarnation"] is None else int(case["incarnation"])
        cases.append(Case(**case))
    return cases


@pytest.fixture(scope="module")
def cases():
    """Every request of the fixture."""
    cases = load_cases()
    assert any(case.device for case in cases) and any(not case.device for case in cases), "both forms"
    return cases


def sign_as_the_page_says(case):
    """The headers of docs/signature.md, made without any library for RFC 9421."""
    headers = {"content-type": case.content_type, "content-digest": content_digest(case.body)}
    nonce = ""
    if case.device:
        headers["perisai-device"] = case.device
        headers["perisai-incarnation"] = format(case.incarnation, "016x")
        nonce = ';nonce="' + case.nonce + '"'
    names = " ".join('"' + name + '"' for name in case.components)
    parameters = f'({names});keyid="{case.keyid}";alg="ed25519"{nonce};tag="{case.tag}"'
    values = {"@method": case.method, "@path": case.path, **headers}
    base = "".join(f'"{name}": {values[name]}\n' for name in case.components)
    base += f'"@signature-params": {parameters}'
    signature = Ed25519PrivateKey.from_private_bytes(case.seed).sign(base.encode("ascii"))
    headers["signature-input"] = "perisai=" + parameters
    headers["signature"] = "perisai=:" + base64.b64encode(signature).decode() + ":"
    return base, headers


def test_the_library_verifies_what_rust_signed_and_finds_nothing_uncovered(cases):
    for case in cases:
        result = case.verify()
        covered = [name.strip('"') for name in result.covered_components]
        assert covered == case.components + ["@signature-params"], case.name
        assert result.label == "perisai", case.name
        expected = {"keyid": case.keyid, "alg": "ed25519", "nonce": case.nonce, "tag": case.tag}
        assert result.parameters == {name: value for name, value in expected.items() if value}, case.name


def test_a_proxy_that_ends_tls_does_not_break_a_signature(cases):
    for case in cases:
        case.verify(origin="http://127.0.0.1:8080")


def test_the_library_refuses_a_change_to_anything_that_is_covered(cases):
    for case in cases:
        forgeries = {"method": case.changed(method="PUT"), "path": case.changed(path=case.path + "x")}
        for name in case.components[2:]:
            value = case.headers[name]
            forgeries[name] = case.with_header(name, value[:-1] + ("1" if value[-1] == "0" else "0"))
        signature_input = case.headers["signature-input"]
        forgeries["list of components"] = case.with_header("signature-input", signature_input.replace('"@path" ', ""))
        if case.nonce:
            forged = signature_input.replace(f'nonce="{case.nonce}"', 'nonce="other"')
            forgeries["nonce"] = case.with_header("signature-input", forged)
        case.verify()
        for what, forgery in forgeries.items():
            assert forgery != case, what
            with pytest.raises(InvalidSignature):
                forgery.verify()
                pytest.fail(f"{case.name}: a changed {what} was accepted")


def test_the_library_refuses_another_key(cases):
    other = public_key(bytes(32))
    for case in cases:
        case.verify(key=case.public_key)
        with pytest.raises(InvalidSignature):
            case.verify(key=other)


def test_the_signed_digest_belongs_to_no_other_body(cases):
    for case in cases:
        with pytest.raises(BodyChanged):
            case.changed(body=case.body + b"\0").verify()


def test_a_signer_written_from_the_page_makes_the_same_headers(cases):
    for case in cases:
        _, headers = sign_as_the_page_says(case)
        assert headers == case.headers, case.name


def test_the_worked_example_of_the_page_is_what_the_page_describes():
    page = PAGE.read_text(encoding="utf-8")
    base, headers, enrolment_headers = re.findall(r"^```\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    request = dict(line.split(": ", 1) for line in headers.splitlines())
    seed = bytes.fromhex(re.search(r"`([0-9a-f]{64})`", page).group(1))
    example = Case(
        name="the worked example",
        seed=seed,
        public_key=public_key(seed),
        method="POST",
        path="/v1/exchange",
        content_type=request["content-type"],
        body=b'{"hello": "world"}',
        device=request["perisai-device"],
        incarnation=int(request["perisai-incarnation"], 16),
        nonce=re.search(r"the nonce `([^`]+)`", page).group(1),
        headers=request,
    )
    assert sign_as_the_page_says(example) == (base.rstrip("\n"), request)
    example.verify()

    enrolment = dict(line.split(": ", 1) for line in enrolment_headers.splitlines())
    example = example.changed(device=None, incarnation=None, nonce=None, headers=enrolment)
    assert sign_as_the_page_says(example)[1] == enrolment
    example.verify()
