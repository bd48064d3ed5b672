#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# make-deb.sh BUILD: a Debian package of what "make install" installs, in BUILD/urpd_VERSION_ARCH.deb
set -eu
cd "$(dirname "$0")/.."
BUILD=${1:?usage: make-deb.sh BUILD}
VERSION=${VERSION:-$("$BUILD/urpd" version | grep -oE '[0-9]+(\.[0-9]+)+[^ ]*' | head -1)}
ARCH=$(dpkg --print-architecture)
root=$BUILD/deb
rm -rf "$root"
mkdir -p "$root/DEBIAN" "$root/debian"

${MAKE:-make} --no-print-directory install DESTDIR="$PWD/$root" PREFIX=/usr BUILD="$BUILD"

# The packages of the libraries that the binary names, as dpkg knows them.
depends="adduser, ca-certificates, fonts-dejavu-core, fonts-liberation2, heif-gdk-pixbuf, tzdata"
if command -v dpkg-shlibdeps >/dev/null; then
    printf 'Source: urpd\n\nPackage: urpd\nArchitecture: any\n' >"$root/debian/control"
    depends="$depends, $(cd "$root" && dpkg-shlibdeps -O --ignore-missing-info usr/bin/urpd 2>/dev/null | sed -n 's/^shlibs:Depends=//p')"
fi
rm -rf "$root/debian"

cat >"$root/DEBIAN/control" <<CONTROL
Package: urpd
Version: $VERSION
Architecture: $ARCH
Maintainer: Ufficio Relazioni con il Pubblico <urp@comune.example.it>
Section: web
Priority: optional
Depends: $depends
Recommends: nginx, fonts-droid-fallback
Suggests: fonts-noto-core
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Description: desk of an Ufficio Relazioni con il Pubblico
 Requests of citizens come in by web form, mail, phone or at the counter, become one case with
 a receipt and a legal due date, reach the competent office by mail and go back answered.
 One daemon, one SQLite file.
CONTROL
echo /etc/urp/urp.conf >"$root/DEBIAN/conffiles"
cat >"$root/DEBIAN/postinst" <<'POST'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
    getent passwd urp >/dev/null || adduser --system --group --home /var/lib/urp --no-create-home --quiet urp
    install -d -m 700 -o urp -g urp /var/lib/urp
    install -d -m 700 /etc/urp/secrets
    chown root:urp /etc/urp/urp.conf
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        # A running desk is moved to the new version; a new one is started by who has written its configuration.
        systemctl try-restart urp.service
    fi
fi
POST
cat >"$root/DEBIAN/prerm" <<'PRE'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then systemctl stop urp.service || :; fi
PRE
chmod 755 "$root/DEBIAN/postinst" "$root/DEBIAN/prerm"

deb=$BUILD/urpd_${VERSION}_$ARCH.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$deb" >/dev/null
echo "$deb"
