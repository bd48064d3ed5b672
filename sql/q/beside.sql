-- SPDX-License-Identifier: EUPL-1.2
-- What stands before and behind a place of the board, whether or not the request that stood there still does. Pairs: forwards, backwards.

-- name: beside_band_next :many
-- param: scope int
-- param: scope_id int
-- param: bits int
-- param: urgent_at int
-- param: at int
-- param: id int
SELECT ticket_id AS id, urgent_at, at FROM board_row
 WHERE scope = :scope AND scope_id = :scope_id AND bits = :bits AND (urgent_at, at, ticket_id) > (:urgent_at, :at, :id)
 ORDER BY urgent_at, at, ticket_id LIMIT :n;

-- name: beside_band_prev :many
-- param: scope int
-- param: scope_id int
-- param: bits int
-- param: urgent_at int
-- param: at int
-- param: id int
SELECT ticket_id AS id, urgent_at, at FROM board_row
 WHERE scope = :scope AND scope_id = :scope_id AND bits = :bits AND (urgent_at, at, ticket_id) < (:urgent_at, :at, :id)
 ORDER BY urgent_at DESC, at DESC, ticket_id DESC LIMIT :n;

-- name: beside_office_next :many
-- Open requests whose term ends between then, as those that follow: the place may be of yesterday.
-- param: due_at int
-- param: id int
-- param: from_at int
-- param: until_at int
-- col: urgent_at int
-- col: at int
SELECT id, due_at AS urgent_at, due_at AS at FROM ticket
 WHERE open = 1 AND due_at IS NOT NULL AND due_at BETWEEN :from_at AND :until_at AND (due_at, id) > (:due_at, :id) ORDER BY due_at, id LIMIT :n;

-- name: beside_office_prev :many
-- param: due_at int
-- param: id int
-- param: from_at int
-- col: urgent_at int
-- col: at int
SELECT id, due_at AS urgent_at, due_at AS at FROM ticket
 WHERE open = 1 AND due_at IS NOT NULL AND due_at >= :from_at AND (due_at, id) < (:due_at, :id) ORDER BY due_at DESC, id DESC LIMIT :n;

-- name: beside_settore_next :many
-- param: due_at int
-- param: id int
-- param: from_at int
-- param: until_at int
-- col: urgent_at int
-- col: at int
SELECT id, due_at AS urgent_at, due_at AS at FROM ticket
 WHERE settore_id = :settore_id AND open = 1 AND due_at IS NOT NULL AND due_at BETWEEN :from_at AND :until_at AND (due_at, id) > (:due_at, :id)
 ORDER BY due_at, id LIMIT :n;

-- name: beside_settore_prev :many
-- param: due_at int
-- param: id int
-- param: from_at int
-- col: urgent_at int
-- col: at int
SELECT id, due_at AS urgent_at, due_at AS at FROM ticket
 WHERE settore_id = :settore_id AND open = 1 AND due_at IS NOT NULL AND due_at >= :from_at AND (due_at, id) < (:due_at, :id)
 ORDER BY due_at DESC, id DESC LIMIT :n;

-- name: beside_mine_next :many
-- In somebody's hands, or watched.
-- param: user_id int
-- param: due_at int
-- param: id int
-- param: from_at int
-- param: until_at int
-- col: urgent_at int
-- col: at int
SELECT id, due_at AS urgent_at, due_at AS at
  FROM (SELECT id, due_at FROM ticket WHERE operator_id = :user_id AND open = 1 AND due_at IS NOT NULL AND due_at BETWEEN :from_at AND :until_at
        UNION
        SELECT t.id, t.due_at FROM watch w CROSS JOIN ticket t ON t.id = w.ticket_id
         WHERE w.user_id = :user_id AND t.open = 1 AND t.due_at BETWEEN :from_at AND :until_at)
 WHERE (due_at, id) > (:due_at, :id) ORDER BY due_at, id LIMIT :n;

-- name: beside_mine_prev :many
-- param: user_id int
-- param: due_at int
-- param: id int
-- param: from_at int
-- param: until_at int
-- col: urgent_at int
-- col: at int
SELECT id, due_at AS urgent_at, due_at AS at
  FROM (SELECT id, due_at FROM ticket WHERE operator_id = :user_id AND open = 1 AND due_at IS NOT NULL AND due_at BETWEEN :from_at AND :until_at
        UNION
        SELECT t.id, t.due_at FROM watch w CROSS JOIN ticket t ON t.id = w.ticket_id
         WHERE w.user_id = :user_id AND t.open = 1 AND t.due_at BETWEEN :from_at AND :until_at)
 WHERE (due_at, id) < (:due_at, :id) ORDER BY due_at DESC, id DESC LIMIT :n;

-- name: beside_memo_next :many
-- param: user_id int
-- param: at int
-- param: id int
-- param: now_at int
-- col: urgent_at int
SELECT ticket_id AS id, at AS urgent_at, at FROM memo
 WHERE user_id = :user_id AND at <= :now_at AND (at, ticket_id) > (:at, :id) ORDER BY at, ticket_id LIMIT :n;

-- name: beside_memo_prev :many
-- param: user_id int
-- param: at int
-- param: id int
-- col: urgent_at int
SELECT ticket_id AS id, at AS urgent_at, at FROM memo
 WHERE user_id = :user_id AND (at, ticket_id) < (:at, :id) ORDER BY at DESC, ticket_id DESC LIMIT :n;
