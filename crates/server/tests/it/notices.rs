//! Notices by mail: the same words as plain text and as HTML, in the reader's language.

use crate::house::House;
use kernel::PageRequest;
use office::notices::{self, Language, Mail};

const REASON: &str = "<b onload=x>\"unread\"</b> & http://evil.example/logo.png مرحبا\n\nsecond paragraph";

/// A developer was rejected with words that would be markup.
async fn rejection(house: &House) -> Mail {
    let (mut operator, mut developer) = (house.operator().await, house.developer("Hansa GmbH"));
    developer.registers().await;
    operator.rejects("Hansa GmbH", REASON).await;
    let mails = house.read(|tx| notices::list_mails(tx, &PageRequest::first(50))).await.items;
    mails.into_iter().find(|mail| mail.code == "developer_rejected").expect("the developer is told by mail")
}

#[tokio::test]
async fn a_mail_says_the_same_in_plain_and_in_html_in_both_languages() {
    let house = House::open().await;
    let mut mail = rejection(&house).await;
    for language in Language::ALL {
        mail.language = language;
        let letter = web::mail::render(&house.rooms.web, &mail, house.clock.now()).unwrap();
        let both = format!("{}\n---\n{}---\n{}", letter.subject, letter.plain, letter.html);
        insta::assert_snapshot!(format!("mail_{}", language.tag()), both);
    }
}

#[tokio::test]
async fn the_html_part_loads_nothing_and_shows_hostile_words_as_words() {
    let house = House::open().await;
    let mail = rejection(&house).await;
    let letter = web::mail::render(&house.rooms.web, &mail, house.clock.now()).unwrap();
    let page = scraper::Html::parse_document(&letter.html);
    let count = |css: &str| page.select(&scraper::Selector::parse(css).unwrap()).count();
    assert_eq!(count("img, script, link, style, iframe, object, [src], [background], [onload]"), 0, "{}", letter.html);
    assert_eq!(count("b"), 0, "{}", letter.html);
    let shown: String = page.root_element().text().collect();
    assert!(shown.contains("<b onload=x>\"unread\"</b> & http://evil.example/logo.png مرحبا"), "{shown}");
    // Whatever runs from right to left does so within its own paragraph.
    assert_eq!(count("p:not([dir]):not(:has(a))"), 0, "{}", letter.html);
}
