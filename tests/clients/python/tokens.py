"""The other side of our tokens, on jwcrypto. `keys` prints key pairs; `exchange` reads tokens of
ours together with those key pairs, checks and opens them all, and prints as many of its own."""

import hashlib
import json
import sys
from base64 import urlsafe_b64encode

from jwcrypto import jwe, jwk, jws

INPUT = json.loads(sys.argv[1])
CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
LENGTHS = {
    "A128KW": 16,
    "A256KW": 32,
    "A128GCM": 16,
    "A256GCM": 32,
    "A128CBC-HS256": 32,
    "A256CBC-HS512": 64,
}


def text(octets):
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets_key(octets):
    return jwk.JWK(kty="oct", k=text(octets))


def shared_key(alg, enc):
    """OpenID Connect Core §10.2: the left-most bits of the hash that is long enough."""
    length = LENGTHS.get(alg) or LENGTHS[enc]
    digest = hashlib.sha512 if length > 32 else hashlib.sha256
    return octets_key(digest(INPUT["secret"].encode()).digest()[:length])


def pair(**kind):
    key = jwk.JWK.generate(**kind)
    return {"public": key.export_public(as_dict=True), "private": key.export_private(as_dict=True)}


def signing_pair(alg):
    if alg in CURVES:
        return pair(kty="EC", crv=CURVES[alg])
    return pair(kty="OKP", crv="Ed25519") if alg == "EdDSA" else pair(kty="RSA", size=2048)


def keys():
    encryption = [{"algs": ["RSA-OAEP", "RSA-OAEP-256"], **pair(kty="RSA", size=2048)}]
    for kty, crv in [("EC", "P-256"), ("EC", "P-384"), ("EC", "P-521"), ("OKP", "X25519")]:
        algs = ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"]
        encryption.append({"algs": algs, **pair(kty=kty, crv=crv)})
    signing = {alg: signing_pair(alg) for alg in INPUT["signature_algs"]}
    return {"signing": signing, "encryption": encryption}


def check(token, alg, key):
    signed = jws.JWS()
    signed.allowed_algs = [alg]
    signed.deserialize(token, key)
    assert json.loads(signed.payload)["sub"] == "ours"


def sign(alg, key):
    signed = jws.JWS(json.dumps({"sub": "theirs"}))
    signed.allowed_algs = [alg]
    signed.add_signature(key, alg, json.dumps({"alg": alg}))
    return signed.serialize(compact=True)


def opened(token, alg, enc, key):
    message = jwe.JWE(algs=[alg, enc])
    message.deserialize(token, key)
    assert message.jose_header["cty"] == "JWT"
    return message.payload


def sealed(alg, enc, key):
    header = {"alg": alg, "enc": enc, "cty": "JWT"}
    if alg.startswith("ECDH"):
        header.update(apu=text(b"them"), apv=text(b"us"))
    if key.get("kid"):
        header["kid"] = key["kid"]
    message = jwe.JWE(b"theirs", json.dumps(header), algs=[alg, enc])
    message.add_recipient(key)
    return message.serialize(compact=True)


def exchange():
    secret = octets_key(INPUT["secret"].encode())
    signed, encrypted = [], []
    for said in INPUT["signed"]:
        alg = said["alg"]
        check(said["token"], alg, jwk.JWK(**said["key"]) if "key" in said else secret)
        own = jwk.JWK(**INPUT["keys"]["signing"][alg]["private"]) if "key" in said else secret
        signed.append({"alg": alg, "token": sign(alg, own)})
    for said in INPUT["encrypted"]:
        alg, enc = said["alg"], said["enc"]
        key = jwk.JWK(**said["key"]) if "key" in said else shared_key(alg, enc)
        assert opened(said["token"], alg, enc, key) == b"ours", (alg, enc)
    for said in INPUT["recipients"]:
        alg, enc = said["alg"], said["enc"]
        key = jwk.JWK(**said["key"]) if "key" in said else shared_key(alg, enc)
        encrypted.append({"alg": alg, "enc": enc, "token": sealed(alg, enc, key)})
    return {"signed": signed, "encrypted": encrypted}


print(json.dumps({"keys": keys, "exchange": exchange}[INPUT["do"]]()))
