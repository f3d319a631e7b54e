//! Names that people cannot tell apart (UTS #39).

use unicode_security::{RestrictionLevel, RestrictionLevelDetection, skeleton};

/// The same for names that look the same: case, blanks, marks and letters that resemble each other make no difference.
/// Empty for a name of which nothing can be compared.
pub(super) fn key(name: &str) -> String {
    let look: String = skeleton(&name.to_lowercase()).collect();
    let look: String = skeleton(&look.to_lowercase()).collect();
    look.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// Letters of scripts that nobody writes in one name, such as a Cyrillic о among Latin letters. Latin beside Chinese,
/// Japanese or Korean is usual.
pub(super) fn mixes_scripts(name: &str) -> bool {
    let letters: String = name.chars().filter(|letter| letter.is_alphabetic()).collect();
    !letters.check_restriction_level(RestrictionLevel::ModeratelyRestrictive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_the_same_are_the_same() {
        for other in ["stock pilot", "Stock-Pilot", "STOCK PILOT", "Ѕtосk Рilоt", "Stock\u{200b}Pilot", "St0ck Pi1ot"] {
            assert_eq!(key(other), key("Stock Pilot"), "{other}");
        }
        for other in ["Stock Pilots", "Stack Pilot", "库存领航"] {
            assert_ne!(key(other), key("Stock Pilot"), "{other}");
        }
        assert_eq!(key("🧶 !"), "");
    }

    #[test]
    fn scripts_that_nobody_mixes_are_told() {
        for name in ["Stock Pilot", "仓助 Cangzhu ERP", "Ünverhältnismäßig 24/7", "Склад", "متجر", "在庫パイロット Pro", "🧶", ""]
        {
            assert!(!mixes_scripts(name), "{name}");
        }
        for name in ["Kоntor", "Pаypal Help"] {
            assert!(mixes_scripts(name), "{name}");
        }
    }
}
