import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { LoggedRequest } from '../local/partnerCenter/requestLog.ts';
import type { Purchase } from './purchases.ts';
import { send } from './send.ts';

const LOOK_EVERY_MS = 50;
const PATIENCE_IN_MS = 60_000;

/** Partner Center as the scenarios see and disturb it. */
export interface Emulator {
  addFault(fault: { kind: string; route: string; [member: string]: unknown }): Promise<void>;
  removeFaults(): Promise<void>;
  /** Adds customers with subscriptions in every state of their window, and answers how many customers there are; `alone` takes all others away. */
  seed(order: { customers: number; subscriptionsPerCustomer: number; alone?: boolean }): Promise<number>;
  /** Moves the clock, such as `25h`. */
  advance(duration: string): Promise<void>;
  /** The cutoffs that are ahead, from the emulator's own records. */
  deadlines(): Promise<KnownDeadlines>;
  /** Requests of a route so far. */
  asked(route: string): Promise<LoggedRequest[]>;
  /** Waits until every route was asked for. */
  untilAsked(routes: string[]): Promise<void>;
  /** How many subscriptions a customer has: every purchase makes one. */
  subscriptions(purchase: Purchase): Promise<number>;
  /** Ids of a customer's orders. */
  orderIds(purchase: Purchase): Promise<string[]>;
}

/** Every cutoff that is ahead at an instant of the emulator's clock. */
export interface KnownDeadlines {
  now: string;
  items: { customerId: string; subscriptionId: string; kind: string; cutoff: string }[];
}

interface CustomerView {
  id: string;
  subscriptions: unknown[];
  orders: { id: string }[];
}

/** Controls the emulator at an address; `switches` are set first. */
export async function controlEmulator(dispatcher: Dispatcher, url: string, switches: object): Promise<Emulator> {
  const control = async (method: string, name: string, body?: unknown): Promise<unknown> => {
    const answer = await send(dispatcher, `${url}/_emulator/${name}`, { method, body });
    if (answer.status !== 200) throw new Error(`${method} ${name} answered ${answer.status}.`);
    return answer.body;
  };
  const customerOf = async ({ customerId }: Purchase): Promise<CustomerView> => {
    const { items } = (await control('GET', 'customers')) as { items: CustomerView[] };
    const customer = items.find(({ id }) => id === customerId);
    if (!customer) throw new Error(`The emulator has no customer ${customerId}.`);
    return customer;
  };
  const asked = async (route: string): Promise<LoggedRequest[]> => {
    const pattern = new RegExp(`^${route.replaceAll('*', '[^/]+')}$`, 'i');
    const { items } = (await control('GET', 'requests')) as { items: LoggedRequest[] };
    return items.filter(({ method, path }) => pattern.test(`${method} ${path.split('?')[0]}`));
  };

  await control('POST', 'switches', switches);
  return {
    async addFault(fault) {
      await control('POST', 'faults', fault);
    },
    async removeFaults() {
      await control('DELETE', 'faults');
    },
    async seed(order) {
      return ((await control('POST', 'seed', order)) as { customers: number }).customers;
    },
    async advance(duration) {
      await control('POST', 'clock', { advance: duration });
    },
    deadlines: async () => (await control('GET', 'deadlines')) as KnownDeadlines,
    asked,
    async untilAsked(routes) {
      const waitUntil = Date.now() + PATIENCE_IN_MS;
      for (const route of routes) {
        while ((await asked(route)).length === 0) {
          if (Date.now() > waitUntil) throw new Error(`${route} was not asked for within a minute.`);
          await delay(LOOK_EVERY_MS);
        }
      }
    },
    subscriptions: async (purchase) => (await customerOf(purchase)).subscriptions.length,
    orderIds: async (purchase) => (await customerOf(purchase)).orders.map(({ id }) => id),
  };
}
