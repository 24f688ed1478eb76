//! Which phones have things.

use uuid::Uuid;

use super::super::{Lending, LoanRow, Result};
use super::SqliteStorage;

/// Things that more than one phone has.
pub const LENT_TWICE: &str = "SELECT count(*) FROM (
    SELECT 1 FROM records
    WHERE kind = 'loan' AND body ->> '$.fields.back.value' IS NULL AND body ->> '$.fields.thing.value' IS NOT NULL
    GROUP BY body ->> '$.fields.thing.value' HAVING count(*) > 1)";

impl Lending for SqliteStorage {
    fn loans(&self) -> Result<Vec<LoanRow>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT records.id, body ->> '$.fields.thing.value', body ->> '$.fields.since.value', label, team
                 FROM records JOIN devices ON devices.id = records.device
                 WHERE kind = 'loan' AND body ->> '$.fields.back.value' IS NULL ORDER BY 2, records.id",
            )?;
            type Row = (Uuid, Option<String>, Option<String>, String, Option<String>);
            let found: Vec<Row> = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
                .collect::<Result<_, _>>()?;
            let out = |(id, thing, since, label, team): Row| {
                let since = since.and_then(|day| day.parse().ok());
                Some(LoanRow { id, thing: thing?.parse().ok()?, since, label, team })
            };
            Ok(found.into_iter().filter_map(out).collect())
        })
    }
}
