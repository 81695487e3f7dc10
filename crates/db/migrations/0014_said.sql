-- A digest of what a form said, so that the same form with other words in it is not taken for the one that was saved.
ALTER TABLE submission ADD COLUMN said TEXT;
