// SPDX-License-Identifier: EUPL-1.2
// A page as a screen reader reads it, from the browser's own accessibility tree: one line for each thing that is announced, in order.
//   heading 2 «Che cosa e dove»      textbox «Luogo» required invalid, described «Scrivi dove si trova ...»      text «Passo 1 di 3»
const LANDMARKS = new Set(['banner', 'navigation', 'main', 'contentinfo', 'complementary', 'region', 'form', 'search']);
const SPOKEN = new Set([...LANDMARKS, 'heading', 'link', 'button', 'textbox', 'searchbox', 'combobox', 'listbox', 'checkbox', 'radio', 'radiogroup', 'group', 'list', 'image', 'alert', 'status', 'term', 'DisclosureTriangle', 'progressbar', 'dialog', 'option']);
const LEAF = new Set(['heading', 'link', 'button', 'checkbox', 'radio', 'DisclosureTriangle', 'option', 'image']);

export async function heard(page) {
    const cdp = await page.context().newCDPSession(page);
    const { nodes } = await cdp.send('Accessibility.getFullAXTree');
    await cdp.detach();
    const byId = new Map(nodes.map(n => [n.nodeId, n])), lines = [];
    const value = x => String(x?.value ?? '').replace(/\s+/g, ' ').trim();
    const walk = n => {
        const role = value(n.role), name = value(n.name), of = Object.fromEntries((n.properties ?? []).map(p => [p.name, p.value.value]));
        if (!n.ignored && role === 'StaticText' && name) lines.push(`text «${name}»`);
        if (!n.ignored && SPOKEN.has(role) && (name || !['group', 'image', 'region', 'form'].includes(role))) {
            const states = [of.level && role === 'heading' ? String(of.level) : '', name ? `«${name}»` : '', of.required ? 'required' : '', of.invalid && of.invalid !== 'false' ? 'invalid' : '', of.expanded === undefined ? '' : of.expanded ? 'open' : 'closed',
                of.checked === 'true' ? 'checked' : '', of.live && of.live !== 'off' ? `live ${of.live}` : '', of.disabled ? 'disabled' : ''].filter(Boolean).join(' ');
            const told = value(n.description);
            lines.push(`${role}${states ? ` ${states}` : ''}${told ? `, described «${told}»` : ''}`);
        }
        if (!n.ignored && LEAF.has(role) && name) return;      // its words are its name
        for (const id of n.childIds ?? []) if (byId.has(id)) walk(byId.get(id));
    };
    walk(nodes[0]);
    return lines;
}

// wanted: beginnings of lines or patterns, in order; what stands between does not matter. The first that does not follow, or null.
export function outOfOrder(lines, wanted) {
    let at = 0;
    for (const w of wanted) {
        const i = lines.findIndex((l, k) => k >= at && (w instanceof RegExp ? w.test(l) : l.startsWith(w)));
        if (i < 0) return `${w} does not come after «${lines[at - 1] ?? 'the beginning'}»`;
        at = i + 1;
    }
    return null;
}
