/* SPDX-License-Identifier: EUPL-1.2 */
/* TIFF 6.0 2 (directories of entries of 12 bytes) and Exif 2.3 4.6.6 (position): the four tags that say where, and no other. Every
 * offset is held against the length; nothing follows a pointer twice. */
#include "exif.h"

#include <string.h>

enum { TAG_GPS = 0x8825, GPS_LAT_REF = 1, GPS_LAT = 2, GPS_LON_REF = 3, GPS_LON = 4 };
enum { TYPE_ASCII = 2, TYPE_LONG = 4, TYPE_RATIONAL = 5, ENTRY_BYTES = 12, ENTRIES_MAX = 512 };
enum { LOOK_BYTES = 256 * 1024, HEADS_MAX = 16 };

struct tiff {
    struct sv s;
    bool big; /* the most significant byte first */
};

static uint32_t number(const struct tiff *t, size_t at, size_t n)
{
    uint32_t v = 0;

    if (at > t->s.n || t->s.n - at < n)
        return 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | (uint8_t)t->s.p[at + (t->big ? i : n - 1 - i)];
    return v;
}

/* Where the entry of this tag lies in the directory at dir; 0: it has none of that type with so many values. */
static size_t entry(const struct tiff *t, size_t dir, uint32_t tag, uint32_t type, uint32_t count)
{
    uint32_t n = number(t, dir, 2);

    for (uint32_t i = 0; i < n && i < ENTRIES_MAX; i++) {
        size_t at = dir + 2 + (size_t)i * ENTRY_BYTES;
        if (number(t, at, 2) == tag)
            return number(t, at + 2, 2) == type && number(t, at + 4, 4) >= count ? at : 0;
    }
    return 0;
}

/* Degrees, minutes and seconds, each a fraction. */
static bool degrees(const struct tiff *t, size_t gps, uint32_t tag, int limit, int64_t *ret)
{
    static const double part[] = { 1, 60, 3600 };
    size_t at = entry(t, gps, tag, TYPE_RATIONAL, 3);
    size_t values = at ? number(t, at + 8, 4) : 0;
    double sum = 0;

    if (!values || values > t->s.n || t->s.n - values < 24)
        return false;
    for (size_t i = 0; i < 3; i++) {
        uint32_t over = number(t, values + i * 8, 4), under = number(t, values + i * 8 + 4, 4);
        if (!under && (over || i == 0))
            return false;
        sum += under ? (double)over / under / part[i] : 0;
    }
    if (sum > limit)
        return false;
    *ret = (int64_t)(sum * 1e6 + 0.5);
    return true;
}

static char side(const struct tiff *t, size_t gps, uint32_t tag)
{
    size_t at = entry(t, gps, tag, TYPE_ASCII, 1);

    return at ? (char)number(t, at + 8, 1) : '\0';
}

static bool read_tiff(struct sv s, struct point *ret)
{
    struct tiff t = { .s = s, .big = sv_starts(s, SV("MM")) };
    size_t at = entry(&t, number(&t, 4, 4), TAG_GPS, TYPE_LONG, 1), gps = at ? number(&t, at + 8, 4) : 0;
    struct point p;
    char ns, ew;

    if (!gps || !degrees(&t, gps, GPS_LAT, 90, &p.lat) || !degrees(&t, gps, GPS_LON, 180, &p.lon))
        return false;
    ns = side(&t, gps, GPS_LAT_REF);
    ew = side(&t, gps, GPS_LON_REF);
    if ((ns != 'N' && ns != 'S') || (ew != 'E' && ew != 'W'))
        return false;
    *ret = (struct point){ ns == 'S' ? -p.lat : p.lat, ew == 'W' ? -p.lon : p.lon };
    return point_is_set(*ret);
}

/* JPEG and WebP announce it by a word, HEIC by an item that begins with a length: all of them hold a TIFF, and four tags that agree are no
 * accident. Heads are looked for among the first n bytes only, and few of them: more are of somebody who wants us to be busy. */
static bool find(struct sv photo, size_t n, struct sv head, struct point *ret)
{
    struct sv rest = { photo.p, n < photo.n ? n : photo.n };

    for (int i = 0; i < HEADS_MAX; i++) {
        ptrdiff_t at = sv_find(rest, head);
        if (at < 0)
            return false;
        rest = sv_drop(rest, (size_t)at);
        if (read_tiff(sv_drop(photo, (size_t)(rest.p - photo.p)), ret))
            return true;
        rest = sv_drop(rest, head.n);
    }
    return false;
}

static bool find_any(struct sv photo, size_t n, struct point *ret)
{
    return find(photo, n, SV("II*\0"), ret) || find(photo, n, SV("MM\0*"), ret);
}

/* Cameras write it before the picture; WebP, and some who write HEIC, behind. */
bool exif_point(struct sv photo, struct point *ret)
{
    return find_any(photo, LOOK_BYTES, ret) || (photo.n > LOOK_BYTES && find_any(sv_drop(photo, photo.n - LOOK_BYTES), LOOK_BYTES, ret));
}
