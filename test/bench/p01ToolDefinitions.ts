import { operations } from '../../src/core/operations/index.ts';
import { toolsOf } from '../../src/mcp/tools.ts';
import type { Goal } from './goal.ts';
import { tokensOf } from './stats.ts';

/** Tokens of each tool's definition as a model is shown it: name, description and input schema. */
export function toolTokens(): readonly { readonly name: string; readonly tokens: number }[] {
  return toolsOf(operations).map(({ name, description, inputSchema }) => ({
    name,
    tokens: tokensOf(JSON.stringify({ name, description, inputSchema })),
  }));
}

export const toolDefinitions: Goal = {
  id: 'P1',
  title: 'Tool definitions',
  measure: async () => {
    const tools = toolTokens();
    const total = tools.reduce((sum, { tokens }) => sum + tokens, 0);
    const largest = tools.toSorted((a, b) => b.tokens - a.tokens)[0];
    return {
      figures: [
        { part: 'in all', value: total, goal: 1_200, unit: 'tokens' },
        { part: 'a tool, on average', value: total / tools.length, goal: 100, unit: 'tokens' },
      ],
      how: `bytes / 4 of the JSON of name, description and inputSchema of the ${tools.length} tools listed by default`,
      notes: largest ? [`The largest is ${largest.name} with ${largest.tokens.toFixed(0)} tokens.`] : [],
    };
  },
};
