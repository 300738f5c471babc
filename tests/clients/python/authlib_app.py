"""A relying party on the application class of Authlib, as its integrations for web frameworks have
it, and on joserfc: hybrid flows, form_post, request objects, signing out; then a client that the
session class of Authlib registers, changes and deletes. Ends with status 0 when the provider did
everything right."""

import json
import os
import sys
import time
from urllib.parse import parse_qs, parse_qsl, urlsplit

# The provider of the test speaks plain HTTP on loopback.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OpenIDMixin
from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7591 import ClientMetadataClaims
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import HybridIDToken
from authlib.oidc.registration import ClientMetadataClaims as OpenIDMetadataClaims
from authlib.oidc.rpinitiated import ClientMetadataClaims as LogoutMetadataClaims
from flask import Flask
from joserfc import jwe, jwt
from joserfc.jwk import KeySet, RSAKey
from joserfc.jws import JWSRegistry

from relying_party import Person, Server

settings = json.loads(sys.argv[1])
issuer = settings["issuer"]
server = Server(settings["port"])
redirect_uri = f"{server.origin}/callback"
person = Person(issuer, settings)


class App(OAuth2Mixin, OpenIDMixin, BaseApp):
    """Without a framework around it."""

    client_cls = OAuth2Session


registered = {
    "client_id": settings["client_id"],
    "client_secret": settings["client_secret"],
    "client_kwargs": {"scope": "openid email", "code_challenge_method": "S256"},
    "server_metadata_url": f"{issuer}/.well-known/openid-configuration",
}
app = App(framework=None, **registered)
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


def verified(text):
    """A token that the provider signed."""
    keys = KeySet.import_key_set(app.fetch_jwk_set())
    algorithms = provider["id_token_signing_alg_values_supported"]
    registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
    return jwt.decode(text, key=keys, registry=registry)


def front_channel_claims(answer, nonce):
    """The claims of the ID token that came with the code, with both hashes checked."""
    token = verified(answer["id_token"])
    parameters = {"nonce": nonce, "client_id": app.client_id, "code": answer["code"]}
    parameters["access_token"] = answer.get("access_token")
    options = {"iss": {"values": [issuer]}, "aud": {"values": [app.client_id]}}
    claims = HybridIDToken(token.claims, token.header, options, parameters)
    claims.validate(leeway=5)
    return claims


def by_value(make_object):
    """The object itself."""
    return lambda parameters: {"request": make_object(parameters)}


def by_reference(parameters):
    """Where the object is."""
    text = signed(parameters)
    server.objects["/request.jwt"] = lambda: text
    return {"request_uri": f"{server.origin}/request.jwt"}


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
        sent = {"client_id": app.client_id, **make_object(parameters)}
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


def posted_to_flask():
    """A sign-in of the library's own application for Flask, which reads the form that is posted to it."""
    site = Flask("authlib_app")
    site.secret_key = generate_token(48)
    app = OAuth(site).register("provider", **registered)

    @site.get("/sign-in")
    def leave():
        return app.authorize_redirect(redirect_uri, response_mode="form_post")

    @site.post("/callback")
    def arrive():
        return app.authorize_access_token()["userinfo"]

    visitor = site.test_client()
    answer = person.authorize(visitor.get("/sign-in").location, redirect_uri)
    form = "application/x-www-form-urlencoded"
    arrived = visitor.post("/callback", data=answer, content_type=form)
    assert arrived.status_code == 200 and arrived.json["iss"] == issuer, arrived.text
    assert arrived.json["aud"] == settings["client_id"], arrived.json


posted_to_flask()
print("signed in by code, form_post, to an application for Flask")
for response_type, response_mode, make_object in [
    ("id_token", "fragment", None),
    ("code id_token", "fragment", None),
    ("code id_token token", "form_post", None),
    ("code", "query", by_value(signed)),
    ("code id_token", "form_post", by_value(signed)),
    ("code", "query", by_reference),
    ("code", "query", by_value(encrypted)),
]:
    tokens, claims = sign_in(response_type, response_mode, make_object)
    print(f"signed in by {response_type}, {response_mode}")

assert server.fetched == ["/request.jwt"], server.fetched

# The library makes the address to sign out at, and has no messages for what follows.
leaving = app.create_logout_url(f"{server.origin}/bye", tokens["id_token"])
frames = person.sign_out(leaving["url"])
assert len(frames) == 1 and frames[0].startswith(f"{server.origin}/front-channel?"), frames
told = parse_qs(urlsplit(frames[0]).query)
assert told == {"iss": [issuer], "sid": [claims["sid"]]}, told
notice = verified(parse_qs(server.posted.get(timeout=30))["logout_token"][0])
assert notice.header["typ"] == "logout+jwt", notice.header
assert (notice.claims["iss"], notice.claims["aud"]) == (issuer, app.client_id), notice.claims
assert (notice.claims["sid"], notice.claims["sub"]) == (claims["sid"], claims["sub"])
assert notice.claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
assert "nonce" not in notice.claims
print("signed out")


def bearer(token):
    """The session of the library, with a token that somebody else gave out."""
    return OAuth2Session(token={"access_token": token, "token_type": "Bearer"})


def checked(answer, status):
    """A registration, as the library's registration endpoint would judge one."""
    assert answer.status_code == status, answer.text
    held = answer.json()
    for judge in (ClientMetadataClaims, OpenIDMetadataClaims, LogoutMetadataClaims):
        options = getattr(judge, "get_claims_options", lambda _: {})(provider)
        judge(dict(held), {}, options, provider).validate()
    return held


# The library registers nobody: these are requests of its session to a protected resource.
wishes = {
    "client_name": "A client on Authlib",
    "redirect_uris": [redirect_uri],
    "post_logout_redirect_uris": [f"{server.origin}/bye"],
    "application_type": "native",
    "token_endpoint_auth_method": "client_secret_basic",
    "id_token_signed_response_alg": "ES256",
}
inviting = bearer(settings["initial_access_token"])
own = checked(inviting.post(provider["registration_endpoint"], json=wishes), 201)
address = own["registration_client_uri"]
manages = bearer(own["registration_access_token"])
assert checked(manages.get(address), 200)["client_name"] == wishes["client_name"]
changes = {**wishes, "client_id": own["client_id"], "client_name": "Another name"}
changed = checked(manages.put(address, json=changes), 200)
assert changed["client_name"] == "Another name"
assert manages.get(address).status_code == 401, "the token was rotated"
manages = bearer(changed["registration_access_token"])
assert manages.delete(address).status_code == 204
assert manages.get(address).status_code == 401
print("deleted")
server.close()
print("done")
