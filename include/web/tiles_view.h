/* SPDX-License-Identifier: EUPL-1.2 */
/* The ground of a map. Rules of web/view.h. */
#ifndef URP_WEB_TILES_VIEW_H
#define URP_WEB_TILES_VIEW_H

/* What a script needs to lay tiles under a map. tiles NULL: the body has no tile server; the script asks nobody. */
struct tiles_view {
    const char *tiles, *attribution;
    const char *south, *west, *north, *east; /* what the map shows at first, in degrees */
};

#endif
