//! An app: a program with a client id and a secret that asks for tokens and calls the API.

use crate::client::{Answer, call, encode};
use axum::{Router, http::Method};
use serde_json::Value;

#[derive(Clone)]
pub struct App {
    router: Router,
    pub name: String,
    pub client_id: String,
    pub client_secret: String,
    pub redirect_uri: String,
    /// The pair it was given last.
    pub access: String,
    pub refresh: String,
}

impl App {
    pub fn new(router: Router, name: &str, client_id: &str, client_secret: &str, redirect_uri: &str) -> App {
        App {
            router,
            name: name.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: client_secret.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            access: String::new(),
            refresh: String::new(),
        }
    }

    /// The same app, proving itself with another secret.
    pub fn with_secret(&self, client_secret: &str) -> App {
        App { client_secret: client_secret.to_owned(), ..self.clone() }
    }

    /// Where it sends a merchant's browser.
    pub fn authorize_path(&self) -> String {
        let pairs = [("response_type", "code"), ("client_id", &self.client_id), ("state", "remember me")];
        format!("/oauth/authorize?{}", encode(&owned(&pairs)))
    }

    /// The token endpoint with the app's own credentials and these parameters.
    pub async fn asks_for_tokens(&self, pairs: &[(&str, &str)]) -> Answer {
        let mut body = owned(&[("client_id", &self.client_id), ("client_secret", &self.client_secret)]);
        body.extend(owned(pairs));
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        call(&self.router, Method::POST, "/oauth/token", &headers, encode(&body)).await
    }

    pub async fn redeems(&mut self, code: &str) -> Answer {
        let answer = self.asks_for_tokens(&[("grant_type", "authorization_code"), ("code", code)]).await;
        self.keep(&answer);
        answer
    }

    pub async fn refreshes(&mut self) -> Answer {
        let refresh = self.refresh.clone();
        let answer = self.asks_for_tokens(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await;
        self.keep(&answer);
        answer
    }

    /// With its access token.
    pub async fn gets(&self, path: &str) -> Answer {
        self.gets_with(path, &self.access).await
    }

    pub async fn gets_with(&self, path: &str, access: &str) -> Answer {
        call(&self.router, Method::GET, path, &[("authorization", &format!("Bearer {access}"))], "").await
    }

    /// A call without a token of its own.
    pub async fn calls(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        call(&self.router, method, path, headers, body.to_owned()).await
    }

    /// Every item of a list, page by page.
    pub async fn gets_all(&self, path: &str, limit: u32) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let join = if path.contains('?') { '&' } else { '?' };
            let page = self.gets(&format!("{path}{join}limit={limit}{cursor}")).await.is(200).json();
            items.extend(page["data"].as_array().unwrap().iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }

    fn keep(&mut self, answer: &Answer) {
        if answer.status.is_success() {
            let tokens = answer.json();
            self.access = tokens["access_token"].as_str().unwrap().to_owned();
            self.refresh = tokens["refresh_token"].as_str().unwrap().to_owned();
        }
    }
}

pub fn encode_pairs(pairs: &[(&str, &str)]) -> String {
    encode(&owned(pairs))
}

pub fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
