-- Who knows whom, as one tree in the order of people and one in that of partners, without a third in the order of arrival. It follows from records that
-- refer to people and partners themselves, and `waymark doctor` compares it with them; so it refers to nobody by a foreign key of its own, and a large
-- import does not look each of them up again.
CREATE TABLE known (
    person_id BIGINT NOT NULL,
    partner_id BIGINT NOT NULL,
    PRIMARY KEY (person_id, partner_id)
) {tree};
INSERT INTO known (person_id, partner_id) SELECT person_id, partner_id FROM known_by ORDER BY person_id, partner_id;
DROP TABLE known_by;
ALTER TABLE known RENAME TO known_by;
CREATE INDEX known_by_partner ON known_by (partner_id, person_id);
