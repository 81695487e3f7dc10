-- Lists of people begin where few are: with those whom a partner knows, or with those whose support goes on or has ended.

CREATE INDEX known_by_partner ON known_by (partner_id, person_id);

CREATE INDEX enrolment_open ON enrolment (programme_id, partner_id, person_id) WHERE end_date IS NULL;
CREATE INDEX enrolment_ended ON enrolment (programme_id, partner_id, person_id) WHERE end_date IS NOT NULL;
