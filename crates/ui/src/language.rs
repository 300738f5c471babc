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
    /// Spanish, as it is understood everywhere.
    Es,
    /// French.
    Fr,
    /// Portuguese as in Brazil, for all who read Portuguese.
    PtBr,
    /// Japanese.
    Ja,
    /// Arabic, written from right to left.
    Ar,
}

impl Language {
    /// Every language in the order of a list to choose from, the default one first.
    pub const ALL: [Self; 7] =
        [Self::En, Self::De, Self::Es, Self::Fr, Self::PtBr, Self::Ja, Self::Ar];

    /// Its BCP 47 tag, as in the `lang` attribute.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::PtBr => "pt-BR",
            Self::Ja => "ja",
            Self::Ar => "ar",
        }
    }

    /// Its name, in itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Es => "Español",
            Self::Fr => "Français",
            Self::PtBr => "Português (Brasil)",
            Self::Ja => "日本語",
            Self::Ar => "العربية",
        }
    }

    /// Its direction, as in the `dir` attribute.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            _ => "ltr",
        }
    }

    /// The language of a BCP 47 tag; only the primary subtag counts (RFC 5646 §2.2.1), so that
    /// every kind of Portuguese is answered in the one there is.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = primary(tag.trim());
        Self::ALL.into_iter().find(|known| self::primary(known.tag()).eq_ignore_ascii_case(primary))
    }

    pub(crate) fn identifier(self) -> &'static LanguageIdentifier {
        static IDENTIFIERS: LazyLock<[LanguageIdentifier; Language::ALL.len()]> =
            LazyLock::new(|| {
                Language::ALL.map(|language| language.tag().parse().unwrap_or_default())
            });
        let at = Self::ALL.iter().position(|known| *known == self).unwrap_or_default();
        &IDENTIFIERS[at]
    }
}

fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

/// The tags for `ui_locales_supported` (OIDC Discovery §3).
pub fn supported_locales() -> [&'static str; Language::ALL.len()] {
    Language::ALL.map(Language::tag)
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

    /// OIDC Core §3.1.2.1, RFC 9110 §12.5.4.
    #[test]
    fn the_app_is_asked_before_the_account_before_the_browser() {
        assert_eq!(negotiate(&["nl", "de-AT"], Some("ar"), Some("en")), Language::De);
        assert_eq!(negotiate(&["nl"], Some("ar-EG"), Some("de")), Language::Ar);
        assert_eq!(negotiate(&[], None, Some("de")), Language::De);
        assert_eq!(negotiate(&[], None, None), Language::En);
    }

    /// RFC 9110 §12.4.2: the highest weight wins, zero means never.
    #[test]
    fn weights_of_accept_language_count() {
        let of = |header| negotiate(&[], None, Some(header));
        assert_eq!(of("nl, de;q=0.7, ar;q=0.9"), Language::Ar);
        assert_eq!(of("de;q=0.8, ar;q=0.8"), Language::De);
        assert_eq!(of("de;q=0, ar;q=0.1"), Language::Ar);
        assert_eq!(of("de;q=x, *;q=0.5"), Language::En);
        assert_eq!(of("de;q=7"), Language::En);
    }

    /// RFC 4647 §3.4, RFC 5646 §2.2.1: regions and scripts that we do not have end at the language
    /// that we have; a language that we do not have ends at the next one named, or at English.
    #[test]
    fn a_region_is_answered_by_its_language() {
        let asked = |tag| negotiate(&[tag], None, None);
        for tag in ["pt", "pt-BR", "pt-PT", "PT_br", "pt-Latn-AO"] {
            assert_eq!(asked(tag), Language::PtBr, "{tag}");
        }
        assert_eq!((asked("fr-CA"), asked("es-419")), (Language::Fr, Language::Es));
        assert_eq!((asked("ja-JP"), asked("jam")), (Language::Ja, Language::En));
        let accepted = |header| negotiate(&[], None, Some(header));
        assert_eq!(accepted("pt-PT,pt;q=0.9,en;q=0.8"), Language::PtBr);
        assert_eq!(accepted("zh-Hant-TW, zh;q=0.9"), Language::En);
        assert_eq!(accepted("zh-CN, zh;q=0.9, ja;q=0.5, en;q=0.3"), Language::Ja);
        assert_eq!(negotiate(&["zh", "es-MX"], Some("fr"), Some("ja")), Language::Es);
        assert_eq!(negotiate(&["zh"], Some("pt-PT"), Some("ja")), Language::PtBr);
    }

    /// OIDC Discovery §3: what is announced is what is spoken.
    #[test]
    fn every_announced_tag_is_answered_in_its_language() {
        for (tag, language) in supported_locales().into_iter().zip(Language::ALL) {
            assert_eq!(negotiate(&[tag], None, Some("xx")).tag(), tag);
            assert_eq!(Language::of_tag(&tag.to_lowercase()), Some(language));
        }
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
