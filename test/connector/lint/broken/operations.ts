import type { OPERATIONS } from '../operations.ts';
import { answer, body, operation, policy, type Broken } from './change.ts';

const EMPTY = { description: 'Nothing.', schema: { type: 'object' } };

export const BROKEN_OPERATIONS: Broken<typeof OPERATIONS> = {
  summaryLength: {
    'a summary of 81 characters': (connector) => (operation(connector, 'ListCustomers').summary = 'A'.repeat(81)),
    'no summary': (connector) => delete operation(connector, 'ListCustomers').summary,
  },
  summaryCharacters: {
    'a summary with a hyphen': (connector) => (operation(connector, 'ListCustomers').summary = 'List all-customers'),
  },
  summarySlash: {
    'a summary with a slash': (connector) =>
      (operation(connector, 'ListCustomers').summary = 'List customers/partners'),
  },
  summaryEnd: {
    'a summary that ends with a full stop': (connector) => (operation(connector, 'ListCustomers').summary += '.'),
    'a summary that ends with a parenthesis': (connector) =>
      (operation(connector, 'ListCustomers').summary += ' (all)'),
  },
  summaryCase: {
    'a summary in title case': (connector) => (operation(connector, 'ListCustomers').summary = 'List Customers'),
    'a summary without a capital': (connector) => (operation(connector, 'ListCustomers').summary = 'list customers'),
  },
  operationDescription: {
    'a description without a full stop': (connector) => (operation(connector, 'ListCustomers').description += ' and'),
    'a description of one word': (connector) => (operation(connector, 'ListCustomers').description = 'Lists.'),
    'a description without a capital': (connector) =>
      (operation(connector, 'ListCustomers').description = 'lists the customers.'),
  },
  operationTextsDiffer: {
    'a description that repeats the summary': (connector) =>
      (operation(connector, 'ListCustomers').description = 'List customers.'),
  },
  operationProducts: {
    'a description with a product of the platform': (connector) =>
      (operation(connector, 'ListCustomers').description = 'Lists the customers in Power Automate.'),
  },
  successGiven: {
    'no answer of success': (connector) => delete operation(connector, 'ListCustomers').responses['200'],
  },
  statusCodes: {
    'a range of statuses': (connector) =>
      (operation(connector, 'ListCustomers').responses['4XX'] = { description: 'It is wrong.' }),
  },
  oneAnswerSchema: {
    'two answers with a schema': (connector) =>
      (operation(connector, 'ListCustomers').responses['201'] = structuredClone(EMPTY)),
    'no answer with a schema': (connector) => {
      operation(connector, 'ListCustomers').responses['200'] = { description: 'It is done.' };
    },
  },
  successSchema: {
    'a schema on an error': (connector) =>
      (operation(connector, 'ListCustomers').responses['400'] = structuredClone(EMPTY)),
  },
  defaultWithoutSchema: {
    'a schema on the default answer': (connector) =>
      (operation(connector, 'ListCustomers').responses.default = structuredClone(EMPTY)),
  },
  noEmptySchema: {
    'a schema without members': (connector) => delete answer(connector, 'ListCustomers').properties,
    'a schema of nothing': (connector) => {
      operation(connector, 'ListCustomers').responses['200'] = { description: 'It is done.', schema: {} };
    },
  },
  answersDescribed: {
    'an answer without a description': (connector) => (operation(connector, 'ListCustomers').responses['400'] = {}),
  },
  errorsDescribed: {
    'an operation that does not say what 401 means': (connector) =>
      delete operation(connector, 'ListCustomers').responses['401'],
    'one of a customer that does not say what 404 means': (connector) =>
      delete operation(connector, 'ListOrders').responses['404'],
  },
  consumesGiven: {
    'a body of no known type': (connector) => delete operation(connector, 'CancelOrder').consumes,
  },
  mimeTypes: {
    'a body in XML': (connector) => (operation(connector, 'CancelOrder').consumes = ['application/xml']),
    'an answer in XML': (connector) => (operation(connector, 'CancelOrder').produces = ['application/xml']),
    'XML for all': ({ definition }) => (definition.consumes = ['application/xml']),
  },
  moneyUntested: {
    'a purchase in generic tests': (connector) => delete operation(connector, 'PurchaseAddOn')['x-ms-no-generic-test'],
    'a cancel in generic tests': (connector) => (operation(connector, 'CancelOrder')['x-ms-no-generic-test'] = false),
  },
  fetchWithoutBody: {
    'a body to fetch with': (connector) =>
      operation(connector, 'ListCustomers').parameters.push({
        name: 'body',
        in: 'body',
        schema: body(connector, 'CancelOrder'),
      }),
  },
  nextLinkName: {
    'a next link of another name': (connector) =>
      (operation(connector, 'ListCustomers')['x-ms-pageable'] = { nextLinkName: 'next' }),
    'a next link that is not answered': (connector) => delete answer(connector, 'ListCustomers').properties?.nextLink,
  },
  pageable: {
    'pages that are not told of': (connector) => delete operation(connector, 'ListCustomers')['x-ms-pageable'],
  },
  nextLinkPolicy: {
    'pages without a policy': ({ apiProperties: { properties } }) =>
      (properties.policyTemplateInstances = properties.policyTemplateInstances.filter(
        ({ templateId }) => templateId !== 'updatenextlink',
      )),
    'pages that the policy leaves out': (connector) =>
      (policy(connector, 'updatenextlink').parameters['x-ms-apimTemplate-operationName'] = ['ListDeadlines']),
    'a policy for another member': (connector) =>
      (policy(connector, 'updatenextlink').parameters['x-ms-apimTemplateParameter.nextLinkPropertyName'] = 'next'),
  },
  nextLinkPolicyUse: {
    'a policy for an operation without pages': (connector) =>
      (policy(connector, 'updatenextlink').parameters['x-ms-apimTemplate-operationName'] = ['ListResellers']),
  },
};
