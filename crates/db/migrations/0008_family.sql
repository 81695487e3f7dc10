-- Who belongs to whom: family and household, told once for both. `kind` is what the other is to the person.
CREATE TABLE family_link (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    other_id BIGINT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    user_id BIGINT REFERENCES user_account (id)
);
CREATE INDEX family_link_of_person ON family_link (person_id);
CREATE INDEX family_link_of_other ON family_link (other_id);
