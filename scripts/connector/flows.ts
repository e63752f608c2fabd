import { operationsOf, type Definition } from './definition.ts';
import type { Operation } from './operation.ts';

type Say = (operationId: string) => string;

function approval(say: Say): string {
  return `### Cancel before the cutoff, once somebody has approved

1. Create an _automated cloud flow_ and skip its trigger. Add **${say('WhenCutoffApproaches')}** of this connector. Set _Stages_ to \`72h\` and \`24h\`, and _Name_ to \`Approvals\`.
2. Add a **Condition**: _Data Kind_ is equal to \`cancel\`. Everything below goes under _True_; the other kind, \`seats\`, is about licences that can be handed back, and no reason to cancel.
3. Add **${say('CancelSubscription')}**. Choose _Enter custom value_ for both ids: _Data Customer ID_ and _Data Subscription ID_ of the trigger. Set _Dry Run_ to **Yes**. Rename the action to \`Try the cancel\`. It cancels nothing.
4. Add **Start and wait for an approval** (_Approve/Reject – First to respond_). As title write _Cancel_ and _Data Subscription Name_ of the trigger; as details _Data Customer Name_, _Data Until_, and _Effect_ and _Refund_ of \`Try the cancel\`, and _Data Verified_: where that is false, Partner Center could not be asked just before. In its settings set _Timeout_ to \`PT23H\`.
5. Add a **Condition**: _Outcome_ is equal to \`Approve\`.
6. Under _True_ add **${say('CancelSubscription')}** with the same customer and subscription. _Idempotency Key_: \`cancel-\`, _Data Subscription ID_, a hyphen, and _Data Until_. _Confirm_, an advanced parameter: _Confirm_ of \`Try the cancel\`; the cancel is then refused if anything, such as the refund, has changed since it was tried.
7. Under _False_ add **${say('AcknowledgeDeadline')}** with _Data Subscription ID_ as _Subscription_, and as _Note_ the words \`Kept:\` followed by the expression \`first(outputs('Start_and_wait_for_an_approval')?['body/responses'])?['comments']\`: there are no more alerts about it. (A note must not be blank, and whoever decides may write nothing.)
8. Put steps 3 to 7 into a **Scope**, add a message to yourself behind it, and in its settings set _Run after_ to **has failed** and **has timed out**. The window may have closed, or the approval may have come too late. As text use \`body('${say('CancelSubscription').replaceAll(' ', '_')}')?['error']?['message']\`: it says what to do instead.

The alert may come at both stages. Whoever has approved the first one is asked once more only if the cancel did not succeed.`;
}

function order(say: Say): string {
  return `### Order from a form

1. In Microsoft Forms make a form with the questions _Customer_ (its Microsoft ID), _Offer_, _Quantity_ and _Term_ (a choice of \`P1M\`, \`P1Y\`, \`P3Y\`), all of them required: a field that is left blank is refused.
2. Create an _automated cloud flow_ with the trigger **When a new response is submitted** of Microsoft Forms, and choose the form. Add **Get response details** with _Response Id_.
3. Add **${say('CreateOrder')}** of this connector, and rename it to \`Place the order\`. _Customer_: _Enter custom value_, the answer to _Customer_.
4. For a reseller’s customer choose its _Indirect Reseller_ from the drop-down. For a customer of your own leave that empty, and set _Direct_ to **Yes**. One of the two has to be given.
5. Add one line under _Lines_: _Offer_ and _Term Duration_ are the answers; _Quantity_ is the expression \`int()\` around the answer. Choose the _Billing Cycle_.
6. _Idempotency Key_: a word of your own for this form, such as \`order-form\`, a hyphen, and _Response Id_. A run that is repeated or resubmitted then orders nothing twice. **No two forms or flows of one app may share the word**: every form counts its responses from 1, and a key that was used is answered with the order it stands for.
7. Add **Send an email** to the _Responders’ Email_: the order is placed, _Order ID_.
8. Add a second **Send an email** beside it, with _Run after_ set to **has failed** only, and as text \`body('Place_the_order')?['error']?['message']\`.

To see first what would be ordered, set _Dry Run_ to **Yes** and send _Effect_ to somebody for approval, as in the flow above.`;
}

function digest(say: Say): string {
  return `### A digest in Teams every night

1. Create an _automated cloud flow_ and skip its trigger. Add **${say('WhenScanCompletes')}** of this connector, and set _Name_ to \`Digest\`. To hear of some customers, resellers or terms only, fill those in.
2. Add **Create HTML table**, and rename it to \`Open\`. _From_: _Data Deadlines_ of the trigger. _Columns_: Custom.
3. Add four columns. _Customer_: \`item()?['customer']?['name']\`. _Subscription_: \`item()?['subscription']?['name']\`. _Until_: \`convertFromUtc(item()?['until'], 'W. Europe Standard Time', 'g')\`, with your own time zone. _Refund_: \`item()?['refund']\`.
4. Add a second **Create HTML table**, and rename it to \`Not seen\`. _From_: _Data Failed_. Columns: _Customer_: \`item()?['customerName']\`. _Why_: \`item()?['message']\`.
5. Add a **Condition**: _Data Complete_ is equal to \`true\`.
6. Under _True_ add **Post message in a chat or channel** of Microsoft Teams, and choose team and channel. Message: the _Output_ of \`Open\`, and below it: _Not in the list:_ and _Data More_.
7. Under _False_ add the same, with a first line that says: _Not all customers could be looked at, so cutoffs may be missing_, and the _Output_ of \`Not seen\` below.

The table is empty on a night on which nothing is open. The scan starts at 02:30 UTC unless the app is set to another time.`;
}

/** Three flows, step by step, with the operations named as the connector names them. */
export function flowsOf(definition: Definition): string {
  const summaries = new Map<string, string>(
    operationsOf(definition).map(({ operationId, summary }: Operation) => [operationId, summary]),
  );
  const say: Say = (operationId) => {
    const summary = summaries.get(operationId);
    if (!summary) throw new Error(`The README of the connector tells of ${operationId}, which is not in it.`);
    return summary;
  };
  return ['## Three flows', approval(say), order(say), digest(say)].join('\n\n');
}
