-- owner: strategy
-- Pages of which an administrator let figures stand where everybody reads them. Who did it, and when it ended, stands in the page's log.

CREATE TABLE public_figures (
    page_id BIGINT PRIMARY KEY REFERENCES pages (account_id),
    since   BIGINT NOT NULL
);
