"""requests-oauthlib over oauthlib: code with PKCE, refresh, revocation (asked for by oauthlib, sent by hand), credentials.

It has no client's half of metadata, introspection, pushed requests, DPoP, assertions and `iss`.
"""

import os

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # the story's server listens on loopback without TLS

import requests
from oauthlib.oauth2 import BackendApplicationClient, WebApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from story import ask, did, given, refused

issuer, app, public_app = given["issuer"], given["app"], given["publicApp"]
token_url, orders, itself = f"{issuer}/oauth/token", f"{issuer}/api/v1/orders", f"{issuer}/api/v1/app"


def live(who, auth=None, secret=None):
    """From consent to the end of the tokens. The client proves itself in the header, or in the body."""
    fields = {} if auth else {"client_id": who["id"]} | ({"client_secret": secret} if secret else {})
    client = OAuth2Session(who["id"], redirect_uri=given["redirectUri"], scope=given["scope"].split(), pkce="S256")
    url, _ = client.authorization_url(f"{issuer}/oauth/authorize")
    how = {"auth": auth, "include_client_id": not auth, "client_secret": secret}
    first = client.fetch_token(token_url, authorization_response=ask(open=url), **how)["access_token"]
    assert client.get(orders).status_code == 200
    second = client.refresh_token(token_url, auth=auth, **fields)
    assert second["access_token"] != first
    assert client.get(orders).status_code == 200

    url, headers, form = WebApplicationClient(who["id"]).prepare_token_revocation_request(
        f"{issuer}/oauth/revoke", second["refresh_token"], "refresh_token", **fields
    )
    answer = requests.post(url, headers=headers, data=form, auth=auth)
    assert answer.status_code == 200, answer.text
    assert client.get(orders).status_code == 401
    refused(lambda: client.refresh_token(token_url, auth=auth, **fields), "invalid_grant")


def alone(secret):
    client = OAuth2Session(client=BackendApplicationClient(app["id"]))
    client.fetch_token(token_url, client_id=app["id"], client_secret=secret)
    assert client.get(itself).status_code == 200


live(app, auth=HTTPBasicAuth(app["id"], app["secret"]))
alone(app["secret"])
did("secret in the header")
live(app, secret=app["secret"])
did("secret in the body")
live(public_app)
did("public")
refused(lambda: alone("wrong"), "invalid_client")
did("a wrong secret is refused")
