-- owner: analytics
-- An effect at both ends of the band (docs/methods/authentic-figures.en.md), and whether a label, not other data, changed a figure. Which
-- reasons there are is a rule of the column: it is made anew, since others point at the table.

ALTER TABLE effort_results ADD COLUMN reason_anew TEXT NOT NULL DEFAULT 'first' CHECK (reason_anew IN ('first', 'longer', 'data', 'labels', 'amended'));
UPDATE effort_results SET reason_anew = reason;
ALTER TABLE effort_results DROP COLUMN reason;
ALTER TABLE effort_results RENAME COLUMN reason_anew TO reason;
ALTER TABLE effort_results ADD COLUMN raw_fingerprint TEXT NOT NULL DEFAULT '';  -- as fingerprint, with nobody left out; '': not known

-- Of results whose numbers are others at that end. In all, as the quantiles are.
CREATE TABLE effort_ends (
    result_id    BIGINT NOT NULL REFERENCES effort_results (id) ON DELETE CASCADE,
    end_of_band  TEXT NOT NULL CHECK (end_of_band IN ('low', 'high')),
    verdict      TEXT CHECK (verdict IN ('more', 'less', 'cannot_tell', 'doubtful')),  -- NULL: it cannot be computed there
    effect       DOUBLE PRECISION NOT NULL,
    effect_lower DOUBLE PRECISION NOT NULL,
    effect_upper DOUBLE PRECISION NOT NULL,
    quantiles    TEXT NOT NULL,
    PRIMARY KEY (result_id, end_of_band)
);
