//! The law of templates: every page renders every sample in both languages, and says nothing but what the language files
//! say.

use super::{
    frames::{self, frame},
    registry, samples,
};
use crate::{
    languages::{self, Languages},
    templates::{Templates, value},
    visit::Page,
};
use kernel::Environment;
use office::notices::Language;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Files that other templates extend, include or import, and the mail's.
const SHARED: &[&str] =
    &["base.html", "bare.html", "console.html", "wide.html", "developer/fields.html", "mail/notice.html", "merchant/fields.html"];

/// The frame at its emptiest and at its fullest.
fn pages(template: &str, language: Language) -> Vec<Page> {
    let own = frames::console(template);
    let mut pages = vec![
        frame("", !frames::is_open(template), Environment::Production, own, language),
        frame("", true, Environment::Sandbox, own, language),
        frame(samples::HOSTILE, true, Environment::Sandbox, own, language),
    ];
    // These stand in every console's frame.
    if template.starts_with("account/") || template == "public/error.html" {
        for console in ["developer", "merchant", "operator"] {
            pages.push(frame("", true, Environment::Production, console, language));
        }
    }
    pages
}

#[test]
fn every_page_renders_every_sample_in_both_languages() {
    let languages = Arc::new(Languages::load().expect("language files are whole"));
    let templates = Templates::new(&languages, true);
    let mut failures = BTreeSet::new();
    for page in registry() {
        for language in Language::ALL {
            for (number, sample) in (page.samples)().into_iter().enumerate() {
                for frame in pages(page.template, language) {
                    match templates.render(language, page.template, value(frame), sample.clone(), samples::time()) {
                        Ok(text) if text.contains("<script>alert") || text.contains("<img src=x") => {
                            failures.insert(format!("{} lets markup through (sample {number})", page.template));
                        }
                        Ok(text) if !text.contains("</html>") => {
                            failures.insert(format!("{} is not a whole page", page.template));
                        }
                        Ok(_) => {}
                        Err(fault) => {
                            let reason = fault.to_string();
                            let reason: String = reason.lines().filter(|line| !line.trim().is_empty()).take(3).collect();
                            failures.insert(format!("{}: {}", page.template, reason.chars().take(300).collect::<String>()));
                        }
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.into_iter().collect::<Vec<_>>().join("\n"));
}

/// Ends a quoted attribute and begins an element.
const BREAKING_OUT: &str = "\"'><kontor-hostile x=y>&";

/// Any text of any page, one after the other: what people typed into a form comes to a page as one of these. A text that
/// chooses a word or is a time cannot be replaced, and the page then fails to render; nobody types those.
#[test]
fn no_text_of_any_page_becomes_markup() {
    let languages = Arc::new(Languages::load().expect("language files are whole"));
    let templates = Templates::new(&languages, true);
    let (mut broken_out, mut shown) = (BTreeSet::new(), BTreeSet::new());
    for page in registry() {
        let frame = pages(page.template, Language::English).remove(1);
        let mut seen = BTreeSet::new();
        for sample in (page.samples)() {
            let sample = serde_json::to_value(&sample).expect("a sample can be written");
            for place in texts_of(&sample, "") {
                // One of a list stands for all of it.
                let shape: String = place.split('/').map(|part| if part.parse::<u32>().is_ok() { "-" } else { part }).collect();
                if seen.contains(&shape) {
                    continue;
                }
                let mut changed = sample.clone();
                *changed.pointer_mut(&place).expect("it was found there") = BREAKING_OUT.into();
                let rendered = templates.render(Language::English, page.template, value(&frame), value(changed), samples::time());
                let Ok(text) = rendered else { continue };
                if text.contains("<kontor-hostile") || text.contains("\"'>&lt;kontor") {
                    broken_out.insert(format!("{}{place}", page.template));
                }
                if text.contains("&lt;kontor-hostile") {
                    shown.insert(format!("{}{shape}", page.template));
                    seen.insert(shape);
                }
            }
        }
    }
    assert!(broken_out.is_empty(), "{broken_out:#?}");
    assert!(shown.len() > 400, "only {} texts were shown at all", shown.len());
}

/// JSON pointers of every text in it.
fn texts_of(value: &serde_json::Value, place: &str) -> Vec<String> {
    match value {
        serde_json::Value::String(_) => vec![place.to_owned()],
        serde_json::Value::Array(items) => {
            items.iter().enumerate().flat_map(|(number, item)| texts_of(item, &format!("{place}/{number}"))).collect()
        }
        serde_json::Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| texts_of(value, &format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"))))
            .collect(),
        _ => Vec::new(),
    }
}

/// Escaping helps neither an attribute without quotes nor a script.
#[test]
fn nothing_is_printed_where_escaping_does_not_help() {
    let mut found = Vec::new();
    for name in template_files() {
        let text = std::fs::read_to_string(folder().join(&name)).expect("a template reads");
        if prints_unguarded(&text) {
            found.push(name);
        }
    }
    assert!(found.is_empty(), "{found:?}");
    for planted in
        ["<a href={{ url }}>", "<script>let x = \"{{ x }}\"</script>", "<p>{{ text | safe }}</p>", "{% autoescape false %}"]
    {
        assert!(prints_unguarded(planted), "{planted}");
    }
}

fn prints_unguarded(text: &str) -> bool {
    let in_script = text.split("<script").skip(1).filter_map(|rest| rest.split("</script>").next()?.split_once('>'));
    let is_filtered = |code: &str| code.replace(' ', "").contains("|safe");
    let is_bare = |before: &str| {
        let name = before.rsplit(char::is_whitespace).next().and_then(|attribute| attribute.strip_suffix('='));
        name.is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
    };
    text.match_indices("{{").any(|(place, _)| is_bare(&text[..place]))
        || text.contains("autoescape")
        || in_script.map(|(_, script)| script).any(|script| script.contains("{{"))
        || text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()).any(is_filtered)
}

#[test]
fn every_template_is_a_page_or_shared() {
    let known: BTreeSet<&str> = registry().iter().map(|page| page.template).chain(SHARED.iter().copied()).collect();
    let there = template_files();
    let unknown: Vec<_> = there.iter().filter(|name| !name.starts_with("parts/") && !known.contains(name.as_str())).collect();
    assert!(unknown.is_empty(), "templates without a view: {unknown:?}");
    let missing: Vec<_> = known.iter().filter(|name| !there.contains(**name)).collect();
    assert!(missing.is_empty(), "views without a template: {missing:?}");
}

#[test]
fn both_languages_have_the_same_keys() {
    for language in Language::ALL {
        let mut keys = languages::keys(language);
        keys.sort();
        let twice: Vec<_> = keys.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| &pair[0]).collect();
        assert!(twice.is_empty(), "written twice: {twice:?}");
    }
    let [english, chinese] = Language::ALL.map(|language| languages::keys(language).into_iter().collect::<BTreeSet<_>>());
    let alone: Vec<_> = english.symmetric_difference(&chinese).collect();
    assert!(alone.is_empty(), "in one language only: {alone:?}");
}

/// Handlers choose words too: after a form, on a timeline, for a refusal.
#[test]
fn every_word_that_the_code_chooses_is_there() {
    let known: BTreeSet<String> = languages::keys(Language::English).into_iter().collect();
    let mut missing = BTreeSet::new();
    for name in files(&source(), "rs") {
        let text = std::fs::read_to_string(source().join(&name)).expect("a source reads");
        // Every other piece between quotes is a literal, near enough: keys hold no quotes.
        for literal in text.split('"').filter(|literal| !literal.is_empty() && literal.len() < 60) {
            let is_key = |prefix: &&str| literal.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-') && rest.len() > 1);
            let is_whole = !literal.ends_with('-') && literal.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            let is_word =
                ["flash", "error", "refused", "order-event", "refund-event", "case-event", "stock", "developer", "merchant"];
            if is_whole && is_word.iter().any(is_key) && !known.contains(literal) {
                missing.insert(format!("{name}: {literal}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_notice_has_words() {
    let languages = Languages::load().expect("language files are whole");
    let mut missing = BTreeSet::new();
    for code in NOTICES {
        for language in Language::ALL {
            for part in ["subject", "body"] {
                let key = format!("notice-{}-{part}", code.replace('_', "-"));
                if !languages.has(language, &key) {
                    missing.insert(key);
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
    let spoken = languages::keys(Language::English).into_iter();
    let spoken = spoken.filter_map(|key| Some(key.strip_prefix("notice-")?.strip_suffix("-subject")?.replace('-', "_")));
    let untold: Vec<_> = spoken.filter(|code| !NOTICES.contains(&code.as_str())).collect();
    assert!(untold.is_empty(), "words for what is not listed here: {untold:?}");
}

/// What the rules tell people.
const NOTICES: &[&str] = &[
    crate::mail::VERIFY,
    platform::accounts::RESET,
    platform::invitations::MAIL,
    "password_changed",
    "passkey_added",
    "passkey_removed",
    "second_factor_added",
    "second_factor_removed",
    "developer_received",
    "developer_approved",
    "developer_rejected",
    "developer_suspended",
    "developer_reinstated",
    "merchant_received",
    "merchant_approved",
    "merchant_rejected",
    "merchant_suspended",
    "merchant_reinstated",
    "category_application_received",
    "category_application_approved",
    "category_application_rejected",
    "category_request_received",
    "category_request_approved",
    "category_request_rejected",
    "app_stage_changed",
    "app_authorised",
    "app_removed",
    "app_gave_up",
    "self_use_approved",
    "self_use_rejected",
    "refresh_reused",
];

#[test]
fn no_prose_stands_in_a_template() {
    let mut found = Vec::new();
    for name in template_files() {
        let text = std::fs::read_to_string(folder().join(&name)).expect("a template reads");
        for prose in prose(&text) {
            found.push(format!("{name}: {prose:?}"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Letters outside of template code, tags and scripts. Attributes that people read (`aria-label`, `title`, `alt`,
/// `placeholder`) count as text unless they are code.
fn prose(text: &str) -> Vec<String> {
    let without_code = strip(&strip(&strip(text, "{#", "#}"), "{%", "%}"), "{{", "}}");
    let without_scripts = strip(&without_code, "<script", "</script>");
    let mut pieces = Vec::new();
    for attribute in ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\""] {
        pieces.extend(without_scripts.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    pieces.extend(strip(&without_scripts, "<", ">").split('\u{0}').map(str::to_owned));
    // Entities are signs, not words.
    let words = |piece: &str| strip(piece, "&", ";").split('\u{0}').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    // Half of an attribute, in a macro that writes one.
    let is_attribute = |piece: &str| piece.contains("=\"") || piece.starts_with('-');
    let has_letters = |piece: &String| piece.chars().filter(|letter| letter.is_alphabetic()).count() > 1;
    pieces.iter().flat_map(|piece| words(piece)).filter(|piece| has_letters(piece) && !is_attribute(piece)).collect()
}

/// The text with each `from … to` replaced by a NUL.
fn strip(text: &str, from: &str, to: &str) -> String {
    let (mut kept, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once(from) {
        kept.push_str(before);
        kept.push('\u{0}');
        rest = after.split_once(to).map_or("", |(_, after)| after);
    }
    kept + rest
}

#[test]
fn prose_is_found() {
    assert_eq!(prose("<p class=\"x\">{{ t(\"key\") }} &nbsp; 9+</p>"), Vec::<String>::new());
    assert_eq!(prose("<p>Hello {{ name }}</p><a title=\"Go on\">→</a>"), ["Go on", "Hello"]);
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn template_files() -> BTreeSet<String> {
    files(&folder(), "html")
}

fn files(root: &Path, extension: &str) -> BTreeSet<String> {
    let (mut names, mut folders) = (BTreeSet::new(), vec![root.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("the folder reads") {
            let path = entry.expect("an entry reads").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let name = path.strip_prefix(root).expect("it lies inside").to_string_lossy().into_owned();
                names.insert(name);
            }
        }
    }
    names
}
