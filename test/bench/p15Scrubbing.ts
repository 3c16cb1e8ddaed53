import { createRedactor } from '../../src/core/redact.ts';
import { SecretText } from '../../src/core/secretText.ts';
import { createStreamScrubbers } from '../../src/core/streamScrubber.ts';
import { cannedSecret } from './cannedSecrets.ts';
import type { Figure, Goal } from './goal.ts';
import { kib, median, mib, spreadOf } from './stats.ts';

const chunkBytes = 64 * kib;
const given = 5;
const known = 2_000;

function valueOf(index: number): SecretText {
  return SecretText.of(`Xk29mQpvL4-${String(index).padStart(6, '0')}-Zt8RwN3bHs7`);
}

/** Lines as programs log them, with one of the values in every hundredth. */
function logLines(): Buffer {
  const lines: string[] = [];
  for (let index = 0, bytes = 0; bytes < mib; index += 1) {
    const token = index % 100 === 0 ? valueOf(index % given).reveal() : 'none';
    const line = `2026-11-20T08:${String(index % 60).padStart(2, '0')}:00.000Z INFO ${cannedSecret(index).name} answered 200 in ${index % 977} ms, token=${token}`;
    lines.push(line);
    bytes += line.length + 1;
  }
  return Buffer.from(lines.join('\n')).subarray(0, mib);
}

/** Milliseconds that each round takes for a mebibyte, the first being the compiler's. */
function timeScrubbing(rounds: number, text: Buffer, forms: readonly string[]): readonly number[] {
  const scrubbers = createStreamScrubbers(
    Array.from({ length: given }, (_, index) => valueOf(index)),
    forms,
  );
  return Array.from({ length: rounds + 1 }, () => {
    const scrubber = scrubbers();
    const start = performance.now();
    for (let at = 0; at < text.length; at += chunkBytes) scrubber.push(text.subarray(at, at + chunkBytes));
    scrubber.end();
    if (scrubber.redactions === 0) throw new Error('Nothing was taken out.');
    return performance.now() - start;
  }).slice(1);
}

function figureOf(part: string, goal: number, took: readonly number[]): Figure {
  return { part, value: median(took), goal, unit: 'ms', spread: spreadOf(took) };
}

export const scrubbing: Goal = {
  id: 'P15',
  title: "Scrubbing a program's output, per mebibyte",
  async measure({ quick }) {
    const rounds = quick ? 5 : 25;
    const text = logLines();
    const redactor = createRedactor();
    for (let index = 0; index < known; index += 1) redactor.know(valueOf(given + index));
    const forms = redactor.forms();
    const start = performance.now();
    createStreamScrubbers([], forms);
    const built = performance.now() - start;
    return {
      figures: [
        figureOf(`${given} values`, 80, timeScrubbing(rounds, text, [])),
        figureOf(`${given} values and ${known} that are known`, 160, timeScrubbing(rounds, text, forms)),
      ],
      how: `one mebibyte of log lines in chunks of 64 KiB, every hundredth with a value, median of ${rounds} rounds`,
      notes: [`To get ready for ${forms.length.toLocaleString('en')} forms of the known values takes ${built.toFixed(0)} ms, once a run.`],
    };
  },
};
