//! What the store shows of an app: its page's part, and where the developer writes it.

use super::samples;
use crate::{form::FormView, templates::View};
use kernel::{Id, kinds};
use office::notices::Language;
use platform::listings::{Check, CheckState, Field, Live};
use serde::Serialize;

/// A listing in the reader's language.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ListingView {
    pub name: String,
    pub value_proposition: Option<String>,
    pub description: Option<String>,
    pub website: Option<String>,
    /// Of the website, as people read it.
    pub website_host: Option<String>,
    pub support_email: Option<String>,
    pub logo_url: Option<String>,
    pub screenshots: Vec<String>,
}

/// The editor.
#[derive(Clone, Debug, Serialize)]
pub struct ListingPage {
    pub app: ListedApp,
    pub form: Option<FormView>,
    pub fields: Vec<FieldView>,
    /// Names of required fields of which nothing is live.
    pub missing: Vec<&'static str>,
    /// How many fields could be handed in.
    pub changed: usize,
    /// A job looks at servers at this moment.
    pub running: bool,
    /// Of the app itself.
    pub checks: Vec<CheckView>,
    pub delisted: Option<String>,
    /// The app's page, when it stands in the store.
    pub store_url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ListedApp {
    pub id: String,
    pub name: String,
    pub stage: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct FieldView {
    pub name: &'static str,
    pub state: &'static str,
    pub required: bool,
    pub reason: Option<String>,
    pub draft: Values,
    /// What the store shows; none for nothing.
    pub live: Option<Values>,
    /// What is in review, where it is something else than the draft by now.
    pub reviewed: Option<Values>,
    pub may_submit: bool,
    pub may_withdraw: bool,
    pub checks: Vec<CheckView>,
}

/// The parts that a field's value has; the others are empty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Values {
    pub en: String,
    pub zh: String,
    pub line: String,
    pub images: Vec<ImageView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ImageView {
    pub id: String,
    pub url: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct CheckView {
    /// `check.website.answers`
    pub id: &'static str,
    /// The key of its words: `check-website-answers-failed`.
    pub words: String,
    pub state: &'static str,
    pub found: String,
}

/// The link from a mail was opened.
#[derive(Clone, Debug, Serialize)]
pub struct SupportVerified {
    pub email: String,
}

impl ListingView {
    /// `url` is where an image is shown to this reader.
    pub fn of(live: &Live, language: Language, url: impl Fn(&Id<kinds::File>) -> String) -> ListingView {
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let host = |website: &String| url::Url::parse(website).ok()?.host_str().map(str::to_owned);
        ListingView {
            name: live.name.in_language(language).to_owned(),
            value_proposition: live.value_proposition.as_ref().and_then(|texts| filled(texts.in_language(language))),
            description: filled(live.description.in_language(language)),
            website_host: live.website.as_ref().and_then(host),
            website: live.website.clone(),
            support_email: live.support_email.clone(),
            logo_url: live.logo.as_ref().map(&url),
            screenshots: live.screenshots.iter().map(&url).collect(),
        }
    }

    pub fn sample(text: &str, is_full: bool) -> ListingView {
        let given = || is_full.then(|| samples::text(text));
        ListingView {
            name: samples::text(text),
            value_proposition: given(),
            description: given(),
            website: is_full.then(|| samples::text("https://erp.example/?a=b&c=\"d\"")),
            website_host: is_full.then(|| samples::text("erp.example")),
            support_email: is_full.then(|| samples::text("help@erp.example")),
            logo_url: is_full.then(|| samples::text("/logos/app_p1/file_p1")),
            screenshots: if is_full { vec![samples::text("/logos/app_p1/file_p2"); 6] } else { Vec::new() },
        }
    }
}

impl CheckView {
    pub fn of(check: &Check) -> CheckView {
        let words = format!("{}-{}", check.id.replace(['.', '_'], "-"), check.state.as_str());
        CheckView { id: check.id, words, state: check.state.as_str(), found: check.found.clone() }
    }

    /// Every check in every state that it can have.
    pub fn samples(text: &str) -> Vec<CheckView> {
        let states = |id: &'static str| {
            let is_asked = id.starts_with("check.website") || id.starts_with("check.redirect_host");
            let running = is_asked.then_some(CheckState::Running);
            [CheckState::Passed, CheckState::Failed].into_iter().chain(running).map(move |state| (id, state))
        };
        let check = |(id, state): (&'static str, CheckState)| {
            CheckView::of(&Check { id, field: None, state, found: samples::text(text), blocks: true })
        };
        platform::listings::CHECKS.iter().copied().flat_map(states).map(check).collect()
    }
}

impl View for ListingPage {
    const TEMPLATE: &'static str = "developer/listing.html";

    fn samples() -> Vec<ListingPage> {
        let values = |text: &str, images: usize| Values {
            en: samples::text(text),
            zh: samples::text(text),
            line: samples::text(text),
            images: vec![ImageView { id: samples::text("file_p1"), url: samples::text("/developer/apps/a/images/f") }; images],
        };
        let page = |text: &str, state: &'static str, is_full: bool| ListingPage {
            app: ListedApp { id: samples::text("app_p1"), name: samples::text(text), stage: "online" },
            form: is_full.then(|| samples::form(text, &["name_en", "website", "logo", "screenshots"])).flatten(),
            fields: Field::ALL
                .iter()
                .map(|field| FieldView {
                    name: field.as_str(),
                    state,
                    required: is_full,
                    reason: (state == "rejected").then(|| samples::text(text)),
                    draft: if is_full { values(text, 6) } else { Values::default() },
                    live: is_full.then(|| values(text, 2)),
                    reviewed: (state == "in_review" && is_full).then(|| values(text, 1)),
                    may_submit: state == "draft",
                    may_withdraw: state == "in_review",
                    checks: if is_full { CheckView::samples(text) } else { Vec::new() },
                })
                .collect(),
            missing: if is_full { Field::ALL.iter().map(|field| field.as_str()).collect() } else { Vec::new() },
            changed: usize::from(is_full) * 3,
            running: is_full,
            checks: if is_full { CheckView::samples(text) } else { Vec::new() },
            delisted: is_full.then(|| samples::text(text)),
            store_url: (!is_full).then(|| samples::text("/apps/stock-pilot-3f9a2k")),
        };
        let mut all = samples::texts(|text| page(text, "rejected", true));
        for state in ["draft", "in_review", "approved", "rejected"] {
            all.extend([page("Stock Pilot", state, true), page("", state, false)]);
        }
        all
    }
}

impl View for SupportVerified {
    const TEMPLATE: &'static str = "public/support_verified.html";

    fn samples() -> Vec<SupportVerified> {
        samples::texts(|text| SupportVerified { email: samples::text(text) })
    }
}
