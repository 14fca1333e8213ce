"""Fills the provider of scripts/with-oidc: a signing key, one application, three people. Their password is PASSWORD."""

import http.cookiejar
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

API = sys.argv[1]
APP = os.environ["RIVERAIN_TEST_OIDC_APP"]
PASSWORD = "une phrase que je retiens"
browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(API + path, data, {"content-type": "application/json"}, method=method)
    try:
        with browser.open(request, timeout=10) as answer:
            return answer.read()
    except urllib.error.HTTPError as wrong:
        sys.exit(f"{method} {path}: {wrong.code} {wrong.read().decode()}")


def wait():
    for _ in range(100):
        try:
            return urllib.request.urlopen(API.removesuffix("/api") + "/config", timeout=5).read()
        except OSError:
            time.sleep(0.1)
    sys.exit("the provider does not answer")


def plugin():
    key = subprocess.run(["openssl", "genrsa", "2048"], check=True, capture_output=True, text=True).stdout
    public = subprocess.run(
        ["openssl", "rsa", "-pubout"], input=key, check=True, capture_output=True, text=True
    ).stdout
    yes = [
        "allow-non-oidc", "auth-type-code-enabled", "auth-type-code-revoke-replayed", "auth-type-refresh-enabled",
        "back-channel-logout-allowed", "pkce-allowed", "pkce-required", "refresh-token-rolling",
        "session-management-allowed", "introspection-revocation-allowed", "introspection-revocation-allow-target-client",
    ]
    parameters = dict.fromkeys(yes, True) | {
        "iss": API + "/oidc",
        "jwt-type": "rsa",
        "jwt-key-size": "256",
        "key": key,
        "cert": public,
        "jwks-show": True,
        "access-token-duration": 3600,
        "refresh-token-duration": 1209600,
        "code-duration": 60,
        "session-cookie-name": "oidc-session",
        "session-cookie-expiration": 3600,
        "subject-type": "public",
        "name-claim": "mandatory",
        "email-claim": "mandatory",
        "scope-claim": "no",
        "pkce-method-plain-allowed": False,
        "refresh-token-one-use": "always",
        "claims": [
            {"name": "groups", "user-property": "groups", "type": "string", "mandatory": True, "on-demand": False,
             "scope": []},
        ],
    }
    return {
        "module": "oidc", "name": "oidc", "display_name": "OpenID Connect", "parameters": parameters, "enabled": True,
    }


def main():
    wait()
    call("POST", "/auth/", {"username": "admin", "password": "password"})
    call("POST", "/mod/plugin/", plugin())
    retours = ["http://127.0.0.1/poste/connexion/retour", f"{APP}/poste/connexion/retour"]
    call("POST", "/client/", {
        "client_id": "riverain", "name": "Riverain", "confidential": True, "enabled": True,
        "client_secret": "secret-de-la-maison", "password": "un secret de la maison",
        "redirect_uri": retours, "authorization_type": ["code", "refresh_token"],
        "token_endpoint_auth_method": ["client_secret_basic"],
        "post_logout_redirect_uri": f"{APP}/poste/connexion",
        "backchannel_logout_uri": f"{APP}/poste/deconnexion/fournisseur",
    })
    people = [("aicha", "Aïcha Roy", ["311-agents"]), ("marc", "Marc Lévesque", ["311-voirie", "tous"]),
              ("zoe", "Zoé Tran", ["tous"])]
    for name, written, groups in people:
        call("POST", "/user/", {
            "username": name, "name": written, "email": f"{name}@ville.test", "password": PASSWORD,
            "groups": groups, "scope": ["openid", "g_profile"], "enabled": True,
        })


main()
