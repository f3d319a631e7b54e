//! Every address names who may come, and means it.

use crate::{client::Answer, house::House};
use axum::http::{Method, StatusCode};
use kernel::Environment;
use web::{Access, Door};

/// An address of the pattern, with ids that nobody has.
fn address(door: &Door) -> String {
    let ids = [
        ("{app}", "app_p01k9zzzzzzzzzzzzzzzzzzzzzz"),
        ("{category}", "cat_p01k9zzzzzzzzzzzzzzzzzzzzzz"),
        ("{secret}", "sec_p01k9zzzzzzzzzzzzzzzzzzzzzz"),
        ("{case}", "case_p01k9zzzzzzzzzzzzzzzzzzzzzz"),
        ("{file}", "file_p01k9zzzzzzzzzzzzzzzzzzzzzz"),
        ("{order}", "ord_p01k9zzzzzzzzzzzzzzzzzzzzzz"),
        ("{*path}", "nothing.css"),
    ];
    let mut path = door.path.to_owned();
    for (gap, id) in ids {
        path = path.replace(gap, id);
    }
    while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
        path.replace_range(start..=end, "nothing");
    }
    path
}

async fn knock(browser: &mut crate::client::Browser, door: &Door) -> Answer {
    if door.method == Method::POST { browser.post_nothing(&address(door)).await } else { browser.visit(&address(door)).await }
}

/// What is wrong with the answer that somebody got who may not come.
fn let_in(door: &Door, answer: &Answer, is_signed_in: bool) -> Option<String> {
    let is_turned_away = if is_signed_in {
        answer.status == StatusCode::FORBIDDEN
    } else {
        answer.status == StatusCode::SEE_OTHER && answer.location().is_some_and(|to| to.contains("/sign-in"))
    };
    (!is_turned_away).then(|| format!("{} {} answers {} to one who may not come", door.method, door.path, answer.status))
}

#[tokio::test]
async fn a_visitor_is_sent_to_sign_in_at_every_door_that_is_not_public() {
    let house = House::open().await;
    let doors = web::doors().list();
    assert!(doors.len() > 40, "only {} doors", doors.len());
    let mut wrong = Vec::new();
    for door in doors {
        let answer = knock(&mut house.visitor().browser, &door).await;
        if door.access == Access::Public {
            if answer.status.is_server_error() {
                wrong.push(format!("{} {} answers {}", door.method, door.path, answer.status));
            }
        } else {
            wrong.extend(let_in(&door, &answer, false));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn each_wrong_actor_is_refused_at_every_door() {
    let house = House::open().await;
    let mut people = [
        (Access::Developer, house.approved_developer("Hansa GmbH").await.browser),
        (Access::Merchant, house.approved_merchant("Lübeck Tea").await.browser),
        (Access::Operator, house.operator().await.browser),
    ];
    let mut wrong = Vec::new();
    for door in web::doors().list() {
        for (who, browser) in &mut people {
            if matches!(door.access, Access::Public | Access::SignedIn) || door.access == *who {
                continue;
            }
            wrong.extend(let_in(&door, &knock(browser, &door).await, true).map(|why| format!("{why}: {who:?}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_page_without_gaps_opens_for_who_may_come_in_both_languages() {
    for environment in [Environment::Production, Environment::Sandbox] {
        let house = House::of(environment).await;
        let (app, merchant) = house.authorised().await;
        let mut developer = house.approved_developer("Pearl GmbH").await;
        developer.creates_app("Pearl", "https://pearl.example/callback").await;
        drop(app);
        let mut visitor = house.visitor();
        let mut people = [
            (Access::Developer, developer.browser),
            (Access::Merchant, merchant.browser),
            (Access::Operator, house.operator().await.browser),
        ];
        let mut wrong = Vec::new();
        for door in web::doors().list().iter().filter(|door| door.method == Method::GET && !door.path.contains('{')) {
            for lang in ["en", "zh"] {
                let path = format!("{}?lang={lang}", door.path);
                let browser = match door.access {
                    Access::Public => &mut visitor.browser,
                    Access::SignedIn => {
                        &mut people[if door.path.starts_with("/merchant") {
                            1
                        } else if door.path.starts_with("/operator") {
                            2
                        } else {
                            0
                        }]
                        .1
                    }
                    who => &mut people.iter_mut().find(|(access, _)| *access == who).unwrap().1,
                };
                let answer = browser.open(&path).await;
                let is_known_refusal = door.path.ends_with("/authorize")
                    || (door.path == "/merchant/test-data" && environment == Environment::Production);
                if answer.status != StatusCode::OK && !is_known_refusal {
                    wrong.push(format!("{environment} {path} answers {}: {}", answer.status, answer.text()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[tokio::test]
async fn every_call_of_the_api_asks_for_a_token() {
    let house = House::open().await;
    for way in gateway::WAYS {
        let path = way.path.replace("{id}", "nothing");
        let method = way.method.parse().unwrap();
        let answer = crate::client::call(&house.router, method, &path, &[], "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["code"].as_str()),
            (401, Some("token.missing")),
            "{path}: {}",
            answer.body
        );
    }
}

#[test]
fn a_door_that_lets_the_wrong_ones_in_is_found() {
    let door = web::doors().list().into_iter().find(|door| door.access == Access::Operator).unwrap();
    let answer =
        |status: u16| Answer { status: StatusCode::from_u16(status).unwrap(), headers: Default::default(), body: String::new() };
    assert!(let_in(&door, &answer(200), false).unwrap().contains(door.path));
    assert!(let_in(&door, &answer(303), false).is_some(), "sent elsewhere than to sign in");
    assert!(let_in(&door, &answer(200), true).is_some());
    assert!(let_in(&door, &answer(403), true).is_none());
}
