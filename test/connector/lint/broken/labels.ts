import type { LABELS } from '../labels.ts';
import { answer, body, items, operation, parameter, type Broken } from './change.ts';

export const BROKEN_LABELS: Broken<typeof LABELS> = {
  labelGiven: {
    'a parameter without a title': (connector) =>
      delete parameter(connector, 'ListCustomers', 'search')['x-ms-summary'],
    'a body without a title': (connector) => delete parameter(connector, 'CancelOrder', 'body')['x-ms-summary'],
    'a member deep in an answer without a title': (connector) =>
      delete items(answer(connector, 'ListCustomers', 'items')).properties?.id?.['x-ms-summary'],
    'a member of a notification without a title': ({ definition: { paths } }) => {
      for (const item of Object.values(paths)) {
        delete item['x-ms-notification-content']?.schema?.properties?.data?.['x-ms-summary'];
      }
    },
  },
  labelLength: {
    'a title of 81 characters': (connector) =>
      (parameter(connector, 'ListCustomers', 'search')['x-ms-summary'] = 'A'.repeat(81)),
  },
  labelCase: {
    'a title in sentence case': (connector) =>
      (parameter(connector, 'ListCustomers', 'search')['x-ms-summary'] = 'Search text'),
  },
  labelCharacters: {
    'a title with a full stop': (connector) => (parameter(connector, 'ListCustomers', 'search')['x-ms-summary'] += '.'),
  },
  describedField: {
    'a parameter without a description': (connector) =>
      delete parameter(connector, 'ListCustomers', 'search').description,
    'a member of the body without a description': (connector) =>
      delete body(connector, 'PurchaseAddOn', 'quantity').description,
  },
  describedFieldEnd: {
    'a description of a parameter without a full stop': (connector) =>
      (parameter(connector, 'ListCustomers', 'search').description = 'The beginning'),
  },
  fieldTextsDiffer: {
    'a description that repeats the title': (connector) =>
      (parameter(connector, 'ListCustomers', 'search').description = 'search.'),
  },
  fieldProducts: {
    'a member of an answer with a product of the platform': (connector) =>
      (answer(connector, 'ListCustomers', 'items').description = 'As Power Apps lists them.'),
  },
  visibility: {
    'an operation with a visibility that is not known': (connector) =>
      (operation(connector, 'ListCustomers')['x-ms-visibility'] = 'none'),
    'a parameter with a visibility that is not known': (connector) =>
      (parameter(connector, 'ListCustomers', 'search')['x-ms-visibility'] = 'hidden'),
    'a member with a visibility that is not known': (connector) =>
      (answer(connector, 'ListCustomers', 'items')['x-ms-visibility'] = 'Internal'),
  },
};
