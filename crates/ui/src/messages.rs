//! The message catalogue: `locales/*/*.ftl`, compiled in.
//!
//! A key is `group.name`: a Fluent message and one of its attributes. Values that come from
//! people or clients stand in running text as bold, isolated islands, so that a name cannot pass
//! for ours and a left-to-right address holds together in a right-to-left sentence.
use crate::filters::{push_breakable, push_escaped};
use crate::{Fact, Language};
use askama::filters::Safe;
use fluent_templates::fluent_bundle::FluentValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use time::OffsetDateTime;
use time::macros::format_description;

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "../../locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Stands before a value while its sentence is put together; never part of a value.
const OPEN: char = '\u{E000}';
/// Stands after it.
const CLOSE: char = '\u{E001}';

/// The text of `key`. A missing key shows itself; a test keeps that from happening.
pub(crate) fn text(language: Language, key: &str) -> String {
    look_up(language, key, None)
}

/// The text of `key` with its values, as plain text for titles, attributes and mails.
pub(crate) fn plain(language: Language, key: &str, facts: &[(&str, Fact<'_>)]) -> String {
    let isolated = |text: &str| match language.dir() {
        // First-strong isolate: an address keeps its order inside a right-to-left sentence.
        "rtl" => format!("\u{2068}{text}\u{2069}"),
        _ => text.to_owned(),
    };
    look_up(language, key, Some(&values(facts, isolated)))
}

/// The text of `key` with its values, as markup: all escaped, texts bold, times as `<time>`.
pub(crate) fn rich(language: Language, key: &str, facts: &[(&str, Fact<'_>)]) -> Safe<String> {
    let marked = |text: &str| {
        let clean = text.replace([OPEN, CLOSE], "");
        format!("{OPEN}{clean}{CLOSE}")
    };
    let sentence = look_up(language, key, Some(&values(facts, marked)));
    let time = facts.iter().find_map(|(_, fact)| match fact {
        Fact::Time(time) => Some((*time, "data-local-time")),
        Fact::Day(time) => Some((*time, "data-local-day")),
        Fact::Moment(time) => Some((*time, "data-local-date")),
        _ => None,
    });
    let mut html = String::with_capacity(sentence.len() + 64);
    let mut inside = Inside::Sentence;
    let mut value = String::new();
    for c in sentence.chars() {
        match (c, inside) {
            (OPEN, _) => {
                inside = Inside::Value;
                html.push_str("<b dir=\"auto\">");
            }
            (TIME, _) => {
                inside = Inside::Time;
                let (stamp, how) =
                    time.map_or_else(Default::default, |(time, how)| (rfc3339(moment(time)), how));
                let _ = write!(html, "<time datetime=\"{stamp}\" {how}>");
            }
            (CLOSE, Inside::Time) => html.push_str("</time>"),
            (CLOSE, _) => {
                push_breakable(&mut html, &value);
                html.push_str("</b>");
                value.clear();
            }
            (c, Inside::Value) => value.push(c),
            (c, _) => push_escaped(&mut html, c),
        }
        if c == CLOSE {
            inside = Inside::Sentence;
        }
    }
    Safe(html)
}

/// Where [`rich`] is in a sentence.
#[derive(Clone, Copy)]
enum Inside {
    Sentence,
    Value,
    Time,
}

/// Stands before a time in [`rich`].
const TIME: char = '\u{E002}';

type Values<'a> = HashMap<Cow<'static, str>, FluentValue<'a>>;

fn values<'a>(facts: &[(&str, Fact<'a>)], of_text: impl Fn(&str) -> String) -> Values<'a> {
    let rich = of_text("").contains(OPEN);
    let value = |fact: &Fact<'a>| match *fact {
        Fact::Text(text) => FluentValue::from(of_text(&text.replace(TIME, ""))),
        Fact::Number(number) => FluentValue::from(number),
        Fact::Time(time) if rich => FluentValue::from(format!("{TIME}{}{CLOSE}", clock(time))),
        Fact::Time(time) => FluentValue::from(clock(time)),
        Fact::Day(time) if rich => FluentValue::from(format!("{TIME}{}{CLOSE}", date(time))),
        Fact::Day(time) => FluentValue::from(date(time)),
        Fact::Moment(time) if rich => FluentValue::from(format!("{TIME}{}{CLOSE}", full(time))),
        Fact::Moment(time) => FluentValue::from(of_text(&full(time))),
    };
    facts.iter().map(|(name, fact)| (Cow::Owned((*name).to_owned()), value(fact))).collect()
}

fn look_up(language: Language, key: &str, values: Option<&Values<'_>>) -> String {
    let found = LOCALES.lookup_single_language(language.identifier(), key, values);
    found.unwrap_or_else(|_| key.to_owned())
}

fn moment(time: latchkey_base::Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(time.seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// For people without script: the time of day, in UTC and saying so.
fn clock(time: latchkey_base::Timestamp) -> String {
    moment(time).format(format_description!("[hour]:[minute] UTC")).unwrap_or_default()
}

/// For people without script: the day, as it is in UTC.
fn date(time: latchkey_base::Timestamp) -> String {
    moment(time).format(format_description!("[year]-[month]-[day]")).unwrap_or_default()
}

/// For people without script: both, likewise.
fn full(time: latchkey_base::Timestamp) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    moment(time).format(format).unwrap_or_default()
}

/// A day as markup; script makes it that of the reader's own time zone.
pub(crate) fn day(time: latchkey_base::Timestamp) -> Safe<String> {
    let stamp = rfc3339(moment(time));
    Safe(format!("<time datetime=\"{stamp}\" data-local-day dir=\"auto\">{}</time>", date(time)))
}

/// Day and time of day as markup, in UTC and saying so; script makes it local.
pub(crate) fn moment_in_full(time: latchkey_base::Timestamp) -> Safe<String> {
    Safe(format!(
        "<time datetime=\"{}\" data-local-date dir=\"auto\">{}</time>",
        rfc3339(moment(time)),
        full(time)
    ))
}

fn rfc3339(moment: OffsetDateTime) -> String {
    moment.format(&time::format_description::well_known::Rfc3339).unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests;
