import assert from 'node:assert/strict';
import { listProfiles } from '../../src/aws/credentials/profileKinds.ts';

const canary = 'c4n4ry-key-of-a-profile';

const profiles = listProfiles({
  keys: { aws_access_key_id: `AKIA${canary}`, aws_secret_access_key: canary, region: 'eu-west-1' },
  sso: { sso_session: 'corp', sso_account_id: '111122223333' },
  'old-sso': { sso_start_url: 'https://corp.awsapps.com/start' },
  'sso-session.corp': { sso_start_url: 'https://corp.awsapps.com/start' },
  'services.local': { s3: 'x' },
  role: { role_arn: 'arn:aws:iam::111122223333:role/reader', source_profile: 'keys' },
  coded: { role_arn: 'arn:aws:iam::111122223333:role/reader', source_profile: 'keys', mfa_serial: 'arn:aws:iam::111122223333:mfa/me' },
  'by-sso': { role_arn: 'arn:aws:iam::111122223333:role/reader', source_profile: 'sso' },
  round: { role_arn: 'arn:aws:iam::111122223333:role/reader', source_profile: 'about' },
  about: { role_arn: 'arn:aws:iam::111122223333:role/reader', source_profile: 'round' },
  itself: { role_arn: 'arn:aws:iam::111122223333:role/reader', source_profile: 'itself', aws_access_key_id: canary },
  program: { credential_process: `print ${canary}` },
  login: { login_session: 'arn:aws:iam::111122223333:user/me' },
  machine: { credential_source: 'Ec2InstanceMetadata' },
  web: { web_identity_token_file: '/token', role_arn: 'arn:aws:iam::111122223333:role/reader' },
  empty: {},
});

describe('how the profiles of the AWS configuration sign in', () => {
  it('is told by their entries, sections that are no profiles left out', () => {
    assert.deepEqual(Object.fromEntries(profiles.map(({ name, kind }) => [name, kind])), {
      about: 'role',
      'by-sso': 'role',
      coded: 'role',
      empty: 'nothing to sign in with',
      itself: 'role',
      keys: 'keys',
      login: 'login',
      machine: 'machine',
      'old-sso': 'sso',
      program: 'process',
      role: 'role',
      round: 'role',
      sso: 'sso',
      web: 'web identity',
    });
  });

  it('takes a person for SSO, a login or a code, also for a role that is assumed from one', () => {
    assert.deepEqual(
      profiles.filter(({ needsPerson }) => needsPerson).map(({ name }) => name),
      ['by-sso', 'coded', 'login', 'old-sso', 'sso'],
    );
  });

  it('says no key, no command and no address', () => {
    assert.doesNotMatch(JSON.stringify(profiles), /c4n4ry|AKIA|https|arn:/);
  });
});
