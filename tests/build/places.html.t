{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# One define a place; tests/build/test_pages.c compares what comes out. }}
{{ include "base/safe_html.h" }}
{{ include <stdbool.h> }}
{{ include <stddef.h> }}
{{ include <stdint.h> }}

{{ define place_text(const char *x) }}<p>{{ x }}</p>{{ end }}
{{ define place_attr(const char *x) }}<p title="{{ x }}">{{ end }}
{{ define place_area(const char *x) }}<textarea>{{ x }}</textarea>{{ end }}
{{ define place_area_line(const char *x) }}
<textarea name="a"
  {{ attr x required }}>
{{ x }}</textarea>
{{ end }}
{{ define place_url(const char *x) }}<a href="{{ x }}">{{ end }}
{{ define place_path(const char *x) }}<a href="/p/{{ x }}/q">{{ end }}
{{ define place_query(const char *x) }}<a href="/p?q={{ x }}&amp;r=1">{{ end }}
{{ define place_json(const char *x) }}<script type="application/json">{"a":{{ x }}}</script>{{ end }}
{{ define place_json_text(const char *x) }}<script type="application/json">["a {{ x }}"]</script>{{ end }}
{{ define place_raw(const char *x) }}{{ raw (struct safe_html){ x } }}{{ end }}

{{ define place_numbers(int a, int64_t b, size_t c, unsigned char d, bool e) }}
{{ int a }} {{ int b }} {{ int c }} {{ int d }} {{ int e }} {{ int sizeof(char) }} {{ int a > 0 ? a : -a }}
{{ end }}

{{ define place_item(const char *label, bool here) }}
<li{{ if here }} class="here"{{ end }}>{{ label }}</li>
{{ end }}
{{ define place_list(const char *const *list, size_t n) }}
<ul>
    {{ for size_t i = 0; i < n; i++ }}
        {{ let const char *label = list[i] }}
        {{ if i == 0 }}
            <li>first
        {{ elif i == 1 }}
            <li>second
        {{ else }}
            {{ render place_item(label, i == 2) }}
        {{ end }}
    {{ end }}
</ul>
{{ end }}

{{ define place_space(bool x) }}
  <p>a   b
     c</p>

  <!-- not sent -->
  {{ if x }}

     <p>yes</p>
  {{ end }}
  <pre>
 a
   b</pre>
  <p class="a
     b"   id="c"
     {{ attr x hidden }}>d{{ if x }} e{{ end }}</p>
{{ end }}

{{ define place_signs() }}<p title='"?\'>??= \ %s "é" </p>{{ end }}
