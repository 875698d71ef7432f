-- owner: social
-- What was removed from hidden groups is its author's alone (docs/visibility.md).

UPDATE statuses SET audience_id = account_id WHERE audience_id IS NOT NULL
    AND id IN (SELECT status_id FROM group_statuses WHERE removed_at IS NOT NULL);
