import { readConfig } from '../../shared/config/readConfig.ts';
import { firstCustomerPage } from '../../shared/partnerCenter/customers.ts';
import { createServices } from '../../shared/services.ts';

/** One customer after the other with the app’s own client, as a script would do it; prints how long that many took, in milliseconds. */
const wanted = Number(process.argv[2]);
const services = createServices(readConfig(), () => undefined);
const context = { deadline: Date.now() + 3_600_000, log: () => undefined };
const { items } = await services.customers.page(context, firstCustomerPage(wanted));
const ids = items.map(({ value }) => value.id).slice(0, wanted);

const startedAt = performance.now();
for (const id of ids) await services.subscriptions.list(context, id).catch(() => undefined);
const elapsedInMs = performance.now() - startedAt;
process.stdout.write(JSON.stringify({ customers: ids.length, elapsedInMs }));
