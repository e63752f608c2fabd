import type { PARAMETERS } from '../parameters.ts';
import { body, operation, parameter, type Broken } from './change.ts';

export const BROKEN_PARAMETERS: Broken<typeof PARAMETERS> = {
  parameterPlace: {
    'a parameter in a cookie': (connector) => (parameter(connector, 'ListCustomers', 'search').in = 'cookie'),
    'a parameter without a name': (connector) => delete parameter(connector, 'ListCustomers', 'search').name,
  },
  parameterType: {
    'an object as a query parameter': (connector) => (parameter(connector, 'ListCustomers', 'search').type = 'object'),
    'a parameter without a type': (connector) => delete parameter(connector, 'ListCustomers', 'search').type,
  },
  collectionFormat: {
    'a list in a format that is not known': (connector) =>
      (parameter(connector, 'ListCustomers', 'search').collectionFormat = 'deepObject'),
  },
  parameterSchema: {
    'a body without a schema': (connector) => delete parameter(connector, 'CancelOrder', 'body').schema,
    'a schema in the query': (connector) =>
      (parameter(connector, 'ListCustomers', 'search').schema = { type: 'string' }),
  },
  parametersUnique: {
    'a parameter twice': (connector) =>
      operation(connector, 'ListCustomers').parameters.push(parameter(connector, 'ListCustomers', 'search')),
  },
  oneBody: {
    'two bodies': (connector) =>
      operation(connector, 'CancelOrder').parameters.push({ name: 'more', in: 'body', schema: { type: 'object' } }),
    'a form beside a body': (connector) =>
      operation(connector, 'CancelOrder').parameters.push({ name: 'more', in: 'formData', type: 'string' }),
  },
  pathVariablesGiven: {
    'a variable without a parameter': (connector) => (parameter(connector, 'ListOrders', 'customerId').in = 'query'),
  },
  pathParameterInTemplate: {
    'a path parameter that is not in the path': (connector) =>
      (parameter(connector, 'ListOrders', 'customerId').name = 'otherId'),
  },
  pathParameterRequired: {
    'a path parameter that is optional': (connector) =>
      (parameter(connector, 'ListOrders', 'customerId').required = false),
  },
  pathEncoding: {
    'a path parameter without encoding': (connector) =>
      delete parameter(connector, 'ListOrders', 'customerId')['x-ms-url-encoding'],
    'a path parameter that is encoded twice': (connector) =>
      (parameter(connector, 'ListOrders', 'customerId')['x-ms-url-encoding'] = 'double'),
  },
  otherEncoding: {
    'a query parameter with an encoding': (connector) =>
      (parameter(connector, 'ListCustomers', 'search')['x-ms-url-encoding'] = 'single'),
  },
  noConnectionId: {
    'a parameter called connectionId': (connector) =>
      (parameter(connector, 'ListCustomers', 'search').name = 'connectionId'),
  },
  parameterNameUnambiguous: {
    'a parameter with the name of a member of the body': (connector) =>
      (body(connector, 'PurchaseAddOn').properties = { customerId: { type: 'string' } }),
  },
  noSharedParameters: {
    'parameters of a path': ({ definition: { paths } }) => {
      for (const item of Object.values(paths)) item.parameters = [];
    },
  },
};
