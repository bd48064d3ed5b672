/* SPDX-License-Identifier: EUPL-1.2 */
/* HTML, or JSON for a script tag, whose maker vouches that no foreign text is in it unescaped. The only thing
 * that {{ raw }} in a template takes. */
#ifndef URP_BASE_SAFE_HTML_H
#define URP_BASE_SAFE_HTML_H

struct safe_html {
    const char *html; /* NULL prints nothing */
};

#endif
