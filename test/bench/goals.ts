import type { Goal } from './goal.ts';
import { toolDefinitions } from './p01ToolDefinitions.ts';
import { listTokens } from './p02ListTokens.ts';
import { activation } from './p03Activation.ts';
import { sizes } from './p04Bytes.ts';
import { callCost } from './p06CallCost.ts';
import { realisticCall } from './p07RealisticCall.ts';
import { underLoad } from './p08Load.ts';
import { largeIndex } from './p10LargeIndex.ts';
import { keystroke } from './p11Keystroke.ts';
import { callsToAws } from './p13Calls.ts';
import { realEditor } from './p14RealEditor.ts';
import { scrubbing } from './p15Scrubbing.ts';

/** In the order they are measured and shown. */
export const goals: readonly Goal[] = [
  toolDefinitions,
  listTokens,
  activation,
  sizes,
  callCost,
  realisticCall,
  underLoad,
  largeIndex,
  keystroke,
  callsToAws,
  realEditor,
  scrubbing,
];
