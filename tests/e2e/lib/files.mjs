// SPDX-License-Identifier: EUPL-1.2
// Files as citizens attach them: a photo that says where it was taken, a small PDF.

// Draws a street with a hole and takes the picture as a phone would store it: JPEG with EXIF and GPS position.
export async function photo(browser, { width = 1200, height = 900 } = {}) {
    const page = await browser.newPage({ viewport: { width, height } });
    await page.setContent(`<body style="margin:0;background:linear-gradient(#9ec5e8 0 35%,#6f7276 35%)">
        <div style="position:absolute;left:30%;top:60%;width:36%;height:22%;border-radius:50%;background:radial-gradient(#1d1b19 40%,#3b3937 70%,#55524f)"></div>
        <div style="position:absolute;left:0;top:47%;width:100%;height:10px;background:repeating-linear-gradient(90deg,#eee 0 80px,transparent 80px 140px)"></div></body>`);
    const jpeg = await page.screenshot({ type: 'jpeg', quality: 80 });
    await page.close();
    return withGps(jpeg);
}

export const GPS_MARK = 'Fotocamera di prova URP';

// One EXIF segment (big endian): camera name in IFD0, latitude 45.88 N and longitude 11.99 E in the GPS IFD.
export function withGps(jpeg) {
    const make = Buffer.from(`${GPS_MARK}\0`);
    const entry = (tag, type, count, value) => {
        const b = Buffer.alloc(12);
        b.writeUInt16BE(tag, 0);
        b.writeUInt16BE(type, 2);
        b.writeUInt32BE(count, 4);
        if (Buffer.isBuffer(value)) value.copy(b, 8);
        else b.writeUInt32BE(value, 8);
        return b;
    };
    const ifd = entries => Buffer.concat([Buffer.from([0, entries.length]), ...entries, Buffer.alloc(4)]);
    const ifd0Size = 2 + 2 * 12 + 4, gpsSize = 2 + 4 * 12 + 4;
    const makeAt = 8 + ifd0Size + gpsSize, latAt = makeAt + make.length + (make.length % 2), lonAt = latAt + 24;
    const degrees = (d, m, s) => {
        const b = Buffer.alloc(24);
        [d, 1, m, 1, s, 1].forEach((v, i) => b.writeUInt32BE(v, i * 4));
        return b;
    };
    const tiff = Buffer.concat([
        Buffer.from('MM\0*\0\0\0\x08', 'latin1'),
        ifd([entry(0x010f, 2, make.length, makeAt), entry(0x8825, 4, 1, 8 + ifd0Size)]),
        ifd([entry(1, 2, 2, Buffer.from('N\0\0\0', 'latin1')), entry(2, 5, 3, latAt), entry(3, 2, 2, Buffer.from('E\0\0\0', 'latin1')), entry(4, 5, 3, lonAt)]),
        make, Buffer.alloc(make.length % 2), degrees(45, 52, 48), degrees(11, 59, 24),
    ]);
    const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
    const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
    return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

export function hasMetadata(jpeg) {
    return jpeg.includes(Buffer.from('Exif\0\0', 'latin1')) || jpeg.includes(GPS_MARK);
}

// A PDF of one page with one line of text, valid offsets included.
export function pdf(line = 'Allegato di prova') {
    const text = `BT /F1 18 Tf 72 720 Td (${line.replace(/[()\\]/g, '')}) Tj ET`;
    const objects = [
        '<< /Type /Catalog /Pages 2 0 R >>',
        '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
        '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
        `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
        '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ];
    let out = '%PDF-1.4\n';
    const at = [];
    objects.forEach((o, i) => { at.push(out.length); out += `${i + 1} 0 obj\n${o}\nendobj\n`; });
    const xref = out.length;
    out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${at.map(a => `${String(a).padStart(10, '0')} 00000 n \n`).join('')}`;
    return Buffer.from(`${out}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`, 'latin1');
}

// The same photo with so many bytes, as cameras of today make them: what is added stands in comments, and nobody sees it.
export function heavy(jpeg, bytes, seed = 1) {
    const parts = [jpeg.subarray(0, 2)];
    let left = bytes - jpeg.length, n = seed;
    while (left > 4) {
        const size = Math.min(left - 4, 65000), c = Buffer.alloc(size + 4);
        for (let i = 4; i < c.length; i++) { n = (n * 1103515245 + 12345) & 0x7fffffff; c[i] = n >> 16; }
        c.writeUInt16BE(0xfffe, 0);
        c.writeUInt16BE(size + 2, 2);
        parts.push(c);
        left -= c.length;
    }
    return Buffer.concat([...parts, jpeg.subarray(2)]);
}
