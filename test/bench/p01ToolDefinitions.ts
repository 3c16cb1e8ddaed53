import { operations } from '../../src/core/operations/index.ts';
import { defaultToolsets, toolsets, type Toolset } from '../../src/core/toolsets.ts';
import { toolsOf } from '../../src/mcp/tools.ts';
import type { Goal } from './goal.ts';
import { tokensOf } from './stats.ts';

/** Tokens of each tool's definition as a model is shown it: name, description and input schema. */
export function toolTokens(offered: readonly Toolset[]): readonly { readonly name: string; readonly tokens: number }[] {
  return toolsOf(operations, offered).map(({ name, description, inputSchema }) => ({
    name,
    tokens: tokensOf(JSON.stringify({ name, description, inputSchema })),
  }));
}

export function sum(tools: ReturnType<typeof toolTokens>): number {
  return tools.reduce((total, { tokens }) => total + tokens, 0);
}

export const toolDefinitions: Goal = {
  id: 'P1',
  title: 'Tool definitions',
  measure: async () => {
    const tools = toolTokens(toolsets);
    const total = sum(tools);
    const largest = tools.toSorted((a, b) => b.tokens - a.tokens)[0];
    return {
      figures: [
        { part: 'of the default set', value: sum(toolTokens(defaultToolsets)), goal: 1_200, unit: 'tokens' },
        {
          part: 'of the 23 operations and the tools for accounts',
          value: sum(toolTokens(toolsets.filter((set) => set !== 'use'))),
          goal: 2_500,
          unit: 'tokens',
        },
        { part: 'of all sets', value: total, goal: 2_850, unit: 'tokens' },
        { part: 'a tool, on average', value: total / tools.length, goal: 100, unit: 'tokens' },
      ],
      how: `bytes / 4 of the JSON of name, description and inputSchema of the ${tools.length} tools of all sets`,
      notes: largest ? [`The largest is ${largest.name} with ${largest.tokens.toFixed(0)} tokens.`] : [],
    };
  },
};
