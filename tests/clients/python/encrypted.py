"""A relying party on Authlib and jwcrypto whose ID tokens and userinfo answers are encrypted: with
its public key, or with a key from its secret. Ends with status 0 when the provider did everything
right."""

import base64
import hashlib
import json
import os
import sys

# The provider of the test speaks plain HTTP on loopback.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from jwcrypto import jwe, jwk, jws

from browser import Browser

settings = json.loads(sys.argv[1])
issuer, client_id = settings["issuer"], settings["client_id"]
alg, enc = settings["encryption"]["alg"], settings["encryption"]["enc"]
metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=30).json()
for kind in ["id_token", "userinfo"]:
    assert alg in metadata[f"{kind}_encryption_alg_values_supported"]
    assert enc in metadata[f"{kind}_encryption_enc_values_supported"]

LENGTHS = {"A128KW": 16, "A256KW": 32}
CONTENT = {"A128CBC-HS256": 32, "A256CBC-HS512": 64, "A128GCM": 16, "A256GCM": 32}


def key():
    """Our private key, or the key that follows from the secret (OIDC Core 10.2)."""
    if "pkcs8" in settings["encryption"]:
        body = settings["encryption"]["pkcs8"]
        pem = f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"
        return jwk.JWK.from_pem(pem.encode())
    length = LENGTHS.get(alg) or CONTENT[enc]
    digest = hashlib.sha256 if length <= 32 else hashlib.sha512
    shared = digest(settings["client_secret"].encode()).digest()[:length]
    text = base64.urlsafe_b64encode(shared).rstrip(b"=").decode()
    return jwk.JWK(kty="oct", k=text)


def opened(token):
    """What is inside."""
    message = jwe.JWE(algs=[alg, enc])
    message.deserialize(token, key())
    assert (message.jose_header["alg"], message.jose_header["enc"]) == (alg, enc)
    return message


def verified(token):
    """The claims of the ID token inside, whose signature is the provider's."""
    message = opened(token)
    assert message.jose_header["cty"] == "JWT", message.jose_header
    signed = jws.JWS()
    signed.deserialize(message.payload.decode())
    keys = jwk.JWKSet.from_json(requests.get(metadata["jwks_uri"], timeout=30).text)
    signed.verify(keys.get_key(signed.jose_header["kid"]))
    claims = json.loads(signed.payload)
    assert (claims["iss"], claims["aud"]) == (issuer, client_id), claims
    return claims


session = OAuth2Session(
    client_id,
    settings["client_secret"],
    token_endpoint_auth_method="client_secret_basic",
    redirect_uri=settings["redirect_uri"],
    scope="openid email offline_access",
    code_challenge_method="S256",
)
verifier, nonce = generate_token(48), generate_token()
url, state = session.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce, prompt="consent"
)

browser = Browser(issuer)
browser.open(url)
browser.submit("login-form", {"username": settings["username"]})
if browser.has("password"):
    browser.submit("login-form", {"password": settings["password"]})
if browser.has("consent-form"):
    browser.submit("consent-form", {})
assert browser.url.startswith(settings["redirect_uri"]), f"came back to {browser.url}"

tokens = session.fetch_token(
    metadata["token_endpoint"],
    authorization_response=browser.url,
    code_verifier=verifier,
    state=state,
)
claims = verified(tokens["id_token"])
assert claims["nonce"] == nonce

answer = session.get(metadata["userinfo_endpoint"])
assert answer.headers["content-type"] == "application/jwt", answer.headers
message = opened(answer.text)
assert "cty" not in message.jose_header, "nobody signed it"
userinfo = json.loads(message.payload)
assert userinfo["sub"] == claims["sub"], userinfo
assert userinfo["email"] == f"{settings['username']}@example.com", userinfo

renewed = session.refresh_token(metadata["token_endpoint"], refresh_token=tokens["refresh_token"])
assert verified(renewed["id_token"])["sub"] == claims["sub"]
print("decrypted")
