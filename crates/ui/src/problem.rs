//! What went wrong with a form, as an enum with a message key.
use latchkey_base::Timestamp;

/// A value in a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fact<'a> {
    /// Text from a person or a client; shown escaped and set apart.
    Text(&'a str),
    /// A number; the catalogue knows each language's plurals.
    Number(i64),
    /// A time of day; shown in UTC, in local time where script runs.
    Time(Timestamp),
    /// A day; shown likewise.
    Day(Timestamp),
    /// A day and a time of it; shown likewise.
    Moment(Timestamp),
}

/// One thing that is wrong with a submitted form.
///
/// Security: no problem tells which part of a credential was wrong.
pub trait Problem {
    /// Its key in the catalogue.
    fn message(&self) -> &'static str;

    /// The id of the field to correct; `None` if it is not about one field.
    fn field(&self) -> Option<&'static str> {
        None
    }

    /// For a problem that waiting mends: from when on the next attempt counts.
    fn until(&self) -> Option<Timestamp> {
        None
    }

    /// The values in the message.
    fn facts(&self) -> Vec<(&'static str, Fact<'static>)> {
        self.until().map(|until| ("until", Fact::Time(until))).into_iter().collect()
    }
}

impl<P: Problem> Problem for &P {
    fn message(&self) -> &'static str {
        (**self).message()
    }

    fn field(&self) -> Option<&'static str> {
        (**self).field()
    }

    fn until(&self) -> Option<Timestamp> {
        (**self).until()
    }

    fn facts(&self) -> Vec<(&'static str, Fact<'static>)> {
        (**self).facts()
    }
}
