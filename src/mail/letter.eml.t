{{# SPDX-License-Identifier: EUPL-1.2 }}
{{ include "base/tr.h" }}
{{ include "mail/letter.h" }}

{{ define letter_text_help(const struct letter *l) }}
{{ if l->n_help }}
{{ line l->help_title }}

{{ for size_t i = 0; i < l->n_help; i++ }}
{{ if l->help[i].label }}
{{ line l->help[i].label }} {{ line l->help[i].value }}
{{ else }}
{{ line l->help[i].value }}
{{ end }}
{{ end }}

{{ end }}
{{ end }}

{{ define letter_text(const struct letter *l) }}
{{ if l->reply_mark }}
--- {{ line l->reply_mark }} ---

{{ end }}
{{ line l->greeting }}

{{ for size_t i = 0; i < l->n_lead; i++ }}
{{ l->lead[i] }}

{{ end }}
{{ if l->said }}
{{ line l->said_by }}

{{ l->said }}

{{ end }}
{{ if l->help_first }}
{{ render letter_text_help(l) }}
{{ end }}
{{ for size_t i = 0; i < l->n_under; i++ }}
{{ l->under[i] }}

{{ end }}
{{ for size_t i = 0; i < l->n_rows; i++ }}
{{ if !tr_turns(l->rows[i].value) }}
{{ line l->rows[i].label }}: {{ line l->rows[i].value }}
{{ elif l->rows[i].copied }}
{{ line l->rows[i].label }}:
{{ line l->rows[i].value }}
{{ else }}
{{ line l->rows[i].label }}: {{ TR_APART }}{{ line l->rows[i].value }}{{ TR_APART_END }}
{{ end }}
{{ end }}

{{ if l->words }}
{{ line l->words_title }}

{{ l->words }}

{{ end }}
{{ if l->files_note }}
{{ line l->files_note }}

{{ end }}
{{ for size_t i = 0; i < l->n_sections; i++ }}
{{ line l->sections[i].title }}

{{ for size_t k = 0; k < l->sections[i].n; k++ }}
* {{ line l->sections[i].list[k].label }}
  {{ line l->sections[i].list[k].url }}

{{ end }}
{{ end }}
{{ if l->n_links }}
{{ line l->links_title }}

{{ for size_t i = 0; i < l->n_links; i++ }}
* {{ line l->links[i].label }}
  {{ line l->links[i].url }}

{{ end }}
{{ end }}
{{ if !l->help_first }}
{{ render letter_text_help(l) }}
{{ end }}
{{ for size_t i = 0; i < l->n_notes; i++ }}
{{ l->notes[i] }}

{{ end }}
--
{{ line l->sign_office }}
{{ line l->sign_body }}
{{ l->contacts }}
{{ if l->mark }}

{{ line l->mark }}
{{ end }}
{{ end }}
