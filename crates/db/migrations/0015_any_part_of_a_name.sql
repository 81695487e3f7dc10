-- People are found by more than before: by each word within a name of several, and by how a telephone number begins. The keys are made from
-- the people; those that are there go, and are made anew as soon as the workspace is opened.
DELETE FROM person_key;
