import type { DYNAMIC_VALUES } from '../dynamicValues.ts';
import type { Connector } from '../model.ts';
import { answer, body, items, operation, parameter, type Broken } from './change.ts';

/** A drop-down in both generations; those of an order need its customer. */
function dropDown(connector: Connector) {
  const field = parameter(connector, 'CancelOrder', 'orderId');
  const { 'x-ms-dynamic-values': values, 'x-ms-dynamic-list': list } = field;
  if (!values || !list) throw new Error('CancelOrder has no drop-down of orders.');
  return { field, values, list };
}

const listed = (connector: Connector) => answer(connector, 'ListOrders');

export const BROKEN_DYNAMIC_VALUES: Broken<typeof DYNAMIC_VALUES> = {
  lookupPair: {
    'a drop-down for older designers alone': (connector) => delete dropDown(connector).field['x-ms-dynamic-list'],
    'a drop-down for newer designers alone': (connector) => delete dropDown(connector).field['x-ms-dynamic-values'],
    'a schema for older designers alone': (connector) => (body(connector, 'CancelOrder')['x-ms-dynamic-schema'] = {}),
  },
  lookupsAlike: {
    'a drop-down that is another in older designers': (connector) =>
      (dropDown(connector).values.operationId = 'ListResellers'),
    'a drop-down with another title in newer designers': (connector) =>
      (dropDown(connector).list.itemTitlePath = 'status'),
  },
  lookupNotOnBody: {
    'a drop-down on a body': (connector) => {
      const { values, list } = dropDown(connector);
      Object.assign(parameter(connector, 'CancelOrder', 'body'), {
        'x-ms-dynamic-values': values,
        'x-ms-dynamic-list': list,
      });
    },
  },
  lookupOperation: {
    'a drop-down of an operation that does not exist': (connector) => (dropDown(connector).values.operationId = 'No'),
    'a drop-down of no operation': (connector) => delete dropDown(connector).list.operationId,
  },
  lookupItems: {
    'a drop-down of what is not answered': (connector) => (dropDown(connector).values['value-collection'] = 'other'),
    'a drop-down of what is no array': (connector) => (listed(connector).properties = { items: { type: 'string' } }),
  },
  lookupValue: {
    'a value that the items do not have': (connector) => (dropDown(connector).list.itemValuePath = 'other'),
    'a value that is not named': (connector) => delete dropDown(connector).values['value-path'],
    'a value of another type': (connector) =>
      (items(answer(connector, 'ListOrders', 'items')).properties = { id: { type: 'integer' } }),
  },
  lookupTitle: {
    'a title that the items do not have': (connector) => (dropDown(connector).values['value-title'] = 'other'),
    'a title that is not named': (connector) => delete dropDown(connector).list.itemTitlePath,
  },
  lookupRequired: {
    'a drop-down that does not give what is required': (connector) => (dropDown(connector).values.parameters = {}),
    'a drop-down that gives nothing at all': (connector) => delete dropDown(connector).list.parameters,
  },
  lookupTarget: {
    'a drop-down that gives what is not asked for': (connector) => {
      const { list } = dropDown(connector);
      list.parameters = { ...list.parameters, other: { parameterReference: 'customerId' } };
    },
  },
  lookupReference: {
    'a reference to what does not exist': (connector) =>
      (dropDown(connector).values.parameters = { customerId: { parameter: 'otherId' } }),
    'a reference into the body to what does not exist': (connector) =>
      (dropDown(connector).list.parameters = { customerId: { parameterReference: 'body/otherId' } }),
  },
  lookupReferenceVisible: {
    'a reference to what makers cannot see': (connector) =>
      (parameter(connector, 'CancelOrder', 'customerId')['x-ms-visibility'] = 'internal'),
  },
  lookupReferenceRequired: {
    'a reference to what may be left out': (connector) =>
      (dropDown(connector).list.parameters = { customerId: { parameterReference: 'customerSearch' } }),
  },
  lookupReferenceType: {
    'a reference to another type': (connector) => (parameter(connector, 'CancelOrder', 'customerId').type = 'integer'),
    'a value of another type than is asked for': (connector) =>
      (dropDown(connector).values.parameters = { customerId: 7 }),
  },
  lookupItself: {
    'a drop-down that needs what is chosen from it': (connector) => {
      operation(connector, 'ListOrders').parameters.push({ name: 'other', in: 'query', type: 'string' });
      dropDown(connector).list.parameters = { other: { parameterReference: 'orderId' } };
    },
  },
};
