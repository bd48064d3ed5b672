// SPDX-License-Identifier: EUPL-1.2
// Reporter for node:test: one line a test, the whole error of a failed one, and the counts appended to
// $E2E_COUNTS as "passed failed skipped", to $E2E_TIMES as "seconds file: name".
import { appendFileSync } from 'node:fs';
import path from 'node:path';

export default async function* report(source) {
    const count = { pass: 0, fail: 0, skip: 0 };
    const file = path.basename(process.argv[1] ?? '').replace(/\.test\.mjs$/, '');
    for await (const { type, data } of source) {
        if (type !== 'test:pass' && type !== 'test:fail') {
            if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
            // What a test says about itself; node's own summary at the end is left out.
            if (type === 'test:diagnostic' && !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(data.message)) yield `  # ${data.message}\n`;
            continue;
        }
        if (data.details?.type === 'suite') continue;
        const seconds = ((data.details?.duration_ms ?? 0) / 1000).toFixed(1);
        if (data.skip !== undefined && data.skip !== false) {
            count.skip++;
            yield `skip ${file}: ${data.name} (${data.skip})\n`;
            continue;
        }
        if (process.env.E2E_TIMES) appendFileSync(process.env.E2E_TIMES, `${seconds} ${file}: ${data.name}\n`);
        if (type === 'test:pass') {
            count.pass++;
            yield `ok ${file}: ${data.name} (${seconds} s)\n`;
        } else {
            count.fail++;
            const e = data.details.error?.cause ?? data.details.error;
            yield `not ok ${file}: ${data.name} (${seconds} s)\n${indent(e?.stack ?? String(e))}\n`;
        }
    }
    if (process.env.E2E_COUNTS) appendFileSync(process.env.E2E_COUNTS, `${count.pass} ${count.fail} ${count.skip}\n`);
}

function indent(text) {
    return text.split('\n').slice(0, 40).map(l => `    ${l}`).join('\n');
}
