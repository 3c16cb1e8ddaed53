/** What agents are offered comes in sets, because an agent pays for each tool's definition on every turn. */
export const toolsets = ['core', 'use', 'organize', 'policy', 'rotation', 'replication', 'credentials'] as const;

export type Toolset = (typeof toolsets)[number];

/** Who asks for nothing else gets what an ordinary day takes. */
export const defaultToolsets: readonly Toolset[] = ['core', 'use'];
