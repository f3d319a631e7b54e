//! The law of accessibility: every page, from its samples, in a real Chromium, in both languages, on a desk and on a
//! telephone, light and dark, has nothing that axe-core calls serious or critical.

use super::{Driver, Window};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::Html,
    routing,
};
use fantoccini::wd::WebDriverCompatibleCommand;
use office::notices::Language;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};
use url::{ParseError, Url};
use web::SamplePage;

const AXE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/clients/node_modules/axe-core/axe.min.js");

/// All rules in the light; in the dark, and of colours alone, what colours change.
const IN_THE_LIGHT: &str = r#"{"resultTypes": ["violations"], "rules": {"target-size": {"enabled": true}}}"#;
const IN_THE_DARK: &str = r#"{"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}"#;

/// What axe-core holds against the page that is shown: `[{rule, help, element, html, why}]`.
const EXAMINE: &str = "
    const [options, done] = arguments;
    const isGrave = (violation) => ['serious', 'critical'].includes(violation.impact);
    const told = ({ id, help, nodes }) => nodes.map((node) =>
        ({ rule: id, help, element: node.target.join(' '), html: node.html.slice(0, 240), why: node.failureSummary }));
    axe.run(document, JSON.parse(options)).then(
        ({ violations }) => done(violations.filter(isGrave).flatMap(told)),
        (error) => done([{ rule: 'axe failed', help: String(error), element: '', html: '', why: '' }]),
    );";

#[derive(Clone, Copy, Debug)]
struct Look {
    width: u32,
    scheme: &'static str,
    options: &'static str,
}

const LOOKS: [Look; 4] = [
    Look { width: 1280, scheme: "light", options: IN_THE_LIGHT },
    Look { width: 390, scheme: "light", options: IN_THE_LIGHT },
    Look { width: 390, scheme: "dark", options: IN_THE_DARK },
    Look { width: 1280, scheme: "dark", options: IN_THE_DARK },
];

/// A command of Chromium's own protocol, for what WebDriver cannot say.
#[derive(Debug)]
struct Chromium {
    command: &'static str,
    params: Value,
}

impl WebDriverCompatibleCommand for Chromium {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/goog/cdp/execute", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (axum::http::Method, Option<String>) {
        (axum::http::Method::POST, Some(json!({"cmd": self.command, "params": self.params}).to_string()))
    }
}

impl Window {
    async fn chromium(&self, command: &'static str, params: Value) {
        self.client.issue_cmd(Chromium { command, params }).await.unwrap_or_else(|error| panic!("{command}: {error}"));
    }

    async fn looks(&self, look: Look) {
        let size = json!({"width": look.width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.chromium("Emulation.setDeviceMetricsOverride", size).await;
        // A colour on its way to another one is neither.
        let features = json!({"features": [
            {"name": "prefers-color-scheme", "value": look.scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        self.chromium("Emulation.setEmulatedMedia", features).await;
    }

    async fn examined(&self, look: Look) -> Vec<Value> {
        self.looks(look).await;
        match self.client.execute_async(EXAMINE, vec![look.options.into()]).await {
            Ok(Value::Array(found)) => found,
            other => panic!("axe-core did not answer on {}: {other:?}", self.address().await),
        }
    }
}

/// A window in which every page gets axe-core, whatever the page's own policy says about scripts.
async fn window(driver: &Driver, base: &str) -> Window {
    let axe = std::fs::read_to_string(AXE).expect(
        "axe-core is missing: run crates/server/tests/clients/install, or leave this out with `--skip browser::accessibility`",
    );
    let window = driver.window(base, 1280).await;
    window.chromium("Page.enable", json!({})).await;
    window.chromium("Page.addScriptToEvaluateOnNewDocument", json!({"source": axe})).await;
    window
}

type Pages = Arc<Vec<SamplePage>>;

/// Shows the pages at their numbers, under the headers and with the style sheets that they really have.
async fn gallery(pages: Pages) -> String {
    async fn page(State(pages): State<Pages>, Path(number): Path<usize>) -> Result<(HeaderMap, Html<String>), StatusCode> {
        let page = pages.get(number).ok_or(StatusCode::NOT_FOUND)?;
        let policy = web::content_security_policy("").try_into().expect("a policy is plain text");
        Ok((HeaderMap::from_iter([(header::CONTENT_SECURITY_POLICY, policy)]), Html(page.html.clone())))
    }
    let router = Router::new().route("/sample/{number}", routing::get(page)).with_state(pages).merge(web::assets());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    base
}

/// Each violation once, with where it was seen.
async fn violations(driver: &Driver, language: Language) -> BTreeMap<String, Vec<String>> {
    let pages = Arc::new(web::sample_pages(language).unwrap());
    assert!(pages.len() > 100, "only {} pages", pages.len());
    let window = window(driver, &gallery(pages.clone()).await).await;
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (number, page) in pages.iter().enumerate() {
        window.open(&format!("/sample/{number}")).await;
        for look in LOOKS {
            for violation in window.examined(look).await {
                let text = |name: &str| violation[name].as_str().unwrap_or_default();
                let told = format!(
                    "{}: {} ({})\n    {}\n    {}",
                    page.template,
                    text("rule"),
                    text("help"),
                    text("element"),
                    text("html")
                );
                let told = format!("{told}\n    {}", text("why").replace('\n', "\n    "));
                let seen = format!("sample {}, {}, {} px, {}", page.sample, language.tag(), look.width, look.scheme);
                found.entry(told).or_default().push(seen);
            }
        }
    }
    window.close().await;
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_has_a_grave_violation() {
    let driver = Driver::start().await;
    let (mut found, chinese) = tokio::join!(violations(&driver, Language::English), violations(&driver, Language::Chinese));
    for (told, seen) in chinese {
        found.entry(told).or_default().extend(seen);
    }
    let list: Vec<String> = found.iter().map(|(told, seen)| format!("{told}\n    seen at {}", seen.join("; "))).collect();
    assert!(list.is_empty(), "{} violations\n\n{}", list.len(), list.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_violation_is_found() {
    // An old way to say a colour, because the page's own policy keeps style sheets of its own out.
    let planted = "<!doctype html><html lang=en><title>Planted</title><link rel=stylesheet href=/assets/app.css>\
        <main><h1>Planted</h1><img src=x><p><font color='#505050'>pale in the dark</font></main>";
    let driver = Driver::start().await;
    let pages = vec![SamplePage { template: "planted", sample: 0, html: planted.to_owned() }];
    let window = window(&driver, &gallery(Arc::new(pages)).await).await;
    window.open("/sample/0").await;
    let mut found = Vec::new();
    for look in LOOKS {
        let rules = window.examined(look).await;
        assert_eq!(window.client.execute("return window.innerWidth", Vec::new()).await.unwrap(), look.width);
        found.push(rules.iter().filter_map(|one| one["rule"].as_str()).map(str::to_owned).collect::<Vec<_>>());
    }
    window.close().await;
    assert_eq!(found, [vec!["image-alt"], vec!["image-alt"], vec!["color-contrast"], vec!["color-contrast"]]);
}
