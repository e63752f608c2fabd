import type { Delivery } from './judgeDelivery.ts';

const STYLE = `
  :root { color-scheme: light dark; --line: #8884; --good: #107c41; --bad: #c4314b; --so-so: #b8860b; }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.4rem; margin-bottom: 0; }
  article { border: 1px solid var(--line); border-radius: 8px; margin: 1rem 0; padding: .75rem 1rem; }
  header { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
  time { margin-left: auto; opacity: .7; }
  .tag { border-radius: 99px; color: #fff; font-size: .8rem; padding: 0 .6rem; background: var(--so-so); }
  .good { background: var(--good); }
  .bad { background: var(--bad); }
  pre { overflow-x: auto; background: #8881; border-radius: 6px; padding: .6rem; margin: .6rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
  summary { cursor: pointer; opacity: .7; }
`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function tag(text: string, tone: 'good' | 'bad' | 'soSo'): string {
  return `<span class="tag ${tone === 'soSo' ? '' : tone}">${escapeHtml(text)}</span>`;
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function tags({ signature, timestamp, repeat, answeredStatus }: Delivery): string {
  const tones = { valid: 'good', invalid: 'bad', unsigned: 'soSo', unknownSecret: 'soSo' } as const;
  return [
    tag(`signature ${signature}`, tones[signature]),
    timestamp === 'fresh' ? '' : tag(`timestamp ${timestamp}`, 'bad'),
    repeat === 'none' ? '' : tag(repeat, repeat === 'replayed' ? 'bad' : 'soSo'),
    tag(`answered ${answeredStatus}`, answeredStatus < 300 ? 'good' : 'bad'),
  ].join(' ');
}

function article(delivery: Delivery): string {
  const headers = Object.entries(delivery.headers).map(([name, value]) => `${name}: ${String(value)}`);
  return `<article>
  <header><strong>${escapeHtml(delivery.hook)}</strong> ${tags(delivery)} <time>${delivery.receivedAt}</time></header>
  <pre>${escapeHtml(pretty(delivery.body))}</pre>
  <details><summary>Headers</summary><pre>${escapeHtml(headers.join('\n'))}</pre></details>
</article>`;
}

/** The page that shows what arrived, newest first. */
export function deliveriesPage(deliveries: readonly Delivery[]): string {
  const list = deliveries.map(article).reverse().join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="10">
<title>Alert sink</title><style>${STYLE}</style></head>
<body><h1>Alert sink</h1>
<p>Point a webhook at <code>/hooks/{name}</code> of this address. ${deliveries.length} received.</p>
${list || '<p>Nothing has arrived yet.</p>'}
</body></html>`;
}
