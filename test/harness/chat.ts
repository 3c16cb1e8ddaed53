import { poll } from './poll.ts';
import type { Puppet } from './puppet.ts';

/** One tool call of the scripted agent. */
export type AgentStep = { readonly tool: string; readonly input?: object };

/** What came of it: the text of the result, or why the call failed. */
export type AgentResult = AgentStep & { readonly text?: string; readonly error?: string };

/** Types a message into the chat in agent mode and sends it; does not wait for the answer. */
export async function chatAsk(puppet: Puppet, message: string): Promise<void> {
  await modelReady(puppet);
  await puppet.run((vscode, query) => void vscode.commands.executeCommand('workbench.action.chat.open', { query, mode: 'agent' }), message);
}

/** Has the scripted agent call these tools, through the chat. */
export async function chatScript(puppet: Puppet, steps: readonly AgentStep[]): Promise<void> {
  // Else the results of the message before could pass for those of this one.
  await puppet.run((vscode) => vscode.commands.executeCommand('custodyAgent.forget'));
  await chatAsk(puppet, `/script ${JSON.stringify(steps)}`);
}

/** The results of the last message, as soon as there are this many. */
export function agentResults(puppet: Puppet, count: number, deadlineMs = 30_000): Promise<readonly AgentResult[]> {
  return poll(
    async () => {
      const results = await puppet.run((vscode) => vscode.commands.executeCommand<readonly AgentResult[]>('custodyAgent.lastRun'));
      return results.length >= count && results;
    },
    { what: `the agent made ${count} calls`, deadlineMs },
  );
}

// Chat answers "Language model unavailable" to a first question that comes before the models are listed.
function modelReady(puppet: Puppet): Promise<boolean> {
  return poll(() => puppet.run(async (vscode) => (await vscode.lm.selectChatModels({ vendor: 'custody-test' })).length > 0), {
    what: 'the scripted model was listed',
  });
}
