import { rmSync } from 'node:fs';
import { findGenuineHost } from '../local/genuineHost/findGenuineHost.ts';
import { deployedBundle, deployedSource } from './deployedApp.ts';
import { runFunctionTests } from './runTests.ts';

const found = await findGenuineHost();
if (!found.host) {
  console.log(`The genuine Functions host is not tested: ${found.reason}`);
} else {
  const { kind, version } = found.host;
  for (const [name, deploy] of Object.entries({ source: deployedSource, bundle: deployedBundle })) {
    console.log(`\nThe ${name} on the genuine Functions host ${version} (${kind})`);
    const app = deploy();
    process.exitCode = runFunctionTests({ TEST_HOST: 'genuine', TEST_APP: app });
    rmSync(app, { recursive: true, force: true });
    if (process.exitCode !== 0) break;
  }
}
