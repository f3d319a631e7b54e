use super::samples;
use crate::{form::FormView, query::Pager, templates::View};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct ReviewView {
    /// The store's name and id.
    pub store: String,
    pub merchant: String,
    pub stars: u8,
    pub text: String,
    pub at: Time,
    pub changed: Option<Time>,
    pub answer: Option<AnswerView>,
    pub hidden: Option<HiddenView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct AnswerView {
    pub text: String,
    pub at: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct HiddenView {
    pub reason: String,
    pub at: Time,
}

/// The app that is reviewed, for those who have it in a list of theirs.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewedApp {
    pub id: String,
    pub name: String,
    pub logo_url: Option<String>,
    pub developer: String,
    /// Its place in the store, when it stands there.
    pub slug: Option<String>,
}

/// A merchant's own.
#[derive(Clone, Debug, Serialize)]
pub struct Write {
    pub app: ReviewedApp,
    pub store: String,
    pub review: Option<ReviewView>,
    /// The app has called for the store.
    pub may_write: bool,
    pub form: Option<FormView>,
}

/// All reviews of an app, as its developer sees them.
#[derive(Clone, Debug, Serialize)]
pub struct OfDeveloper {
    #[serde(flatten)]
    pub list: List,
}

/// One review, to be answered.
#[derive(Clone, Debug, Serialize)]
pub struct Answering {
    pub app: ReviewedApp,
    pub review: ReviewView,
    pub form: Option<FormView>,
}

/// All reviews of an app, as the operator sees them.
#[derive(Clone, Debug, Serialize)]
pub struct OfOperator {
    #[serde(flatten)]
    pub list: List,
}

/// One review, to be hidden or shown.
#[derive(Clone, Debug, Serialize)]
pub struct Judging {
    pub app: ReviewedApp,
    pub review: ReviewView,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct List {
    pub app: ReviewedApp,
    pub items: Vec<ReviewView>,
    #[serde(flatten)]
    pub pager: Pager,
}

impl ReviewView {
    /// One that stands alone, one with an answer, and a hidden one.
    pub fn samples(text: &str) -> Vec<ReviewView> {
        let plain = ReviewView {
            store: samples::text(text),
            merchant: samples::text("mer_p1"),
            stars: 1,
            text: samples::text(text),
            at: samples::time(),
            changed: None,
            answer: None,
            hidden: None,
        };
        let answer = Some(AnswerView { text: samples::text(text), at: samples::time() });
        let answered = ReviewView { stars: 5, changed: Some(samples::time()), answer, ..plain.clone() };
        let hidden = Some(HiddenView { reason: samples::text(text), at: samples::time() });
        vec![plain, answered.clone(), ReviewView { hidden, ..answered }]
    }
}

fn app(text: &str) -> ReviewedApp {
    ReviewedApp {
        id: samples::text("app_p1"),
        name: samples::text(text),
        logo_url: None,
        developer: samples::text(text),
        slug: (!text.is_empty()).then(|| samples::text("stock-pilot-3f9a2k")),
    }
}

fn lists<V>(view: impl Fn(List) -> V) -> Vec<V> {
    let mut all = samples::texts(|text| view(List { app: app(text), items: ReviewView::samples(text), pager: samples::pager() }));
    all.push(view(List { app: app(""), items: Vec::new(), pager: Pager::default() }));
    all
}

fn singles<V>(fields: &[&str], view: impl Fn(ReviewedApp, ReviewView, Option<FormView>) -> V) -> Vec<V> {
    let mut all = Vec::new();
    for text in [samples::text("North Sea Trading"), samples::long(), samples::text(samples::HOSTILE)] {
        let each = ReviewView::samples(&text).into_iter();
        all.extend(each.map(|review| view(app(&text), review, samples::form(&text, fields))));
    }
    all.extend(ReviewView::samples("").into_iter().map(|review| view(app(""), review, None)));
    all
}

impl View for Write {
    const TEMPLATE: &'static str = "merchant/review.html";

    fn samples() -> Vec<Write> {
        let write = |app, review, form| Write { app, store: samples::text("Lübeck Tea"), review, may_write: true, form };
        let mut all = singles(&["stars", "text"], |app, review, form| write(app, Some(review), form));
        all.push(write(app("Pilot"), None, None));
        all.push(Write { may_write: false, ..write(app("Pilot"), None, None) });
        all
    }
}

impl View for OfDeveloper {
    const TEMPLATE: &'static str = "developer/reviews.html";

    fn samples() -> Vec<OfDeveloper> {
        lists(|list| OfDeveloper { list })
    }
}

impl View for Answering {
    const TEMPLATE: &'static str = "developer/review.html";

    fn samples() -> Vec<Answering> {
        singles(&["answer"], |app, review, form| Answering { app, review, form })
    }
}

impl View for OfOperator {
    const TEMPLATE: &'static str = "operator/app_reviews.html";

    fn samples() -> Vec<OfOperator> {
        lists(|list| OfOperator { list })
    }
}

impl View for Judging {
    const TEMPLATE: &'static str = "operator/app_review.html";

    fn samples() -> Vec<Judging> {
        singles(&["reason"], |app, review, form| Judging { app, review, form })
    }
}
