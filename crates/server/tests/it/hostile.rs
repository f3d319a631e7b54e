//! What a program that means harm sends, byte by byte over TCP: an error in the RFC's words or HTTP's, never a fault of ours,
//! and never silence.

use crate::{client::HOST, house::House};
use server::connections::{self, Patience};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};

/// Only a server that hangs takes so long.
const HANG: Duration = Duration::from_secs(120);
const PATIENT: Patience = Patience { head: HANG, body: HANG };
const ENDPOINTS: [&str; 4] = ["/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/par"];
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// A house that listens.
struct Wire {
    address: SocketAddr,
    _stop: watch::Sender<bool>,
}

impl Wire {
    async fn of(house: &House, patience: Patience) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, (stop, stopped)) = (listener.local_addr().unwrap(), watch::channel(false));
        tokio::spawn(connections::answer(listener, house.router.clone(), patience, stopped));
        Wire { address, _stop: stop }
    }

    /// Everything that comes back until the server closes.
    async fn says(&self, bytes: &[u8]) -> String {
        let (mut from, mut to) = TcpStream::connect(self.address).await.unwrap().into_split();
        let mut answer = Vec::new();
        // The server may stop listening in the middle, and the rest is then nobody's.
        let writing = async { drop(to.write_all(bytes).await) };
        let reading = async { drop(from.read_to_end(&mut answer).await) };
        timeout(HANG, async { tokio::join!(writing, reading) }).await.expect("the server hangs");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The status of the answer to a request that ends its connection.
    async fn asks(&self, line: &str, headers: &[u8], body: &[u8]) -> (u16, String) {
        let head = format!("{line} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n");
        let answer = self.says(&[head.as_bytes(), headers, b"\r\n", body].concat()).await;
        let status = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).and_then(|status| status.parse().ok());
        (status.unwrap_or_else(|| panic!("{line}: no answer but {answer:?}")), answer)
    }

    /// Asked so, it answers with one of these.
    async fn expects(&self, what: &str, line: &str, headers: &[u8], body: &[u8], statuses: &[u16]) -> String {
        let (status, answer) = self.asks(line, headers, body).await;
        let line: String = line.chars().take(80).collect();
        assert!(statuses.contains(&status), "{line}, {what}: {status}\n{answer}");
        answer
    }
}

/// A form of so many bytes, as headers and body.
fn form(body: &[u8]) -> (Vec<u8>, Vec<u8>) {
    (format!("{FORM}Content-Length: {}\r\n", body.len()).into_bytes(), body.to_vec())
}

/// Heads that no request has.
fn bombs() -> Vec<(&'static str, Vec<u8>, &'static [u16])> {
    let many = (0..500).map(|number| format!("X-Bomb-{number}: x\r\n")).collect::<String>();
    let cookies = (0..90).map(|number| format!("Cookie: kontor_production={number}; b{number}=\"\r\n")).collect::<String>();
    vec![
        ("five hundred headers", many.into_bytes(), &[431]),
        ("a header of 700 KiB", format!("X-Bomb: {}\r\n", "x".repeat(700 * 1024)).into_bytes(), &[431]),
        ("a header without a colon", b"no colon here\r\n".to_vec(), &[400]),
        ("NUL in a header", b"X-Nul: a\0b\r\n".to_vec(), &[400]),
        ("two lengths", b"Content-Length: 3\r\nContent-Length: 4\r\n".to_vec(), &[400]),
        ("a length that is none", b"Content-Length: -1\r\n".to_vec(), &[400]),
        ("a coding that nobody knows", b"Transfer-Encoding: gzip\r\n".to_vec(), &[400, 501]),
        ("ninety cookies", cookies.into_bytes(), &[200, 303, 400, 401, 403, 404, 405]),
    ]
}

const ADDRESSES: [&str; 12] = [
    "POST /oauth/token",
    "POST /oauth/revoke",
    "POST /oauth/introspect",
    "POST /oauth/par",
    "GET /oauth/authorize?client_id=x",
    "GET /v3/oauth/authorize?client_id=x",
    "GET /.well-known/oauth-authorization-server",
    "POST /developer/sign-in",
    "POST /merchant/register",
    "GET /api/v1/orders",
    "GET /api/v3/orders",
    "POST /api/v3/oauth/access_token",
];

#[tokio::test]
async fn a_head_that_is_too_large_or_no_http_is_refused_at_every_door() {
    let house = House::open().await;
    let wire = Wire::of(&house, PATIENT).await;
    for address in ADDRESSES {
        for (what, headers, statuses) in bombs() {
            wire.expects(what, address, &headers, b"", statuses).await;
        }
        let (method, path) = address.split_once(' ').unwrap();
        let joint = if path.contains('?') { '&' } else { '?' };
        let long = format!("{method} {path}{joint}a={}", "x".repeat(70_000));
        wire.expects("a line of 70 000 letters", &long, b"", b"", &[414]).await;
        wire.expects("a line that is endless", &format!("{method} /{}", "x".repeat(700_000)), b"", b"", &[414, 431]).await;
    }
    for nonsense in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let answer = wire.says(nonsense).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{nonsense:?}: {answer}");
    }
    assert_eq!(wire.asks("GET /healthz", b"", b"").await.0, 200);
}

#[tokio::test]
async fn the_endpoints_of_oauth_answer_bad_bodies_in_the_words_of_the_rfc() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    let wire = Wire::of(&house, PATIENT).await;
    let own = format!("client_id={}&client_secret={}", app.client_id, app.client_secret);
    let is_json = |answer: &str| answer.contains("{\"error\":\"invalid_");
    for path in ENDPOINTS {
        let line = format!("POST {path}");
        let long = "x".repeat(60_000);
        for (what, body, statuses) in [
            ("no UTF-8", b"client_id=%ff%fe&client_secret=%c3".to_vec(), &[400][..]),
            ("raw bytes", b"client_id=\xff\xfe\x00".to_vec(), &[400]),
            ("NUL", b"client_id=%00&client_secret=%00&token=%00".to_vec(), &[401]),
            ("a long name", format!("client_id={long}&client_secret=x").into_bytes(), &[401]),
            ("a long secret", format!("client_id={}&client_secret={long}", app.client_id).into_bytes(), &[401]),
            ("a thousand parameters", "a=b&".repeat(1000).into_bytes(), &[400]),
            ("each parameter twice", format!("{own}&{own}").into_bytes(), &[400]),
            ("signs only", b"&&&===&%&%2=&%zz=%".to_vec(), &[401]),
            ("too much", "x".repeat(70_000).into_bytes(), &[413]),
        ] {
            let (headers, body) = form(&body);
            let answer = wire.expects(what, &line, &headers, &body, statuses).await;
            assert!(is_json(&answer) && answer.contains("cache-control: no-store"), "{what}: {answer}");
        }
        for (what, kind) in
            [("JSON", "application/json"), ("XML", "text/xml"), ("parts", "multipart/form-data; boundary=x"), ("no kind", "")]
        {
            let headers = format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", own.len());
            assert!(is_json(&wire.expects(what, &line, headers.as_bytes(), own.as_bytes(), &[400]).await), "{what}");
        }
        for (what, header) in [
            ("Authorization that is no text", &b"Authorization: Basic \xff\xfe\r\n"[..]),
            ("a proof that is no text", b"DPoP: \xff\xfe.x.y\r\n"),
            ("a kind that is no text", b"Content-Type: \xff\xfe\r\n"),
        ] {
            let (mut headers, body) = form(if what.contains("proof") { own.as_bytes() } else { b"token=x" });
            headers.extend(header);
            wire.expects(what, &line, &headers, &body, &[400, 401]).await;
        }
        // Chunks: one that is right is read like any other, and more than enough is refused as it comes.
        let chunked = |body: &str| format!("{FORM}Transfer-Encoding: chunked\r\n\r\n{body}").into_bytes();
        let head = format!("POST {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n").into_bytes();
        for (what, body, statuses) in [
            ("chunks", format!("{:x}\r\n{own}\r\n0\r\n\r\n", own.len()), ["200", "201", "400"]),
            ("endless chunks", format!("{:x}\r\n{long}\r\n", long.len()).repeat(3), ["413"; 3]),
            ("a chunk without a size", "zz\r\nx\r\n".to_owned(), ["400"; 3]),
            ("a size beyond all", "ffffffffffffffffff\r\nx\r\n".to_owned(), ["400"; 3]),
        ] {
            let answer = wire.says(&[head.clone(), chunked(&body)].concat()).await;
            assert!(statuses.contains(&answer.get(9..12).unwrap_or_default()), "{path}, {what}: {answer}");
        }
        // In every parameter that an app can send once it is known.
        for name in [
            "code",
            "refresh_token",
            "redirect_uri",
            "code_verifier",
            "scope",
            "resource",
            "token",
            "token_type_hint",
            "state",
            "code_challenge",
            "dpop_jkt",
            "request",
            "client_assertion",
        ] {
            for grant_type in ["authorization_code", "refresh_token", "client_credentials", "%00"] {
                for value in ["%00", "%f0%9f%a7%b6%00%0d%0a", &"x".repeat(20_000), "%27%3b--"] {
                    let body = format!("{own}&grant_type={grant_type}&response_type=code&{name}={value}");
                    let (headers, body) = form(body.as_bytes());
                    wire.expects(name, &line, &headers, &body, &[200, 201, 400, 401]).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn the_authorization_endpoint_shows_what_is_wrong_and_goes_nowhere() {
    let house = House::open().await;
    let app = house.app("Hansa ERP").await;
    let wire = Wire::of(&house, PATIENT).await;
    for path in ["/oauth/authorize", "/v3/oauth/authorize"] {
        let own = format!("GET {path}?response_type=code&client_id={}", app.client_id);
        for (what, line) in [
            ("no text", format!("{own}&state=%ff%fe")),
            ("a name that is no text", format!("{own}&%ff=x")),
            ("NUL for a client", format!("GET {path}?client_id=%00")),
            ("many parameters", format!("{own}{}", "&a=b".repeat(500))),
            ("a client twice", format!("{own}&client_id=x")),
            ("an address of NUL", format!("{own}&redirect_uri=%00")),
            ("an address with a line end", format!("{own}&redirect_uri=https%3A%2F%2Ferp.example%2Fcallback%0d%0aX%3A%20y")),
            ("a long address", format!("{own}&redirect_uri=https://erp.example/callback{}", "/..".repeat(8_000))),
            ("a pushed request of nobody", format!("{own}&request_uri={}", "x".repeat(30_000))),
        ] {
            let answer = wire.expects(what, &line, b"Accept: text/html\r\n", b"", &[400, 404, 410]).await;
            assert!(!answer.to_lowercase().contains("\r\nlocation:"), "{what}: {answer}");
        }
        // Nobody is signed in: what is well formed goes to our own sign-in, and the state with it, whatever it says.
        let answer = wire.expects("a long state", &format!("{own}&state={}", "x".repeat(20_000)), b"", b"", &[303]).await;
        assert!(answer.contains("location: /merchant/sign-in?next="), "{answer}");
        let answer = wire.expects("a state of signs", &format!("{own}&state=%00%0d%0aSet-Cookie:%20x=y"), b"", b"", &[303]).await;
        assert!(!answer.contains("\nSet-Cookie: x"), "{answer}");
        wire.expects("raw bytes in a line", &format!("{own}&state=\u{ff}\u{1f9f6}"), b"", b"", &[303, 400]).await;
    }
}

#[tokio::test]
async fn forms_and_calls_refuse_what_is_no_form_and_no_call() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    let wire = Wire::of(&house, PATIENT).await;
    let deep = format!("{{\"client_id\":{}", "[".repeat(200_000));
    // 200 is how who forgot a password is answered, whatever they typed.
    let refused = &[200, 303, 400, 401, 403, 404, 405, 410, 413, 415, 429][..];
    for address in [
        "POST /developer/sign-in",
        "POST /merchant/sign-in",
        "POST /operator/sign-in",
        "POST /developer/register",
        "POST /merchant/register",
        "POST /developer/forgot-password",
        "POST /developer/sign-in/second-step",
        "POST /developer/reset-password/x",
        "POST /developer/join/x",
        "POST /merchant/members",
        "POST /oauth/authorize",
        "POST /api/v3/oauth/access_token",
        "POST /api/v3/oauth/refresh_token",
        "POST /api/v1/sandbox/orders",
    ] {
        for (what, kind, body) in [
            ("NUL", "application/x-www-form-urlencoded", b"email=%00a%40b.c%00&password=%00&name=%00&decision=%00".to_vec()),
            ("no UTF-8", "application/x-www-form-urlencoded", b"email=%ff%fe&password=%ff&one_time_code=%ff".to_vec()),
            (
                "a long text",
                "application/x-www-form-urlencoded",
                format!("email={0}&password={0}", "x".repeat(400_000)).into_bytes(),
            ),
            ("many fields", "application/x-www-form-urlencoded", "email=a&".repeat(50_000).into_bytes()),
            ("too much", "application/x-www-form-urlencoded", "x".repeat(1_200_000).into_bytes()),
            ("depth", "application/json", deep.clone().into_bytes()),
            (
                "parts without an end",
                "multipart/form-data; boundary=x",
                b"--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\n".to_vec(),
            ),
            ("parts of nothing", "multipart/form-data", b"--x--".to_vec()),
            (
                "parts with a name that is no text",
                "multipart/form-data; boundary=x",
                b"--x\r\nContent-Disposition: form-data; name=\"\xff\"; filename=\"\0\"\r\n\r\n\0\r\n--x--\r\n".to_vec(),
            ),
            ("another kind", "application/xml", b"<x/>".to_vec()),
            ("a kind that is no text", "\u{ff}", b"x".to_vec()),
        ] {
            let headers = format!(
                "Content-Type: {kind}\r\nContent-Length: {}\r\nUser-Agent: \u{ff}\r\nCookie: kontor_production=\u{ff}; =; ;\r\n",
                body.len()
            );
            wire.expects(what, address, headers.as_bytes(), &body, refused).await;
        }
    }
    // An app that may call sends what is no call.
    let bearer = format!("Authorization: Bearer {}\r\n", app.access);
    for path in [
        "/api/v1/orders?status=%00",
        "/api/v1/orders?cursor=%ff",
        "/api/v1/orders?limit=99999999999999999999",
        "/api/v1/orders?updated_min=+292277026596-12-04T15:30:07Z",
        "/api/v1/orders/%00",
        "/api/v1/orders/%ff",
        "/api/v3/orders?states=%00",
        "/api/v3/orders?fields=((((((((((((((",
        "/api/v3/orders?updated_at_min=-9999-01-01T00:00:00%2B99:99",
        "/api/v3/orders?sort_by=%ff",
        "/api/v3/products?limit=-0",
        "/api/v3/orders/%00-%00",
        "/api/v3/products/%ff",
        "/api/v3/%ff/%00",
    ] {
        wire.expects("a call", &format!("GET {path}"), bearer.as_bytes(), b"", &[400, 404]).await;
    }
    wire.expects("NUL for a SKU", "GET /api/v3/products?parent_sku=%00", bearer.as_bytes(), b"", &[200, 400]).await;
    for (what, token) in [
        ("a token that is no text", &b"Authorization: Bearer \xff\xfe\r\n"[..]),
        ("two tokens", b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"),
    ] {
        for path in ["/api/v1/orders", "/api/v3/orders"] {
            wire.expects(what, &format!("GET {path}"), token, b"", &[400, 401]).await;
        }
    }
}

#[tokio::test]
async fn somebody_signs_in_with_headers_that_are_no_text() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let wire = Wire::of(&house, PATIENT).await;
    let body = format!("email={}&password={}", developer.email.replace('@', "%40"), crate::people::PASSWORD.replace(' ', "+"));
    let mut headers = form(body.as_bytes()).0;
    headers
        .extend(b"User-Agent: \xff\xfe\x80\r\nAccept-Language: \xff, zh;q=9;;=,\r\nReferer: \xff\r\nX-Forwarded-For: \xff\r\n");
    wire.expects("a sign-in", "POST /developer/sign-in", &headers, body.as_bytes(), &[303]).await;
    developer.open("/developer/account/security").await.is(200);
}

#[tokio::test]
async fn who_sends_too_slowly_is_let_go_and_holds_up_nobody() {
    let house = House::open().await;
    let short = Duration::from_millis(100);
    let slow_to_begin = Wire::of(&house, Patience { head: short, body: HANG }).await;
    for head in ["", "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Half: ", "POST /oauth/token HTTP/1.1\r\n"] {
        let mut stream = TcpStream::connect(slow_to_begin.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        drop(timeout(HANG, stream.read_to_end(&mut answer)).await.expect("a head is waited for without an end"));
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{head}");
    }
    // So is a connection that has had its answer and says nothing more.
    let mut stream = TcpStream::connect(slow_to_begin.address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    drop(timeout(HANG, stream.read_to_end(&mut answer)).await.expect("a silent connection is kept without an end"));
    assert!(answer.starts_with(b"HTTP/1.1 200"));

    let slow_to_end = Wire::of(&house, Patience { head: HANG, body: short }).await;
    for path in ["/oauth/token", "/developer/sign-in", "/api/v3/oauth/access_token", "/api/v1/sandbox/orders"] {
        let (mut from, mut to) = TcpStream::connect(slow_to_end.address).await.unwrap().into_split();
        let head = format!("POST {path} HTTP/1.1\r\nHost: {HOST}\r\n{FORM}Content-Length: 60000\r\n\r\n");
        to.write_all(head.as_bytes()).await.unwrap();
        // A byte now and then, as long as somebody takes it.
        let dripping = tokio::spawn(async move {
            while to.write_all(b"a").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        let mut answer = Vec::new();
        drop(timeout(HANG, from.read_to_end(&mut answer)).await.expect("a body is waited for without an end"));
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
        timeout(HANG, dripping).await.expect("the connection stays open").unwrap();
        assert_eq!(slow_to_end.asks("GET /healthz", b"", b"").await.0, 200);
    }
}
