import type { FromSecretPage, TimelineView, VersionView } from '../../src/core/secretProtocol.ts';
import { busy, button } from '../controls.ts';
import { element, icon } from '../element.ts';
import { shownText } from '../shownText.ts';

export interface Timeline {
  readonly root: HTMLElement;
  readonly show: (timeline: TimelineView, isReadable: boolean) => void;
  readonly focus: () => void;
}

const meanings: Readonly<Record<string, string>> = {
  AWSCURRENT: 'What programs get unless they name a version.',
  AWSPREVIOUS: 'What was current before the last change.',
  AWSPENDING: 'What a rotation has made and not put in use yet.',
};
const custom = 'A staging label of your own.';

/** The versions of a secret, newest first, each with what its staging labels mean. */
export function createTimeline(send: (message: FromSecretPage) => void): Timeline {
  const title = element('h2', { text: 'Versions' });
  title.tabIndex = -1;
  const body = element('div', { class: 'stack' });

  return {
    root: element('section', { class: 'timeline', label: 'Versions' }, title, body),
    show({ versions, state, problem }, isReadable) {
      const pending = versions.find(({ stages }) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'));
      const parts = [
        pending && pendingNote(pending),
        versions.length > 0 ? element('ol', {}, ...versions.map((version) => entry(version, isReadable, send))) : undefined,
        versions.length === 0 && state !== 'reading' ? element('p', { class: 'hint', text: 'No versions.' }) : undefined,
        problem === undefined ? undefined : element('p', { class: 'hint', text: problem }),
        state === 'reading' ? busy('Reading the versions…') : undefined,
        state === 'hasOlder'
          ? element('div', {}, button({ label: 'Show older', onClick: () => send({ type: 'olderVersions' }) }))
          : undefined,
      ];
      body.replaceChildren(...parts.filter((part) => part !== undefined));
    },
    focus() {
      title.scrollIntoView({ block: 'start' });
      title.focus();
    },
  };
}

function pendingNote({ id }: VersionView): HTMLElement {
  return element(
    'div',
    { class: 'banner warning' },
    icon('warning'),
    element('p', {
      text: `Version ${short(id)} has AWSPENDING and is not current: a rotation is under way, or one was cut off. One that was cut off blocks the next.`,
    }),
  );
}

function entry(version: VersionView, isReadable: boolean, send: (message: FromSecretPage) => void): HTMLElement {
  const { id, stages, created, lastRead } = version;
  const isCurrent = stages.includes('AWSCURRENT');
  const retrieve = button({
    label: 'Retrieve',
    onClick: () => send(isCurrent ? { type: 'retrieve' } : { type: 'retrieve', version: id }),
  });
  const labels = stages.length === 0 ? '' : ` (${stages.join(', ')})`;
  retrieve.setAttribute('aria-label', shownText(`Retrieve version ${short(id)}${labels}`));
  const back = button({ label: 'Roll back…', onClick: () => send({ type: 'rollBack', version: id }) });
  back.setAttribute('aria-label', shownText(`Roll back to version ${short(id)}${labels}…`));
  const relabel = button({ label: 'Labels…', onClick: () => send({ type: 'changeLabels', version: id }) });
  relabel.setAttribute('aria-label', shownText(`Change labels of version ${short(id)}${labels}…`));
  const dates = [created === undefined ? '' : `Created ${created}`, lastRead === undefined ? '' : `last read ${lastRead}`];
  return element(
    'li',
    { class: isCurrent ? 'current' : '' },
    element(
      'div',
      { class: 'version' },
      element(
        'div',
        { class: 'version-labels' },
        ...stages.map((stage) => labelled(stage)),
        stages.length === 0
          ? element('span', { class: 'hint', text: 'No staging label: AWS may remove it once there are more than 100 such versions.' })
          : undefined,
      ),
      element('code', { text: id }),
      element('p', { class: 'hint', text: dates.filter(Boolean).join(' · ') }),
    ),
    isReadable ? element('div', { class: 'version-actions' }, retrieve, isCurrent ? undefined : back, relabel) : undefined,
  );
}

function labelled(stage: string): HTMLElement {
  const meaning = (Object.hasOwn(meanings, stage) ? meanings[stage] : undefined) ?? custom;
  const tag = element('span', { class: stage === 'AWSCURRENT' ? 'tag current' : 'tag', text: stage });
  tag.title = meaning;
  return element('span', { class: 'labelled' }, tag, element('span', { class: 'hint', text: meaning }));
}

function short(id: string): string {
  return id.slice(0, 8);
}
