import type { AuditFilter, AuditView, FromAuditPage, ToAuditPage } from '../../src/core/auditProtocol.ts';
import { alertBanner } from '../banner.ts';
import { busy, button } from '../controls.ts';
import { element, icon, say } from '../element.ts';
import { connectHost } from '../host.ts';
import { callTable } from './callTable.ts';
import { createFilters, type Filters } from './filters.ts';

const root = document.querySelector('main') ?? document.body;
const notice = element('div', { class: 'notice' });
const said = element('p', { class: 'lead', live: 'polite', hidden: true });
const verdict = element('div', { live: 'polite' }, busy('Verifying the files…'));
const filterPlace = element('div');
const count = element('p', { class: 'audit-count', role: 'status' });
const list = element('div');
let filters: Filters | undefined;
let filter: AuditFilter | undefined;
let page = 0;

const send = connectHost<ToAuditPage, FromAuditPage>((message) => {
  switch (message.type) {
    case 'calls':
      return showCalls(message.view);
    case 'verdict':
      return verdict.replaceChildren(verdictOf(message));
    case 'said':
      notice.replaceChildren();
      return say(said, message.message);
    case 'failed':
      say(said, '');
      if (!root.contains(notice)) root.replaceChildren(notice);
      return notice.replaceChildren(alertBanner('error', message.message, button({ label: 'Refresh', onClick: refresh })));
  }
});

const newer = button({ label: 'Newer', onClick: () => turn(-1) });
const older = button({ label: 'Older', onClick: () => turn(1) });

function showCalls(view: AuditView): void {
  notice.replaceChildren();
  filter = view.filter;
  page = view.page;
  if (!filters) {
    filters = createFilters(view.filter, (wanted) => {
      filter = wanted;
      send({ type: 'show', filter: wanted, page: 0 });
    });
    filterPlace.replaceChildren(filters.root);
  }
  filters.offer(view.choices);
  const where = view.pages > 1 ? ` Page ${view.page + 1} of ${view.pages}.` : '';
  say(count, `${view.count}${where}`);
  newer.disabled = view.page === 0;
  older.disabled = view.page + 1 >= view.pages;
  newer.hidden = older.hidden = view.pages === 1;
  list.replaceChildren(callTable(view.calls));
  if (!list.isConnected) showFrame();
}

function showFrame(): void {
  root.classList.add('wide');
  root.replaceChildren(
    element(
      'div',
      { class: 'page-head' },
      element('div', { class: 'title' }, element('h1', { text: 'Audit log' })),
      element(
        'div',
        { class: 'buttons' },
        button({ label: 'Refresh', icon: 'refresh', onClick: refresh }),
        button({ label: 'Export as JSON lines', onClick: () => send({ type: 'export', format: 'jsonl' }) }),
        button({ label: 'Export as CSV', onClick: () => send({ type: 'export', format: 'csv' }) }),
      ),
    ),
    verdict,
    notice,
    said,
    filterPlace,
    element('div', { class: 'audit-foot' }, count, element('div', { class: 'buttons' }, newer, older)),
    list,
  );
}

function verdictOf({ sentence, problems }: Extract<ToAuditPage, { type: 'verdict' }>): HTMLElement {
  const problemList = element('ul', { class: 'policy' }, ...problems.slice(0, 50).map((text) => element('li', { text })));
  if (problems.length > 0)
    return element('div', {}, alertBanner('error', sentence), element('div', { class: 'audit-problems' }, problemList));
  return element(
    'div',
    { class: 'banner' },
    icon('verified'),
    element('p', {}, element('strong', { text: 'Verified: ' }), element('span', { text: sentence })),
  );
}

function turn(by: number): void {
  if (filter) send({ type: 'show', filter, page: page + by });
}

function refresh(): void {
  verdict.replaceChildren(busy('Verifying the files…'));
  send({ type: 'refresh' });
}

root.replaceChildren(busy('Reading the audit log…'));
send({ type: 'ready' });
