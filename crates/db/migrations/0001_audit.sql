-- Who changed what, when and why, and who looked at what is most private. Rows are added and never changed. One row tells of one record, or of up to a
-- thousand that were added together (records > 1, from `record` to `last_record`).
CREATE TABLE audit (
    id {id},
    at {timestamptz} NOT NULL,
    process BIGINT NOT NULL,
    actor BIGINT,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('insert', 'update', 'remove', 'view')),
    record_table TEXT NOT NULL,
    record BIGINT NOT NULL,
    last_record BIGINT NOT NULL,
    records BIGINT NOT NULL,
    subject BIGINT,
    old_values {json},
    new_values {json},
    why TEXT NOT NULL
);
CREATE INDEX audit_record ON audit (record_table, record);
CREATE INDEX audit_many ON audit (record_table, last_record, record) WHERE records > 1;
CREATE INDEX audit_subject ON audit (subject);

-- Audit rows that have not been given their place yet. A row comes and goes with the transaction that wrote it, so
-- one that commits late is not forgotten. It is no foreign key: to check one, each writer would read the end of the index
-- that all others are writing to, and PostgreSQL's serialisable transactions would keep failing for that.
CREATE TABLE audit_waiting (id {id});

-- The place of each audit row: 1, 2, 3 … without gap, in the order in which they were sealed.
CREATE TABLE audit_place (
    sequence {id},
    audit BIGINT NOT NULL UNIQUE
);

-- Blocks of places, each chained to the one before by its hash.
CREATE TABLE seal (
    last_sequence {id},
    first_sequence BIGINT NOT NULL UNIQUE,
    at {timestamptz} NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);

-- Work that only one process may do at a time, who does it, and until when it is theirs.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder BIGINT NOT NULL,
    until {timestamptz} NOT NULL
);
INSERT INTO lease (name, holder, until) VALUES ('seal', 0, '2020-01-01T00:00:00.000000Z');
