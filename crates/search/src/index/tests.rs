use super::*;
use crate::samples;
use kernel::Environment;
use rand::{SeedableRng, rngs::StdRng};

struct Shelf {
    index: Index,
    dice: StdRng,
    names: HashMap<Id<kinds::App>, String>,
}

impl Shelf {
    fn new() -> Shelf {
        Shelf { index: Index::default(), dice: StdRng::seed_from_u64(7), names: HashMap::new() }
    }

    fn document(&mut self, names: &[&str]) -> Document {
        Document {
            app: Id::new(Environment::Production, Time::MIN, &mut self.dice),
            category: Id::new(Environment::Production, Time::MIN, &mut self.dice),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            value_propositions: Vec::new(),
            descriptions: Vec::new(),
            developer: String::new(),
            category_names: Vec::new(),
            listed_since: Time::MIN,
            standing: Standing::default(),
        }
    }

    fn put(&mut self, document: &Document) {
        self.names.insert(document.app.clone(), document.names[0].clone());
        self.index.put(document);
    }

    fn named(mut self, names: &[&str]) -> Shelf {
        let document = self.document(names);
        self.put(&document);
        self
    }

    fn found(&self, question: &str) -> Vec<&str> {
        self.index.search(question, None, 1_000).iter().map(|hit| self.names[&hit.app].as_str()).collect()
    }
}

fn shelf() -> Shelf {
    Shelf::new()
        .named(&["Stock Pilot", "库存同步助手"])
        .named(&["ParcelPress", "快递打单"])
        .named(&["Café Ledger", "银行对账"])
        .named(&["Harbour ERP", "重庆仓储管家"])
}

#[test]
fn an_app_is_found_by_any_word_of_its_name_and_by_its_beginning() {
    let shelf = shelf();
    for question in ["stock pilot", "Pilot", "sto", "pilot stock", "STOCK", "ｓｔｏｃｋ", "stockpilot"] {
        assert_eq!(shelf.found(question), ["Stock Pilot"], "{question}");
    }
    for question in ["parcelpress", "parcel press", "press", "parcel"] {
        assert_eq!(shelf.found(question), ["ParcelPress"], "{question}");
    }
    assert_eq!(shelf.found("cafe"), ["Café Ledger"]);
}

#[test]
fn a_typing_mistake_is_forgiven_where_the_word_is_long_enough_for_one() {
    let shelf = shelf();
    for question in ["stok", "sotck", "stocck pilt", "piolt", "stockpilto", "harbuor", "leger"] {
        assert_eq!(shelf.found(question).len(), 1, "{question}");
    }
    assert!(shelf.found("epr").is_empty(), "three letters are what they are");
}

#[test]
fn chinese_is_found_by_characters_in_any_order_and_by_what_sounds_the_same() {
    let shelf = shelf();
    for question in ["库存同步助手", "库存", "存", "手", "同步库存", "库存 助手", "库 存", "苦存"] {
        assert_eq!(shelf.found(question), ["Stock Pilot"], "{question}");
    }
    assert!(shelf.found("直播").is_empty());
}

#[test]
fn pinyin_is_forgiven_written_out_begun_in_initials_and_misspelled() {
    let shelf = shelf();
    for question in
        ["kucun", "kucuntongbu", "ku cun", "kuc", "tongbu", "kctb", "zhushou", "kcun tongbu", "kucntongbu", "库存tongbu"]
    {
        assert_eq!(shelf.found(question), ["Stock Pilot"], "{question}");
    }
    assert_eq!(shelf.found("yinhang"), ["Café Ledger"], "a character with two readings");
    assert_eq!(shelf.found("chongqing"), ["Harbour ERP"]);
}

#[test]
fn the_name_counts_more_than_the_description_and_the_whole_name_most() {
    let mut shelf = Shelf::new().named(&["Stock Manager Deluxe"]).named(&["Pilot"]);
    let mut other = shelf.document(&["Quiet Desk"]);
    other.descriptions = vec!["Counts the stock like a pilot.".to_owned()];
    other.standing = Standing { merchants: 5_000, stars: 500, reviews: 100 };
    shelf.put(&other);
    let exact = shelf.document(&["Stock"]);
    shelf.put(&exact);
    assert_eq!(shelf.found("stock"), ["Stock", "Stock Manager Deluxe", "Quiet Desk"]);
}

#[test]
fn among_names_that_fit_alike_use_and_ratings_decide() {
    let mut shelf = Shelf::new();
    let mut standings = [
        ("Stock One", Standing { merchants: 1, stars: 5, reviews: 1 }),
        ("Stock Two", Standing { merchants: 900, stars: 450, reviews: 100 }),
        ("Stock Three", Standing { merchants: 900, stars: 150, reviews: 100 }),
    ];
    let mut documents = Vec::new();
    for (name, standing) in &mut standings {
        let mut document = shelf.document(&[name]);
        document.standing = *standing;
        shelf.put(&document);
        documents.push(document);
    }
    assert_eq!(shelf.found("stock"), ["Stock Two", "Stock Three", "Stock One"]);
    documents[0].standing = Standing { merchants: 100_000, stars: 500, reviews: 100 };
    shelf.put(&documents[0].clone());
    assert_eq!(shelf.found("stock")[0], "Stock One");
    assert_eq!(shelf.index.list(Order::MostUsed, None)[0], documents[0].app);
}

#[test]
fn words_that_no_app_has_all_of_find_those_that_have_most() {
    let shelf = shelf();
    assert_eq!(shelf.found("stock pilot for xyzzy"), ["Stock Pilot"]);
    assert!(shelf.found("stock one two three four").is_empty());
}

#[test]
fn what_was_changed_or_removed_is_not_found_by_its_old_words() {
    let mut shelf = shelf();
    let mut document = shelf.document(&["Tide Table", "潮汐表"]);
    shelf.put(&document);
    document.names = vec!["Moon Clock".to_owned()];
    shelf.put(&document);
    for old in ["tide", "潮汐", "chaoxi", "cx"] {
        assert!(shelf.found(old).is_empty(), "{old}");
    }
    assert_eq!(shelf.found("moon"), ["Moon Clock"]);
    shelf.index.retain(|app| *app != document.app);
    assert!(shelf.found("moon").is_empty());
    assert_eq!(shelf.index.len(), 4);
    // Its place is taken by another, which has nothing of it.
    let next = shelf.document(&["Sun Dial"]);
    shelf.put(&next);
    assert_eq!(shelf.found("sun"), ["Sun Dial"]);
    assert!(shelf.found("moon").is_empty());
}

#[test]
fn a_category_narrows_what_is_found() {
    let mut shelf = shelf();
    let other = shelf.document(&["Stock Radar"]);
    shelf.put(&other);
    let hits = shelf.index.search("stock", Some(&other.category), 10);
    assert_eq!(hits.iter().map(|hit| &hit.app).collect::<Vec<_>>(), [&other.app]);
    assert_eq!(shelf.index.list(Order::Newest, Some(&other.category)), [other.app]);
    assert_eq!(shelf.index.categories().values().sum::<usize>(), 5);
}

#[test]
fn nonsense_finds_nothing_and_harms_nothing() {
    let shelf = shelf();
    for question in ["", "   ", "\u{0}\u{202e}", "%%%", "'; DROP TABLE apps; --", "🛒🛒"] {
        shelf.found(question);
    }
    assert!(shelf.found("🛒").is_empty());
    assert!(shelf.found(&"x".repeat(100_000)).is_empty());
    assert!(shelf.found(&"库".repeat(100_000)).is_empty());
    assert!(Index::default().search("stock", None, 10).is_empty());
}

#[test]
fn among_twenty_thousand_apps_the_one_that_is_meant_comes_first() {
    let mut shelf = Shelf::new();
    for document in samples::documents(20_000, 1) {
        shelf.put(&document);
    }
    let mut meant = shelf.document(&["Velvet Almanac", "丝绒黄历"]);
    meant.value_propositions = vec!["Festivals of every market, a year ahead".to_owned()];
    shelf.put(&meant);
    assert_eq!(shelf.index.len(), 20_001);
    for question in [
        "velvet almanac",
        "velvet",
        "almanc",
        "velvt alamnac",
        "vel",
        "丝绒黄历",
        "丝绒",
        "黄历",
        "sironghuangli",
        "srhl",
        "siron",
    ] {
        assert_eq!(shelf.found(question).first(), Some(&"Velvet Almanac"), "{question}");
    }
    assert_eq!(shelf.found("festivals year ahead"), ["Velvet Almanac"]);
    assert_eq!(shelf.found("库存").len(), 1_000, "a word of many apps finds as many as were asked for");
    let all = shelf.index.search("库存", None, usize::MAX);
    let first = shelf.index.search("库存", None, 50);
    assert!(all.len() > 1_000 && all.iter().zip(&first).all(|(one, other)| one.app == other.app));
}
