//! The seal of cursors, one for all instances: a page may be asked of another than the one before.

use crate::db::Connection;
use crate::db::statement::statement;
use crate::http::paging::Seal;
use diesel::QueryResult;
use diesel::sql_types::Binary;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

/// Made by the first instance that starts. PostgreSQL's own randomness: two UUIDv4 hold 244 bits of it.
const MAKE: &str = "
INSERT INTO secrets (name, value) VALUES ('cursors', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))
ON CONFLICT DO NOTHING";

pub async fn load(conn: &mut Connection, seal: &Seal) -> QueryResult<()> {
    conn.batch_execute(MAKE).await?;
    let secret: Vec<u8> = statement::<Binary>("SELECT value FROM secrets WHERE name = 'cursors'").get_result(conn).await?;
    seal.set(&secret);
    Ok(())
}
