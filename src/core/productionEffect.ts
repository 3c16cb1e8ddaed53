import type { Account } from './account.ts';
import type { Effect } from './approval.ts';
import type { Risk } from './policy.ts';

/** In an account marked as production nothing is destroyed by a click alone, whoever asks: the name is typed as well. */
export function productionEffect(effect: Effect, risk: Risk, account: Account | undefined, secret: string): Effect {
  if (risk !== 'destructive' || account?.production !== true) return effect;
  return { ...effect, typeToConfirm: effect.typeToConfirm ?? (secret || account.name) };
}
