import type { Connector } from '../model.ts';
import type { TRIGGERS } from '../triggers.ts';
import { addPath, answer, body, found, operation, parameter, type Broken } from './change.ts';

const NAME = 'WhenScanCompletes';
const trigger = (connector: Connector) => operation(connector, NAME);
const callback = (connector: Connector) => body(connector, NAME, 'callback');

export const BROKEN_TRIGGERS: Broken<typeof TRIGGERS> = {
  triggerSummary: {
    'a trigger that is called as an action': (connector) => (trigger(connector).summary = 'Watch a scan'),
    'a trigger that begins with When alone': (connector) => (trigger(connector).summary = 'When scans complete'),
  },
  triggerDescription: {
    'a trigger that is described as an action': (connector) => (trigger(connector).description = 'Waits for a scan.'),
  },
  triggerKind: {
    'a trigger that is not marked': (connector) => delete trigger(connector)['x-ms-trigger'],
    'a trigger of another kind': (connector) => (trigger(connector)['x-ms-trigger'] = 'many'),
  },
  triggerHint: {
    'a trigger without a hint': (connector) => delete trigger(connector)['x-ms-trigger-hint'],
    'a hint that begins otherwise': (connector) => (trigger(connector)['x-ms-trigger-hint'] = 'Start a scan.'),
  },
  triggerMethod: {
    'a trigger that is subscribed to by PUT': (connector) => {
      const { item } = found(connector, NAME);
      item.put = trigger(connector);
      delete item.post;
    },
  },
  notificationContent: {
    'a trigger that does not say what it sends': (connector) => {
      const { item } = found(connector, NAME);
      delete item['x-ms-notification-content'];
    },
    'a notification without a description': (connector) => {
      const { item } = found(connector, NAME);
      delete item['x-ms-notification-content']?.description;
    },
    'a notification without a schema': (connector) => {
      const { item } = found(connector, NAME);
      delete item['x-ms-notification-content']?.schema;
    },
  },
  notificationUrlOnce: {
    'a trigger without a notification URL': (connector) => delete callback(connector)['x-ms-notification-url'],
    'a trigger with two notification URLs': (connector) =>
      (body(connector, NAME, 'name')['x-ms-notification-url'] = true),
  },
  notificationUrlPlace: {
    'a notification URL in an answer': (connector) =>
      (answer(connector, 'ListCustomers', 'items')['x-ms-notification-url'] = true),
    'a notification URL in a query': (connector) =>
      (parameter(connector, 'ListCustomers', 'search')['x-ms-notification-url'] = true),
  },
  notificationUrlString: {
    'a notification URL that is no text': (connector) => (callback(connector).type = 'object'),
  },
  notificationUrlRequired: {
    'a notification URL that may be left out': (connector) => delete body(connector, NAME).required,
    'a notification URL in a body that may be left out': (connector) =>
      (parameter(connector, NAME, 'body').required = false),
  },
  notificationUrlInternal: {
    'a notification URL that makers see': (connector) => delete callback(connector)['x-ms-visibility'],
  },
  subscribed: {
    'a subscription without a Location': (connector) => delete trigger(connector).responses['201']?.headers,
    'a subscription that answers 200': (connector) => {
      const { responses } = trigger(connector);
      responses['200'] = responses['201'] ?? {};
      delete responses['201'];
    },
  },
  unsubscribe: {
    'an end of a subscription that makers see': (connector) =>
      delete operation(connector, 'DeleteWebhook')['x-ms-visibility'],
    'no end of a subscription': (connector) => delete found(connector, 'DeleteWebhook').item.delete,
    'two ends of a subscription': (connector) => {
      const other = addPath(connector, '/api/others/{webhookId}', 'DeleteWebhook');
      connector.definition.paths['/api/others/{webhookId}'] = { delete: other };
    },
  },
};
