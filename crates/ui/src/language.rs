//! Which language a page speaks.
use fluent_templates::LanguageIdentifier;
use std::sync::LazyLock;

/// A language the whole catalogue exists in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    /// English, and the answer when nothing fits.
    #[default]
    En,
    /// German.
    De,
    /// Arabic, written from right to left.
    Ar,
}

impl Language {
    /// Every language, the default one first.
    pub const ALL: [Self; 3] = [Self::En, Self::De, Self::Ar];

    /// Its BCP 47 tag, as in the `lang` attribute.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Ar => "ar",
        }
    }

    /// Its name, in itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Ar => "العربية",
        }
    }

    /// Its direction, as in the `dir` attribute.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::En | Self::De => "ltr",
            Self::Ar => "rtl",
        }
    }

    /// The language of a BCP 47 tag; only the primary subtag counts (RFC 5646 §2.2.1).
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    pub(crate) fn identifier(self) -> &'static LanguageIdentifier {
        static IDENTIFIERS: LazyLock<[LanguageIdentifier; 3]> = LazyLock::new(|| {
            Language::ALL.map(|language| language.tag().parse().unwrap_or_default())
        });
        match self {
            Self::En => &IDENTIFIERS[0],
            Self::De => &IDENTIFIERS[1],
            Self::Ar => &IDENTIFIERS[2],
        }
    }
}

/// The tags for `ui_locales_supported` (OIDC Discovery §3).
pub const fn supported_locales() -> [&'static str; 3] {
    [Language::En.tag(), Language::De.tag(), Language::Ar.tag()]
}

/// Picks the language of a page: what the app asked for (`ui_locales`, OIDC Core §3.1.2.1, best
/// first), else the account's, else the browser's `Accept-Language` (RFC 9110 §12.5.4), else
/// English. Unknown and malformed tags are passed over, never an error.
pub fn negotiate(
    ui_locales: &[&str],
    account: Option<&str>,
    accept_language: Option<&str>,
) -> Language {
    let asked = ui_locales.iter().copied().chain(account).find_map(Language::of_tag);
    asked.or_else(|| accept_language.and_then(best_accepted)).unwrap_or_default()
}

/// The supported language of highest weight; of equals, the one named first.
fn best_accepted(header: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for range in header.split(',').take(32) {
        let mut parts = range.split(';');
        let Some(language) = parts.next().and_then(Language::of_tag) else { continue };
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(Some(1.0), |q| {
            q.trim().parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q))
        });
        let Some(weight) = weight.filter(|weight| *weight > 0.0) else { continue };
        if best.is_none_or(|(held, _)| weight > held) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_is_asked_before_the_account_before_the_browser() {
        assert_eq!(negotiate(&["fr", "de-AT"], Some("ar"), Some("en")), Language::De);
        assert_eq!(negotiate(&["fr"], Some("ar-EG"), Some("de")), Language::Ar);
        assert_eq!(negotiate(&[], None, Some("de")), Language::De);
        assert_eq!(negotiate(&[], None, None), Language::En);
    }

    /// RFC 9110 §12.4.2: the highest weight wins, zero means never.
    #[test]
    fn weights_of_accept_language_count() {
        let of = |header| negotiate(&[], None, Some(header));
        assert_eq!(of("fr, de;q=0.7, ar;q=0.9"), Language::Ar);
        assert_eq!(of("de;q=0.8, ar;q=0.8"), Language::De);
        assert_eq!(of("de;q=0, ar;q=0.1"), Language::Ar);
        assert_eq!(of("de;q=x, *;q=0.5"), Language::En);
        assert_eq!(of("de;q=7"), Language::En);
    }

    #[test]
    fn odd_tags_are_passed_over() {
        assert_eq!(negotiate(&["", "-", "DE_at"], None, None), Language::De);
        assert_eq!(Language::of_tag("deu"), None);
    }

    #[test]
    fn every_tag_is_an_identifier_of_its_own() {
        for language in Language::ALL {
            assert_eq!(language.identifier().to_string(), language.tag());
        }
    }
}
