-- owner: desk
-- Which conversations go out (desk/outlook.h): what the last night fitted on an organisation's own, and how that did on conversations held out.
-- Made anew each night; nothing of it is about a person.

CREATE TABLE outlooks (
    domain_id       BIGINT PRIMARY KEY REFERENCES domains (id) ON DELETE CASCADE,
    state           TEXT NOT NULL CHECK (state IN ('ready', 'too_little', 'unproven')),
    fitted_at       BIGINT NOT NULL,
    threads         BIGINT NOT NULL,               -- conversations with an answer
    looks_fitted    BIGINT NOT NULL,
    looks_judged    BIGINT NOT NULL,
    threads_judged  BIGINT NOT NULL,
    judged_from     DOUBLE PRECISION NOT NULL,     -- hours since 1970
    base_rate       DOUBLE PRECISION NOT NULL,
    brier           DOUBLE PRECISION NOT NULL,
    brier_of_base   DOUBLE PRECISION NOT NULL,
    flagged_looks   BIGINT NOT NULL,
    looks_ended     BIGINT NOT NULL,
    flagged_threads BIGINT NOT NULL,
    threads_ended   BIGINT NOT NULL
);

-- The model and its reliability: "level"; "slope" and "mean" by pull; "hour" by hour of the week; "looks", "ended" and "expected" by tenth.
CREATE TABLE outlook_numbers (
    domain_id BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    position  BIGINT NOT NULL,
    value     DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (domain_id, name, position)
);
