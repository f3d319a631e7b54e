//! The frame around a page (bar, navigation, message, footer), as laws and stories put it around samples.

use super::{registry, samples};
use crate::{
    flash::Flash,
    languages::Languages,
    templates::{Templates, value},
    visit::{OtherParty, Page, PageAccount},
};
use kernel::Environment;
use minijinja::Value;
use office::notices::Language;
use std::sync::Arc;

/// A page as a browser gets it, made from one of its samples.
pub struct SamplePage {
    pub template: &'static str,
    /// Which of the view's samples.
    pub sample: usize,
    pub html: String,
}

const READER: &str = "Ada Li";

/// Each page twice: its first sample in production, and in the sandbox the one with the most elements.
///
/// Fails when a language file is broken, or a page does not render.
pub fn sample_pages(language: Language) -> Result<Vec<SamplePage>, String> {
    let templates = Templates::new(&Arc::new(Languages::load()?), true);
    let mut pages = Vec::new();
    for page in registry() {
        let console = console(page.template);
        let plain = frame(READER, !is_open(page.template), Environment::Production, console, language);
        let full = frame(READER, true, Environment::Sandbox, console, language);
        let render = |frame: &Page, sample: &Value| {
            let html = templates.render(language, page.template, value(frame), sample.clone(), samples::time());
            html.map_err(|fault| format!("{}: {fault}", page.template))
        };
        let samples = (page.samples)();
        let Some(first) = samples.first() else { return Err(format!("{} has no samples", page.template)) };
        pages.push(SamplePage { template: page.template, sample: 0, html: render(&plain, first)? });
        let mut fullest: Option<SamplePage> = None;
        for (number, sample) in samples.iter().enumerate() {
            let html = render(&full, sample)?;
            let elements = |html: &str| html.matches('<').count();
            if fullest.as_ref().is_none_or(|fullest| elements(&fullest.html) < elements(&html)) {
                fullest = Some(SamplePage { template: page.template, sample: number, html });
            }
        }
        pages.extend(fullest);
    }
    Ok(pages)
}

pub(super) fn frame(text: &str, is_signed_in: bool, environment: Environment, console: &'static str, language: Language) -> Page {
    Page {
        lang: language.tag(),
        other_lang_url: samples::text("/?lang=zh"),
        environment,
        other_environment_url: samples::text("http://127.0.0.1:8081"),
        console,
        path: samples::text("/developer/apps"),
        account: is_signed_in.then(|| PageAccount {
            name: samples::text(text),
            email: samples::text(text),
            others: vec![OtherParty { id: samples::text("mer_p1"), name: samples::text(text) }],
            party_name: (!text.is_empty()).then(|| samples::text(text)),
            unread: 12,
        }),
        csrf: samples::text("token"),
        flash: is_signed_in.then(|| Flash { kind: samples::text("good"), text: samples::text(text) }),
        demo: is_signed_in,
        operator_name: samples::text("Hanse Market"),
    }
}

/// A console's pages are seen by who is signed in, but for the one that lets people in.
pub(super) fn is_open(template: &str) -> bool {
    console(template) == "store" || template.ends_with("/register.html")
}

pub(super) fn console(template: &str) -> &'static str {
    match template.split('/').next() {
        Some("developer") => "developer",
        Some("merchant") => "merchant",
        Some("operator") => "operator",
        _ => "store",
    }
}
