"""A relying party on pyoidc that registers itself, signs a person in by every way that the library
has, and signs them out. Ends with status 0 when the provider did everything right."""

import json
import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from oic.exception import RegistrationError
from oic.oic.consumer import Consumer
from oic.oic.message import (
    AuthorizationResponse,
    EndSessionRequest,
    FrontChannelLogoutRequest,
)
from oic.utils.authn.client import CLIENT_AUTHN_METHOD
from oic.utils.keyio import build_keyjar
from oic.utils.session_backend import DictSessionBackend

from relying_party import Person, Server

settings = json.loads(sys.argv[1])
issuer = settings["issuer"]
server = Server(settings["port"])
redirect_uri = f"{server.origin}/callback"
person = Person(issuer, settings)

client = Consumer(
    DictSessionBackend(),
    {"response_type": ["code"], "scope": ["openid"]},
    client_config={"client_authn_method": CLIENT_AUTHN_METHOD},
)
# Keys to sign requests with, and to open answers with.
jwks, client.keyjar, _ = build_keyjar(
    [
        {"type": "RSA", "use": ["sig"], "size": 2048, "name": ""},
        {"type": "RSA", "use": ["enc"], "size": 2048, "name": ""},
    ]
)
provider = client.provider_config(issuer)
# Where the library writes the request objects that it sends by reference.
client.base_url, client.requests_dir = f"{server.origin}/", "requests"
os.chdir(tempfile.mkdtemp())
os.mkdir(client.requests_dir)

ENCRYPTION = {"alg": "RSA-OAEP", "enc": "A128CBC-HS256"}
wishes = {
    "client_name": "A client on pyoidc",
    "redirect_uris": [redirect_uri],
    "post_logout_redirect_uris": [f"{server.origin}/bye"],
    "backchannel_logout_uri": f"{server.origin}/back-channel",
    "backchannel_logout_session_required": True,
    "frontchannel_logout_uri": f"{server.origin}/front-channel",
    "frontchannel_logout_session_required": True,
    "application_type": "native",
    "grant_types": ["refresh_token"],
    "response_types": ["code", "id_token", "code id_token", "code id_token token"],
    "token_endpoint_auth_method": "client_secret_basic",
    "id_token_signed_response_alg": "RS256",
    "id_token_encrypted_response_alg": ENCRYPTION["alg"],
    "id_token_encrypted_response_enc": ENCRYPTION["enc"],
    "userinfo_signed_response_alg": "RS256",
    "userinfo_encrypted_response_alg": ENCRYPTION["alg"],
    "userinfo_encrypted_response_enc": ENCRYPTION["enc"],
    "request_object_signing_alg": "RS256",
    "jwks": jwks,
}
registered = client.register(provider["registration_endpoint"], **wishes)
assert client.registration_read()["client_name"] == wishes["client_name"]
print("registered")

request_path = urlsplit(registered["request_uris"][0]).path
server.objects[request_path] = Path(request_path[1:]).read_text


def sign_in(response_type, response_mode=None, **request_object):
    """One sign-in; what the token endpoint answered, or else the authorization endpoint."""
    challenge, verifier = client.add_code_challenge()
    state, nonce = os.urandom(16).hex(), os.urandom(16).hex()
    wanted = {
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        "response_type": response_type.split(),
        "scope": ["openid", "email", "offline_access"],
        "state": state,
        "nonce": nonce,
        "max_age": 300,
        **challenge,
    }
    if response_mode:
        wanted["response_mode"] = response_mode
    # The library would write it as a list into an object, where it has to be a string.
    if not request_object:
        wanted["prompt"] = "consent"
    client.sso_db[state], client.state2nonce[state] = {}, nonce
    request = client.construct_AuthorizationRequest(request_args=wanted, **request_object)
    url = request.request(provider["authorization_endpoint"])
    answer = person.authorize(url, redirect_uri)
    callback = client.parse_response(AuthorizationResponse, info=answer, sformat="urlencoded")
    assert isinstance(callback, AuthorizationResponse), callback
    assert callback["state"] == state
    if "id_token" in callback:
        client.verify_id_token(callback["id_token"], request)
    if "code" not in callback:
        return state, callback
    tokens = client.do_access_token_request(
        state=state,
        request_args={
            "code": callback["code"],
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        },
        authn_method="client_secret_basic",
    )
    assert "id_token" in tokens, tokens
    client.verify_id_token(tokens["id_token"], {"nonce": nonce, "max_age": 300})
    assert tokens["id_token"].jwe_header["alg"] == ENCRYPTION["alg"], "it came encrypted"
    return state, tokens


SIGNED = {"request_method": "parameter", "algorithm": "RS256"}
ENCRYPTED = {
    **SIGNED,
    "target": issuer,
    "request_object_encryption_alg": "RSA-OAEP",
    "request_object_encryption_enc": "A128CBC-HS256",
}
rows = [
    ("code", "form_post", {}),
    ("id_token", None, {}),
    ("code id_token", None, {}),
    ("code id_token token", "form_post", {}),
    ("code", None, SIGNED),
    ("code id_token", "form_post", SIGNED),
    ("code", None, {**SIGNED, "request_method": "file"}),
    ("code", None, ENCRYPTED),
    ("code", None, {}),
]
for response_type, response_mode, request_object in rows:
    state, tokens = sign_in(response_type, response_mode, **request_object)
    print(f"signed in by {response_type}, {response_mode or 'the usual mode'}")
assert server.fetched == [request_path], server.fetched

userinfo = client.do_user_info_request(method="GET", state=state)
assert userinfo["email"] == f"{settings['username']}@example.com", userinfo.to_dict()
renewed = client.do_access_token_refresh(state=state, authn_method="client_secret_basic")
assert renewed["id_token"]["sub"] == tokens["id_token"]["sub"], renewed
print("used")

request = client.construct_EndSessionRequest(
    state=state,
    request_args={"post_logout_redirect_uri": f"{server.origin}/bye", "state": "left"},
)
assert isinstance(request, EndSessionRequest)
frames = person.sign_out(request.request(provider["end_session_endpoint"]))
assert len(frames) == 1, frames
told = FrontChannelLogoutRequest().from_urlencoded(urlsplit(frames[0]).query)
assert told.verify() and told["iss"] == issuer
assert told["sid"] == tokens["id_token"]["sid"], told
posted = server.posted.get(timeout=30)
assert client.backchannel_logout(request=posted)
print("signed out")

# The library reads a registration; changing and deleting it are requests of our own.
management, token = registered["registration_client_uri"], client.registration_access_token
headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
changed = {**wishes, "client_id": client.client_id, "client_name": "Another name"}
changed["request_uris"] = registered["request_uris"]
changed["grant_types"] = registered["grant_types"]
answer = client.http_request(management, "PUT", data=json.dumps(changed), headers=headers)
assert client.handle_registration_info(answer)["client_name"] == "Another name"
assert client.registration_access_token != token, "it was rotated"
headers = {"Authorization": f"Bearer {client.registration_access_token}"}
assert client.http_request(management, "DELETE", headers=headers).status_code == 204
try:
    client.registration_read()
except RegistrationError:
    print("deleted")
else:
    raise AssertionError("a deleted client reads itself")
server.close()
print("done")
