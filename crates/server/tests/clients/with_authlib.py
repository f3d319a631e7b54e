"""Authlib over requests: the metadata (RFC 8414), code with PKCE, refresh, introspection, revocation, credentials, assertions.

It has no client's half of pushed requests, of DPoP and of `iss` in the answer, and no discovery: who uses it reads the metadata
from its well-known place.
"""

import os

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the story's server listens on loopback without TLS

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url
from joserfc.jwk import ECKey, RSAKey

from story import ask, did, given, refused

issuer, app, public_app = given["issuer"], given["app"], given["publicApp"]
metadata = AuthorizationServerMetadata(requests.get(get_well_known_url(issuer, external=True)).json())
metadata.validate()
assert metadata["issuer"] == issuer
orders, itself = f"{issuer}/api/v1/orders", f"{issuer}/api/v1/app"


def session(who, secret, method, **more):
    return OAuth2Session(
        who["id"],
        secret,
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        redirect_uri=given["redirectUri"],
        scope=given["scope"],
        code_challenge_method="S256",
        **more,
    )


def live(client, is_public=False):
    """From consent to the end of the tokens."""
    verifier = generate_token(48)
    url, state = client.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier)
    back = ask(open=url)
    endpoint = metadata["token_endpoint"]
    first = dict(client.fetch_token(endpoint, authorization_response=back, state=state, code_verifier=verifier))
    assert first["scope"] == given["scope"], first
    assert client.get(orders).status_code == 200
    second = dict(client.refresh_token(endpoint, refresh_token=first["refresh_token"]))
    assert second["access_token"] != first["access_token"]
    assert client.get(orders).status_code == 200
    if not is_public:
        facts = client.introspect_token(metadata["introspection_endpoint"], token=second["access_token"]).json()
        assert facts["active"] and facts["client_id"] == app["id"], facts
    answer = client.revoke_token(metadata["revocation_endpoint"], token=second["refresh_token"])
    assert answer.status_code == 200, answer.text
    assert client.get(orders).status_code == 401
    refused(lambda: client.refresh_token(endpoint, refresh_token=second["refresh_token"]), "invalid_grant")


def alone(client):
    client.scope = None
    client.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    assert client.get(itself).status_code == 200


for method in ["client_secret_basic", "client_secret_post"]:
    live(session(app, app["secret"], method))
    alone(session(app, app["secret"], method))
    did(method)

for alg, key in [("ES256", ECKey.generate_key("P-256")), ("PS256", RSAKey.generate_key(2048))]:
    ask(register={"keys": [key.as_dict(private=False)]})
    for act in [live, alone]:
        client = session(app, key, "private_key_jwt")
        client.register_client_auth_method(PrivateKeyJWT(metadata["token_endpoint"], alg=alg))
        act(client)
    did(f"private_key_jwt by {alg}")

live(session(public_app, None, "none"), is_public=True)
did("none")
refused(lambda: alone(session(app, "wrong", "client_secret_basic")), "invalid_client")
did("a wrong secret is refused")
