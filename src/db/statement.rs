//! Hot statements written in SQL, prepared once a connection.
//!
//! diesel never caches `sql_query`, UPDATE or ON CONFLICT DO UPDATE, so PostgreSQL would parse and plan them at every call.
//! A [`Statement`] is its own SQL text with typed binds; diesel keeps its plan under that text.

use diesel::QueryResult;
use diesel::expression::{AsExpression, TypedExpressionType};
use diesel::internal::derives::as_expression::Bound;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, SqlType};
use std::marker::PhantomData;

/// SQL whose binds stand, in their order, where the text has `$`.
pub struct Statement<R = ()> {
    sql: &'static str,
    binds: Vec<Box<dyn QueryFragment<Pg> + Send + Sync>>,
    row: PhantomData<fn() -> R>,
}

/// A statement that returns rows of the SQL type `R`.
pub fn statement<R>(sql: &'static str) -> Statement<R> {
    Statement { sql, binds: Vec::new(), row: PhantomData }
}

impl<R> Statement<R> {
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
        let mut first = true;
        for part in self.sql.split('$') {
            if !std::mem::take(&mut first) {
                let bind = binds.next().ok_or_else(|| wrong_count(self.sql))?;
                bind.walk_ast(out.reborrow())?;
            }
            out.push_sql(part);
        }
        if binds.next().is_some() { Err(wrong_count(self.sql)) } else { Ok(()) }
    }
}

fn wrong_count(sql: &str) -> diesel::result::Error {
    diesel::result::Error::QueryBuilderError(format!("binds do not fit the statement: {sql}").into())
}

impl<R> QueryId for Statement<R> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R> Query for Statement<R> {
    type SqlType = R;
}

impl<R> diesel::RunQueryDsl<super::Connection> for Statement<R> {}
