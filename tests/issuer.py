"""An issuer of identity tokens: a real HTTP server on the loopback address, with a key of its own."""

import contextlib
import itertools
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())

_numbers = itertools.count(1)


def jwk(key, kid, **more):
    algorithm = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return json.loads(algorithm.to_jwk(key.public_key())) | {"kid": kid, "use": "sig"} | more


class Issuer:
    """What it serves can be changed; `asked` lists the paths that were asked for."""

    def __init__(self, url):
        self.url = url
        self.asked = []
        self.keys = [jwk(RSA_KEY, "rsa", alg="RS256"), jwk(EC_KEY, "ec", alg="ES256")]
        self.configuration = {"issuer": url, "jwks_uri": f"{url}/keys"}
        self.answers = {}  # by path: a status and a body that stand in the place of the honest ones
        self.build_claims = {}  # of the token that a build fetches

    def body(self, path):
        return {"/.well-known/openid-configuration": self.configuration, "/keys": {"keys": self.keys}}.get(
            path
        )

    def token(self, *, key=RSA_KEY, kid="rsa", algorithm="RS256", leave_out=(), **claims):
        now = int(time.time())
        payload = {
            "iss": self.url,
            "aud": "127.0.0.1:8000",
            "sub": "repo:ann/tides",
            "iat": now,
            "nbf": now,
            "exp": now + 300,
            "jti": f"token-{next(_numbers)}",
        } | claims
        payload = {name: value for name, value in payload.items() if name not in leave_out}
        return jwt.encode(payload, key, algorithm=algorithm, headers={"kid": kid})

    def github(self, repository="ann/tides", workflow="release.yml", *, of=None, **claims):
        """A token as a GitHub workflow gets it."""
        owner = repository.partition("/")[0]
        ref = "refs/tags/v1.0"
        github = {
            "repository": repository,
            "repository_owner": owner,
            "repository_owner_id": "101",
            "ref": ref,
            "sha": "c0ffee",
            "job_workflow_ref": f"{of or repository}/.github/workflows/{workflow}@{ref}",
        }
        return self.token(**github | claims)

    def gitlab(self, path="ann/tides", config=".gitlab-ci.yml", **claims):
        gitlab = {
            "project_path": path,
            "namespace_path": path.rpartition("/")[0],
            "namespace_id": "72",
            "ref": "main",
            "ref_path": "refs/heads/main",
            "sha": "c0ffee",
            "ci_config_ref_uri": f"{urlsplit(self.url).netloc}/{path}//{config}@refs/heads/main",
        }
        return self.token(**gitlab | claims)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        issuer = self.server.issuer
        url = urlsplit(self.path)
        issuer.asked.append(url.path)
        if url.path in issuer.answers:
            status, body, *headers = issuer.answers[url.path]
            return self.answer(status, body, *headers)
        if url.path == "/build-token":  # as GitHub gives it to a running job
            audience = parse_qs(url.query)["audience"][0]
            return self.answer(
                200, json.dumps({"value": issuer.github(aud=audience, **issuer.build_claims)}).encode()
            )
        body = issuer.body(url.path)
        return self.answer(404 if body is None else 200, json.dumps(body).encode())

    def answer(self, status, body, *headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for header in headers:
            self.send_header(*header)
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # a reader may have had enough
            self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def running():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
