-- What is new in a message, as a reader sees it; NULL when that is all of its text.
ALTER TABLE message ADD COLUMN reply_text TEXT;
