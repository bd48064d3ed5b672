{{# SPDX-License-Identifier: EUPL-1.2 }}
{{ include <stdbool.h> }}
{{ include <stddef.h> }}

{{ define notice_subject(const char *x) }}Ricevuta: {{ line x }}{{ end }}

{{ define notice_body(const char *const *list, size_t n, bool late) }}
Gentile cittadino,

  abbiamo <ricevuto> & registrato:
{{ for size_t i = 0; i < n; i++ }}
- {{ line list[i] }}
{{ end }}
{{ if late }}
È tardi.

{{ else }}
{{# nothing }}
{{ end }}
{{ render notice_foot() }}
{{ end }}

{{ define notice_foot() }}
--
URP
{{ end }}

{{ define notice_text(const char *x) }}
[{{ x }}]
{{ end }}
