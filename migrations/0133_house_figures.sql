-- owner: strategy
-- Organisations of which an administrator let figures stand where everybody reads them. Who did it, and when it ended, stands in the log of the team.

CREATE TABLE public_house_figures (
    domain_id BIGINT PRIMARY KEY REFERENCES domains (id),
    since     BIGINT NOT NULL
);
