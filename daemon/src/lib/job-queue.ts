// Jobs that wait for a worker -> urgent ones first, each flow in its turn, a bounded number of them, half of it of one client.
import { createFairQueue, type Flow } from './fair-queue.ts';

export interface Waiting {
  readonly urgent: boolean;
  /** Whose it is. Those that belong to nobody are bounded by the number of all alone. */
  readonly flow?: Flow;
}

export interface JobQueue<Job extends Waiting> {
  readonly size: number;
  /** Where there is none: because of all that waits, or of what waits of the same client. */
  roomFor(job: Waiting): 'yes' | 'no, of all' | 'no, of its client';
  put(job: Job): void;
  take(): Job | undefined;
  /** Nothing happens where it does not wait. */
  remove(job: Job): void;
}

export function createJobQueue<Job extends Waiting>(maxWaiting: number): JobQueue<Job> {
  const urgent = createFairQueue<Job>();
  const patient = createFairQueue<Job>();
  /** How many wait, by the widest part of their flows. */
  const waitingOf = new Map<string, number>();
  const size = (): number => urgent.size + patient.size;

  const count = ({ flow: [client] = [] }: Waiting, more: number): void => {
    if (client === undefined) return;
    const waiting = (waitingOf.get(client) ?? 0) + more;
    if (waiting === 0) waitingOf.delete(client);
    else waitingOf.set(client, waiting);
  };

  return {
    get size() {
      return size();
    },
    roomFor: ({ flow: [client] = [] }) => {
      if (size() >= maxWaiting) return 'no, of all';
      return client !== undefined && (waitingOf.get(client) ?? 0) >= maxWaiting / 2 ? 'no, of its client' : 'yes';
    },
    put: (job) => {
      (job.urgent ? urgent : patient).put(job, job.flow ?? []);
      count(job, 1);
    },
    take: () => {
      const job = urgent.take() ?? patient.take();
      if (job !== undefined) count(job, -1);
      return job;
    },
    remove: (job) => {
      if ((job.urgent ? urgent : patient).remove(job, job.flow ?? [])) count(job, -1);
    },
  };
}
