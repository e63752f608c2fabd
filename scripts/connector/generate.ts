import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../bundle.ts';
import { apiPropertiesOf } from './apiProperties.ts';
import { definitionOf } from './definition.ts';
import { drawIcon } from './drawIcon.ts';
import { readmeOf } from './readme.ts';
import type { Route } from './routes.ts';

/** A host that is nobody’s, until a connection or `--host` names one. https://www.rfc-editor.org/rfc/rfc2606#section-3 */
export const DEFAULT_HOST = 'my-app.example.com';

/** What paconn reads; it asks for the environment. https://learn.microsoft.com/connectors/custom-connectors/paconn-cli */
const SETTINGS = {
  apiDefinition: 'apiDefinition.swagger.json',
  apiProperties: 'apiProperties.json',
  icon: 'icon.png',
  powerAppsUrl: 'https://api.powerapps.com',
  powerAppsApiVersion: '2016-11-01',
};

/** Four spaces, as Microsoft asks. https://learn.microsoft.com/connectors/custom-connectors/coding-standards */
function written(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value, undefined, 4)}\n`);
}

/** The files of the connector, by name: the same for the same app and host. */
export async function generate(routes: Route[], host = DEFAULT_HOST): Promise<Record<string, Buffer>> {
  const manifest = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const definition = definitionOf(routes, { host, version: manifest.version });
  return {
    [SETTINGS.apiDefinition]: written(definition),
    [SETTINGS.apiProperties]: written(apiPropertiesOf(definition)),
    'settings.json': written(SETTINGS),
    [SETTINGS.icon]: drawIcon(),
    'README.md': Buffer.from(readmeOf(definition)),
  };
}
