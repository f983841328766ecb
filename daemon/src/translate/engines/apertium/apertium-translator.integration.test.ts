// The real Apertium behind the port: what it translates, what happens when a part of it dies or hangs, and that nothing of it stays.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Translator } from '@subcam/shared';
import { testTranslatorConformance } from '../../../testing/translator-conformance.ts';
import { fencedTranslator } from '../../fence/fenced-translator.ts';
import { createApertiumTranslator } from './apertium-translator.ts';
import { apertium } from './description.ts';

const forever = new AbortController().signal;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly state: string;
  readonly name: string;
}

/** Every process of the machine, ended ones that nobody has reaped included (proc(5), `stat`). */
async function processes(): Promise<readonly Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid): Promise<Process | null> => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
      const match = stat === null ? null : /^(\d+) \((.*)\) (\S) (\d+) (\d+)/s.exec(stat);
      if (match === null) return null;
      const [, own = '', name = '', state = '', parent = '', group = ''] = match;
      return { pid: Number(own), parent: Number(parent), group: Number(group), state, name };
    }),
  );
  return found.filter((entry) => entry !== null);
}

/** The shells that this process started, each with its stages. */
async function pipelines(): Promise<readonly (readonly Process[])[]> {
  const all = await processes();
  const leaders = all.filter(({ pid, parent, group }) => parent === process.pid && group === pid);
  return leaders.map((leader) => all.filter(({ group }) => group === leader.pid));
}

async function onlyPipeline(): Promise<readonly Process[]> {
  const [first, ...others] = await pipelines();
  if (first === undefined || others.length > 0) throw new Error(`There are ${others.length + (first === undefined ? 0 : 1)} pipelines.`);
  return first;
}

/** Those of the group that are still there. Ended ones that nobody has reaped count too, but for orphans, which the first process of the machine reaps when it likes. */
async function remaining(group: readonly Process[]): Promise<readonly Process[]> {
  const pids = new Set(group.map(({ pid }) => pid));
  const isOrphanedZombie = ({ parent, state }: Process): boolean => state === 'Z' && parent === 1;
  return (await processes()).filter((entry) => pids.has(entry.pid) && !isOrphanedZombie(entry));
}

async function expectGone(group: readonly Process[]): Promise<void> {
  expect(await remaining(group)).toEqual([]);
}

const toSpanish = (translator: Translator, text: string, signal = forever) =>
  translator.translate({ text, sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' }, signal);

describe('Apertium', () => {
  testTranslatorConformance(
    () =>
      Promise.resolve({
        translator: createApertiumTranslator(),
        sourceLanguage: 'en',
        targetLanguage: 'es',
        texts: [
          ['The house is big.', 'casa'],
          ['My dog sleeps.', 'perro'],
          ['I have three cats.', 'gatos'],
        ],
      }),
    { isShared: true },
  );
});

describe('the processes of Apertium', () => {
  let translator: Translator;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'subcam-modes-'));
    expect(await pipelines()).toEqual([]);
  });

  afterEach(async () => {
    await translator.close();
    expect(await pipelines()).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  });

  /** A translator whose one direction, English to Spanish, is this pipeline. */
  async function translatorOf(mode: string): Promise<Translator> {
    await writeFile(path.join(folder, 'eng-spa.mode'), mode);
    return createApertiumTranslator({ modesDirs: [folder], requestTimeoutMs: 300 });
  }

  it('start with the first text, one pipeline for a direction', async () => {
    translator = createApertiumTranslator();
    expect(await pipelines()).toEqual([]);
    await Promise.all(['One house.', 'Two dogs.', 'Three cats.'].map((text) => toSpanish(translator, text)));
    expect((await onlyPipeline()).filter(({ name }) => name === 'lt-proc').length).toBeGreaterThanOrEqual(3);
    await toSpanish(translator, 'Four trees.');
    expect(await pipelines()).toHaveLength(1);
  });

  it('are all gone, reaped too, when it is closed', async () => {
    translator = createApertiumTranslator();
    await toSpanish(translator, 'Hello.');
    const group = await onlyPipeline();
    expect(group.length).toBeGreaterThan(5);
    await translator.close();
    await expectGone(group);
  });

  it('are all gone when it is closed while texts wait', async () => {
    translator = createApertiumTranslator();
    const outcomes = Promise.allSettled(Array.from({ length: 50 }, () => toSpanish(translator, 'The house is big. '.repeat(50))));
    await translator.close();
    expect(await pipelines()).toEqual([]);
    expect(await outcomes).toHaveLength(50);
  });

  /** A pipeline that has answered once and then lost this process; `texts` of it come afterwards, in turn. */
  async function afterKilling(name: string, texts: number) {
    translator = createApertiumTranslator();
    const before = await toSpanish(translator, 'The house is big.');
    const group = await onlyPipeline();
    const victim = group.find((stage) => stage.name === name);
    expect(victim, `${name} among ${group.map((stage) => stage.name).join(', ')}`).toBeDefined();
    process.kill(victim?.pid ?? Number.NaN, 'SIGKILL');
    const failures: unknown[] = [];
    for (let text = 0; text < texts; text += 1) {
      const found = await toSpanish(translator, 'The house is big.').catch((error: unknown) => error);
      if (found instanceof Error) failures.push(found);
      else expect(found).toEqual(before);
    }
    // The one text that finds it dead may fail, but then says that trying again helps.
    for (const failure of failures) expect(failure).toMatchObject({ code: 'engine-unavailable', retryable: true });
    expect(failures.length).toBeLessThanOrEqual(1);
    return { before, group };
  }

  it.each(['lt-proc', 'apertium-tagger', 'lrx-proc', 'apertium-postch'])(
    'are replaced as a whole when %s is killed, before the text that found it dead is answered, and the next text is translated',
    async (name) => {
      const { before, group } = await afterKilling(name, 1);
      await expectGone(group);
      expect(await toSpanish(translator, 'The house is big.')).toEqual(before);
      await expectGone(group);
      expect(await pipelines()).toHaveLength(1);
    },
  );

  it('are replaced as a whole when their shell is killed, and the next text is translated', async () => {
    // The stages live on until this process hears of the shell's end: they may answer one text before that.
    const { before, group } = await afterKilling('sh', 3);
    // Orphans: their end shows first in their closed outputs, which is waited for, and a moment of a processor later in the list of processes.
    await expect.poll(() => remaining(group), { timeout: 2_000, interval: 10 }).toEqual([]);
    expect(await toSpanish(translator, 'The house is big.')).toEqual(before);
    expect(await pipelines()).toHaveLength(1);
  });

  it.each(['', ' \n', '\0'])('are not waited for by the texts after %j', async (nothing) => {
    translator = createApertiumTranslator();
    expect((await toSpanish(translator, nothing)).text).toBe('');
    expect((await toSpanish(translator, 'Hello.')).text).not.toBe('');
  });

  it('that answer nothing are ended, and it is said that another try may help', async () => {
    translator = await translatorOf(`sed -u 's/.*//'`);
    await expect(toSpanish(translator, 'Hello.')).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    expect(await pipelines()).toEqual([]);
  });

  it('that hang are ended after the deadline, even those that heed no signal', async () => {
    const script = path.join(folder, 'hang.sh');
    await writeFile(script, '#!/bin/sh\ntrap "" TERM\nwhile :; do sleep 1000; done\n', { mode: 0o755 });
    translator = await translatorOf(script);
    const failure = await toSpanish(translator, 'Hello.').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'timeout', retryable: true });
    expect(await pipelines()).toEqual([]);
  });

  it('that write without end are ended, and what they wrote is not kept', async () => {
    const script = path.join(folder, 'endless.sh');
    await writeFile(script, '#!/bin/sh\nexec yes hola\n', { mode: 0o755 });
    translator = await translatorOf(script);
    await expect(toSpanish(translator, 'Hello.')).rejects.toMatchObject({
      code: 'engine-unavailable',
      retryable: true,
      message: expect.stringContaining('without end'),
    });
    expect(await pipelines()).toEqual([]);
  });

  it('that answer with more than any translation has are not believed', async () => {
    translator = await translatorOf(`sed -u 's/.*/${'hola '.repeat(200)}/'`);
    await expect(toSpanish(translator, 'Hello.')).rejects.toMatchObject({ code: 'engine-failed', retryable: false });
  });

  it('that can not even start are said to be missing or failing', async () => {
    translator = await translatorOf('no-such-program-of-apertium');
    await expect(toSpanish(translator, 'Hello.')).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    expect(await pipelines()).toEqual([]);
  });
});

describe('what Apertium leaves unmended', () => {
  let translator: Translator;
  beforeAll(() => {
    translator = createApertiumTranslator();
  });
  afterAll(() => translator.close());

  it.each([
    ['Good morning everyone.', 'Buenos días todo el mundo.'],
    ['good morning everyone', 'buenos días todo el mundo'],
    ['What is your name? My name is John.', '¿Qué es vuestro nombre? Mi nombre es John.'],
    ['She said "hello" to me.', 'Dijo "hola" a mí.'],
    ['The price is $5 [USD] / unit.', 'El precio es $5 [USD] / unidad.'],
    ['Two weeks is fine, because we start on Friday.', 'Dos semanas es bien, porque empezamos el viernes.'],
  ])('nothing that can be known from "%s"', async (text, translation) => {
    expect((await toSpanish(translator, text)).text).toBe(translation);
  });
});

describe('what Apertium lacks', () => {
  let translator: Translator;
  beforeAll(() => {
    translator = createApertiumTranslator();
  });
  afterAll(() => translator.close());

  it.each([
    ['Kubernetes failed. Who restarted Kubernetes?', 'Kubernetes falló. ¿Quién retomó Kubernetes?'],
    ['The Grafana dashboard is ready, Zoltan said.', 'El salpicadero de Grafana está a punto, Zoltan dijo.'],
    ['ask zoltan', 'pide zoltan'],
    [
      'A well-developed plan, a long-term contract and a follow-up meeting.',
      'Un plan bien desarrollado, un contrato de plazo largo y una reunión de seguimiento.',
    ],
    ['Read a * b in #general, @anna.', 'Leído un * b en #general, @anna.'],
    ['Let me check that. Please open the file.', 'Voy a comprobar eso. Por favor, abrir el archivo.'],
    ['We met on March 3rd, 2024.', 'Cumplimos el 3 de marzo de 2024.'],
    ['Shall', 'Shall'],
  ])('names, compounds and senses of "%s" are understood, or left as they are', async (text, translation) => {
    expect((await toSpanish(translator, text)).text).toBe(translation);
    // Nothing was started anew for it.
    expect(await pipelines()).toHaveLength(1);
  });
});

describe('Spanish out of Portuguese by Apertium', () => {
  let translator: Translator;
  beforeAll(() => {
    translator = createApertiumTranslator();
  });
  afterAll(() => translator.close());

  it.each([
    ['O 1o, 2o e 3o item.', 'El 1.º, 2.º y 3.º ítem.'],
    ['Vamos pela 1a vez, no 1o andar.', 'Vamos por la 1.ª vez, en el 1.º piso.'],
  ])('has ordinals as they are: %s', async (text, translation) => {
    const request = { text, sourceLanguage: 'pt', targetLanguage: 'es', purpose: 'final' } as const;
    expect((await translator.translate(request, forever)).text).toBe(translation);
  });
});

describe('what Apertium would change behind its fence', () => {
  let translator: Translator;
  beforeAll(() => {
    translator = fencedTranslator(createApertiumTranslator(), apertium);
  });
  afterAll(() => translator.close());

  const behind = async (text: string, names: readonly string[] = []): Promise<string> =>
    (await translator.translate({ text, sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final', names }, forever)).text;

  it.each([
    ['Dr. Smith and Mrs. Baker are here.', ['Smith', 'Baker']],
    ['Mr. Black and Ms. White met Mr. Green.', ['Black', 'White', 'Green']],
    ['We meet at 10:30 am, or at 7am.', ['10:30 am', '7am']],
    ['The code is ABC-123 and the link is abc-defg-hij.', ['ABC-123', 'abc-defg-hij']],
    ['Write to anna.baker@example.com or see https://example.com/help.', ['anna.baker@example.com', 'https://example.com/help']],
    ['Open the file report.pdf in room 12B.', ['report.pdf', '12B']],
    ['We live in 12 Baker Street.', ['12 Baker Street']],
    ['Call +34 600 123 456 or (555) 123-4567 today.', ['+34 600 123 456', '(555) 123-4567']],
    ['Open C:\\Users\\anna\\notes on 192.168.0.1 and update to v2.1.3.', ['C:\\Users\\anna\\notes', '192.168.0.1', 'v2.1.3']],
    ['It begins at 2026-11-29T10:00 and ends at 14h30.', ['2026-11-29T10:00', '14h30']],
    ['It weighs 5 kg, is 12 in wide, and has 1,000,000 parts at 3.5 GHz.', ['5 kg', '12 in', '1,000,000', '3.5 GHz']],
  ])('stays: %s', async (text, kept) => {
    const translated = await behind(text);
    expect(translated).not.toBe(text);
    for (const part of kept) expect(translated).toContain(part);
  });

  it('stays where it is the name of somebody in the meeting', async () => {
    expect(await behind('I spoke with Mark Green yesterday.', ['Mark Green'])).toBe('Hablé con Mark Green ayer.');
    expect(await behind('The green house is big.', ['Mark Green'])).toBe('La casa verde es grande.');
  });

  it('stays where it is the name of a room, and only where it is written as one', async () => {
    const rooms = ['Meeting host', 'Sales Room'];
    expect(await behind('We meet in the Sales Room.', rooms)).toContain('Sales Room');
    expect(await behind('Meeting host, please begin.', rooms)).toContain('Meeting host');
    expect(await behind('The meeting host is here.', rooms)).not.toContain('host');
  });

  it('leaves ordinary sentences as they are without one', async () => {
    const plain = createApertiumTranslator();
    try {
      for (const text of [
        'Good morning everyone.',
        'We will talk about the budget in May.',
        'There were 12 in the room.',
        'The house is big.',
      ])
        expect(await behind(text, ['May', 'Will'])).toBe((await toSpanish(plain, text)).text);
    } finally {
      await plain.close();
    }
  });
});
