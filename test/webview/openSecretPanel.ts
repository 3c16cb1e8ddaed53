import type { Custody } from '../../src/custody.ts';
import type { SecretPanels } from '../../src/vscode/panels/secretPanel.ts';
import type { FakePanel } from './fakeVscode.ts';
import { location } from './panelWorld.ts';
import { extensionUri, onlyPanel, settle } from './usePanels.ts';

export interface OpenedPanel {
  readonly panels: SecretPanels;
  readonly panel: FakePanel;
  /** Arrives as from the page, one after the other. */
  readonly send: (...messages: readonly object[]) => Promise<void>;
  /** The messages of one type that the page was sent, in order. */
  readonly posted: (type: string) => readonly Readonly<Record<string, unknown>>[];
  readonly everything: () => string;
}

/** Opens the panel of the secret, with its page. */
export async function openSecretPanel(custody: () => Promise<Custody>, at = location, editPolicy = async () => {}): Promise<OpenedPanel> {
  const { createSecretPanels } = await import('../../src/vscode/panels/secretPanel.ts');
  const panels = createSecretPanels({ extensionUri, custody, editPolicy });
  panels.open(at);
  const panel = onlyPanel();
  const send = async (...messages: readonly object[]): Promise<void> => {
    for (const message of messages) {
      panel.receive(message);
      await settle();
    }
  };
  await send({ type: 'ready' });
  return {
    panels,
    panel,
    send,
    posted: (type) => panel.posted.map(({ message }) => message).filter((message) => message.type === type),
    everything: () => JSON.stringify(panel.posted) + panel.webview.html + panel.title,
  };
}
