import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../scripts/connector/generate.ts';
import { LEFT_OUT } from '../../scripts/connector/leftOut.ts';
import { operationIdOf } from '../../scripts/connector/operation.ts';
import { readRoutes, type Route } from '../../scripts/connector/routes.ts';

const CONNECTOR = path.resolve(import.meta.dirname, '../../connector');

describe('the connector in connector/', () => {
  let files: Record<string, Buffer>;
  let routes: Route[];

  beforeAll(async () => {
    routes = await readRoutes();
    files = await generate(routes);
  });

  it('has these files and no others', async () => {
    expect((await readdir(CONNECTOR)).sort()).toEqual(Object.keys(files).sort());
  });

  it.each(['apiDefinition.swagger.json', 'apiProperties.json', 'settings.json', 'README.md'])(
    'has a %s that is what npm run connector writes',
    async (name) => {
      expect(await readFile(path.join(CONNECTOR, name), 'utf8')).toBe(files[name]?.toString());
    },
  );

  it('has the icon that npm run connector draws', async () => {
    expect((await readFile(path.join(CONNECTOR, 'icon.png'))).equals(files['icon.png'] as Buffer)).toBe(true);
  });

  it('has every HTTP route of the app, but for those that are left out with a reason', () => {
    const definition = JSON.parse(String(files['apiDefinition.swagger.json'])) as {
      paths: Record<string, Record<string, { operationId?: string }>>;
    };
    const inConnector = Object.entries(definition.paths).flatMap(([route, item]) =>
      Object.entries(item).flatMap(([method, { operationId }]) =>
        operationId ? [`${operationId} ${method} ${route}`] : [],
      ),
    );
    const inApp = routes
      .filter(({ name }) => !(name in LEFT_OUT))
      .map(({ name, method, path: route }) => `${operationIdOf(name)} ${method} ${route}`);
    expect(inConnector.sort()).toEqual(inApp.sort());
    expect(Object.keys(LEFT_OUT).filter((name) => !routes.some((route) => route.name === name))).toEqual([]);
  });
});
