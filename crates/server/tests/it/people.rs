//! The people of the stories. Each sits before a browser and does what a person would: opens the page, fills in the form it
//! finds there, sends it, and reads what comes.

use crate::{
    client::{Answer, Browser, pdf},
    house::{House, OPERATOR_PASSWORD},
    wire::App,
};
use axum::Router;
use commerce::Currency;
use kernel::{Id, kinds};
use std::ops::{Deref, DerefMut};
use trade::samples::{self, Plan, Taste};

pub const PASSWORD: &str = "a long and boring password";

/// Anybody.
pub struct Visitor {
    pub browser: Browser,
}

pub struct Developer {
    pub name: String,
    pub email: String,
    router: Router,
    pub browser: Browser,
}

pub struct Merchant {
    pub name: String,
    pub email: String,
    pub browser: Browser,
}

pub struct Operator {
    pub browser: Browser,
}

/// `Pearl & Söhne` → `pearl.s.hne@example.com`
fn email(name: &str, role: &str) -> String {
    let letters: String =
        name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '.' }).collect();
    let hash = name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    format!("{}.{hash}@{role}.example", letters.trim_matches('.').replace("..", "."))
}

async fn sign_in(browser: &mut Browser, console: &str, email: &str, password: &str) -> Answer {
    let page = browser.open(&format!("/{console}/sign-in")).await;
    browser.submit_and_follow(&page.form(&format!("/{console}/sign-in")).fill("email", email).fill("password", password)).await
}

/// Opens the link in the newest mail to this address.
async fn confirms_email(browser: &mut Browser, email: &str) {
    let outbox = browser.open("/outbox").await.is(200);
    for link in outbox.links("a[href^='/outbox/']") {
        let mail = browser.open(&link).await.is(200);
        if !mail.text().contains(email) {
            continue;
        }
        let Some(link) = mail.links("a[href*='/verify-email/']").into_iter().next() else { continue };
        let path = link.find("/verify-email/").map(|at| link[at..].to_owned()).unwrap();
        browser.open(&path).await.is(200);
        return;
    }
    panic!("no mail to {email} asks to confirm the address: {}", outbox.text());
}

// === impl Visitor ===

impl Visitor {
    pub fn new(house: &House) -> Visitor {
        Visitor { browser: Browser::new(house.router.clone()) }
    }
}

// === impl Developer ===

impl Developer {
    pub fn new(house: &House, name: &str) -> Developer {
        let router = house.router.clone();
        Developer { name: name.to_owned(), email: email(name, "developer"), browser: Browser::new(router.clone()), router }
    }

    /// Fills in the registration as a company and hands in a document; is signed in afterwards.
    pub async fn registers(&mut self) {
        let page = self.open("/developer/register").await.is(200);
        let form = page
            .form("/developer/register")
            .fill("name", "Ada Li")
            .fill("email", &self.email)
            .fill("password", PASSWORD)
            .fill("kind", "company")
            .fill("legal_name", &format!("{} Ltd", self.name))
            .fill("display_name", &self.name)
            .fill("country", "DE")
            .fill("registration_no", "HRB 1358")
            .fill("website", "https://dev.example")
            .fill("phone", "+49 451 1358")
            .attach("documents", pdf("register.pdf"));
        self.browser.submit_and_follow(&form).await.is(200);
        let address = self.email.clone();
        confirms_email(&mut self.browser, &address).await;
    }

    pub async fn signs_in(&mut self) -> Answer {
        let address = self.email.clone();
        sign_in(&mut self.browser, "developer", &address, PASSWORD).await
    }

    /// Applies with a reason and a file.
    pub async fn applies_for(&mut self, category: &str) {
        let page = self.open("/developer/categories").await.is(200);
        page.says(category);
        let link = self.category_link(&page, category);
        let page = self.open(&link).await.is(200);
        let form = page
            .form("/developer/categories/")
            .fill("reason", "We connect stores to their bookkeeping.")
            .attach("file", pdf("plan.pdf"));
        self.browser.submit_and_follow(&form).await.is(200);
    }

    fn category_link(&self, page: &Answer, category: &str) -> String {
        let cards = page.all("section.cat");
        let links = page.links("section.cat a[href$='/apply']");
        let open: Vec<_> = cards.iter().filter(|card| links.len() == cards.len() || card.contains(category)).collect();
        let place = open
            .iter()
            .position(|card| card.starts_with(category))
            .unwrap_or_else(|| panic!("no category {category}: {cards:?}"));
        links.get(place.min(links.len() - 1)).cloned().unwrap_or_else(|| panic!("nothing to apply for: {cards:?}"))
    }

    /// Creates an app in the first category on offer, and notes down what is shown once.
    pub async fn creates_app(&mut self, name: &str, redirect_uri: &str) -> App {
        let page = self.open("/developer/apps/new").await.is(200);
        let form = page.form("/developer/apps/new").fill("name", name).fill("redirect_uri", redirect_uri);
        let shown = self.browser.submit_and_follow(&form).await;
        let (client_id, client_secret) = shown_credentials(&shown);
        App::new(self.router.clone(), name, &client_id, &client_secret, redirect_uri)
    }

    /// Creates an app that can keep no secret.
    pub async fn creates_public_app(&mut self, name: &str, redirect_uri: &str) -> App {
        let page = self.open("/developer/apps/new").await.is(200);
        let form = page.form("/developer/apps/new").fill("name", name).fill("redirect_uri", redirect_uri);
        let shown = self.browser.submit_and_follow(&form.choose("is_public", "yes")).await.is(200);
        App::new(self.router.clone(), name, &shown.all("#copy-client-id").concat(), "", redirect_uri)
    }

    /// Registers the keys that the app's assertions are checked with.
    pub async fn registers_keys(&mut self, app: &App, jwks: &str) {
        let page = self.open(&format!("/developer/apps/{}", app.client_id)).await.is(200);
        let form = page.form(&format!("/developer/apps/{}/keys", app.client_id)).fill("jwks", jwks);
        self.browser.submit_and_follow(&form).await.is(200);
    }

    /// Adds the second secret; its text.
    pub async fn adds_secret(&mut self, app: &App) -> String {
        let page = self.open(&format!("/developer/apps/{}", app.client_id)).await.is(200);
        let form = page.form(&format!("/developer/apps/{}/secrets", app.client_id));
        let shown = self.browser.submit_and_follow(&form).await;
        shown_credentials(&shown).1
    }

    /// Deletes the older of two secrets, through the step that asks again.
    pub async fn deletes_first_secret(&mut self, app: &App) -> Answer {
        let page = self.open(&format!("/developer/apps/{}", app.client_id)).await.is(200);
        let link = page
            .links("a[href$='/delete']")
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("no secret can be deleted: {}", page.text()));
        let page = self.open(&link).await.is(200);
        self.browser.submit_and_follow(&page.form(&link)).await
    }
}

fn shown_credentials(shown: &Answer) -> (String, String) {
    let text = |id: &str| {
        shown.all(id).into_iter().next().unwrap_or_else(|| panic!("{id} is not shown: {} {}", shown.status, shown.text()))
    };
    (text("#copy-client-id"), text("#copy-secret"))
}

// === impl Merchant ===

impl Merchant {
    pub fn new(house: &House, name: &str) -> Merchant {
        Merchant { name: name.to_owned(), email: email(name, "merchant"), browser: Browser::new(house.router.clone()) }
    }

    pub async fn registers(&mut self) {
        let page = self.open("/merchant/register").await.is(200);
        self.registers_at(&page).await.is(200);
        let address = self.email.clone();
        confirms_email(&mut self.browser, &address).await;
    }

    /// Fills in the registration that stands on this page.
    pub async fn registers_at(&mut self, page: &Answer) -> Answer {
        let form = page
            .form("/merchant/register")
            .fill("name", "Bao Chen")
            .fill("email", &self.email)
            .fill("password", PASSWORD)
            .fill("store_name", &self.name)
            .fill("legal_name", &format!("{} Trading", self.name))
            .fill("licence_no", "91310000MA1K")
            .fill("country", "CN")
            .fill("timezone", "Asia/Shanghai")
            .fill("currency", "CNY")
            .attach("licence", pdf("licence.pdf"))
            .attach("identity", pdf("identity.pdf"));
        self.browser.submit_and_follow(&form).await
    }

    pub async fn signs_in(&mut self) -> Answer {
        let address = self.email.clone();
        sign_in(&mut self.browser, "merchant", &address, PASSWORD).await
    }

    pub async fn id(&self, house: &House) -> Id<kinds::Merchant> {
        let name = self.name.clone();
        let found = house.read(move |tx| platform::merchants::list(tx, None, &kernel::PageRequest::first(200))).await;
        found.items.into_iter().find(|merchant| merchant.name == name).unwrap_or_else(|| panic!("no store {}", self.name)).id
    }

    /// A shop of twenty products and sixty orders, the same every time.
    pub async fn has_goods_and_orders(&mut self, house: &House) {
        let currency: Currency = "CNY".parse().unwrap();
        let plan = Plan {
            seed: 1,
            products: 20,
            orders: 60,
            months: 3,
            currency,
            taste: Taste::Chinese,
            shop_name: self.name.clone(),
            until: house.clock.now(),
        };
        let (id, name, sample) = (self.id(house).await, self.name.clone(), samples::generate(&plan));
        house
            .write(move |tx| {
                let shop = trade::shops::own_shop(tx, &id, &name, currency, "Asia/Shanghai")?;
                samples::store(tx, &shop, &sample)
            })
            .await;
    }

    /// Reads the consent page of the app's standard link and allows; the code that the app is sent.
    pub async fn allows(&mut self, app: &App) -> String {
        let page = self.open(&app.authorize_path()).await.is(200);
        page.says(&app.name);
        let answer = self.browser.submit(&page.form("/oauth/authorize").press("decision", "allow")).await;
        answer.location_param("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }

    pub async fn denies(&mut self, app: &App) -> Answer {
        let page = self.open(&app.authorize_path()).await.is(200);
        self.browser.submit(&page.form("/oauth/authorize").press("decision", "deny")).await
    }

    /// Removes the app in API settings, through the step that asks again.
    pub async fn removes(&mut self, app: &App) -> Answer {
        let page = self.open("/merchant/settings/api").await.is(200);
        page.says(&app.name);
        let link =
            page.links("a[href$='/remove']").into_iter().next().unwrap_or_else(|| panic!("nothing to remove: {}", page.text()));
        let page = self.open(&link).await.is(200);
        page.says(&app.name);
        self.browser.submit_and_follow(&page.form(&link)).await
    }
}

// === impl Operator ===

impl Operator {
    pub async fn signs_in(house: &House) -> Operator {
        let mut browser = Browser::new(house.router.clone());
        sign_in(&mut browser, "operator", "operator@kontor.example", OPERATOR_PASSWORD).await.is(200);
        Operator { browser }
    }

    /// Finds the open case with these words in the queue.
    pub async fn finds_case(&mut self, words: &str) -> Answer {
        let queue = self.open("/operator/cases").await.is(200);
        for link in queue.links("a[href^='/operator/cases/case_']") {
            let page = self.open(&link).await.is(200);
            if page.text().contains(words) && !page.forms("/operator/cases/").is_empty() {
                return page;
            }
        }
        panic!("no case speaks of {words}: {}", queue.text())
    }

    pub async fn approves(&mut self, words: &str) -> Answer {
        let case = self.finds_case(words).await;
        let form = case.forms("/operator/cases/").into_iter().find(|form| form.action().ends_with("/approve"));
        self.browser.submit_and_follow(&form.unwrap_or_else(|| panic!("cannot approve: {}", case.text()))).await.is(200)
    }

    pub async fn brings_online(&mut self, app: &App) {
        self.moves_app(app, "bring_online", "looked at it").await;
    }

    /// Moves an app to another stage on its page.
    pub async fn moves_app(&mut self, app: &App, change: &str, reason: &str) {
        let page = self.open(&format!("/operator/apps/{}", app.client_id)).await.is(200);
        let forms = page.forms(&format!("/operator/apps/{}/stage", app.client_id));
        let form = forms.into_iter().find(|form| form.takes("change", change));
        let form =
            form.unwrap_or_else(|| panic!("cannot {change}: {}", page.text())).choose("change", change).fill("reason", reason);
        self.submit_and_follow(&form).await.is(200);
    }

    pub async fn rejects(&mut self, words: &str, reason: &str) -> Answer {
        let case = self.finds_case(words).await;
        let form = case.forms("/operator/cases/").into_iter().find(|form| form.action().ends_with("/reject"));
        let form = form.unwrap_or_else(|| panic!("cannot reject: {}", case.text())).fill("reason", reason);
        self.browser.submit_and_follow(&form).await.is(200)
    }
}

// Each of them has a browser and acts through it.

macro_rules! sits_before_a_browser {
    ($($who:ty),*) => {
        $(impl Deref for $who {
            type Target = Browser;
            fn deref(&self) -> &Browser {
                &self.browser
            }
        }
        impl DerefMut for $who {
            fn deref_mut(&mut self) -> &mut Browser {
                &mut self.browser
            }
        })*
    };
}

sits_before_a_browser!(Visitor, Developer, Merchant, Operator);
