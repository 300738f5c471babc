//! How typed ids and hashes travel in and out of `Binary` columns.
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Binary;
use latchkey_base::{CodeDigest, Id, TokenHash};

/// Sixteen bytes: an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct Key16([u8; 16]);

/// Thirty-two bytes: a hash or a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct Key32([u8; 32]);

macro_rules! binary {
    ($key:ident, $length:literal) => {
        impl $key {
            /// The bytes.
            pub fn as_slice(&self) -> &[u8] {
                &self.0
            }

            /// The bytes.
            pub fn bytes(self) -> [u8; $length] {
                self.0
            }
        }

        impl<DB: Backend> ToSql<Binary, DB> for $key
        where
            [u8]: ToSql<Binary, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.0.as_slice().to_sql(out)
            }
        }

        impl<DB: Backend> FromSql<Binary, DB> for $key
        where
            Vec<u8>: FromSql<Binary, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let bytes = Vec::<u8>::from_sql(bytes)?;
                <[u8; $length]>::try_from(bytes)
                    .map(Self)
                    .map_err(|_| concat!("a key is not ", $length, " bytes long").into())
            }
        }
    };
}

binary!(Key16, 16);

impl Key16 {
    /// Of an id whose kind another column tells.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

binary!(Key32, 32);

impl<K> From<Id<K>> for Key16 {
    fn from(id: Id<K>) -> Self {
        Self(*id.as_bytes())
    }
}

impl<K> From<Key16> for Id<K> {
    fn from(key: Key16) -> Self {
        Id::from_bytes(key.0)
    }
}

impl From<TokenHash> for Key32 {
    fn from(hash: TokenHash) -> Self {
        Self(*hash.as_bytes())
    }
}

impl From<Key32> for TokenHash {
    fn from(key: Key32) -> Self {
        TokenHash::from_bytes(key.0)
    }
}

impl From<CodeDigest> for Key32 {
    fn from(digest: CodeDigest) -> Self {
        Self(*digest.as_bytes())
    }
}

impl From<Key32> for CodeDigest {
    fn from(key: Key32) -> Self {
        CodeDigest::from_bytes(key.0)
    }
}

impl From<[u8; 32]> for Key32 {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}
