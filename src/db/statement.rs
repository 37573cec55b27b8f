//! Hot statements written in SQL, prepared once a connection.
//!
//! diesel never caches `sql_query`, UPDATE or ON CONFLICT DO UPDATE, so PostgreSQL would parse and plan them at every call; and
//! it writes the text of every query anew from its expression tree, which costs more than the rows of a small read.
//! A [`Statement`] is its own SQL text with typed binds; diesel keeps its plan under that text. What a list filters by is added
//! piece by piece: each combination that is asked for is a statement of its own.

use diesel::dsl::SqlTypeOf;
use diesel::expression::{
    AppearsOnTable, AsExpression, Expression, Selectable, TypedExpressionType, ValidGrouping, is_aggregate,
};
use diesel::internal::derives::as_expression::Bound;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType, SqlType};
use diesel::{QueryResult, SelectableExpression};
use std::marker::PhantomData;

/// SQL whose binds stand, in their order, where the text has `$`.
pub struct Statement<R = ()> {
    pieces: Vec<&'static str>,
    binds: Vec<Box<dyn QueryFragment<Pg> + Send + Sync>>,
    row: PhantomData<fn() -> R>,
}

/// The SQL type of a row struct's columns, for statements that select them all.
pub type SqlOf<T> = SqlTypeOf<<T as Selectable<Pg>>::SelectExpression>;

/// A statement that returns rows of the SQL type `R`.
pub fn statement<R>(sql: &'static str) -> Statement<R> {
    Statement { pieces: vec![sql], binds: Vec::new(), row: PhantomData }
}

impl<R> Statement<R> {
    /// Tells its text from every other: where its pieces stand in the program.
    pub(super) fn text(&self) -> Vec<(usize, usize)> {
        self.pieces.iter().map(|piece| (piece.as_ptr().addr(), piece.len())).collect()
    }

    /// More of the text.
    pub fn and(mut self, sql: &'static str) -> Self {
        self.pieces.push(sql);
        self
    }

    /// Another statement with its binds, as more of the text.
    pub fn with<S>(mut self, other: Statement<S>) -> Self {
        self.pieces.extend(other.pieces);
        self.binds.extend(other.binds);
        self
    }

    pub fn bind<T, V>(mut self, value: V) -> Self
    where
        T: SqlType + TypedExpressionType + Send + Sync + 'static,
        Pg: HasSqlType<T>,
        V: ToSql<T, Pg> + AsExpression<T> + Send + Sync + 'static,
        Bound<T, V>: QueryFragment<Pg>,
    {
        self.binds.push(Box::new(Bound::<T, V>::new(value)));
        self
    }
}

impl<R> QueryFragment<Pg> for Statement<R> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut binds = self.binds.iter();
        for piece in &self.pieces {
            let mut parts = piece.split('$');
            out.push_sql(parts.next().unwrap_or_default());
            for part in parts {
                let bind = binds.next().ok_or_else(|| self.wrong_count())?;
                bind.walk_ast(out.reborrow())?;
                out.push_sql(part);
            }
        }
        if binds.next().is_some() { Err(self.wrong_count()) } else { Ok(()) }
    }
}

impl<R> Statement<R> {
    fn wrong_count(&self) -> diesel::result::Error {
        diesel::result::Error::QueryBuilderError(format!("binds do not fit the statement: {}", self.pieces.concat()).into())
    }
}

impl<R> QueryId for Statement<R> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R> Query for Statement<R> {
    type SqlType = R;
}

impl<R> diesel::RunQueryDsl<super::Connection> for Statement<R> {}

/// A condition of our own text in what diesel writes.
pub struct Condition(pub Statement<Bool>);

impl Expression for Condition {
    type SqlType = Bool;
}
impl<T> AppearsOnTable<T> for Condition {}
impl<T> SelectableExpression<T> for Condition {}
impl ValidGrouping<()> for Condition {
    type IsAggregate = is_aggregate::No;
}
impl QueryId for Condition {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl QueryFragment<Pg> for Condition {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
