//! The store for machines that read pages: sitemap, robots and a feed of new apps.

use super::card;
use crate::{links, pages::Answer, visit::Visitor};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use kernel::{Environment, Time};
use office::notices::Language;
use platform::listings;
use search::Order;

/// A sitemap holds 50 000 addresses at most (sitemaps.org); more apps than that are found by their category.
const MAX_ADDRESSES: usize = 50_000;
const BATCH: u32 = 500;
const NEWS: usize = 30;
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The sandbox is nobody's business but the developers'.
pub async fn robots(visitor: Visitor) -> Answer {
    let text = match visitor.web.environment() {
        Environment::Sandbox => "User-agent: *\nDisallow: /\n".to_owned(),
        Environment::Production => format!(
            "User-agent: *\nDisallow: /developer\nDisallow: /merchant\nDisallow: /operator\nDisallow: /oauth\nDisallow: /api\n\n\
             Sitemap: {}\n",
            visitor.web.absolute(links::SITEMAP)
        ),
    };
    Ok(document("text/plain; charset=utf-8", text))
}

pub async fn sitemap(visitor: Visitor) -> Answer {
    visitor.query().all_names_known(&[])?;
    let mut slugs = Vec::new();
    let mut after = None;
    loop {
        let read = visitor.web.db.read(move |tx| listings::page_of_live(tx, after.as_ref(), BATCH));
        let (batch, next) = read.await?;
        slugs.extend(batch.into_iter().map(|live| live.slug));
        after = next;
        if after.is_none() || slugs.len() >= MAX_ADDRESSES {
            break;
        }
    }
    let addresses = [links::HOME.to_owned(), links::APPS.to_owned()];
    let apps = slugs.iter().map(|slug| links::to(links::APP_PAGE, &[slug]));
    let mut text = format!(
        "{XML}<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
    );
    for path in addresses.into_iter().chain(apps).take(MAX_ADDRESSES) {
        let address = visitor.web.absolute(&path);
        text.push_str("<url>");
        element(&mut text, "loc", &address);
        for language in Language::ALL {
            let tag = language.tag();
            let href = escaped(&format!("{address}?lang={tag}"));
            text.push_str(&format!("<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{href}\"/>"));
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    Ok(document("application/xml; charset=utf-8", text))
}

/// The newest apps (RFC 4287), in the reader's language.
pub async fn feed(visitor: Visitor) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (language, mut newest) = (visitor.language, visitor.web.storefront().list(Order::Newest, None).await?);
    newest.truncate(NEWS);
    let read = visitor.web.db.read(move |tx| {
        let mut news = Vec::with_capacity(newest.len());
        for app in &newest {
            if let Some((app, live)) = card::listed(tx, app)? {
                news.push(News {
                    title: live.name.in_language(language).to_owned(),
                    summary: live.value_proposition.map(|texts| texts.in_language(language).to_owned()),
                    author: card::names(tx, &app, language)?.1,
                    path: links::to(links::APP_PAGE, &[&live.slug]),
                    since: live.listed_since,
                });
            }
        }
        Ok(news)
    });
    let text = atom(&visitor, &read.await?);
    Ok(document("application/atom+xml; charset=utf-8", text))
}

struct News {
    title: String,
    summary: Option<String>,
    author: String,
    path: String,
    since: Time,
}

fn atom(visitor: &Visitor, news: &[News]) -> String {
    let (web, tag) = (&visitor.web, visitor.language.tag());
    let own = format!("{}?lang={tag}", web.absolute(links::FEED));
    let updated = news.iter().map(|news| news.since).max().unwrap_or(Time::MIN);
    let mut text = format!("{XML}<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{tag}\">\n");
    element(&mut text, "title", &format!("{} · {}", visitor.word("store-new"), web.operator_name()));
    element(&mut text, "id", &own);
    element(&mut text, "updated", &updated.to_string());
    link(&mut text, "self", &own);
    link(&mut text, "alternate", &web.absolute(links::HOME));
    for news in news {
        let address = web.absolute(&news.path);
        text.push_str("<entry>");
        element(&mut text, "title", &news.title);
        element(&mut text, "id", &address);
        element(&mut text, "updated", &news.since.to_string());
        element(&mut text, "published", &news.since.to_string());
        link(&mut text, "alternate", &address);
        text.push_str("<author>");
        element(&mut text, "name", &news.author);
        text.push_str("</author>");
        element(&mut text, "summary", news.summary.as_deref().unwrap_or_default());
        text.push_str("</entry>\n");
    }
    text.push_str("</feed>\n");
    text
}

fn link(out: &mut String, relation: &str, href: &str) {
    out.push_str(&format!("<link rel=\"{relation}\" href=\"{}\"/>", escaped(href)));
}

fn element(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("<{name}>{}</{name}>\n", escaped(text)));
}

/// XML knows fewer characters than people type (XML 1.0 §2.2).
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' | '\r' => safe.push(letter),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => safe.push('\u{fffd}'),
            letter => safe.push(letter),
        }
    }
    safe
}

fn document(media_type: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_typed_breaks_out_of_its_element() {
        assert_eq!(escaped("<a b=\"c\">&'\u{0}\u{ffff}"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;\u{fffd}\u{fffd}");
    }
}
