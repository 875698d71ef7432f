-- owner: analytics
-- Efforts that were declared, what they are measured by, and what was found.

CREATE TABLE efforts (
    id             BIGINT PRIMARY KEY,
    domain_id      BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    kind           TEXT NOT NULL CHECK (kind IN ('campaign', 'event', 'posture')),
    title          TEXT NOT NULL,
    hypothesis     TEXT NOT NULL,
    target         TEXT NOT NULL,                   -- a series: visits:www.example.org, answers:PAGE, sign_ups …
    controls       TEXT NOT NULL,                   -- others, one a line
    time_zone      TEXT NOT NULL,                   -- whose days the following are
    first_day      BIGINT NOT NULL,                 -- since 1970
    last_day       BIGINT NOT NULL,
    days_before    BIGINT NOT NULL,
    expected       DOUBLE PRECISION,                -- a day; NULL: nothing was said
    currency       TEXT NOT NULL,                   -- ISO 4217; amounts are in its minor unit
    hourly_rate    BIGINT,                          -- of an hour of the team, where a booking says no other
    unit_value     BIGINT,                          -- what one more of the target is worth, in thousandths; NULL: nothing was said
    declared_by    BIGINT NOT NULL REFERENCES accounts (id),
    declared_at    BIGINT NOT NULL,
    is_afterwards  BIGINT NOT NULL,                 -- 1: declared, or changed in what is measured, when it had begun; it stays so
    asked_at       BIGINT,                          -- it is to be computed; NULL: it is not
    refusal        TEXT NOT NULL DEFAULT '',        -- why it cannot be, a key of locale/
    refusal_params TEXT NOT NULL DEFAULT '',        -- name=value, one a line
    detectable     TEXT NOT NULL DEFAULT '',        -- the least average effect that would be found after 1, 2, … weeks
    detectable_day BIGINT                           -- by the days up to this one
);
CREATE INDEX efforts_of_domain ON efforts (domain_id, first_day, id);
CREATE INDEX efforts_by_end ON efforts (last_day);

-- What was declared otherwise before it was changed.
CREATE TABLE effort_amendments (
    id         BIGINT PRIMARY KEY,
    effort_id  BIGINT NOT NULL REFERENCES efforts (id) ON DELETE CASCADE,
    field      TEXT NOT NULL,
    old_value  TEXT NOT NULL,
    new_value  TEXT NOT NULL,
    amended_by BIGINT NOT NULL REFERENCES accounts (id),
    amended_at BIGINT NOT NULL
);
CREATE INDEX effort_amendments_of_effort ON effort_amendments (effort_id, id);

-- What was found, each time that the data or what was declared had changed. The last one holds; those before it stay to be seen.
CREATE TABLE effort_results (
    id                 BIGINT PRIMARY KEY,
    effort_id          BIGINT NOT NULL REFERENCES efforts (id) ON DELETE CASCADE,
    computed_at        BIGINT NOT NULL,
    reason             TEXT NOT NULL CHECK (reason IN ('first', 'longer', 'data', 'amended')),
    first_day          BIGINT NOT NULL,             -- of the effort, as it was declared then
    through_day        BIGINT NOT NULL,             -- the last day of it that was looked at
    observed           BIGINT NOT NULL,             -- days of the effort that something is known of
    declared           TEXT NOT NULL,               -- SHA-256 of what was declared
    fingerprint        TEXT NOT NULL,               -- SHA-256 of that and of all numbers it was computed from
    seed               BIGINT NOT NULL,
    draws              BIGINT NOT NULL,
    verdict            TEXT NOT NULL CHECK (verdict IN ('more', 'less', 'cannot_tell', 'doubtful')),
    actual             DOUBLE PRECISION NOT NULL,   -- a day, as all that follows
    predicted          DOUBLE PRECISION NOT NULL,
    predicted_sd       DOUBLE PRECISION NOT NULL,
    predicted_lower    DOUBLE PRECISION NOT NULL,
    predicted_upper    DOUBLE PRECISION NOT NULL,
    relative           DOUBLE PRECISION NOT NULL,
    relative_lower     DOUBLE PRECISION NOT NULL,
    relative_upper     DOUBLE PRECISION NOT NULL,
    p                  DOUBLE PRECISION NOT NULL,
    placebo_contained  BIGINT NOT NULL,
    placebo_of         BIGINT NOT NULL,
    minimum_detectable DOUBLE PRECISION NOT NULL,
    inclusion          TEXT NOT NULL,               -- of each control
    quantiles          TEXT NOT NULL                -- of the effect in all, evenly spaced in probability
);
CREATE INDEX effort_results_of_effort ON effort_results (effort_id, id);

-- Day by day, of the last result alone.
CREATE TABLE effort_points (
    result_id        BIGINT NOT NULL REFERENCES effort_results (id) ON DELETE CASCADE,
    day              BIGINT NOT NULL,
    actual           DOUBLE PRECISION,              -- NULL: not observed
    predicted        DOUBLE PRECISION NOT NULL,
    lower            DOUBLE PRECISION NOT NULL,
    upper            DOUBLE PRECISION NOT NULL,
    cumulative       DOUBLE PRECISION NOT NULL,
    cumulative_lower DOUBLE PRECISION NOT NULL,
    cumulative_upper DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (result_id, day)
);

-- What was spent on it, a line each.
CREATE TABLE effort_costs (
    id         BIGINT PRIMARY KEY,
    effort_id  BIGINT NOT NULL REFERENCES efforts (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('hours', 'tools', 'media', 'rewards')),
    day        BIGINT NOT NULL,
    minutes    BIGINT NOT NULL,                    -- of hours; 0 of everything else
    rate       BIGINT,                             -- an hour
    amount     BIGINT NOT NULL,
    note       TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    booked_by  BIGINT NOT NULL REFERENCES accounts (id),
    booked_at  BIGINT NOT NULL
);
CREATE INDEX effort_costs_of_effort ON effort_costs (effort_id, day, id);

-- Whose clock runs, for what.
CREATE TABLE effort_timers (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    effort_id  BIGINT NOT NULL REFERENCES efforts (id) ON DELETE CASCADE,
    started_at BIGINT NOT NULL
);
CREATE INDEX effort_timers_of_effort ON effort_timers (effort_id);
