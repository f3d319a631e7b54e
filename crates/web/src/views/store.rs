use super::{listing::ListingView, reviews::ReviewView, samples};
use crate::{query::Pager, templates::View, visit::Visit};
use kernel::{Cursor, Time};
use office::notices::Language;
use serde::Serialize;
use serde_json::{Value, json};

/// What the head of a public page says to search engines: its own address and the same page in each language.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Head {
    pub canonical: String,
    /// Tag and address.
    pub languages: Vec<(&'static str, String)>,
    /// The same address for whoever has no wish.
    pub any_language: String,
    /// Where the pages are reached, without a slash at its end.
    #[serde(skip)]
    pub base: String,
}

impl Head {
    pub fn of(visit: &Visit, path: &str) -> Head {
        let address = visit.web.absolute(path);
        let in_language = |language: Language| format!("{address}?lang={}", language.tag());
        Head {
            canonical: if visit.query_has_language() { in_language(visit.language) } else { address.clone() },
            languages: Language::ALL.map(|language| (language.tag(), in_language(language))).into(),
            base: visit.web.absolute(""),
            any_language: address,
        }
    }

    fn sample() -> Head {
        let address = samples::text("https://open.example/apps");
        Head {
            canonical: address.clone(),
            languages: vec![("en", format!("{address}?lang=en")), ("zh", format!("{address}?lang=zh"))],
            any_language: address,
            base: samples::text("https://open.example"),
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Home {
    pub count: usize,
    pub used: Vec<StoreItem>,
    pub newest: Vec<StoreItem>,
    pub categories: Vec<Category>,
    pub head: Head,
}

#[derive(Clone, Debug, Serialize)]
pub struct Apps {
    pub items: Vec<StoreItem>,
    pub categories: Vec<Category>,
    pub q: String,
    /// The chosen category's id, or nothing.
    pub category: String,
    pub sort: &'static str,
    #[serde(flatten)]
    pub pager: Pager,
    pub head: Head,
}

#[derive(Clone, Debug, Serialize)]
pub struct Category {
    pub id: String,
    pub name: String,
    pub count: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct StoreItem {
    pub slug: String,
    pub name: String,
    pub value_proposition: Option<String>,
    pub logo_url: Option<String>,
    pub category: String,
    pub developer: String,
    pub rating: Option<RatingView>,
    pub added: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct RatingView {
    /// With one decimal.
    pub average: String,
    /// Rounded to whole stars.
    pub stars: i64,
    pub reviews: i64,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct AppPage {
    pub app: AppFacts,
    pub authorize_url: String,
    pub review_url: String,
    pub standing: Standing,
    pub rating: Option<RatingView>,
    pub reviews: Vec<ReviewView>,
    /// Where the reviews go on.
    #[serde(skip)]
    pub next: Option<Cursor>,
    #[serde(flatten)]
    pub pager: Pager,
    pub head: Head,
    /// schema.org.
    pub structured: Value,
    /// Where its developer goes on writing; only of a preview.
    pub edit_url: Option<String>,
}

/// How the reader's store stands with the app.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Standing {
    pub is_added: bool,
    pub may_review: bool,
    pub has_reviewed: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct AppFacts {
    pub listing: ListingView,
    pub slug: String,
    /// Tags of those that its texts are there in.
    pub languages: Vec<&'static str>,
    pub developer: String,
    /// The operator has checked who the developer is.
    pub is_verified: bool,
    pub category: String,
    pub category_id: String,
    pub permissions: Vec<String>,
    pub listed_since: Time,
    pub access_hours: u64,
}

fn item(text: &str, is_full: bool) -> StoreItem {
    StoreItem {
        slug: samples::text("stock-pilot-3f9a2k"),
        name: samples::text(text),
        value_proposition: is_full.then(|| samples::text(text)),
        logo_url: is_full.then(|| samples::text("/logos/app_p1/file_p1")),
        category: samples::text(text),
        developer: samples::text(text),
        rating: is_full.then(rating),
        added: is_full,
    }
}

fn rating() -> RatingView {
    RatingView { average: samples::text("4.3"), stars: 4, reviews: 1234 }
}

fn categories(text: &str) -> Vec<Category> {
    vec![Category { id: samples::text("cat_p1"), name: samples::text(text), count: 12 }]
}

impl View for Home {
    const TEMPLATE: &'static str = "public/store.html";

    fn samples() -> Vec<Home> {
        let mut all = samples::texts(|text| Home {
            count: 1234,
            used: vec![item(text, true), item(text, false)],
            newest: vec![item(text, false)],
            categories: categories(text),
            head: Head::sample(),
        });
        all.push(Home {
            count: 1,
            used: Vec::new(),
            newest: vec![item("", true)],
            categories: categories(""),
            head: Head::sample(),
        });
        all.push(Home { count: 0, used: Vec::new(), newest: Vec::new(), categories: Vec::new(), head: Head::sample() });
        all
    }
}

impl View for Apps {
    const TEMPLATE: &'static str = "public/apps.html";

    fn samples() -> Vec<Apps> {
        let page = |text: &str, items| Apps {
            items,
            categories: categories(text),
            q: samples::text(text),
            category: samples::text("cat_p1"),
            sort: "new",
            pager: samples::pager(),
            head: Head::sample(),
        };
        let mut all = samples::texts(|text| page(text, vec![item(text, false), item(text, true)]));
        all.push(page("xyzzy", Vec::new()));
        all.push(Apps { category: String::new(), pager: Pager::default(), sort: "used", ..page("", Vec::new()) });
        all
    }
}

impl View for AppPage {
    const TEMPLATE: &'static str = "public/app.html";

    fn samples() -> Vec<AppPage> {
        let page = |text: &str, is_full: bool| AppPage {
            app: AppFacts {
                listing: ListingView::sample(text, is_full),
                slug: samples::text("stock-pilot-3f9a2k"),
                languages: if is_full { vec!["en", "zh"] } else { vec!["zh"] },
                developer: samples::text(text),
                is_verified: is_full,
                category: samples::text(text),
                category_id: samples::text("cat_p1"),
                permissions: if is_full { samples::permissions() } else { Vec::new() },
                listed_since: samples::time(),
                access_hours: 30,
            },
            authorize_url: samples::text("/oauth/authorize?response_type=code&client_id=app_p1"),
            review_url: samples::text("/merchant/apps/app_p1/review"),
            standing: Standing { is_added: is_full, may_review: is_full, has_reviewed: false },
            rating: is_full.then(rating),
            reviews: if is_full { ReviewView::samples(text) } else { Vec::new() },
            next: None,
            pager: if is_full { samples::pager() } else { Pager::default() },
            head: Head::sample(),
            structured: json!({"name": text}),
            edit_url: None,
        };
        let mut all = samples::texts(|text| page(text, true));
        all.push(page("", false));
        all.push(AppPage {
            standing: Standing { is_added: false, may_review: true, has_reviewed: true },
            ..page("Pilot", false)
        });
        all
    }
}
