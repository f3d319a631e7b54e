//! A browser without a screen, and a program that calls an API: both speak to the real router, one request at a time.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header},
};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use std::collections::BTreeMap;
use tower::ServiceExt;

/// The host that requests name; what the house believes to be its own address.
pub const HOST: &str = "127.0.0.1:8080";

/// Keeps cookies and sends forms the way a browser does.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// A form of a page, to be filled in and sent. Only what the page offers can be filled.
#[derive(Clone, Debug)]
pub struct Form {
    action: String,
    is_multipart: bool,
    texts: Vec<(String, String)>,
    files: Vec<(String, Upload)>,
    /// Names that can take a text, and names that can take a file.
    offers_text: Vec<String>,
    offers_file: Vec<String>,
    buttons: Vec<(String, String)>,
    /// Options, boxes and radio buttons.
    choices: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A complete little PDF that says what it is.
pub fn pdf(name: &str) -> Upload {
    Upload { name: name.to_owned(), bytes: format!("%PDF-1.4\n% {name}\ntrailer<<>>\n%%EOF\n").into_bytes() }
}

pub fn png(name: &str) -> Upload {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend_from_slice(b"\0\0\0\0IEND\xaeB`\x82");
    Upload { name: name.to_owned(), bytes }
}

pub async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 64 * 1024 * 1024).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

// === impl Browser ===

impl Browser {
    pub fn new(router: Router) -> Browser {
        Browser { router, cookies: BTreeMap::new() }
    }

    /// The address alone, without following where it leads.
    pub async fn visit(&mut self, path: &str) -> Answer {
        self.send(Request::get(path)).await
    }

    /// The address, and wherever it leads within the house.
    pub async fn open(&mut self, path: &str) -> Answer {
        let answer = self.visit(path).await;
        self.follow(answer).await
    }

    /// Follows redirects within the house; one that leads out is left as it is.
    pub async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..5 {
            match answer.location() {
                Some(path) if path.starts_with('/') => answer = self.visit(&path).await,
                _ => return answer,
            }
        }
        panic!("redirects go round: {answer:?}")
    }

    /// Sends a form and stays at the answer.
    pub async fn submit(&mut self, form: &Form) -> Answer {
        let request = Request::post(&form.action).header(header::ORIGIN, format!("http://{HOST}"));
        if form.is_multipart {
            let boundary = "----a-boundary-that-no-text-of-a-test-holds";
            let request = request.header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"));
            return self.send_with(request, multipart(form, boundary)).await;
        }
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send_with(request, encode(&form.texts).into_bytes()).await
    }

    /// Sends a form and follows to the page that comes after it.
    pub async fn submit_and_follow(&mut self, form: &Form) -> Answer {
        let answer = self.submit(form).await;
        self.follow(answer).await
    }

    /// A form with nothing in it, from a page of ours.
    pub async fn post_nothing(&mut self, path: &str) -> Answer {
        let request = Request::post(path).header(header::ORIGIN, format!("http://{HOST}"));
        self.send(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")).await
    }

    pub fn forget_cookies(&mut self) {
        self.cookies.clear();
    }

    async fn send(&mut self, request: axum::http::request::Builder) -> Answer {
        self.send_with(request, Vec::new()).await
    }

    async fn send_with(&mut self, request: axum::http::request::Builder, body: Vec<u8>) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header(header::HOST, HOST).header(header::ACCEPT, "text/html");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let answer = send(&self.router, request.body(Body::from(body)).unwrap()).await;
        for line in answer.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

pub fn encode(pairs: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn multipart(form: &Form, boundary: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, text) in &form.texts {
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    for name in &form.offers_file {
        let attached = form.files.iter().find(|(field, _)| field == name).map(|(_, upload)| upload);
        let (file_name, bytes) = attached.map_or(("", [].as_slice()), |upload| (&upload.name, &upload.bytes));
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

// === impl Answer ===

impl Answer {
    pub fn location(&self) -> Option<String> {
        self.headers.get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned())
    }

    /// A parameter of the address that the answer sends to.
    pub fn location_param(&self, name: &str) -> Option<String> {
        let location = self.location().unwrap_or_else(|| panic!("no redirect: {self:?}"));
        let url = url::Url::parse(&location).unwrap_or_else(|error| panic!("{location}: {error}"));
        url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Whoever is told to come later is told when.
    #[track_caller]
    pub fn is(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "{} {}", self.location().unwrap_or_default(), self.text());
        let wait = self.headers.get("retry-after").map(|wait| wait.to_str().unwrap().parse::<u64>().unwrap());
        assert_eq!(wait.is_some_and(|wait| wait > 0), status == 429, "{wait:?} {}", self.text());
        self
    }

    /// What a person reads on the page, blanks folded.
    pub fn text(&self) -> String {
        let page = Html::parse_document(&self.body);
        let texts = page.root_element().text().flat_map(str::split_whitespace);
        texts.collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub fn says(&self, words: &str) -> &Answer {
        assert!(self.text().contains(words), "{words:?} is not on the page: {}", self.text());
        self
    }

    /// Elements by a CSS selector: the text of each.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector)
            .map(|element| element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// The targets of links by a CSS selector.
    pub fn links(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).filter_map(|element| element.attr("href").map(str::to_owned)).collect()
    }

    /// The first link whose address begins so.
    #[track_caller]
    pub fn link(&self, prefix: &str) -> String {
        let found = self.links("a[href]").into_iter().find(|link| link.starts_with(prefix));
        found.unwrap_or_else(|| panic!("no link begins with {prefix}: {:?}", self.links("a[href]")))
    }

    /// The form that posts to an address that begins so.
    #[track_caller]
    pub fn form(&self, action: &str) -> Form {
        let found = self.forms(action).into_iter().next();
        found.unwrap_or_else(|| panic!("{} no form posts to {action}: {}", self.status, self.text()))
    }

    pub fn forms(&self, action: &str) -> Vec<Form> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse("form").unwrap();
        let posts = |form: &ElementRef<'_>| form.attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        page.select(&selector).filter(posts).map(Form::of).filter(|form| form.action.starts_with(action)).collect()
    }
}

// === impl Form ===

impl Form {
    fn of(element: ElementRef<'_>) -> Form {
        let mut form = Form {
            action: element.attr("action").unwrap_or_default().to_owned(),
            is_multipart: element.attr("enctype") == Some("multipart/form-data"),
            texts: Vec::new(),
            files: Vec::new(),
            offers_text: Vec::new(),
            offers_file: Vec::new(),
            buttons: Vec::new(),
            choices: Vec::new(),
        };
        let selector = Selector::parse("input[name], textarea[name], select[name], button[name]").unwrap();
        for field in element.select(&selector) {
            form.offer(field);
        }
        // A button may stand elsewhere on the page and name its form.
        if let Some(id) = element.attr("id") {
            let page = element.ancestors().last().and_then(|root| root.children().find_map(ElementRef::wrap));
            let selector = Selector::parse(&format!("button[name][form='{id}']")).unwrap();
            for button in page.iter().flat_map(|page| page.select(&selector)) {
                form.offer(button);
            }
        }
        form
    }

    fn offer(&mut self, field: ElementRef<'_>) {
        let name = field.attr("name").unwrap().to_owned();
        let value = field.attr("value").unwrap_or_default().to_owned();
        match (field.value().name(), field.attr("type").unwrap_or_default()) {
            ("button", _) => self.buttons.push((name, value)),
            ("input", "file") => self.offers_file.push(name),
            ("input", "checkbox" | "radio") => {
                self.choices.push((name.clone(), value.clone()));
                if field.attr("checked").is_some() {
                    self.texts.push((name.clone(), value));
                }
                self.offers_text.push(name);
            }
            ("select", _) => {
                let options = Selector::parse("option").unwrap();
                self.choices
                    .extend(field.select(&options).filter_map(|option| Some((name.clone(), option.attr("value")?.to_owned()))));
                let chosen = field.select(&options).find(|option| option.attr("selected").is_some());
                let chosen = chosen.or_else(|| field.select(&options).next());
                self.texts.push((name.clone(), chosen.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()));
                self.offers_text.push(name);
            }
            ("textarea", _) => {
                self.texts.push((name.clone(), field.text().collect()));
                self.offers_text.push(name);
            }
            _ => {
                self.texts.push((name.clone(), value));
                self.offers_text.push(name);
            }
        }
    }

    #[must_use]
    #[track_caller]
    pub fn fill(mut self, name: &str, text: &str) -> Form {
        assert!(self.offers_text.iter().any(|offered| offered == name), "no field {name} among {:?}", self.offers_text);
        self.texts.retain(|(field, _)| field != name);
        self.texts.push((name.to_owned(), text.to_owned()));
        self
    }

    #[must_use]
    #[track_caller]
    pub fn attach(mut self, name: &str, upload: Upload) -> Form {
        assert!(self.offers_file.iter().any(|offered| offered == name), "no file field {name} among {:?}", self.offers_file);
        self.files.push((name.to_owned(), upload));
        self
    }

    /// Presses one of several buttons.
    #[must_use]
    #[track_caller]
    pub fn press(mut self, name: &str, value: &str) -> Form {
        let button = (name.to_owned(), value.to_owned());
        assert!(self.buttons.contains(&button), "no button {name}={value} among {:?}", self.buttons);
        self.texts.push(button);
        self
    }

    /// Whether a button, a hidden field or a choice can carry this value.
    pub fn takes(&self, name: &str, value: &str) -> bool {
        let pair = (name.to_owned(), value.to_owned());
        self.buttons.contains(&pair) || self.texts.contains(&pair) || self.choices.contains(&pair)
    }

    /// Chooses an offered value, however it is offered.
    #[must_use]
    #[track_caller]
    pub fn choose(mut self, name: &str, value: &str) -> Form {
        assert!(self.takes(name, value), "no {name}={value} among {:?} {:?}", self.buttons, self.choices);
        self.texts.retain(|(field, _)| field != name);
        self.texts.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ticks one of several boxes of a name, beside those that are ticked already.
    #[must_use]
    #[track_caller]
    pub fn tick(mut self, name: &str, value: &str) -> Form {
        let box_ = (name.to_owned(), value.to_owned());
        assert!(self.choices.contains(&box_), "no box {name}={value} among {:?}", self.choices);
        self.texts.push(box_);
        self
    }

    /// The same fields for another address: what nobody's page offers.
    #[must_use]
    pub fn sent_to(mut self, action: &str) -> Form {
        self.action = action.to_owned();
        self
    }

    /// A text as it now stands in the form.
    pub fn value(&self, name: &str) -> &str {
        self.texts.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }

    /// The body as a browser sends it.
    pub fn encoded(&self) -> String {
        encode(&self.texts)
    }

    pub fn action(&self) -> &str {
        &self.action
    }
}

/// A call of an API, answered.
pub async fn call(router: &Router, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, HOST);
    for (name, value) in headers {
        request = request.header(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    send(router, request.body(body.into()).unwrap()).await
}
