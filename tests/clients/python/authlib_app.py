"""A relying party on the application class of Authlib, as its integrations for web frameworks have
it, and on joserfc: hybrid flows, form_post, request objects, signing out. Ends with status 0 when
the provider did everything right."""

import json
import os
import sys
import time
from urllib.parse import parse_qsl

# The provider of the test speaks plain HTTP on loopback.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import HybridIDToken
from joserfc import jwe, jwt
from joserfc.jwk import KeySet, RSAKey
from joserfc.jws import JWSRegistry

from relying_party import Person

settings = json.loads(sys.argv[1])
issuer, redirect_uri = settings["issuer"], settings["redirect_uri"]
person = Person(issuer, settings)


class App(OAuth2Mixin, OpenIDMixin, BaseApp):
    """Without a framework around it."""

    client_cls = OAuth2Session


app = App(
    framework=None,
    client_id=settings["client_id"],
    client_secret=settings["client_secret"],
    client_kwargs={"scope": "openid email", "code_challenge_method": "S256"},
    server_metadata_url=f"{issuer}/.well-known/openid-configuration",
)
provider = app.load_server_metadata()
key = RSAKey.import_key(settings["key"])


def signed(parameters):
    """A request object that says all there is (RFC 9101)."""
    header = {"alg": "RS256", "kid": settings["kid"], "typ": "oauth-authz-req+jwt"}
    beside = {"iss": app.client_id, "aud": issuer, "exp": int(time.time()) + 60}
    return jwt.encode(header, {**parameters, **beside}, key)


def encrypted(parameters):
    """The same for the provider's eyes only."""
    keys = requests.get(provider["jwks_uri"], timeout=30).json()["keys"]
    fit = [held for held in keys if held["use"] == "enc" and held["alg"] == "RSA-OAEP-256"]
    recipient = RSAKey.import_key(fit[0])
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": fit[0]["kid"], "cty": "JWT"}
    registry = jwe.JWERegistry(algorithms=[header["alg"], header["enc"]])
    return jwe.encrypt_compact(header, signed(parameters), recipient, registry=registry)


def front_channel_claims(answer, nonce):
    """The claims of the ID token that came with the code, with both hashes checked."""
    keys = KeySet.import_key_set(app.fetch_jwk_set())
    algorithms = provider["id_token_signing_alg_values_supported"]
    registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
    token = jwt.decode(answer["id_token"], key=keys, registry=registry)
    parameters = {"nonce": nonce, "client_id": app.client_id, "code": answer["code"]}
    parameters["access_token"] = answer.get("access_token")
    options = {"iss": {"values": [issuer]}, "aud": {"values": [app.client_id]}}
    claims = HybridIDToken(token.claims, token.header, options, parameters)
    claims.validate(leeway=5)
    return claims


def sign_in(response_type, response_mode, make_object=None):
    """One sign-in: the tokens, and the claims of their ID token."""
    verifier = generate_token(48)
    wanted = {"response_type": response_type, "response_mode": response_mode}
    if response_type not in ("code", "id_token"):
        # The library sends the challenge with plain `code` only.
        challenge = create_s256_code_challenge(verifier)
        wanted.update(code_challenge=challenge, code_challenge_method="S256")
    begun = app.create_authorization_url(redirect_uri, code_verifier=verifier, **wanted)
    url = begun["url"]
    if make_object:
        address, query = url.split("?", 1)
        parameters = dict(parse_qsl(query))
        sent = {"client_id": app.client_id, "request": make_object(parameters)}
        url = requests.Request("GET", address, params=sent).prepare().url
    answer = dict(parse_qsl(person.authorize(url, redirect_uri)))
    assert answer["state"] == begun["state"] and answer["iss"] == issuer, answer
    if response_type == "id_token":
        return answer, app.parse_id_token(answer, begun["nonce"])
    tokens = app.fetch_access_token(redirect_uri, code=answer["code"], code_verifier=verifier)
    claims = app.parse_id_token(tokens, begun["nonce"])
    if "id_token" in answer:
        assert front_channel_claims(answer, begun["nonce"])["sub"] == claims["sub"]
    return tokens, claims


for response_type, response_mode, make_object in [
    ("code", "form_post", None),
    ("id_token", "fragment", None),
    ("code id_token", "fragment", None),
    ("code id_token token", "form_post", None),
    ("code", "query", signed),
    ("code id_token", "form_post", signed),
    ("code", "query", encrypted),
]:
    tokens, claims = sign_in(response_type, response_mode, make_object)
    print(f"signed in by {response_type}, {response_mode}")

leaving = app.create_logout_url(settings["post_logout_redirect_uri"], tokens["id_token"])
person.sign_out(leaving["url"])
expected = f"{settings['post_logout_redirect_uri']}?state={leaving['state']}"
assert person.browser.url == expected, person.browser.url
print("done")
