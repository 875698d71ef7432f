-- owner: social
-- 0039 made room for the authentic figures of polls that nothing ever filled: how votes count stands in poll_vote_codes (0148).
ALTER TABLE polls DROP COLUMN authentic_voters;
ALTER TABLE poll_options DROP COLUMN authentic_votes;
