-- Whoever's record is put away is found without looking at everybody's.

CREATE INDEX person_put_away ON person (id) WHERE archived_on IS NOT NULL;
