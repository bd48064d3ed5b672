-- SPDX-License-Identifier: EUPL-1.2
-- Who must hear of a change.

-- name: outbox_insert :insert
INSERT INTO outbox (ticket_id, event_id, message_id, settore_id, kind, to_addr, header_id, params, state, next_try_at,
                    created_at)
VALUES (nullif(:ticket_id, 0), nullif(:event_id, 0), nullif(:message_id, 0), nullif(:settore_id, 0), :kind, :to_addr,
        :header_id, :params, 'new', :now_at, :now_at);

-- name: notify_citizen :one
SELECT x.reply_by, p.email, p.pec FROM ticket_text x
  JOIN person p ON p.id = :person_id
 WHERE x.ticket_id = :ticket_id;
