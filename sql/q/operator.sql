-- SPDX-License-Identifier: EUPL-1.2
-- The operator's lists and desk; the board is in board.sql.

-- name: row_of :one
-- One row of a list, for results of the search.
SELECT t.id, t.code, t.type, t.state, t.channel, t.due_at, t.attention, t.created_at AS at, t.flags, x.subject, x.place,
       p.name, p.surname, s.name AS settore
  FROM ticket t
  JOIN ticket_text x ON x.ticket_id = t.id
  LEFT JOIN person p ON p.id = t.person_id
  LEFT JOIN settore s ON s.id = t.settore_id
 WHERE t.id = :id;

-- name: mails_of_ticket :many
-- pec: the best that providers said of it, as in pec_fate.
-- col: pec text
SELECT o.id, o.event_id, o.kind, o.to_addr, o.way, o.state, o.attempts, o.last_code, o.last_text, o.created_at, o.settled_at, o.replaced_by,
       CASE o.way WHEN 'pec' THEN coalesce((SELECT max(p.effect) FROM pec_mail p
                                             WHERE p.outbox_id = o.id AND p.effect IN ('accepted', 'delayed', 'delivered')), '') ELSE '' END AS pec
  FROM outbox o WHERE o.ticket_id = :ticket_id ORDER BY o.id LIMIT 2000;

-- name: story_left :one
-- Before a version: how many mails left.
-- col: n int
SELECT count(*) AS n FROM event WHERE ticket_id = :ticket_id AND version < :version AND kind = 'mail_inviata';

-- name: story_told :one
-- Of these, how many are told by the events that caused them.
-- col: n int
SELECT count(*) AS n FROM event e WHERE e.ticket_id = :ticket_id AND e.version < :version AND e.kind = 'mail_inviata'
   AND EXISTS (SELECT 1 FROM outbox o WHERE o.id = json_extract(unpack(e.packed), '$.outbox') AND o.ticket_id = :ticket_id AND o.event_id IS NOT NULL AND o.state = 'done');

-- name: story_others :many
-- Requests that the events of a ticket name from a version on.
-- param: from_version int
SELECT t.id, t.code FROM ticket t
 WHERE t.id IN (SELECT json_extract(unpack(e.packed), '$.other') FROM event e
                 WHERE e.ticket_id = :ticket_id AND e.version >= :from_version AND e.kind IN ('collegata', 'scollegata', 'unita', 'divisa'));

-- name: story_tags :many
-- Tags that the events of a ticket name from a version on, as they are called now.
-- param: from_version int
SELECT g.id, g.name FROM tag g
 WHERE g.id IN (SELECT json_extract(unpack(e.packed), '$.tag') FROM event e
                 WHERE e.ticket_id = :ticket_id AND e.version >= :from_version AND e.kind IN ('etichettata', 'etichetta_tolta'));

-- name: story_clock :many
SELECT event_id, reason FROM clock_event WHERE ticket_id = :ticket_id;

-- name: outbox_unreached :one
-- Since when an office has not been reached about a ticket: refused or given up, and not taken at another of its addresses.
-- col: since_at int
SELECT coalesce(min(o.settled_at), 0) AS since_at FROM outbox o
 WHERE o.ticket_id = :ticket_id AND o.settore_id IS NOT NULL AND o.state IN ('refused', 'dead')
   AND NOT EXISTS (SELECT 1 FROM outbox d WHERE d.ticket_id = o.ticket_id AND d.kind = o.kind AND d.event_id IS o.event_id
                      AND d.settore_id = o.settore_id AND d.state = 'done');

-- name: outbox_counts :one
-- col: total int
-- col: waiting int
-- col: failed int
-- col: held int
-- col: last_id int
SELECT (SELECT count(*) FROM outbox) AS total, (SELECT count(*) FROM outbox WHERE settled_at IS NULL) AS waiting,
       (SELECT count(*) FROM outbox WHERE state IN ('refused', 'dead') AND replaced_by IS NULL) AS failed,
       (SELECT count(*) FROM outbox WHERE state = 'held' AND replaced_by IS NULL) AS held,
       (SELECT coalesce(max(id), 0) FROM outbox) AS last_id; -- scan-ok: its smallest index; one page asks

-- name: outbox_find :many
-- NULL: any. Newest first; rows below from_id are not looked at, so that a rare word costs no more than a page.
-- param: before_id int
-- param: state text
-- param: kind text
-- param: since_at int
-- param: until_at int
-- param: pattern text
-- param: from_id int
SELECT o.id, o.kind, o.to_addr, o.state, o.attempts, o.last_code, o.last_text, o.created_at, o.settled_at, o.replaced_by, t.code, t.id AS ticket_id, t.flags
  FROM outbox o LEFT JOIN ticket t ON t.id = o.ticket_id
 WHERE o.id < :before_id AND o.id >= :from_id
   AND (:state IS NULL OR o.state = :state) AND (:kind IS NULL OR o.kind = :kind)
   AND o.created_at >= :since_at AND o.created_at < :until_at
   AND (:pattern IS NULL OR fold(o.to_addr || ' ' || o.header_id || ' ' || o.last_text || ' ' || coalesce(t.code, '')) LIKE :pattern ESCAPE '\')
 ORDER BY o.id DESC LIMIT :n;

-- name: outbox_count :one
-- param: before_id int
-- param: state text
-- param: kind text
-- param: since_at int
-- param: until_at int
-- param: pattern text
-- param: from_id int
-- col: n int
SELECT count(*) AS n
  FROM outbox o LEFT JOIN ticket t ON t.id = o.ticket_id
 WHERE o.id < :before_id AND o.id >= :from_id
   AND (:state IS NULL OR o.state = :state) AND (:kind IS NULL OR o.kind = :kind)
   AND o.created_at >= :since_at AND o.created_at < :until_at
   AND (:pattern IS NULL OR fold(o.to_addr || ' ' || o.header_id || ' ' || o.last_text || ' ' || coalesce(t.code, '')) LIKE :pattern ESCAPE '\');

-- name: outbox_waiting :one
-- Mails older than before_at that are still to leave, whatever they wait for.
-- param: before_at int
-- col: n int
-- col: since_at int
-- Two parts, so that neither looks at the mails of this hour, of which there may be thousands: every page asks.
SELECT count(*) AS n, coalesce(min(created_at), 0) AS since_at
  FROM (SELECT created_at FROM outbox -- not those that are held for a settore that may change its mind
         WHERE settled_at IS NULL AND state = 'new' AND next_try_at <= :before_at AND created_at <= :before_at
        UNION ALL
        SELECT created_at FROM outbox WHERE settled_at IS NULL AND state <> 'new' AND created_at <= :before_at);

-- name: outbox_find_waiting :many
-- param: before_id int
-- param: state text
-- param: kind text
-- param: since_at int
-- param: until_at int
-- param: pattern text
SELECT o.id, o.kind, o.to_addr, o.state, o.attempts, o.last_code, o.last_text, o.created_at, o.settled_at, o.replaced_by, o.next_try_at, o.lease_until, t.code, t.id AS ticket_id, t.flags
  FROM outbox o LEFT JOIN ticket t ON t.id = o.ticket_id
 WHERE o.settled_at IS NULL AND o.id < :before_id
   AND (:state IS NULL OR o.state = :state) AND (:kind IS NULL OR o.kind = :kind)
   AND o.created_at >= :since_at AND o.created_at < :until_at
   AND (:pattern IS NULL OR fold(o.to_addr || ' ' || o.header_id || ' ' || o.last_text || ' ' || coalesce(t.code, '')) LIKE :pattern ESCAPE '\')
 ORDER BY o.id DESC LIMIT :n;

-- name: outbox_find_failed :many
-- param: before_id int
-- param: state text
-- param: kind text
-- param: since_at int
-- param: until_at int
-- param: pattern text
SELECT o.id, o.kind, o.to_addr, o.state, o.attempts, o.last_code, o.last_text, o.created_at, o.settled_at, o.replaced_by, t.code, t.id AS ticket_id, t.flags
  FROM outbox o LEFT JOIN ticket t ON t.id = o.ticket_id
 WHERE o.state IN ('refused', 'dead') AND o.replaced_by IS NULL AND o.id < :before_id
   AND (:state IS NULL OR o.state = :state) AND (:kind IS NULL OR o.kind = :kind)
   AND o.created_at >= :since_at AND o.created_at < :until_at
   AND (:pattern IS NULL OR fold(o.to_addr || ' ' || o.header_id || ' ' || o.last_text || ' ' || coalesce(t.code, '')) LIKE :pattern ESCAPE '\')
 ORDER BY o.id DESC LIMIT :n;

-- name: outbox_find_held :many
-- One automatic mail too many (ticket/cap): it waits for an operator who knows better.
-- param: before_id int
-- param: state text
-- param: kind text
-- param: since_at int
-- param: until_at int
-- param: pattern text
-- param: from_id int
SELECT o.id, o.kind, o.to_addr, o.state, o.attempts, o.last_code, o.last_text, o.created_at, o.settled_at, o.replaced_by, t.code, t.id AS ticket_id, t.flags
  FROM outbox o LEFT JOIN ticket t ON t.id = o.ticket_id
 WHERE o.state = 'held' AND o.replaced_by IS NULL AND o.id < :before_id AND o.id >= :from_id
   AND (:state IS NULL OR o.state = :state) AND (:kind IS NULL OR o.kind = :kind)
   AND o.created_at >= :since_at AND o.created_at < :until_at
   AND (:pattern IS NULL OR fold(o.to_addr || ' ' || o.header_id || ' ' || o.last_text || ' ' || coalesce(t.code, '')) LIKE :pattern ESCAPE '\')
 ORDER BY o.id DESC LIMIT :n;

-- name: journal_counts :one
-- col: total int
-- col: failed int
-- col: suspect int
-- col: closed int
-- col: last_id int
SELECT (SELECT count(*) FROM mail_journal) AS total, (SELECT count(*) FROM mail_journal WHERE state = 'failed') AS failed,
       (SELECT count(*) FROM mail_journal WHERE class = 'spam' AND ticket_id IS NULL) AS suspect,
       (SELECT count(*) FROM mail_journal WHERE class = 'closed' AND ticket_id IS NULL AND dismissed = 0) AS closed,
       (SELECT coalesce(max(id), 0) FROM mail_journal) AS last_id; -- scan-ok: the total reads its smallest index, the others partial ones; one page asks

-- name: journal_find :many
-- NULL: any. Newest first; rows below from_id are not looked at, so that a rare word costs no more than a page.
-- param: before_id int
-- param: state text
-- param: class text
-- param: mailbox text
-- param: since_at int
-- param: until_at int
-- param: pattern text
-- param: from_id int
SELECT j.id, j.mailbox, j.received_at, j.state, j.class, j.reason, j.from_addr, j.subject, j.tries, t.code, t.id AS ticket_id, t.flags
  FROM mail_journal j LEFT JOIN ticket t ON t.id = j.ticket_id
 WHERE j.id < :before_id AND j.id >= :from_id
   AND (:state IS NULL OR j.state = :state) AND (:class IS NULL OR j.class = :class) AND (:mailbox IS NULL OR j.mailbox = :mailbox)
   AND j.received_at >= :since_at AND j.received_at < :until_at
   AND (:pattern IS NULL OR fold(j.subject || ' ' || j.from_addr || ' ' || j.header_id) LIKE :pattern ESCAPE '\')
 ORDER BY j.id DESC LIMIT :n;

-- name: journal_count :one
-- param: before_id int
-- param: state text
-- param: class text
-- param: mailbox text
-- param: since_at int
-- param: until_at int
-- param: pattern text
-- param: from_id int
-- col: n int
SELECT count(*) AS n FROM mail_journal j
 WHERE j.id < :before_id AND j.id >= :from_id
   AND (:state IS NULL OR j.state = :state) AND (:class IS NULL OR j.class = :class) AND (:mailbox IS NULL OR j.mailbox = :mailbox)
   AND j.received_at >= :since_at AND j.received_at < :until_at
   AND (:pattern IS NULL OR fold(j.subject || ' ' || j.from_addr || ' ' || j.header_id) LIKE :pattern ESCAPE '\');

-- name: journal_find_failed :many
-- param: before_id int
-- param: state text
-- param: class text
-- param: mailbox text
-- param: since_at int
-- param: until_at int
-- param: pattern text
SELECT j.id, j.mailbox, j.received_at, j.state, j.class, j.reason, j.from_addr, j.subject, j.tries, t.code, t.id AS ticket_id, t.flags
  FROM mail_journal j LEFT JOIN ticket t ON t.id = j.ticket_id
 WHERE j.state = 'failed' AND j.id < :before_id
   AND (:state IS NULL OR j.state = :state) AND (:class IS NULL OR j.class = :class) AND (:mailbox IS NULL OR j.mailbox = :mailbox)
   AND j.received_at >= :since_at AND j.received_at < :until_at
   AND (:pattern IS NULL OR fold(j.subject || ' ' || j.from_addr || ' ' || j.header_id) LIKE :pattern ESCAPE '\')
 ORDER BY j.id DESC LIMIT :n;

-- name: journal_find_suspect :many
-- Taken for spam by our own server, and not yet made a request by anybody. from_id as in journal_find.
-- param: before_id int
-- param: state text
-- param: class text
-- param: mailbox text
-- param: since_at int
-- param: until_at int
-- param: pattern text
-- param: from_id int
SELECT j.id, j.mailbox, j.received_at, j.state, j.class, j.reason, j.from_addr, j.subject, j.tries, t.code, t.id AS ticket_id, t.flags
  FROM mail_journal j LEFT JOIN ticket t ON t.id = j.ticket_id
 WHERE j.class = 'spam' AND j.ticket_id IS NULL AND j.id < :before_id AND j.id >= :from_id
   AND (:state IS NULL OR j.state = :state) AND (:class IS NULL OR j.class = :class) AND (:mailbox IS NULL OR j.mailbox = :mailbox)
   AND j.received_at >= :since_at AND j.received_at < :until_at
   AND (:pattern IS NULL OR fold(j.subject || ' ' || j.from_addr || ' ' || j.header_id) LIKE :pattern ESCAPE '\')
 ORDER BY j.id DESC LIMIT :n;

-- name: journal_find_closed :many
-- New requests that found the door closed, not yet made a request by anybody, nor put aside. from_id as in journal_find.
-- param: before_id int
-- param: state text
-- param: class text
-- param: mailbox text
-- param: since_at int
-- param: until_at int
-- param: pattern text
-- param: from_id int
SELECT j.id, j.mailbox, j.received_at, j.state, j.class, j.reason, j.from_addr, j.subject, j.tries, t.code, t.id AS ticket_id, t.flags
  FROM mail_journal j LEFT JOIN ticket t ON t.id = j.ticket_id
 WHERE j.class = 'closed' AND j.ticket_id IS NULL AND j.dismissed = 0 AND j.id < :before_id AND j.id >= :from_id
   AND (:state IS NULL OR j.state = :state) AND (:class IS NULL OR j.class = :class) AND (:mailbox IS NULL OR j.mailbox = :mailbox)
   AND j.received_at >= :since_at AND j.received_at < :until_at
   AND (:pattern IS NULL OR fold(j.subject || ' ' || j.from_addr || ' ' || j.header_id) LIKE :pattern ESCAPE '\')
 ORDER BY j.id DESC LIMIT :n;

-- name: journal_row :one
SELECT j.id, j.mailbox, j.received_at, j.state, j.class, j.reason, j.from_addr, j.subject, j.sha256, j.size_bytes, j.header_id, j.ticket_id, j.dismissed, j.tries, t.code
  FROM mail_journal j LEFT JOIN ticket t ON t.id = j.ticket_id
 WHERE j.id = :id;

-- name: outbox_row :one
-- down_at: since when the server it goes by takes nothing; 0: it does. raw_sha '': there are no bytes.
-- col: raw_sha text
-- col: down_at int
SELECT o.id, o.kind, o.to_addr, o.state, o.attempts, o.last_code, o.last_text, o.created_at, o.settled_at, o.next_try_at, o.lease_until,
       lower(hex(o.raw_sha)) AS raw_sha, o.header_id, o.settore_id, o.replaced_by, o.ticket_id, t.code, t.person_id,
       coalesce((SELECT d.since_at FROM server_down d WHERE d.way = iif(o.way = 'pec', 'pec', 'mail')), 0) AS down_at
  FROM outbox o LEFT JOIN ticket t ON t.id = o.ticket_id
 WHERE o.id = :id;

-- name: mailbox_all :many
SELECT name, last_ok_at, last_error, error_at, missing, missing_at FROM mailbox ORDER BY name; -- scan-ok: one row for each mailbox

-- name: ticket_letters :many
-- The mails that said something on a ticket, with what became of them; message_id 0: the one that made it.
-- col: message_id int
SELECT j.id, 0 AS message_id, j.mailbox, j.received_at, j.class, j.reason
  FROM ticket_text x JOIN mail_journal j ON j.id = x.journal_id WHERE x.ticket_id = :ticket_id
UNION ALL
SELECT j.id, m.id AS message_id, j.mailbox, j.received_at, j.class, j.reason
  FROM message m JOIN mail_journal j ON j.id = m.journal_id WHERE m.ticket_id = :ticket_id LIMIT 1001;

-- name: outbox_last :one
-- col: id int
SELECT coalesce(max(id), 0) AS id FROM outbox WHERE ticket_id = :ticket_id;

-- name: outbox_after :many
-- param: after_id int
SELECT id, settore_id FROM outbox WHERE ticket_id = :ticket_id AND id > :after_id ORDER BY id LIMIT 50;

-- name: event_returned_by :many
-- Which offices said of this request that it is not theirs; one that said so twice comes twice.
-- col: settore_id int
SELECT actor_id AS settore_id FROM event WHERE ticket_id = :ticket_id AND kind = 'restituita' AND actor = 'settore' AND actor_id IS NOT NULL;
