import assert from 'node:assert/strict';
import { soundsLikeProduction } from '../../src/vscode/accounts/soundsLikeProduction.ts';

describe('the name of a production account', () => {
  it('holds prod, production or live as a word of its own', () => {
    for (const name of ['prod', 'PROD', 'acme-prod', 'prod-eu', 'prod1', 'shop_live', 'Production EU', 'live.shop'])
      assert.ok(soundsLikeProduction(name), name);
  });

  it('is not one that only begins or ends like it', () => {
    for (const name of ['product', 'preprod', 'nonprod', 'reproduction', 'delivery', 'olive', 'staging', 'lively'])
      assert.ok(!soundsLikeProduction(name), name);
  });
});
