//! The words of the pages: `locales/<tag>/*.ftl`, one bundle a language.

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use office::notices::Language;
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "locales/"]
struct Files;

pub struct Languages {
    english: FluentBundle<FluentResource>,
    chinese: FluentBundle<FluentResource>,
}

impl Languages {
    /// Fails on a file that does not parse. Of a key that is written twice the last one counts; a law finds those.
    pub fn load() -> Result<Languages, String> {
        Ok(Languages { english: bundle(Language::English)?, chinese: bundle(Language::Chinese)? })
    }

    /// The text of `key`, or none. A fact that it names and that is not given stands in it by its name.
    pub fn say(&self, language: Language, key: &str, facts: &FluentArgs<'_>) -> Option<String> {
        let bundle = self.bundle(language);
        let pattern = bundle.get_message(key)?.value()?;
        Some(bundle.format_pattern(pattern, Some(facts), &mut Vec::new()).into_owned())
    }

    /// [`Languages::say`], but none as well when a fact is missing.
    pub fn say_whole(&self, language: Language, key: &str, facts: &FluentArgs<'_>) -> Option<String> {
        let bundle = self.bundle(language);
        let pattern = bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(facts), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    /// [`Languages::say`] for a text without facts.
    pub fn word(&self, language: Language, key: &str) -> Option<String> {
        self.say(language, key, &FluentArgs::new())
    }

    pub fn has(&self, language: Language, key: &str) -> bool {
        self.bundle(language).has_message(key)
    }

    fn bundle(&self, language: Language) -> &FluentBundle<FluentResource> {
        match language {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        }
    }
}

/// Every key of a language, for the law that both have the same.
#[cfg(test)]
pub fn keys(language: Language) -> Vec<String> {
    let lines = sources(language).flat_map(|(_, text)| text.lines().map(str::to_owned).collect::<Vec<_>>());
    let starts = |line: &str| line.starts_with(|letter: char| letter.is_ascii_alphabetic());
    lines.filter(|line| starts(line)).filter_map(|line| Some(line.split_once(" =")?.0.to_owned())).collect()
}

fn sources(language: Language) -> impl Iterator<Item = (String, String)> {
    let folder = format!("{}/", language.tag());
    Files::iter().filter(move |name| name.starts_with(&folder) && name.ends_with(".ftl")).filter_map(|name| {
        let file = Files::get(&name)?;
        Some((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
    })
}

fn bundle(language: Language) -> Result<FluentBundle<FluentResource>, String> {
    let locale = match language {
        Language::English => unic_langid::langid!("en"),
        Language::Chinese => unic_langid::langid!("zh-CN"),
    };
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // The invisible marks around each fact would be copied along with ids and addresses.
    bundle.set_use_isolating(false);
    for (name, text) in sources(language) {
        let resource = FluentResource::try_new(text).map_err(|(_, errors)| format!("{name}: {errors:?}"))?;
        bundle.add_resource_overriding(resource);
    }
    Ok(bundle)
}
