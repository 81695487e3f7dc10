-- Who signs in, what they may see, and what that takes.

-- The address is kept in lower case. Without a password one signs in by invitation, passkey or single sign-on only.
CREATE TABLE user_account (
    id {id},
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT,
    totp {bytes},
    totp_step BIGINT,
    disabled BOOLEAN NOT NULL
);

-- A role for an organisation in a programme and those under it; an administrator's may be in every programme (none named).
CREATE TABLE membership (
    id {id},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    programme_id BIGINT REFERENCES programme (id),
    role TEXT NOT NULL,
    start_date DATE NOT NULL,
    end_date DATE
);

CREATE INDEX membership_of_user ON membership (user_id);

-- A signed-in browser. The token is kept as its hash. `complete` is false until the second factor was given.
CREATE TABLE session (
    id {id},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    token {bytes} NOT NULL UNIQUE,
    began_at {timestamptz} NOT NULL,
    seen_at {timestamptz} NOT NULL,
    ended_at {timestamptz},
    complete BOOLEAN NOT NULL,
    method TEXT NOT NULL,
    device TEXT NOT NULL,
    membership_id BIGINT REFERENCES membership (id),
    view_role TEXT,
    view_organisation_id BIGINT REFERENCES organisation (id),
    view_programme_id BIGINT REFERENCES programme (id)
);

CREATE INDEX session_of_user ON session (user_id);

-- That somebody looked through the eyes of another role: as what, and from when until when.
CREATE TABLE view_as (
    id {id},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    role TEXT NOT NULL,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    began_at {timestamptz} NOT NULL,
    ended_at {timestamptz}
);

CREATE INDEX view_as_of_user ON view_as (user_id);

-- An invitation or a reset, sent to somebody as an address that works once. The token is kept as its hash.
CREATE TABLE sign_in_link (
    id {id},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    purpose TEXT NOT NULL,
    token {bytes} NOT NULL UNIQUE,
    made_at {timestamptz} NOT NULL,
    expires_at {timestamptz} NOT NULL,
    used_at {timestamptz}
);

CREATE INDEX sign_in_link_of_user ON sign_in_link (user_id);

CREATE TABLE recovery_code (
    id {id},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    code {bytes} NOT NULL,
    used_at {timestamptz}
);

CREATE INDEX recovery_code_of_user ON recovery_code (user_id);

CREATE TABLE passkey (
    id {id},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    name TEXT NOT NULL,
    credential_key TEXT NOT NULL UNIQUE,
    credential {json} NOT NULL,
    made_at {timestamptz} NOT NULL,
    used_at {timestamptz}
);

CREATE INDEX passkey_of_user ON passkey (user_id);

-- The name under which a council's or university's own sign-on knows somebody.
CREATE TABLE sign_on_identity (
    id {id},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    UNIQUE (issuer, subject)
);

-- Half of an exchange with a passkey or a sign-on provider, until the other half comes.
CREATE TABLE ceremony (
    id {id},
    token {bytes} NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    expires_at {timestamptz} NOT NULL
);

-- Tries to sign in, for locking out whoever guesses: `about` is an account's or a network address's, hashed.
CREATE TABLE attempt (
    id {id},
    about {bytes} NOT NULL,
    at {timestamptz} NOT NULL,
    succeeded BOOLEAN NOT NULL
);

CREATE INDEX attempt_about ON attempt (about, at);

-- People whose records only named users see: a colleague, or somebody at risk from whoever works there.
CREATE TABLE restriction (
    id {id},
    person_id BIGINT NOT NULL UNIQUE REFERENCES person (id),
    reason TEXT NOT NULL
);

CREATE TABLE restriction_user (
    id {id},
    restriction_id BIGINT NOT NULL REFERENCES restriction (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    UNIQUE (restriction_id, user_id)
);

CREATE INDEX restriction_user_of_user ON restriction_user (user_id);

-- Figures that a programme's lead has approved for its funders.
CREATE TABLE approval (
    id {id},
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    figure TEXT NOT NULL,
    UNIQUE (programme_id, figure)
);

CREATE INDEX enrolment_of_partner ON enrolment (partner_id, person_id);

-- Which partners know a person, having enrolled or supported them: what their enrolments, interactions, outcomes and assignments say, kept in step
-- with them, since it is asked of every person on every page.
CREATE TABLE known_by (
    person_id BIGINT NOT NULL REFERENCES person (id),
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    PRIMARY KEY (person_id, partner_id)
);

CREATE INDEX person_by_name ON person (COALESCE(family_name, ''), COALESCE(given_name, ''), id);

-- Who brought a file in; none if it was done on the command line.
ALTER TABLE import ADD COLUMN user_id BIGINT REFERENCES user_account (id);
