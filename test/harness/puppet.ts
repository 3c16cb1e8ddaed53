import { readFile } from 'node:fs/promises';
import type * as vscode from 'vscode';
import { poll } from './poll.ts';

/** Code for the extension host: it is sent as text, so it sees its own arguments and nothing around it. */
export type PuppetScript<T, A> = string | ((api: typeof vscode, args: A) => T | Thenable<T> | Promise<T>);

export type Puppet = {
  /** Runs code in the extension host and returns its result, which must survive JSON. */
  readonly run: <T, A = undefined>(script: PuppetScript<T, A>, args?: A) => Promise<T>;
};

/** The remote control of a running extension host; the port may move with each reload. */
export function puppet(port: number | (() => Promise<number>), token: string): Puppet {
  return {
    run: async (script, args) => {
      const source = typeof script === 'string' ? script : `return await (${script.toString()})(vscode, args);`;
      const response = await fetch(`http://127.0.0.1:${typeof port === 'number' ? port : await port()}/`, {
        method: 'POST',
        headers: { 'x-custody-puppet': token },
        body: JSON.stringify({ source, args }),
      });
      const { value, error } = JSON.parse(await response.text());
      if (error !== undefined) throw new Error(`Read what failed in the extension host: ${error}`);
      return value;
    },
  };
}

/** The port the puppet wrote down, as soon as it did. */
export function puppetPort(portFile: string): Promise<number> {
  return poll(async () => Number(await readFile(portFile, 'utf8').catch(() => '')) || undefined, {
    what: 'the puppet extension started',
    deadlineMs: 60_000,
  });
}
