"""A relying party on Authlib: signs a person in, then uses, refreshes, inspects and revokes
what it got. Ends with status 0 when the provider did everything right."""

import json
import os
import sys
from urllib.parse import parse_qs, urlsplit

# The provider of the test speaks plain HTTP on loopback.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from browser import Browser

settings = json.loads(sys.argv[1])
issuer, client_id = settings["issuer"], settings["client_id"]
metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=30).json()
assert metadata["issuer"] == issuer
algorithms = metadata["id_token_signing_alg_values_supported"]


def verified(tokens, nonce):
    """The claims of the ID token, with everything checked that Authlib checks."""
    keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=30).json())
    registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
    token = jwt.decode(tokens["id_token"], key=keys, registry=registry)
    parameters = {
        "nonce": nonce,
        "client_id": client_id,
        "access_token": tokens["access_token"],
        "max_age": 300,
    }
    options = {"iss": {"values": [issuer]}, "aud": {"values": [client_id]}}
    claims = CodeIDToken(token.claims, token.header, options, parameters)
    claims.validate(leeway=5)
    return claims


session = OAuth2Session(
    client_id,
    settings.get("client_secret"),
    token_endpoint_auth_method=settings["method"],
    revocation_endpoint_auth_method=settings["method"],
    redirect_uri=settings["redirect_uri"],
    scope="openid email offline_access",
    code_challenge_method="S256",
)
verifier, nonce = generate_token(48), generate_token()
url, state = session.create_authorization_url(
    metadata["authorization_endpoint"],
    code_verifier=verifier,
    nonce=nonce,
    prompt="consent",
    max_age=300,
)

browser = Browser(issuer)
browser.open(url)
browser.submit("login-form", {"username": settings["username"]})
if browser.has("password"):
    browser.submit("login-form", {"password": settings["password"]})
if browser.has("consent-form"):
    browser.submit("consent-form", {})
assert browser.url.startswith(settings["redirect_uri"]), f"came back to {browser.url}"
assert parse_qs(urlsplit(browser.url).query)["iss"] == [issuer]

tokens = session.fetch_token(
    metadata["token_endpoint"],
    authorization_response=browser.url,
    code_verifier=verifier,
    state=state,
)
claims = verified(tokens, nonce)
print("signed in")

userinfo = session.get(metadata["userinfo_endpoint"]).json()
assert userinfo["sub"] == claims["sub"], userinfo
assert userinfo["email"] == f"{settings['username']}@example.com", userinfo
print("userinfo")

renewed = dict(
    session.refresh_token(metadata["token_endpoint"], refresh_token=tokens["refresh_token"])
)
assert renewed["access_token"] != tokens["access_token"]
again = verified(renewed, None)
assert (again["sub"], again["auth_time"]) == (claims["sub"], claims["auth_time"])
print("refresh")

answer = session.introspect_token(
    metadata["introspection_endpoint"], token=renewed["access_token"]
).json()
assert answer["active"] is True and answer["sub"] == claims["sub"], answer
print("introspection")

refresh_token = renewed.get("refresh_token", tokens["refresh_token"])
answer = session.revoke_token(metadata["revocation_endpoint"], token=refresh_token)
assert answer.status_code == 200, answer.text
assert session.get(metadata["userinfo_endpoint"]).status_code == 401
try:
    session.refresh_token(metadata["token_endpoint"], refresh_token=refresh_token)
except OAuthError as error:
    assert error.error == "invalid_grant", error
else:
    raise AssertionError("a revoked refresh token still works")
print("revocation")
