//! How far apart two spellings are: letters put in, left out, taken for another, or two neighbours swapped.

/// Longer words are compared by their beginnings.
const MAX: usize = 24;

/// Short words are what they are; from four letters on one mistake is forgiven, from eight on two.
pub(crate) fn forgiven(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The distance to the whole of `known` and to the nearest of its beginnings, as far as they are within `limit`: nothing
/// when neither is.
pub(crate) fn distances(typed: &[char], known: &str, limit: usize) -> Option<(usize, usize)> {
    let typed = &typed[..typed.len().min(MAX)];
    let (mut letters, mut length) = (['\0'; MAX], 0);
    // What lies further behind cannot be near any more.
    let whole = known.chars().count();
    for letter in known.chars().take(MAX.min(typed.len() + limit)) {
        letters[length] = letter;
        length += 1;
    }
    let (mut above, mut row) = ([0; MAX + 1], [0; MAX + 1]);
    for (place, cell) in row.iter_mut().enumerate() {
        *cell = place;
    }
    for (i, letter) in typed.iter().enumerate() {
        let before = above;
        above = row;
        row[0] = i + 1;
        let mut nearest = row[0];
        for j in 0..length {
            let replaced = above[j] + usize::from(*letter != letters[j]);
            row[j + 1] = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            let is_swap = i > 0 && j > 0 && *letter == letters[j - 1] && typed[i - 1] == letters[j];
            if is_swap {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
            nearest = nearest.min(row[j + 1]);
        }
        if nearest > limit {
            return None;
        }
    }
    let beginning = row[..=length].iter().copied().min().unwrap_or(0);
    let to_whole = if whole == length || whole > MAX { row[length] } else { usize::MAX };
    (beginning <= limit).then_some((to_whole, beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_mistake_is_one() {
        let between = |typed: &str, known: &str| distances(&typed.chars().collect::<Vec<_>>(), known, 2);
        let whole = |typed: &str, known: &str| between(typed, known).map(|(whole, _)| whole);
        assert_eq!(between("stock", "stock"), Some((0, 0)));
        assert_eq!(whole("stok", "stock"), Some(1));
        assert_eq!(whole("stoock", "stock"), Some(1));
        assert_eq!(whole("stuck", "stock"), Some(1));
        assert_eq!(whole("sotck", "stock"), Some(1));
        assert_eq!(whole("invetnroy", "inventory"), Some(2));
        assert_eq!(between("kucn", "kucuntongbu"), Some((usize::MAX, 1)));
        assert_eq!(between("stock", "parcel"), None);
        assert_eq!(between("", "ab"), Some((2, 0)));
        assert_eq!(between("abc", ""), None);
    }
}
