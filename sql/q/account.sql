-- SPDX-License-Identifier: EUPL-1.2
-- People who work here: users, sessions, counted tries.

-- name: user_by_login :one
SELECT id, login, name, email, roles, password_hash, active FROM user WHERE login = :login;

-- name: user_by_id :one
SELECT id, login, name, email, roles, active FROM user WHERE id = :id;

-- name: user_list :many
SELECT id, login, name, email, roles, active, created_at FROM user ORDER BY login; -- scan-ok: some dozens of rows

-- name: user_add :insert
INSERT INTO user (login, name, email, roles, password_hash, created_at, changed_at)
VALUES (:login, :name, :email, :roles, :password_hash, :now_at, :now_at);

-- name: user_password :changes
UPDATE user SET password_hash = :password_hash, changed_at = :now_at WHERE login = :login;

-- name: user_rehash :exec
-- The same password, so nothing of the account changed.
-- param: new_hash text
-- param: old_hash text
UPDATE user SET password_hash = :new_hash WHERE id = :id AND password_hash = :old_hash;

-- name: user_active :changes
UPDATE user SET active = :active, changed_at = :now_at WHERE login = :login;

-- name: session_add :insert
INSERT INTO session (token_hash, user_id, created_at, seen_at, expires_at)
VALUES (:token_hash, :user_id, :now_at, :now_at, :expires_at);

-- name: session_by_token :one
SELECT s.id, s.user_id, s.seen_at, s.expires_at, u.name, u.roles, u.narrowed
  FROM session s JOIN user u ON u.id = s.user_id AND u.active = 1
 WHERE s.token_hash = :token_hash;

-- name: session_seen :exec
UPDATE session SET seen_at = :now_at WHERE id = :id;

-- name: session_drop :exec
DELETE FROM session WHERE id = :id;

-- name: sessions_of_login_drop :exec
DELETE FROM session WHERE user_id = (SELECT id FROM user WHERE login = :login);

-- name: sessions_expired_drop :exec
DELETE FROM session WHERE expires_at < :now_at;

-- name: throttle_hit :one
-- One more try; a window that is over starts anew.
-- param: window_s int
INSERT INTO throttle (key, count, window_at) VALUES (:key, 1, :now_at)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN window_at + :window_s < :now_at THEN 1 ELSE count + 1 END,
    window_at = CASE WHEN window_at + :window_s < :now_at THEN :now_at ELSE window_at END
RETURNING count, window_at;

-- name: throttle_clear :exec
DELETE FROM throttle WHERE key = :key;

-- name: throttle_sweep :exec
-- param: before_at int
DELETE FROM throttle WHERE window_at < :before_at; -- scan-ok: small table, swept once an hour
