import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './bundle.ts';
import { generate } from './connector/generate.ts';
import { readRoutes } from './connector/routes.ts';

const USAGE = 'Usage: npm run connector [-- --host my-app.azurewebsites.net]';

function readHost(): string | undefined {
  const { host } = parseArgs({ options: { host: { type: 'string' } } }).values;
  if (host !== undefined && URL.parse(`https://${host}`)?.host !== host) {
    throw new TypeError(`--host ${host} is no bare host in small letters.`);
  }
  return host;
}

try {
  const files = await generate(await readRoutes(), readHost());
  const directory = path.join(ROOT, 'connector');
  await mkdir(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(directory, name), content);
  const sizes = Object.entries(files).map(([name, { byteLength }]) => `${name} ${Math.ceil(byteLength / 1024)} KB`);
  console.log(`connector/: ${sizes.join(', ')}`);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error instanceof TypeError ? `${error.message}\n${USAGE}` : error.message);
  process.exitCode = 1;
}
