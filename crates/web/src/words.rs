//! How times, amounts and figures read.

use crate::languages::Languages;
use fluent_bundle::FluentArgs;
use jiff::tz::TimeZone;
use kernel::Time;
use office::notices::Language;
use std::time::Duration;

/// In UTC, and it says so: console readers sit in many zones and compare with logs.
pub fn date(time: Time, language: Language) -> String {
    match language {
        Language::English => time.format("%-d %b %Y, %H:%M UTC", &TimeZone::UTC),
        Language::Chinese => time.format("%Y-%m-%d %H:%M UTC", &TimeZone::UTC),
    }
}

/// The largest unit alone: "3 days".
pub fn age(languages: &Languages, language: Language, age: Duration) -> String {
    let minutes = age.as_secs() / 60;
    let (key, fact, count) = match minutes {
        0 => ("age-now", "count", 0),
        1..60 => ("age-minutes", "count", minutes),
        60..1440 => ("age-hours", "count", minutes / 60),
        _ => ("age-days", "count", minutes / 1440),
    };
    let mut facts = FluentArgs::new();
    facts.set(fact, count);
    languages.say(language, key, &facts).unwrap_or_else(|| format!("{minutes} min"))
}

/// `1,234.50 USD`: the code and not a sign, because several currencies share one.
pub fn money(minor: i64, currency: &str) -> String {
    let digits = minor_digits(currency);
    let unit = 10_u64.pow(digits);
    let (whole, part) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let sign = if minor < 0 { "−" } else { "" };
    let whole = grouped(&whole.to_string());
    match digits {
        0 => format!("{sign}{whole}\u{a0}{currency}"),
        _ => format!("{sign}{whole}.{part:0width$}\u{a0}{currency}", width = digits as usize),
    }
}

pub fn number(number: i64) -> String {
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", grouped(&number.unsigned_abs().to_string()))
}

pub fn size(bytes: u32) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        _ => format!("{:.1} MB", f64::from(bytes) / 1_048_576.0),
    }
}

/// ISO 4217's exponent where it is not two.
fn minor_digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV" | "XAF" | "XOF"
        | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_the_digits_of_its_currency() {
        assert_eq!(money(123_450, "USD"), "1,234.50\u{a0}USD");
        assert_eq!(money(-5, "CNY"), "−0.05\u{a0}CNY");
        assert_eq!(money(1_200_000, "JPY"), "1,200,000\u{a0}JPY");
        assert_eq!(money(1_234, "KWD"), "1.234\u{a0}KWD");
        assert_eq!(number(1_000), "1,000");
    }
}
