-- One participant, from first meeting to leaving: how to reach them, what stands in the way, what was agreed and done, by whom.

-- How somebody wishes to be called and reached, and what everybody who opens their page must know.
ALTER TABLE person ADD COLUMN known_as TEXT;
ALTER TABLE person ADD COLUMN pronouns TEXT;
ALTER TABLE person ADD COLUMN birth_precision TEXT;
ALTER TABLE person ADD COLUMN address TEXT;
ALTER TABLE person ADD COLUMN language TEXT;
ALTER TABLE person ADD COLUMN interpreter BOOLEAN;
ALTER TABLE person ADD COLUMN accessible_format TEXT;
ALTER TABLE person ADD COLUMN no_calls BOOLEAN;
ALTER TABLE person ADD COLUMN no_voicemail BOOLEAN;
ALTER TABLE person ADD COLUMN no_text BOOLEAN;
ALTER TABLE person ADD COLUMN no_email BOOLEAN;
ALTER TABLE person ADD COLUMN no_post BOOLEAN;
ALTER TABLE person ADD COLUMN alert TEXT;
ALTER TABLE person ADD COLUMN archived_on DATE;

-- The further harmonised questions, of those whom a programme asks them. Nothing in a field means not asked.
CREATE TABLE characteristics (
    id {id},
    person_id BIGINT NOT NULL UNIQUE REFERENCES person (id),
    sex TEXT,
    gender_identity TEXT,
    religion TEXT,
    orientation TEXT,
    condition TEXT,
    limits TEXT,
    household TEXT,
    qualification TEXT
);

-- What somebody was told of and agreed to, and what they refused. The newest of a kind holds.
CREATE TABLE consent (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    kind TEXT NOT NULL,
    given BOOLEAN NOT NULL,
    date DATE NOT NULL,
    basis TEXT,
    note TEXT,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX consent_of_person ON consent (person_id);

ALTER TABLE interaction ADD COLUMN worker_id BIGINT REFERENCES user_account (id);
ALTER TABLE interaction ADD COLUMN reason TEXT;
ALTER TABLE interaction ADD COLUMN present TEXT;

-- Services given on the same occasion, beside the interaction's own.
CREATE TABLE interaction_service (
    id {id},
    interaction_id BIGINT NOT NULL REFERENCES interaction (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    service_id BIGINT NOT NULL REFERENCES term (id),
    UNIQUE (interaction_id, service_id)
);
CREATE INDEX interaction_service_of_person ON interaction_service (person_id);

-- Moves on the ladder of involvement; the one before is kept beside each, so that up, down and skips need no searching.
CREATE TABLE ladder_move (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    date DATE NOT NULL,
    rung_id BIGINT NOT NULL REFERENCES term (id),
    from_id BIGINT REFERENCES term (id),
    note TEXT,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX ladder_move_of_person ON ladder_move (person_id);

CREATE TABLE need (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    need_id BIGINT NOT NULL REFERENCES term (id),
    urgent BOOLEAN NOT NULL,
    found DATE NOT NULL,
    met DATE,
    note TEXT,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX need_of_person ON need (person_id);

CREATE TABLE barrier (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    barrier_id BIGINT NOT NULL REFERENCES term (id),
    found DATE NOT NULL,
    removed DATE,
    note TEXT,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX barrier_of_person ON barrier (person_id);

-- What tutor and keyworker tell each other of a barrier, line by line.
CREATE TABLE barrier_note (
    id {id},
    barrier_id BIGINT NOT NULL REFERENCES barrier (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    date DATE NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX barrier_note_of_person ON barrier_note (person_id);
CREATE INDEX barrier_note_of_barrier ON barrier_note (barrier_id);

-- Home-life support: a food parcel, advice, things, money. The value is in pence.
CREATE TABLE home_support (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    date DATE NOT NULL,
    kind TEXT NOT NULL,
    what TEXT,
    value BIGINT,
    need_record_id BIGINT REFERENCES need (id),
    note TEXT,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX home_support_of_person ON home_support (person_id);
CREATE INDEX home_support_of_need ON home_support (need_record_id) WHERE need_record_id IS NOT NULL;

CREATE TABLE assessment (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    date DATE NOT NULL,
    area_id BIGINT NOT NULL REFERENCES term (id),
    score BIGINT NOT NULL,
    note TEXT,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX assessment_of_person ON assessment (person_id);

-- What was agreed. `agreed_by` and `agreed_on` say that the participant did; `disagreement` what they did not agree with.
CREATE TABLE plan (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    started DATE NOT NULL,
    next_review DATE,
    agreed_by TEXT,
    agreed_on DATE,
    disagreement TEXT,
    closed DATE,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX plan_of_person ON plan (person_id);

CREATE TABLE goal (
    id {id},
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    area_id BIGINT REFERENCES term (id),
    horizon_id BIGINT REFERENCES term (id),
    specific TEXT NOT NULL,
    measurable TEXT NOT NULL,
    achievable TEXT NOT NULL,
    relevant TEXT NOT NULL,
    due DATE NOT NULL,
    agreed DATE NOT NULL,
    status TEXT NOT NULL,
    status_on DATE,
    barrier_record_id BIGINT REFERENCES barrier (id),
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX goal_of_person ON goal (person_id);
CREATE INDEX goal_of_plan ON goal (plan_id);
CREATE INDEX goal_of_barrier ON goal (barrier_record_id) WHERE barrier_record_id IS NOT NULL;

-- Who does what by when. `owner` is the participant, a user (owner_user_id) or somebody else (owner_name).
CREATE TABLE plan_action (
    id {id},
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    goal_id BIGINT REFERENCES goal (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    what TEXT NOT NULL,
    owner TEXT NOT NULL,
    owner_user_id BIGINT REFERENCES user_account (id),
    owner_name TEXT,
    due DATE,
    remind DATE,
    done DATE,
    dropped DATE,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX plan_action_of_person ON plan_action (person_id);
CREATE INDEX plan_action_of_plan ON plan_action (plan_id);
CREATE INDEX plan_action_of_goal ON plan_action (goal_id) WHERE goal_id IS NOT NULL;
CREATE INDEX plan_action_of_owner ON plan_action (owner_user_id, due);

CREATE TABLE plan_review (
    id {id},
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    date DATE NOT NULL,
    changed TEXT NOT NULL,
    present TEXT,
    next_review DATE,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX plan_review_of_person ON plan_review (person_id);
CREATE INDEX plan_review_of_plan ON plan_review (plan_id);

-- Who works with somebody, as what, from when until when.
CREATE TABLE assignment (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    worker_id BIGINT NOT NULL REFERENCES user_account (id),
    role TEXT NOT NULL,
    start_date DATE NOT NULL,
    end_date DATE,
    handover TEXT,
    covers_id BIGINT REFERENCES assignment (id),
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX assignment_of_person ON assignment (person_id);
CREATE INDEX assignment_of_worker ON assignment (worker_id, end_date);
CREATE INDEX assignment_covering ON assignment (covers_id) WHERE covers_id IS NOT NULL;
CREATE INDEX assignment_of_partner ON assignment (partner_id, end_date);

-- Why somebody left and what they meant to do next; when and where to stands in the enrolment.
CREATE TABLE leaving (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    date DATE NOT NULL,
    reason TEXT NOT NULL,
    plan TEXT,
    note TEXT,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX leaving_of_person ON leaving (person_id);

-- What became of somebody. It is made with the leaving and filled in when they were asked, or could not be reached.
CREATE TABLE follow_up (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    leaving_id BIGINT NOT NULL REFERENCES leaving (id),
    stage TEXT NOT NULL,
    opens DATE NOT NULL,
    due DATE NOT NULL,
    closes DATE NOT NULL,
    result TEXT,
    as_of DATE,
    destination_id BIGINT REFERENCES term (id),
    qualification BOOLEAN,
    note TEXT,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX follow_up_of_person ON follow_up (person_id);
CREATE INDEX follow_up_of_leaving ON follow_up (leaving_id);
CREATE INDEX follow_up_open ON follow_up (partner_id, due) WHERE result IS NULL;

-- The next meeting. Times are those of the clock on the wall, "14:30".
CREATE TABLE appointment (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    worker_id BIGINT NOT NULL REFERENCES user_account (id),
    date DATE NOT NULL,
    time TEXT,
    channel TEXT,
    place TEXT,
    note TEXT,
    state TEXT NOT NULL,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX appointment_of_person ON appointment (person_id);
CREATE INDEX appointment_of_worker ON appointment (worker_id, date);

-- What somebody has typed and not yet sent, so that nothing is lost. Not a record of anybody; it goes when sent or old.
CREATE TABLE draft (
    id {id},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    form TEXT NOT NULL,
    person_id BIGINT,
    body TEXT NOT NULL,
    saved_at {timestamptz} NOT NULL
);
CREATE INDEX draft_of_user ON draft (user_id, form);

-- Whose pages a user has opened lately.
CREATE TABLE opened (
    id {id},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    person_id BIGINT NOT NULL,
    at {timestamptz} NOT NULL,
    UNIQUE (user_id, person_id)
);

-- A form that was sent: its token keeps it from being saved twice, and the rows of the audit log that it wrote can be undone.
CREATE TABLE submission (
    id {id},
    token TEXT NOT NULL UNIQUE,
    user_id BIGINT REFERENCES user_account (id),
    at {timestamptz} NOT NULL,
    what TEXT NOT NULL,
    person_id BIGINT,
    record BIGINT NOT NULL,
    changes TEXT NOT NULL,
    undone_at {timestamptz}
);
CREATE INDEX submission_of_user ON submission (user_id, at);

DROP VIEW fact;

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
SELECT id, person_id, programme_id, 'interaction', service_id, partner_id, CAST(NULL AS BIGINT), worker_id, date, channel, minutes
FROM interaction
UNION ALL
SELECT s.id, s.person_id, i.programme_id, 'further-service', s.service_id, i.partner_id, CAST(NULL AS BIGINT), i.worker_id, i.date,
    i.channel, CAST(NULL AS BIGINT)
FROM interaction_service AS s JOIN interaction AS i ON i.id = s.interaction_id
UNION ALL
SELECT id, person_id, programme_id, 'outcome', outcome_id, partner_id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), date,
    verification, CAST(NULL AS BIGINT)
FROM outcome
UNION ALL
SELECT m.id, m.person_id, m.programme_id, 'rung', m.rung_id, m.partner_id, CAST(NULL AS BIGINT), m.user_id, m.date,
    CASE WHEN f.id IS NULL THEN 'joined' WHEN t.place > f.place + 1 THEN 'skipped' WHEN t.place > f.place THEN 'up' ELSE 'down' END,
    CAST(NULL AS BIGINT)
FROM ladder_move AS m JOIN term AS t ON t.id = m.rung_id LEFT JOIN term AS f ON f.id = m.from_id
UNION ALL
SELECT id, person_id, programme_id, 'need', need_id, partner_id, CAST(NULL AS BIGINT), user_id, found,
    CASE WHEN met IS NULL THEN 'open' ELSE 'met' END, CAST(NULL AS BIGINT)
FROM need
UNION ALL
SELECT id, person_id, programme_id, 'need-met', need_id, partner_id, CAST(NULL AS BIGINT), user_id, met, CAST(NULL AS TEXT),
    CAST(NULL AS BIGINT)
FROM need
WHERE met IS NOT NULL
UNION ALL
SELECT id, person_id, programme_id, 'barrier', barrier_id, partner_id, CAST(NULL AS BIGINT), user_id, found,
    CASE WHEN removed IS NULL THEN 'open' ELSE 'removed' END, CAST(NULL AS BIGINT)
FROM barrier
UNION ALL
SELECT id, person_id, programme_id, 'barrier-removed', barrier_id, partner_id, CAST(NULL AS BIGINT), user_id, removed,
    CAST(NULL AS TEXT), CAST(NULL AS BIGINT)
FROM barrier
WHERE removed IS NOT NULL
UNION ALL
SELECT id, person_id, programme_id, 'support', CAST(NULL AS BIGINT), partner_id, CAST(NULL AS BIGINT), user_id, date, kind, value
FROM home_support
UNION ALL
SELECT id, person_id, programme_id, 'assessment', area_id, partner_id, CAST(NULL AS BIGINT), user_id, date, CAST(NULL AS TEXT), score
FROM assessment
UNION ALL
SELECT g.id, g.person_id, g.programme_id, 'goal', g.area_id, g.partner_id, CAST(NULL AS BIGINT), g.user_id, g.agreed,
    COALESCE(h.key, 'none') || ':' || g.status, CAST(NULL AS BIGINT)
FROM goal AS g LEFT JOIN term AS h ON h.id = g.horizon_id
UNION ALL
SELECT g.id, g.person_id, g.programme_id, 'goal-achieved', g.area_id, g.partner_id, CAST(NULL AS BIGINT), g.user_id, g.status_on,
    COALESCE(h.key, 'none') || ':' || g.status, CAST(NULL AS BIGINT)
FROM goal AS g LEFT JOIN term AS h ON h.id = g.horizon_id
WHERE g.status = 'achieved'
UNION ALL
SELECT id, person_id, programme_id, 'assignment', CAST(NULL AS BIGINT), partner_id, CAST(NULL AS BIGINT), worker_id, start_date,
    role, CAST(NULL AS BIGINT)
FROM assignment
UNION ALL
SELECT f.id, f.person_id, f.programme_id, 'follow-up', f.destination_id, f.partner_id, CAST(NULL AS BIGINT), f.user_id,
    COALESCE(f.as_of, f.due), f.stage || '-' || f.result, CAST(NULL AS BIGINT)
FROM follow_up AS f
JOIN leaving AS l ON l.id = f.leaving_id
JOIN enrolment AS e ON e.person_id = f.person_id AND e.programme_id = f.programme_id AND e.end_date = l.date
WHERE f.result IS NOT NULL
UNION ALL
SELECT id, CAST(NULL AS BIGINT), programme_id, 'partner', CAST(NULL AS BIGINT), id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
    joined, CAST(NULL AS TEXT), CAST(NULL AS BIGINT)
FROM partner
WHERE NOT retired;
