-- Finding people, and who is registered twice.

-- Keys by which people are found: words of the name in pairs, their sounds, birth date, telephone number, postcode, reference. Made from the
-- person, in the same transaction, and anew by `waymark doctor` if ever they should not be the person's; so they refer to nobody by a foreign key.
CREATE TABLE person_key (
    key BIGINT NOT NULL,
    id BIGINT NOT NULL,
    PRIMARY KEY (key, id)
) {tree};

-- What a register has taught about who is whom: the weights by which people are compared. The newest of a register is in force.
CREATE TABLE matching_model (
    id {id},
    register_id BIGINT NOT NULL REFERENCES programme (id),
    learnt_at {timestamptz} NOT NULL,
    people BIGINT NOT NULL,
    pairs BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX matching_model_of_register ON matching_model (register_id, id);

-- Two people who may be one, as the register was last compared with itself. Suggested, never decided.
CREATE TABLE likeness (
    id {id},
    register_id BIGINT NOT NULL REFERENCES programme (id),
    one_id BIGINT NOT NULL REFERENCES person (id),
    other_id BIGINT NOT NULL REFERENCES person (id),
    bits BIGINT NOT NULL,
    kind TEXT NOT NULL,
    UNIQUE (one_id, other_id)
);
CREATE INDEX likeness_of_register ON likeness (register_id, bits);
CREATE INDEX likeness_of_other ON likeness (other_id);

-- That somebody has looked, and two people are two.
CREATE TABLE distinct_pair (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    other_id BIGINT NOT NULL REFERENCES person (id),
    date DATE NOT NULL,
    user_id BIGINT REFERENCES user_account (id),
    UNIQUE (person_id, other_id)
);
CREATE INDEX distinct_pair_of_other ON distinct_pair (other_id);

-- That two people were found to be one: whose records went to whom. The row of the one who is no more stays, so that their reference and old
-- addresses lead to the other, and it can be undone.
CREATE TABLE merged (
    id {id},
    person_id BIGINT NOT NULL REFERENCES person (id),
    merged_id BIGINT NOT NULL REFERENCES person (id),
    at {timestamptz} NOT NULL,
    user_id BIGINT REFERENCES user_account (id),
    why TEXT,
    changes TEXT NOT NULL,
    undone_at {timestamptz}
);
CREATE INDEX merged_of_person ON merged (person_id);
CREATE INDEX merged_of_merged ON merged (merged_id);
