// Every flood in turn beside a client that talks -> the report of the bench.
import { loadavg } from 'node:os';
import { loadConversation } from '../../../mock-meet/index.ts';
import { openFloodsRig, type FloodTurn } from './floods-bench.ts';
import { floodsReport, type FloodsReport } from './floods-report.ts';
import { FLOODS, type FloodName } from './floods.ts';

/** What the client says in a turn: some sentences of the conversation. */
const TALK_MS = 10_000;
const QUICK_TALK_MS = 4_000;

/** Turns without a flood. */
const UNDISTURBED_TURNS = 3;

/** `isQuick`: shows that everything works. Rejects with what went wrong for the client that talks. */
export async function measureFloods(
  { isQuick, onNote }: { readonly isQuick: boolean; readonly onNote: (text: string) => void },
  signal: AbortSignal,
): Promise<FloodsReport> {
  const loadBefore = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  const rig = await openFloodsRig(await loadConversation('default'), signal);
  try {
    const talkMs = isQuick ? QUICK_TALK_MS : TALK_MS;
    const undisturbed: FloodTurn[] = [];
    for (let turn = 0; turn < (isQuick ? 1 : UNDISTURBED_TURNS); turn += 1) {
      onNote('nobody floods');
      undisturbed.push(await rig.turn({ talkMs }));
    }
    const flooded: Record<string, FloodTurn> = {};
    for (const name of Object.keys(FLOODS) as FloodName[]) {
      onNote(`a flood of ${name}`);
      flooded[name] = await rig.turn({ talkMs, floods: [name] });
    }
    return floodsReport(undisturbed, flooded, loadBefore);
  } finally {
    await rig.close();
  }
}
