import * as z from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * The JSON schema of an operation's input as agents are shown it. Patterns and lengths stay out: every
 * agent pays for them on every turn, and a call that breaks one is told so by name.
 */
export function compactSchema(
  input: z.ZodObject,
  without: readonly string[] = [],
): { readonly type: 'object'; readonly [key: string]: unknown } {
  const shown = z.strictObject(Object.fromEntries(Object.entries(input.shape).filter(([name]) => !without.includes(name))));
  return { ...compact(z.toJSONSchema(shown, { io: 'input' })), type: 'object' };
}

function compact({
  type,
  description,
  enum: choices,
  properties,
  required,
  items,
  additionalProperties,
}: JsonSchema): Readonly<Record<string, unknown>> {
  return {
    // An enum says its type by itself.
    ...(choices === undefined ? { type } : { enum: choices }),
    ...(description === undefined ? {} : { description }),
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, compactAny(value)])) }),
    ...(required === undefined ? {} : { required }),
    ...(items === undefined || Array.isArray(items) ? {} : { items: compactAny(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: compactAny(additionalProperties) }),
  };
}

function compactAny(schema: boolean | JsonSchema): unknown {
  return typeof schema === 'boolean' ? schema : compact(schema);
}
