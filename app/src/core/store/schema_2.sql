-- Which copy of the store this is, once a second one has shown itself (shared::change::Author).
ALTER TABLE phone ADD COLUMN copy BLOB;
