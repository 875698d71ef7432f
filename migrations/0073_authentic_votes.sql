-- owner: community
-- Boards of ideas are ordered by authentic votes (social/act_parts.h). Until a night has judged them, all that were there are.
UPDATE ideas SET authentic_votes = votes_count;
DROP INDEX ideas_by_votes;
DROP INDEX ideas_of_state;
DROP INDEX ideas_of_space;
CREATE INDEX ideas_by_votes ON ideas (domain_id, authentic_votes, status_id) WHERE merged_into IS NULL AND hidden = 0;
CREATE INDEX ideas_of_state ON ideas (domain_id, state, authentic_votes, status_id) WHERE merged_into IS NULL AND hidden = 0;
CREATE INDEX ideas_of_space ON ideas (space_id, authentic_votes, status_id) WHERE merged_into IS NULL;
