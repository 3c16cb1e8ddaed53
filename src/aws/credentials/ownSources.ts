import type { TypedCredential } from '../../core/typedCredential.ts';
import type { VaultLeases } from './vault/vaultLeases.ts';

/** What accounts stand on that no file of AWS names. Each is there by the person's own choice for one account. */
export interface OwnSources {
  /** What was typed for the account of this name. */
  readonly typed: (account: string) => Promise<TypedCredential | undefined>;
  /** A variable of the editor's own process, by its exact name. */
  readonly variable: (name: string) => string | undefined;
  readonly leases: VaultLeases;
}
