//! A third party's OAuth client, unmodified, against a listening server.

use crate::{
    binary::{Kontor, fetch, get},
    client::Answer,
};
use axum::http::{Request, header};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, PkceCodeChallenge, RedirectUrl,
    Scope, TokenResponse, TokenUrl, basic::BasicClient,
};
use std::convert::Infallible;

/// The transport that the library asks for.
async fn transport(request: HttpRequest) -> Result<HttpResponse, Infallible> {
    let Answer { status, headers, body } = fetch(request).await;
    let mut response = HttpResponse::new(body.into_bytes());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// A merchant's browser on a real connection: signs in on the way and presses *allow*.
pub async fn allow(base: &str, url: &str, email: &str, password: &str) -> url::Url {
    let mut browser = Wire { base: base.to_owned(), cookie: String::new() };
    let page = browser.open(url).await;
    let sign_in = page.form("/merchant/sign-in").fill("email", email).fill("password", password);
    let consent = browser.send(&sign_in).await;
    let consent = browser.follow(consent).await;
    let form = consent
        .forms("/")
        .into_iter()
        .find(|form| form.action().contains("authorize"))
        .unwrap_or_else(|| panic!("{}", consent.text()));
    let answer = browser.send(&form.press("decision", "allow")).await;
    let location = answer.location().unwrap_or_else(|| panic!("{answer:?}"));
    url::Url::parse(&location).unwrap_or_else(|error| panic!("{location}: {error}"))
}

struct Wire {
    base: String,
    cookie: String,
}

impl Wire {
    async fn open(&mut self, url: &str) -> Answer {
        let answer = self.ask(Request::get(url), Vec::new()).await;
        self.follow(answer).await
    }

    async fn follow(&mut self, mut answer: Answer) -> Answer {
        while let Some(path) = answer.location().filter(|location| location.starts_with('/')) {
            answer = self.ask(Request::get(format!("{}{path}", self.base)), Vec::new()).await;
        }
        answer
    }

    async fn send(&mut self, form: &crate::client::Form) -> Answer {
        let request = Request::post(format!("{}{}", self.base, form.action()))
            .header(header::ORIGIN, &self.base)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, form.encoded().into_bytes()).await
    }

    async fn ask(&mut self, mut request: axum::http::request::Builder, body: Vec<u8>) -> Answer {
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, &self.cookie);
        }
        let answer = fetch(request.body(body).unwrap()).await;
        for line in answer.headers.get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap().to_owned();
            if pair.contains("kontor_") && !pair.ends_with('=') && !pair.contains("_flash") {
                self.cookie = pair;
            }
        }
        answer
    }
}

#[tokio::test]
async fn the_oauth2_crate_gets_a_code_a_pair_and_a_new_pair_on_the_standard_paths() {
    let kontor = Kontor::demo().await;
    for environment in ["production", "sandbox"] {
        let base = kontor.url(environment).to_owned();
        let metadata = get(&format!("{base}/.well-known/oauth-authorization-server"), None).await.json();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let (app, merchant) = (&kontor.told[environment]["apps"][0], &kontor.told[environment]["merchants"][0]);
        let client = BasicClient::new(ClientId::new(text(&app["client_id"])))
            .set_client_secret(ClientSecret::new(text(&app["client_secret"])))
            .set_auth_uri(AuthUrl::new(text(&metadata["authorization_endpoint"])).unwrap())
            .set_token_uri(TokenUrl::new(text(&metadata["token_endpoint"])).unwrap())
            .set_redirect_uri(RedirectUrl::new(text(&app["redirect_uri"])).unwrap());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state) = client
            .authorize_url(CsrfToken::new_random)
            .add_scope(Scope::new("orders:read".to_owned()))
            .set_pkce_challenge(challenge)
            .url();

        let back = allow(&base, url.as_str(), &text(&merchant["email"]), &text(&merchant["password"])).await;
        assert!(back.as_str().starts_with(app["redirect_uri"].as_str().unwrap()), "{back}");
        let param = |name: &str| back.query_pairs().find(|(found, _)| found == name).unwrap().1.into_owned();
        assert_eq!(&param("state"), state.secret());

        let exchange = client.exchange_code(AuthorizationCode::new(param("code"))).set_pkce_verifier(verifier);
        let tokens = exchange.request_async(&transport).await.unwrap();
        assert_eq!(tokens.scopes().unwrap().iter().map(|scope| scope.as_str()).collect::<Vec<_>>(), ["orders:read"]);
        let orders = format!("{base}/api/v1/orders?limit=200");
        let first = get(&orders, Some(tokens.access_token().secret())).await.is(200).json();
        assert!(!first["data"].as_array().unwrap().is_empty());
        // What was not asked for was not given.
        get(&format!("{base}/api/v1/products"), Some(tokens.access_token().secret())).await.is(403);

        let renewed = client.exchange_refresh_token(tokens.refresh_token().unwrap()).request_async(&transport).await.unwrap();
        assert_ne!(renewed.access_token().secret(), tokens.access_token().secret());
        assert_eq!(get(&orders, Some(renewed.access_token().secret())).await.is(200).json(), first);
    }
}
