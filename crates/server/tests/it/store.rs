//! The App Store: what anybody finds there, and what nobody does.

use crate::{
    client::{Answer, HOST, call},
    house::House,
    wire::App,
};
use axum::http::Method;
use kernel::{Actor, Environment, Id, Who, kinds};
use platform::{
    accounts::{self, Party},
    approvals::Verdict,
    apps, desk,
    listings::{self, Field, FieldState, Pictures, Texts, Value},
};

/// What a developer writes about an app, in English and Chinese.
pub struct Written {
    pub name: (&'static str, &'static str),
    pub value: (&'static str, &'static str),
    pub description: (&'static str, &'static str),
}

pub const STOCK: Written = Written {
    name: ("Stock Pilot", "库存同步助手"),
    value: ("One stock for all your shops", "多店库存一键同步"),
    description: (
        "Keeps every warehouse in step, hour by hour, without a spreadsheet.",
        "每小时同步所有仓库的库存，缺货之前提醒采购，支持多个平台与多个仓库，无需手工维护表格，安装之后即可使用。",
    ),
};
const LABELS: Written = Written {
    name: ("Parcel Press", "快递打单"),
    value: ("Labels without queues", "批量打印面单"),
    description: ("Prints shipping labels for orders of the day.", ""),
};
const BOOKS: Written = Written {
    name: ("Ledger Lane", "银行对账"),
    value: ("Books that close themselves", "自动对账"),
    description: ("Compares each payout with its orders and says what is missing.", ""),
};

impl Written {
    fn drafts(&self) -> Vec<(Field, Value)> {
        let texts = |(en, zh): (&str, &str)| Value::Texts(Texts::new(en, zh));
        vec![
            (Field::Name, texts(self.name)),
            (Field::ValueProposition, texts(self.value)),
            (Field::Description, texts(self.description)),
            (Field::Website, Value::Line("https://pilot.example/start".to_owned())),
        ]
    }
}

fn id_of(app: &App) -> Id<kinds::App> {
    app.client_id.parse().unwrap()
}

async fn writes(house: &House, app: &App, drafts: Vec<(Field, Value)>) {
    let id = id_of(app);
    house
        .write(move |tx| {
            let (by, owner) = (Actor::system("story"), apps::find(tx, &id)?.unwrap().developer);
            listings::save(tx, &by, &owner, &id, drafts.clone(), &Pictures::default()).map(drop)
        })
        .await;
}

async fn hands_in(house: &House, app: &App) {
    let id = id_of(app);
    house
        .write(move |tx| {
            let (by, owner) = (Actor::system("story"), apps::find(tx, &id)?.unwrap().developer);
            listings::submit(tx, &by, &owner, &id, None).map(drop)
        })
        .await;
}

async fn approves_all(house: &House, app: &App) {
    let id = id_of(app);
    house
        .write(move |tx| {
            let app = apps::find(tx, &id)?.unwrap();
            for row in listings::find(tx, &app)?.fields {
                if let FieldState::InReview { case } = row.state {
                    desk::decide(tx, &Actor::system("story"), &case, &Verdict::Approve)?;
                }
            }
            Ok(())
        })
        .await;
}

/// Everything that was written is handed in and approved, and the app is online.
pub async fn lists(house: &House, app: &App, written: &Written) {
    house.operator().await.brings_online(app).await;
    writes(house, app, written.drafts()).await;
    hands_in(house, app).await;
    approves_all(house, app).await;
}

/// Three apps of three developers.
async fn three(house: &House) -> [App; 3] {
    let mut apps = Vec::new();
    for (name, written) in [("Alpha", &STOCK), ("Beta", &LABELS), ("Gamma", &BOOKS)] {
        let app = house.app(name).await;
        lists(house, &app, written).await;
        apps.push(app);
    }
    apps.try_into().unwrap_or_else(|_| panic!("three apps"))
}

async fn gets(house: &House, path: &str) -> Answer {
    call(&house.router, Method::GET, path, &[], "").await
}

async fn found(house: &House, question: &str) -> Vec<String> {
    let q: String = url::form_urlencoded::byte_serialize(question.as_bytes()).collect();
    house.visitor().open(&format!("/apps?q={q}")).await.is(200).all(".app-card-name")
}

#[tokio::test]
async fn an_app_is_found_by_what_people_type() {
    let house = House::open().await;
    three(&house).await;
    for question in
        ["stock", "sto", "stok", "pilot stock", "one stock for all", "库存", "苦存", "kucun", "kctb", "ku cun", "ＳＴＯＣＫ"]
    {
        assert_eq!(found(&house, question).await, ["Stock Pilot"], "{question}");
    }
    assert_eq!(found(&house, "yinhang").await, ["Ledger Lane"]);
    assert_eq!(found(&house, "Beta GmbH").await.first().map(String::as_str), Some("Parcel Press"), "by its developer");
    let nothing = house.visitor().open("/apps?q=xyzzy").await.is(200);
    nothing.says("Nothing fits “xyzzy”").link("/apps");
    let hostile = house.visitor().open("/apps?q=%3Cscript%3Ealert(1)%3C/script%3E").await.is(200);
    assert!(!hostile.body.contains("<script>alert"), "{}", hostile.body);
    house.visitor().open("/apps?q=a&sort=best").await.is(400);
    house.visitor().open("/apps?colour=red").await.is(400);
    house.visitor().open("/apps?category=cat_p01k9zzzzzzzzzzzzzzzzzzzzzz").await.is(200).says("No apps yet");
}

#[tokio::test]
async fn the_start_page_shows_apps_to_who_is_not_signed_in_in_both_languages() {
    let house = House::open().await;
    house.visitor().open("/").await.is(200).says("No apps yet");
    three(&house).await;
    let page = house.visitor().open("/").await.is(200);
    assert_eq!(page.all(".app-card-name").len(), 3);
    page.says("Stock Pilot").says("One stock for all your shops").says("Alpha GmbH");
    assert_eq!(page.links("link[rel=canonical]"), [format!("http://{HOST}/")]);
    let chinese = house.visitor().open("/?lang=zh").await.is(200);
    chinese.says("库存同步助手").says("多店库存一键同步");
    let newest = house.visitor().open("/apps?sort=new").await.is(200).all(".app-card-name");
    assert_eq!(newest.len(), 3);
}

#[tokio::test]
async fn an_apps_page_says_what_a_merchant_wants_to_know() {
    let house = House::open().await;
    let [app, ..] = three(&house).await;
    let id = id_of(&app);
    house
        .write(move |tx| {
            let (by, owner) = (Actor::system("story"), apps::find(tx, &id)?.unwrap().developer);
            let owners = accounts::members(tx, &Party::Developer(owner.clone()))?;
            let by = Actor { who: Who::Account(owners[0].account.id.clone()), ..by };
            let email = "help@pilot.example";
            let drafts = vec![(Field::SupportEmail, Value::Line(email.to_owned()))];
            listings::save(tx, &by, &owner, &id, drafts, &Pictures::default())?;
            listings::send_link(tx, &by, &owner, &id)?;
            listings::confirm_support_email(tx, &by, &id, email)?;
            listings::submit(tx, &by, &owner, &id, None).map(drop)
        })
        .await;
    approves_all(&house, &app).await;
    let path = house.visitor().open("/apps?q=stock").await.link("/apps/stock");
    let page = house.visitor().open(&path).await.is(200);
    for words in [
        "Stock Pilot",
        "One stock for all your shops",
        "Keeps every warehouse in step",
        "Alpha GmbH",
        "Verified developer",
        "English, Chinese",
        "help@pilot.example",
        "Your orders, with buyers' names and delivery addresses",
        "No reviews yet",
    ] {
        page.says(words);
    }
    assert_eq!(page.links("a[rel~=noopener][rel~=nofollow][href='https://pilot.example/start']").len(), 2, "button and fact");
    assert!(page.link("/oauth/authorize").contains(&app.client_id));
    assert_eq!(page.links("link[rel=canonical]"), [format!("http://{HOST}{path}")]);
    assert_eq!(page.links("link[hreflang=zh]"), [format!("http://{HOST}{path}?lang=zh")]);
    assert_eq!(page.links("link[hreflang=x-default]"), [format!("http://{HOST}{path}")]);
    let data: serde_json::Value = serde_json::from_str(&page.all("script[type='application/ld+json']")[0]).unwrap();
    assert_eq!((data["@type"].as_str(), data["name"].as_str()), (Some("SoftwareApplication"), Some("Stock Pilot")));
    assert_eq!(data.get("aggregateRating"), None, "nobody has rated it");
    let chinese = house.visitor().open(&format!("{path}?lang=zh")).await.is(200);
    chinese.says("每小时同步所有仓库的库存").says("已认证开发者");
    house.visitor().open("/apps/nothing-like-it").await.is(404);
}

#[tokio::test]
async fn adding_an_app_from_its_page_leads_to_the_consent_page() {
    let house = House::open().await;
    let app = house.app("Alpha").await;
    lists(&house, &app, &STOCK).await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    let store = merchant.open("/").await.is(200);
    let page = merchant.open(&store.link("/apps/stock")).await.is(200);
    let consent = merchant.open(&page.link("/oauth/authorize")).await.is(200);
    merchant.submit(&consent.form("/oauth/authorize").press("decision", "allow")).await.is(303);
    merchant.open(&store.link("/apps/stock")).await.is(200).says("Added");
}

/// Every public address that could show something of an app.
async fn public(house: &House) -> String {
    let mut all = String::new();
    for path in
        ["/", "/apps", "/apps?q=zebra", "/apps?sort=new", "/apps.atom", "/sitemap.xml", "/api/v1/apps", "/api/v1/apps?q=zebra"]
    {
        for lang in ["en", "zh"] {
            let joint = if path.contains('?') { '&' } else { '?' };
            // The question itself stands on the page of results.
            let body = gets(house, &format!("{path}{joint}lang={lang}")).await.is(200).body;
            all.push_str(&body.replace("zebra", ""));
        }
    }
    all.to_lowercase()
}

#[tokio::test]
async fn nothing_unapproved_is_shown_found_or_told_anywhere() {
    let house = House::open().await;
    let zebra = Written {
        name: ("Zebra One", "斑马一号"),
        value: ("zebra value one", "斑马卖点一"),
        description: (
            "zebra text one, and enough of it to be a description",
            "斑马说明一：把多个店铺的订单与库存放在一处，缺货之前提醒采购，无需手工维护表格，安装之后即可使用，随时可以移除。",
        ),
    };
    let app = house.app("Working Name").await;
    house.operator().await.brings_online(&app).await;
    let is_nowhere = async |when: &str| {
        let shown = public(&house).await;
        for words in ["zebra", "斑马", "working name"] {
            assert!(!shown.contains(words), "{words} is shown {when}");
        }
    };
    is_nowhere("without a listing").await;
    writes(&house, &app, zebra.drafts()).await;
    is_nowhere("as a draft").await;
    hands_in(&house, &app).await;
    is_nowhere("in review").await;
    approves_all(&house, &app).await;
    let shown = public(&house).await;
    assert!(shown.contains("zebra one") && shown.contains("斑马一号"), "an approved app is shown at once");

    // A change is nowhere, and what was approved stays.
    let slug = gets(&house, "/api/v1/apps").await.json()["data"][0]["slug"].as_str().unwrap().to_owned();
    let change = vec![
        (Field::Name, Value::Texts(Texts::new("Quagga Two", "斑驴二号"))),
        (
            Field::Description,
            Value::Texts(Texts::new(
                "quagga text, and enough of it to be a description",
                "斑驴说明二：把多个店铺的订单与库存放在一处，缺货之前提醒采购，无需手工维护表格，安装之后即可使用，随时可以移除。",
            )),
        ),
        (Field::Website, Value::Line("https://quagga.example".to_owned())),
    ];
    writes(&house, &app, change).await;
    hands_in(&house, &app).await;
    let mut seen = public(&house).await;
    for path in [format!("/apps/{slug}"), format!("/api/v1/apps/{slug}"), "/apps?q=quagga".to_owned(), "/apps?q=banlv".to_owned()]
    {
        seen.push_str(&gets(&house, &path).await.is(200).body.replace("q=quagga", "").to_lowercase());
    }
    assert!(seen.contains("zebra one"));
    for words in ["quagga two", "quagga text", "quagga.example", "斑驴"] {
        assert!(!seen.contains(words), "{words} is shown before its approval");
    }
    approves_all(&house, &app).await;
    assert_eq!(found(&house, "quagga").await, ["Quagga Two"]);
    assert!(found(&house, "一号").await.is_empty(), "the old name finds nothing any more");

    // Taken off, it is gone from every place with the same commit.
    let id = id_of(&app);
    house.write(move |tx| listings::delist(tx, &Actor::system("story"), &id, "misleading").map(drop)).await;
    assert!(!public(&house).await.contains("quagga"));
    gets(&house, &format!("/apps/{slug}")).await.is(404);
    gets(&house, &format!("/api/v1/apps/{slug}")).await.is(404);
    let id = id_of(&app);
    house.write(move |tx| listings::relist(tx, &Actor::system("story"), &id, "mended").map(drop)).await;
    assert!(public(&house).await.contains("quagga"));
    house.operator().await.moves_app(&app, "suspend", "looked at again").await;
    assert!(!public(&house).await.contains("quagga"), "a suspended app is not in the store");
}

#[tokio::test]
async fn an_index_that_was_built_anew_finds_the_same() {
    let house = House::open().await;
    three(&house).await;
    let before = found(&house, "o").await;
    house.passes(std::time::Duration::from_secs(3600));
    house.rooms.web.storefront().refresh().await.unwrap();
    assert_eq!(found(&house, "o").await, before);
    assert_eq!(found(&house, "kucun").await, ["Stock Pilot"]);
}

#[tokio::test]
async fn what_most_merchants_use_stands_first_once_the_store_was_walked() {
    let house = House::open().await;
    let [_, mut labels, _] = three(&house).await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    let code = merchant.allows(&labels).await;
    labels.redeems(&code).await.is(200);
    labels.gets("/api/v1/orders").await.is(200);
    house.rooms.gateway.uses.flush(&house.db).await.unwrap();
    house.passes(std::time::Duration::from_secs(3600));
    house.rooms.web.storefront().refresh().await.unwrap();
    let order = house.visitor().open("/apps").await.is(200).all(".app-card-name");
    assert_eq!(order.first().map(String::as_str), Some("Parcel Press"), "{order:?}");
}

#[tokio::test]
async fn the_store_is_read_over_the_wire_page_by_page_and_without_a_token() {
    let house = House::open().await;
    let [app, ..] = three(&house).await;
    let mut slugs = Vec::new();
    let mut path = "/api/v1/apps?limit=1&sort=new".to_owned();
    loop {
        let page = gets(&house, &path).await.is(200).json();
        slugs.extend(page["data"].as_array().unwrap().iter().map(|app| app["slug"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/apps?limit=1&sort=new&cursor={cursor}");
    }
    assert_eq!(slugs.len(), 3, "{slugs:?}");
    let hit = gets(&house, "/api/v1/apps?q=kucun").await.is(200).json();
    assert_eq!(hit["data"][0]["id"].as_str(), Some(app.client_id.as_str()));
    let slug = hit["data"][0]["slug"].as_str().unwrap();
    let one = gets(&house, &format!("/api/v1/apps/{slug}?lang=zh")).await.is(200).json();
    assert_eq!((one["name"].as_str(), one["developer"]["verified"].as_bool()), (Some("库存同步助手"), Some(true)), "{one}");
    assert_eq!(one["url"], format!("http://{HOST}/apps/{slug}"));
    for (path, status, code) in [
        ("/api/v1/apps?limit=0", 400, "params.limit"),
        ("/api/v1/apps?cursor=%25", 400, "params.cursor"),
        ("/api/v1/apps?colour=red", 400, "query.unknown_parameter"),
        ("/api/v1/apps/nothing-like-it", 404, "apps.not_found"),
    ] {
        let answer = gets(&house, path).await.is(status);
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{path}");
        let body = answer.json();
        assert!(body["code"] == code || body["errors"][0]["code"] == code, "{path}: {body}");
    }
}

#[tokio::test]
async fn machines_find_a_map_a_feed_and_a_rule() {
    let house = House::open().await;
    let app = house.app("Alpha").await;
    let hostile = Written {
        name: ("Nut & <Bolt>", ""),
        value: ("1 < 2 && \"3\"", ""),
        description: ("plain enough a text, and long enough to be one", ""),
    };
    lists(&house, &app, &hostile).await;
    let feed = gets(&house, "/apps.atom").await.is(200);
    assert_eq!(feed.headers["content-type"], "application/atom+xml; charset=utf-8");
    assert!(feed.body.contains("<title>Nut &amp; &lt;Bolt&gt;</title>"), "{}", feed.body);
    assert!(feed.body.contains("<summary>1 &lt; 2 &amp;&amp; &quot;3&quot;</summary>"), "{}", feed.body);
    assert_eq!(feed.body.matches("<entry>").count(), feed.body.matches("</entry>").count());
    let map = gets(&house, "/sitemap.xml").await.is(200);
    assert_eq!(map.headers["content-type"], "application/xml; charset=utf-8");
    assert_eq!(map.body.matches("<loc>").count(), 3, "{}", map.body);
    assert!(map.body.contains(&format!("<loc>http://{HOST}/apps/nut-")), "{}", map.body);
    let page = house.visitor().open("/apps").await.link("/apps/nut-");
    let page = house.visitor().open(&page).await.is(200);
    assert!(!page.body.contains("<Bolt>"), "{}", page.body);
    let data: serde_json::Value = serde_json::from_str(&page.all("script[type='application/ld+json']")[0]).unwrap();
    assert_eq!(data["name"].as_str(), Some("Nut & <Bolt>"));

    let rule = gets(&house, "/robots.txt").await.is(200);
    assert!(rule.body.contains(&format!("Sitemap: http://{HOST}/sitemap.xml")), "{}", rule.body);
    let sandbox = House::of(Environment::Sandbox).await;
    assert_eq!(gets(&sandbox, "/robots.txt").await.is(200).body, "User-agent: *\nDisallow: /\n");
}
