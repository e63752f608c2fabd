import type { InvocationRequest, RegisteredFunction } from './coreTypes.ts';
import type { Invoker } from './invoker.ts';
import { parseSchedule, type TimerSchedule } from './timerSchedule.ts';
import { triggerOf } from './triggerOf.ts';

const LONGEST_TIMEOUT_IN_MS = 2 ** 31 - 1;
const MONITORED_FROM_IN_MS = 60_000;
const NEVER = '0001-01-01T00:00:00';

interface ScheduleStatus {
  Last: string;
  Next: string;
  LastUpdated: string;
}

/** Runs one timer-triggered function: at each time of its schedule, never two at once, and by hand. */
export class TimerListener {
  readonly #fn: RegisteredFunction;
  readonly #schedule: TimerSchedule;
  readonly #invoker: Invoker;
  readonly #runsOnStartup: boolean;
  #status: ScheduleStatus | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(fn: RegisteredFunction, expression: string, invoker: Invoker) {
    const { binding } = triggerOf(fn.metadata);
    this.#fn = fn;
    this.#schedule = parseSchedule(expression);
    this.#invoker = invoker;
    this.#runsOnStartup = binding.runOnStartup === true;
    const first = this.#schedule.next(new Date());
    const isMonitored = this.#schedule.next(first).getTime() - first.getTime() >= MONITORED_FROM_IN_MS;
    if (binding.useMonitor !== false && isMonitored) {
      this.#status = { Last: NEVER, Next: first.toISOString(), LastUpdated: NEVER };
    }
  }

  start(): void {
    if (this.#runsOnStartup) void this.#run('start of the host', new Date());
    this.#scheduleAfter(new Date());
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** The call as the host makes it when an administrator runs the timer. */
  invocation(): InvocationRequest {
    const payload = {
      Schedule: { AdjustForDST: this.#schedule.adjustForDst },
      ScheduleStatus: this.#status ?? null,
      IsPastDue: false,
    };
    return { inputData: [{ name: triggerOf(this.#fn.metadata).bindingName, data: { json: JSON.stringify(payload) } }] };
  }

  #scheduleAfter(after: Date): void {
    if (!this.#stopped) this.#wait(this.#schedule.next(after));
  }

  #wait(due: Date): void {
    const waitInMs = due.getTime() - Date.now();
    this.#timer = setTimeout(
      () => {
        if (Date.now() < due.getTime()) this.#wait(due);
        else
          void this.#run('schedule', due).then(() =>
            this.#scheduleAfter(new Date(Math.max(Date.now(), due.getTime()))),
          );
      },
      Math.min(Math.max(waitInMs, 0), LONGEST_TIMEOUT_IN_MS),
    );
  }

  /** A failure is logged by the invoker; the next time of the schedule is the retry. */
  async #run(reason: string, at: Date): Promise<void> {
    await this.#invoker.invoke(this.#fn, this.invocation(), { reason }).catch(() => {});
    if (!this.#status) return;
    const Last = at.toISOString();
    this.#status = { Last, Next: this.#schedule.next(new Date()).toISOString(), LastUpdated: Last };
  }
}
