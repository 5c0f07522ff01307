/** Whether a row of the log, `l`, stands under a legal hold: every condition that the hold has must be met. */
export const held = (at: string): string => `EXISTS (SELECT FROM ${at}.audit_holds h
      WHERE (h.actor IS NULL OR h.actor = l.actor_id) AND (h.action IS NULL OR h.action = l.action)
        AND (h.org IS NULL OR h.org = l.org) AND (h.subject IS NULL OR l.subject_ids @> ARRAY[h.subject]))`;
