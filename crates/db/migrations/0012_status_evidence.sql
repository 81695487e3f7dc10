-- What was seen that shows somebody's standing in the labour market at the start, and on which day.
ALTER TABLE enrolment ADD COLUMN evidence_id BIGINT REFERENCES term (id);
ALTER TABLE enrolment ADD COLUMN evidence_seen DATE;
