//! Takes a text apart into what the index knows: words of letters and digits, and runs of Chinese characters.

use pinyin::{ToPinyin, ToPinyinMulti};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longer words and runs are cut: nobody types them out.
const MAX_WORD: usize = 40;
/// A pinyin term begins at each character and goes so far.
const MAX_SYLLABLES: usize = 6;
/// So many spellings of one place are kept, where characters have several readings.
const MAX_READINGS: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Word(String),
    Chinese(Vec<char>),
}

/// Small letters without accents; full-width forms are the plain ones.
fn fold(text: &str) -> impl Iterator<Item = char> {
    text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase)
}

pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    for letter in fold(text) {
        match (found.last_mut(), is_chinese(letter), letter.is_alphanumeric()) {
            (Some(Piece::Chinese(run)), true, _) if !run.is_empty() => run.push(letter),
            (_, true, _) => found.push(Piece::Chinese(vec![letter])),
            (Some(Piece::Word(word)), _, true) if !word.is_empty() => word.push(letter),
            (_, _, true) => found.push(Piece::Word(letter.into())),
            // An empty word parts what stands before it from what comes.
            _ => found.push(Piece::Word(String::new())),
        }
    }
    found.retain_mut(|piece| match piece {
        Piece::Word(word) => {
            if let Some((end, _)) = word.char_indices().nth(MAX_WORD) {
                word.truncate(end);
            }
            !word.is_empty()
        }
        Piece::Chinese(run) => !run.is_empty(),
    });
    found
}

/// The words that a name runs together: `StockPilot` is also `stock` and `pilot`.
pub(crate) fn humps(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let begins_hump = |place: usize| letters[place].is_uppercase() && place > 0 && letters[place - 1].is_lowercase();
    let parted: String =
        (0..letters.len()).flat_map(|place| begins_hump(place).then_some(' ').into_iter().chain([letters[place]])).collect();
    if parted == text {
        return Vec::new();
    }
    let words = pieces(&parted).into_iter();
    words.filter_map(|piece| if let Piece::Word(word) = piece { Some(word) } else { None }).collect()
}

/// The whole text as one word.
pub(crate) fn joined(pieces: &[Piece]) -> String {
    let mut whole = String::new();
    for piece in pieces {
        match piece {
            Piece::Word(word) => whole.push_str(word),
            Piece::Chinese(run) => whole.extend(run),
        }
    }
    whole.chars().take(MAX_WORD).collect()
}

/// Pairs of neighbours, and the last character alone, so that a single character is the beginning of some term wherever
/// it stands.
pub(crate) fn pairs(run: &[char]) -> impl Iterator<Item = String> {
    run.windows(2).map(|pair| pair.iter().collect()).chain(run.last().map(|last| last.to_string()))
}

/// What can be typed for the run from each of its characters on: pinyin written out, and initials. Where there would be
/// too many spellings, the characters at the beginning keep their readings and later ones have their usual one.
pub(crate) fn spoken(run: &[char]) -> (Vec<String>, Vec<String>) {
    let syllables: Vec<Vec<String>> = run.iter().map(|letter| syllables(*letter)).collect();
    let (mut spelled, mut initials) = (Vec::new(), Vec::new());
    for start in 0..run.len() {
        let place = spelled.len();
        spelled.push(String::with_capacity(3 * MAX_SYLLABLES));
        initials.push(String::with_capacity(MAX_SYLLABLES));
        for readings in syllables[start..].iter().take(MAX_SYLLABLES).take_while(|readings| !readings.is_empty()) {
            let so_far = spelled.len() - place;
            let room = if so_far * readings.len() > MAX_READINGS { 1 } else { readings.len() };
            for other in readings[1..room].iter() {
                for known in place..place + so_far {
                    spelled.push(format!("{}{other}", spelled[known]));
                    initials.push(format!("{}{}", initials[known], &other[..1]));
                }
            }
            for known in place..place + so_far {
                spelled[known].push_str(&readings[0]);
                initials[known].push_str(&readings[0][..1]);
            }
        }
    }
    spelled.retain(|word| !word.is_empty());
    initials.retain(|word| !word.is_empty());
    (spelled, initials)
}

/// How the run most likely sounds, or nothing where a character has no reading.
pub(crate) fn sound(run: &[char]) -> Option<String> {
    run.iter().map(|letter| letter.to_pinyin().map(|pinyin| plain(pinyin.plain()))).collect()
}

/// Every reading, without tones. `ü` is typed `v` on every keyboard, and `u` by those who do not know.
fn syllables(letter: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let readings = letter.to_pinyin_multi().into_iter().flatten();
    for syllable in readings.map(|pinyin| pinyin.plain().to_owned()) {
        for typed in [plain(&syllable), syllable.replace('ü', "u")] {
            if typed.is_ascii() && !typed.is_empty() && !found.contains(&typed) {
                found.push(typed);
            }
        }
    }
    found
}

fn plain(syllable: &str) -> String {
    syllable.replace('ü', "v")
}

pub(crate) fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Piece {
        Piece::Word(text.to_owned())
    }

    fn chinese(text: &str) -> Piece {
        Piece::Chinese(text.chars().collect())
    }

    #[test]
    fn a_text_falls_into_words_and_chinese_runs() {
        assert_eq!(
            pieces("Café-ＥＲＰ 2库存同步，助手"),
            [word("cafe"), word("erp"), word("2"), chinese("库存同步"), chinese("助手")]
        );
        assert_eq!(pieces(" \u{202e}\u{0}—!"), []);
        assert_eq!(humps("StockPilot"), ["stock", "pilot"]);
        assert!(humps("Stock Pilot").is_empty());
        assert_eq!(joined(&pieces("Stock-Pilot 库存")), "stockpilot库存");
    }

    #[test]
    fn a_run_is_spelled_from_each_of_its_characters() {
        let (spelled, initials) = spoken(&['库', '存']);
        assert!(spelled.contains(&"kucun".to_owned()) && spelled.contains(&"cun".to_owned()), "{spelled:?}");
        assert!(initials.contains(&"kc".to_owned()), "{initials:?}");
        let readings = |text: &str| spoken(&text.chars().collect::<Vec<_>>()).0;
        assert!(readings("银行").contains(&"yinhang".to_owned()));
        assert!(readings("重庆").contains(&"chongqing".to_owned()));
        assert!(readings("绿").contains(&"lv".to_owned()) && readings("绿").contains(&"lu".to_owned()));
        assert_eq!(sound(&['库', '存']).as_deref(), Some("kucun"));
    }
}
