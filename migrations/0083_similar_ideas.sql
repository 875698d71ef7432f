-- owner: community
-- By which words ideas are found that may be the same as another (community/similar_ideas.h).

CREATE TABLE idea_terms (
    domain_id BIGINT NOT NULL REFERENCES domains (id),
    term      TEXT NOT NULL,                             -- of base/search_text.h, as Italian and as English
    idea_id   BIGINT NOT NULL REFERENCES ideas (status_id),
    in_title  BIGINT NOT NULL,
    PRIMARY KEY (domain_id, term, idea_id)
);
CREATE INDEX idea_terms_of_idea ON idea_terms (idea_id);

ALTER TABLE ideas ADD COLUMN terms_due BIGINT NOT NULL DEFAULT 1;  -- its words are not read in yet, or are others since
CREATE INDEX ideas_terms_due ON ideas (terms_due, status_id) WHERE terms_due = 1;
