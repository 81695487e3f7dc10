-- The first kinds of record, and the one view that says what counts.

CREATE TABLE organisation (
    id {id},
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sector TEXT,
    about TEXT
);

CREATE TABLE programme (
    id {id},
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    parent_id BIGINT REFERENCES programme (id),
    start_date DATE,
    end_date DATE,
    synthetic BOOLEAN NOT NULL
);

-- The text of every version of a programme's definition that was ever in force; the newest is in force.
CREATE TABLE definition (
    id {id},
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    version BIGINT NOT NULL,
    applied_at {timestamptz} NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (programme_id, version)
);

CREATE TABLE term (
    id {id},
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    vocabulary TEXT NOT NULL,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    place BIGINT NOT NULL,
    core BOOLEAN,
    repeatable BOOLEAN,
    retired BOOLEAN NOT NULL,
    UNIQUE (programme_id, vocabulary, key)
);

CREATE TABLE partner (
    id {id},
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    key TEXT NOT NULL,
    joined DATE,
    left_on DATE,
    retired BOOLEAN NOT NULL,
    UNIQUE (programme_id, key)
);

CREATE TABLE area (
    id {id},
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    place BIGINT NOT NULL,
    retired BOOLEAN NOT NULL,
    UNIQUE (programme_id, key)
);

CREATE TABLE target (
    id {id},
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    version TEXT NOT NULL,
    indicator TEXT NOT NULL,
    partner_id BIGINT REFERENCES partner (id),
    period_start DATE,
    period_end DATE,
    value BIGINT NOT NULL,
    in_force BOOLEAN NOT NULL
);

CREATE INDEX target_of_programme ON target (programme_id);

-- A reference is unique within a register: the programme at the top of the umbrella, whose partners share their references.
CREATE TABLE person (
    id {id},
    register_id BIGINT NOT NULL REFERENCES programme (id),
    reference TEXT NOT NULL,
    given_name TEXT,
    family_name TEXT,
    birth_date DATE,
    gender TEXT,
    ethnicity TEXT,
    disability TEXT,
    postcode TEXT,
    phone TEXT,
    email TEXT,
    UNIQUE (register_id, reference)
);

CREATE TABLE enrolment (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    area_id BIGINT REFERENCES area (id),
    start_date DATE NOT NULL,
    reentry_date DATE,
    end_date DATE,
    destination_id BIGINT REFERENCES term (id),
    employment_id BIGINT REFERENCES term (id),
    route_id BIGINT REFERENCES term (id),
    UNIQUE (person_id, programme_id)
);

CREATE INDEX enrolment_of_programme ON enrolment (programme_id, person_id);

-- The source key of a record that came from a file is made from the row itself, so that the same file twice is the same records.
-- It is unique within the person, who goes into it; so one index, in the order of people, does for both, and an import
-- fills it from one end to the other. The few rows that have a reference of their own may come again about somebody else:
-- their keys are the negative ones, unique by themselves.
CREATE TABLE interaction (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    date DATE NOT NULL,
    service_id BIGINT REFERENCES term (id),
    channel TEXT,
    minutes BIGINT,
    notes TEXT,
    source_key BIGINT
);

CREATE UNIQUE INDEX interaction_of_person ON interaction (person_id, source_key);

CREATE UNIQUE INDEX interaction_source ON interaction (source_key) WHERE source_key < 0;

CREATE TABLE outcome (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    date DATE NOT NULL,
    outcome_id BIGINT NOT NULL REFERENCES term (id),
    evidence TEXT,
    verification TEXT NOT NULL,
    source_key BIGINT
);

CREATE UNIQUE INDEX outcome_of_person ON outcome (person_id, source_key);

CREATE UNIQUE INDEX outcome_source ON outcome (source_key) WHERE source_key < 0;

-- A file that was brought in: what it was, how its headings were understood, and what came of it.
CREATE TABLE import (
    id {id},
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    mapping {json} NOT NULL,
    imported_at {timestamptz} NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    rejected BIGINT NOT NULL
);

-- Everything countable, in one shape. A kind of record joins the counting by adding one SELECT here.
CREATE VIEW fact AS
SELECT id AS record, person_id AS subject, programme_id AS programme, 'enrolment' AS kind, CAST(NULL AS BIGINT) AS term,
    partner_id AS partner, area_id AS area, CAST(NULL AS BIGINT) AS worker, start_date AS date, CAST(NULL AS TEXT) AS state,
    CAST(NULL AS BIGINT) AS quantity
FROM enrolment
UNION ALL
SELECT id, person_id, programme_id, 'leaving', destination_id, partner_id, area_id, CAST(NULL AS BIGINT), end_date,
    CAST(NULL AS TEXT), CAST(NULL AS BIGINT)
FROM enrolment
WHERE end_date IS NOT NULL
UNION ALL
SELECT id, person_id, programme_id, 'interaction', service_id, partner_id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), date,
    channel, minutes
FROM interaction
UNION ALL
SELECT id, person_id, programme_id, 'outcome', outcome_id, partner_id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), date,
    verification, CAST(NULL AS BIGINT)
FROM outcome
UNION ALL
SELECT id, CAST(NULL AS BIGINT), programme_id, 'partner', CAST(NULL AS BIGINT), id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
    joined, CAST(NULL AS TEXT), CAST(NULL AS BIGINT)
FROM partner
WHERE NOT retired;
