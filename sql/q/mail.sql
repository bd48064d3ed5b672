-- SPDX-License-Identifier: EUPL-1.2
-- Outbox, mailboxes and the journal of incoming mail.

-- name: mail_backlog :one
-- param: now_at int
-- col: due int
-- col: failed int
-- col: unread int
-- col: unreadable int
SELECT (SELECT count(*) FROM outbox WHERE settled_at IS NULL AND next_try_at <= :now_at) AS due,
       (SELECT count(*) FROM outbox WHERE state IN ('refused', 'dead')) AS failed,
       (SELECT count(*) FROM mail_journal WHERE state = 'new') AS unread,
       (SELECT count(*) FROM mail_journal WHERE state = 'failed') AS unreadable; -- scan-ok: partial indexes, as small as the trouble
