import Mocha from 'mocha';

// What `npm run gen` runs: the same comparison the tests make, told to write instead of compare.
process.env['UPDATE'] = '1';
const mocha = new Mocha();
for (const name of ['manifest', 'mcpTools']) mocha.addFile(`test/contract/${name}.test.ts`);
await mocha.loadFilesAsync();
mocha.run((failures) => (process.exitCode = failures > 0 ? 1 : 0));
