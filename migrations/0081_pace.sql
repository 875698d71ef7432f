-- owner: desk
-- The pace that a team chose, who is away when, and who wants the letter of the week.

CREATE TABLE desk_paces (
    page_id    BIGINT PRIMARY KEY REFERENCES accounts (id),
    posts      BIGINT NOT NULL,                                -- a week; 0: nothing was chosen
    answers    BIGINT NOT NULL,                                -- a week, or all that waited
    within     BIGINT NOT NULL,                                -- per cent of what was due, answered by then
    minutes    BIGINT NOT NULL,                                -- that each gives on a day on which somebody is there
    changed_at BIGINT NOT NULL
);

CREATE TABLE desk_absences (
    id         BIGINT PRIMARY KEY,
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    first_day  BIGINT NOT NULL,                                -- since 1970-01-01, in the zone of the page
    last_day   BIGINT NOT NULL,
    to_id      BIGINT REFERENCES accounts (id),                -- who is given what they hold; NULL: it is anybody's
    handed_at  BIGINT                                          -- when it was; NULL: it has not begun
);
CREATE INDEX desk_absences_of_page ON desk_absences (page_id, last_day);
CREATE INDEX desk_absences_to_begin ON desk_absences (first_day) WHERE handed_at IS NULL;
CREATE INDEX desk_absences_of_account ON desk_absences (account_id);

CREATE TABLE rhythm_letters (
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    told_week  BIGINT NOT NULL,                                -- its Monday, in days; this one and those before are not sent any more
    PRIMARY KEY (page_id, account_id)
);
CREATE INDEX rhythm_letters_of_account ON rhythm_letters (account_id);
