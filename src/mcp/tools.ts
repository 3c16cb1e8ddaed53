import type { Tool } from '@modelcontextprotocol/server';
import type { Operation } from '../core/operation.ts';
import type { Risk } from '../core/policy.ts';
import { toolsets, type Toolset } from '../core/toolsets.ts';
import { compactSchema } from './compactSchema.ts';

/** Whether an agent may call it at all. */
export function isTool({ callers }: Operation): boolean {
  return callers === 'all';
}

/** The operations of some sets as MCP lists them. Built once: the list stays the same while a client is connected. */
export function toolsOf(operations: readonly Operation[], offered: readonly Toolset[] = toolsets): readonly Tool[] {
  return operations
    .filter((operation) => isTool(operation) && offered.includes(operation.toolset))
    .map(({ name, title, description, input, personArguments, risk }) => ({
      name,
      title,
      description,
      inputSchema: compactSchema(input, personArguments),
      annotations: annotationsOf(risk),
    }));
}

/**
 * What a client may believe about a tool. A reveal counts as read-only: it changes nothing at AWS, and the
 * value goes to the person. `openWorldHint` true would make VS Code ask again after each call.
 */
function annotationsOf(risk: Risk): NonNullable<Tool['annotations']> {
  const readOnly = risk === 'read' || risk === 'reveal';
  return { readOnlyHint: readOnly, destructiveHint: risk === 'destructive', idempotentHint: readOnly, openWorldHint: false };
}
