//! The App Store, open to everybody. Whatever it shows of an app comes from `listings::live`, read for this very answer.

mod api;
mod app;
mod card;
mod feeds;

pub use api::{list as api_list, show as api_show};
pub(super) use app::facts;
pub use app::{app, logo};
pub(super) use card::names;
pub use feeds::{feed, robots, sitemap};

use crate::{
    Web, links,
    pages::Answer,
    query::Query,
    views::store::{Apps, Category, Head, Home, StoreItem},
    visit::Visitor,
};
use kernel::{Cursor, Id, Outcome, PageRequest, Refusal, Time, kinds};
use office::notices::Language;
use platform::app_categories;
use search::Order;

/// Apps in each row of the home page.
const SHOWN: usize = 6;

pub async fn home(visitor: Visitor) -> Answer {
    visitor.query().all_names_known(&[])?;
    let store = visitor.web.storefront();
    let (used, newest) = (store.list(Order::MostUsed, None).await?, store.list(Order::Newest, None).await?);
    let count = newest.len();
    let top = |apps: Vec<_>| apps.into_iter().take(SHOWN).collect();
    // One row holds them all: two would show the same apps twice.
    let used = if count > SHOWN { cards(&visitor, top(used)).await? } else { Vec::new() };
    let newest = cards(&visitor, top(newest)).await?;
    let categories = categories(&visitor.web, visitor.language).await?;
    visitor.show(&Home { count, used, newest, categories, head: Head::of(&visitor, links::HOME) })
}

/// All apps or those that were asked for, a page at a time.
pub async fn list(visitor: Visitor) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["q", "category", "sort", "after"])?;
    let asked = Asked::of(&query, query.page()?)?;
    let (apps, next) = asked.answer(&visitor.web).await?;
    let items = cards(&visitor, apps).await?;
    let categories = categories(&visitor.web, visitor.language).await?;
    visitor.show(&Apps {
        items,
        categories,
        q: asked.question.clone().unwrap_or_default(),
        category: asked.category.as_ref().map(ToString::to_string).unwrap_or_default(),
        sort: if asked.order == Order::Newest { "new" } else { "used" },
        pager: query.pager(links::APPS, next.as_ref()),
        head: Head::of(&visitor, links::APPS),
    })
}

/// What somebody wants to see of the store.
struct Asked {
    question: Option<String>,
    category: Option<Id<kinds::Category>>,
    order: Order,
    page: PageRequest,
}

impl Asked {
    fn of(query: &Query, page: PageRequest) -> Result<Asked, Refusal> {
        let order = |word: &str| match word {
            "used" => Some(Order::MostUsed),
            "new" => Some(Order::Newest),
            _ => None,
        };
        Ok(Asked {
            question: query.text("q").map(str::to_owned),
            category: query.parsed("category")?,
            order: query.one_of("sort", order)?.unwrap_or(Order::MostUsed),
            page,
        })
    }

    /// The page's apps in their order, and where the next page begins. A ranking has no key to go on after: its cursor
    /// says how many were seen.
    async fn answer(&self, web: &Web) -> Outcome<(Vec<Id<kinds::App>>, Option<Cursor>)> {
        let seen = self.page.after.as_ref().and_then(|after| after.id.parse::<usize>().ok()).unwrap_or(0);
        let end = seen.saturating_add(self.page.limit as usize);
        let store = web.storefront();
        let mut apps = match &self.question {
            Some(question) => store.search(question, self.category.as_ref(), end.saturating_add(1)).await?,
            None => store.list(self.order, self.category.as_ref()).await?,
        };
        let next = (apps.len() > end).then(|| Cursor { time: Time::MIN, id: end.to_string() });
        apps.truncate(end);
        apps.drain(..seen.min(apps.len()));
        Ok((apps, next))
    }
}

async fn cards(visitor: &Visitor, apps: Vec<Id<kinds::App>>) -> Outcome<Vec<StoreItem>> {
    let (language, merchant) = (visitor.language, merchant_of(visitor));
    let read = visitor.web.db.read(move |tx| {
        let mut items = Vec::with_capacity(apps.len());
        for app in &apps {
            items.extend(card::card(tx, app, language, merchant.as_ref())?);
        }
        Ok(items)
    });
    read.await
}

/// Categories that have apps, the largest first.
async fn categories(web: &Web, language: Language) -> Outcome<Vec<Category>> {
    let mut counts: Vec<_> = web.storefront().categories().await?.into_iter().collect();
    counts.sort_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
    let read = web.db.read(move |tx| {
        let mut categories = Vec::with_capacity(counts.len());
        for (id, count) in &counts {
            let name = app_categories::require(tx, id)?.name(language).to_owned();
            categories.push(Category { id: id.to_string(), name, count: *count });
        }
        Ok(categories)
    });
    read.await
}

fn merchant_of(visitor: &Visitor) -> Option<Id<kinds::Merchant>> {
    visitor.signed.as_ref().and_then(|signed| signed.merchant.as_ref()).map(|merchant| merchant.id.clone())
}
