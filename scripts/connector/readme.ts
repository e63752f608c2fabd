import { PUBLISHER } from './apiProperties.ts';
import { operationsOf, type Definition } from './definition.ts';
import { flowsOf } from './flows.ts';
import { LEFT_OUT } from './leftOut.ts';
import type { Operation } from './operation.ts';

function rows(operations: Operation[]): string {
  return operations.map(({ summary, description }) => `| ${summary} | ${description} |`).join('\n');
}

function table(heading: string, operations: Operation[]): string {
  return `| ${heading} | What it does |\n| --- | --- |\n${rows(operations)}`;
}

function supported(definition: Definition): string {
  const shown = operationsOf(definition).filter((operation) => operation['x-ms-visibility'] !== 'internal');
  const isTrigger = (operation: Operation) => operation['x-ms-trigger'] !== undefined;
  const actions = shown.filter((operation) => !isTrigger(operation));
  return `### Triggers

${table('Trigger', shown.filter(isTrigger))}

### Actions

${table('Action', actions)}

Customers, subscriptions, orders, add-ons and resellers are there to choose from in drop-downs. Of many customers the first hundred are shown: fill in
**Customer Search**, an advanced parameter, with the beginning of a name to see others. Every drop-down takes a custom value too, such as one from an earlier step.`;
}

const LIMITATIONS = [
  '**Power Automate waits two minutes for an action.** A cancel or a purchase that takes longer is answered for by the flow’s waiting: it asks again by itself until the operation has ended. Leave _Asynchronous pattern_ in the action’s settings switched on.',
  '**The answer of a dry run and that of the real call share one form.** What belongs to the other one is empty: after a dry run there is no order, after a real call no effect.',
  '**Raw is a free object.** To use its members, put it through _Parse JSON_.',
  '**Of several stages that have begun the most urgent one is told.** Whoever subscribes five hours before a cutoff, with stages of 72, 24 and 6 hours, is told once, at 6 hours.',
  '**The same alert may come twice**, after a crash, under the same content. Let what follows it be repeatable: every action here that moves money is, with an idempotency key.',
  '**Lists come in pages.** In the settings of an action that lists, switch _Pagination_ on and set a threshold, or raise _Size_: at most 1,000.',
  '**Not every alert has a trigger.** Paid extensions of terms, scans that are missing and credentials that end are told to webhooks alone: an operator sets one up with `POST webhooks` of the app.',
  '**What is left blank by an expression is refused** where it cannot be blank: the message names the field.',
  '**Not certified.** Website, privacy policy and contact in the definition stand for those of whoever submits it.',
  '**Custom connectors need a premium licence** for whoever owns the flow.',
];

const FAQ: readonly (readonly [question: string, answer: string])[] = [
  [
    'A flow was repeated. Did it buy twice?',
    'No, if the idempotency key was the same. Use what names the purchase in your business, such as the number of a ticket or a quote; a key that is made anew in each run, such as `guid()`, names nothing when a run is resubmitted.',
  ],
  [
    'The same key is refused with IdempotencyKeyReused.',
    'It was used for another order before. A key names one purchase, over all flows of the app: take another one for another purchase.',
  ],
  [
    'Where do I see why an action was refused?',
    "In the output of the action, as `body/error/code` and `body/error/message`. The message says what to do. In a later step that runs after a failure, use `body('Name_of_the_action')?['error']?['message']`.",
  ],
  [
    'The connection says that it is not authenticated.',
    'The app refused the function key. Open the connection, enter the current key, and save.',
  ],
  [
    'Every action fails with 404, or without an answer.',
    'The address of the connection is not that of the app alone. It begins with https:// and ends with the host: no / and no /api behind it.',
  ],
  [
    'Which value goes into Offer?',
    'A legacy offer id, or product and SKU as in `CFQ7TTC0LH18:0001`. Of these the availability that is current is looked up.',
  ],
  [
    'May a flow cancel for customers of several partners?',
    'One app serves one partner tenant. Make a connection for each app; the connector is the same.',
  ],
];

/** The connector’s README, after the template of certified connectors. https://github.com/microsoft/PowerPlatformConnectors */
export function readmeOf(definition: Definition): string {
  const { info } = definition;
  const say = (operationId: string) =>
    operationsOf(definition).find((operation) => operation.operationId === operationId)?.summary ?? operationId;
  return `<!-- Written by npm run connector. -->

# ${info.title}

${info.description}

The connector calls your own deployment of partner-center-functions. Nothing goes through a service of somebody else’s.

## Publisher: ${PUBLISHER}

## Prerequisites

- partner-center-functions, deployed to Azure as a Functions app that answers under \`https://<your app>/api/health\` with \`ok\`.
- A Power Automate licence with premium connectors.
- The right to create custom connectors in your environment (the role _Environment Maker_).

## Supported Operations

${supported(definition)}

## Obtaining Credentials

The connection needs a **function key**. In the Azure portal open your Functions app, then _App keys_ under _Functions_. Choose _New host key_, give it a name that
says who calls, such as \`power-automate\`, and copy its value. The app notes a fingerprint of the key beside everything done with it; its setting
\`CALLER_NAMES\` gives fingerprints a name. To withdraw the key, delete it: nobody else’s stops working.

## Getting Started

1. Get the files of this folder. To have your app’s host in them, run \`npm run connector -- --host my-app.azurewebsites.net\`; every connection can name another.
2. Install the tool, which needs Python, and sign in: \`pip install paconn\`, then \`paconn login\`.
3. In this folder run \`paconn create --settings settings.json\` and choose your environment. (With the Power Platform CLI instead: \`pac auth create\`, then
   \`pac connector create --api-definition-file apiDefinition.swagger.json --api-properties-file apiProperties.json --icon-file icon.png\`.)
4. In Power Automate open _Custom connectors_, choose **${info.title}**, then **+** for a new connection. Fill in the address of your app, with \`https://\` and without \`/api\`, and the function key.
5. Make an _instant cloud flow_ with the trigger _Manually trigger a flow_, add the action **${say('ListDeadlines')}**, and run it. After the first nightly scan, or after **${say('StartScan')}**, it lists what is open.

Later versions are brought in with \`paconn update --settings settings.json\`. Importing the OpenAPI file alone, in the portal, leaves out the policies: then only the host in the file is called, and
lists end after their first page.

${flowsOf(definition)}

## Known Issues and Limitations

${LIMITATIONS.map((text) => `- ${text}`).join('\n')}
- These routes of the app are not in the connector: ${Object.entries(LEFT_OUT)
    .map(([name, reason]) => `\`${name}\` (${reason.charAt(0).toLowerCase()}${reason.slice(1, -1)})`)
    .join(', ')}.

## Frequently Asked Questions

${FAQ.map(([question, answer]) => `### ${question}\n\n${answer}`).join('\n\n')}
`;
}
