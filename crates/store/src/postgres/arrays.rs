//! One statement over arrays: as many rows as a batch has, one round trip, one plan.
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text};
use diesel::{QueryResult, RunQueryDsl};
use std::marker::PhantomData;

/// The values of one column.
pub(crate) enum Column<'a> {
    Bytes(Vec<&'a [u8]>),
    MaybeBytes(Vec<Option<&'a [u8]>>),
    Int(Vec<i64>),
    Words(Vec<String>),
    Flags(Vec<bool>),
}

/// `WITH input AS (SELECT * FROM unnest(…) WITH ORDINALITY AS …)` and what follows. The rows
/// of `input` are numbered by `ord` from 1, in the order of the arrays: outcomes are attributed
/// by it, never by key.
///
/// Unlike `diesel::sql_query` it is prepared once per connection.
pub(crate) struct Statement<'a, Answer> {
    /// Names of the columns, separated by commas.
    names: Vec<&'static str>,
    columns: Vec<Column<'a>>,
    /// Begins after the closing parenthesis of `input`.
    then: Vec<&'static str>,
    answer: PhantomData<Answer>,
}

impl<'a, Answer> Statement<'a, Answer> {
    /// A statement over these columns.
    pub fn new(names: &'static str, columns: Vec<Column<'a>>, then: &'static str) -> Self {
        Self { names: vec![names], columns, then: vec![then], answer: PhantomData }
    }

    /// The same over more columns.
    pub fn over(mut self, names: &'static str, columns: Vec<Column<'a>>) -> Self {
        self.names.push(names);
        self.columns.extend(columns);
        self
    }

    /// The same, going on with `then`.
    pub fn then(mut self, then: &'static str) -> Self {
        self.then.push(then);
        self
    }
}

impl Column<'_> {
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match self {
            Self::Bytes(values) => out.push_bind_param::<Array<Binary>, _>(values)?,
            Self::MaybeBytes(values) => {
                out.push_bind_param::<Array<Nullable<Binary>>, _>(values)?;
            }
            Self::Int(values) => out.push_bind_param::<Array<BigInt>, _>(values)?,
            Self::Words(values) => out.push_bind_param::<Array<Text>, _>(values)?,
            Self::Flags(values) => out.push_bind_param::<Array<Bool>, _>(values)?,
        }
        out.push_sql(match self {
            Self::Bytes(_) | Self::MaybeBytes(_) => "::bytea[]",
            Self::Int(_) => "::bigint[]",
            Self::Words(_) => "::text[]",
            Self::Flags(_) => "::boolean[]",
        });
        Ok(())
    }
}

impl<Answer> QueryFragment<Pg> for Statement<'_, Answer> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("WITH input AS (SELECT * FROM unnest(");
        for (place, column) in self.columns.iter().enumerate() {
            if place > 0 {
                out.push_sql(", ");
            }
            column.push(&mut out)?;
        }
        out.push_sql(") WITH ORDINALITY AS arrays (");
        for names in &self.names {
            out.push_sql(names);
            out.push_sql(", ");
        }
        out.push_sql("ord)) ");
        self.then.iter().for_each(|then| out.push_sql(then));
        Ok(())
    }
}

/// The text is the key under which the prepared statement is kept.
impl<Answer> QueryId for Statement<'_, Answer> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Answer> Query for Statement<'_, Answer> {
    type SqlType = Answer;
}

impl<Answer, Conn> RunQueryDsl<Conn> for Statement<'_, Answer> {}
