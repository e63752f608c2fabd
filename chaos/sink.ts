import type { Dispatcher } from 'undici';
import type { Delivery } from '../local/sink/judgeDelivery.ts';
import { send } from './send.ts';

/** What takes the alerts, as the scenarios see and disturb it. */
export interface Sink {
  /** The address of a hook. */
  hook(name: string): string;
  /** Tells with what secret a hook's deliveries have to be signed. */
  know(name: string, secret: string): Promise<void>;
  /** Has a hook answer so to so many deliveries. */
  answer(plan: { name: string; status: number; count: number; delayInMs?: number }): Promise<void>;
  /** All that arrived, the first first; of one hook where it is named. */
  arrived(name?: string): Promise<Delivery[]>;
}

/** Controls the sink at an address. */
export function controlSink(dispatcher: Dispatcher, url: string): Sink {
  const control = async (method: string, name: string, body?: unknown): Promise<unknown> => {
    const answer = await send(dispatcher, `${url}/_emulator/${name}`, { method, body });
    if (answer.status >= 300) throw new Error(`${method} ${name} answered ${answer.status}.`);
    return answer.body;
  };
  return {
    hook: (name) => `${url}/hooks/${name}`,
    async know(name, secret) {
      await control('POST', 'secrets', { name, secret });
    },
    async answer(plan) {
      await control('POST', 'responses', plan);
    },
    async arrived(name) {
      const query = name === undefined ? '' : `?name=${name}`;
      return ((await control('GET', `deliveries${query}`)) as { items: Delivery[] }).items;
    },
  };
}
