-- SPDX-License-Identifier: EUPL-1.2
-- What the frame of every page needs.

-- name: ente_frame :kept
SELECT key, value FROM ente
 WHERE key IN ('name', 'office', 'site_url', 'address', 'hours', 'phone', 'email', 'pec', 'accessibility_url', 'faq_url',
               'appointment_url', 'whistleblowing_url', 'transparency_url', 'banner', 'dpo', 'dpo_email', 'privacy_version',
               'kind', 'town', 'ipa_code', 'public_reports', 'text.welcome', 'text.emergency', 'text.whistleblowing', 'text.footer')
 ORDER BY key;
