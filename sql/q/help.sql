-- SPDX-License-Identifier: EUPL-1.2
-- What a new body has done already.

-- name: first_steps :one
-- param: lead_bit int
-- col: rules int
-- col: people int
-- col: leads int
-- col: streets int
-- col: sent int
-- col: received int
-- col: templates int
SELECT (SELECT count(*) FROM rule WHERE active = 1) AS rules,
       (SELECT count(*) FROM user WHERE active = 1) AS people,
       (SELECT count(*) FROM user WHERE active = 1 AND roles & :lead_bit <> 0) AS leads,
       (SELECT count(*) FROM (SELECT 1 FROM street LIMIT 1)) AS streets,
       (SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state = 'done' LIMIT 1)) AS sent,
       (SELECT count(*) FROM mailbox WHERE last_ok_at IS NOT NULL) AS received,
       (SELECT count(*) FROM reply_template) AS templates; -- scan-ok: some dozens of rows each; one page asks
