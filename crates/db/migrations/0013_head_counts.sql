-- How many people were at an event or group, not all of whom are known: a record about nobody in particular.
CREATE TABLE head_count (
    id {id},
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    partner_id BIGINT REFERENCES partner (id),
    what TEXT NOT NULL,
    date DATE NOT NULL,
    number BIGINT NOT NULL,
    approximate BOOLEAN NOT NULL,
    service_id BIGINT REFERENCES term (id),
    area_id BIGINT REFERENCES area (id),
    place TEXT,
    note TEXT,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX head_count_of_programme ON head_count (programme_id, date);

DROP VIEW fact;

-- Everything countable, in one shape. A kind of record joins the counting by adding one SELECT here. Of a referral, the area is
-- where it leads to, or comes from: the other end.
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
WHERE NOT retired
UNION ALL
SELECT id, person_id, programme_id, 'capacity', CAST(NULL AS BIGINT), partner_id, CAST(NULL AS BIGINT), user_id, start_date, role,
    CAST(NULL AS BIGINT)
FROM capacity
UNION ALL
SELECT id, person_id, programme_id, 'referral', help_id, partner_id, COALESCE(to_partner_id, agency_id), user_id, date,
    way || ':' || status, CAST(NULL AS BIGINT)
FROM referral
UNION ALL
SELECT id, person_id, programme_id, 'placement', activity_id, partner_id, CAST(NULL AS BIGINT), user_id, start_date,
    COALESCE(result, 'goes-on'), CAST(NULL AS BIGINT)
FROM placement
UNION ALL
SELECT id, person_id, programme_id, 'placement-ended', activity_id, partner_id, CAST(NULL AS BIGINT), user_id, end_date, result,
    CAST(NULL AS BIGINT)
FROM placement
WHERE end_date IS NOT NULL
UNION ALL
SELECT id, CAST(NULL AS BIGINT), programme_id, 'event', service_id, partner_id, area_id, user_id, date,
    CASE WHEN approximate THEN 'approximate' ELSE 'counted' END, number
FROM head_count;
