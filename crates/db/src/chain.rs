//! Checking the audit log: that no row was changed, removed, added or moved since it was sealed.

use crate::seal::{COLUMNS, Hash, NOTHING};
use crate::{Db, Error, Reader, Result};

/// What a sound audit log comes to. Whoever notes both down can later tell that nothing was cut off at its end, which the
/// log itself cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// How many rows are sealed.
    pub rows: i64,
    /// The hash of the last block, as hexadecimal text.
    pub head: String,
    /// How many rows wait for their place.
    pub waiting: i64,
}

/// One block, as it was sealed.
struct Block {
    first: i64,
    last: i64,
    previous: String,
    hash: String,
}

impl Db {
    /// Computes every block of the audit log again.
    ///
    /// # Errors
    /// [`Error::Chain`] names the first place at which it is broken.
    pub fn verify_chain(&self) -> Result<Chain> {
        self.read(|reader| {
            let mut chain = Chain { rows: 0, head: NOTHING.to_owned(), waiting: 0 };
            loop {
                let blocks = reader.query(
                    "SELECT first_sequence, last_sequence, previous, hash FROM seal WHERE last_sequence > $1
                     ORDER BY last_sequence LIMIT 1000",
                    &[chain.rows.into()],
                    |row| Ok(Block { first: row.get(0)?, last: row.get(1)?, previous: row.get(2)?, hash: row.get(3)? }),
                )?;
                if blocks.is_empty() {
                    break;
                }
                reader.follow(&blocks, &mut chain)?;
            }
            reader.nothing_beside(&mut chain)?;
            Ok(chain)
        })
    }
}

fn broken<T>(what: String) -> Result<T> {
    Err(Error::Chain(what))
}

impl Reader<'_> {
    /// Goes on from `chain` through these blocks.
    fn follow(&self, blocks: &[Block], chain: &mut Chain) -> Result<()> {
        let last = blocks.last().map_or(chain.rows, |block| block.last);
        let mut blocks = blocks.iter();
        let mut open: Option<(&Block, Hash)> = None;
        let sql = format!(
            "SELECT p.sequence, p.audit, {COLUMNS} FROM audit_place p LEFT JOIN audit a ON a.id = p.audit
             WHERE p.sequence > $1 AND p.sequence <= $2 ORDER BY p.sequence"
        );
        self.each(&sql, &[chain.rows.into(), last.into()], |row| {
            let sequence: i64 = row.get(0)?;
            let place = chain.rows + 1;
            if sequence != place {
                return broken(format!("place {place} is missing"));
            }
            if row.get::<Option<i64>>(2)?.is_none() {
                let id: i64 = row.get(1)?;
                return broken(format!("the row at place {place} (id {id}) was removed"));
            }
            let (block, mut hash) = match open.take() {
                Some(open) => open,
                None => match blocks.next() {
                    Some(block) if block.first == place && block.previous == chain.head => {
                        (block, Hash::after(&chain.head))
                    }
                    _ => {
                        return broken(format!(
                            "the block that begins at place {place} does not follow the one before it"
                        ));
                    }
                },
            };
            hash.row(place, row, 2)?;
            chain.rows = place;
            if place < block.last {
                open = Some((block, hash));
            } else if hash.finish() == block.hash {
                chain.head.clone_from(&block.hash);
            } else {
                return broken(format!("a row between places {} and {} was changed or moved", block.first, block.last));
            }
            Ok(())
        })?;
        if chain.rows == last { Ok(()) } else { broken(format!("place {} is missing", chain.rows + 1)) }
    }

    /// Makes sure that no row stands outside the chain.
    fn nothing_beside(&self, chain: &mut Chain) -> Result<()> {
        let beyond = self.optional(
            "SELECT sequence FROM audit_place WHERE sequence > $1 ORDER BY sequence LIMIT 1",
            &[chain.rows.into()],
            |row| row.get::<i64>(0),
        )?;
        if let Some(place) = beyond {
            return broken(format!("place {place} is not sealed"));
        }
        let stray = self.optional(
            "SELECT a.id FROM audit a LEFT JOIN audit_place p ON p.audit = a.id LEFT JOIN audit_waiting w ON w.id = a.id
             WHERE p.sequence IS NULL AND w.id IS NULL ORDER BY a.id LIMIT 1",
            &[],
            |row| row.get::<i64>(0),
        )?;
        if let Some(id) = stray {
            return broken(format!("the row with id {id} has no place"));
        }
        chain.waiting = self.one("SELECT count(*) FROM audit_waiting", &[], |row| row.get(0))?;
        Ok(())
    }
}
