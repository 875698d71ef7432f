-- owner: community
-- Boards of ideas are ordered by authentic votes (social/act_parts.h). Until a night has judged them, all that were there are.
UPDATE ideas SET authentic_votes = votes_count;

-- Of the votes for an idea so many count in this way: what is told of ten thousand is not counted at each look.
CREATE TABLE idea_vote_codes (
    idea_id BIGINT NOT NULL REFERENCES ideas (status_id),
    code    BIGINT NOT NULL,                        -- social::ActCode
    votes   BIGINT NOT NULL,
    PRIMARY KEY (idea_id, code)
);
INSERT INTO idea_vote_codes (idea_id, code, votes) SELECT status_id, 0, votes_count FROM ideas WHERE votes_count > 0;

DROP INDEX ideas_by_votes;
DROP INDEX ideas_of_state;
DROP INDEX ideas_of_space;
CREATE INDEX ideas_by_votes ON ideas (domain_id, authentic_votes, status_id) WHERE merged_into IS NULL AND hidden = 0;
CREATE INDEX ideas_of_state ON ideas (domain_id, state, authentic_votes, status_id) WHERE merged_into IS NULL AND hidden = 0;
CREATE INDEX ideas_of_space ON ideas (space_id, authentic_votes, status_id) WHERE merged_into IS NULL;
