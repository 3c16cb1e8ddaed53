import { element, say } from './element.ts';
import { estimateStrength } from './strength.ts';

const full = 128;
const words = ['weak', 'fair', 'good', 'strong'] as const;

export interface StrengthMeter {
  readonly root: HTMLElement;
  /** Shows how strong a single line is; nothing for an empty text or one of several lines. */
  readonly show: (text: string) => void;
}

/** Says how hard a typed value is to guess. It learns the value for the estimate alone: none of it goes into the page. */
export function createStrengthMeter(): StrengthMeter {
  const bar = element('div', { class: 'strength-bar' }, ...words.map(() => element('span')));
  bar.setAttribute('aria-hidden', 'true');
  const told = element('span', { class: 'hint' });
  const root = element('div', { class: 'strength', role: 'meter', label: 'Strength', hidden: true }, bar, told);
  root.setAttribute('aria-valuemin', '0');
  root.setAttribute('aria-valuemax', String(full));

  return {
    root,
    show(text) {
      root.hidden = text === '' || text.includes('\n');
      if (root.hidden) {
        root.removeAttribute('aria-valuenow');
        root.removeAttribute('aria-valuetext');
        return;
      }
      const { bits, word } = estimateStrength(text);
      const said = `${word.charAt(0).toUpperCase()}${word.slice(1)}, at most ${bits} bits`;
      root.setAttribute('aria-valuenow', String(Math.min(full, bits)));
      root.setAttribute('aria-valuetext', said);
      say(told, said);
      words.forEach((each) => root.classList.toggle(each, each === word));
      [...bar.children].forEach((part, place) => part.classList.toggle('on', place <= words.indexOf(word)));
    },
  };
}
