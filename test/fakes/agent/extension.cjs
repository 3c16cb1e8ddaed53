'use strict';

const { appendFile } = require('node:fs/promises');
const vscode = require('vscode');
const { readScript } = require('./readScript.cjs');

/** Registers a chat participant that calls the tools its script names, and a model so that chat can be used at all. */
exports.activate = function activate(context) {
  let lastRun = [];
  const participant = vscode.chat.createChatParticipant('custody-test.agent', async (request, _history, stream, token) => {
    lastRun = [];
    const script = await readScript(request.prompt, process.env.CUSTODY_AGENT_STORY);
    if (script.say) stream.markdown(`${script.say}\n\n`);
    for (const step of script.steps) {
      if (token.isCancellationRequested) break;
      if (step.say) stream.markdown(`${step.say}\n\n`);
      const entry = await runStep(step, request.toolInvocationToken, token);
      lastRun = [...lastRun, entry];
      if (process.env.CUSTODY_AGENT_LOG) await appendFile(process.env.CUSTODY_AGENT_LOG, `${JSON.stringify(entry)}\n`);
      if (script.transcript || step.show) stream.markdown(transcript(entry, script.transcript));
    }
    if (script.done) stream.markdown(script.done);
    return {};
  });
  context.subscriptions.push(
    participant,
    vscode.commands.registerCommand('custodyAgent.lastRun', () => lastRun),
    vscode.commands.registerCommand('custodyAgent.forget', () => {
      lastRun = [];
    }),
    vscode.lm.registerLanguageModelChatProvider('custody-test', model),
  );
};

async function runStep({ tool, input = {} }, toolInvocationToken, token) {
  try {
    const result = await vscode.lm.invokeTool(fullName(tool), { input, toolInvocationToken }, token);
    return { tool, input, text: result.content.map(({ value }) => (typeof value === 'string' ? value : '')).join('') };
  } catch (error) {
    return { tool, input, error: error instanceof Error ? error.message : String(error) };
  }
}

function fullName(tool) {
  const names = vscode.lm.tools.map(({ name }) => name);
  // The shortest, as the name of one tool may end in that of another.
  const [longerOrSame] = names.filter((each) => each.endsWith(`_${tool}`)).sort((one, other) => one.length - other.length);
  const name = names.find((each) => each === tool) ?? longerOrSame;
  if (!name) throw new Error(`Name a tool that is listed: ${tool} is not among ${names.join(', ')}.`);
  return name;
}

function transcript({ tool, input, text, error }, withInput) {
  const head = withInput ? `**${tool}** \`${JSON.stringify(input)}\`\n\n` : '';
  return `${head}\n\`\`\`\`text\n${error === undefined ? text : `Error: ${error}`}\n\`\`\`\`\n\n`;
}

const model = {
  provideLanguageModelChatInformation: () => [
    {
      id: 'scripted',
      name: 'Scripted model',
      family: 'scripted',
      version: '1',
      maxInputTokens: 100_000,
      maxOutputTokens: 10_000,
      isDefault: true,
      isUserSelectable: true,
      capabilities: { toolCalling: true },
    },
  ],
  provideLanguageModelChatResponse: async (_model, _messages, _options, progress) => {
    progress.report(new vscode.LanguageModelTextPart('This model only follows scripts.'));
  },
  provideTokenCount: async () => 1,
};
