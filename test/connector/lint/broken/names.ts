import type { NAMES } from '../names.ts';
import { addPath, operation, type Broken } from './change.ts';

export const BROKEN_NAMES: Broken<typeof NAMES> = {
  operationIdPascal: {
    'an operation in camelCase': (connector) => (operation(connector, 'ListCustomers').operationId = 'listCustomers'),
    'an operation with a hyphen': (connector) => (operation(connector, 'ListCustomers').operationId = 'List-Customers'),
    'an operation with an underscore': (connector) =>
      (operation(connector, 'ListCustomers').operationId = 'List_Customers'),
    'an operation without a name': (connector) => delete operation(connector, 'ListCustomers').operationId,
  },
  operationIdUnique: {
    'two operations of one name': (connector) => (addPath(connector, '/api/other').operationId = 'ListResellers'),
  },
  operationCount: {
    'more than 256 operations': (connector) => {
      for (let index = 0; index < 256; index += 1) addPath(connector, `/api/other${index}`);
    },
  },
  revisions: {
    'a family without a revision': (connector) =>
      (operation(connector, 'ListCustomers')['x-ms-api-annotation'] = { family: 'ListCustomers' }),
    'a second revision that is not named so': (connector) =>
      (operation(connector, 'ListCustomers')['x-ms-api-annotation'] = { family: 'ListCustomers', revision: 2 }),
    'two of one revision': (connector) =>
      (operation(connector, 'ListCustomers')['x-ms-api-annotation'] = { family: 'ListResellers', revision: 1 }),
  },
  pathBeginning: {
    'a path without a slash': (connector) => addPath(connector, 'api/other'),
  },
  pathCharacters: {
    'a path with a query': (connector) => addPath(connector, '/api/other?all=true'),
    'a path with a fragment': (connector) => addPath(connector, '/api/other#all'),
  },
  pathTemplate: {
    'a segment that is a variable in part': (connector) => addPath(connector, '/api/other/a{id}'),
    'an open brace': (connector) => addPath(connector, '/api/other/{id'),
    'an empty segment': (connector) => addPath(connector, '/api/other/'),
  },
  pathUnique: {
    'a path again in capitals': (connector) => addPath(connector, '/api/RESELLERS'),
  },
  pathOverlap: {
    'a path that a variable of another takes in': (connector) => addPath(connector, '/api/scans/last'),
    'a path with a variable of another name': (connector) => addPath(connector, '/api/scans/{id}'),
  },
};
