//! A program that calls over real connections, and keeps them open.

use crate::{authorisation_house::form_token, client::Answer};
use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
};
use hyper_util::{client::legacy::Client, client::legacy::connect::HttpConnector, rt::TokioExecutor};

pub struct Line {
    client: Client<HttpConnector, Body>,
    base: String,
}

impl Line {
    pub fn to(base: &str) -> Line {
        Line { client: Client::builder(TokioExecutor::new()).build_http(), base: base.to_owned() }
    }

    /// No answer, or not all of it, is an error that says why.
    pub async fn get(&self, path: &str, bearer: &str) -> Result<Answer, String> {
        let request = Request::get(format!("{}{path}", self.base)).header(header::AUTHORIZATION, format!("Bearer {bearer}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
        self.form(path, fields, None).await
    }

    /// As a browser in which somebody is signed in.
    pub async fn post_as(&self, session: &str, path: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
        let token = form_token(session);
        let mut all = fields.to_vec();
        all.push(("_csrf", &token));
        self.form(path, &all, Some(session)).await
    }

    async fn form(&self, path: &str, fields: &[(&str, &str)], session: Option<&str>) -> Result<Answer, String> {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = Request::post(format!("{}{path}", self.base));
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(session) = session {
            request = request.header(header::COOKIE, format!("kontor_production={session}"));
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Result<Answer, String> {
        let response = self.client.request(request).await.map_err(|error| format!("{error:?}"))?;
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(Body::new(body), usize::MAX).await.map_err(|error| error.to_string())?;
        Ok(Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() })
    }
}
